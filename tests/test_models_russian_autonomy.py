"""The results of the chapter on Russian autonomy: known answers, limits and direction."""

from __future__ import annotations

import pytest

from evidence.models import RESULTS
from evidence.models import russian_autonomy as models


def test_share_and_part_undo_each_other():
    assert models.share(3, 200) == pytest.approx(1.5)
    assert models.part_of(1.5, 200) == pytest.approx(3)
    assert models.share(models.part_of(12, 390), 390) == pytest.approx(12)


def test_share_of_nothing_and_of_all():
    assert models.share(0, 50) == 0
    assert models.share(50, 50) == 100


def test_tonnes_for_share_hold_the_share_of_the_enlarged_world():
    own = models.tonnes_for_share(20, russia=10, world=90)
    assert own == pytest.approx(20)
    assert own / (own + 80) == pytest.approx(0.2)


def test_tonnes_for_present_share_are_present_output():
    assert models.tonnes_for_share(10, russia=10, world=100) == pytest.approx(10)


def test_tonnes_for_share_exceed_those_of_a_still_world():
    assert models.tonnes_for_share(20, russia=10, world=90) > models.part_of(20, 90)


def test_quotient_converts_at_a_rate():
    assert models.quotient(700, 10) == 70


def test_added():
    assert models.added(5, 8) == 3
    assert models.added(8, 5) == -3


def test_yearly_growth_of_known_multiples():
    assert models.yearly_growth(1, 32) == pytest.approx(100)
    assert models.yearly_growth(100, 100) == 0
    assert models.yearly_growth(32, 1) == pytest.approx(-50)


def test_yearly_growth_rises_with_the_end_and_ignores_scale():
    assert models.yearly_growth(2, 5) > models.yearly_growth(2, 4)
    assert models.yearly_growth(2, 5) == pytest.approx(models.yearly_growth(2000, 5000))


def test_fastest_finds_the_largest_in_any_place():
    rates = [1, 2, 3, 4, 5, 6, 7, 8]
    assert models.fastest(*rates) == 8
    assert models.fastest(*reversed(rates)) == 8


def test_fastest_is_taken_over_every_window():
    assert len(RESULTS["model.fastest-five-year-growth"].inputs) == len(models.WINDOWS)


def test_windows_span_five_years():
    assert {last - first for _, _, first, _, last, _ in models.WINDOWS} == {models.YEARS}


def test_scaled_output():
    assert models.scaled_output(10, concentrate=20, planned=30) == 15
    assert models.scaled_output(10, concentrate=20, planned=20) == 10


def test_part_of_expansion():
    assert models.part_of_expansion(target=12, present=10, planned=14) == pytest.approx(50)
    assert models.part_of_expansion(target=10, present=10, planned=14) == 0
    assert models.part_of_expansion(target=14, present=10, planned=14) == 100


def test_rank_counts_larger_rivals_in_any_order():
    assert models.rank_of_eight_rivals(5, 9, 1, 8, 2, 7, 3, 6, 4) == 5
    assert models.rank_of_six_rivals(5, 9, 1, 8, 2, 3, 4) == 3


def test_rank_of_equals_is_the_better_one():
    assert models.rank_of_six_rivals(5, 5, 5, 5, 5, 5, 5) == 1
