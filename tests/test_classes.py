"""The classes of disagreement stand the test of arithmetic: known answers and limits of each test."""

import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.ledger import load_ledger
from evidence.ledger.reconcile import reconcile
from evidence.rules import classes

LEDGER = load_ledger()
OUTCOMES = reconcile(LEDGER)
NAN = float("nan")


@each_of(("text", "number", "step"), cases("classes", "the step of the last printed digit"))
def test_the_step_of_the_last_printed_digit(text, number, step):
    found = classes.printed_step(text, number)
    assert found is None if step is None else found == pytest.approx(step)


@each_of(("indicator_id", "adopted", "held", "refused"), cases("classes", "a class holds where arithmetic allows it"))
def test_a_class_holds_where_arithmetic_allows_it(indicator_id, adopted, held, refused):
    def objections(kind):
        own = LEDGER.resolutions.at[indicator_id, "adopted"] if adopted is None else adopted
        return list(classes.check_class(LEDGER, OUTCOMES[indicator_id], own, kind))

    assert not held or objections(held) == []
    assert [kind for kind in refused if not objections(kind)] == []


@each_of(
    ("first", "second", "slip"),
    [
        (61.2, 612, True),
        (5, 5, False),
        (5, 52, True),
        (5, 60, False),
        (0, 10, False),
        (-3, 10, False),
        (NAN, 10, False),
    ],
)
def test_a_slip_keeps_the_digits(first, second, slip):
    assert classes.is_slip(first, second) is classes.is_slip(second, first) is slip


@each_of(("day", "period", "inside"), cases("classes", "a day falls in a period"))
def test_a_day_falls_in_a_period(day, period, inside):
    assert classes.falls_in(day, period) is inside


def test_the_rate_of_the_day_decides_between_two_currencies():
    yuan = pd.Series({"unit": "CNY", "basis": "investment", "period": "2025-10-24"})
    case = classes.Case(LEDGER, OUTCOMES["ru.investment-cny"], yuan, "")
    amounts = [amount for _, amount, _ in classes.converted(case)]
    assert amounts
    assert amounts == pytest.approx([700e9 / 11.3733] * len(amounts))
