"""Changes of what stands in ``data/results/``: formulas, inputs, what algorithms are told, units, digits and words."""

import math
import random
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import yaml

from evidence import results
from evidence.paths import DATA, ROOT
from evidence.results import RESULTS, Definition, whatif
from evidence.results.formula import FUNCTIONS
from mutation.changes import Change, another_key, change_digit, change_words, changed_text, exchange, keys, next_of

# What takes the place of an operator, a function and a unit or identity of a formula.
OTHER = {"+": "-", "-": "+", "*": "/", "/": "*", "**": "*", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
OTHER |= {"max": "min", "min": "max", "mean": "total", "total": "mean", "count": "total", "rank": "max"}
OTHER |= {"100": "1000", "1000": "100", "12": "1", "1": "2", "2": "1", "0": "1"}
TOKEN = re.compile(r"\{\w+\}|[A-Za-z_]\w*|\d[\d_.]*|\*\*|[<>]=?|[-+*/]")
PLACE = re.compile(r"\{\w+\}")
FIELDS = frozenset(Definition.__dataclass_fields__) - {"formulas", "chapter"} | {"is", "columns", "sliders"}
# Fields whose words are those of a vocabulary.
CLOSED = ("unit", "basis", "by", "per", "converts")
DRAWS = 50

Part = tuple[tuple[str, ...], str, int, int, str]  # names of the mappings around, kind, offsets, what takes the place


def all_slips() -> Iterator[Change]:
    """Yield changes of every part of every file, in their order."""
    for path in sorted((DATA / "results").glob("*.yml")):
        file = path.relative_to(ROOT).as_posix()
        # The file, a key that has gone, a what-if, or the chapter that shows it.
        leads = (file, "data/results, model.", "data/judgements.csv", "what-if ", "book/", "tests/")
        text = path.read_text(encoding="utf-8")
        for names, kind, start, stop, new in (*_changes_of(text), *_aliases(text)):
            field = next((name for name in reversed(names) if name in FIELDS), names[0])
            row = text.count("\n", 0, start) + 1
            place, what = f"{file}, row {row}, {'.'.join(names)}", f"results, {field} {kind}"
            if text[start:stop] != new:
                yield Change(what, file, place, kind, text[start:stop], new, leads, row, start=start)


def _changes_of(text: str) -> Iterator[Part]:
    shorts = yaml.safe_load(text).get("keys", {})
    for path, node in _parts(yaml.compose(text, yaml.SafeLoader), (), set()):
        start, stop = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.SequenceNode):
            (first, then), (second, end) = ((part.start_mark.index, part.end_mark.index) for part in node.value)
            yield path, "ends", first, end, text[second:end] + text[then:second] + text[first:then]
            continue
        # An anchor, and the sign of a folded text, are no part of it.
        start += re.match(r"(&\S+\s+)?([>|]-?\s+)?", text[start:stop]).end()
        raw = text[start:stop].rstrip()
        if path[-1] == "is":
            for kind, first, end, new in _formula_changes(raw):
                yield path, kind, start + first, start + end, new
        else:
            for kind, new in _value_changes(path, raw, shorts):
                yield path, kind, start, start + len(raw), new


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


