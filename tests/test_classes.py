"""The classes of disagreement stand the test of arithmetic: known answers and limits of each test."""

import math

import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.ledger import load_ledger
from evidence.ledger.reconcile import reconcile
from evidence.rules import classes

LEDGER = load_ledger()
OUTCOMES = reconcile(LEDGER)


def objections(indicator_id, kind, adopted=None):
    adopted = LEDGER.resolutions.at[indicator_id, "adopted"] if adopted is None else adopted
    return list(classes.check_class(LEDGER, OUTCOMES[indicator_id], adopted, kind))


@each_of(("text", "number", "step"), cases("classes", "the step of the last printed digit"))
def test_the_step_of_the_last_printed_digit(text, number, step):
    found = classes.printed_step(text, number)
    assert found is None if step is None else found == pytest.approx(step)


@each_of("indicator_id", LEDGER.resolutions.index)
def test_every_resolution_stands_the_test_of_its_class(indicator_id):
    assert objections(indicator_id, LEDGER.resolutions.at[indicator_id, "class"]) == []


@each_of("kind", ["agree", "rounding", "vintage"])
def test_a_slip_of_ten_passes_for_nothing_milder(kind):
    assert objections("ru.investment-cny", "unit slip") == []
    assert objections("ru.investment-cny", kind)


def test_a_spread_of_measures_is_no_slip_and_no_rounding():
    assert objections("ru.reserves", "definition") == []
    for kind in ("agree", "unit slip", "rounding"):
        assert objections("ru.reserves", kind)


@each_of("kind", ["rounding", "vintage"])
def test_without_an_adopted_figure_nothing_is_rounded_or_older(kind):
    assert objections("gl.share-patents", kind, adopted="")


def test_a_newer_figure_is_no_earlier_edition():
    oldest = "share.reserves/china/2017@mcs-2018"
    assert objections("gl.reserves-china-share", "vintage", adopted="share.reserves/china/2025@mcs-2026") == []
    assert objections("gl.reserves-china-share", "vintage", adopted=oldest)


def test_dates_and_statements_are_not_rounded():
    assert objections("xc.april-date", "rounding")
    assert objections("xc.motive", "rounding", adopted="XC-006")


@each_of(("first", "second", "slip"), [(61.2, 612, True), (5, 5, False), (5, 52, True), (5, 60, False)])
def test_a_slip_keeps_the_digits(first, second, slip):
    assert classes.is_slip(first, second) is slip
    assert classes.is_slip(second, first) is slip


@each_of("number", [0.0, -3.0, math.nan])
def test_nothing_is_no_slip_of_something(number):
    assert not classes.is_slip(number, 10)


@each_of(
    ("day", "period", "inside"),
    [
        ("2023-12-01", "2023-10/2023-12", True),
        ("2024-01-01", "2023-10/2023-12", False),
        ("2025-04-04", "2025", True),
        ("2025-04-04", "2025-04-05", False),
        ("", "2025", False),
    ],
)
def test_a_day_falls_in_a_period(day, period, inside):
    assert classes.falls_in(day, period) is inside


def test_the_rate_of_the_day_decides_between_two_currencies():
    case = classes.Case(
        LEDGER,
        OUTCOMES["ru.investment-cny"],
        pd.Series({"unit": "CNY", "basis": "investment", "period": "2025-10-24"}),
        "",
    )
    amounts = [amount for _, amount, _ in classes.converted(case)]
    assert amounts
    assert all(amount == pytest.approx(700e9 / 11.3733) for amount in amounts)
