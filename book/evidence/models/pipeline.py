"""From announced capacity to output: how works slip, fill up and fall short.

Every combination of delay and fill is computed with its chance; nothing is drawn at random.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd

from evidence.ledger import Ledger

# States of works in the table of projects that have begun at some time.
BEGUN = ("operating", "ramp-up", "pilot", "suspended")


def succession(reached: float, cases: float) -> float:
    """Return the chance of one more case by Laplace's rule of succession.

    100 × (reached + 1) / (cases + 2), so never 0 or 100 per cent.
    """
    return 100 * (reached + 1) / (cases + 2)


def share_begun(longest: float, delays: Sequence[float]) -> float:
    """Return 100 × (works that began no later than the longest delay, in years, + 1) / (works on record + 2).

    Laplace's rule (see `succession`): an even chance without a record. Works that had not begun count with how long
    they had not.
    """
    return succession(sum(delay <= longest for delay in delays), len(delays))


def works_in_table(due: int, ledger: Ledger) -> float:
    """Return how many works of the table of projects were first announced for the year that is due, or an earlier one."""
    return float(len(_delays_in_table(due, ledger)))


def share_of_table(longest: float, due: int, ledger: Ledger) -> float:
    """Return 100 × works of the table of projects that began no later than the longest delay / works due.

    Due are works first announced for a year up to ``due``; there is no rule of succession, since works are many.
    """
    return float(100 * (_delays_in_table(due, ledger) <= longest).mean())


def _delays_in_table(due: int, ledger: Ledger) -> pd.Series:
    """Return delays in years by works; infinite for works that haven't begun or have no year of their start."""
    works = ledger.projects
    first, start = (works[name].astype(str).str.extract(r"^(\d{4})", expand=False) for name in ("start_first", "start"))
    late = start.astype(float) - first.astype(float)
    return late.where(works["status"].isin(BEGUN)).fillna(math.inf)[first.astype(float) <= due]


def outputs_together(
    year: int,
    starts: Mapping[str, int],
    on_time: float,
    within_year: float,
    ramp: Sequence[float],
    late: float,
    never: float,
    fill_steps: float,
    begun: Collection[str] = (),
    holds: Mapping[str, str] | None = None,
    without: Collection[str] = (),
    slip: Literal["apart", "in step", "none"] = "apart",
    fill: Literal["any", "least", "full"] = "any",
    **capacities: float | Sequence[float],
) -> tuple[np.ndarray, np.ndarray]:
    """Return what works may make together in a year, over all combinations of delay and fill, and the chances.

    A works begins in the year announced, a year late, some years late or never. From the first full year on it makes a
    growing part of its final output; the final output is a part of its capacity. Outputs are tonnes, ascending; their
    chances add up to 1.

    ``starts`` are years announced, by works (others may stand in it); the first full year is the next. ``on_time`` and
    ``within_year`` are chances to begin in that year and at most a year late, ``never`` that it never comes, per cent;
    works that are later than a year come after ``late`` years. ``ramp`` is the part of its final output that a works
    makes in its first, second ... full year, per cent; after these all of it. ``fill_steps`` is how many parts of its
    capacity a works may end at, each as likely: 3 for a third, two thirds and all; ``fill`` takes any of them, the
    least or all. Of works that have ``begun`` only the fill is open; those it goes ``without`` make nothing; ``holds``
    names works whose capacity is stated with that of another in it, and that other, which is taken out. Works slip and
    fill ``apart``, ``in step`` as one, or don't slip. ``capacities`` are what works are to make in a year, t; numbers
    of one works add up.
    """
    tonnes = _tonnes(capacities, holds)
    fills = [step / fill_steps for step in range(1, int(fill_steps) + 1)]
    fills = {"any": fills, "least": fills[:1], "full": fills[-1:]}[fill]
    punctual, slipping = [(0.0, 1.0)], _delays(on_time, within_year, late, never)

    def made(name: str, delay: float) -> float:
        return tonnes[name] * _ramped(year - starts[name] - (0 if name in begun else delay), ramp)

    counted = [name for name in tonnes if name not in without]
    apart = [[name] for name in counted]
    outputs, chances = np.zeros(1), np.ones(1)
    for group in {"apart": apart, "in step": [counted], "none": apart}[slip]:
        delays = punctual if slip == "none" or set(group).issubset(begun) else slipping
        cases = [
            (part * sum(made(name, delay) for name in group), chance / len(fills))
            for delay, chance in delays
            for part in fills
        ]
        tonnages, weights = zip(*cases, strict=True)
        sums = np.add.outer(outputs, tonnages).ravel().round(6)
        outputs, places = np.unique(sums, return_inverse=True)
        chances = np.bincount(places, np.multiply.outer(chances, weights).ravel())
    return outputs, chances


