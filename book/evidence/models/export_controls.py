"""Results of the chapter on export controls: how far magnet exports fell, what the value threshold weighs."""

from __future__ import annotations

import math

from evidence.models.results import result

TOTAL = "customs.magnet-exports/world/"
TO_US = "customs.magnet-exports-to-us/united-states/"
RAW = "customs.raw-exports/world/"
FIRST_QUARTER = (f"{TOTAL}2025-01", f"{TOTAL}2025-02", f"{TOTAL}2025-03")
SECOND_QUARTER = (f"{TOTAL}2025-04", f"{TOTAL}2025-05", f"{TOTAL}2025-06")
SECOND_HALF = (
    f"{TOTAL}2025-07",
    f"{TOTAL}2025-08",
    f"{TOTAL}2025-09",
    f"{TOTAL}2025-10",
    f"{TOTAL}2025-11",
    f"{TOTAL}2025-12",
)
FIRST_QUARTER_2026 = (f"{TOTAL}2026-01", f"{TOTAL}2026-02", f"{TOTAL}2026-03")
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


def percent_change(before: float, after: float) -> float:
    """Return the change from one quantity to another of the same unit, in per cent of the first."""
    return 100 * (after / before - 1)


def mass_at_threshold(threshold: float, product_value: float, oxide_price: float) -> float:
    """Return the oxide content at which a share of a product's value is reached.

    Parameters
    ----------
    threshold : float
        Share of value, per cent.
    product_value, oxide_price : float
        Dollars a kilogram.

    Returns
    -------
    float
        Parts per million by mass.
    """
    return 1e6 * threshold / 100 * product_value / oxide_price


@result(
    "model.xc-magnet-fall-april-may-2025",
    label="Fall of China's magnet exports from April to May 2025",
    unit="%",
    basis="change",
    inputs=(f"{TOTAL}2025-04", f"{TOTAL}2025-05"),
    formula="100 × (1 − May / April)",
    assumes="April is itself worked back from the printed fall of 52.9 %, so this restates the printed figure",
    digits=3,
)
def magnet_fall_april_may(april: float, may: float) -> float:
    """Return the fall of magnet exports from April to May.

    Parameters
    ----------
    april, may : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Per cent; negative for a rise.
    """
    return -percent_change(april, may)


@result(
    "model.xc-magnet-fall-january-may-2025",
    label="Fall of China's magnet exports from January to May 2025",
    unit="%",
    basis="change",
    inputs=(f"{TOTAL}2025-01", f"{TOTAL}2025-05"),
    formula="100 × (1 − May / January)",
    digits=2,
)
def magnet_fall_january_may(january: float, may: float) -> float:
    """Return the fall of magnet exports from January to May.

    Parameters
    ----------
    january, may : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Per cent; negative for a rise.
    """
    return -percent_change(january, may)


@result(
    "model.xc-magnet-fall-2025",
    label="Fall of China's magnet exports from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(f"{TOTAL}2024", f"{TOTAL}2025"),
    formula="100 × (1 − 2025 / 2024)",
    digits=2,
)
def magnet_fall_year(before: float, after: float) -> float:
    """Return the fall of magnet exports from 2024 to 2025.

    Parameters
    ----------
    before, after : float
        Magnet exports of the year, t by customs weight.

    Returns
    -------
    float
        Per cent; negative for a rise.
    """
    return -percent_change(before, after)


@result(
    "model.xc-raw-change-2025",
    label="Change of China's exports of rare earths other than magnets from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=(f"{RAW}2024@2025-01", f"{RAW}2025@2026-01"),
    formula="100 × (2025 / 2024 − 1)",
    digits=3,
)
def raw_change_year(before: float, after: float) -> float:
    """Return the change of raw rare earth exports from 2024 to 2025.

    Parameters
    ----------
    before, after : float
        Exports of rare earths other than magnets, t by customs weight.

    Returns
    -------
    float
        Per cent.
    """
    return percent_change(before, after)


