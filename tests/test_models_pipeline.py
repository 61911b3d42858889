"""From announced capacity to output: known answers, limits, monotonicity."""

import math

import numpy as np
import pytest

from evidence.models.pipeline import (
    Slippage,
    Works,
    chance_to_reach,
    output_range,
    outputs_together,
    share_begun,
    slippage_of,
)

SURE = Slippage(on_time=100, within_year=100, ramp=(0.5, 1.0), fills=(1,))
USUAL = Slippage(on_time=40, within_year=60, ramp=(0.5, 1.0))
WORKS = [Works(300, 2027), Works(100, 2026, begun=True)]


@pytest.mark.parametrize(
    ("longest", "delays", "expected"), [(0, (), 50), (0, (0, 0, 1, 3, 4, 5), 37.5), (1, (0, 5), 50)]
)
def test_the_rule_of_succession_counts_works_in_time(
    longest: float, delays: tuple[float, ...], expected: float
) -> None:
    assert share_begun(longest, *delays) == expected


def test_a_longer_delay_counts_more_works_and_never_all() -> None:
    shares = [share_begun(longest, 0, 1, 2, 3) for longest in range(5)]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 100


def test_chances_of_delays_add_up_and_half_of_the_late_never_come() -> None:
    delays = dict(USUAL.delays())
    assert sum(delays.values()) == pytest.approx(1)
    assert delays == pytest.approx({0: 0.4, 1: 0.2, 3: 0.2, math.inf: 0.2})


def test_a_works_that_began_makes_thirds_of_its_capacity_after_its_ramp() -> None:
    begun = Works(300, 2025, begun=True)
    assert USUAL.made(begun, 2025)[0] == [0, 0, 0]
    assert USUAL.made(begun, 2026)[0] == pytest.approx([50, 100, 150])
    assert USUAL.made(begun, 2040)[0] == pytest.approx([100, 200, 300])
    assert USUAL.made(begun, 2040)[1] == pytest.approx([1 / 3] * 3)


def test_works_that_never_slip_make_what_was_announced() -> None:
    assert chance_to_reach(400, WORKS, 2030, SURE) == pytest.approx(100)
    assert chance_to_reach(401, WORKS, 2030, SURE) == 0
    assert output_range(WORKS, 2028, SURE) == (250, 250)


def test_half_of_the_works_that_never_come_in_time_never_come() -> None:
    never_in_time = Slippage(on_time=0, within_year=0, ramp=(1.0,), fills=(1,))
    assert chance_to_reach(300, [Works(300, 2027)], 2030, never_in_time) == 0
    assert chance_to_reach(300, [Works(300, 2027)], 2031, never_in_time) == pytest.approx(50)
    assert chance_to_reach(300, [Works(300, 2027)], 2060, never_in_time) == pytest.approx(50)


def test_chances_add_up_and_outputs_stay_within_capacity() -> None:
    outputs, chances = outputs_together(WORKS, 2031, USUAL)
    assert chances.sum() == pytest.approx(1)
    assert np.all(np.diff(outputs) >= 0)
    assert outputs[0] >= 0
    assert outputs[-1] <= 400 * (1 + 1e-9)


def test_the_chance_falls_with_the_mark_and_grows_with_time_and_punctuality() -> None:
    by_mark = [chance_to_reach(mark, WORKS, 2031, USUAL) for mark in (0, 50, 150, 300, 500)]
    assert by_mark == sorted(by_mark, reverse=True)
    assert (by_mark[0], by_mark[-1]) == (pytest.approx(100), 0)
    by_year = [chance_to_reach(200, WORKS, year, USUAL) for year in range(2026, 2036)]
    assert by_year == sorted(by_year)
    punctual = Slippage(on_time=80, within_year=90, ramp=USUAL.ramp)
    assert chance_to_reach(200, WORKS, 2029, punctual) > chance_to_reach(200, WORKS, 2029, USUAL)


def test_the_range_holds_eight_chances_in_ten() -> None:
    low, high = output_range(WORKS, 2031, USUAL)
    assert 0 <= low < high <= 400
    assert chance_to_reach(low, WORKS, 2031, USUAL) >= 90
    assert chance_to_reach(high, WORKS, 2031, USUAL) >= 10
    assert chance_to_reach(high + 1, WORKS, 2031, USUAL) <= 10


def test_the_ramp_is_that_of_the_mine_over_its_last_year() -> None:
    assert slippage_of(40, 60, 10, 30, 40) == Slippage(40, 60, (0.25, 0.75, 1.0))
