"""Results of the chapter on export controls: how far magnet exports fell, what the value threshold weighs."""

from __future__ import annotations

import math

from evidence.models.arithmetic import change, difference, fall, maximum, part_of, share, total
from evidence.models.results import result

TOTAL = "customs.magnet-exports/world/"
TO_US = "customs.magnet-exports-to-us/united-states/"
RAW = "customs.raw-exports/world/"
MONTHS = tuple(f"{TOTAL}2025-{month:02}" for month in range(1, 13))
FIRST_QUARTER_2026 = (f"{TOTAL}2026-01", f"{TOTAL}2026-02", f"{TOTAL}2026-03")
OXIDE_PRICE = "usgs.price-{}-oxide/world/{}@mcs-2026".format
EXPORT_VALUE = ("customs.magnet-exports-value/world/2024", f"{TOTAL}2024")
THRESHOLD = "china.content-threshold-2025-61/china/2025-12-01"
BASELINES = (
    "a normal month is either the average month of 2024 or that of January to March 2025; "
    "the two give the two ends of the range"
)
MAGNET_CASE = (
    "the product is a bare magnet made outside China, worth as much a kilogram as China's exported magnets on average; "
    "its dysprosium or terbium is Chinese and is valued at the price of the oxide, FOB China, "
    "with nothing added for metal making"
)


result(
    "model.xc-magnet-fall-april-may-2025",
    label="Fall of China's magnet exports from April to May 2025",
    unit="%",
    basis="change",
    inputs=(f"{TOTAL}2025-04", f"{TOTAL}2025-05"),
    formula="100 × (1 − May / April)",
    assumes="April is itself worked back from the printed fall of 52.9 %, so this restates the printed figure",
    digits=3,
)(fall)


@result(
    "model.xc-magnet-fall-first-quarter-may-2025",
    label="Fall of China's magnet exports from the average month of January to March 2025 to May 2025",
    unit="%",
    basis="change",
    inputs=(*MONTHS[:3], MONTHS[4]),
    formula="100 × (1 − May / average of January to March)",
    digits=2,
)
def fall_from_first_quarter(january: float, february: float, march: float, after: float) -> float:
    """Return how far a month lies below the average month of a first quarter.

    Parameters
    ----------
    january, february, march, after : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Per cent of the average; negative for a month above it.
    """
    return fall(total(january, february, march) / 3, after)


result(
    "model.xc-magnet-fall-2025",
    label="Fall of China's magnet exports from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(f"{TOTAL}2024", f"{TOTAL}2025"),
    formula="100 × (1 − 2025 / 2024)",
    digits=2,
)(fall)

result(
    "model.xc-raw-change-2025",
    label="Change of China's exports of rare earths other than magnets from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(f"{RAW}2024@2025-01", f"{RAW}2025@2026-01"),
    formula="100 × (2025 / 2024 − 1)",
    digits=3,
)(change)


@result(
    "model.xc-months-minus-year-2025",
    label="Sum of China's monthly magnet exports of 2025 less the printed total of the year",
    unit="t",
    basis="magnet gross",
    inputs=(*MONTHS, f"{TOTAL}2025"),
    formula="sum of the twelve months − printed total",
    digits=2,
)
def months_minus_year(*exports: float) -> float:
    """Return what the months of a year exceed its printed total by.

    Parameters
    ----------
    *exports : float
        Magnet exports, t by customs weight: the months, then the year.

    Returns
    -------
    float
        Tonnes; near 0 if the months worked back from percentages are sound.
    """
    *months, year = exports
    return total(*months) - year


def _normal_month(first_quarter: tuple[float, float, float], year_before: float) -> list[float]:
    """Return the average month by the two baselines, smaller first."""
    return sorted((year_before / 12, total(*first_quarter) / 3))