@result(
    "model.xc-months-minus-year-2025",
    label="Sum of China's monthly magnet exports of 2025 less the printed total of the year",
    unit="t",
    basis="magnet gross",
    inputs=(*FIRST_QUARTER, *SECOND_QUARTER, *SECOND_HALF, f"{TOTAL}2025"),
    formula="sum of the twelve months − printed total",
    digits=2,
)
def months_minus_year(
    january: float,
    february: float,
    march: float,
    april: float,
    may: float,
    june: float,
    july: float,
    august: float,
    september: float,
    october: float,
    november: float,
    december: float,
    year: float,
) -> float:
    """Return what the months of 2025 exceed the printed total by.

    Parameters
    ----------
    january, ..., december, year : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Tonnes; near 0 if the months worked back from percentages are sound.
    """
    months = (january, february, march, april, may, june, july, august, september, october, november, december)
    return sum(months) - year


@result(
    "model.xc-magnet-shortfall-april-june-2025",
    label="Shortfall of China's magnet exports in April to June 2025 against a normal quarter",
    unit="t",
    basis="magnet gross",
    inputs=(*FIRST_QUARTER, *SECOND_QUARTER, f"{TOTAL}2024"),
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
    normal = (year_before / 12, (january + february + march) / 3)
    shipped = april + may + june
    return 3 * min(normal) - shipped, 3 * max(normal) - shipped


@result(
    "model.xc-magnet-recovered-july-december-2025",
    label="Part of the shortfall of April to June 2025 that China's magnet exports made up by December 2025",
    unit="%",
    basis="part",
    inputs=(*FIRST_QUARTER, *SECOND_QUARTER, *SECOND_HALF, f"{TOTAL}2024"),
    formula="100 × (sum of July to December − 6 × normal month) / (3 × normal month − sum of April to June)",
    assumes=BASELINES,
    digits=2,
)
def recovered_share(
    january: float,
    february: float,
    march: float,
    april: float,
    may: float,
    june: float,
    july: float,
    august: float,
    september: float,
    october: float,
    november: float,
    december: float,
    year_before: float,
) -> tuple[float, float]:
    """Return how much of the shortfall later months made up.

    Parameters
    ----------
    january, ..., december, year_before : float
        Magnet exports, t by customs weight; ``year_before`` for the whole of 2024.

    Returns
    -------
    (float, float)
        Share made up by the two baselines, smaller first, per cent.
    """
    shipped = april + may + june
    later = july + august + september + october + november + december
    normal = (year_before / 12, (january + february + march) / 3)
    shares = sorted(100 * (later - 6 * month) / (3 * month - shipped) for month in normal)
    return shares[0], shares[1]


@result(
    "model.xc-months-to-normal",
    label="Months from May 2025 until China's magnet exports first reached the average month of January to March 2025",
    unit="count",
    basis="count",
    inputs=(*FIRST_QUARTER, f"{TOTAL}2025-05", f"{TOTAL}2025-06", *SECOND_HALF),
    formula="position of the first month after May 2025 that is not below the average of January to March 2025",
)
def months_to_normal(
    january: float,
    february: float,
    march: float,
    may: float,
    june: float,
    july: float,
    august: float,
    september: float,
    october: float,
    november: float,
    december: float,
) -> float:
    """Return how many months after May 2025 exports were back to normal.

    Parameters
    ----------
    january, february, march, may, june, july, august, september, october, november, december : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Months after May; not a number if no month reached it.
    """
    normal = (january + february + march) / 3
    later = (may, june, july, august, september, october, november, december)
    return next((float(place) for place, month in enumerate(later) if month >= normal), math.nan)


@result(
    "model.xc-highest-month-since",
    label="China's highest monthly magnet exports from February 2025 to March 2026",
    unit="t",
    basis="magnet gross",
    inputs=(*FIRST_QUARTER[1:], *SECOND_QUARTER, *SECOND_HALF, *FIRST_QUARTER_2026),
    formula="largest of the fourteen months",
    digits=4,
)
def highest_month_since(
    february: float,
    march: float,
    april: float,
    may: float,
    june: float,
    july: float,
    august: float,
    september: float,
    october: float,
    november: float,
    december: float,
    january_after: float,
    february_after: float,
    march_after: float,
) -> float:
    """Return the best month after January 2025.

    Parameters
    ----------
    february, ..., march_after : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Tonnes in the best month.
    """
    months = (february, march, april, may, june, july, august, september, october, november, december)
    return max(*months, january_after, february_after, march_after)


@result(
    "model.xc-us-share-2024",
    label="Share of the United States in China's magnet exports, 2024",
    unit="%",
    basis="share trade weight",
    inputs=(f"{TO_US}2024", f"{TOTAL}2024"),
    formula="100 × exports to the United States / all exports",
)
def us_share_2024(to_us: float, total: float) -> float:
    """Return the share of the United States in the year 2024.

    Parameters
    ----------
    to_us, total : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * to_us / total


@result(
    "model.xc-us-share-may-2025",
    label="Share of the United States in China's magnet exports, May 2025",
    unit="%",
    basis="share trade weight",
    inputs=(f"{TO_US}2025-05", f"{TOTAL}2025-05"),
    formula="100 × exports to the United States / all exports",
    digits=2,
)
def us_share_may(to_us: float, total: float) -> float:
    """Return the share of the United States in May 2025.

    Parameters
    ----------
    to_us, total : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * to_us / total


@result(
    "model.xc-us-share-march-2026",
    label="Share of the United States in China's magnet exports, March 2026",
    unit="%",
    basis="share trade weight",
    inputs=(f"{TO_US}2026-03", f"{TOTAL}2026-03"),
    formula="100 × exports to the United States / all exports",
    digits=2,
)
def us_share_march(to_us: float, total: float) -> float:
    """Return the share of the United States in March 2026.

    Parameters
    ----------
    to_us, total : float
        Magnet exports, t by customs weight.

    Returns
    -------
    float
        Per cent.
    """
    return 100 * to_us / total


@result(
    "model.xc-elements-never-listed",
    label="Rare earths that no Chinese item list of 2025 names",
    unit="count",
    basis="count",
    inputs=("GL-001", "china.elements-2025-18/china/2025-04-04", "china.elements-2025-57/china/2025-10-09"),
    formula="17 rare earths − elements of No. 18 − elements of No. 57",
    assumes="the two lists have no element in common",
)
def elements_never_listed(rare_earths: float, april: float, october: float) -> float:
    """Return how many rare earths stand on neither list.

    Parameters
    ----------
    rare_earths, april, october : float
        Numbers of elements.

    Returns
    -------
    float
        Number of elements.
    """
    return rare_earths - april - october


@result(
    "model.xc-magnet-export-value",
    label="Average export value of China's magnets, 2024",
    unit="USD/kg",
    basis="price annual average",
    inputs=("customs.magnet-exports-value/world/2024", f"{TOTAL}2024"),
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


@result(
    "model.xc-dy-mass-at-threshold",
    label="Dysprosium oxide at which an average exported magnet reaches the value threshold of No. 61, 2024",
    unit="ppm",
    basis="element mass",
    inputs=(
        THRESHOLD,
        "customs.magnet-exports-value/world/2024",
        f"{TOTAL}2024",
        "usgs.price-dy-oxide/world/2024@mcs-2026",
    ),
    formula="(threshold / 100) × value of a kilogram of magnet / price of a kilogram of oxide, in ppm",
    assumes=MAGNET_CASE,
    digits=2,
)
def dy_mass_at_threshold(threshold: float, dollars: float, tonnes: float, oxide_price: float) -> float:
    """Return the dysprosium content at which the value threshold is met.

    Parameters
    ----------
    threshold, dollars, tonnes, oxide_price : float
        Share of value, per cent; value of magnet exports, dollars, and their weight, t; price of oxide, dollars/kg.

    Returns
    -------
    float
        Milligrams of oxide in a kilogram of magnet.
    """
    return mass_at_threshold(threshold, dollars / (1000 * tonnes), oxide_price)


@result(
    "model.xc-tb-mass-at-threshold",
    label="Terbium oxide at which an average exported magnet reaches the value threshold of No. 61, 2024",
    unit="ppm",
    basis="element mass",
    inputs=(
        THRESHOLD,
        "customs.magnet-exports-value/world/2024",
        f"{TOTAL}2024",
        "usgs.price-tb-oxide/world/2024@mcs-2026",
    ),
    formula="(threshold / 100) × value of a kilogram of magnet / price of a kilogram of oxide, in ppm",
    assumes=MAGNET_CASE,
    digits=2,
)
def tb_mass_at_threshold(threshold: float, dollars: float, tonnes: float, oxide_price: float) -> float:
    """Return the terbium content at which the value threshold is met.

    Parameters
    ----------
    threshold, dollars, tonnes, oxide_price : float
        Share of value, per cent; value of magnet exports, dollars, and their weight, t; price of oxide, dollars/kg.

    Returns
    -------
    float
        Milligrams of oxide in a kilogram of magnet.
    """
    return mass_at_threshold(threshold, dollars / (1000 * tonnes), oxide_price)


@result(
    "model.xc-value-or-mass",
    label="Dysprosium oxide that meets the threshold read by mass, as a multiple of that read by value, 2024",
    unit="ratio",
    basis="multiple",
    inputs=(
        THRESHOLD,
        "customs.magnet-exports-value/world/2024",
        f"{TOTAL}2024",
        "usgs.price-dy-oxide/world/2024@mcs-2026",
    ),
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
    by_mass = 1e6 * threshold / 100
    return by_mass / mass_at_threshold(threshold, dollars / (1000 * tonnes), oxide_price)


@result(
    "model.xc-dy-price-fall-2025",
    label="Fall of the annual average price of dysprosium oxide, FOB China, from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=("usgs.price-dy-oxide/world/2024@mcs-2026", "usgs.price-dy-oxide/world/2025@mcs-2026"),
    formula="100 × (1 − 2025 / 2024)",
    digits=2,
)
def dy_price_fall(before: float, after: float) -> float:
    """Return the fall of the dysprosium oxide price from 2024 to 2025.

    Parameters
    ----------
    before, after : float
        Annual average price, dollars/kg.

    Returns
    -------
    float
        Per cent; negative for a rise.
    """
    return -percent_change(before, after)


@result(
    "model.xc-tb-price-change-2025",
    label="Change of the annual average price of terbium oxide, FOB China, from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=("usgs.price-tb-oxide/world/2024@mcs-2026", "usgs.price-tb-oxide/world/2025@mcs-2026"),
    formula="100 × (2025 / 2024 − 1)",
    digits=2,
)
def tb_price_change(before: float, after: float) -> float:
    """Return the change of the terbium oxide price from 2024 to 2025.

    Parameters
    ----------
    before, after : float
        Annual average price, dollars/kg.

    Returns
    -------
    float
        Per cent; negative for a fall.
    """
    return percent_change(before, after)


@result(
    "model.xc-ndpr-price-change-2025",
    label="Change of the annual average price of NdPr oxide, FOB China, from 2024 to 2025",
    unit="%",
    basis="change",
    inputs=("usgs.price-ndpr-oxide/world/2024@mcs-2026", "usgs.price-ndpr-oxide/world/2025@mcs-2026"),
    formula="100 × (2025 / 2024 − 1)",
    digits=2,
)
def ndpr_price_change(before: float, after: float) -> float:
    """Return the change of the NdPr oxide price from 2024 to 2025.

    Parameters
    ----------
    before, after : float
        Annual average price, dollars/kg.

    Returns
    -------
    float
        Per cent; negative for a fall.
    """
    return percent_change(before, after)
