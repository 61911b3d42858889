"""Units as texts print them, each with its unit of ``data/units.csv`` and the factor that leads to it.

Money other than in the table (yen, pounds) keeps a unit of its own, so that it never joins an indicator by mistake.
"""

from __future__ import annotations

import re
from decimal import Decimal

_YEARS = {"month": Decimal(1) / 12, "week": Decimal(7) / 365, "day": Decimal(1) / 365}


def _read_table(*rows: tuple[str, Decimal | float | str, str]) -> dict[str, tuple[str, Decimal]]:
    return {spelling: (unit, Decimal(factor)) for unit, factor, spellings in rows for spelling in spellings.split("|")}


_ENGLISH = _read_table(
    ("t", 1, "metric tons|metric ton|tonnes|tonne|tons|ton|mt|t"),
    ("t", 1000, "kilotonnes|kilotons|kt"),
    ("kg", 1, "kilograms|kilogram|kilogrammes|kilos|kilo|kgs|kg"),
    ("kg", "0.001", "grams|gram|g"),
    ("kg", "0.45359237", "pounds|pound|lbs|lb"),
    ("%", 1, "percentage points|percentage point|percent|per cent|pct"),
    ("USD", 1, "us dollars|us dollar|dollars|dollar|usd"),
    ("EUR", 1, "euros|euro|eur"),
    ("CNY", 1, "chinese yuan|yuan|renminbi|rmb|cny"),
    ("RUB", 1, "rubles|ruble|roubles|rouble|rub"),
    ("AUD", 1, "australian dollars|australian dollar|aud"),
    ("JPY", 1, "yen|jpy"),
    ("GBP", 1, "pounds sterling|gbp"),
    ("years", 1, "years|year|yrs|yr"),
    ("years", 10, "decades|decade"),
    ("years", 100, "centuries|century"),
    *(("years", length, f"{name}s|{name}") for name, length in _YEARS.items()),
    ("jobs", 1, "jobs|job"),
    ("ratio", 1, "times|fold|x"),
    ("ppm", 1, "ppm"),
    ("ha", 1, "hectares|hectare|ha"),
)
_CHINESE = _read_table(
    ("t", 1, "公吨|吨"),
    ("kg", 1, "公斤|千克"),
    ("kg", "0.001", "克"),
    ("%", 1, "个百分点|%"),
    ("USD", 1, "美元|美金"),
    ("EUR", 1, "欧元"),
    ("CNY", 1, "元人民币|人民币|元"),
    ("RUB", 1, "卢布"),
    ("AUD", 1, "澳元"),
    ("JPY", 1, "日元"),
    ("GBP", 1, "英镑"),
    ("KRW", 1, "韩元"),
    ("years", 1, "周年|年"),
    ("years", 10, "个年代"),
    ("years", 100, "个世纪|世纪"),
    ("years", _YEARS["month"], "个多月|个月"),
    ("years", _YEARS["week"], "个星期|星期|周"),
    ("years", _YEARS["day"], "天"),
    ("jobs", 1, "个就业岗位|个工作岗位|个新岗位|个岗位|就业岗位|工作岗位|岗位"),
    ("ratio", 1, "倍"),
    ("ha", 1, "公顷"),
)
CURRENCIES = {"$": "USD", "€": "EUR", "¥": "CNY", "£": "GBP", "₽": "RUB"}
CODES = {"us$": "USD", "a$": "AUD", "usd": "USD", "aud": "AUD", "rmb": "CNY", "cny": "CNY", "eur": "EUR", "rub": "RUB"}
# Prices are kept for one mass each; a price for the other is carried over.
_PRICES = {
    ("USD", "kg"): ("USD/kg", Decimal(1)),
    ("USD", "t"): ("USD/kg", Decimal("0.001")),
    ("CNY", "t"): ("CNY/t", Decimal(1)),
    ("CNY", "kg"): ("CNY/t", Decimal(1000)),
}


def _any(spellings: dict[str, object]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


# 年 after a numeral is a length of time here; dates are read before.
UNIT = rf"(?:(?:new |direct )?(?i:{_any(_ENGLISH)})(?![A-Za-z])|{_any(_CHINESE)})"
PER_MASS = r"(?:/| per | a |/每)(?i:kilogram|kilo|kg|metric ton|tonne|ton|t|公斤|千克|吨)(?![A-Za-z])"
PER_YEAR = r"(?:(?:/| per | a )(?i:year|yr|annum)(?![A-Za-z])|/年)"


def read_unit(text: str) -> tuple[str, Decimal]:
    """Return the unit of the table and the factor for a unit as printed.

    Parameters
    ----------
    text : str
        A unit that `UNIT` matches, or a currency sign or code.

    Returns
    -------
    (str, Decimal)
        For example ``("kg", Decimal("0.001"))`` for ``grams``.
    """
    if text.strip(" -") == "Mt":  # not "mt", which is one tonne
        return "t", Decimal(10**6)
    spelling = text.strip(" -").lower().removeprefix("new ").removeprefix("direct ")
    if currency := (CURRENCIES | CODES).get(spelling):
        return currency, Decimal(1)
    return _ENGLISH.get(spelling) or _CHINESE[spelling]


def read_price(currency: str, mass: str) -> tuple[str, Decimal]:
    """Return unit and factor of a price: ``("USD/kg", Decimal("0.001"))`` for USD and ``ton``, ``RUB/t`` as it is."""
    unit, _ = read_unit(mass)
    return _PRICES.get((currency, unit), (f"{currency}/{unit}", Decimal(1)))