@result(
    "model.xc-magnet-shortfall-april-june-2025",
    label="Shortfall of China's magnet exports in April to June 2025 against a normal quarter",
    unit="t",
    basis="magnet gross",
    inputs=(*MONTHS[:6], f"{TOTAL}2024"),
    formula="3 × normal month − sum of April to June",
    assumes=BASELINES,
    digits=2,
)
def shortfall(
    january: float, february: float, march: float, april: float, may: float, june: float, year_before: float
) -> tuple[float, float]:
    """Return the shortfall of the second quarter of 2025.

    Parameters
    ----------
    january, february, march, april, may, june, year_before : float
        Magnet exports, t by customs weight; ``year_before`` for the whole of 2024.

    Returns
    -------
    (float, float)
        Shortfall by the two baselines, smaller first, t.
    """
    low, high = _normal_month((january, february, march), year_before)
    shipped = total(april, may, june)
    return 3 * low - shipped, 3 * high - shipped


@result(
    "model.xc-magnet-recovered-july-december-2025",
    label="Part of the shortfall of April to June 2025 that China's magnet exports made up by December 2025",
    unit="%",
    basis="part",
    inputs=(*MONTHS, f"{TOTAL}2024"),
    formula="100 × (sum of July to December − 6 × normal month) / (3 × normal month − sum of April to June)",
    assumes=BASELINES,
    digits=2,
)
def recovered_share(
    january: float, february: float, march: float, april: float, may: float, june: float, *after: float
) -> tuple[float, float]:
    """Return how much of the shortfall later months made up.

    Parameters
    ----------
    january, february, march, april, may, june : float
        Magnet exports, t by customs weight.
    *after : float
        Those of the months after June, then of the whole of 2024.

    Returns
    -------
    (float, float)
        Share made up by the two baselines, smaller first, per cent.
    """
    *later, year_before = after
    shipped = total(april, may, june)
    normal = _normal_month((january, february, march), year_before)
    low, high = sorted(share(total(*later) - len(later) * month, 3 * month - shipped) for month in normal)
    return low, high


@result(
    "model.xc-months-to-normal",
    label="Months from May 2025 until China's magnet exports first reached the average month of January to March 2025",
    unit="count",
    basis="count",
    inputs=(*MONTHS[:3], *MONTHS[4:]),
    formula="position of the first month after May 2025 that is not below the average of January to March 2025",
)
def months_to_normal(january: float, february: float, march: float, *later: float) -> float:
    """Return how many months after May 2025 exports were back to normal.

    Parameters
    ----------
    january, february, march : float
        Magnet exports, t by customs weight.
    *later : float
        Those of May and the months after it.

    Returns
    -------
    float
        Months after May; not a number if no month reached it.
    """
    normal = total(january, february, march) / 3
    return next((float(place) for place, month in enumerate(later) if month >= normal), math.nan)


result(
    "model.xc-highest-month-since",
    label="China's highest monthly magnet exports from February 2025 to March 2026",
    unit="t",
    basis="magnet gross",
    inputs=(*MONTHS[1:], *FIRST_QUARTER_2026),
    formula="largest of the fourteen months",
    digits=4,
)(maximum)


@result(
    "model.xc-us-average-month-2024",
    label="China's magnet exports to the United States in the average month of 2024",
    unit="t",
    basis="magnet gross",
    inputs=(f"{TO_US}2024",),
    formula="exports of the year / 12",
)
def average_month(year: float) -> float:
    """Return the average month of a year.

    Parameters
    ----------
    year : float
        Exports of the year, t by customs weight.

    Returns
    -------
    float
        Tonnes.
    """
    return year / 12


result(
    "model.xc-us-share-2024",
    label="Share of the United States in China's magnet exports, 2024",
    unit="%",
    basis="share trade weight",
    inputs=(f"{TO_US}2024", f"{TOTAL}2024"),
    formula="100 × exports to the United States / all exports",
)(share)

result(
    "model.xc-us-share-march-2026",
    label="Share of the United States in China's magnet exports, March 2026",
    unit="%",
    basis="share trade weight",
    inputs=(f"{TO_US}2026-03", f"{TOTAL}2026-03"),
    formula="100 × exports to the United States / all exports",
    digits=2,
)(share)

result(
    "model.xc-elements-never-listed",
    label="Rare earths that no Chinese item list of 2025 names",
    unit="count",
    basis="count",
    inputs=("GL-001", "china.elements-2025-18/china/2025-04-04", "china.elements-2025-57/china/2025-10-09"),
    formula="17 rare earths − elements of No. 18 − elements of No. 57",
    assumes="the two lists have no element in common",
)(difference)


