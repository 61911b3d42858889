"""Units as texts print them, each with its unit of ``data/units.csv`` and the factor that leads to it.

Money other than in the table (yen, pounds) keeps a unit of its own, so that it never joins an indicator by mistake.
"""

import re
from decimal import Decimal

_MONTH, _WEEK, _DAY = Decimal(1) / 12, Decimal(7) / 365, Decimal(1) / 365
# Unit, factor, and spellings in English and in Chinese.
_TABLE = (
    ("t", 1, "metric tons|metric ton|tonnes|tonne|tons|ton|mt|t", "公吨|吨"),
    ("t", 1000, "kilotonnes|kilotons|kt", ""),
    ("kg", 1, "kilograms|kilogram|kilogrammes|kilos|kilo|kgs|kg", "公斤|千克"),
    ("kg", "0.001", "grams|gram|g", "克"),
    ("kg", "0.45359237", "pounds|pound|lbs|lb", ""),
    ("%", 1, "percentage points|percentage point|percent|per cent|pct", "个百分点|%"),
    ("USD", 1, "us dollars|us dollar|dollars|dollar|usd", "美元|美金"),
    ("EUR", 1, "euros|euro|eur", "欧元"),
    ("CNY", 1, "chinese yuan|yuan|renminbi|rmb|cny", "元人民币|人民币|元"),
    ("RUB", 1, "rubles|ruble|roubles|rouble|rub", "卢布"),
    ("AUD", 1, "australian dollars|australian dollar|aud", "澳元"),
    ("JPY", 1, "yen|jpy", "日元"),
    ("GBP", 1, "pounds sterling|gbp", "英镑"),
    ("KRW", 1, "krw", "韩元"),
    ("years", 1, "years|year|yrs|yr", "周年|年"),
    ("years", 10, "decades|decade", "个年代"),
    ("years", 100, "centuries|century", "个世纪|世纪"),
    ("years", _MONTH, "months|month", "个多月|个月"),
    ("years", _WEEK, "weeks|week", "个星期|星期|周"),
    ("years", _DAY, "days|day", "天"),
    ("jobs", 1, "jobs|job", "个就业岗位|个工作岗位|个新岗位|个岗位|就业岗位|工作岗位|岗位"),
    ("ratio", 1, "times|fold|x", "倍"),
    ("ppm", 1, "ppm", ""),
    ("ha", 1, "hectares|hectare|ha", "公顷"),
)
_ENGLISH, _CHINESE = (
    {
        spelling: (unit, Decimal(factor))
        for unit, factor, *both in _TABLE
        for spelling in both[language].split("|")
        if spelling
    }
    for language in (0, 1)
)
CURRENCIES = {"$": "USD", "€": "EUR", "¥": "CNY", "£": "GBP", "₽": "RUB"}
CODES = {"us$": "USD", "a$": "AUD", "usd": "USD", "aud": "AUD", "rmb": "CNY", "cny": "CNY", "eur": "EUR", "rub": "RUB"}
# Prices are kept for one mass each; a price for the other is carried over.
_PRICES = {("USD", "kg"): ("USD/kg", 1), ("USD", "t"): ("USD/kg", "0.001")}
_PRICES |= {("CNY", "t"): ("CNY/t", 1), ("CNY", "kg"): ("CNY/t", 1000)}


def _any(spellings: dict[str, object]) -> str:
    return "|".join(re.escape(spelling) for spelling in sorted(spellings, key=len, reverse=True))


# 年 after a numeral is a length of time here; dates are read before.
UNIT = rf"(?:(?:new |direct )?(?i:{_any(_ENGLISH)})(?![A-Za-z])|{_any(_CHINESE)})"
PER_MASS = r"(?:/| per | a |/每)(?i:kilogram|kilo|kg|metric ton|tonne|ton|t|公斤|千克|吨)(?![A-Za-z])"
PER_YEAR = r"(?:(?:/| per | a )(?i:year|yr|annum)(?![A-Za-z])|/年)"


def read_unit(text: str) -> tuple[str, Decimal]:
    """Return the unit of the table and the factor for a unit, sign or code as printed: kg and 0.001 for ``grams``."""
    if text.strip(" -") == "Mt":  # not "mt", which is one tonne
        return "t", Decimal(10**6)
    spelling = text.strip(" -").lower().removeprefix("new ").removeprefix("direct ")
    if currency := (CURRENCIES | CODES).get(spelling):
        return currency, Decimal(1)
    return _ENGLISH.get(spelling) or _CHINESE[spelling]


def read_price(currency: str, mass: str) -> tuple[str, Decimal]:
    """Return unit and factor of a price: ``("USD/kg", Decimal("0.001"))`` for USD and ``ton``, ``RUB/t`` as it is."""
    mass_unit, _ = read_unit(mass)
    unit, factor = _PRICES.get((currency, mass_unit), (f"{currency}/{mass_unit}", 1))
    return unit, Decimal(factor)
