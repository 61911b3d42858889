"""Rivals: what the ledger has on an indicator beside a figure, and whether the two agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from evidence.facts import claim_text, fact
from evidence.ledger import Ledger
from evidence.ledger.quantities import CEILINGS, FLOORS, NBSP
from evidence.ledger.reconcile import claims_agree
from evidence.rules.classes import is_slip
from intake.figures import Figure

_NUMBERS = ("value", "low", "high")
_MEASURE = (*_NUMBERS, "unit", "basis", "period", "qualifier")
_LARGE = 1e6
_LEFT_UNPRINTED = frozenset({"USD", "EUR", "CNY", "RUB", "t"})
_CONVERSIONS = {("t", "kg"): 1000.0, ("kg", "t"): 0.001, ("t/yr", "t"): 1.0, ("t", "t/yr"): 1.0}
_CONVERSIONS |= {("ratio", "%"): 100.0, ("%", "ratio"): 0.01}


@dataclass(frozen=True)
class Rival:
    """What the ledger has on an indicator, beside a figure."""

    key: str  # claim id, or "adopted" for the value the book adopts
    text: str  # the number as the book prints it
    agrees: bool  # whether the figure comes within the tolerance of it
    conflicts: bool  # whether one of the two must be wrong: "over 70%" and "over 90%" neither agree nor conflict
    is_slip: bool  # whether they differ by a power of ten, as figures in 亿 do that were taken for billions


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
        factor = conversion(figure, indicator["unit"]) or 1.0
        own = {name: getattr(figure, name) * factor for name in _NUMBERS}
        own |= {"unit": indicator["unit"], "qualifier": figure.qualifier}
        rivals = []
        for key, text, row in self._rows(indicator_id):
            own |= {"basis": row["basis"], "period": figure.period}
            if not figure.year_printed:
                own["period"] = row["period"][:4] + figure.period[4:]
            agrees = bool(claims_agree(own, row, indicator["tolerance"]))
            (low, high), (other_low, other_high) = _reach(own), _reach(row)
            conflicts = not agrees and (figure.unit == "date" or low > other_high or other_low > high)
            rivals.append(Rival(key, text, agrees, conflicts, conflicts and is_slip(_size(own), _size(row))))
        return tuple(rivals)

    def _find_rows(self, indicator_id: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Yield what the ledger has on an indicator in its unit, each with key and text."""
        claims, unit = self._ledger.claims, self._ledger.indicators.at[indicator_id, "unit"]
        for claim_id, claim in claims[(claims["indicator_id"] == indicator_id) & (claims["unit"] == unit)].iterrows():
            yield claim_id, claim_text(claim).replace(NBSP, " "), {name: claim[name] for name in _MEASURE}
        resolutions = self._ledger.resolutions
        if indicator_id in resolutions.index and resolutions.at[indicator_id, "adopted"]:
            adopted = fact(indicator_id, self._ledger)
            if adopted.unit == unit != "date":
                row = {name: getattr(adopted, name) for name in (*_NUMBERS, "unit", "basis")}
                yield "adopted", adopted.text.replace(NBSP, " "), row | {"period": "", "qualifier": "exact"}


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


def _size(row: Mapping[str, float]) -> float:
    """Return the value of a row, or the one bound it has."""
    known = [row[name] for name in _NUMBERS if not math.isnan(row[name])]
    return known[0] if len(known) == 1 else math.nan


def _reach(row: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and the greatest number that a row leaves open: "over 70%" reaches upwards without end."""
    low, high = (row["value"], row["value"]) if not math.isnan(row["value"]) else (row["low"], row["high"])
    if math.isnan(low) or row["qualifier"] in CEILINGS:
        low = -math.inf
    if math.isnan(high) or row["qualifier"] in FLOORS:
        high = math.inf
    return low, high
