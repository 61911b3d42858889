"""Definitions of results, read from ``data/results/``: one file a chapter.

A file holds ``keys`` (short names of the beginnings of fact keys, written ``$name``), ``shared`` (what entries take up by
YAML's anchors), ``results`` and, for `evidence.results.whatif`, ``what-ifs``. An entry begins with its key and label; it is
a result or a family of them::

    - us-separated-share-{year}: Compounds made in the US for each tonne mined there, {year}
      is: 100 * output_of_compounds / mine_output
      of: {output_of_compounds: "$compounds/{year}@mcs-2026", mine_output: "$mined/{year}@mcs-2026"}
      <<: {unit: "%", basis: share own output, digits: 2}
      each year: [2021, 2025]

``of`` names the inputs: fact keys, lists of them (also written ``$mined/{2021,2025}``), or, for algorithms, groups that
name them in turn. What is computed is ``is``, a formula (or two, the ends of a range), or ``by``, the name of an algorithm in `evidence.models`, which takes the
inputs and what ``given`` chooses by name. ``each`` and a word make an axis: a list, or a mapping of a case to what it sets
itself. A result is made of each combination; ``{axis}``, and what a case sets that is no field, stand in texts.
"""

import importlib
import inspect
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import yaml

from evidence.errors import EvidenceError, Problem, nearest
from evidence.results.formula import Formula, FormulaError

Keys = str | tuple[str, ...]
Inputs = Mapping[str, Keys | Mapping[str, Keys]]
Outcome = float | tuple[float, float]
T = TypeVar("T")
# What an algorithm may take beside its inputs: the tables, and the look-up of numbers in them.
TABLES = ("ledger", "lookup")
PLACE = re.compile(r"\{(\w+)\}")
ALTERNATIVES = re.compile(r"\{([^{}]*,[^{}]*)\}")
AXIS = "each "


@dataclass(frozen=True)
class Definition:
    """How a result is computed."""

    key: str  # public, ``model.`` and a name
    label: str  # what it is, with area and period
    unit: str  # from the closed vocabularies, like the basis
    basis: str  # what exactly is counted
    chapter: str  # the file it stands in, without suffix
    of: Inputs = field(default_factory=dict)  # fact keys of the inputs, by the names they bear
    formulas: tuple[Formula, ...] = ()  # one, or the two ends of a range; none where an algorithm computes it
    by: str = ""  # module and function of `evidence.models`
    given: Mapping[str, Any] = field(default_factory=dict)  # what it is told: years, areas, stages
    assumes: str = ""  # in words; empty if nothing beyond the inputs
    digits: int = 3  # significant ones, as printed
    qualifier: str = ""  # ``under``, where inputs are bounds
    per: str = ""  # what it is for each of, where the unit doesn't say: ``t``
    converts: str = ""  # for a yield, such as ``magnet to oxide``

    @cached_property
    def inputs(self) -> tuple[str, ...]:
        """Fact keys of the inputs, each once, in their order."""
        found: list[str] = []
        self.numbers(found.append)
        return tuple(dict.fromkeys(found))

    def numbers(self, lookup: Callable[[str], T]) -> dict[str, Any]:
        """Return what a look-up gives for the inputs, by their names: one, a tuple, or a mapping of these."""
        return _each(self.of, lookup)

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


def _each(keys: Any, lookup: Callable[[str], Any]) -> Any:
    if isinstance(keys, str):
        return lookup(keys)
    if isinstance(keys, Mapping):
        return {name: _each(one, lookup) for name, one in keys.items()}
    return tuple(_each(one, lookup) for one in keys)


def _told(value: Any) -> str:
    """Print what an algorithm is told."""
    match value:
        case dict():
            return f"({', '.join(f'{_told(name)}: {_told(part)}' for name, part in value.items())})"
        case list():
            return f"({', '.join(map(_told, value))})"
    return str(value).replace("_", " ")


# What stands in an entry under its key, or is set by a case of a family.
_FIELDS = frozenset({each.name for each in fields(Definition)} - {"key", "formulas", "chapter"} | {"is"})


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, list) and all(map(_is_text, value)))


def _are_inputs(value: Any) -> bool:
    return isinstance(value, dict) and all(_are_texts(one) or _are_inputs(one) for one in value.values())


# What a field must be, and what a message calls it.
_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("label", "unit", "basis", "by", "qualifier", "per", "converts"), (_is_text, "text")),
    "assumes": (_are_texts, "text or list of texts"),
    "of": (_are_inputs, "mapping of names to keys"),
    "given": (lambda value: isinstance(value, dict), "mapping"),
    "digits": (lambda value: isinstance(value, int) and value > 0, "number of digits"),
}


def read_file(path: Path) -> dict[str, Any]:
    """Read a file of ``data/results/``; an `EvidenceError` if it isn't YAML, or a key stands twice."""
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        _refuse_twice(node, set())
        return loader.construct_document(node)
    except yaml.YAMLError as error:
        raise refusal(path, "", f"can't be read: {error}", "mend the YAML") from None


def _refuse_twice(node: yaml.Node, seen: set[int]) -> None:
    if isinstance(node, yaml.ScalarNode) or id(node) in seen:
        return
    seen.add(id(node))
    parts = node.value
    if isinstance(node, yaml.MappingNode):
        names, parts = [name.value for name, _ in parts], [part for _, part in parts]
        if twice := {name for name in names if names.count(name) > 1}:
            raise yaml.constructor.ConstructorError(None, None, f"{min(twice)} stands twice", node.start_mark)
    for part in parts:
        _refuse_twice(part, seen)


