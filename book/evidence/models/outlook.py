"""What may come: scenarios with chances that make 100, marks that would show them, and what a signal is worth.

The chances are judgements of ours, kept with their reasons in ``data/scenarios.csv``; the marks stand in
``data/watchlist.csv``. Here they are combined, and set against the record.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from statistics import median

import pandas as pd

from evidence import edition
from evidence.ledger import Ledger
from evidence.models.arithmetic import share
from evidence.models.pipeline import succession
from evidence.models.results import Lookup, result

# What the end of a period looks like for each grain.
GRAINS = {
    "day": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-\d{2}",
    "quarter": r"\d{4}-Q\d",
    "span": r"\d{4}-\d{2}/\d{4}-\d{2}",
    "year": r"\d{4}",
}
QUARTER_MONTHS = {"Q1": "03", "Q2": "06", "Q3": "09", "Q4": "12"}
OLD = 12

# Scenarios.


def chances(scenarios: pd.DataFrame) -> dict[str, float]:
    """Return the chance of each scenario: its branch, if none of those above it comes about.

    Parameters
    ----------
    scenarios : DataFrame
        Columns ``horizon`` and ``branch`` (per cent), indexed by ``scenario_id``, in the order of the tree.

    Returns
    -------
    dict of str to float
        Per cent; those of a horizon add up to 100 if its last branch is 100.
    """
    found = {}
    for _, tree in scenarios.groupby("horizon", sort=False):
        left = 100.0
        for scenario_id, branch in tree["branch"].items():
            found[scenario_id] = left * branch / 100
            left -= found[scenario_id]
    return found


def left_by_others(own: tuple[float, float], others: list[tuple[float, float]]) -> tuple[float, float]:
    """Return what the ranges of the others leave of one range, if all chances make 100.

    Probability intervals that can all be reached; see de Campos, Huete and Moral (1994).

    Parameters
    ----------
    own : (float, float)
        Range of one scenario, per cent.
    others : list of (float, float)
        Ranges of all others with the same horizon.

    Returns
    -------
    tuple of float
        The part of the range that can be reached; inside ``own``.
    """
    low, high = 100 - sum(end for _, end in others), 100 - sum(start for start, _ in others)
    return max(own[0], low), min(own[1], high)


def left_range(
    scenarios: pd.DataFrame, scenario_id: str, yardstick: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """Return what the words of the other scenarios leave of the word of one: `left_by_others`.

    Parameters
    ----------
    scenarios : DataFrame
        Columns ``horizon`` and ``word``, indexed by ``scenario_id``.
    scenario_id : str
        One of them.
    yardstick : mapping of str to (float, float)
        Range of each word, per cent.

    Returns
    -------
    tuple of float
        Per cent.
    """
    tree = scenarios[scenarios["horizon"] == scenarios.at[scenario_id, "horizon"]]
    words = tree["word"].map(dict(yardstick))
    return left_by_others(words[scenario_id], list(words.drop(scenario_id)))


SCENARIO_IDS = (
    "return-2027",
    "cut-2027",
    "settled-2027",
    "pause-2027",
    "two-chains-2030",
    "cut-2030",
    "settled-2030",
    "managed-2030",
)


def _register_chance(scenario_id: str) -> None:
    @result(
        f"model.out-{scenario_id}",
        label=f"Chance of the scenario {scenario_id}",
        unit="%",
        basis="probability",
        inputs=(),
        formula="its branch, times what the branches above it leave",
        assumes="The branches of data/scenarios.csv, each our own judgement with its reason.",
        digits=2,
        reads_tables=True,
    )
    def chance(ledger: Ledger, _: Lookup) -> float:
        """Return the chance, from the scenarios of a ledger.

        Returns
        -------
        float
            Per cent.
        """
        return chances(ledger.scenarios)[scenario_id]


# What is left to the end of 2030 is computed from its branches, below.
for _scenario_id in SCENARIO_IDS[:-1]:
    _register_chance(_scenario_id)


BRANCHES = SCENARIO_IDS[4:7]
BRANCH_KEYS = tuple(f"model.out-branch-{scenario_id}" for scenario_id in BRANCHES)
TWO_CHAINS = BRANCH_KEYS[0]


def _register_branch(scenario_id: str) -> None:
    @result(
        f"model.out-branch-{scenario_id}",
        label=f"Chance of the scenario {scenario_id} if none before it in the tree comes about",
        unit="%",
        basis="probability",
        inputs=(),
        formula="our judgement",
        assumes="The reason stands in data/scenarios.csv.",
        reads_tables=True,
    )
    def branch(ledger: Ledger, _: Lookup) -> float:
        """Return the chance, from the scenarios of a ledger.

        Returns
        -------
        float
            Per cent.
        """
        return float(ledger.scenarios.at[scenario_id, "branch"])


for _scenario_id in BRANCHES:
    _register_branch(_scenario_id)


@result(
    "model.out-managed-2030",
    label="Chance of the scenario managed-2030",
    unit="%",
    basis="probability",
    inputs=BRANCH_KEYS,
    formula="(1 - two chains) × (1 - cut) × (1 - settled)",
    assumes="The branches of data/scenarios.csv, each our own judgement with its reason.",
    digits=2,
)
def left_by_branches(*branches: float) -> float:
    """Return the chance that none of some branches comes about.

    Parameters
    ----------
    *branches : float
        Each holds if none before it does, per cent.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * math.prod(1 - branch / 100 for branch in branches)


