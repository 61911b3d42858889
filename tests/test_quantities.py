import pytest
from conftest import cases, each_of

from evidence.ledger.quantities import NBSP, format_date, format_number, format_quantity, round_significant


@each_of(("value", "unit", "options", "expected"), cases("quantities", "a quantity reads as prose does"))
def test_a_quantity_reads_as_prose_does(value, unit, options, expected):
    assert format_quantity(value, unit, **options).replace(NBSP, " ") == expected


def test_no_number_is_refused():
    with pytest.raises(ValueError, match="value or a bound"):
        format_quantity(float("nan"), "t")


def test_numbers_keep_their_significant_digits_and_no_trailing_zeros():
    assert [format_number(number) for number in (2600.0, 0.6667, -3.5, 100)] == ["2,600", "0.6667", "−3.5", "100"]
    numbers = [(0.66667, 2), (46_800, 2), (0, 3), (-1.25, 2)]
    assert [round_significant(*number) for number in numbers] == [0.67, 47_000, 0, -1.2]


@each_of(("period", "expected"), cases("quantities", "periods read as dates"))
def test_periods_read_as_dates(period, expected):
    assert format_date(period).replace(NBSP, " ") == expected