def _tonnes(capacities: Mapping[str, float | Sequence[float]], holds: Mapping[str, str] | None) -> dict[str, float]:
    """Return capacities as one number a works, each without that of another that it holds."""
    tonnes = {name: math.fsum(np.atleast_1d(capacity)) for name, capacity in capacities.items()}
    held = {whole: part for whole, part in (holds or {}).items() if whole in tonnes}
    return tonnes | {whole: tonnes[whole] - tonnes[part] for whole, part in held.items()}


def _delays(on_time: float, within_year: float, late: float, never: float) -> list[tuple[float, float]]:
    """Return delays in years, infinite for never, each with its chance."""
    later = 1 - within_year / 100
    rest = [(late, later * (1 - never / 100)), (math.inf, later * never / 100)]
    return [(0.0, on_time / 100), (1.0, (within_year - on_time) / 100), *rest]


def _ramped(full_years: float, ramp: Sequence[float]) -> float:
    """Return the part of its final output that a works makes in its so manieth full year."""
    if full_years < 1:
        return 0.0
    return ramp[int(full_years) - 1] / 100 if full_years < len(ramp) + 1 else 1.0


def draw_delivered(
    draws: int,
    seed: int,
    year: int,
    starts: Mapping[str, int],
    on_time: float,
    within_year: float,
    ramp: Sequence[float],
    late: float,
    never: float,
    fill_steps: float,
    begun: Collection[str] = (),
    holds: Mapping[str, str] | None = None,
    **capacities: float | Sequence[float],
) -> np.ndarray:
    """Return what works deliver together in a year over their capacity, drawn at random: works slip apart and fill to any part.

    One part from 0 to 1 a draw; works are given as to `outputs_together`, which computes all combinations where works
    are few.
    """
    random = np.random.default_rng(seed)
    tonnes = _tonnes(capacities, holds)
    years, chances = zip(*_delays(on_time, within_year, late, never), strict=True)
    outputs = np.zeros(draws)
    for name, capacity in tonnes.items():
        delays = np.zeros(draws) if name in begun else random.choice(years, draws, p=chances)
        fills = random.integers(1, int(fill_steps) + 1, draws) / fill_steps
        parts = sum((delays == delay) * _ramped(year - starts[name] - delay, ramp) for delay in {*years})
        outputs += capacity * fills * parts
    return outputs / math.fsum(tonnes.values())


# What results call: works are given as `outputs_together` takes them, and its year.


def mean_delivered(year: int, starts: Mapping[str, int], without: Collection[str] = (), **works: Any) -> float:
    """Return the mean of what works together make in the year, over combinations of delay and fill.

    In tonnes. The mean of a sum is the sum of the means, so that each works is taken alone.
    """
    names = {name for name in starts if name in works} - {*without}
    alone = (outputs_together(year, starts, without=(names | {*without}) - {name}, **works) for name in sorted(names))
    return math.fsum(outputs @ chances for outputs, chances in alone)


def chance_to_reach(mark: float, year: int, **works: Any) -> float:
    """Return the chance of the combinations of delay and fill in which works make at least the mark in the year.

    In per cent; the mark is in tonnes.
    """
    outputs, chances = outputs_together(year, **works)
    # Sums of thirds may miss a whole number by a rounding error.
    return float(100 * chances[outputs >= mark * (1 - 1e-9)].sum())


def chance_to_reach_growing(mark: float, growth: float, since: int, year: int, **works: Any) -> float:
    """Return the chance of the combinations in which works make at least mark × (1 + growth / 100) ^ (year − since).

    In per cent; the mark is in tonnes, of the year ``since``, and grows in per cent a year.
    """
    return chance_to_reach(mark * (1 + growth / 100) ** (year - since), year, **works)


def output_range(year: int, **works: Any) -> tuple[float, float]:
    """Return the 10th and 90th percentile of what works together make in the year, over combinations of delay and fill.

    In tonnes: what they make at least with nine chances in ten, and with one.
    """
    outputs, chances = outputs_together(year, **works)
    reached = np.cumsum(chances)
    low, high = outputs[np.searchsorted(reached, (0.1, 0.9))]
    return float(low), float(high)
