"""Quantities as a reader reads them: rounding, units, ranges and qualifiers."""

import math
from datetime import date

NBSP = "\N{NO-BREAK SPACE}"

# Units that are written after a number scaled to millions, billions or trillions.
SCALED = {
    "t": "t",
    "t/yr": "t/yr",
    "USD": "dollars",
    "EUR": "euros",
    "AUD": "Australian dollars",
    "GBP": "pounds",
    "CAD": "Canadian dollars",
    "BRL": "reais",
    "CNY": "yuan",
    "INR": "rupees",
    "JPY": "yen",
    "KRW": "won",
    "MYR": "ringgit",
    "SEK": "kronor",
    "NOK": "kroner",
    "RUB": "rubles",
    "jobs": "jobs",
}
PLAIN = {
    "kg": "kg",
    "USD/kg": "dollars/kg",
    "CNY/t": "yuan/t",
    "RUB/CNY": "rubles per yuan",
    "RUB/USD": "rubles per dollar",
    "years": "years",
    "ppm": "ppm",
    "count": "",
    "ratio": "",
    "": "",
}
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
# Qualifiers that change what a number says; the others ("exact", "reported" ...) aren't printed.
# What they leave open: anything above the number, or below it.
FLOORS, CEILINGS = frozenset({"over", "at least"}), frozenset({"under", "up to", "at most"})
PRINTED = frozenset({"about"}) | FLOORS | CEILINGS


def round_significant(value: float, digits: int) -> float:
    """Round a finite number to significant digits; 0 stays 0."""
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def format_number(value: float, decimals: int = 4) -> str:
    """Write a number as ``2,600`` or ``28.78``: thousands separators, a true minus sign and no trailing zeros."""
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\N{MINUS SIGN}")


def format_date(period: str) -> str:
    """Write an ISO date, month, quarter, year or range as prose does, such as ``9 October 2025``; other text stays."""
    if "/" in period:
        first, last = (format_date(part) for part in period.split("/", 1))
        return f"{first}\N{EN DASH}{last}" if len(first) == len(last) == 4 else f"{first} to {last}"
    try:
        if len(period) == 10:
            day = date.fromisoformat(period)
            return f"{day.day}{NBSP}{day:%B}{NBSP}{day.year}"
        if len(period) == 7 and period[5] != "Q":
            month = date.fromisoformat(f"{period}-01")
            return f"{month:%B}{NBSP}{month.year}"
    except ValueError:
        return period
    return period


def format_quantity(
    value: float | None, unit: str, *, low: float | None = None, high: float | None = None, qualifier: str = ""
) -> str:
    """Write a quantity as prose does: ``2,600 t``, ``over 700 billion rubles``, ``10 to 28 million t`` or ``53%``.

    Without a value low alone reads "over", high alone "under", both a range. Qualifiers that change the meaning
    (`PRINTED`) are written out. No number at all, None or NaN, raises `ValueError`.
    """
    value, low, high = (None if number is None or math.isnan(number) else number for number in (value, low, high))
    known = [abs(number) for number in (value, low, high) if number is not None]
    if not known:
        raise ValueError("a quantity needs a value or a bound")
    factor, scale = next(((size, word) for size, word in SCALES if unit in SCALED and max(known) >= size), (1.0, ""))
    word = SCALED.get(unit, PLAIN.get(unit, unit))
    tail = "%" if unit == "%" else "".join(f"{NBSP}{part}" for part in (scale, word) if part)
    is_range = value is None and len(known) == 2
    printed = [value] if value is not None else [number for number in (low, high) if number is not None]
    body = " to ".join(format_number(number / factor, 4 if factor == 1 else 2) for number in printed)
    prefix = "" if value is not None or is_range else "over" if high is None else "under"
    if qualifier in PRINTED and not is_range:
        prefix = qualifier
    if unit == "rank":
        return f"number{NBSP}{body}"
    return f"{prefix}{NBSP if prefix else ''}{body}{tail}"
