"""Algorithms of the chapter on export controls, and the tables its figures draw: which instrument reaches what, since when."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import pandas as pd

from evidence.ledger import Ledger

# Rules on technology name no elements; they reach all that are mined.
TECHNOLOGY = ("cn-2025-62", "cn-2023-57")
TRUCE, EXTENSION = "cn-us-2025-10-30-busan", "cn-us-2026-09-24-truce-extension"
GENERAL = "cn-2025-12-02-general-licences"
SIX = tuple(f"cn-2025-{number}" for number in (55, 56, 57, 58, 61, 62))
SUSPENDED_BY = dict.fromkeys(SIX, "cn-2025-70") | {"cn-2024-46-2": "cn-2025-72"}
EXPORTS = ("customs.magnet-exports", "customs.magnet-exports-to-us")
# Between which a month's bar stands, and where its number does.
DAYS = {"start": "03", "middle": "15", "end": "28"}
EASINGS = ("cn-us-2025-05-12-geneva", "cn-us-2025-06-10-london", TRUCE, "cn-2025-70", "cn-2025-72", GENERAL)


def reached_elements(ledger: Ledger) -> pd.DataFrame:
    """Return which instruments reach which rare earth, and which of these are used in magnets.

    Parameters
    ----------
    ledger : Ledger
        The tables.

    Returns
    -------
    DataFrame
        In order of atomic number, columns ``symbol``, ``name``, ``group`` (by USGS), ``measure`` (``magnets`` for the use
        in them, ``none`` for an element that no instrument reaches), ``state`` (the measure's status, ``use`` or ``none``)
        and ``evidence``.
    """
    rows = []
    for symbol, element in ledger.elements.sort_values("atomic_number").iterrows():
        known = (symbol, element["name"], element["group_usgs"])
        reached = element["control_measures"].split()
        reached += TECHNOLOGY if element["control_status"] != "none" else ()
        rows += [(*known, name, ledger.measures.at[name, "status"], name) for name in reached]
        rows += [] if reached else [(*known, "none", "none", f"element:{symbol}")]
        rows += [(*known, "magnets", "use", f"element:{symbol}")] if element["magnet_use"] else []
    return pd.DataFrame(rows, columns=["symbol", "name", "group", "measure", "state", "evidence"])


def magnet_exports(ledger: Ledger, months: Collection[str]) -> pd.DataFrame:
    """Return China's exports of magnets in some months, to all countries and to the United States.

    Parameters
    ----------
    ledger : Ledger
        The tables.
    months : collection of str
        For example ``2025-01``.

    Returns
    -------
    DataFrame
        A row for each month on record: columns ``series``, ``period``, ``point`` (tonnes), ``origin`` (printed or worked
        back), ``evidence``, and ``start``, ``middle`` and ``end`` (days between which a bar stands).
    """
    rows = ledger.observations[ledger.observations["period"].isin(months)]
    rows = pd.concat([rows[rows["series"] == series].sort_values("period") for series in EXPORTS])
    point = rows["value"].fillna(rows["low"]).fillna(rows["high"])
    rows = rows.assign(point=point, origin=rows["status"].map({"derived": "worked back"}).fillna("printed"))
    rows = rows.assign(evidence=rows.index, **{at: rows["period"] + f"-{day}" for at, day in DAYS.items()})
    return rows[["series", "period", "point", "origin", "evidence", *DAYS]].reset_index(drop=True)


def control_spans(ledger: Ledger, names: Mapping[str, str], until: str) -> pd.DataFrame:
    """Return in which state instruments were from when to when.

    Parameters
    ----------
    ledger : Ledger
        The tables.
    names : mapping of str to str
        Measures, each with its label.
    until : str
        Day on which spans without a printed end stop.

    Returns
    -------
    DataFrame
        A row for each span, in the order given: columns ``label``, ``state`` (announced, in force, easing, suspended or
        extension reported), ``start`` and ``end`` (days), ``evidence`` (the measure), ``instrument`` and ``replaced`` (that
        which replaced or suspended it, or empty). The reported extension of the truce of Busan comes last.
    """
    measures, spans = ledger.measures, []
    for name in names:
        row = measures.loc[name]
        heir = row["replaced_by"] or SUSPENDED_BY.get(name, "")
        end = measures.at[heir, "announced"] if row["replaced_by"] else row["expires"] or until
        ends = row["suspended_from"] or end
        # A rule suspended before its day never came into force.
        begins = min(row["effective"] or row["announced"], ends)
        states = [("announced", row["announced"], begins), ("easing" if name in EASINGS else "in force", begins, ends)]
        states += [("suspended", ends, row["suspended_until"])] if row["suspended_from"] else []
        spans += [(names[name], *span, name, heir) for span in states if span[1] < span[2]]
    days = measures["expires"]
    spans.append((names[TRUCE], "extension reported", days[TRUCE], days[EXTENSION], EXTENSION, ""))
    table = pd.DataFrame(spans, columns=["label", "state", "start", "end", "evidence", "heir"])
    instrument = measures["instrument"]
    table["instrument"] = table["evidence"].map(instrument)
    table["replaced"] = table.pop("heir").map(instrument).fillna("")
    return table


def months_to_normal(normal_months: Sequence[float], later_months: Sequence[float]) -> float:
    """Return how many months passed from the first of the later months until one was not below the mean of the normal ones.

    Parameters
    ----------
    normal_months : sequence of float
        Exports of each month held to be normal, t; at least one.
    later_months : sequence of float
        Those of each month from the one that the count starts at, t.

    Returns
    -------
    float
        Months; not a number if none of the later ones reached the mean.
    """
    normal = sum(normal_months) / len(normal_months)
    return next((float(place) for place, month in enumerate(later_months) if month >= normal), math.nan)


def months_at_normal(exports_in_the_year_before: float, months: Sequence[float]) -> float:
    """Return the number of months in which exports were not below a twelfth of those of the year before.

    Parameters
    ----------
    exports_in_the_year_before : float
        Of the whole year, t.
    months : sequence of float
        Exports of each month, t.

    Returns
    -------
    float
        Months, from 0 to their number.
    """
    return float(sum(month >= exports_in_the_year_before / 12 for month in months))
