import math

import pytest
from conftest import cases, each_of

from evidence.ledger.quantities import NBSP, format_date, format_number, format_quantity, round_significant


@each_of(("value", "unit", "qualifier", "expected"), cases("quantities", "a quantity reads as prose does"))
def test_a_quantity_reads_as_prose_does(value, unit, qualifier, expected):
    assert format_quantity(value, unit, qualifier=qualifier).replace(NBSP, " ") == expected


def test_a_range_is_scaled_as_one():
    text = format_quantity(math.nan, "t", low=10e6, high=28e6)
    assert text.replace(NBSP, " ") == "10 to 28 million t"


@each_of(("bounds", "word"), [({"low": 95.0}, "over"), ({"high": 2.0}, "under")])
def test_a_single_bound_is_named(bounds, word):
    assert format_quantity(None, "%", **bounds).startswith(word)


def test_no_number_is_refused():
    with pytest.raises(ValueError, match="value or a bound"):
        format_quantity(math.nan, "t")


def test_numbers_keep_no_trailing_zeros():
    assert [format_number(number) for number in (2600.0, 0.6667, -3.5, 100)] == ["2,600", "0.6667", "−3.5", "100"]


@each_of(("value", "digits", "expected"), [(0.66667, 2, 0.67), (46_800, 2, 47_000), (0, 3, 0), (-1.25, 2, -1.2)])
def test_significant_digits(value, digits, expected):
    assert round_significant(value, digits) == expected


@each_of(("period", "expected"), cases("quantities", "periods read as dates"))
def test_periods_read_as_dates(period, expected):
    assert format_date(period).replace(NBSP, " ") == expected
