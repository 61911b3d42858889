"""Rivals: what the ledger has on an indicator beside a figure, and whether the two agree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidence.facts import Fact, claim_text, fact
from evidence.intake.figures import Figure
from evidence.ledger import Ledger
from evidence.quantities import NBSP
from evidence.reconcile import claims_agree
from evidence.rules.classes import is_slip

_NUMBERS = ("value", "low", "high")
_MEASURE = (*_NUMBERS, "unit", "basis", "period", "qualifier")


@dataclass(frozen=True)
class Rival:
    """What the ledger has on an indicator, beside a figure.

    Attributes
    ----------
    key : str
        Claim id, or ``adopted`` for the value the book adopts.
    text : str
        The number as the book prints it.
    agrees : bool
        Whether the figure comes within the tolerance of it.
    conflicts : bool
        Whether one of the two must be wrong; "over 70%" and "over 90%" neither agree nor conflict.
    is_slip : bool
        Whether the two differ by a power of ten, as figures in 亿 do that were taken for billions.
    """

    key: str
    text: str
    agrees: bool
    conflicts: bool
    is_slip: bool


def describe_rivals(rivals: Iterable[Rival]) -> str:
    """Write rivals with equal numbers together: ``3.8 million t (RU-013, RU-088, adopted)``.

    Parameters
    ----------
    rivals : iterable of Rival
        Rivals of one figure.

    Returns
    -------
    str
        Numbers apart by commas.
    """
    groups: dict[str, list[str]] = {}
    for rival in rivals:
        text = f"{rival.text}, a power of ten apart" if rival.is_slip else rival.text
        groups.setdefault(text, []).append(rival.key)
    return ", ".join(f"{text} ({', '.join(keys)})" for text, keys in groups.items())


class Rivals:
    """The claims and adopted values of all indicators, prepared for comparing.

    Parameters
    ----------
    ledger : Ledger
        The tables.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._groups: dict[str, list[tuple[pd.Series, list[tuple[str, str]]]]] = {}
        self._compared: dict[tuple[str, ...], tuple[Rival, ...]] = {}

    def compare(self, figure: Figure, indicator_id: str) -> tuple[Rival, ...]:
        """Compare a figure with the claims on an indicator and the value adopted for it.

        A figure has no basis of its own yet: it is taken to count what the claim counts.

        Parameters
        ----------
        figure : Figure
            A figure whose unit fits the indicator's.
        indicator_id : str
            The indicator.

        Returns
        -------
        tuple of Rival
            Claims with a number or date, and the adopted value; equal ones stand together.
        """
        # As text, since not a number never equals itself.
        numbers = (figure.unit, figure.value, figure.low, figure.high, figure.period, figure.qualifier)
        key = (indicator_id, *map(str, numbers))
        if key not in self._compared:
            self._compared[key] = tuple(self._compare(figure, self._ledger.indicators.loc[indicator_id]))
        return self._compared[key]

    def _compare(self, figure: Figure, indicator: pd.Series) -> Iterator[Rival]:
        factor = conversion(figure, indicator["unit"]) or 1.0
        own = {name: getattr(figure, name) * factor for name in _NUMBERS}
        own |= {"unit": indicator["unit"], "period": figure.period, "qualifier": figure.qualifier}
        for row, keys in self._distinct(indicator["indicator_id"]):
            if not figure.year_printed:
                own["period"] = row["period"][:4] + figure.period[4:]
            agrees = bool(claims_agree(pd.Series(own | {"basis": row["basis"]}), row, indicator["tolerance"]))
            conflicts = not agrees and (figure.unit == "date" or not _overlap(_reach(own), _reach(row)))
            slip = conflicts and is_slip(_size(own), _size(row))
            yield from (Rival(key, text, agrees, conflicts, slip) for key, text in keys)

    def _distinct(self, indicator_id: str) -> list[tuple[pd.Series, list[tuple[str, str]]]]:
        """Return what the ledger has on an indicator in its unit, equal rows once, each with keys and texts."""
        if indicator_id not in self._groups:
            claims, unit = self._ledger.claims, self._ledger.indicators.at[indicator_id, "unit"]
            claims = claims[(claims["indicator_id"] == indicator_id) & (claims["unit"] == unit)]
            rows = [(claim_id, claim_text(claim), claim[list(_MEASURE)]) for claim_id, claim in claims.iterrows()]
            if (adopted := self._adopted(indicator_id)) and adopted.unit == unit != "date":
                row = pd.Series(
                    {name: getattr(adopted, name) for name in (*_NUMBERS, "unit", "basis")} | {"period": "", "qualifier": "exact"}
                )
                rows.append(("adopted", adopted.text, row))
            groups: dict[tuple[str, ...], tuple[pd.Series, list[tuple[str, str]]]] = {}
            for key, text, row in rows:
                group = groups.setdefault(tuple(str(row[name]) for name in _MEASURE), (row, []))
                group[1].append((key, text.replace(NBSP, " ")))
            self._groups[indicator_id] = list(groups.values())
        return self._groups[indicator_id]

    def _adopted(self, indicator_id: str) -> Fact | None:
        resolutions = self._ledger.resolutions
        is_adopted = indicator_id in resolutions.index and resolutions.at[indicator_id, "adopted"]
        return fact(indicator_id, self._ledger) if is_adopted else None


def may_convert(unit: str, other: str) -> bool:
    """Say whether a figure in one unit may stand for an amount of another; `conversion` looks at its size too."""
    return unit == other or (unit, other) in _CONVERSIONS or (unit == "count" and other in _LEFT_UNPRINTED)


def conversion(figure: Figure, unit: str) -> float | None:
    """Return the factor that brings a figure into a unit; None if that can't be done.

    Parameters
    ----------
    figure : Figure
        The figure.
    unit : str
        A unit of ``data/units.csv``.

    Returns
    -------
    float or None
        For example 1000 for tonnes as kilograms; a large bare number may be money or tonnes, its unit left unprinted.
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
    known = [row[name] for name in ("value", "low", "high") if not math.isnan(row[name])]
    return known[0] if len(known) == 1 else math.nan


def _reach(row: Mapping[str, Any]) -> tuple[float, float]:
    """Return the least and the greatest number that a row leaves open: "over 70%" reaches upwards without end."""
    low, high = (row["value"], row["value"]) if not math.isnan(row["value"]) else (row["low"], row["high"])
    if math.isnan(low) or row["qualifier"] in {"under", "up to", "at most"}:
        low = -math.inf
    if math.isnan(high) or row["qualifier"] in {"over", "at least"}:
        high = math.inf
    return low, high


def _overlap(left: tuple[float, float], right: tuple[float, float]) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]


_LARGE = 1e6
_LEFT_UNPRINTED = frozenset({"USD", "EUR", "CNY", "RUB", "t"})
_CONVERSIONS = {
    ("t", "kg"): 1000.0,
    ("kg", "t"): 0.001,
    ("t/yr", "t"): 1.0,
    ("t", "t/yr"): 1.0,
    ("ratio", "%"): 100.0,
    ("%", "ratio"): 0.01,
}
