"""The ledger: every table the book rests on, read when it is first asked for, once, and never changed.

Whoever doubts a number makes a ledger of their own, `Ledger.with_row`, and asks facts of it.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from evidence.errors import EvidenceError, Problem, nearest
from evidence.ledger.tables import read_resource, read_table
from evidence.paths import DATA

Answer = TypeVar("Answer")
_VALUES = operator.attrgetter("values")


def keep(function: Callable[..., Answer]) -> Callable[..., Answer]:
    """Keep a function's answers with the ledger it is asked of, its last argument, so that they go when the ledger does."""

    @functools.wraps(function)
    def kept(*asked: Any) -> Answer:
        *rest, ledger = asked
        answers = ledger.answers
        key = (function, *rest)
        if key not in answers:
            answers[key] = function(*asked)
        return answers[key]

    return kept


class _Table:
    """A table as it was handed out, which tells whether it was written to since."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        # Shares the arrays: pandas copies before it writes to what another frame holds, so a write leaves other arrays.
        self._before = frame.copy(deep=False)
        self._parts = self._arrays()
        # A column's array could be written to behind its table.
        for block in frame._mgr.blocks:
            if isinstance(block.values, np.ndarray):
                block.values.flags.writeable = False
            else:
                block.values._readonly = True

    def _arrays(self) -> tuple[object, ...]:
        # Asked with each fact: what the frame's own properties would give, in a third of the time.
        return (*self.frame._mgr.axes, *map(_VALUES, self.frame._mgr.blocks))

    @property
    def is_changed(self) -> bool:
        """Whether a cell, a row, a column or a label is another than before."""
        parts = self._arrays()
        if len(parts) == len(self._parts) and all(map(operator.is_, parts, self._parts)):
            return False
        # Pandas may also join arrays when it reads.
        if not self.frame.equals(self._before):
            return True
        self._parts = parts
        return False


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """All tables, each as `evidence.ledger.tables.read_table` gives it, keyed by its identifier.

    A ledger of a folder reads a table when it is first asked for: what a chapter reads is then what it depends on. A table
    that was written to in memory is refused from then on, with `EvidenceError`: `with_row`, or ``dataclasses.replace``
    with a table, makes another ledger.

    Attributes
    ----------
    articles, claims, not_claims, indicators, resolutions, verdicts, readings : DataFrame
        What was said, and how it was judged, twice. Indexed by their identifier; ``not_claims``, which has none, by row.
    assumptions : DataFrame
        What no source gives and results need.
    judgements : DataFrame
        What we conclude, and the test of each.
    scenarios, watchlist : DataFrame
        What may come, and what would show it.
    history, editions : DataFrame
        What changed between editions, and what each edition said. Indexed by row.
    sources, observations, measures, elements, projects, gaps, searches : DataFrame
        The public record, what it doesn't reach, and where was looked. ``observations`` is indexed by its key
        ``series/area/period@vintage``; the others by their identifier.
    areas, units, bases : DataFrame
        The closed vocabularies, indexed by name.
    """

    articles: pd.DataFrame
    claims: pd.DataFrame
    not_claims: pd.DataFrame
    indicators: pd.DataFrame
    resolutions: pd.DataFrame
    verdicts: pd.DataFrame
    readings: pd.DataFrame
    assumptions: pd.DataFrame
    judgements: pd.DataFrame
    scenarios: pd.DataFrame
    watchlist: pd.DataFrame
    history: pd.DataFrame
    editions: pd.DataFrame
    sources: pd.DataFrame
    observations: pd.DataFrame
    measures: pd.DataFrame
    elements: pd.DataFrame
    projects: pd.DataFrame
    gaps: pd.DataFrame
    searches: pd.DataFrame
    areas: pd.DataFrame
    units: pd.DataFrame
    bases: pd.DataFrame

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tables", {name: _Table(vars(self).pop(name)) for name in TABLES})

    @classmethod
    def of_folder(cls, data: Path) -> Ledger:
        """Return the ledger of a folder, with no table read yet."""
        ledger = cls.__new__(cls)
        object.__setattr__(ledger, "_folder", data)
        object.__setattr__(ledger, "_tables", {})
        return ledger

    def __getattr__(self, name: str) -> pd.DataFrame:
        # No table is an attribute of its own, so that each look at one comes here.
        if name not in TABLES:
            raise AttributeError(name)
        table = self._handed_out(name)
        if table.is_changed:
            raise EvidenceError(_written(name))
        return table.frame

    def _handed_out(self, name: str) -> _Table:
        if name not in self._tables:
            origin = vars(self).get("_origin")
            self._tables[name] = origin._handed_out(name) if origin else _Table(_read_keyed(name, self._folder))
        return self._tables[name]

    def refuse_changes(self) -> None:
        """Raise `EvidenceError` if a table was written to since it was handed out: kept answers would hide it."""
        problems = [_written(name) for name, table in self._tables.items() if table.is_changed]
        if problems:
            raise EvidenceError(problems)

    def with_row(self, table: str, key: Any, **cells: Any) -> Ledger:
        """Return another ledger that differs in cells of one row; this one stays as it is.

        Ask facts of it: ``fact("ru.reserves", own)``. Its cells aren't held against the rules of ``data/``.

        Parameters
        ----------
        table : str
            Name of a table: ``resolutions``, ``observations`` ...
        key : object
            The row in the table's index.
        **cells : object
            New cells by column; numbers in columns of numbers.

        Raises
        ------
        EvidenceError
            If there is no such table, row or column, a cell doesn't suit its column, or it would rename the row.
        """
        _expect(f"table {table}", table, TABLES)
        frame = getattr(self, table).copy()
        _expect(f"table {table}", key, frame.index)
        names = read_resource(table)["schema"]["primaryKey"]
        for column, cell in cells.items():
            _expect(f"table {table}", column, frame.columns)
            if column in ([names] if isinstance(names, str) else names):
                raise EvidenceError(Problem(f"table {table}", key, f"{column} names the row", "change another column"))
            try:
                numeric = pd.api.types.is_float_dtype(frame[column])
                frame.loc[key, column] = float(cell) if numeric else cell
            except (TypeError, ValueError):
                what = f"{column} can't be {cell!r}"
                remedy = f"it holds {'numbers' if numeric else frame[column].dtype}"
                raise EvidenceError(Problem(f"table {table}", key, what, remedy)) from None
        own = Ledger.__new__(Ledger)
        # Tables that stay are those of this ledger, also those that nobody asked for yet.
        vars(own).update(_origin=self, _tables={table: _Table(frame)})
        return own

    def read(self) -> None:
        """Read every table now; one that can't be read as its schema says raises `EvidenceError`."""
        for name in TABLES:
            getattr(self, name)

    @cached_property
    def answers(self) -> dict[tuple[Any, ...], Any]:
        """What functions that `keep` their answers were asked of this ledger."""
        return {}

    @cached_property
    def claims_by_indicator(self) -> dict[str, pd.DataFrame]:
        """The claims on each indicator that has any, in the order of ``claims``."""
        claims = self.claims[self.claims["indicator_id"] != ""]
        return dict(tuple(claims.groupby("indicator_id", sort=False)))

    @cached_property
    def searches_by_subject(self) -> dict[str, pd.DataFrame]:
        """The searches made for each subject that has any, in the order of ``searches``."""
        each = self.searches.assign(subject=self.searches["subject"].str.split()).explode("subject")
        return dict(tuple(each.groupby("subject")))

    @cached_property
    def places(self) -> pd.Series:
        """Names of the countries and regions by their area: no groups, products or works."""
        return self.areas.loc[self.areas["kind"].isin(["country", "region"]), "name"]


