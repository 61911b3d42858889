"""Changes of what stands in ``data/results/``: formulas, inputs, what algorithms are told, units, digits and words."""

from __future__ import annotations

import math
import random
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import yaml

from evidence import results
from evidence.facts import known_keys
from evidence.paths import DATA, ROOT
from evidence.results import RESULTS, Definition, whatif
from evidence.results.formula import FUNCTIONS
from mutation.cells import alike, change_digit, change_words, next_of
from mutation.findings import Spot, changed_text

FOLDER = DATA / "results"
# What takes the place of an operator, a function and a unit or identity of a formula.
OTHER = {"+": "-", "-": "+", "*": "/", "/": "*", "**": "*", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
OTHER |= {"max": "min", "min": "max", "mean": "total", "total": "mean", "count": "total", "rank": "max"}
OTHER |= {"100": "1000", "1000": "100", "12": "1", "1": "2", "2": "1", "0": "1"}
TOKEN = re.compile(r"\{\w+\}|[A-Za-z_]\w*|\d[\d_.]*|\*\*|[<>]=?|[-+*/]")
PLACE = re.compile(r"\{\w+\}")
DRAWS = 50


@dataclass(frozen=True)
class Slip(Spot):
    """One changed part of a file of results: ``operator``, ``constant``, ``name`` (two exchanged), ``ends``, ``key``, ``member``, ``digit``, ``words`` or ``alias``.

    Attributes
    ----------
    path : tuple of str
        Names of the mappings around it, the outermost first.
    """

    path: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it stands, as messages name it."""
        return f"{self.file}, row {self.row}, {'.'.join(self.path)}"

    @property
    def what(self) -> str:
        """Field and kind."""
        return f"results, {self.field} {self.kind}"

    @property
    def field(self) -> str:
        """The field that it is part of; ``shared`` and ``keys`` for what entries take up."""
        known = [name for name in self.path if name in FIELDS]
        return known[-1] if known else self.path[0]

    @property
    def names(self) -> tuple[str, ...]:
        """Words of which a message must hold one: the file, a key that has gone, a what-if, or the chapter that shows it."""
        return (self.file, "data/results, model.", "data/judgements.csv", "what-if ", "book/", "tests/")


FIELDS = frozenset(Definition.__dataclass_fields__) - {"formulas", "chapter"} | {"is", "columns", "sliders"}


def all_slips() -> Iterator[Slip]:
    """Yield changes of every part of every file, in their order."""
    for path in sorted(FOLDER.glob("*.yml")):
        file = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        for names, kind, start, stop, new in (*_changes_of(text), *_aliases(text)):
            if text[start:stop] != new:
                yield Slip(file, text.count("\n", 0, start) + 1, kind, text[start:stop], new, start, names)


Change = tuple[tuple[str, ...], str, int, int, str]  # names around, kind, offsets, and what takes the place


def _changes_of(text: str) -> Iterator[Change]:
    shorts = yaml.safe_load(text).get("keys", {})
    for path, node in _parts(yaml.compose(text, yaml.SafeLoader), (), set()):
        start, stop = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.SequenceNode):
            (first, then), (second, end) = ((part.start_mark.index, part.end_mark.index) for part in node.value)
            yield path, "ends", first, end, text[second:end] + text[then:second] + text[first:then]
            continue
        # An anchor, and the sign of a folded text, are no part of it.
        start += re.match(r"(&\S+\s+)?([>|]-?\s+)?", text[start:stop]).end()
        for kind, first, end, new in _changes(path, text[start:stop].rstrip(), shorts):
            yield path, kind, start + first, start + end, new


def _parts(node: yaml.Node, path: tuple[str, ...], seen: set[int]) -> Iterator[tuple[tuple[str, ...], yaml.Node]]:
    """Yield values, names of cases, and the two ends of ranges, each once, with the names around them."""
    if id(node) in seen:  # an alias
        return
    seen.add(id(node))
    if not isinstance(node, yaml.MappingNode):
        if isinstance(node, yaml.ScalarNode) or path[-1] == "is":
            yield path, node
        for part in node.value if isinstance(node, yaml.SequenceNode) else ():
            yield from _parts(part, path, seen)
        return
    entries = node.value
    if path in {("results",), ("what-ifs",)}:
        (name, value), *entries = entries
        yield (*path, "key"), name
        yield from _parts(value, (*path, "label"), seen)
    for name, value in entries:
        if path[-1:] and path[-1].startswith(results.definitions.AXIS):
            yield path, name
        yield from _parts(value, (*path, name.value), seen)


def _changes(path: tuple[str, ...], raw: str, shorts: Mapping[str, str]) -> Iterator[tuple[str, int, int, str]]:
    """Yield changes of one text: kind, offsets in it, and what takes the place."""
    field, whole, bare = path[-1], len(raw), raw.strip("\"'")
    members = {"unit": _values("unit"), "basis": _values("basis"), "by": _values("by"), "qualifier": ["over", "about"]}
    members |= {"per": _values("per"), "converts": _values("converts")}
    if field == "is":
        yield from _formula_changes(raw)
    elif PLACE.fullmatch(bare) or not bare:
        return  # what stands for it is changed
    elif path[0] == "keys":
        yield "key", 0, whole, next_of(list(shorts.values()), raw)
    elif field in members:
        yield "member", 0, whole, _quoted(next_of(members[field], bare))
    elif "given" in path and bare in (told := _told(field)) and len(told) > 1:
        yield "member", 0, whole, _quoted(next_of(told, bare))
    elif (key := _full(bare, shorts)) in _keys():
        yield "key", 0, whole, _quoted(next_of(alike(key, _keys()), key))
    else:
        if re.search(r"\d", PLACE.sub("", raw)):
            yield "digit", 0, whole, change_digit(raw)
        if re.search(r"[^\W\d_]{2}", PLACE.sub("", raw)):
            yield "words", 0, whole, change_words(raw)


def _quoted(text: str) -> str:
    return text if re.fullmatch(r"[\d.]+", text) else repr(text)


def _formula_changes(raw: str) -> Iterator[tuple[str, int, int, str]]:
    tokens = [token for token in TOKEN.finditer(raw) if not token[0].startswith("{")]
    names = [token for token in tokens if token[0].isidentifier() and token[0] not in FUNCTIONS]
    for token in tokens:
        if token not in names:
            kind = "constant" if token[0][0].isdigit() else "operator"
            yield kind, *token.span(), OTHER.get(token[0]) or change_digit(token[0])
    for first, second in pairwise(names):
        if first[0] != second[0]:
            between = raw[first.end() : second.start()]
            yield "name", first.start(), second.end(), f"{second[0]}{between}{first[0]}"


def _aliases(text: str) -> Iterator[Change]:
    """Yield exchanges of what entries take up, ``*name``, for another of its kind that stands before it."""
    kinds: dict[str, type] = {}
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            like = [name for name, kind in kinds.items() if kind is kinds[event.anchor]]
            start, stop = event.start_mark.index, event.end_mark.index
            yield (
                ("shared",),
                "alias",
                start,
                stop,
                f"*{next_of(like, event.anchor)}" if len(like) > 1 else f"*{event.anchor}",
            )
        elif getattr(event, "anchor", None):
            kinds[event.anchor] = type(event)


@cache
def _values(field: str) -> list[str]:
    return sorted({getattr(definition, field) for definition in RESULTS.values()} - {""})


@cache
def _told(name: str) -> list[str]:
    """Return what algorithms are told under a name, as text."""
    return list(
        dict.fromkeys(
            str(d.given[name]) for d in RESULTS.values() if not isinstance(d.given.get(name, []), list | dict)
        )
    )


_keys = cache(known_keys)


@cache
def _editions() -> dict[str, str]:
    """Return record rows by their key without the edition."""
    return {key.partition("@")[0]: key for key in _keys() if "@" in key}


def _full(key: str, shorts: Mapping[str, str]) -> str:
    short, slash, rest = key[1:].partition("/") if key.startswith("$") else ("", "", "")
    full = shorts.get(short, "") + slash + rest if short else key
    return _editions().get(full, full)


# Trying them.


@lru_cache(maxsize=4)
def read_changed(slips: tuple[Slip, ...]) -> tuple[dict[str, Definition], dict[str, whatif.WhatIf]]:
    """Read results and what-ifs with some changes; what the changed files don't hold stays as it is."""
    files = {slip.file for slip in slips}
    found = {key: one for key, one in RESULTS.items() if f"data/results/{one.chapter}.yml" not in files}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "results").mkdir()
        for file in files:
            text = changed_text(file, [slip for slip in slips if slip.file == file])
            (Path(folder) / "results" / Path(file).name).write_text(text, encoding="utf-8")
        with patch.object(results, "DATA", Path(folder)), patch.object(whatif, "DATA", Path(folder)):
            read, whatifs = results.read_results(), _read_whatifs()
    whatifs |= {name: one for name, one in whatif.read_whatifs().items() if _whatif_files()[name] not in files}
    # What is as before keeps what is known of it.
    return found | {key: RESULTS[key] if RESULTS.get(key) == one else one for key, one in read.items()}, whatifs


