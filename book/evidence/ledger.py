"""The ledger: every table the book rests on, read when it is first asked for, once, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path

import pandas as pd

from evidence.paths import DATA
from evidence.tables import read_resource, read_table


@dataclass(frozen=True, eq=False)
class Ledger:
    """All tables, each as `evidence.tables.read_table` gives it, keyed by its identifier.

    A ledger of a folder reads a table when it is first asked for: what a chapter reads is then what it depends on.

    Attributes
    ----------
    articles, claims, not_claims, indicators, resolutions, verdicts : DataFrame
        What was said, and how it was judged. Indexed by their identifier; ``not_claims``, which has none, by row.
    scenarios, watchlist : DataFrame
        What may come, and what would show it.
    history, editions : DataFrame
        What changed between editions, and what each edition said. Indexed by row.
    sources, observations, measures, elements, projects, gaps : DataFrame
        The public record, and what it doesn't reach. ``observations`` is indexed by its key
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
    areas: pd.DataFrame
    units: pd.DataFrame
    bases: pd.DataFrame

    @classmethod
    def of_folder(cls, data: Path) -> Ledger:
        """Return the ledger of a folder, with no table read yet."""
        ledger = cls.__new__(cls)
        object.__setattr__(ledger, "_folder", data)
        return ledger

    def __getattr__(self, name: str) -> pd.DataFrame:
        # Asked only for what isn't there yet.
        if name not in TABLES:
            raise AttributeError(name)
        table = _read_keyed(name, self._folder)
        object.__setattr__(self, name, table)
        return table

    def read(self) -> None:
        """Read every table now.

        Raises
        ------
        EvidenceError
            If a table can't be read as its schema says.
        """
        for name in TABLES:
            getattr(self, name)

    @cached_property
    def claims_by_indicator(self) -> dict[str, pd.DataFrame]:
        """The claims on each indicator that has any, in the order of ``claims``."""
        claims = self.claims[self.claims["indicator_id"] != ""]
        return dict(tuple(claims.groupby("indicator_id", sort=False)))

    @cached_property
    def places(self) -> pd.Series:
        """Names of the countries and regions by their area: no groups, products or works."""
        return self.areas.loc[self.areas["kind"].isin(["country", "region"]), "name"]


TABLES = tuple(field.name for field in fields(Ledger))


def observation_keys(observations: pd.DataFrame) -> pd.Series:
    """Return the public key of each observation: ``series/area/period@vintage``.

    Parameters
    ----------
    observations : DataFrame
        Columns ``series``, ``area``, ``period``, ``vintage``.

    Returns
    -------
    Series of str
        Aligned with the input.
    """
    columns = observations
    return columns["series"] + "/" + columns["area"] + "/" + columns["period"] + "@" + columns["vintage"]


@cache
def load_ledger(data: Path = DATA) -> Ledger:
    """Return the ledger of a folder.

    Parameters
    ----------
    data : Path
        Folder that holds ``datapackage.json``.

    Returns
    -------
    Ledger
        Shared between callers: treat its tables as read-only. A table that can't be read as its schema says raises
        `EvidenceError` where it is first asked for.
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
