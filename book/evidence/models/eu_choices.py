"""Algorithms and what-ifs on what the European Union can do: its works as they slip, its ceiling, its old magnets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from evidence.ledger import Ledger
from evidence.models.pipeline import Works, chance_to_reach, share_begun, slippage_of
from evidence.whatif import Parameter, WhatIf

GROWTH = "ndfeb.demand-growth/world/2024/2040@2024"
# Year of the auditors' demand, from which growth counts.
BASE_YEAR = 2024

LEFT = WhatIf(
    name="left",
    label="China's share of EU magnet demand",
    parameters=(
        Parameter("growth", "Growth of EU demand a year", "%", GROWTH, 0, 15, 0.1),
        Parameter("years", "Years from 2024", "years", 6, 0, 12, 1, reason="2030, the year of the goals of the act"),
        Parameter("used", "Part of capacity used", "%", 100, 0, 100, 5, reason="the most the plants can do"),
        Parameter("sold", "Part of output sold in the EU", "%", 100, 0, 100, 5, reason="the most that helps the share"),
        Parameter(
            "elsewhere", "Magnets from elsewhere, as in 2024", "t", "model.eu-magnets-not-from-china", 0, 15_000, 100
        ),
        Parameter(
            "demand",
            "EU demand in 2024",
            "t",
            "eu.magnet-demand/european-union/2024@2026-02-02",
            10_000,
            40_000,
            500,
        ),
    ),
    formula=(
        "100 * max(0, 1 - (elsewhere + capacity * used / 100 * sold / 100) / (demand * pow(1 + growth / 100, years)))"
    ),
    words=(
        "what other suppliers and new European plants leave of demand, as a share of demand; demand grows, magnets from "
        "elsewhere stay at their tonnes"
    ),
    unit="%",
    basis="share magnet demand",
    columns=("capacity",),
)

RECYCLED = WhatIf(
    name="recycled",
    label="Share of EU magnet demand that old products can meet",
    parameters=(
        Parameter("growth", "Growth of EU demand a year", "%", GROWTH, 0, 15, 0.1),
        Parameter(
            "recovery",
            "Part of collected magnets recovered",
            "%",
            95,
            50,
            100,
            1,
            reason="what recyclers of magnets claim; plants on record print none",
        ),
        Parameter(
            "inflow",
            "Magnets in goods sold in the EU, over magnets bought by its makers",
            "%",
            100,
            25,
            300,
            5,
            reason="goods leave and enter with magnets inside; no count is on record",
        ),
    ),
    formula="collected * recovery / 100 * inflow / 100 / pow(1 + growth / 100, life)",
    words=(
        "magnets sold a product's life ago, as a share of today's demand, times the part collected and the part recovered"
    ),
    unit="%",
    basis="share magnet demand",
    columns=("life", "collected"),
)


def chance_to_begin(years_late: float, delays: Sequence[float]) -> float:
    """Return 100 × (works that began at most so many years late + 1) / (works + 2).

    Parameters
    ----------
    years_late : float
        Delay still counted, years.
    delays : sequence of float
        Delays on record, years; for works that had not begun, how long they had not.

    Returns
    -------
    float
        Per cent; see `evidence.models.pipeline.share_begun`.
    """
    return share_begun(years_late, *delays)


def magnet_works(
    ledger: Ledger,
    years_to_second_stage: float,
    first_stage: float,
    whole_plant: float,
    magreesource: float,
    hypromag: float,
) -> list[Works]:
    """Return the European magnet works with the years announced for them.

    Parameters
    ----------
    ledger : Ledger
        Has the years announced, in its table of projects.
    years_to_second_stage : float
        From the start of the first stage at Narva to that of the second, for which the record has no year.
    first_stage, whole_plant : float
        Capacity of Narva in its first stage and with both, t/yr.
    magreesource, hypromag : float
        Capacities, t/yr.

    Returns
    -------
    list of Works
        The one that has begun first.
    """
    narva, *others = (
        int(ledger.projects.at[name, "start"]) for name in ("narva-1", "magreesource", "hypromag-germany")
    )
    return [
        Works(first_stage, narva, begun=True),
        Works(whole_plant - first_stage, narva + int(years_to_second_stage)),
        *(Works(capacity, start) for capacity, start in zip((magreesource, hypromag), others, strict=True)),
    ]


def chance_of_ceiling(
    *,
    ledger: Ledger,
    year: int,
    demand: Literal["steady", "growing"],
    demand_in_2024: float,
    magnets_from_elsewhere: float,
    ceiling: float,
    growth: float,
    on_time: float,
    within_year: float,
    mined: Sequence[float],
    **works: float,
) -> float:
    """Return the chances, added up, of all combinations of delay and fill in which the works close the gap to the ceiling.

    Parameters
    ----------
    ledger : Ledger
        Has the years announced for the works.
    year : int
        Calendar year.
    demand : {"steady", "growing"}
        Whether demand stays as in 2024 or grows.
    demand_in_2024, magnets_from_elsewhere : float
        Magnets in 2024, all and those not from the one supplier, t.
    ceiling : float
        Highest share allowed to that supplier, per cent.
    growth : float
        Growth of demand, per cent a year; not used if demand is steady.
    on_time, within_year : float
        Chances to begin in the year announced and at most a year late, per cent.
    mined : sequence of float
        Output of a mine in its first, second ... full year up to the first at its full rate, t: works grow alike.
    **works : float
        Capacities and the years to Narva's second stage; see `magnet_works`.

    Returns
    -------
    float
        Per cent.
    """
    grown = demand_in_2024 * (1 + growth / 100) ** (year - BASE_YEAR) if demand == "growing" else demand_in_2024
    gap = grown * (1 - ceiling / 100) - magnets_from_elsewhere
    return chance_to_reach(gap, magnet_works(ledger, **works), year, slippage_of(on_time, within_year, *mined))


def chance_range(
    *,
    ledger: Ledger,
    years_to_second_stage: float,
    demand_in_2024: float,
    magnets_from_elsewhere: float,
    years_off: float = 0,
    tonnes_off: float = 0,
    **numbers: Any,
) -> tuple[float, float]:
    """Return the chance of the ceiling in the worse and the better case that a later start or rounding makes.

    Demand and the tonnes from the one supplier may both be off, so those from elsewhere by the sum of both.

    Parameters
    ----------
    ledger : Ledger
        Has the years announced for the works.
    years_to_second_stage, demand_in_2024, magnets_from_elsewhere : float
        As chosen and as printed; see `chance_of_ceiling`.
    years_off : float
        By how much the second stage at Narva may be later or earlier, years.
    tonnes_off : float
        Most that printed tonnes may be off, t.
    **numbers
        See `chance_of_ceiling`.

    Returns
    -------
    (float, float)
        Per cent.
    """
    worse, better = (
        chance_of_ceiling(
            ledger=ledger,
            years_to_second_stage=years_to_second_stage - side * years_off,
            demand_in_2024=demand_in_2024 + side * tonnes_off,
            magnets_from_elsewhere=magnets_from_elsewhere + 2 * side * tonnes_off,
            **numbers,
        )
        for side in (-1, 1)
    )
    return worse, better