def refusal(path: Path, key: str, what: str, remedy: str) -> EvidenceError:
    """Return an error that names a file of ``data/results/`` and the key of an entry."""
    return EvidenceError(Problem(f"data/results/{path.name}", key, what, remedy))


def split_entry(entry: Mapping[str, Any], known: frozenset[str], path: Path) -> tuple[str, str, dict[str, Any]]:
    """Split an entry into key, label and the rest: what is known, and axes; `EvidenceError` for all else, or no key."""
    rest = {name: value for name, value in entry.items() if name in known or str(name).startswith(AXIS)}
    key, *odd = [str(name) for name in entry if name not in rest] or [""]
    if odd:
        raise refusal(path, key, f"nothing is called {', '.join(odd)}", nearest(odd[0], known))
    return key, entry.get(key, ""), rest


def read_definitions(path: Path) -> Iterator[Definition]:
    """Yield the definitions of a file as the module describes, in its order.

    Raises `EvidenceError` if the file isn't of that form, a formula isn't in the language, or names and inputs differ.
    """
    file = read_file(path)
    for entry in file["results"]:
        for made in _cases(entry, path):
            yield _define(made, file.get("keys", {}), path)


def _cases(entry: Mapping[str, Any], path: Path) -> Iterator[dict[str, Any]]:
    """Make an entry's results: one for each combination of its axes, with the places in texts filled."""
    key, label, rest = split_entry(entry, _FIELDS - {"label"}, path)
    axes = {name.removeprefix(AXIS): rest.pop(name) for name in list(rest) if name.startswith(AXIS)}
    if not _are_axes(axes):
        raise refusal(path, key, "an axis is neither list nor mapping", "list its cases, or map each to what it sets")
    listed = [axis.items() if isinstance(axis, dict) else ((case, None) for case in axis) for axis in axes.values()]
    for cases in itertools.product(*listed):
        made = {"key": key, "label": label} | rest
        words: dict[str, Any] = dict(zip(axes, (case for case, _ in cases), strict=True))
        for name, value in itertools.chain.from_iterable((own or {}).items() for _, own in cases):
            if name not in _FIELDS:
                words[name] = value
            else:
                merges = isinstance(value, dict) and isinstance(made.get(name), dict)
                made[name] = made[name] | value if merges else value
        used: set[str] = set()
        filled = _fill(made, words, used)
        if odd := words.keys() - axes.keys() - used:
            what = f"nothing is called {', '.join(sorted(odd))}"
            raise refusal(path, filled["key"], what, nearest(min(odd), _FIELDS))
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


def _spread(keys: Any) -> Any:
    """Write out alternatives in braces, which make a list."""
    match keys:
        case dict():
            return {name: _spread(part) for name, part in keys.items()}
        case list():
            spread = map(_spread, keys)
            return [one for part in spread for one in (part if isinstance(part, list) else [part])]
        case str() if found := ALTERNATIVES.search(keys):
            return _spread([f"{keys[: found.start()]}{one}{keys[found.end() :]}" for one in found[1].split(",")])
    return keys


def _define(made: dict[str, Any], shorts: Mapping[str, str], path: Path) -> Definition:
    def full(key: str) -> str:
        short, slash, rest = key[1:].partition("/") if key.startswith("$") else ("", "", "")
        if short and short not in shorts:
            raise problem(f"{key} begins with no name of `keys`", nearest(short, shorts))
        return shorts[short] + slash + rest if short else key

    def problem(what: str, remedy: str) -> EvidenceError:
        return refusal(path, made["key"], what, remedy)

    for name in ("key", "label", "unit", "basis"):
        if not made.get(name):
            raise problem(f"{name} is missing", "set it")
    for name, (fits, form) in _FORMS.items():
        if name in made and not fits(made[name]):
            raise problem(f"{name} is no {form}", "write one, between quotes where YAML reads a number")
    if ("is" in made) == ("by" in made):
        raise problem("it needs a formula or an algorithm, not both", "set `is` or `by`")
    formulas = read_formulas(made.pop("is", []), problem)
    of, assumes = _each(_spread(made.pop("of", {})), full), made.pop("assumes", "")
    assumes = "; ".join(assumes) if isinstance(assumes, list) else assumes
    made["key"] = f"model.{made['key']}"
    definition = Definition(**made, chapter=path.stem, of=of, formulas=formulas, assumes=assumes)
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


def read_formulas(texts: str | list[str], problem: Callable[[str, str], EvidenceError]) -> tuple[Formula, ...]:
    """Read the formulas of an entry: one text, or a list of them; what isn't in the language raises a problem."""
    try:
        return tuple(Formula(str(text)) for text in (texts if isinstance(texts, list) else [texts]))
    except FormulaError as error:
        raise problem(str(error), "write it in the language of evidence.results.formula") from None


def _check_call(definition: Definition, problem: Callable[[str, str], EvidenceError]) -> None:
    try:
        parameters = inspect.signature(definition.algorithm).parameters.values()
    except (ImportError, AttributeError):
        raise problem(f"evidence.models has no {definition.by}", "name module and function") from None
    named = {*definition.of, *definition.given} | definition.tables
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    taken = {parameter.name for parameter in parameters if parameter.kind is not parameter.VAR_KEYWORD}
    needed = {parameter.name for parameter in parameters if parameter.default is parameter.empty} & taken
    unknown = set() if open_ended else named - taken
    if odd := (needed - named) | unknown | {*definition.of} & {*definition.given}:
        what = f"{definition.by} and what it is told differ in {', '.join(sorted(odd))}"
        raise problem(what, "name its parameters in `of` and `given`, each once")
