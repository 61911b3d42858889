"""Which instrument of export control reaches what, since when, and what it did to exports."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from evidence.ledger import Ledger

# Rules on technology name no elements; they reach all that are mined.
TECHNOLOGY = ("cn-2025-62", "cn-2023-57")
TRUCE, EXTENSION = "cn-us-2025-10-30-busan", "cn-us-2026-09-24-truce-extension"
GENERAL = "cn-2025-12-02-general-licences"
SIX = tuple(f"cn-2025-{number}" for number in (55, 56, 57, 58, 61, 62))
SUSPENDED_BY = dict.fromkeys(SIX, "cn-2025-70") | {"cn-2024-46-2": "cn-2025-72"}
EXPORTS = ("customs.magnet-exports", "customs.magnet-exports-to-us")
# Days of a month between which a bar stands; its number stands half-way.
FIRST, LAST = "03", "28"
EASINGS = ("cn-us-2025-05-12-geneva", "cn-us-2025-06-10-london", TRUCE, "cn-2025-70", "cn-2025-72", GENERAL)


def reached_elements(ledger: Ledger) -> pd.DataFrame:
    """Return which instruments reach which rare earth, and which of these are used in magnets.

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


def magnet_exports(ledger: Ledger, months: Collection[str], together: Collection[str] = ()) -> pd.DataFrame:
    """Return China's exports of magnets in some months, to all countries and to the United States.

    The average month of a span or quarter ``together`` (``2026-Q2``) stands where a destination has none of their
    months. A row for each month and span on record: columns ``series``, ``period``, ``point`` (tonnes a month),
    ``origin`` (printed, worked back or average), ``evidence``, and ``start``, ``middle`` and ``end`` (days between
    which a bar stands).
    """
    rows = []
    for series in EXPORTS:
        found = ledger.observations[ledger.observations["series"] == series].sort_values("period")
        known = set(found["period"])
        for key, row in found[found["period"].isin([*months, *together])].iterrows():
            spanned = months_of(row["period"])
            if row["period"] in together and known & set(spanned):
                continue
            point = row["value"] if pd.notna(row["value"]) else row["low"] if pd.notna(row["low"]) else row["high"]
            origin = "worked back" if row["status"] == "derived" else "printed"
            start, end = f"{spanned[0]}-{FIRST}", f"{spanned[-1]}-{LAST}"
            middle = f"{pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2:%Y-%m-%d}"
            origin = "average" if row["period"] in together else origin
            rows.append((series, row["period"], point / len(spanned), origin, key, start, middle, end))
    columns = ["series", "period", "point", "origin", "evidence", "start", "middle", "end"]
    return pd.DataFrame(rows, columns=columns)


def months_of(period: str) -> list[str]:
    """Return the months of a month, a quarter or a span of months as in the record."""
    first, _, last = period.partition("/")
    if "Q" in period:
        quarter = pd.Period(period.replace("-", ""))
        first, last = f"{quarter.start_time:%Y-%m}", f"{quarter.end_time:%Y-%m}"
    return list(pd.period_range(first, last or first, freq="M").strftime("%Y-%m"))


def control_spans(ledger: Ledger, names: Mapping[str, str], until: str) -> pd.DataFrame:
    """Return in which state instruments, given with their labels, were from when to when.

    Spans without a printed end stop on the day ``until``. A row for each span, in the order given: columns ``label``,
    ``state`` (announced, in force, easing, suspended or extension announced), ``start`` and ``end`` (days),
    ``evidence`` (the measure), ``instrument`` and ``replaced`` (that which replaced or suspended it, or empty). The
    announced extension of the truce of Busan comes last.
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
    spans.append((names[TRUCE], "extension announced", days[TRUCE], days[EXTENSION], EXTENSION, ""))
    table = pd.DataFrame(spans, columns=["label", "state", "start", "end", "evidence", "heir"])
    instrument = measures["instrument"]
    table["instrument"] = table["evidence"].map(instrument)
    table["replaced"] = table.pop("heir").map(instrument).fillna("")
    return table
