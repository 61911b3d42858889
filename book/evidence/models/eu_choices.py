"""Algorithms and what-ifs on what the European Union can do: its works as they slip, its ceiling, its old magnets."""

from __future__ import annotations

from typing import Any, Literal

from evidence.ledger import Ledger
from evidence.models.pipeline import chance_to_reach
from evidence.whatif import Parameter, WhatIf

GROWTH = "ndfeb.demand-growth/world/2024/2040@2024"
# Works with the rows of the table of projects that have their years.
PROJECTS = {"Narva_first_stage": "narva-1", "MagREEsource": "magreesource", "HyProMag": "hypromag-germany"}

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


def chance_of_ceiling(
    *,
    ledger: Ledger,
    year: int,
    since: int,
    demand: Literal["steady", "growing"],
    demand_at_first: float,
    magnets_from_elsewhere: float,
    ceiling: float,
    growth: float,
    years_to_second_stage: float,
    **works: Any,
) -> float:
    """Return the chance of the combinations of delay and fill in which European works close the gap to the ceiling.

    Parameters
    ----------
    ledger : Ledger
        Has the years announced for the works, in its table of projects.
    year, since : int
        Calendar year, and that of the demand on record.
    demand : {"steady", "growing"}
        Whether demand stays as it was at first or grows.
    demand_at_first, magnets_from_elsewhere : float
        Magnets in the year of the demand on record, all and those not from the one supplier, t.
    ceiling : float
        Highest share allowed to that supplier, per cent.
    growth : float
        Growth of demand, per cent a year; not used if demand is steady.
    years_to_second_stage : float
        From the start of the first stage at Narva to that of the second, for which the record has no year.
    **works
        Capacities of the works of `PROJECTS` and of Narva with both stages, t/yr, and how works slip; see
        `evidence.models.pipeline.outputs_together`.

    Returns
    -------
    float
        Per cent.
    """
    starts = {name: int(ledger.projects.at[project, "start"]) for name, project in PROJECTS.items()}
    starts["Narva"] = starts["Narva_first_stage"] + int(years_to_second_stage)
    grown = (1 + growth / 100) ** (year - since) if demand == "growing" else 1
    gap = demand_at_first * grown * (1 - ceiling / 100) - magnets_from_elsewhere
    begun, holds = ["Narva_first_stage"], {"Narva": "Narva_first_stage"}
    return chance_to_reach(gap, year, starts=starts, begun=begun, holds=holds, **works)


def chance_range(
    *,
    ledger: Ledger,
    years_to_second_stage: float,
    demand_at_first: float,
    magnets_from_elsewhere: float,
    years_off: float = 0,
    tonnes_off: float = 0,
    **numbers: Any,
) -> tuple[float, float]:
    """Return the chance that European works close the gap to the ceiling, if what is off makes it worse and better.

    Demand and the tonnes from the one supplier may both be off, so those from elsewhere by the sum of both.

    Parameters
    ----------
    ledger : Ledger
        Has the years announced for the works.
    years_to_second_stage, demand_at_first, magnets_from_elsewhere : float
        As chosen and as printed; see `chance_of_ceiling`.
    years_off : float
        By how much the second stage at Narva may be later or earlier, years.
    tonnes_off : float
        Most that printed tonnes may be off, t.
    **numbers
        The rest of what `chance_of_ceiling` takes.

    Returns
    -------
    (float, float)
        Per cent.
    """
    worse, better = (
        chance_of_ceiling(
            ledger=ledger,
            years_to_second_stage=years_to_second_stage - side * years_off,
            demand_at_first=demand_at_first + side * tonnes_off,
            magnets_from_elsewhere=magnets_from_elsewhere + 2 * side * tonnes_off,
            **numbers,
        )
        for side in (-1, 1)
    )
    return worse, better
