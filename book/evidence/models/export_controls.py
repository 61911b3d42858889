"""Algorithms of the chapter on export controls, whose results stand in ``data/results/export_controls.yml``."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evidence.whatif import Parameter, WhatIf

CONTENT = WhatIf(
    name="content",
    label="Chinese content by value",
    parameters=(
        Parameter("price", "Price of the oxide", "USD/kg", "usgs.price-dy-oxide/world/2024@mcs-2026", 50, 4000, 1),
        Parameter(
            "oxide",
            "Oxide bought for a kilogram in the product",
            "ratio",
            1.15,
            1,
            2,
            0.05,
            reason="that much oxide holds a kilogram of dysprosium; making metal or alloy is not counted",
        ),
        Parameter(
            "dose",
            "Dysprosium in each product, as a multiple of the table",
            "ratio",
            1,
            0.3,
            3,
            0.1,
            reason="the masses on record are from weak sources, and makers save dysprosium",
        ),
        Parameter(
            "guess",
            "Dysprosium in the missile",
            "kg",
            1,
            0.1,
            10,
            0.1,
            reason="no mass is on record; high on purpose, many times what the drive of a car holds",
        ),
        Parameter(
            "worth",
            "Value of each product, as a multiple of the table",
            "ratio",
            1,
            0.5,
            2,
            0.1,
            reason="the values on record are of different years",
        ),
    ),
    formula="min(100, 100 * price * oxide * dose * (known + unknown * guess) / (value * worth))",
    words=(
        "price of the oxide, times the oxide that the dysprosium in the product takes, as a share of the product's value, "
        "at most the whole of it"
    ),
    unit="%",
    basis="content by value",
    columns=("known", "unknown", "value"),
    digits=2,
)


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

    Returns
    -------
    float
        Months, from 0 to their number.
    """
    return float(sum(month >= exports_in_the_year_before / 12 for month in months))
