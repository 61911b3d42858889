"""Known answers, limits and direction of the arithmetic that the results share."""

import pytest

from evidence.errors import EvidenceError
from evidence.models import arithmetic
from evidence.models.arithmetic import (
    change,
    difference,
    fall,
    increase,
    maximum,
    part_of,
    rank,
    ratio,
    remainder,
    share,
    total,
    whole_of,
)
from evidence.models.results import result
from evidence.results import RESULTS


def test_a_share_lies_between_nothing_and_all():
    assert share(0, 50) == 0
    assert share(3, 200) == 1.5
    assert share(50, 50) == 100


def test_a_share_grows_with_the_part_and_shrinks_with_the_whole():
    assert share(3, 50) > share(2, 50) > share(2, 60)


def test_part_and_whole_undo_a_share():
    assert part_of(25, 80) == 20
    assert part_of(share(12, 390), 390) == pytest.approx(12)
    assert whole_of(12, share(12, 390)) == pytest.approx(390)


def test_a_part_takes_its_numbers_in_either_order():
    assert part_of(12, 390_001) == part_of(390_001, 12)


def test_the_whole_is_the_part_at_full_share_and_grows_as_the_share_shrinks():
    assert whole_of(30, 100) == 30
    assert whole_of(10, 1) > whole_of(10, 2) == 500


def test_a_ratio_is_one_for_equals_and_converts_at_a_rate():
    assert ratio(5, 5) == 1
    assert ratio(700, 10) == 70
    assert ratio(6, 1 / 30) == pytest.approx(180)


@pytest.mark.parametrize("function", [share, whole_of, ratio])
def test_nothing_is_divided_by_zero(function):
    with pytest.raises(ZeroDivisionError):
        function(1, 0)


@pytest.mark.parametrize("function", [change, fall])
def test_a_change_needs_something_to_start_from(function):
    with pytest.raises(ZeroDivisionError):
        function(0, 1)


@pytest.mark.parametrize(("before", "after", "expected"), [(80, 100, 25), (80, 60, -25), (80, 80, 0), (80, 0, -100)])
def test_a_change_is_positive_for_a_rise_and_a_fall_for_a_fall(before, after, expected):
    assert change(before, after) == pytest.approx(expected)
    assert fall(before, after) == pytest.approx(-expected)


def test_increase_and_difference_are_opposite():
    assert increase(5, 8) == difference(8, 5) == 3
    assert increase(8, 5) == difference(5, 8) == -3


def test_a_difference_takes_any_number_away():
    assert difference(17) == 17
    assert difference(17, 7, 5) == 5
    assert difference(17, 17, 0) == 0


def test_a_remainder_completes_a_hundred():
    assert remainder() == 100
    assert remainder(60, 30) == 10
    assert remainder(50, 30, 20) == 0
    assert remainder(50, 60) == -10


def test_a_total_adds_every_number_once():
    assert total() == 0
    assert total(1, 10, 100) == 111


def test_the_maximum_stands_in_any_place():
    assert maximum(*range(1, 15)) == maximum(*range(14, 0, -1)) == 14
    assert maximum(-3) == -3
    with pytest.raises(ValueError, match="empty"):
        maximum()


def test_a_rank_counts_larger_rivals_in_any_order():
    assert rank(5) == 1
    assert rank(5, 9, 1, 8, 2, 7, 3, 6, 4) == rank(5, 4, 6, 3, 7, 2, 8, 1, 9) == 5
    assert rank(5, 9, 1, 8) == 3


def test_equals_share_the_better_rank():
    assert rank(5, 5, 5, 5) == 1
    assert rank(5, 9, 5, 5) == 2


def test_one_rank_serves_results_with_different_numbers_of_rivals():
    ranked = [definition for definition in RESULTS.values() if definition.function is rank]
    assert len({len(definition.inputs) for definition in ranked}) > 1


@pytest.mark.parametrize("function", [rank, difference])
def test_a_function_of_any_number_of_inputs_still_needs_its_named_ones(function):
    with pytest.raises(EvidenceError, match="names 0 inputs"):
        result("model.test-none", label="x", unit="%", basis="part", inputs=(), formula="x")(function)


def test_every_shared_function_serves_a_result():
    used = {definition.function for definition in RESULTS.values()}
    shared = {
        name for name, member in vars(arithmetic).items() if getattr(member, "__module__", "") == arithmetic.__name__
    }
    assert {name for name in shared if getattr(arithmetic, name) not in used} == set()
