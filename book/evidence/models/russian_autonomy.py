"""Algorithms on how fast mine output grew."""


def yearly_growth(first_output: float, last_output: float, first_year: int, last_year: int) -> float:
    """Return 100 × ((last output / first output) ^ (1 / years from first to last) − 1).

    Compound growth, per cent a year; -100 if nothing is left.
    """
    return 100 * ((last_output / first_output) ** (1 / (last_year - first_year)) - 1)


def count_reached(growth_needed: float, growth_in_each_case: tuple[float, ...]) -> float:
    """Return the number of cases with at least the growth needed.

    All growth is in per cent a year.
    """
    return float(sum(growth >= growth_needed for growth in growth_in_each_case))
