"""The one language of formulas: computed, printed, drawn and listed alike; nothing outside it is read."""

import json

import pytest
import vl_convert
from conftest import cases, each_of
from hypothesis import given
from hypothesis import strategies as st

from evidence.charts.renderer import VEGA_LITE
from evidence.results.formula import Formula, FormulaError


@each_of(
    ("text", "numbers", "answer"),
    [
        ("100 * (use - made) / use", {"use": 200, "made": 50}, 75),
        ("total(all) + total(one, two)", {"all": (1, 2, 3), "one": 1, "two": 2}, 9),
        ("mean(all) + max(one) + min(all, 0) + count(all)", {"all": (1, 2, 6), "one": (4.0,)}, 10),
        ("rank(own, others)", {"own": 3, "others": (5, 3, 1)}, 2),
        ("(price > limit) * price", {"price": 3, "limit": 2}, 3),
        ("(price > limit) * price", {"price": 2, "limit": 2}, 0),
        ("start * (1 + growth / 100) ** years", {"start": 100, "growth": 100, "years": 3}, 800),
        ("-start + abs(start) + sqrt(-2 * start) + exp(0) + log(1)", {"start": -2}, 7),
    ],
)
def test_known_answers(text, numbers, answer):
    assert Formula(text).compute(numbers) == pytest.approx(answer)


@each_of(("text", "printed"), cases("formula", "a formula is printed as it is computed"))
def test_a_formula_is_printed_as_it_is_computed(text, printed):
    assert Formula(text).say() == printed


def test_numbers_are_put_in_and_lists_are_written_out():
    said = Formula("100 * total(parts) / max(parts)").say({"parts": ("1 t", "2 t")})
    assert said == "100 × (1 t + 2 t) / largest of (1 t, 2 t)"


@each_of("text", cases("formula", "what is not in the language is refused"))
def test_what_is_not_in_the_language_is_refused(text):
    with pytest.raises(FormulaError):
        Formula(text)


def test_numbers_that_are_no_identities_are_told():
    assert Formula("100 * a / 12 + 0.85 * b").assumed == {0.85}
    assert Formula("a * 1000 - 2").assumed == frozenset()


NAMES = ("a", "b", "c")
LEAVES = st.sampled_from(NAMES) | st.sampled_from(["0", "1", "2", "12", "100"])
TEXTS = st.recursive(
    LEAVES,
    lambda inner: (
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
        | inner.map(lambda t: f"(-{t})")
        | st.tuples(st.sampled_from(["max", "min", "total"]), inner, inner).map(lambda t: f"{t[0]}({t[1]}, {t[2]})")
    ),
    max_leaves=8,
)
NUMBERS = st.fixed_dictionaries({name: st.floats(0.5, 1000) for name in NAMES})


@given(TEXTS, NUMBERS)
def test_what_is_printed_reads_back_as_what_is_computed(text, numbers):
    formula = Formula(text)
    printed = formula.say().translate({ord("×"): "*", ord("−"): "-"})
    printed = printed.replace("largest of", "max").replace("smallest of", "min").replace(",000", "000")
    try:
        ours = formula.compute(numbers)
    except ZeroDivisionError:
        return
    assert Formula(printed).compute(numbers) == pytest.approx(ours, rel=1e-9, abs=1e-9)


@each_of("text", ["a ** 2 - b / 2", "max(a, b) * (a > b)", "(a + 1) ** (b / 100)", "sqrt(a) * exp(-b / 100)"])
def test_a_chart_computes_the_same(text):
    numbers, formula = {"a": 7.25, "b": 3.5}, Formula(text)
    spec = {
        "data": {"values": [{"a": 7.25}]},
        "params": [{"name": "b", "value": 3.5}],
        "transform": [{"calculate": f"format({formula.to_vega({'a'})}, '.15g')", "as": "answer"}],
        "mark": "text",
        "encoding": {"text": {"field": "answer", "type": "nominal"}},
    }
    picture = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    shown = float(picture.split("</text>")[0].rpartition(">")[2].replace("−", "-"))
    assert shown == pytest.approx(formula.compute(numbers), rel=1e-13)


def test_what_cannot_be_computed_is_an_error():
    with pytest.raises(ValueError):  # and no complex number
        Formula("a ** b").compute({"a": -1.0, "b": 0.5})
    with pytest.raises(FormulaError, match="can't compute rank"):
        Formula("rank(a, b)").to_vega()


def test_the_list_of_a_formula_is_json():
    listed = '["/", ["*", 100, ["pow", ["max", 0, ["-", "a", "b"]], 2]], ["neg", "c"]]'
    assert json.dumps(Formula("100 * max(0, a - b) ** 2 / -c").to_list()) == listed
