"""Algorithms on months of exports against normal ones."""

from __future__ import annotations

import math
from collections.abc import Sequence


def months_to_normal(normal_months: Sequence[float], later_months: Sequence[float]) -> float:
    """Return how many months passed from the first of the later months until one was not below the mean of the normal ones.

    Parameters
    ----------
    normal_months : sequence of float
        Exports of each month held to be normal, t; at least one.
    later_months : sequence of float
        Those of each month from the one that the count starts at, t.

    Returns
    -------
    float
        Months; not a number if none of the later ones reached the mean.
    """
    normal = sum(normal_months) / len(normal_months)
    return next((float(place) for place, month in enumerate(later_months) if month >= normal), math.nan)


def months_at_normal(exports_in_the_year_before: float, months: Sequence[float]) -> float:
    """Return the number of months in which exports were not below a twelfth of those of the year before.

    Parameters
    ----------
    exports_in_the_year_before : float
        Of the whole year, t.
    months : sequence of float
        Exports of each month, t.
    """
    return float(sum(month >= exports_in_the_year_before / 12 for month in months))


def average_month(exports: float, months: float) -> float:
    """Return the exports (t) of the average of so many months."""
    return exports / months


def shortfall(exports_in_the_year_before: float, exports: float, months: float) -> float:
    """Return by how much exports of some months fell short of so many twelfths of those of the year before, t.

    Parameters
    ----------
    exports_in_the_year_before : float
        Of the whole year, t.
    exports : float
        Of the months together, t.
    months : float
        Their number.
    """
    return months * exports_in_the_year_before / 12 - exports