# Base rates.

# Each truce, and what carried it over: the next agreement, or the extension of its term.
TRUCES = {
    "cn-us-2025-05-12-geneva": "cn-us-2025-06-10-london",
    "cn-us-2025-06-10-london": "cn-us-2025-10-30-busan",
    "cn-us-2025-10-30-busan": "cn-us-2026-09-24-truce-extension",
}


def carried_over(measures: pd.DataFrame) -> tuple[int, int]:
    """Count the truces on record, and those that another agreement or a longer term carried over.

    Parameters
    ----------
    measures : DataFrame
        Columns ``replaced_by`` and ``expires``, indexed by ``measure_id``.

    Returns
    -------
    tuple of int
        Carried over, and all.
    """
    carried = sum(
        measures.at[truce, "replaced_by"] == after or measures.at[after, "expires"] > measures.at[truce, "expires"] > ""
        for truce, after in TRUCES.items()
    )
    return carried, len(TRUCES)


@result(
    "model.out-truces-carried",
    label="Truces between China and the United States since May 2025 that were carried over",
    unit="count",
    basis="count",
    inputs=(),
    formula="agreements replaced by the next, or with a term announced to be longer",
    assumes="Geneva, London and Busan, as the table of measures has them; the last extension is known at second hand.",
    reads_tables=True,
)
def truces_carried(ledger: Ledger, _: Lookup) -> float:
    """Return the count, from the measures of a ledger.

    Returns
    -------
    float
        A count.
    """
    return float(carried_over(ledger.measures)[0])


@result(
    "model.out-truce-lapse",
    label="Chance that the next truce lapses, by the rule of succession",
    unit="%",
    basis="probability",
    inputs=("model.out-truces-carried",),
    formula="(lapsed + 1) / (all + 2)",
    assumes=f"{len(TRUCES)} truces are of a kind with the next.",
    digits=2,
)
def truce_lapse(carried: float) -> float:
    """Return the chance.

    Parameters
    ----------
    carried : float
        Truces carried over.

    Returns
    -------
    float
        Per cent.
    """
    return succession(len(TRUCES) - carried, len(TRUCES))


YEARS_TO_2030 = (pd.Timestamp("2030-12-31") - pd.Timestamp(edition.cutoff())).days / 365.25


def yearly(chance: float, years: float = YEARS_TO_2030) -> float:
    """Return the yearly chance that amounts to a chance over some years.

    Parameters
    ----------
    chance : float
        Of at least one case over the years, per cent, below 100.
    years : float
        How many.

    Returns
    -------
    float
        Per cent a year.
    """
    return 100 * (1 - (1 - chance / 100) ** (1 / years))


@result(
    "model.out-cut-yearly",
    label="Chance of a cut in a year that our chance of another cut to the end of 2030 amounts to",
    unit="%",
    basis="probability",
    inputs=("model.out-branch-cut-2030",),
    formula="1 - (1 - chance)^(1 / years)",
    assumes="The same chance in each year from the cut-off to the end of 2030.",
    digits=2,
)
def cut_yearly(chance: float) -> float:
    """Return the yearly chance of a cut: `yearly` to the end of 2030.

    Parameters
    ----------
    chance : float
        Of at least one cut, per cent.

    Returns
    -------
    float
        Per cent a year.
    """
    return yearly(chance)