TABLES = tuple(field.name for field in fields(Ledger))


def _written(name: str) -> Problem:
    remedy = (
        "make another ledger and ask it: own = load_ledger().with_row(table, key, column=cell), then fact(key, own); "
        "the book's own tables come back with a new kernel"
    )
    return Problem(f"table {name}", "", "it was changed in memory after it was read", remedy)


def _expect(place: str, name: Any, known: Iterable[Any]) -> None:
    if name not in known:
        raise EvidenceError(Problem(place, "", f"there is no {name!r}", nearest(name, known)))


def observation_keys(observations: pd.DataFrame) -> pd.Series:
    """Return the public key of each observation: ``series/area/period@vintage``."""
    columns = observations
    return columns["series"] + "/" + columns["area"] + "/" + columns["period"] + "@" + columns["vintage"]


@cache
def load_ledger(data: Path = DATA) -> Ledger:
    """Return the ledger of a folder that holds ``datapackage.json``, shared between callers.

    A table that can't be read as its schema says raises `EvidenceError` where it is first asked for.
    """
    return Ledger.of_folder(data)


def _read_keyed(name: str, data: Path) -> pd.DataFrame:
    frame = read_table(name, data)
    identifier = read_resource(name, data)["schema"]["primaryKey"]
    if name == "observations":
        return frame.set_index(pd.Index(observation_keys(frame), name="key"))
    if isinstance(identifier, str):
        return frame.set_index(pd.Index(frame[identifier], name="key"))
    return frame
