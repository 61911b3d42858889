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
FULL_WIDTH = str.maketrans("0123456789,.%", "0123456789,.%")


def read(text):
    """Return the one figure of a text, in a sentence of the article of 26 October 2025."""
    figures = find_figures(text, "2025-10-26")
    assert len(figures) == 1, figures
    return figures[0]


@each_of(
    ("text", "value", "unit", "qualifier"),
    [
        ("700 billion rubles", 700e9, "RUB", "exact"),
        ("the 700 billion ruble plan", 700e9, "RUB", "exact"),
        ("approximately $6 billion", 6e9, "USD", "about"),
        ("US$1.2bn", 1.2e9, "USD", "exact"),
        ("€216m", 216e6, "EUR", "exact"),
        ("RMB 612亿元", 61.2e9, "CNY", "exact"),
        ("239 dollars per kg", 239, "USD/kg", "exact"),
        ("$5,000 a ton", 5, "USD/kg", "exact"),
        ("28.5 Mt", 28.5e6, "t", "exact"),
        ("about 7,341 tons", 7341, "t", "about"),
        ("40,000 t/yr", 40e3, "t/yr", "exact"),
        ("500 grams", 0.5, "kg", "exact"),
        ("over 0.1%", 0.1, "%", "over"),
        ("no more than five per cent", 5, "%", "up to"),
        ("90% or more", 90, "%", "at least"),
        ("could reach 12 percent", 12, "%", "forecast"),
        ("3,500 jobs", 3500, "jobs", "exact"),
        ("a 20-year lag", 20, "years", "exact"),
        ("nearly a decade", 10, "years", "about"),
        ("half a century", 50, "years", "exact"),
        ("two and a half years", 2.5, "years", "exact"),
        ("six months", 0.5, "years", "exact"),
        ("hundreds of billions of dollars", 200e9, "USD", "at least"),
        ("several billion dollars", 2e9, "USD", "at least"),
        ("tens of thousands of firms", 20e3, "count", "at least"),
        ("half a dozen firms", 6, "count", "exact"),
        ("three hundred and fifty thousand tons", 350e3, "t", "exact"),
        ("1/33", 1 / 33, "ratio", "exact"),
        ("one-fourth", 0.25, "ratio", "exact"),
        ("a quarter", 0.25, "ratio", "exact"),
        ("two-thirds", 2 / 3, "ratio", "exact"),
        ("3½ years", 3.5, "years", "exact"),
        ("twofold", 2, "ratio", "exact"),
        ("output tripled", 3, "ratio", "exact"),
        ("three times", 3, "ratio", "exact"),
        ("top five", 5, "rank", "up to"),
        ("fifth", 5, "rank", "exact"),
        ("No. 1", 1, "rank", "exact"),
        ("2025 tons", 2025, "t", "exact"),
        ("12 rare metals", 12, "count", "exact"),
        ("约为380万吨", 3.8e6, "t", "about"),
        ("超过7000亿卢布", 700e9, "RUB", "over"),
        ("约612亿元人民币", 61.2e9, "CNY", "about"),
        ("1亿2000万元", 120e6, "CNY", "exact"),
        ("三百八十万吨", 3.8e6, "t", "exact"),
        ("三点八万吨", 38e3, "t", "exact"),
        ("数十亿美元", 2e9, "USD", "at least"),
        ("上百亿元", 10e9, "CNY", "at least"),
        ("3000多万吨", 30e6, "t", "over"),
        ("417千克", 417, "kg", "exact"),
        ("每公斤239美元", 239, "USD/kg", "exact"),
        ("12万元/吨", 120e3, "CNY/t", "exact"),
        ("不到1%", 1, "%", "under"),
        ("九成以上", 90, "%", "at least"),
        ("百分之十五", 15, "%", "exact"),
        ("三分之一", 1 / 3, "ratio", "exact"),
        ("一半", 0.5, "ratio", "exact"),
        ("翻两番", 4, "ratio", "exact"),
        ("5倍", 5, "ratio", "exact"),
        ("第五大", 5, "rank", "exact"),
        ("排名前五", 5, "rank", "up to"),
        ("十年", 10, "years", "exact"),
        ("30多年", 30, "years", "over"),
        ("三重", 3, "count", "exact"),
        ("3500个就业岗位", 3500, "jobs", "exact"),
        ("可能达到10%", 10, "%", "forecast"),
        ("7,341吨", 7341, "t", "exact"),
    ],
)
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
    assert not figure.has_number
    assert figure.period == ""


def test_words_that_only_sound_like_numbers_are_no_figures():
    text = "Someone may march to Canton; nobody often mentions tension, a onetime weight or the decadent."
    assert find_figures(text) == []


