"""Definitions of results, read from ``data/results/``: one file a chapter.

A file holds ``keys`` (short names of the beginnings of fact keys, written ``$name``), ``shared`` (what entries take up by
YAML's anchors) and ``results``. An entry is a result or a family of them::

    - key: us-separated-share-{year}
      label: Compounds made in the US for each tonne mined there, {year}
      is: 100 * output_of_compounds / mine_output
      of: {output_of_compounds: "$compounds/{year}@mcs-2026", mine_output: "$mined/{year}@mcs-2026"}
      unit: "%"
      basis: share own output
      digits: 2
      each: {year: [2021, 2025]}

``of`` names the inputs: fact keys, or lists of them. What is computed is ``is``, a formula (or two, the ends of a range),
or ``by``, the name of an algorithm in `evidence.models`, which takes the inputs and what ``given`` chooses by name. The axes
of ``each`` (lists, or mappings of a case to what it sets itself) make a result of each combination; ``{axis}``, and what
a case sets that is no field, stand in texts.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from evidence.errors import EvidenceError, Problem, nearest
from evidence.results.formula import Formula, FormulaError

Inputs = Mapping[str, str | tuple[str, ...]]
Outcome = float | tuple[float, float]
# What an algorithm may take beside its inputs: the tables, and the look-up of numbers in them.
TABLES = ("ledger", "lookup")
PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Definition:
    """How a result is computed.

    Attributes
    ----------
    key : str
        Public key, ``model.`` and a name.
    label : str
        What it is, with area and period.
    unit, basis : str
        Unit and what exactly is counted, from the closed vocabularies.
    of : mapping of str to str or tuple of str
        Fact keys of the inputs, by the names they bear.
    formulas : tuple of Formula
        One, or the two ends of a range; none where an algorithm computes it.
    by : str
        Module and function of `evidence.models`.
    given : mapping of str to object
        What the algorithm is told beside its inputs: years, areas, stages.
    assumes : str
        Assumptions in words; empty if there are none beyond the inputs.
    digits : int
        Significant digits printed.
    qualifier : str
        For example ``under``, where inputs are bounds.
    per : str
        What it is for each of, where the unit doesn't say: ``t``.
    converts : str
        For a yield, what it turns into what, such as ``magnet to oxide``.
    chapter : str
        The file it stands in, without suffix.
    """

    key: str
    label: str
    unit: str
    basis: str
    of: Inputs
    formulas: tuple[Formula, ...]
    by: str
    given: Mapping[str, Any]
    assumes: str
    digits: int
    qualifier: str
    per: str
    converts: str
    chapter: str

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Fact keys of the inputs, each once, in their order."""
        named = (keys if isinstance(keys, tuple) else (keys,) for keys in self.of.values())
        return tuple(dict.fromkeys(itertools.chain.from_iterable(named)))

    @cached_property
    def algorithm(self) -> Callable[..., Outcome]:
        """The function that ``by`` names."""
        module, _, name = self.by.rpartition(".")
        return getattr(importlib.import_module(f"evidence.models.{module}"), name)

    @cached_property
    def tables(self) -> frozenset[str]:
        """Which of `TABLES` its algorithm takes."""
        return frozenset(TABLES) & inspect.signature(self.algorithm).parameters.keys() if self.by else frozenset()

    @property
    def formula(self) -> str:
        """What is computed: the formula, or what the algorithm says of itself and what it is told."""
        if self.formulas:
            return " to ".join(formula.say() for formula in self.formulas)
        summary = inspect.getdoc(self.algorithm).partition("\n\n")[0].removeprefix("Return ").rstrip(".")
        told = ", ".join(f"{name.replace('_', ' ')} {_told(value)}" for name, value in self.given.items())
        return " ".join(summary.split()) + (f" ({told})" if told else "")


def _told(value: Any) -> str:
    """Print what an algorithm is told."""
    match value:
        case dict():
            return f"({', '.join(f'{_told(name)}: {_told(part)}' for name, part in value.items())})"
        case list():
            return f"({', '.join(map(_told, value))})"
    return str(value).replace("_", " ")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


