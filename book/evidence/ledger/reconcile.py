"""Which claims speak of one thing, whether they agree, and how far apart they lie."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd

from evidence.ledger import Ledger
from evidence.ledger.quantities import format_date, format_number, format_quantity, round_significant

# What makes two claims on one indicator the same claim.
QUANTITY = ["value", "low", "high", "unit", "basis", "period"]
# A year, with quarter, month or day; of a range its first part counts.
START = re.compile(r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?(?:/|$)")


@dataclass(frozen=True)
class Spread:
    """How far the claims on one indicator lie apart: the extremes of their numbers and bounds, in their unit."""

    lowest: float
    highest: float
    unit: str

    @property
    def ratio(self) -> float:
        """The highest over the lowest; nan where the lowest is 0."""
        return self.highest / self.lowest if self.lowest else math.nan

    @property
    def text(self) -> str:
        """How the book prints it, such as ``3.8 to 28.5 million t, a factor of 7.5``; ranks have no factor."""
        if self.lowest == self.highest:
            return "none"
        ends = format_quantity(None, self.unit, low=self.lowest, high=self.highest)
        if self.unit == "rank" or math.isnan(self.ratio):
            return ends
        return f"{ends}, a factor of {format_number(round_significant(self.ratio, 2))}"


@dataclass(frozen=True)
class DateSpread:
    """How many steps, as fine as the least precise claim, lie between the beginnings of the first and last period."""

    earliest: str
    latest: str
    number: int
    step: str

    @property
    def text(self) -> str:
        """How the book prints it, such as ``October 2023 to 2025, 2 years``; of a range its beginning."""
        if not self.number:
            return "none"
        first, last = (format_date(period.partition("/")[0]) for period in (self.earliest, self.latest))
        return f"{first} to {last}, {self.number} {self.step if self.number > 1 else self.step[:-1]}"


@dataclass(frozen=True, eq=False)
class Reconciliation:
    """The claims on one indicator, ``start`` to ``stop`` of all; they agree if all pairs do within ``tolerance``."""

    indicator_id: str
    sorted_claims: pd.DataFrame
    start: int
    stop: int
    tolerance: float
    agrees: bool

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims, as in ``data/claims.csv``, cut out when asked for: a frame for each indicator costs much."""
        return self.sorted_claims.iloc[self.start : self.stop]

    @cached_property
    def rivals(self) -> tuple[tuple[str, str], ...]:
        """Pairs of claim ids that don't agree, each figure once; their number grows with the square of the claims."""
        if self.agrees:
            return ()
        distinct = self.claims.drop_duplicates(QUANTITY)
        return tuple(
            (left["claim_id"], right["claim_id"])
            for (_, left), (_, right) in combinations(distinct.iterrows(), 2)
            if not claims_agree(left, right, self.tolerance)
        )

    @cached_property
    def spread(self) -> Spread | DateSpread | None:
        """Lowest and highest of the claims; None for statements, a single claim, or claims in several units."""
        measured = self.claims[self.claims["unit"] != ""]
        if len(measured) < 2 or measured["unit"].nunique() > 1:
            return None
        unit = measured["unit"].iloc[0]
        if unit == "date":
            return _date_spread(list(measured["period"]))
        low, high = _bounds(measured)
        return Spread(float(low.min()), float(high.max()), unit)


def claims_agree(left: pd.Series, right: pd.Series, tolerance: float) -> bool:
    """Say whether two claims on one indicator agree: intervals come within the tolerance, or neither has a number.

    Claims in different units or on different bases never agree: they can't be compared. Ranges agree where they
    overlap; a bound counts as the number it names, and qualifiers such as "over" are not stretched to infinity, since
    "over 70 %" and "over 90 %" are rivals to a reader. Dates agree where one is a more precise form of the other
    ("2025" and "2025-04"). The tolerance, for example 0.02, is relative to the larger number.
    """
    if (left["unit"], left["basis"]) != (right["unit"], right["basis"]):
        return False
    if left["unit"] == "date":
        first, second = sorted((left["period"], right["period"]), key=len)
        return second.startswith(first)
    # Numbers, not tables: intake asks this of every figure and every claim.
    (low, high), (other_low, other_high) = interval(left), interval(right)
    if math.isnan(low) or math.isnan(other_low):
        return math.isnan(low) and math.isnan(other_low)
    reach = max(low - tolerance * abs(high), other_low - tolerance * abs(other_high))
    return reach <= min(high, other_high)


def interval(claim: pd.Series | Mapping[str, float]) -> tuple[float, float]:
    """Return the ends of a quantity: its value, or its bounds, of which one alone is both; nan for none."""
    if not math.isnan(claim["value"]):
        return claim["value"], claim["value"]
    known = [claim[name] for name in ("low", "high") if not math.isnan(claim[name])]
    return (min(known), max(known)) if known else (math.nan, math.nan)


