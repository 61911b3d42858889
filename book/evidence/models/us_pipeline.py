"""What the chapter on the European Union took from here; goes once its results have moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evidence.models import pipeline

DELAYS = (
    "start.delay/molycorp-mountain-pass/2012@2012-02",
    "start.delay/mp-separation/2022@2020-07-20",
    "start.delay/usar-stillwater/2023@2022-06-09",
    "start.delay/mp-independence/2023@2021-12-09",
    "start.delay/evac-sumter/2025@2023-12-14",
    "start.delay/lynas-seadrift/2025@2025-08-27",
)
RULE_OF_SUCCESSION = "rule of succession, (cases + 1) / (all + 2), since six works are few"
SLIP_INPUTS = (
    "model.us-works-on-time",
    "model.us-works-within-year",
    "usgs.us-concentrate-output/united-states/2018@mcs-2021",
    "usgs.us-concentrate-output/united-states/2019@mcs-2021",
    "usgs.us-concentrate-output/united-states/2020@mcs-2025",
    "usgs.us-concentrate-output/united-states/2021@mcs-2026",
)
SLIPS = (
    "works slip alike and independently of one another; half of those more than a year late come after three years, half "
    "never; the first full year follows the year of the start and output grows as at the Mountain Pass mine from 2018 to "
    "2021; each ends at a third, two thirds or all of its capacity, equally often"
)


@dataclass(frozen=True)
class Works:
    """A works with the t it is to make in a year, the year announced for its start, and whether it has begun."""

    capacity: float
    start: int
    begun: bool = False


def grown(mark: float, percent: float, years: int) -> float:
    """Return a quantity after some years of compound growth, per cent a year."""
    return mark * (1 + percent / 100) ** years


def share_begun(longest: float, *delays: float) -> float:
    """Return `pipeline.share_begun`, per cent."""
    return pipeline.share_begun(longest, delays)


def slippage_of(on_time: float, within_year: float, *mined: float) -> dict[str, float | tuple[float, ...]]:
    """Return what `pipeline.outputs_together` takes on slips."""
    return {
        "on_time": on_time,
        "within_year": within_year,
        "mined": mined,
        "late": 3,
        "never": 50,
        "fill_steps": 3,
    }


def chance_to_reach(
    mark: float, works: Sequence[Works], year: int, slippage: dict[str, float | tuple[float, ...]]
) -> float:
    """Return `pipeline.chance_to_reach`, per cent."""
    names = [f"works_{place}" for place in range(len(works))]
    return pipeline.chance_to_reach(
        mark,
        year,
        starts={name: each.start for name, each in zip(names, works, strict=True)},
        begun=[name for name, each in zip(names, works, strict=True) if each.begun],
        **{name: each.capacity for name, each in zip(names, works, strict=True)},
        **slippage,
    )