# What a field must be, and what a message calls it.
_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("key", "label", "unit", "basis", "by", "qualifier", "per", "converts"), (_is_text, "text")),
    "assumes": (_are_texts, "text or list of texts"),
    "of": (lambda value: isinstance(value, dict) and all(map(_are_texts, value.values())), "mapping of names to keys"),
    "given": (lambda value: isinstance(value, dict), "mapping"),
    "digits": (lambda value: isinstance(value, int) and value > 0, "number of digits"),
}
_FIELDS = frozenset({field.name for field in fields(Definition)} - {"formulas", "chapter"} | {"is", "each"})


def read_file(path: Path) -> dict[str, Any]:
    """Read a file of ``data/results/``.

    Raises
    ------
    EvidenceError
        If it isn't YAML, or a key stands twice.
    """
    try:
        return _read(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise EvidenceError(Problem(_place(path), "", f"can't be read: {error}", "mend the YAML")) from None


def _read(text: str) -> dict[str, Any]:
    loader = yaml.CSafeLoader(text)
    node = loader.get_single_node()
    waiting, seen = [node], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, yaml.ScalarNode):
            continue
        seen.add(id(one))
        if isinstance(one, yaml.MappingNode):
            names = [name.value for name, _ in one.value]
            if twice := {name for name in names if names.count(name) > 1}:
                raise yaml.constructor.ConstructorError(None, None, f"{min(twice)} stands twice", one.start_mark)
            waiting += [value for _, value in one.value]
        else:
            waiting += one.value
    return loader.construct_document(node)


def read_definitions(path: Path) -> Iterator[Definition]:
    """Read the definitions of a file.

    Parameters
    ----------
    path : Path
        A file as the module describes.

    Yields
    ------
    Definition
        In the order of the file.

    Raises
    ------
    EvidenceError
        If the file isn't of that form, a formula isn't in the language, or names and inputs differ.
    """
    file = read_file(path)
    for entry in file["results"]:
        for made in _cases(entry, path):
            yield _define(made, file.get("keys", {}), path)


def _place(path: Path) -> str:
    return f"data/results/{path.name}"


def _cases(entry: Mapping[str, Any], path: Path) -> Iterator[dict[str, Any]]:
    """Make an entry's results: one for each combination of its axes, with the places in texts filled."""
    axes = entry.get("each", {})
    if not _are_axes(axes):
        remedy = "name axes, each with a list of cases or a mapping of cases to what they set"
        raise EvidenceError(Problem(_place(path), entry.get("key", ""), "each is no mapping of axes", remedy))
    listed = [axis.items() if isinstance(axis, dict) else ((case, None) for case in axis) for axis in axes.values()]
    for cases in itertools.product(*listed):
        made = {name: value for name, value in entry.items() if name != "each"}
        words: dict[str, Any] = dict(zip(axes, (case for case, _ in cases), strict=True))
        for _, own in cases:
            for name, value in (own or {}).items():
                if name not in _FIELDS:
                    words[name] = value
                else:
                    merges = isinstance(value, dict) and isinstance(made.get(name), dict)
                    made[name] = made[name] | value if merges else value
        used: set[str] = set()
        filled = _fill(made, words, used)
        if odd := (set(filled) - _FIELDS) | (set(words) - set(axes) - used):
            what, remedy = f"nothing is called {', '.join(sorted(odd))}", nearest(min(odd), _FIELDS)
            raise EvidenceError(Problem(_place(path), filled.get("key", ""), what, remedy))
        yield filled


def _are_axes(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(axis, list)
        or (isinstance(axis, dict) and all(own is None or isinstance(own, dict) for own in axis.values()))
        for axis in value.values()
    )


