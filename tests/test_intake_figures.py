"""The number parser: known answers in both languages, and properties that hold for any text."""

import math
import re
import time
import timeit
from datetime import date
from decimal import Decimal

import pytest
from conftest import cases, each_of
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.figures import find_figures

# The same examples on every run, and no clock: a slow machine is no fault.
settings.register_profile("book", database=None, deadline=None, derandomize=True)
settings.load_profile("book")

CHINESE_NUMERALS = "一二三四五六七八九十百千万亿两半几双"


def read(text):
    """Return the one figure of a text, in a sentence of the article of 26 October 2025."""
    (figure,) = find_figures(text, "2025-10-26")
    return figure


@each_of(("text", "value", "unit", "qualifier"), cases("intake_figures", "a number is read with unit and qualifier"))
def test_a_number_is_read_with_its_unit_and_qualifier(text, value, unit, qualifier):
    figure = read(text)
    assert figure.value == pytest.approx(value, rel=1e-8)
    assert (figure.unit, figure.qualifier) == (unit, qualifier)


@each_of(("text", "low", "high", "unit"), cases("intake_figures", "a range is read with both ends"))
def test_a_range_is_read_with_both_ends(text, low, high, unit):
    figure = read(text)
    assert (figure.low, figure.high, figure.unit, figure.qualifier) == (low, high, unit, "range")
    assert math.isnan(figure.value)


@each_of(("text", "period", "qualifier"), cases("intake_figures", "a date is read as a period"))
def test_a_date_is_read_as_a_period(text, period, qualifier):
    figure = read(text)
    assert (figure.unit, figure.period, figure.qualifier) == ("date", period, qualifier)


def test_a_date_without_a_year_keeps_its_gap_if_the_article_has_no_date():
    assert find_figures("October 9")[0].period == "--10-09"


@each_of(("text", "mark"), cases("intake_figures", "a mark says why it is no figure"))
def test_a_mark_says_why_it_is_no_figure(text, mark):
    assert read(text).mark == mark


@each_of("text", ["3,50万吨", "2025,300家", "1,2,3", "3,50 tons", "1/0", "February 30", "2025-13-45", "9" * 50])
def test_what_cannot_be_read_says_why_and_has_no_number(text):
    figure = read(text)
    assert figure.fault
    assert (figure.has_number, figure.period) == (False, "")


def test_words_that_only_sound_like_numbers_are_no_figures():
    text = "Someone may march to Canton; nobody often mentions tension, a onetime weight or the decadent."
    assert find_figures(text) == []


# Writing numbers, so that reading them can be tried on many.

FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789,.%"}


@pytest.mark.parametrize("way", cases("intake_figures", "a sentence, how its digits stand, scales, units, prefixes"))
@given(st.data(), st.integers(1, 99_999_999), st.integers(0, 2), st.sampled_from([{}, FULL_WIDTH]))
def test_what_is_written_is_read_back(way, data, digits, places, width):
    sentence, form, *words = way
    scale, unit, prefix = (data.draw(st.sampled_from(sorted(meanings.items()))) for meanings in words)
    number = Decimal(digits).scaleb(-places)
    printed = f"{prefix[0]}{form.format(number).translate(width)}{scale[0]}{unit[0]}"
    figure = read(sentence.format(printed))
    assert figure.text == printed
    assert figure.value == pytest.approx(float(number) * scale[1], rel=1e-9)
    assert (figure.unit, figure.qualifier) == (unit[1], prefix[1])


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_is_read_back_in_both_languages(day):
    chinese = f"{day.year}年{day.month}月{day.day}日"
    for text in (f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", chinese):
        assert read(text).period == day.isoformat()


FRAGMENTS = [
    *"0123456789,.%/-– []()$¥、,。0９①½Ⅳ٣",
    *CHINESE_NUMERALS,
    *cases("intake_figures", "fragments of figures"),
]
NUMBER_WORD = r"(?<![A-Za-z])(?:one|five|twenty|hundreds|billion|million|half|dozen|decade)(?![A-Za-z])"


@given(
    st.one_of(st.text(max_size=80), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join)),
    st.sampled_from(["", "2025-10-26"]),
)
def test_in_any_text_spans_are_exact_and_apart_and_hold_every_numeral_and_numbers_are_finite(text, published):
    end, covered = 0, set()
    for figure in find_figures(text, published):
        assert figure.start >= end
        assert figure.text == text[figure.start : figure.end] != ""
        assert all(figure.start <= start < stop <= figure.end for start, stop in figure.numerals)
        assert not math.isinf(figure.value)
        assert math.isnan(figure.low) or figure.low < figure.high
        assert not (figure.fault and figure.has_number)
        end = figure.end
        covered.update(range(figure.start, figure.end))
    digits = {at for at, character in enumerate(text) if character.isdigit() or character in CHINESE_NUMERALS}
    words = {at for match in re.finditer(NUMBER_WORD, text) for at in range(*match.span())}
    assert digits | words <= covered


@each_of("part", cases("intake_figures", "parts whose repetition could take long"))
def test_time_grows_with_the_length_alone(part):
    def seconds(length):
        text = part * (length // len(part))
        # The best of three without the garbage collector: its passes go through the objects of all earlier tests.
        return min(timeit.repeat(lambda: find_figures(text), timer=time.process_time, repeat=3, number=1))

    # Eight times the text takes about eight times as long; if the time grew with the square, 64 times.
    assert seconds(16_000) < 24 * max(seconds(2_000), 0.001)
