"""Algorithms on what the European Union can do: its works as they slip, its ceiling, its old magnets."""

from typing import Any, Literal

from evidence.ledger import Ledger
from evidence.models.pipeline import chance_to_reach

# Works with the rows of the table of projects that have their years.
PROJECTS = {"Narva_first_stage": "narva-1", "MagREEsource": "magreesource", "HyProMag": "hypromag-germany"}


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
    years_to_commercial_output: float,
    allied_part: float,
    allied_output: float,
    **works: Any,
) -> float:
    """Return the chance of the combinations of delay and fill in which European works close the gap to the ceiling.

    In per cent. The ceiling is the highest share allowed to the one supplier, per cent. Demand at first and magnets
    from elsewhere, all and those not from that supplier, t, are of the year ``since``; growth is per cent a year.
    ``years_to_second_stage`` at Narva run from the start of the first, as the record has no year;
    ``years_to_commercial_output`` from the year announced for the first to that of commercial output, which counts as
    its start. New plants of allies make ``allied_output`` in the year, t, of which ``allied_part``, per cent, is sold
    in the EU. ``works`` are capacities of the works of `PROJECTS` and of Narva with both stages, t/yr, and how works
    slip; see `evidence.models.pipeline.outputs_together`.
    """
    starts = {name: int(ledger.projects.at[project, "start"]) for name, project in PROJECTS.items()}
    starts["Narva_first_stage"] += int(years_to_commercial_output)
    starts["Narva"] = starts["Narva_first_stage"] + int(years_to_second_stage)
    grown = (1 + growth / 100) ** (year - since) if demand == "growing" else 1
    gap = demand_at_first * grown * (1 - ceiling / 100) - magnets_from_elsewhere - allied_part / 100 * allied_output
    begun, holds = ["Narva_first_stage"], {"Narva": "Narva_first_stage"}
    return chance_to_reach(gap, year, starts=starts, begun=begun, holds=holds, **works)


def chance_range(
    *,
    ledger: Ledger,
    years_to_second_stage: float,
    demand_at_first: float,
    magnets_from_elsewhere: float,
    allied_part: float,
    years_off: float = 0,
    tonnes_off: float = 0,
    allied_low: float | None = None,
    allied_high: float | None = None,
    **numbers: Any,
) -> tuple[float, float]:
    """Return the chance that European works close the gap to the ceiling, if what is off makes it worse and better.

    Demand and the tonnes from the one supplier may both be off by ``tonnes_off``, so those from elsewhere by the sum of
    both. The second stage at Narva may be ``years_off`` later or earlier; ``allied_low`` and ``allied_high`` are the
    ends of the part that allies sell in the EU, per cent. The rest is as for `chance_of_ceiling`.
    """
    worse, better = (
        chance_of_ceiling(
            ledger=ledger,
            years_to_second_stage=years_to_second_stage - side * years_off,
            demand_at_first=demand_at_first + side * tonnes_off,
            magnets_from_elsewhere=magnets_from_elsewhere + side * tonnes_off * 2,
            allied_part=allied_part if part is None else part,
            **numbers,
        )
        for side, part in ((-1, allied_low), (1, allied_high))
    )
    return worse, better
