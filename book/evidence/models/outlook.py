"""What may come: chances of scenarios, marks set against the record, and the watch-list.

Judgements and marks of ours, with their reasons, stand in ``data/scenarios.csv`` and ``data/watchlist.csv``.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import pandas as pd

from evidence.ledger import Ledger, edition, keep

if TYPE_CHECKING:
    from evidence.results import Lookup

# What the end of a period looks like for each grain.
GRAINS = {
    "day": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-\d{2}",
    "quarter": r"\d{4}-Q\d",
    "span": r"\d{4}-\d{2}/\d{4}-\d{2}",
    "year": r"\d{4}",
}
DAYS_IN_A_YEAR = 365.25


def chances(scenarios: pd.DataFrame) -> dict[str, float]:
    """Return the chance of each scenario, per cent: its branch, if none of those above it comes about.

    ``scenarios`` has columns ``horizon`` and ``branch`` (per cent), indexed by ``scenario_id``, in the order of the
    tree. Chances of a horizon add up to 100 if its last branch is 100.
    """
    found = {}
    for _, tree in scenarios.groupby("horizon", sort=False):
        left = 100.0
        for scenario_id, branch in tree["branch"].items():
            found[scenario_id] = left * branch / 100
            left -= found[scenario_id]
    return found


def chance(ledger: Ledger, scenario: str) -> float:
    """Return the branch of a scenario, times what the branches above it in its tree leave.

    In per cent; see `chances`.
    """
    return chances(ledger.scenarios)[scenario]


def branch(ledger: Ledger, scenario: str) -> float:
    """Return our judgement of a scenario, if none above it in its tree comes about.

    In per cent.
    """
    return float(ledger.scenarios.at[scenario, "branch"])


def truces_carried(ledger: Ledger, agreements: Sequence[str]) -> float:
    """Return how many agreements were replaced by the next, or got a later end by it.

    They are given by ``measure_id``, in order; the last only stands for what became of the one before.
    """
    measures = ledger.measures
    carried = sum(
        measures.at[truce, "replaced_by"] == after or measures.at[after, "expires"] > measures.at[truce, "expires"] > ""
        for truce, after in pairwise(agreements)
    )
    return float(carried)


def years_to(day: str) -> float:
    """Return the years from the cut-off of the evidence to a day.

    The day is in ISO form; years have 365.25 days.
    """
    return (pd.Timestamp(day) - pd.Timestamp(edition.cutoff())).days / DAYS_IN_A_YEAR


def months_below(normal_year: float, average_over_mark: float, months: Sequence[float]) -> float:
    """Return how many months lie below the mark: exports of the normal year / 12 / average month over the mark.

    ``normal_year`` and ``months`` are exports in t; ``average_over_mark`` is a pure number.
    """
    mark = normal_year / 12 / average_over_mark
    return float(sum(month < mark for month in months))


def mark_window(normal_year: float, average_over_mark: float, months: Sequence[float]) -> tuple[float, float]:
    """Return the highest month below the mark and the lowest above it, over the average month of the normal year.

    Between them, in per cent, the mark could stand without any month changing sides. The mark is that of
    `months_below`; a month on it counts as above.
    """
    average = normal_year / 12
    mark = average / average_over_mark
    below, above = [month for month in months if month < mark], [month for month in months if month >= mark]
    return 100 * max(below) / average, 100 * min(above) / average


def cut_record(
    normal_year: float, average_over_mark: float, months: Sequence[float], quarters: Sequence[float] = ()
) -> float:
    """Return 100 × (1 − (1 − (quarters below the mark + 1) / (quarters + 2))^4), quarters by their average month.

    The chance a year that the record alone gives: Laplace's rule of succession for a quarter, and four quarters a year.
    The mark is that of `months_below`; ``months`` make whole quarters, in order, ``quarters`` are further ones whose
    months aren't known apart, t.
    """
    averages = [sum(months[start : start + 3]) / 3 for start in range(0, len(months), 3)]
    averages += [quarter / 3 for quarter in quarters]
    below = months_below(normal_year, average_over_mark, averages)
    return 100 * (1 - (1 - (below + 1) / (len(averages) + 2)) ** 4)


def readings(observations: pd.DataFrame, watched: pd.Series) -> pd.DataFrame:
    """Return the latest rows of a watched series: one, or all rivals of the latest period that ended by the cut-off."""
    chosen = observations[(observations["series"] == watched["series"]) & (observations["area"] == watched["area"])]
    chosen = chosen[chosen["period"].str.fullmatch(GRAINS.get(watched["grain"], ""))]
    chosen = chosen[chosen["period"].map(period_end) <= pd.Timestamp(edition.cutoff())]
    return chosen[chosen["period"] == chosen["period"].max()] if len(chosen) else chosen


def period_end(period: str) -> pd.Timestamp:
    """Return the last day, at midnight, of a day, month, quarter, year or span of them as in the record."""
    return pd.Period(period.rpartition("/")[2]).end_time.normalize()


@keep
def latest(ledger: Ledger) -> pd.DataFrame:
    """Return what was last read of each watched series, all rivals together.

    Indexed by ``watch_id``: ``direction`` and ``threshold`` (of the watch-list), ``low`` and ``high`` (in ``unit``),
    and ``months`` (from the end of the period to the cut-off).
    """
    series = ledger.watchlist[ledger.watchlist["series"] != ""]
    rows = []
    for _, watched in series.iterrows():
        found = readings(ledger.observations, watched)
        low, high = found["value"].fillna(found["low"]).min(), found["value"].fillna(found["high"]).max()
        days = (pd.Timestamp(edition.cutoff()) - period_end(found["period"].iat[0])).days
        rows.append((low, high, found["unit"].iat[0], 12 * days / DAYS_IN_A_YEAR))
    read = pd.DataFrame(rows, columns=["low", "high", "unit", "months"], index=series.index)
    return series[["direction", "threshold"]].join(read)


def watch(ledger: Ledger, lookup: Lookup) -> pd.DataFrame:
    """Return `latest` with the ``mark`` of each series (in ``unit``) and its ``side`` (see `side_of`)."""
    rows = latest(ledger)
    marks = [_mark(threshold, lookup) for threshold in rows["threshold"]]
    ends = zip(rows["direction"], rows["low"], rows["high"], marks, strict=True)
    return rows.assign(mark=marks, side=[side_of(*each) for each in ends])


def _mark(threshold: str, lookup: Lookup) -> float:
    """Return a mark, which is a number or the key of a fact."""
    try:
        return float(threshold)
    except ValueError:
        return float(lookup(threshold))


def side_of(direction: str, low: float, high: float, mark: float) -> str:
    """Say on which side of its mark a reading lies: ``passed``, ``not passed`` or, if it lies on either, ``open``."""
    spoken = [end > mark if direction == "above" else end < mark for end in (low, high)]
    return "passed" if all(spoken) else "open" if any(spoken) else "not passed"


def watched_series(ledger: Ledger, lookup: Lookup, side: str) -> float:
    """Return how many series of the watch-list lie, by all their latest readings, on a side of their mark.

    A side is what `side_of` returns; ``any`` counts all series.
    """
    sides = watch(ledger, lookup)["side"]
    return float(len(sides) if side == "any" else (sides == side).sum())


def old_series(ledger: Ledger, months: float) -> float:
    """Return how many series of the watch-list had a latest reading older at the cut-off than so many months."""
    return float((latest(ledger)["months"] > months).sum())


def median_age(ledger: Ledger) -> float:
    """Return the median time from the end of the latest period of each series of the watch-list to the cut-off.

    In months.
    """
    return float(latest(ledger)["months"].median())
