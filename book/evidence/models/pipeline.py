"""From announced capacity to output: how works slip, fill up and fall short.

Every combination of delay and fill is computed with its chance; nothing is drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Years from which a works that is later than a year is taken to come, if it comes.
LATE = 3


def succession(reached: float, cases: float) -> float:
    """Return the chance of one more case by Laplace's rule of succession.

    Parameters
    ----------
    reached, cases : float
        Cases that reached what is asked, and all cases.

    Returns
    -------
    float
        Per cent: (reached + 1) / (cases + 2), so never 0 or 100.
    """
    return 100 * (reached + 1) / (cases + 2)


def share_begun(longest: float, *delays: float) -> float:
    """Return the chance that a works begins with at most some delay, from those on record, by the rule of succession.

    Parameters
    ----------
    longest : float
        Delay still counted, years.
    *delays : float
        Delays on record, years; for works that had not begun, how long they had not.

    Returns
    -------
    float
        Per cent; between 0 and 100 for any record, an even chance without one.
    """
    return succession(sum(delay <= longest for delay in delays), len(delays))


@dataclass(frozen=True)
class Works:
    """A works that is announced or has begun.

    Attributes
    ----------
    capacity : float
        What it is to make in a year, t.
    start : int
        Year announced for its start; the first full year is the next.
    begun : bool
        Whether it has begun, so that only how much of its capacity it fills is open.
    """

    capacity: float
    start: int
    begun: bool = False


@dataclass(frozen=True)
class Slippage:
    """How works slip, fill up and fall short.

    Attributes
    ----------
    on_time, within_year : float
        Chances to begin in the year announced and at most a year late, per cent.
    ramp : tuple of float
        Part of its final output that a works makes in its first, second ... full year; it stays at the last.
    fills : tuple of float
        Parts of its capacity that a works may reach in the end, each as likely as the others.
    """

    on_time: float
    within_year: float
    ramp: tuple[float, ...]
    fills: tuple[float, ...] = (1 / 3, 2 / 3, 1)

    def delays(self) -> list[tuple[float, float]]:
        """Return delays (years; infinite: never) with their chances; half of what is later than a year never comes."""
        on_time, within = self.on_time / 100, self.within_year / 100
        rest = (1 - within) / 2
        return [(0, on_time), (1, within - on_time), (LATE, rest), (np.inf, rest)]

    def made(self, works: Works, year: int) -> tuple[list[float], list[float]]:
        """Return what a works may make in a year, t, and the chances."""
        outputs, chances = [], []
        for delay, chance in [(0, 1.0)] if works.begun else self.delays():
            full_years = year - works.start - delay
            step = self.ramp[int(min(full_years, len(self.ramp))) - 1] if full_years >= 1 else 0
            for fill in self.fills:
                outputs.append(works.capacity * fill * step)
                chances.append(chance / len(self.fills))
        return outputs, chances


def outputs_together(works: Sequence[Works], year: int, slippage: Slippage) -> tuple[np.ndarray, np.ndarray]:
    """Return what works may make together in a year, computed over all combinations: nothing is drawn at random.

    Parameters
    ----------
    works : sequence of Works
        Independent of one another.
    year : int
        Calendar year.
    slippage : Slippage
        How they slip.

    Returns
    -------
    (ndarray, ndarray)
        Outputs in tonnes, ascending, and their chances, which add up to 1.
    """
    outputs, chances = np.zeros(1), np.ones(1)
    for each in works:
        made, weights = slippage.made(each, year)
        outputs = np.add.outer(outputs, made).ravel()
        chances = np.multiply.outer(chances, weights).ravel()
    order = np.argsort(outputs, kind="stable")
    return outputs[order], chances[order]


def chance_to_reach(mark: float, works: Sequence[Works], year: int, slippage: Slippage) -> float:
    """Return the chance that works together make at least some tonnage in a year.

    Parameters
    ----------
    mark : float
        Tonnes.
    works, year, slippage
        As for `outputs_together`.

    Returns
    -------
    float
        Per cent.
    """
    outputs, chances = outputs_together(works, year, slippage)
    # Sums of thirds may miss a whole number by a rounding error.
    return float(100 * chances[outputs >= mark * (1 - 1e-9)].sum())


def output_range(works: Sequence[Works], year: int, slippage: Slippage) -> tuple[float, float]:
    """Return what works together make in a year at least with nine chances in ten, and with one.

    Parameters
    ----------
    works, year, slippage
        As for `outputs_together`.

    Returns
    -------
    (float, float)
        Tonnes: the tenth and the ninetieth percentile.
    """
    outputs, chances = outputs_together(works, year, slippage)
    reached = np.cumsum(chances)
    low, high = (outputs[min(int(np.searchsorted(reached, part)), len(outputs) - 1)] for part in (0.1, 0.9))
    return float(low), float(high)


def slippage_of(on_time: float, within_year: float, *mined: float) -> Slippage:
    """Return how works slip, with the ramp of a mine.

    Parameters
    ----------
    on_time, within_year : float
        See `Slippage`.
    *mined : float
        Output of the mine in its first, second ... full year up to the first at its full rate, t.

    Returns
    -------
    Slippage
        With thirds as the parts reached.
    """
    return Slippage(on_time, within_year, tuple(output / mined[-1] for output in mined))