@result(
    "model.xc-magnet-export-value",
    label="Average export value of China's magnets, 2024",
    unit="USD/kg",
    basis="price annual average",
    inputs=EXPORT_VALUE,
    formula="export value / (export weight × 1,000)",
    digits=2,
)
def magnet_export_value(dollars: float, tonnes: float) -> float:
    """Return what an exported kilogram of magnet is worth.

    Parameters
    ----------
    dollars, tonnes : float
        Value of a year of magnet exports, dollars, and their customs weight, t.

    Returns
    -------
    float
        Dollars a kilogram.
    """
    return dollars / (1000 * tonnes)


def mass_at_threshold(threshold: float, dollars: float, tonnes: float, oxide_price: float) -> float:
    """Return the oxide content at which a share of the value of an average exported magnet is reached.

    Parameters
    ----------
    threshold, dollars, tonnes, oxide_price : float
        Share of value, per cent; value of magnet exports, dollars, and their weight, t; price of oxide, dollars/kg.

    Returns
    -------
    float
        Parts per million by mass: milligrams of oxide in a kilogram of magnet.
    """
    return part_of(threshold, 1e6) * magnet_export_value(dollars, tonnes) / oxide_price


result(
    "model.xc-dy-mass-at-threshold",
    label="Dysprosium oxide at which an average exported magnet reaches the value threshold of No. 61, 2024",
    unit="ppm",
    basis="element mass",
    inputs=(THRESHOLD, *EXPORT_VALUE, OXIDE_PRICE("dy", 2024)),
    formula="(threshold / 100) × value of a kilogram of magnet / price of a kilogram of oxide, in ppm",
    assumes=MAGNET_CASE,
    digits=2,
)(mass_at_threshold)

result(
    "model.xc-tb-mass-at-threshold",
    label="Terbium oxide at which an average exported magnet reaches the value threshold of No. 61, 2024",
    unit="ppm",
    basis="element mass",
    inputs=(THRESHOLD, *EXPORT_VALUE, OXIDE_PRICE("tb", 2024)),
    formula="(threshold / 100) × value of a kilogram of magnet / price of a kilogram of oxide, in ppm",
    assumes=MAGNET_CASE,
    digits=2,
)(mass_at_threshold)


@result(
    "model.xc-value-or-mass",
    label="Dysprosium oxide that meets the threshold read by mass, as a multiple of that read by value, 2024",
    unit="ratio",
    basis="multiple",
    inputs=(THRESHOLD, *EXPORT_VALUE, OXIDE_PRICE("dy", 2024)),
    formula="threshold by mass / mass at which the threshold by value is met = price of oxide / value of magnet",
    assumes=MAGNET_CASE,
    digits=2,
)
def value_or_mass(threshold: float, dollars: float, tonnes: float, oxide_price: float) -> float:
    """Return how much laxer the threshold would be if it were counted by mass.

    Parameters
    ----------
    threshold, dollars, tonnes, oxide_price : float
        Share of value, per cent; value of magnet exports, dollars, and their weight, t; price of oxide, dollars/kg.

    Returns
    -------
    float
        A pure number; above 1 the reading by value is the stricter one.
    """
    return part_of(threshold, 1e6) / mass_at_threshold(threshold, dollars, tonnes, oxide_price)


result(
    "model.xc-dy-price-fall-2025",
    label="Fall of the annual average price of dysprosium oxide, FOB China, from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(OXIDE_PRICE("dy", 2024), OXIDE_PRICE("dy", 2025)),
    formula="100 × (1 − 2025 / 2024)",
    digits=2,
)(fall)

result(
    "model.xc-tb-price-change-2025",
    label="Change of the annual average price of terbium oxide, FOB China, from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(OXIDE_PRICE("tb", 2024), OXIDE_PRICE("tb", 2025)),
    formula="100 × (2025 / 2024 − 1)",
    digits=2,
)(change)

result(
    "model.xc-ndpr-price-change-2025",
    label="Change of the annual average price of NdPr oxide, FOB China, from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(OXIDE_PRICE("ndpr", 2024), OXIDE_PRICE("ndpr", 2025)),
    formula="100 × (2025 / 2024 − 1)",
    digits=2,
)(change)
