"""Which claims speak of one thing, and whether they agree."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from evidence.ledger import Ledger


@dataclass(frozen=True)
class Reconciliation:
    """The claims on one indicator, side by side.

    Attributes
    ----------
    indicator_id : str
        The indicator.
    claims : DataFrame
        Its claims, columns as in ``data/claims.csv``.
    rivals : tuple of (str, str)
        Pairs of claim ids that don't agree.
    """

    indicator_id: str
    claims: pd.DataFrame
    rivals: tuple[tuple[str, str], ...]

    @property
    def agrees(self) -> bool:
        """Whether no two claims disagree."""
        return not self.rivals


def claims_agree(left: pd.Series, right: pd.Series, tolerance: float) -> bool:
    """Say whether two claims on one indicator agree.

    Claims in different units or on different bases never agree: they can't be compared. Ranges agree where they
    overlap; qualifiers such as "over" are not stretched to infinity, since "over 70 %" and "over 90 %" are rivals to a
    reader. Dates agree where one is a more precise form of the other ("2025" and "2025-04").

    Parameters
    ----------
    left, right : Series
        Rows of ``claims``.
    tolerance : float
        Relative difference allowed, for example 0.02.

    Returns
    -------
    bool
        True if both are without a number, or their intervals come within the tolerance.
    """
    if (left["unit"], left["basis"]) != (right["unit"], right["basis"]):
        return False
    if left["unit"] == "date":
        first, second = sorted((left["period"], right["period"]), key=len)
        return second.startswith(first)
    bounds = []
    for claim in (left, right):
        if math.isnan(claim["value"]) and math.isnan(claim["low"]) and math.isnan(claim["high"]):
            bounds.append(None)
        elif math.isnan(claim["value"]):
            bounds.append((claim["low"], claim["high"]))
        else:
            bounds.append((claim["value"], claim["value"]))
    if None in bounds:
        return bounds[0] is bounds[1]
    (low_a, high_a), (low_b, high_b) = bounds
    gap = max(low_a, low_b) - min(high_a, high_b)
    return gap <= tolerance * max(abs(high_a), abs(high_b))


def reconcile(ledger: Ledger) -> dict[str, Reconciliation]:
    """Compare the claims of every indicator.

    Parameters
    ----------
    ledger : Ledger
        The tables.

    Returns
    -------
    dict of str to Reconciliation
        One entry for each indicator that has claims, in the order of ``indicators``.
    """
    groups = dict(tuple(ledger.claims[ledger.claims["indicator_id"] != ""].groupby("indicator_id", sort=False)))
    outcome = {}
    for indicator_id, indicator in ledger.indicators.iterrows():
        if indicator_id not in groups:
            continue
        claims = groups[indicator_id]
        distinct = claims.drop_duplicates(["value", "low", "high", "unit", "basis", "period"])
        rivals = tuple(
            (left["claim_id"], right["claim_id"])
            for (_, left), (_, right) in combinations(distinct.iterrows(), 2)
            if not claims_agree(left, right, indicator["tolerance"])
        )
        outcome[indicator_id] = Reconciliation(indicator_id, claims, rivals)
    return outcome
