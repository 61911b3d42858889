import math
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest
from conftest import each_of
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.ledger import load_ledger
from evidence.ledger.reconcile import DateSpread, Spread, claims_agree, reconcile


def claim(value=math.nan, low=math.nan, high=math.nan, unit="t", basis="mine output REO", period=""):
    return pd.Series({"value": value, "low": low, "high": high, "unit": unit, "basis": basis, "period": period})


@each_of(
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


def test_every_indicator_with_claims_is_reconciled_and_no_other(ledger):
    assert set(reconcile(ledger)) == set(ledger.claims["indicator_id"]) - {""}
    assert reconcile(replace(ledger, claims=ledger.claims.iloc[:0])) == {}
    assert reconcile(replace(ledger, indicators=ledger.indicators.iloc[:0])) == {}
    two = ledger_of([claim(100), claim(100), claim(500)]).with_row("claims", "RU-002", indicator_id="")
    ((indicator, outcome),) = reconcile(two).items()
    assert (indicator, list(outcome.claims.index)) == ("ru.reserves", ["RU-000", "RU-001"])


def ledger_of(claims, tolerance=0.02):
    """Return the book's ledger with other claims, all on the one indicator left."""
    columns = {"claim_id": [f"RU-{number:03}" for number in range(len(claims))], "indicator_id": "ru.reserves"}
    frame = pd.DataFrame(claims, columns=["value", "low", "high", "unit", "basis", "period"]).assign(**columns)
    ledger = load_ledger()
    indicators = ledger.indicators.loc[["ru.reserves"]].assign(tolerance=tolerance)
    return replace(ledger, claims=frame.set_index("claim_id", drop=False), indicators=indicators)


def outcome_of(*claims, tolerance=0.02):
    return reconcile(ledger_of(claims, tolerance))["ru.reserves"]


# Few numbers, far apart and close together, so that claims often meet, touch, miss and enclose each other.
numbers = st.sampled_from([0.0, 1.0, 1.1, 2.0, 9.0, 10.0, 11.0, 100.0, 1000.0]) | st.floats(-100, 100)
quantities = st.one_of(
    st.builds(claim, value=numbers),
    st.builds(claim, low=numbers, high=numbers),
    st.builds(claim, low=numbers),
    st.builds(claim, high=numbers),
)
others = st.builds(claim, value=numbers, basis=st.just("separated oxide")) | st.just(claim())
figures = quantities | others
statements = st.just(claim(unit="", basis="statement"))
dates = st.builds(
    claim, unit=st.just("date"), basis=st.just("date"), period=st.text("2501-", max_size=4) | st.just("2025-10")
)
kinds = (quantities, figures, statements, dates, figures | dates)
tolerances = st.sampled_from([0.0, 0.02, 0.1, 0.5]) | st.floats(0, 1)


@settings(deadline=None)
@given(st.one_of(*(st.lists(kind, min_size=1, max_size=5) for kind in kinds)), tolerances)
@example([claim(1), claim(9), claim(low=10, high=1000)], 0.1)  # a wide range does not hide that others disagree
def test_the_extremes_decide_as_all_pairs_do_and_there_are_rivals_where_they_disagree(claims, tolerance):
    every_pair = all(claims_agree(left, right, tolerance) for left, right in combinations(claims, 2))
    outcome = outcome_of(*claims, tolerance=tolerance)
    assert outcome.agrees is every_pair
    assert bool(outcome.rivals) is not every_pair
    for left, right in outcome.rivals:
        assert not claims_agree(outcome.claims.loc[left], outcome.claims.loc[right], tolerance)


def test_the_spread_runs_from_the_lowest_to_the_highest_bound_of_what_can_be_compared():
    spread = outcome_of(claim(3.8), claim(low=10, high=28), claim(28.5), claim(unit="")).spread
    assert spread == Spread(3.8, 28.5, "t")
    assert spread.ratio == pytest.approx(7.5)
    assert math.isnan(outcome_of(claim(0.0), claim(5)).spread.ratio)
    for claims in ([claim(5)], [claim(unit="")] * 2, [claim(5), claim(5, unit="kg")]):
        assert outcome_of(*claims).spread is None


@each_of(
    ("periods", "expected"),
    [
        (["2025", "2023-10/2023-12"], DateSpread("2023-10/2023-12", "2025", 2, "years")),
        (["2025-10-09", "2025-10-09"], DateSpread("2025-10-09", "2025-10-09", 0, "days")),
        (["2024-02-28", "2024-03-01"], DateSpread("2024-02-28", "2024-03-01", 2, "days")),
        (["2025-06", "2023-06"], DateSpread("2023-06", "2025-06", 24, "months")),
        (["2025-Q3", "2025-10-09"], DateSpread("2025-Q3", "2025-10-09", 3, "months")),
        (["soon", "2025"], None),
    ],
)
def test_dates_lie_years_months_or_days_apart_as_the_least_precise_allows(periods, expected):
    assert outcome_of(*(claim(unit="date", basis="date", period=period) for period in periods)).spread == expected
