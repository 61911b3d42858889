"""Algorithms on months of exports against normal ones."""

import math
from collections.abc import Sequence


def months_to_normal(normal_months: Sequence[float], later_months: Sequence[float]) -> float:
    """Return how many months passed from the first of the later months until one was not below the mean of the normal ones.

    Not a number if none of the later ones reached the mean. Exports are tonnes a month.
    """
    normal = sum(normal_months) / len(normal_months)
    return next((float(place) for place, month in enumerate(later_months) if month >= normal), math.nan)


def months_at_normal(exports_in_the_year_before: float, months: Sequence[float]) -> float:
    """Return the number of months in which exports were not below a twelfth of those of the year before."""
    return float(sum(month >= exports_in_the_year_before / 12 for month in months))


def average_month(exports: float, months: float) -> float:
    """Return the exports (t) of the average of so many months."""
    return exports / months


def shortfall(exports_in_the_year_before: float, exports: float, months: float) -> float:
    """Return by how much exports of some months fell short of so many twelfths of those of the year before, t."""
    return months * exports_in_the_year_before / 12 - exports
