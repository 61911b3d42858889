"""The book's tables in this process, with some cells changed for a while."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

import pandas as pd

from evidence import facts, history
from evidence.chapters import disagreements
from evidence.facts import provenance, registry
from evidence.ledger import Ledger, load_ledger, observation_keys
from evidence.results import RESULTS, compute
from evidence.tables import read_resource
from mutation.cells import Cell, read_raw

TABLES = frozenset(field.name for field in fields(Ledger))


@dataclass
class Reads:
    """What was looked at for one answer.

    Attributes
    ----------
    keys : set of str
        Facts and origins that were looked up.
    tables : set of str
        Tables that were read otherwise.
    """

    keys: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)


_log: list[Reads | None] = []  # None while a fact is looked up, which reads its own row alone


def _read(ledger: Ledger, name: str) -> Any:
    if name in TABLES and _log and (reads := _log[-1]):
        reads.tables.add(name)
    return object.__getattribute__(ledger, name)


Ledger.__getattribute__ = _read


def reads_of(function: Callable[[], Any]) -> tuple[Any, Reads]:
    """Return what a function gives and what it looked at."""
    reads = Reads()
    _log.append(reads)
    try:
        return function(), reads
    finally:
        _log.pop()


class Memory:
    """Facts that were looked up, by key: a trial asks for the same ones over and over.

    It takes the place of a function of the book, which every look-up goes through.
    """

    def __init__(self, function: Callable[..., Any], key_of: Callable[..., str]) -> None:
        self.function, self.key_of = function, key_of
        self.kept: dict[str, Any] = {}

    def __call__(self, *arguments: Any) -> Any:
        key = self.key_of(*arguments)
        if _log and _log[-1]:
            _log[-1].keys.add(key)
        if key not in self.kept:
            _log.append(None)
            try:
                self.kept[key] = self.function(*arguments)
            finally:
                _log.pop()
        return self.kept[key]


registry._model_fact = Memory(registry._model_fact.__wrapped__, lambda key, ledger: key)
registry._record_fact = Memory(registry._record_fact, lambda key, ledger: key)
registry._claim_fact = Memory(registry._claim_fact, lambda key, ledger: key)
provenance.trace = Memory(provenance.trace.__wrapped__, lambda key, ledger=None: key)
# What else is kept of the tables between two questions. Other caches hold answers to their arguments alone.
KEPT = [
    part
    for module in (registry, history, disagreements)
    for part in vars(module).values()
    if hasattr(part, "cache_clear") and part is not load_ledger
]
MEMORIES = (registry._model_fact, registry._record_fact, registry._claim_fact, provenance.trace)


@cache
def _read_by_results() -> dict[str, set[str]]:
    """Return the tables that results look into themselves, beside the facts they name."""
    found = {}
    for key, definition in RESULTS.items():
        numbers = {name: facts.fact(name).point for name in definition.inputs}
        forget()

        def look_up(name: str, numbers: dict[str, float] = numbers) -> float:
            return numbers[name] if name in numbers else facts.fact(name).point

        _, reads = reads_of(lambda key=key, look_up=look_up: compute(key, look_up, load_ledger()))
        found[key] = reads.tables
    return found


class Staleness:
    """Which facts a change may touch; worked out from the rows and the inputs they name."""

    def __init__(self, cells: list[Cell]) -> None:
        self.tables = {cell.table for cell in cells}
        self.names = {name for cell in cells for name in (cell.key, cell.old, cell.new)}
        after = load_ledger().observations
        lines = [cell.row - 2 for cell in cells if cell.table == "observations"]
        keys = {cell.key for cell in cells if cell.table == "observations"} | set(after.index[lines])
        self.records = keys | {key.partition("@")[0] for key in keys}
        self.seen: dict[str, bool] = {}

    def concerns(self, reads: Reads) -> bool:
        """Say whether anything that was looked at may have changed."""
        return bool(reads.tables & self.tables) or any(map(self.touches, reads.keys))

    def touches(self, key: str) -> bool:
        """Say whether a fact may be another now."""
        if key not in self.seen:
            self.seen[key] = self._touches(facts.split_bound(key)[0])
        return self.seen[key]

    def _touches(self, key: str) -> bool:
        if key in RESULTS:
            return bool(_read_by_results()[key] & self.tables) or any(map(self.touches, RESULTS[key].inputs))
        if "/" in key:
            return "sources" in self.tables or key in self.records
        if facts.CLAIM_ID.fullmatch(key):
            return key in self.names
        if key in (adopted := _adopted()):
            return bool(self.tables & {"resolutions", "indicators"}) or self.touches(adopted[key])
        if key.startswith(("element:", "project:")) or key.rpartition(".")[0] in raw("measures")["measure_id"].values:
            return bool(self.tables & {"measures", "elements", "projects", "sources"})
        return True


@cache
def _adopted() -> dict[str, str]:
    frame = raw("resolutions")
    return {name: key for name, key in zip(frame["indicator_id"], frame["adopted"], strict=True) if key}


raw = cache(read_raw)


@cache
def _types(table: str) -> dict[str, str]:
    return {field["name"]: field["type"] for field in read_resource(table)["schema"]["fields"]}


def typed(table: str, column: str, text: str) -> Any:
    """Return a cell as `evidence.tables.read_table` reads it."""
    kind = _types(table)[column]
    if kind == "number":
        return float(text) if text else math.nan
    if kind == "integer":
        return int(text)
    return text == "true" if kind == "boolean" else text


def changed_table(table: str, cells: Iterable[Cell]) -> pd.DataFrame:
    """Return a table of the ledger with some cells changed."""
    before = getattr(load_ledger(), table)
    frame = before.copy(deep=False)
    columns: dict[str, pd.Series] = {}
    for cell in cells:
        column = columns.setdefault(cell.column, before[cell.column].copy())
        column.iloc[cell.row - 2] = typed(table, cell.column, cell.new)
    for name, column in columns.items():
        frame[name] = column
    identifier = read_resource(table)["schema"]["primaryKey"]
    if table == "observations":
        if set(columns) & set(identifier):
            frame.index = pd.Index(observation_keys(frame), name="key")
    elif isinstance(identifier, str) and identifier in columns:
        frame.index = pd.Index(frame[identifier], name="key")
    return frame


def forget() -> None:
    """Drop what is kept of the tables, single facts apart."""
    for kept in KEPT:
        kept.cache_clear()
    ledger = load_ledger()
    for name in [name for name in vars(ledger) if name not in TABLES and not name.startswith("_")]:
        del vars(ledger)[name]


@contextmanager
def changed(cells: list[Cell]) -> Iterator[Staleness]:
    """Put changed cells into the one ledger that every module shares, and put the old ones back in the end.

    Parameters
    ----------
    cells : list of Cell
        The changes.

    Yields
    ------
    Staleness
        Which facts the changes may touch.
    """
    _read_by_results()
    ledger, by_table = load_ledger(), {}
    for cell in cells:
        by_table.setdefault(cell.table, []).append(cell)
    frames = {table: changed_table(table, group) for table, group in by_table.items()}
    before = {table: getattr(ledger, table) for table in frames}
    kept = [(memory, memory.kept) for memory in MEMORIES]
    try:
        for table, frame in frames.items():
            object.__setattr__(ledger, table, frame)
        forget()
        stale = Staleness(cells)
        for memory, known in kept:
            memory.kept = {key: found for key, found in known.items() if not stale.touches(key)}
        yield stale
    finally:
        for table, frame in before.items():
            object.__setattr__(ledger, table, frame)
        for memory, known in kept:
            memory.kept = known
        forget()