_read_whatifs = whatif.read_whatifs.__wrapped__


@cache
def _whatif_files() -> dict[str, str]:
    return {
        next(iter(entry)): path.relative_to(ROOT).as_posix()
        for path in FOLDER.glob("*.yml")
        for entry in results.definitions.read_file(path).get("what-ifs", ())
    }


def differences(before: Mapping[str, Definition], after: Mapping[str, Definition]) -> dict[str, set[str]]:
    """Return the fields in which results differ, by key; all of them where one has no such result."""
    names = set(Definition.__dataclass_fields__)
    return {
        key: {name for name in names if getattr(before.get(key), name, None) != getattr(after.get(key), name, None)}
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    }


def computes_alike(before: Definition, after: Definition) -> bool:
    """Say whether formulas give the same for any numbers."""
    if not before.formulas or len(before.formulas) != len(after.formulas):
        return False
    draw = random.Random(len(before.inputs))
    for _ in range(DRAWS):
        facts = {key: draw.lognormvariate(0, 2) for key in {*before.inputs, *after.inputs}}
        ends = [[_computed(formula, one, facts) for formula in one.formulas] for one in (before, after)]
        if not all(math.isclose(*pair, rel_tol=1e-9) for pair in zip(*ends, strict=True)):
            return False
    return True


def _computed(formula: results.definitions.Formula, definition: Definition, facts: Mapping[str, float]) -> float:
    numbers = definition.numbers(facts.__getitem__)
    try:
        return float(formula.compute(numbers))
    except (ArithmeticError, TypeError, ValueError):  # no number, or a list where one number is meant
        return math.inf
