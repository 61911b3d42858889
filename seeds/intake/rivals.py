"""Rivals: what the ledger has on an indicator beside a figure, and whether the two agree at the digits printed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from evidence.facts import claim_text, fact
from evidence.ledger import Ledger
from evidence.ledger.quantities import CEILINGS, FLOORS, NBSP, PRINTED
from evidence.rules.classes import is_slip
from intake.figures import Figure
from intake.numerals import DIGITS, normalise

_LARGE = 1e6
_LEFT_UNPRINTED = frozenset({"USD", "EUR", "CNY", "RUB", "t"})
_CONVERSIONS = {("t", "kg"): 1000.0, ("kg", "t"): 0.001, ("t/yr", "t"): 1.0, ("t", "t/yr"): 1.0}
_CONVERSIONS |= {("ratio", "%"): 100.0, ("%", "ratio"): 0.01}
# How far a rough number may be off, and the most that zeros at the end of a number may have been rounded by.
_ROUGH, _ZEROS = 0.05, 0.025
# A bound names a number that is near: who says "over 70" doesn't mean ten times as much.
_FAR = 10.0
_PART_IN_WORDS = re.compile(r"成|半|分之|\d/\d|hal[fv]|third|quarter|fourth|fifth|sixth|eighth|tenth")
# Units whose whole numbers aren't rounded.
_COUNTED = frozenset({"count", "rank", "jobs"})
# Years by which a date may be off that is about.
_ABOUT_YEARS = 2


@dataclass(frozen=True)
class Rival:
    """What the ledger has on an indicator, beside a figure."""

    key: str  # claim id, or "adopted" for the value the book adopts
    text: str  # the number as the book prints it
    agrees: bool  # whether the two come to the same, at the digits printed
    conflicts: bool  # whether one of the two must be wrong: "over 70%" and "over 90%" neither agree nor conflict
    is_far: bool  # whether they are an order of magnitude apart, and no slip: figures of two things
    is_slip: bool  # whether they differ by a power of ten, as figures in 亿 do that were taken for billions


@dataclass(frozen=True)
class _Quantity:
    """A number or range, or a date, with how it is printed."""

    low: float
    high: float
    qualifier: str
    text: str
    is_counted: bool
    period: str

    def is_near(self, other: _Quantity, tolerance: float) -> bool:
        """Say whether both come to the same number at their digits, a bound counting as the number it names."""
        if self.period:
            first, second = sorted((self.period, other.period), key=len)
            return second.startswith(first)
        (low, high), (other_low, other_high) = self._widen(tolerance), other._widen(tolerance)
        return low <= other_high and other_low <= high

    def excludes(self, other: _Quantity, tolerance: float) -> bool:
        """Say whether both can't hold."""
        if self.period:
            (first, last), (other_first, other_last) = _days(self), _days(other)
            return last < other_first or other_last < first
        (low, high), (other_low, other_high) = self._reach(tolerance), other._reach(tolerance)
        return high < other_low or other_high < low

    def is_far(self, other: _Quantity) -> bool:
        """Say whether the numbers are of different orders of magnitude, and none is the other with a slip."""
        small, large = sorted((abs(self.high), abs(other.high)))
        return large >= _FAR * small and not is_slip(small, large)

    def _widen(self, tolerance: float) -> tuple[float, float]:
        rough = _ROUGH if self.qualifier == "about" else 0.0
        tolerance = max(tolerance, rough, 0.0 if self.is_counted else _round_off(self.text, self.high))
        return self.low - tolerance * abs(self.low), self.high + tolerance * abs(self.high)

    def _reach(self, tolerance: float) -> tuple[float, float]:
        low, high = self._widen(tolerance)
        if self.low < 0 and self.qualifier in FLOORS | CEILINGS:
            return -math.inf, math.inf  # which way a bound of a loss is meant isn't said
        return (
            0.0 if self.qualifier in CEILINGS else low,
            high * _FAR * (1 - _ROUGH) ** 2 if self.qualifier in FLOORS else high,
        )


def describe_rivals(rivals: Iterable[Rival]) -> str:
    """Write rivals with equal numbers together: ``3.8 million t (RU-013, RU-088, adopted)``."""
    groups: dict[str, list[str]] = {}
    for rival in rivals:
        text = f"{rival.text}, a power of ten apart" if rival.is_slip else rival.text
        groups.setdefault(text, []).append(rival.key)
    return ", ".join(f"{text} ({', '.join(keys)})" for text, keys in groups.items())


