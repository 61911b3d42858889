"""Results of the chapter on export controls.

How far magnet exports fell and what was made up, what the value threshold catches, what Europe was asked, and how
China's share of mining moved; and the tables its figures draw: which instrument reaches which element, and since when.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import pandas as pd

from evidence.ledger import Ledger
from evidence.models.arithmetic import change, difference, fall, maximum, part_of, share, total
from evidence.models.results import result
from evidence.whatif import Parameter, WhatIf

TOTAL = "customs.magnet-exports/world/"
TO_US = "customs.magnet-exports-to-us/united-states/"
RAW = "customs.raw-exports/world/"
MONTHS = tuple(f"{TOTAL}2025-{month:02}" for month in range(1, 13))
FIRST_QUARTER_2026 = (f"{TOTAL}2026-01", f"{TOTAL}2026-02", f"{TOTAL}2026-03")
US_EBB = (f"{TO_US}2025-05", f"{TO_US}2025-06")
# January 2026 is not on record.
US_AFTER = (*(f"{TO_US}2025-{month:02}" for month in range(7, 13)), f"{TO_US}2026-02", f"{TO_US}2026-03")
OXIDE_PRICE = "usgs.price-{}-oxide/world/{}@mcs-2026".format
EXPORT_VALUE = ("customs.magnet-exports-value/world/2024", f"{TOTAL}2024")
THRESHOLD = "china.content-threshold-2025-61/china/2025-12-01"
BASELINES = (
    "a normal month is either the average month of 2024 or that of January to March 2025; "
    "the two give the two ends of the range"
)
MAGNET_CASE = (
    "the product is a bare magnet made outside China, worth as much a kilogram as China's exported magnets on average; "
    "its dysprosium is Chinese and is valued at the price of the oxide, FOB China, "
    "with nothing added for metal making"
)

# Rules on technology name no elements; they reach all that are mined.
TECHNOLOGY = ("cn-2025-62", "cn-2023-57")
TRUCE, EXTENSION = "cn-us-2025-10-30-busan", "cn-us-2026-09-24-truce-extension"
GENERAL = "cn-2025-12-02-general-licences"
SIX = tuple(f"cn-2025-{number}" for number in (55, 56, 57, 58, 61, 62))
SUSPENDED_BY = dict.fromkeys(SIX, "cn-2025-70") | {"cn-2024-46-2": "cn-2025-72"}
EXPORTS = ("customs.magnet-exports", "customs.magnet-exports-to-us")
# Between which a month's bar stands, and where its number does.
DAYS = {"start": "03", "middle": "15", "end": "28"}
EASINGS = ("cn-us-2025-05-12-geneva", "cn-us-2025-06-10-london", TRUCE, "cn-2025-70", "cn-2025-72", GENERAL)


def reached_elements(ledger: Ledger) -> pd.DataFrame:
    """Return which instruments reach which rare earth, and which of these are used in magnets.

    Parameters
    ----------
    ledger : Ledger
        The tables.

    Returns
    -------
    DataFrame
        In order of atomic number, columns ``symbol``, ``name``, ``group`` (by USGS), ``measure`` (``magnets`` for the use
        in them, ``none`` for an element that no instrument reaches), ``state`` (the measure's status, ``use`` or ``none``)
        and ``evidence``.
    """
    rows = []
    for symbol, element in ledger.elements.sort_values("atomic_number").iterrows():
        known = (symbol, element["name"], element["group_usgs"])
        reached = element["control_measures"].split()
        reached += TECHNOLOGY if element["control_status"] != "none" else ()
        rows += [(*known, name, ledger.measures.at[name, "status"], name) for name in reached]
        rows += [] if reached else [(*known, "none", "none", f"element:{symbol}")]
        rows += [(*known, "magnets", "use", f"element:{symbol}")] if element["magnet_use"] else []
    return pd.DataFrame(rows, columns=["symbol", "name", "group", "measure", "state", "evidence"])


def magnet_exports(ledger: Ledger, months: Collection[str]) -> pd.DataFrame:
    """Return China's exports of magnets in some months, to all countries and to the United States.

    Parameters
    ----------
    ledger : Ledger
        The tables.
    months : collection of str
        For example ``2025-01``.

    Returns
    -------
    DataFrame
        A row for each month on record: columns ``series``, ``period``, ``point`` (tonnes), ``origin`` (printed or worked
        back), ``evidence``, and ``start``, ``middle`` and ``end`` (days between which a bar stands).
    """
    rows = ledger.observations[ledger.observations["period"].isin(months)]
    rows = pd.concat([rows[rows["series"] == series].sort_values("period") for series in EXPORTS])
    point = rows["value"].fillna(rows["low"]).fillna(rows["high"])
    rows = rows.assign(point=point, origin=rows["status"].map({"derived": "worked back"}).fillna("printed"))
    rows = rows.assign(evidence=rows.index, **{at: rows["period"] + f"-{day}" for at, day in DAYS.items()})
    return rows[["series", "period", "point", "origin", "evidence", *DAYS]].reset_index(drop=True)


def control_spans(ledger: Ledger, names: Mapping[str, str], until: str) -> pd.DataFrame:
    """Return in which state instruments were from when to when.

    Parameters
    ----------
    ledger : Ledger
        The tables.
    names : mapping of str to str
        Measures, each with its label.
    until : str
        Day on which spans without a printed end stop.

    Returns
    -------
    DataFrame
        A row for each span, in the order given: columns ``label``, ``state`` (announced, in force, easing, suspended or
        extension reported), ``start`` and ``end`` (days), ``evidence`` (the measure), ``instrument`` and ``replaced`` (that
        which replaced or suspended it, or empty). The reported extension of the truce of Busan comes last.
    """
    measures, spans = ledger.measures, []
    for name in names:
        row = measures.loc[name]
        heir = row["replaced_by"] or SUSPENDED_BY.get(name, "")
        end = measures.at[heir, "announced"] if row["replaced_by"] else row["expires"] or until
        ends = row["suspended_from"] or end
        # A rule suspended before its day never came into force.
        begins = min(row["effective"] or row["announced"], ends)
        states = [("announced", row["announced"], begins), ("easing" if name in EASINGS else "in force", begins, ends)]
        states += [("suspended", ends, row["suspended_until"])] if row["suspended_from"] else []
        spans += [(names[name], *span, name, heir) for span in states if span[1] < span[2]]
    days = measures["expires"]
    spans.append((names[TRUCE], "extension reported", days[TRUCE], days[EXTENSION], EXTENSION, ""))
    table = pd.DataFrame(spans, columns=["label", "state", "start", "end", "evidence", "heir"])
    instrument = measures["instrument"]
    table["instrument"] = table["evidence"].map(instrument)
    table["replaced"] = table.pop("heir").map(instrument).fillna("")
    return table


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
    "model.xc-magnet-made-up-march-2026",
    label="Part of the shortfall of April to June 2025 that China's magnet exports made up by March 2026",
    unit="%",
    basis="part",
    inputs=(*MONTHS, *FIRST_QUARTER_2026, f"{TOTAL}2024"),
    formula="100 × (sum of July to March − 9 × normal month) / (3 × normal month − sum of April to June)",
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
    "model.xc-average-month-2024",
    label="China's magnet exports to all countries in the average month of 2024",
    unit="t",
    basis="magnet gross",
    inputs=(f"{TOTAL}2024",),
    formula="exports of the year / 12",
    digits=4,
)(average_month)


@result(
    "model.xc-average-month-first-quarter-2025",
    label="China's magnet exports to all countries in the average month of January to March 2025",
    unit="t",
    basis="magnet gross",
    inputs=MONTHS[:3],
    formula="sum of the three months / 3",
    digits=4,
)
def average_of_months(*months: float) -> float:
    """Return the average of months.

    Parameters
    ----------
    *months : float
        Exports of each, t by customs weight; at least one.

    Returns
    -------
    float
        Tonnes.
    """
    return total(*months) / len(months)


result(
    "model.xc-us-fall-may-2025",
    label="Fall of China's magnet exports to the United States from May 2024 to May 2025",
    unit="%",
    basis="change",
    inputs=(f"{TO_US}2024-05", f"{TO_US}2025-05"),
    formula="100 × (1 − May 2025 / May 2024)",
    digits=2,
)(fall)


def short_of_normal(year_before: float, *months: float) -> float:
    """Return what months fall short of the average month of a year before them.

    Parameters
    ----------
    year_before : float
        Exports of that year, t by customs weight.
    *months : float
        Exports of each month, t by customs weight.

    Returns
    -------
    float
        Tonnes; negative for months above the average.
    """
    return len(months) * average_month(year_before) - total(*months)


result(
    "model.xc-us-shortfall-may-june-2025",
    label="Shortfall of China's magnet exports to the United States in May and June 2025",
    unit="t",
    basis="magnet gross",
    inputs=(f"{TO_US}2024", *US_EBB),
    formula="2 × average month of 2024 − sum of May and June",
    assumes="the average month of 2024 is normal; April 2025 is not on record and not counted",
    digits=2,
)(short_of_normal)

result(
    "model.xc-us-shortfall-july-march-2026",
    label="Further shortfall of China's magnet exports to the United States, July 2025 to March 2026",
    unit="t",
    basis="magnet gross",
    inputs=(f"{TO_US}2024", *US_AFTER),
    formula="8 × average month of 2024 − sum of the eight known months",
    assumes="the average month of 2024 is normal; January 2026 is not on record and not counted",
    digits=2,
)(short_of_normal)


@result(
    "model.xc-us-months-at-normal",
    label="Known months from May 2025 to March 2026 in which magnet exports to the United States reached normal",
    unit="count",
    basis="count",
    inputs=(f"{TO_US}2024", *US_EBB, *US_AFTER),
    formula="number of the ten known months that are not below the average month of 2024",
    assumes="January 2026 is not on record and not counted",
)
def months_at_normal(year_before: float, *months: float) -> float:
    """Count the months that reach the average month of a year before them.

    Parameters
    ----------
    year_before : float
        Exports of that year, t by customs weight.
    *months : float
        Exports of each month, t by customs weight.

    Returns
    -------
    float
        Months, from 0 to their number.
    """
    return float(sum(month >= average_month(year_before) for month in months))


@result(
    "model.xc-magnet-missing-march-2026",
    label="What China's magnet exports since April 2025 still lacked of normal at the end of March 2026",
    unit="t",
    basis="magnet gross",
    inputs=(*MONTHS, *FIRST_QUARTER_2026, f"{TOTAL}2024"),
    formula="12 × normal month − sum of April 2025 to March 2026",
    assumes=BASELINES,
    digits=2,
)
def still_missing(january: float, february: float, march: float, *since: float) -> tuple[float, float]:
    """Return what a span of months lacks of normal by two baselines.

    Parameters
    ----------
    january, february, march : float
        Magnet exports before the span, t by customs weight.
    *since : float
        Those of the months of the span, then of the whole of 2024.

    Returns
    -------
    (float, float)
        Tonnes, smaller first; negative where more than normal was shipped.
    """
    *months, year_before = since
    low, high = _normal_month((january, february, march), year_before)
    return len(months) * low - total(*months), len(months) * high - total(*months)


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


CONTENT = WhatIf(
    name="content",
    label="Chinese content by value",
    parameters=(
        Parameter("price", "Price of the oxide", "USD/kg", OXIDE_PRICE("dy", 2024), 50, 4000, 1),
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
MOTOR_SHARE = "model.xc-dy-in-motor-magnets"
DRIVE_DYSPROSIUM = "product.dysprosium-mass/electric-car-drive/2025"
PRODUCT_CASE = (
    "all the dysprosium is Chinese and is valued at the price of the oxide that holds it, FOB China, average of 2024; "
    "terbium and samarium are not counted"
)


@result(
    MOTOR_SHARE,
    label="Dysprosium in the magnets of an electric car's drive",
    unit="%",
    basis="part",
    inputs=(
        DRIVE_DYSPROSIUM,
        "product.magnet-mass/electric-car-drive/2025.low",
        "product.magnet-mass/electric-car-drive/2025.high",
    ),
    formula="100 × dysprosium in a drive / magnets in a drive, for the most and the least magnets",
    assumes="the two weak sources mean the same drives",
    digits=2,
)
def dysprosium_share(dysprosium: float, least: float, most: float) -> tuple[float, float]:
    """Return the share of dysprosium in the magnets of a motor.

    Parameters
    ----------
    dysprosium : float
        In a motor, kg.
    least, most : float
        Magnets in a motor, kg.

    Returns
    -------
    (float, float)
        Per cent by mass, smaller first.
    """
    return share(dysprosium, most), share(dysprosium, least)


def content_by_value(dysprosium: float, price: float, value: float) -> float:
    """Return the share of a product's value that its dysprosium makes up: `CONTENT` with the other defaults.

    Parameters
    ----------
    dysprosium : float
        In the product, kg.
    price : float
        Of the oxide, dollars/kg.
    value : float
        Of the product, dollars.

    Returns
    -------
    float
        Per cent.
    """
    return CONTENT(known=dysprosium, unknown=0, price=price, value=value)


@result(
    "model.xc-content-magnet",
    label="Dysprosium's share of the value of a kilogram of magnets for motors",
    unit="%",
    basis="content by value",
    inputs=(f"{MOTOR_SHARE}.low", OXIDE_PRICE("dy", 2024), "model.xc-magnet-export-value"),
    formula="100 × price of the oxide × 1.15 × dysprosium in a kilogram / value of a kilogram of magnet",
    assumes=PRODUCT_CASE + "; the magnets have the least dysprosium that the record gives for drives, and are worth as "
    "much as China's exported magnets on average",
    digits=2,
)
def magnet_content(percent: float, price: float, value: float) -> float:
    """Return the content by value of a kilogram of magnets.

    Parameters
    ----------
    percent : float
        Dysprosium by mass, per cent.
    price, value : float
        Of a kilogram of oxide and of magnet, dollars.

    Returns
    -------
    float
        Per cent.
    """
    return content_by_value(part_of(percent, 1), price, value)


for _name, _product, _value, _qualifier in (
    ("drive", "electric-car-drive", "product.price/electric-car-drive/2026.high", ""),
    ("car", "electric-car-drive", "product.price/electric-car/2025-10", ""),
    # The record has the most dysprosium in a turbine and a price below that of turbines at sea.
    ("turbine", "offshore-turbine", "product.price/offshore-turbine/2010", "up to"),
):
    result(
        f"model.xc-content-{_name}",
        label=f"Dysprosium's share of the value of the product: {_name}",
        unit="%",
        basis="content by value",
        inputs=(f"product.dysprosium-mass/{_product}/2025", OXIDE_PRICE("dy", 2024), _value),
        formula="100 × price of the oxide × 1.15 × dysprosium in the product / value of the product",
        assumes=PRODUCT_CASE,
        digits=2,
        qualifier=_qualifier,
    )(content_by_value)


@result(
    "model.xc-content-phone",
    label="Dysprosium's share of the value of a smartphone",
    unit="%",
    basis="content by value",
    inputs=(
        "product.magnet-mass/smartphone/2025",
        f"{MOTOR_SHARE}.low",
        OXIDE_PRICE("dy", 2024),
        "product.price/smartphone/2024",
    ),
    formula="100 × price of the oxide × 1.15 × magnets × share of dysprosium / value of the phone",
    assumes=PRODUCT_CASE + "; the magnets of a phone hold as much as the leanest of a drive, on purpose too much",
    digits=2,
)
def phone_content(magnets: float, percent: float, price: float, value: float) -> float:
    """Return the content by value of a product whose magnets are known.

    Parameters
    ----------
    magnets : float
        In the product, kg.
    percent : float
        Dysprosium in them by mass, per cent.
    price, value : float
        Of a kilogram of oxide and of the product, dollars.

    Returns
    -------
    float
        Per cent.
    """
    return content_by_value(part_of(percent, magnets), price, value)


@result(
    "model.xc-content-missile",
    label="Dysprosium's share of the value of a cruise missile",
    unit="%",
    basis="content by value",
    inputs=(OXIDE_PRICE("dy", 2024), "product.price/cruise-missile/2014"),
    formula="100 × price of the oxide × 1.15 × 1 kg / value of the missile",
    assumes=PRODUCT_CASE + "; a missile holds 1 kg of dysprosium, which no source gives",
    digits=2,
    qualifier="under",
)
def missile_content(price: float, value: float) -> float:
    """Return the content by value of a missile with the mass that `CONTENT` assumes.

    Parameters
    ----------
    price, value : float
        Of a kilogram of oxide and of the missile, dollars.

    Returns
    -------
    float
        Per cent.
    """
    return CONTENT(known=0, unknown=1, price=price, value=value)


@result(
    "model.xc-missile-mass-at-threshold",
    label="Dysprosium with which a cruise missile would reach the value threshold of No. 61",
    unit="kg",
    basis="element mass",
    inputs=(THRESHOLD, OXIDE_PRICE("dy", 2024), "product.price/cruise-missile/2014"),
    formula="(threshold / 100) × value of the missile / (price of the oxide × 1.15)",
    assumes=PRODUCT_CASE,
    digits=2,
    qualifier="over",
)
def dysprosium_at_threshold(threshold: float, price: float, value: float) -> float:
    """Return the dysprosium with which a product reaches a share of its value.

    Parameters
    ----------
    threshold : float
        Share of value, per cent.
    price, value : float
        Of a kilogram of oxide and of the product, dollars.

    Returns
    -------
    float
        Kilograms of the element.
    """
    # A hundredth of a gram keeps the formula below its ceiling, where it is proportional to the mass.
    return threshold / content_by_value(1e-5, price, value) * 1e-5


def price_at_threshold(threshold: float, price: float, content: float) -> float:
    """Return the price of oxide at which a product reaches a share of its value.

    Parameters
    ----------
    threshold : float
        Share of value, per cent.
    price : float
        Of the oxide, dollars/kg.
    content : float
        Share of value at that price, per cent.

    Returns
    -------
    float
        Dollars/kg.

    Raises
    ------
    ZeroDivisionError
        If the content is 0.
    """
    return price * threshold / content


for _name in ("drive", "car", "phone"):
    result(
        f"model.xc-price-at-threshold-{_name}",
        label=f"Price of dysprosium oxide at which the threshold of No. 61 is reached: {_name}",
        unit="USD/kg",
        basis="price annual average",
        inputs=(THRESHOLD, OXIDE_PRICE("dy", 2024), f"model.xc-content-{_name}"),
        formula="price of the oxide × threshold / content by value at that price",
        assumes=PRODUCT_CASE,
        digits=2,
    )(price_at_threshold)


def premium(low: float, high: float, home: float) -> tuple[float, float]:
    """Return what was asked abroad as a multiple of the price at home.

    Parameters
    ----------
    low, high : float
        Prices asked, dollars/kg.
    home : float
        Price in China or what most of the world paid, dollars/kg.

    Returns
    -------
    (float, float)
        Multiples, smaller first.

    Raises
    ------
    ZeroDivisionError
        If the price at home is 0.
    """
    return low / home, high / home


YTTRIUM_PAID = "adamas.y-oxide-main-price/world/2025"
for _key, _label, _low, _high, _home in (
    (
        "dy-april",
        "Dysprosium oxide asked in Europe early in April 2025 over the average price of 2025 FOB China",
        "spot.dy-oxide-europe/europe/2025-04.low",
        "spot.dy-oxide-europe/europe/2025-04.high",
        OXIDE_PRICE("dy", 2025),
    ),
    (
        "dy-may",
        "Dysprosium oxide asked in Europe on 6 May 2025 over the average price of 2025 FOB China",
        "spot.dy-oxide-europe/europe/2025-05-06.low",
        "spot.dy-oxide-europe/europe/2025-05-06.high",
        OXIDE_PRICE("dy", 2025),
    ),
    (
        "tb-april",
        "Terbium oxide asked in Europe early in April 2025 over the average price of 2025 FOB China",
        "spot.tb-oxide-europe/europe/2025-04.low",
        "spot.tb-oxide-europe/europe/2025-04.high",
        OXIDE_PRICE("tb", 2025),
    ),
    (
        "tb-may",
        "Terbium oxide asked in Europe on 6 May 2025 over the average price of 2025 FOB China",
        "spot.tb-oxide-europe/europe/2025-05-06.low",
        "spot.tb-oxide-europe/europe/2025-05-06.high",
        OXIDE_PRICE("tb", 2025),
    ),
    (
        "ndpr-september",
        "NdPr oxide asked in Europe on 25 September 2025 over the average price of 2025 FOB China",
        "spot.ndpr-oxide-europe/europe/2025-09-25.low",
        "spot.ndpr-oxide-europe/europe/2025-09-25.high",
        OXIDE_PRICE("ndpr", 2025),
    ),
    (
        "y-september",
        "Yttrium oxide asked in Europe on 25 September 2025 over what most of the world paid in 2025",
        "spot.y-oxide-europe/europe/2025-09-25.low",
        "spot.y-oxide-europe/europe/2025-09-25.high",
        YTTRIUM_PAID,
    ),
):
    result(
        f"model.xc-premium-{_key}",
        label=_label,
        unit="ratio",
        basis="multiple",
        inputs=(_low, _high, _home),
        formula="price asked / price it is set against, for both ends of the range",
        assumes="a price asked on one day is set against an average of the year",
        # The ends of the range for NdPr differ in the third digit only.
        digits=3 if _key.startswith("ndpr") else 2,
    )(premium)


def dear_tail(
    main_share: float, main_price: float, second_share: float, second_price: float, dear_share: float, dear_price: float
) -> float:
    """Return how far a small dear part of a market raises its average price.

    Parameters
    ----------
    main_share, second_share, dear_share : float
        Parts of what was bought, per cent; the first two are scaled to what the third leaves.
    main_price, second_price, dear_price : float
        Their average prices, dollars/kg.

    Returns
    -------
    float
        Per cent of the average price without the dear part.
    """
    rest = (main_share * main_price + second_share * second_price) / (main_share + second_share)
    return change(rest, part_of(dear_share, dear_price) + part_of(100 - dear_share, rest))


for _key, _label, _ask in (
    ("dy", "dysprosium oxide", "adamas.dy-oxide-ask/europe/2025"),
    ("y", "yttrium oxide", "adamas.y-oxide-ask/europe/2025-12"),
):
    _series = f"adamas.{_key}-oxide"
    result(
        f"model.xc-dear-tail-{_key}",
        label=f"Rise of the average price of {_label} in 2025 through the dearest hundredth",
        unit="%",
        basis="change",
        inputs=(
            f"{_series}-main-share/world/2025",
            f"{_series}-main-price/world/2025",
            f"{_series}-second-share/world/2025",
            f"{_series}-second-price/world/2025",
            f"{_series}-dear-share/world/2025",
            _ask,
        ),
        formula="average with a hundredth at the highest price asked / average of the rest, less one, per cent",
        assumes="a whole hundredth was bought, all of it at the highest price asked that is on record: on purpose much",
        digits=2,
    )(dear_tail)

for _year, _china, _world in (
    (2016, "mcs-2018", "ds140-2024"),
    (2018, "myb-2022", "myb-2022"),
    (2020, "myb-2022", "myb-2022"),
    (2022, "myb-2022", "myb-2022"),
):
    result(
        f"model.xc-mining-share-{_year}",
        label=f"China's share of world mine output, {_year}",
        unit="%",
        basis="share mine output",
        inputs=(f"usgs.mine-output/china/{_year}@{_china}", f"usgs.mine-output/world/{_year}@{_world}"),
        formula="100 × output of China / output of the world",
        assumes="China's output is its quota; what was mined outside the quota is not counted",
        digits=2,
    )(share)

LISTED = "china.entities-{}/{}/{}".format
result(
    "model.xc-entities-control-list",
    label="Foreign entities that China put on its control list in 2026",
    unit="count",
    basis="count",
    inputs=(
        LISTED("control-list", "japan", "2026-02-24"),
        LISTED("control-list", "european-union", "2026-04-24"),
        LISTED("control-list", "united-states", "2026-06-22"),
        LISTED("control-list", "japan", "2026-06-29"),
    ),
    formula="sum of the four lists",
)(total)

result(
    "model.xc-entities-watch-list",
    label="Foreign entities that China put on its watch list in 2026",
    unit="count",
    basis="count",
    inputs=(LISTED("watch-list", "japan", "2026-02-24"), LISTED("watch-list", "japan", "2026-06-29")),
    formula="sum of the two lists",
)(total)

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