def _fill(value: Any, words: Mapping[str, Any], used: set[str]) -> Any:
    """Fill places in texts; a text that is but a place becomes what stands for it."""
    match value:
        case dict():
            return {name: _fill(part, words, used) for name, part in value.items()}
        case list():
            return [_fill(part, words, used) for part in value]
        case str():
            found = [name for name in PLACE.findall(value) if name in words]
            used.update(found)
            if len(found) == 1 and value == f"{{{found[0]}}}":
                return words[found[0]]
            return PLACE.sub(lambda match: str(words.get(match[1], match[0])), value)
    return value


def _define(made: Mapping[str, Any], shorts: Mapping[str, str], path: Path) -> Definition:
    def full(key: str) -> str:
        short, slash, rest = key[1:].partition("/") if key.startswith("$") else ("", "", "")
        if short and short not in shorts:
            raise problem(f"{key} begins with no name of `keys`", nearest(short, shorts))
        return shorts[short] + slash + rest if short else key

    def problem(what: str, remedy: str) -> EvidenceError:
        return EvidenceError(Problem(_place(path), made.get("key", ""), what, remedy))

    for name in ("key", "label", "unit", "basis"):
        if name not in made:
            raise problem(f"{name} is missing", "set it")
    for name, (fits, form) in _FORMS.items():
        if name in made and not fits(made[name]):
            raise problem(f"{name} is no {form}", "write one, between quotes where YAML reads a number")
    if ("is" in made) == ("by" in made):
        raise problem("it needs a formula or an algorithm, not both", "set `is` or `by`")
    of = {
        name: tuple(map(full, keys)) if isinstance(keys, list) else full(keys)
        for name, keys in made.get("of", {}).items()
    }
    texts = made.get("is", [])
    try:
        formulas = tuple(Formula(str(text)) for text in (texts if isinstance(texts, list) else [texts]))
    except FormulaError as error:
        raise problem(str(error), "write it in the language of evidence.results.formula") from None
    assumes = made.get("assumes", "")
    definition = Definition(
        key=f"model.{made['key']}",
        label=made["label"],
        unit=made["unit"],
        basis=made["basis"],
        of=of,
        formulas=formulas,
        by=made.get("by", ""),
        given=made.get("given", {}),
        assumes="; ".join(assumes) if isinstance(assumes, list) else assumes,
        digits=made.get("digits", 3),
        qualifier=made.get("qualifier", ""),
        per=made.get("per", ""),
        converts=made.get("converts", ""),
        chapter=path.stem,
    )
    if formulas:
        names = frozenset().union(*(formula.names for formula in formulas))
        if names != of.keys():
            odd = ", ".join(sorted(names ^ of.keys()))
            raise problem(f"formula and `of` differ in {odd}", "name each input once, and use it")
        if assumed := frozenset().union(*(formula.assumed for formula in formulas)):
            numbers = ", ".join(f"{number:g}" for number in sorted(assumed))
            raise problem(f"{numbers} is neither unit nor identity", "give it a row in data/assumptions.csv")
        listed = {name for name, keys in of.items() if isinstance(keys, tuple)}
        if alone := listed.intersection(frozenset().union(*(formula.single for formula in formulas))):
            raise problem(f"{min(alone)} is a list where one number is meant", "give it to total, mean, max ...")
        if definition.given or len(formulas) > 2:
            raise problem("a formula is one text or two, and told nothing", "drop `given`, or name an algorithm")
    else:
        _check_call(definition, problem)
    return definition


def _check_call(definition: Definition, problem: Callable[[str, str], EvidenceError]) -> None:
    try:
        parameters = inspect.signature(definition.algorithm).parameters
    except (ImportError, AttributeError):
        raise problem(f"evidence.models has no {definition.by}", "name module and function") from None
    kinds = {parameter.kind for parameter in parameters.values()}
    named = {*definition.of, *definition.given} | definition.tables
    needed = {
        name
        for name, parameter in parameters.items()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    }
    unknown = set() if inspect.Parameter.VAR_KEYWORD in kinds else named - parameters.keys()
    if odd := (needed - named) | unknown | {*definition.of} & {*definition.given}:
        what = f"{definition.by} and what it is told differ in {', '.join(sorted(odd))}"
        raise problem(what, "name its parameters in `of` and `given`, each once")