class Rivals:
    """The claims and adopted values of all indicators of a ledger, prepared for comparing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._rows = cache(lambda indicator_id: list(self._find_rows(indicator_id)))

    def compare(self, figure: Figure, indicator_id: str) -> tuple[Rival, ...]:
        """Compare a figure with the claims on an indicator and the value adopted for it.

        The figure's unit must fit the indicator's; it is taken to count what the claims count. Of the claims, those in
        the indicator's unit are compared.
        """
        indicator = self._ledger.indicators.loc[indicator_id]
        factor, tolerance = conversion(figure, indicator["unit"]) or 1.0, indicator["tolerance"]
        numbers = (figure.value * factor, figure.low * factor, figure.high * factor)
        own = _quantity(numbers, figure.qualifier, figure.text, indicator["unit"])
        rivals = []
        for key, text, other in self._rows(indicator_id):
            if figure.unit == "date":
                period = figure.period if figure.year_printed else other.period[:4] + figure.period[4:]
                own = replace(own, period=period)
            agrees = own.is_near(other, tolerance)
            conflicts = not agrees and own.excludes(other, tolerance)
            is_far = conflicts and own.is_far(other)
            rivals.append(Rival(key, text, agrees, conflicts, is_far, conflicts and is_slip(own.high, other.high)))
        return tuple(rivals)

    def _find_rows(self, indicator_id: str) -> Iterator[tuple[str, str, _Quantity]]:
        """Yield what the ledger has on an indicator in its unit, each with key and text."""
        claims, unit = self._ledger.claims, self._ledger.indicators.at[indicator_id, "unit"]
        for claim_id, claim in claims[(claims["indicator_id"] == indicator_id) & (claims["unit"] == unit)].iterrows():
            text = claim_text(claim).replace(NBSP, " ")
            numbers = (claim["value"], claim["low"], claim["high"])
            period = claim["period"] if unit == "date" else ""
            yield claim_id, text, _quantity(numbers, claim["qualifier"], text, unit, period)
        resolutions = self._ledger.resolutions
        if indicator_id in resolutions.index and resolutions.at[indicator_id, "adopted"]:
            adopted = fact(indicator_id, self._ledger)
            if adopted.unit == unit != "date":
                text = adopted.text.replace(NBSP, " ")
                qualifier = next((word for word in PRINTED if text.startswith(word)), "exact")
                yield "adopted", text, _quantity((adopted.value, adopted.low, adopted.high), qualifier, text, unit)


def _quantity(numbers: Iterable[float], qualifier: str, text: str, unit: str, period: str = "") -> _Quantity:
    known = [number for number in numbers if not math.isnan(number)] or [math.nan]
    return _Quantity(min(known), max(known), qualifier, normalise(text), unit in _COUNTED, period)


def _round_off(text: str, number: float) -> float:
    """Return by which part of itself a number may have been rounded, printed as a text: 0.07 for ``0.7%``."""
    if _PART_IN_WORDS.search(text.lower()):
        return _ROUGH
    match = re.search(DIGITS, text)
    digits = re.sub(r"[^\d.]", "", match.group()) if match else f"{number:.0f}" if number >= 1 else ""
    if not digits or not float(digits):
        return 0.0
    decimals = len(digits.partition(".")[2])
    zeros = 0 if decimals else len(digits) - len(digits.rstrip("0"))
    part = 0.5 * 10.0 ** (zeros - decimals) / float(digits)
    return min(part, _ZEROS) if zeros else part


def _days(when: _Quantity) -> tuple[str, str]:
    """Return the first and the last moment that a period leaves open, as texts that sort: 2025-04 is before 2025~."""
    months = re.sub(
        r"Q([1-4])", lambda match: f"{3 * int(match[1]) - 2:02d}/{when.period[:4]}-{3 * int(match[1]):02d}", when.period
    )
    first, last = months.split("/")[0], months.split("/")[-1]
    if when.qualifier == "about" and months[:4].isdigit():
        first, last = f"{int(first[:4]) - _ABOUT_YEARS}{first[4:]}", f"{int(last[:4]) + _ABOUT_YEARS}{last[4:]}"
    return first, f"{last}~"


def conversion(figure: Figure, unit: str) -> float | None:
    """Return the factor that brings a figure into a unit, such as 1000 for tonnes as kilograms; None if there is none.

    A large bare number may be money or tonnes, its unit left unprinted.
    """
    if figure.unit == unit:
        return 1.0
    size = figure.value if not math.isnan(figure.value) else figure.high
    if figure.unit == "count" and unit in _LEFT_UNPRINTED and size >= _LARGE:
        return 1.0
    if (figure.unit, unit) == ("ratio", "%") and size > 1:
        return None
    return _CONVERSIONS.get((figure.unit, unit))
