"""Algorithms and the what-if of the chapter on Russian autonomy, and its judgements of what happens by the end of 2030."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.whatif import Parameter, WhatIf

# What the chapter's cells take from here; the results name the same keys.
YEARS = 5
TARGET_SHARE = "ru.market-share-target"
# Name and first years of the windows of five years.
HISTORY = {
    "united-states": ("the United States", (2012, 2013, 2014, 2015, 2018, 2019, 2020)),
    "thailand": ("Thailand", (2018, 2019, 2020)),
    "china": ("China", (2016, 2017, 2018, 2019, 2020)),
    "burma": ("Burma", (2018, 2019, 2020)),
    "australia": ("Australia", (2016, 2018, 2019, 2020)),
    "madagascar": ("Madagascar", (2018, 2019, 2020)),
    "india": ("India", (2018, 2019, 2020)),
    "russia": ("Russia", (2018, 2019, 2020)),
    "vietnam": ("Vietnam", (2019,)),
    "brazil": ("Brazil", (2018,)),
}
WINDOWS = tuple((area, first) for area, (_, years) in HISTORY.items() for first in years)


def growth_key(area: str, first: int) -> str:
    """Return the key of the growth in the five years from a first one."""
    return f"model.growth-{area}-{first}-{first + YEARS}"


def yearly_growth(first_output: float, last_output: float, first_year: int, last_year: int) -> float:
    """Return 100 × ((last output / first output) ^ (1 / years from first to last) − 1).

    Parameters
    ----------
    first_output, last_output : float
        Output of the two years in one unit; the first above 0.
    first_year, last_year : int
        Calendar years, the last the later one.

    Returns
    -------
    float
        Compound growth, per cent a year; -100 if nothing is left.
    """
    return 100 * ((last_output / first_output) ** (1 / (last_year - first_year)) - 1)


def count_reached(growth_needed: float, growth_in_each_case: tuple[float, ...]) -> float:
    """Return the number of cases with at least the growth needed.

    Parameters
    ----------
    growth_needed : float
        Per cent a year.
    growth_in_each_case : tuple of float
        Per cent a year.

    Returns
    -------
    float
        A count.
    """
    return float(sum(growth >= growth_needed for growth in growth_in_each_case))


BILL = WhatIf(
    name="bill",
    label="Money",
    parameters=(
        Parameter(
            "cost", "Investment for a tonne a year", "RUB", "model.ru-rubles-per-tonne-tomtor.high", 2e6, 2e7, 1e5
        ),
        Parameter(
            "part",
            "Part of the money that reaches the tonnes",
            "%",
            100,
            20,
            100,
            5,
            reason="no source splits the sums between rare earths, other metals and infrastructure",
        ),
    ),
    formula="money + tonnes * cost * 100 / part",
    words="the sum named, or the tonnes to add times the investment for a tonne a year, over the part that reaches them",
    unit="RUB",
    basis="investment",
    columns=("money", "tonnes"),
    digits=2,
)


@dataclass(frozen=True)
class Judgement:
    """What the chapter says of an event by the end of 2030.

    Attributes
    ----------
    event : str
        What would have to happen.
    word : str
        A word of the yardstick.
    key : str
        The result that it starts from.
    reason : str
        Why the word is where it is.
    """

    event: str
    word: str
    key: str
    reason: str


JUDGEMENTS = (
    Judgement(
        "Light oxides separated", "likely", "model.ru-chance-separation", "plant designed, reported as being built"
    ),
    Judgement(
        "Output target, as mine output",
        "roughly even",
        "model.ru-base-rate-output-target",
        "half of all cases grew as fast; a mine plan covers it, against flat years",
    ),
    Judgement(
        "Fifth place by mine output",
        "unlikely",
        "model.ru-base-rate-top-five",
        "a third to two fifths of all cases grew as fast; no mine plan covers it",
    ),
    Judgement(
        "Light magnets from own ore",
        "unlikely",
        "model.ru-chance-light-chain",
        "every stage has a plan, metal and magnets no recent sign of progress",
    ),
    Judgement(
        "Chain with heavy elements",
        "very unlikely",
        "model.ru-chance-chain",
        "no project for heavy oxides on record",
    ),
    Judgement(
        "Share target, as mine output",
        "almost no chance",
        "model.ru-base-rate-share-target",
        "no case grew as fast; no mine plan of that size, no budget",
    ),
)