def over_years(chance: float, years: float = YEARS_TO_2030) -> float:
    """Return the chance of at least one case over some years; undoes `yearly`.

    Parameters
    ----------
    chance : float
        Per cent a year.
    years : float
        How many.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * (1 - (1 - chance / 100) ** years)


SELDOM, OFTEN = 5, 20


@result(
    "model.out-cut-range",
    label="Chance of the scenario cut-2030 if one year in twenty brings a cut, and if one in five does",
    unit="%",
    basis="probability",
    inputs=(TWO_CHAINS,),
    formula="(1 - branch of a second chain) × (1 - (1 - yearly chance)^years)",
    assumes=f"A cut in {SELDOM} and in {OFTEN} per cent of the years; the branch of a second chain as in data/scenarios.csv.",
    digits=2,
)
def cut_range(two_chains: float) -> tuple[float, float]:
    """Return the range.

    Parameters
    ----------
    two_chains : float
        As for `cut_at`.

    Returns
    -------
    tuple of float
        Per cent.
    """
    return cut_at(SELDOM, two_chains), cut_at(OFTEN, two_chains)


# Marks.

MARK = 2 / 3
WORLD_YEAR, US_YEAR = "customs.magnet-exports/world/2024@2025", "customs.magnet-exports-to-us/united-states/2024"
WORLD_MONTHS = tuple(
    f"customs.magnet-exports/world/{month}"
    for month in (
        *("2024-07", "2024-10", "2025-01", "2025-02", "2025-03", "2025-04", "2025-05", "2025-06", "2025-07"),
        *("2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"),
    )
)
US_MONTHS = tuple(
    f"customs.magnet-exports-to-us/united-states/{month}"
    for month in (
        *("2024-05", "2025-03", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10"),
        *("2025-11", "2025-12", "2026-02", "2026-03"),
    )
)


def alarm(year: float) -> float:
    """Return the mark below which a month counts as cut: two thirds of the average month.

    Parameters
    ----------
    year : float
        Exports of the year taken as normal.

    Returns
    -------
    float
        In the unit of the year, a month.
    """
    return MARK * year / 12


for _key, _label, _year in (
    ("model.out-alarm", "Magnet exports of a month below which we speak of a cut", WORLD_YEAR),
    ("model.out-alarm-us", "The same for magnet exports to the United States", US_YEAR),
):
    result(
        _key,
        label=_label,
        unit="t",
        basis="magnet gross",
        inputs=(_year,),
        formula="two thirds of the average month of 2024",
        assumes="2024, the last year without licences, is normal.",
    )(alarm)


def alarms(year: float, *months: float) -> float:
    """Count the months below the mark.

    Parameters
    ----------
    year : float
        Exports of the year taken as normal.
    *months : float
        Exports of each month.

    Returns
    -------
    float
        A count.
    """
    return float(sum(month < alarm(year) for month in months))


for _key, _label, _year, _months in (
    (
        "model.out-alarms",
        "Known months since 2024 in which magnet exports lay below the mark",
        WORLD_YEAR,
        WORLD_MONTHS,
    ),
    ("model.out-alarms-us", "The same for magnet exports to the United States", US_YEAR, US_MONTHS),
):
    result(
        _key,
        label=_label,
        unit="count",
        basis="count",
        inputs=(_year, *_months),
        formula="months below two thirds of the average month of 2024",
    )(alarms)


# The months of the first year under licences, as far as they are known: four quarters.
LICENCE_MONTHS = WORLD_MONTHS[WORLD_MONTHS.index("customs.magnet-exports/world/2025-04") :]


@result(
    "model.out-cut-record",
    label="Chance of a cut in a year, by the rule of succession over the quarters under licences",
    unit="%",
    basis="probability",
    inputs=(WORLD_YEAR, *LICENCE_MONTHS),
    formula="1 - (1 - (quarters below the mark + 1) / (quarters + 2))^4",
    assumes="Each quarter from April 2025 to March 2026 is a case, and the first is like those to come.",
    digits=1,
)
def cut_record(year: float, *months: float) -> float:
    """Return the yearly chance that the record alone would give.

    Parameters
    ----------
    year : float
        Exports of the year taken as normal.
    *months : float
        Exports of the months of whole quarters, in order.

    Returns
    -------
    float
        Per cent a year.
    """
    quarters = [sum(months[start : start + 3]) / 3 for start in range(0, len(months), 3)]
    cut = sum(quarter < alarm(year) for quarter in quarters)
    return over_years(succession(cut, len(quarters)), 4)


@result(
    "model.out-cut-at-record",
    label="Chance of the scenario cut-2030 if cuts come as often as the record alone gives",
    unit="%",
    basis="probability",
    inputs=("model.out-cut-record", TWO_CHAINS),
    formula="(1 - branch of a second chain) × (1 - (1 - yearly chance)^years)",
    assumes="The branch of a second chain as in data/scenarios.csv.",
    digits=2,
)
def cut_at(chance: float, two_chains: float) -> float:
    """Return the chance of another cut without a second chain, as cuts come.

    Parameters
    ----------
    chance : float
        Of a cut in a year, per cent.
    two_chains : float
        Branch of a second chain, per cent.

    Returns
    -------
    float
        Per cent, at most what the branch of a second chain leaves.
    """
    return (100 - two_chains) * over_years(chance) / 100


@result(
    "model.out-months",
    label="Months since 2024 for which China's magnet exports are known",
    unit="count",
    basis="count",
    inputs=WORLD_MONTHS,
    formula="months on record",
)
def known_months(*months: float) -> float:
    """Count the months.

    Parameters
    ----------
    *months : float
        Exports of each month.

    Returns
    -------
    float
        A count.
    """
    return float(len(months))


def alarm_window(year: float, *months: float) -> tuple[float, float]:
    """Return the range in which the mark could stand without any month changing sides.

    Parameters
    ----------
    year : float
        Exports of the year taken as normal.
    *months : float
        Exports of each month, some on either side of the mark.

    Returns
    -------
    tuple of float
        Per cent.
    """
    mark, average = alarm(year), year / 12
    below, above = [month for month in months if month < mark], [month for month in months if month >= mark]
    return share(max(below), average), share(min(above), average)


for _id, _label, _inputs in (
    (
        "model.out-alarm-window",
        "Marks that tell the months of spring 2025 from all others, over the average month of 2024",
        (WORLD_YEAR, *WORLD_MONTHS),
    ),
    ("model.out-alarm-window-us", "The same for magnet exports to the United States", (US_YEAR, *US_MONTHS)),
):
    result(
        _id,
        label=_label,
        unit="%",
        basis="part",
        inputs=_inputs,
        formula="highest month below the mark and lowest above it, over the average month of 2024",
        digits=2,
    )(alarm_window)


@result(
    "model.out-dy-mark",
    label="Price of dysprosium oxide in Europe at which we speak of scarcity",
    unit="USD/kg",
    basis="price ask Europe",
    inputs=("usgs.price-dy-oxide/world/2025@mcs-2026",),
    formula="twice the average price of 2025 FOB China",
    assumes="A gap of as much again is no cost of freight.",
)
def dysprosium_mark(price: float) -> float:
    """Return twice the price.

    Parameters
    ----------
    price : float
        Yearly average, dollars a kilogram.

    Returns
    -------
    float
        Dollars a kilogram.
    """
    return 2 * price


# What a signal is worth.


def hit_rate(alarms: float) -> float:
    """Return the chance of a month below the mark during a cut.

    Parameters
    ----------
    alarms : float
        Months below the mark, all of them of a cut.

    Returns
    -------
    float
        Per cent, by the rule of succession.
    """
    return succession(alarms, alarms)


def false_alarm_rate(alarms: float, months: float) -> float:
    """Return the chance of a month below the mark without a cut.

    Parameters
    ----------
    alarms, months : float
        Months below the mark, all of them of a cut, and all months known.

    Returns
    -------
    float
        Per cent, by the rule of succession.
    """
    return succession(0, months - alarms)


KNOWN_CUT = "The cut of 2025 lasted from April to June, and the mark was set knowing it."
result(
    "model.out-hit",
    label="Chance of a month below the mark during a cut, by the rule of succession",
    unit="%",
    basis="probability",
    inputs=("model.out-alarms",),
    formula="(months of the cut below the mark + 1) / (months of the cut + 2)",
    assumes=KNOWN_CUT,
    digits=2,
)(hit_rate)
result(
    "model.out-false-alarm",
    label="Chance of a month below the mark without a cut, by the rule of succession",
    unit="%",
    basis="probability",
    inputs=("model.out-alarms", "model.out-months"),
    formula="(other months below the mark + 1) / (other months + 2)",
    assumes=KNOWN_CUT,
    digits=2,
)(false_alarm_rate)

# One cut in ten years, of three months.
PRIOR = 2.5


def belief_after(months: int, prior: float = PRIOR) -> Callable[[float, float], float]:
    """Make the function for some months in a row below the mark, which tell independently.

    Parameters
    ----------
    months : int
        How many.
    prior : float
        Chance of a cut before, per cent.

    Returns
    -------
    callable
        From the months below the mark with and without a cut, per cent, to the chance that one is under way, per cent.
    """

    def belief(hit: float, false_alarm: float) -> float:
        """Return the chance of a cut after the months.

        Parameters
        ----------
        hit, false_alarm : float
            Months below the mark with and without a cut, per cent.

        Returns
        -------
        float
            Per cent.
        """
        cut, none = prior * (hit / 100) ** months, (100 - prior) * (false_alarm / 100) ** months
        return 100 * cut / (cut + none)

    return belief


SIGNAL_MONTHS = (0, 1, 2, 3)


for _months in SIGNAL_MONTHS:
    result(
        f"model.out-signal-{_months}",
        label=f"Chance that a cut is under way after {_months} months in a row below the mark",
        unit="%",
        basis="probability",
        inputs=("model.out-hit", "model.out-false-alarm"),
        formula="Bayes' rule: the chance before, times how often a cut gives so many months in a row, over the same with and "
        "without a cut",
        assumes=f"A chance before of {PRIOR} %, one cut in ten years of three months; months tell independently.",
        digits=2,
    )(belief_after(_months))

# The watch-list.


def readings(observations: pd.DataFrame, watched: pd.Series) -> pd.DataFrame:
    """Return the latest rows of a watched series: one, or all rivals of the latest period.

    Parameters
    ----------
    observations : DataFrame
        The record, indexed by key.
    watched : Series
        A row of the watch-list, with ``series``, ``area`` and ``grain``.

    Returns
    -------
    DataFrame
        Rows of ``observations`` whose period ended by the cut-off; empty if there are none.
    """
    chosen = observations[(observations["series"] == watched["series"]) & (observations["area"] == watched["area"])]
    chosen = chosen[chosen["period"].str.fullmatch(GRAINS.get(watched["grain"], ""))]
    ends = chosen["period"].map(period_end)
    chosen = chosen[ends <= pd.Timestamp(edition.cutoff())]
    return chosen[chosen["period"] == chosen["period"].max()] if len(chosen) else chosen


def period_end(period: str) -> pd.Timestamp:
    """Return the last day of a period.

    Parameters
    ----------
    period : str
        Day, month, quarter, year or a span of them, as in the record.

    Returns
    -------
    Timestamp
        At midnight.
    """
    last = period.rpartition("/")[2]
    if "Q" in last:
        last = f"{last[:5]}{QUARTER_MONTHS[last[5:]]}"
    if len(last) == 10:
        return pd.Timestamp(last)
    return pd.Timestamp(f"{last}-12-31") if len(last) == 4 else pd.Timestamp(last) + pd.offsets.MonthEnd(0)


def mark_of(threshold: str, lookup: Lookup) -> float:
    """Return a mark as a number.

    Parameters
    ----------
    threshold : str
        A number, or the key of a fact.
    lookup : callable
        Gives the number of a fact by its key.

    Returns
    -------
    float
        In the unit of what is watched.
    """
    try:
        return float(threshold)
    except ValueError:
        return float(lookup(threshold))


def side_of(direction: str, low: float, high: float, mark: float) -> str:
    """Say on which side of its mark a reading lies.

    Parameters
    ----------
    direction : {"above", "below"}
        On which side the indicator speaks.
    low, high : float
        Ends of the reading, equal for a number.
    mark : float
        In the same unit.

    Returns
    -------
    str
        ``passed``, ``not passed`` or, if the ends lie on either side, ``open``.
    """
    spoken = [end > mark if direction == "above" else end < mark for end in (low, high)]
    return "passed" if all(spoken) else "open" if any(spoken) else "not passed"


def reach(direction: str, reading: float, mark: float) -> float:
    """Return how far a reading has come to its mark.

    Parameters
    ----------
    direction : {"above", "below"}
        On which side the indicator speaks.
    reading, mark : float
        In one unit, above 0.

    Returns
    -------
    float
        A pure number: 1 at the mark, more beyond it.
    """
    return reading / mark if direction == "above" else mark / reading


def watch(ledger: Ledger, lookup: Lookup) -> pd.DataFrame:
    """Return every reading of the watched series with its mark.

    Parameters
    ----------
    ledger : Ledger
        The tables.
    lookup : callable
        Gives the number of a fact of theirs by its key, such as `evidence.fact`.

    Returns
    -------
    DataFrame
        A row a reading. Columns ``watch_id``, ``label``, ``points_to``, ``direction``, ``meaning``, ``reason``, ``evidence`` (key of
        the reading), ``mark_key``, ``period``, ``low``, ``high`` and ``mark`` (in ``unit``), ``reach_low`` and
        ``reach_high`` (how far the reading has come to the mark, 1 or more at it; see `reach`), ``side`` (of all readings of the series together) and ``months`` (from the
        end of the period to the cut-off).
    """
    rows = []
    for watch_id, watched in ledger.watchlist[ledger.watchlist["series"] != ""].iterrows():
        mark, found = mark_of(watched["threshold"], lookup), readings(ledger.observations, watched)
        numbers = [
            (row["low"], row["high"]) if math.isnan(row["value"]) else (row["value"], row["value"])
            for _, row in found.iterrows()
        ]
        side = side_of(watched["direction"], min(low for low, _ in numbers), max(high for _, high in numbers), mark)
        for (key, row), (low, high) in zip(found.iterrows(), numbers, strict=True):
            days = (pd.Timestamp(edition.cutoff()) - period_end(row["period"])).days
            rows.append(
                {
                    "watch_id": watch_id,
                    **watched[["label", "points_to", "direction", "meaning", "reason"]],
                    "evidence": key,
                    "mark_key": watched["threshold"],
                    "period": row["period"],
                    "low": low,
                    "high": high,
                    "mark": mark,
                    "unit": row["unit"],
                    "reach_low": min(reach(watched["direction"], end, mark) for end in (low, high)),
                    "reach_high": max(reach(watched["direction"], end, mark) for end in (low, high)),
                    "side": side,
                    "months": days / 30.44,
                }
            )
    return pd.DataFrame(rows)


def _count(key: str, label: str, formula: str) -> dict[str, object]:
    return {
        "key": key,
        "label": label,
        "unit": "count",
        "basis": "count",
        "inputs": (),
        "formula": formula,
        "assumes": "The watch-list of data/watchlist.csv and the latest rows of the record.",
        "reads_tables": True,
    }


def _series(ledger: Ledger, lookup: Lookup) -> pd.DataFrame:
    return watch(ledger, lookup).drop_duplicates("watch_id")


@result(**_count("model.out-watched", "Series on the watch-list", "series with a mark"))
def watched_series(ledger: Ledger, lookup: Lookup) -> float:
    """Count the watched series.

    Parameters
    ----------
    ledger, lookup
        As for `watch`.

    Returns
    -------
    float
        A count.
    """
    return float(len(_series(ledger, lookup)))


@result(**_count("model.out-passed", "Watched series beyond their mark", "series whose latest readings all passed"))
def passed_series(ledger: Ledger, lookup: Lookup) -> float:
    """Count the series beyond their mark.

    Parameters
    ----------
    ledger, lookup
        As for `watch`.

    Returns
    -------
    float
        A count.
    """
    return float((_series(ledger, lookup)["side"] == "passed").sum())


@result(**_count("model.out-open", "Watched series whose rival readings lie on either side of the mark", "such series"))
def open_series(ledger: Ledger, lookup: Lookup) -> float:
    """Count the series with readings on either side.

    Parameters
    ----------
    ledger, lookup
        As for `watch`.

    Returns
    -------
    float
        A count.
    """
    return float((_series(ledger, lookup)["side"] == "open").sum())


@result(
    **_count("model.out-old", "Watched series whose latest reading was over a year old at the cut-off", "such series")
)
def old_series(ledger: Ledger, lookup: Lookup) -> float:
    """Count the series without a reading of the last year.

    Parameters
    ----------
    ledger, lookup
        As for `watch`.

    Returns
    -------
    float
        A count.
    """
    return float((_series(ledger, lookup)["months"] > OLD).sum())


@result(
    **_count("model.out-age", "Median age of the latest readings of the watched series at the cut-off", "median")
    | {"unit": "months", "basis": "duration", "digits": 2}
)
def median_age(ledger: Ledger, lookup: Lookup) -> float:
    """Return the median age, from the end of the period to the cut-off.

    Parameters
    ----------
    ledger, lookup
        As for `watch`.

    Returns
    -------
    float
        Months.
    """
    return float(median(_series(ledger, lookup)["months"]))
