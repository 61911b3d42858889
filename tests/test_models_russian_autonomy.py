"""The results of the chapter on Russian autonomy: known answers, limits and direction."""

from __future__ import annotations

import pytest

from evidence.models import RESULTS
from evidence.models import russian_autonomy as models
from evidence.models.arithmetic import part_of


def test_tonnes_for_share_hold_the_share_of_the_enlarged_world():
    own = models.tonnes_for_share(20, russia=10, world=90)
    assert own == pytest.approx(20)
    assert own / (own + 80) == pytest.approx(0.2)


def test_tonnes_for_present_share_are_present_output():
    assert models.tonnes_for_share(10, russia=10, world=100) == pytest.approx(10)


def test_tonnes_for_share_exceed_those_of_a_still_world():
    assert models.tonnes_for_share(20, russia=10, world=90) > part_of(20, 90)


def test_yearly_growth_of_known_multiples():
    assert models.yearly_growth(1, 32) == pytest.approx(100)
    assert models.yearly_growth(100, 100) == 0
    assert models.yearly_growth(32, 1) == pytest.approx(-50)


def test_yearly_growth_rises_with_the_end_and_ignores_scale():
    assert models.yearly_growth(2, 5) > models.yearly_growth(2, 4)
    assert models.yearly_growth(2, 5) == pytest.approx(models.yearly_growth(2000, 5000))


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
