"""From announced capacity to output: known answers, limits, monotonicity."""

from typing import Any

import numpy as np
import pytest
from conftest import each_of

from evidence.models import pipeline

# A works of 300 t that is to come and one of 100 t that is there, with a ramp of one year.
WORKS = {"new": 300, "old": 100, "starts": {"new": 2027, "old": 2026}, "begun": ["old"], "ramp": (50,)}
USUAL = {**WORKS, "on_time": 40, "within_year": 60, "late": 3, "never": 50, "fill_steps": 3}
SURE = {**USUAL, "slip": "none", "fill": "full"}
# One works that begins more than a year late or never, and then fills at once.
LATE = {"on_time": 0, "within_year": 0, "late": 3, "never": 50, "fill_steps": 1, "ramp": (), "starts": {"new": 2027}}


def chance(mark: float, year: int, **works: Any) -> float:
    return pipeline.chance_to_reach(mark, year, **works)


@each_of(
    ("longest", "delays", "expected"),
    [(0, (), 50), (0, (0, 0, 1, 3, 4, 5), 37.5), (1, (0, 5), 50), (1, (0, 1, 2, 3), 50), (4, (0, 1, 2, 3), 500 / 6)],
)
def test_the_rule_of_succession_counts_works_in_time(
    longest: float, delays: tuple[float, ...], expected: float
) -> None:
    assert pipeline.share_begun(longest, delays) == pytest.approx(expected)


def test_delays_have_the_chances_they_are_told_and_late_works_come_in_their_year_or_never() -> None:
    full = {**USUAL, "fill": "full", "without": ["old"]}
    by_year = [chance(150, year, **full) for year in (2027, 2028, 2029, 2030, 2031, 2060)]
    assert by_year == pytest.approx([0, 40, 60, 60, 80, 80])
    late = [LATE, LATE | {"never": 0}, LATE | {"late": 2}, LATE | {"new": (100, 200)}]
    found = [[chance(300, year, **{"new": 300} | works) for year in (2030, 2031, 2060)] for works in late]
    # Numbers of one works add up.
    assert found == [pytest.approx(row) for row in ([0, 50, 50], [0, 100, 100], [50, 50, 50], [0, 50, 50])]


@each_of(
    ("year", "fill", "made"),
    [
        (2026, "any", [0]),
        (2027, "any", [50 / 3, 100 / 3, 50]),
        (2040, "any", [100 / 3, 200 / 3, 100]),
        (2040, "least", [100 / 3]),
        (2040, "full", [100]),
    ],
)
def test_a_works_that_began_makes_thirds_of_its_capacity_after_its_ramp(year, fill, made) -> None:
    outputs, chances = pipeline.outputs_together(year, **USUAL, fill=fill, without=["new"])
    assert outputs == pytest.approx(made, abs=1e-6)
    assert chances == pytest.approx([1 / len(made)] * len(made))


def test_a_ramp_is_climbed_year_by_year() -> None:
    climbing = {**SURE, "ramp": (10, 30, 60), "without": ["old"]}
    made = [pipeline.mean_delivered(year, **climbing) for year in (2027, 2028, 2029, 2030, 2031, 2040)]
    assert made == pytest.approx([0, 30, 90, 180, 300, 300])


def test_the_mean_is_that_of_all_combinations_and_draws_come_near_it() -> None:
    mean = pipeline.mean_delivered(2031, **USUAL)
    outputs, chances = pipeline.outputs_together(2031, **USUAL)
    assert mean == pytest.approx((outputs * chances).sum())
    drawn = pipeline.draw_delivered(20_000, 1, 2031, **USUAL)
    assert drawn.mean() * 400 == pytest.approx(mean, rel=0.02)
    assert set(np.round(drawn * 400, 6)) <= set(outputs)
    assert (drawn == pipeline.draw_delivered(20_000, 1, 2031, **USUAL)).all()


def test_works_that_never_slip_make_what_was_announced() -> None:
    assert [chance(mark, 2030, **SURE) for mark in (400, 401)] == pytest.approx([100, 0])
    assert pipeline.output_range(2028, **SURE) == (250, 250)


@each_of("slip", ["apart", "in step", "none"])
def test_chances_add_up_and_outputs_ascend_to_all_capacity(slip: str) -> None:
    outputs, chances = pipeline.outputs_together(2031, **USUAL, slip=slip)
    assert chances.sum() == pytest.approx(1)
    assert np.all(np.diff(outputs) >= 0)
    assert outputs[0] >= 0
    assert outputs[-1] == pytest.approx(400)


def test_a_growing_mark_is_that_of_its_year() -> None:
    still, growing = chance(121, 2031, **USUAL), pipeline.chance_to_reach_growing
    assert growing(100, 10, 2029, 2031, **USUAL) == pytest.approx(still)
    assert growing(121, 0, 2024, 2031, **USUAL) == growing(121, 50, 2031, 2031, **USUAL) == still


def test_the_range_holds_eight_chances_in_ten() -> None:
    low, high = pipeline.output_range(2031, **USUAL)
    assert 0 <= low < high <= 400
    assert chance(low, 2031, **USUAL) >= 90
    assert chance(high, 2031, **USUAL) >= 10 >= chance(high + 1, 2031, **USUAL)


def test_a_capacity_stated_with_another_in_it_counts_once() -> None:
    held = {**SURE, "holds": {"new": "old"}}
    assert pipeline.output_range(2040, **held) == (300, 300)
    assert pipeline.output_range(2040, **held, without=["old"]) == (200, 200)
    absent = {name: value for name, value in held.items() if name != "new"}
    assert pipeline.output_range(2040, **absent) == (100, 100)


def test_works_in_step_all_come_or_none() -> None:
    two = {**LATE, "starts": {"new": 2027, "other": 2027}, "new": 300, "other": 300}
    assert chance(600, 2031, **two) == pytest.approx(25)
    assert [chance(mark, 2031, **two, slip="in step") for mark in (1, 600)] == pytest.approx([50, 50])
    apart = chance(100, 2031, **USUAL, without=["old"])
    assert chance(100, 2031, **USUAL, slip="in step", without=["old"]) == pytest.approx(apart)
