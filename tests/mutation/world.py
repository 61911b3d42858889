"""The book's tables and results in this process, with some of their parts changed for a while."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from evidence.chapters import disagreements
from evidence.facts import CLAIM_ID, provenance, registry, split_bound
from evidence.ledger import Ledger, _Table, load_ledger, observation_keys
from evidence.ledger.tables import read_cells, read_resource
from evidence.results import RESULTS, whatif
from evidence.rules import words
from mutation.cells import Cell
from mutation.definitions import Slip, read_changed

WHATIFS = "what-ifs"


@dataclass
class Reads:
    """What was looked at for one answer.

    Attributes
    ----------
    keys : set of str
        Facts and origins that were looked up.
    tables : set of str
        Tables that were read otherwise, and `WHATIFS`.
    """

    keys: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)


_log: list[Reads | None] = []  # None while a fact is looked up, which reads its own row alone


def reads_of(function: Callable[[], Any]) -> tuple[Any, Reads]:
    """Return what a function gives and what it looked at."""
    reads = Reads()
    _log.append(reads)
    try:
        return function(), reads
    finally:
        _log.pop()


def _logged_table(ledger: Ledger, name: str) -> pd.DataFrame:
    if _log and (reads := _log[-1]):
        reads.tables.add(name)
    return _table(ledger, name)


def _logged(look_up: Callable[[str, Ledger], Any]) -> Callable[[str, Ledger], Any]:
    def logged(key: str, ledger: Ledger) -> Any:
        if not _log:
            return look_up(key, ledger)
        if reads := _log[-1]:
            reads.keys.add(key)
        _log.append(None)
        try:
            return look_up(key, ledger)
        finally:
            _log.pop()

    return logged


def _logged_whatifs() -> dict[str, whatif.WhatIf]:
    if _log and (reads := _log[-1]):
        reads.tables.add(WHATIFS)
    return _read_whatifs()


_table, _read_whatifs = Ledger.__getattr__, whatif.read_whatifs
Ledger.__getattr__ = _logged_table
registry._find, provenance._trace = _logged(registry._find), _logged(provenance._trace)
whatif.read_whatifs = _logged_whatifs
# Functions whose answers stay right while the facts they were asked for do.
KEPT = {registry._model_fact.__wrapped__, registry._record_fact, words._years.__wrapped__, words._numbers.__wrapped__}
# What else is kept of the tables between two questions.
FORGETFUL = [part for part in vars(disagreements).values() if hasattr(part, "cache_clear")]
# What a result may look into that takes the tables, and what the book's own counts rest on.
LOOKED_INTO = {"measures", "observations", "projects", "scenarios", "watchlist"}
COUNTED = {"articles", "claims", "measures", "observations", "resolutions", "verdicts"}


class Stale:
    """Which facts changes may touch.

    Parameters
    ----------
    roots : iterable of str
        Keys of changed rows and results.
    tables : set of str
        Changed tables, `WHATIFS` among them if those changed.
    """

    def __init__(self, roots: Iterable[str], tables: set[str]) -> None:
        self.tables = tables
        users: dict[str, list[str]] = {}
        for key, adopted in _adopted().items():
            users.setdefault(_whole(adopted), []).append(key)
        for key, definition in RESULTS.items():
            marks = _thresholds() if "lookup" in definition.tables else ()
            for name in (*definition.inputs, *marks):
                users.setdefault(_whole(name), []).append(key)
        self.keys = {_whole(root) for root in roots}
        if tables & LOOKED_INTO:
            self.keys |= {key for key, definition in RESULTS.items() if definition.tables}
        if tables & COUNTED:
            self.keys |= {key for key in users if key.startswith("book.")}
        waiting = list(self.keys)
        while waiting:
            grown = set(users.get(waiting.pop(), ())) - self.keys
            self.keys |= grown
            waiting += grown

    def touches(self, key: str) -> bool:
        """Say whether a fact may be another now."""
        whole = _whole(key)
        if "/" in whole:
            return whole in self.keys or "sources" in self.tables
        if whole in RESULTS or CLAIM_ID.fullmatch(whole):
            return whole in self.keys
        if whole.startswith("book."):
            return bool(self.tables & COUNTED)
        return not self.keys.isdisjoint((whole, whole.partition(".")[0], whole.rpartition(":")[2]))

    def concerns(self, reads: Reads) -> bool:
        """Say whether anything that was looked at may have changed."""
        return bool(reads.tables & self.tables) or any(map(self.touches, reads.keys))


def _whole(key: str) -> str:
    """Return a key without bound, that of a record row without its edition."""
    return split_bound(key)[0].partition("@")[0]


@cache
def _adopted() -> dict[str, str]:
    frame = raw("resolutions")
    return {name: key for name, key in zip(frame["indicator_id"], frame["adopted"], strict=True) if key}


@cache
def _thresholds() -> tuple[str, ...]:
    return tuple(raw("watchlist")["threshold"])


raw = cache(read_cells)


@cache
def _types(table: str) -> dict[str, str]:
    return {field["name"]: field["type"] for field in read_resource(table)["schema"]["fields"]}


def _typed(table: str, column: str, text: str) -> Any:
    """Return a cell as `evidence.ledger.tables.read_table` reads it."""
    kind = _types(table)[column]
    if kind == "number":
        return float(text) if text else math.nan
    if kind == "integer":
        return int(text)
    return text == "true" if kind == "boolean" else text


def _changed_table(table: str, cells: Iterable[Cell]) -> pd.DataFrame:
    """Return a table of the ledger with some cells changed."""
    before = getattr(load_ledger(), table)
    columns: dict[str, pd.Series] = {}
    for cell in cells:
        column = columns.setdefault(cell.column, before[cell.column].copy())
        column.iloc[cell.row - 2] = _typed(table, cell.column, cell.new)
    frame = before.assign(**columns)
    identifier = read_resource(table)["schema"]["primaryKey"]
    if table == "observations" and set(columns) & set(identifier):
        frame.index = pd.Index(observation_keys(frame), name="key")
    elif isinstance(identifier, str) and identifier in columns:
        frame.index = pd.Index(frame[identifier], name="key")
    return frame


def _put(known: dict[str, Any], others: dict[str, Any]) -> None:
    known.clear()
    known.update(others)


def _forget() -> None:
    for kept in FORGETFUL:
        kept.cache_clear()


@contextmanager
def changed(changes: Sequence[Cell | Slip]) -> Iterator[Stale]:
    """Put changes into the one ledger and the results that every module shares, and put back the old ones in the end."""
    ledger, by_table = load_ledger(), {}
    cells = [change for change in changes if isinstance(change, Cell)]
    slips = [change for change in changes if isinstance(change, Slip)]
    for cell in cells:
        by_table.setdefault(cell.table, []).append(cell)
    ledger.read()
    before, results, answers = dict(vars(ledger)), dict(RESULTS), ledger.answers
    with ExitStack() as stack:
        stack.callback(_forget)
        stack.callback(_put, vars(ledger), before)
        roots = {name for cell in cells for name in (cell.key, cell.old, cell.new)}
        if slips:
            (found, whatifs), known = read_changed(tuple(slips)), _read_whatifs()
            stack.callback(_put, RESULTS, results)
            _put(RESULTS, found)
            roots |= {key for key in results.keys() | found.keys() if results.get(key) != found.get(key)}
            if whatifs != known:
                by_table[WHATIFS] = []
            stack.callback(_put, known, dict(known))
            _put(known, whatifs)
        frames = {table: _changed_table(table, group) for table, group in by_table.items() if group}
        for name in [name for name in before if not name.startswith("_")]:
            del vars(ledger)[name]
        vars(ledger)["_tables"] = ledger._tables | {name: _Table(frame) for name, frame in frames.items()}
        if "observations" in frames:
            lines = [cell.row - 2 for cell in by_table["observations"]]
            roots |= set(frames["observations"].index[lines])
        stale = Stale(roots, set(by_table))
        kept = {asked: answer for asked, answer in answers.items() if asked[0] in KEPT}
        vars(ledger)["answers"] = {asked: one for asked, one in kept.items() if not stale.touches(asked[1])}
        _forget()
        yield stale
