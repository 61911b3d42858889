import math

import pandas as pd
import pytest

from evidence.reconcile import claims_agree, reconcile


def claim(value=math.nan, low=math.nan, high=math.nan, unit="t", basis="mine output REO", period=""):
    return pd.Series({"value": value, "low": low, "high": high, "unit": unit, "basis": basis, "period": period})


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [
        (claim(100), claim(102), True),
        (claim(100), claim(103), False),
        (claim(28), claim(low=10, high=28), True),
        (claim(30), claim(low=10, high=28), False),
        (claim(100), claim(100, unit="kg"), False),
        (claim(100), claim(100, basis="separated oxide"), False),
        (claim(unit=""), claim(unit=""), True),
        (claim(unit=""), claim(5, unit=""), False),
        (claim(unit="date", period="2025"), claim(unit="date", period="2025-04"), True),
        (claim(unit="date", period="2023"), claim(unit="date", period="2025-04"), False),
    ],
)
def test_claims_agree_within_tolerance_and_on_one_basis_only(left, right, agree):
    assert claims_agree(left, right, 0.02) is agree
    assert claims_agree(right, left, 0.02) is agree


def test_the_seeds_three_known_conflicts_are_found(ledger):
    outcome = reconcile(ledger)
    for indicator in ("ru.reserves", "ru.investment-cny", "gl.share-processing"):
        assert not outcome[indicator].agrees
    assert outcome["ru.investment-rub"].agrees


def test_every_indicator_with_claims_is_reconciled(ledger):
    spoken_of = set(ledger.claims["indicator_id"]) - {""}
    assert set(reconcile(ledger)) == spoken_of