def reconcile(ledger: Ledger) -> dict[str, Reconciliation]:
    """Compare the claims of every indicator that has any, in the order of ``indicators``.

    All pairs needn't be tried, so that its time grows with the claims. Claims in one unit and on one basis agree, each
    with each, where the number that has to come down farthest, lowered by its tolerance, still reaches the upper end of
    the lowest: `claims_agree` asks this of two claims, and the largest and smallest of many decide for all of them.
    Dates agree, each with each, where all of them are beginnings of the longest.
    """
    indicators = ledger.indicators
    place = indicators.index.get_indexer(ledger.claims["indicator_id"])
    order = np.argsort(place, kind="stable")
    order = order[np.searchsorted(place[order], 0) :]
    claims, place = ledger.claims.iloc[order], place[order]
    found, starts = np.unique(place, return_index=True)
    stops = np.append(starts, len(claims))[1:]  # none where there are no claims
    tolerances = indicators["tolerance"].to_numpy()
    agree = _groups_agree(claims, place, tolerances[place]).to_numpy()
    columns = (column.tolist() for column in (indicators.index[found], starts, stops, tolerances[found], agree))
    return {name: Reconciliation(name, claims, *rest) for name, *rest in zip(*columns, strict=True)}


def _groups_agree(claims: pd.DataFrame, place: np.ndarray, tolerance: np.ndarray) -> pd.Series:
    """Say of each group of claims whether all pairs in it agree; indexed by the group's place."""
    low, high = _bounds(claims)
    measure = claims.groupby(["unit", "basis"], sort=False).ngroup().to_numpy()
    is_date = (claims["unit"] == "date").to_numpy()
    # A group on which all agree has one measure, and numbers, dates or neither for all of its claims.
    columns = {
        "first_measure": (measure, "min"),
        "last_measure": (measure, "max"),
        # How far down an interval comes to meet another: its lower end less the tolerance of its upper end.
        "reach": ((low - tolerance * high.abs()).to_numpy(), "max"),
        "high": (high.to_numpy(), "min"),
        "numbers": (low.notna().to_numpy() & ~is_date, "sum"),
        "dates": (is_date, "any"),
    }
    groups = pd.DataFrame({name: values for name, (values, _) in columns.items()}).groupby(place)
    found, size = groups.agg({name: how for name, (_, how) in columns.items()}), groups.size()
    together = ~(found["reach"] > found["high"])
    whole = (found["numbers"] == 0) | ((found["numbers"] == size) & together)
    dates_agree = _dates_agree(claims["period"], place, is_date).reindex(found.index)
    in_order = whole.where(~found["dates"], dates_agree).astype(bool)
    return (size == 1) | ((found["first_measure"] == found["last_measure"]) & in_order)


def _dates_agree(periods: pd.Series, place: np.ndarray, chosen: np.ndarray) -> pd.Series:
    """Say of each group of dates whether all are beginnings of the longest; indexed by the group's place."""
    dates = pd.Series(periods.to_numpy()[chosen], index=place[chosen], dtype=object)
    longest = dict(zip(dates.index, dates, strict=True))
    for group, period in dates.items():
        if len(period) > len(longest[group]):
            longest[group] = period
    begins = pd.Series([longest[group].startswith(period) for group, period in dates.items()], dtype=bool)
    return begins.groupby(dates.index.to_numpy()).all()


def _bounds(claims: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the ends of each claim's interval: its value, or its bounds, of which one alone is both; nan for none."""
    bounds, known = claims[["low", "high"]], claims["value"].notna()
    return claims["value"].where(known, bounds.min(axis=1)), claims["value"].where(known, bounds.max(axis=1))


def _date_spread(periods: list[str]) -> DateSpread | None:
    found = [match for period in periods if (match := START.match(period))]
    if len(found) < len(periods):
        return None
    starts = [_start(match) for match in found]
    (earliest, first), (latest, last) = (
        choose(zip(periods, starts, strict=True), key=lambda pair: pair[1]) for choose in (min, max)
    )
    if not all(match["month"] or match["quarter"] for match in found):
        return DateSpread(earliest, latest, last.year - first.year, "years")
    if not all(match["day"] for match in found):
        return DateSpread(earliest, latest, 12 * (last.year - first.year) + last.month - first.month, "months")
    return DateSpread(earliest, latest, (last - first).days, "days")


def _start(match: re.Match[str]) -> date:
    month = 3 * int(match["quarter"]) - 2 if match["quarter"] else int(match["month"] or 1)
    return date(int(match["year"]), month, int(match["day"] or 1))