# Writing numbers, so that reading them can be tried on many.

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
WORDS += ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def in_words(number):
    for size, name in ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            head = f"{in_words(number // size)} {name}"
            return f"{head} {in_words(number % size)}" if number % size else head
    if number < 20:
        return WORDS[number]
    return TENS[number // 10 - 2] + (f"-{WORDS[number % 10]}" if number % 10 else "")


def in_chinese(number):
    """Write a number as Chinese does, with 零 for places left out."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    for size, name in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= size:
            rest = number % size
            gap = "零" if rest and rest < size // 10 else ""
            return in_chinese(number // size) + name + (gap + in_chinese(rest) if rest else "")
    raise AssertionError


UNITS = {
    "tons": "t",
    "kilograms": "kg",
    "rubles": "RUB",
    "yuan": "CNY",
    "dollars": "USD",
    "jobs": "jobs",
    "percent": "%",
}
CHINESE_UNITS = {"吨": "t", "公斤": "kg", "卢布": "RUB", "元": "CNY", "美元": "USD", "%": "%"}
SCALES = {"": 1, " thousand": 1e3, " million": 1e6, " billion": 1e9}
CHINESE_SCALES = {"": 1, "万": 1e4, "亿": 1e8}
PREFIXES = {"": "exact", "about ": "about", "more than ": "over", "less than ": "under", "at least ": "at least"}
CHINESE_PREFIXES = {"": "exact", "约": "about", "超过": "over", "不到": "under", "至少": "at least"}
numbers = st.integers(min_value=1, max_value=99_999_999).flatmap(
    lambda whole: st.sampled_from([0, 1, 2]).map(lambda places: Decimal(whole).scaleb(-places))
)


@given(
    numbers,
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(sorted(UNITS)),
    st.sampled_from(sorted(PREFIXES)),
    st.booleans(),
)
def test_what_is_written_in_english_is_read_back(number, scale, unit, prefix, full_width):
    printed = f"{number:,}"
    printed = f"{prefix}{printed.translate(FULL_WIDTH) if full_width else printed}{scale} {unit}"
    figure = read(f"They name {printed} here.")
    assert figure.text == printed
    assert figure.value == pytest.approx(float(number) * SCALES[scale], rel=1e-9)
    assert (figure.unit, figure.qualifier) == (UNITS[unit], PREFIXES[prefix])


@given(
    numbers,
    st.sampled_from(sorted(CHINESE_SCALES)),
    st.sampled_from(sorted(CHINESE_UNITS)),
    st.sampled_from(sorted(CHINESE_PREFIXES)),
    st.booleans(),
)
def test_what_is_written_in_chinese_is_read_back(number, scale, unit, prefix, full_width):
    printed = f"{number:f}{scale}{unit}"
    printed = prefix + (printed.translate(FULL_WIDTH) if full_width else printed)
    figure = read(f"他们说有{printed}。")
    assert figure.text == printed
    assert figure.value == pytest.approx(float(number) * CHINESE_SCALES[scale], rel=1e-9)
    assert (figure.unit, figure.qualifier) == (CHINESE_UNITS[unit], CHINESE_PREFIXES[prefix])


@given(st.integers(min_value=2, max_value=10**12 - 1))
def test_english_words_are_read_back(number):
    assert read(f"{in_words(number)} tons").value == number


@given(st.integers(min_value=2, max_value=10**12 - 1))
def test_chinese_characters_are_read_back(number):
    assert read(f"{in_chinese(number)}吨").value == number


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(sorted(SCALES)), st.sampled_from([" to ", "-", "–"]))
def test_a_range_is_read_back(low, rise, scale, join):
    figure = read(f"{low}{join}{low + rise}{scale} tons")
    assert (figure.low, figure.high) == (low * SCALES[scale], (low + rise) * SCALES[scale])


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_is_read_back_in_both_languages(day):
    for text in (
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert read(text).period == day.isoformat()


fragments = st.sampled_from(
    [
        *"0123456789,.%/-– []()$¥、,。0９①½Ⅳ٣",
        *CHINESE_NUMERALS,
        *[
            "数",
            "点",
            "零",
            "第",
            "前",
            "上",
            "多",
            "年",
            "月",
            "日",
            "吨",
            "元",
            "倍",
            "成",
            "分之",
            "世纪",
            "至",
            "约",
            "超过",
        ],
        *[
            " one ",
            " twenty-",
            "five",
            " half a ",
            " dozen",
            " hundreds of ",
            " billion",
            " million",
            " to ",
            " and a half",
            "th ",
        ],
        *[
            " October ",
            "May",
            "late ",
            "1990s",
            "Q3",
            " top ",
            "No. ",
            "US$",
            "F-",
            "Group ",
            " tons",
            " percent",
            " decade",
        ],
    ]
)
texts = st.one_of(st.text(max_size=80), st.lists(fragments, max_size=30).map("".join))


@given(texts)
def test_spans_are_exact_and_apart_and_every_numeral_lies_in_one(text):
    figures = find_figures(text, "2025-10-26")
    end = 0
    covered = set()
    for figure in figures:
        assert figure.start >= end
        assert figure.text == text[figure.start : figure.end] != ""
        assert all(figure.start <= start < stop <= figure.end for start, stop in figure.numerals)
        end = figure.end
        covered.update(range(figure.start, figure.end))
    for position, character in enumerate(text):
        if character.isdigit() or character in CHINESE_NUMERALS:
            assert position in covered, character
    for match in re.finditer(
        r"(?<![A-Za-z])(?:one|five|twenty|hundreds|billion|million|half|dozen|decade)(?![A-Za-z])", text
    ):
        assert covered.issuperset(range(*match.span())), match


@given(texts)
def test_a_number_is_finite_and_a_range_runs_upwards(text):
    for figure in find_figures(text):
        assert not math.isinf(figure.value)
        assert math.isnan(figure.low) or figure.low < figure.high
        assert not (figure.fault and figure.has_number)


HOSTILE = (
    *("1", "1,", "1.1.", "一", "百万", "半", "2025年", "1000万至", "A", "a ", " ", "$", "[1]", "(", "第", "Q3 "),
    *("twenty-", "1 to ", "hundreds of ", "one million ", "half a ", "about ", "three and a half ", "F-", "January "),
)


@each_of("part", HOSTILE)
def test_time_grows_with_the_length_alone(part):
    def seconds(length):
        text = part * (length // len(part))
        # The best of three without the garbage collector: its passes go through the objects of all earlier tests.
        return min(timeit.repeat(lambda: find_figures(text), timer=time.process_time, repeat=3, number=1))

    # Eight times the text takes about eight times as long; if the time grew with the square, 64 times.
    assert seconds(16_000) < 24 * max(seconds(2_000), 0.001)