def _value_changes(path: tuple[str, ...], raw: str, shorts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield changes of one text that is no formula: kind, and what takes the place."""
    field, bare, words = path[-1], raw.strip("\"'"), PLACE.sub("", raw)
    if PLACE.fullmatch(bare) or not bare:
        return  # what stands for it is changed
    if path[0] == "keys":
        yield "key", next_of(list(shorts.values()), raw)
    elif members := _members(field, "given" in path, bare):
        new = next_of(members, bare)
        yield "member", new if re.fullmatch(r"[\d.]+", new) else repr(new)
    elif (key := _full(bare, shorts)) in keys():
        yield "key", repr(another_key(key))
    else:
        if re.search(r"\d", words):
            yield "digit", change_digit(raw)
        if re.search(r"[^\W\d_]{2}", words):
            yield "words", change_words(raw)


@cache
def _members(field: str, is_told: bool, bare: str) -> list[str]:
    """Return what else might stand in a field, or be told to an algorithm under its name; nothing if that is open."""
    if field in CLOSED:
        return sorted({getattr(definition, field) for definition in RESULTS.values()} - {""})
    if field == "qualifier":
        return ["over", "about"]
    told = [definition.given.get(field, []) for definition in RESULTS.values() if is_told]
    texts = list(dict.fromkeys(str(value) for value in told if not isinstance(value, list | dict)))
    return texts if bare in texts and len(texts) > 1 else []


def _formula_changes(raw: str) -> Iterator[tuple[str, int, int, str]]:
    tokens = [token for token in TOKEN.finditer(raw) if not token[0].startswith("{")]
    names = [token for token in tokens if token[0].isidentifier() and token[0] not in FUNCTIONS]
    for token in tokens:
        if token not in names:
            kind = "constant" if token[0][0].isdigit() else "operator"
            yield kind, *token.span(), OTHER.get(token[0]) or change_digit(token[0])
    for first, second in pairwise(names):
        if first[0] != second[0]:
            start, end = first.start(), second.end()
            yield "name", start, end, exchange(raw, first, second)[start:end]


def _aliases(text: str) -> Iterator[Part]:
    """Yield exchanges of what entries take up, ``*name``, for another of its kind that stands before it."""
    kinds: dict[str, type] = {}
    for event in yaml.parse(text, yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            alike = [name for name, kind in kinds.items() if kind is kinds[event.anchor]]
            new = next_of(alike, event.anchor) if len(alike) > 1 else event.anchor
            yield ("shared",), "alias", event.start_mark.index, event.end_mark.index, f"*{new}"
        elif getattr(event, "anchor", None):
            kinds[event.anchor] = type(event)


@cache
def _editions() -> dict[str, str]:
    """Return record rows by their key without the edition."""
    return {key.partition("@")[0]: key for key in keys() if "@" in key}


def _full(key: str, shorts: Mapping[str, str]) -> str:
    short, slash, rest = key[1:].partition("/") if key.startswith("$") else ("", "", "")
    full = shorts.get(short, "") + slash + rest if short else key
    return _editions().get(full, full)


# Trying them.

Read = tuple[dict[str, Definition], dict[str, whatif.WhatIf]]


@lru_cache(maxsize=32)
def _read(file: str, text: str) -> Read:
    """Read results and what-ifs of one file with some text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "results" / Path(file).name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
        with patch.object(results, "DATA", Path(folder)), patch.object(whatif, "DATA", Path(folder)):
            return results.read_results(), whatif.read_whatifs.__wrapped__()


def read_changed(slips: Iterable[Change]) -> Read:
    """Read results and what-ifs with some changes; what is as before keeps what is known of it."""
    found, whatifs = dict(RESULTS), dict(whatif.read_whatifs())
    for file in {slip.file for slip in slips}:
        texts = (changed_text(file, ()), changed_text(file, [slip for slip in slips if slip.file == file]))
        (before, gone), (after, others) = (_read(file, text) for text in texts)
        found = {key: one for key, one in found.items() if key not in before} | after
        whatifs = {name: one for name, one in whatifs.items() if name not in gone} | others
    return {key: RESULTS[key] if RESULTS.get(key) == one else one for key, one in found.items()}, whatifs


def differing(slips: Iterable[Change]) -> dict[str, tuple[Definition | None, Definition | None]]:
    """Return the results that some changes make others, by key, as they are before and after."""
    after, _ = read_changed(slips)
    pairs = {key: (RESULTS.get(key), after.get(key)) for key in RESULTS.keys() | after.keys()}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def differ_in(pairs: Iterable[tuple[Definition | None, Definition | None]], *fields: str) -> bool:
    """Say whether nothing but some fields of definitions differs."""
    return all(
        before and after and replace(before, **{name: getattr(after, name) for name in fields}) == after
        for before, after in pairs
    )


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
    try:
        return float(formula.compute(definition.numbers(facts.__getitem__)))
    except (ArithmeticError, TypeError, ValueError):  # no number, or a list where one number is meant
        return math.inf
