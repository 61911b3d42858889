"""Results of the chapter on United States dependence: known answers, limits, monotonicity."""

import pytest
from conftest import answer


@pytest.mark.parametrize(
    ("consumption", "output", "expected"), [(100, 0, 100), (100, 100, 0), (200, 50, 75), (100, 120, -20)]
)
def test_reliance_is_what_home_output_leaves_open(consumption: float, output: float, expected: float) -> None:
    key = "model.us-reliance-recomputed-2025"
    assert answer(key, apparent_consumption=consumption, output_of_compounds=output) == pytest.approx(expected)


def test_loss_multiplier_is_one_where_loss_equals_lost_trade() -> None:
    shared = {"claimed_share_that_falls_away": 10, "world_trade_in_magnets": 100}
    assert answer("model.us-loss-multiplier", claimed_loss=10, **shared) == pytest.approx(1)
    assert answer("model.us-loss-multiplier", claimed_loss=500, **shared) == pytest.approx(50)


def test_magnet_reliance_is_whole_without_home_output_and_falls_with_it() -> None:
    key = "model.us-magnet-reliance-2024"
    shares = [answer(key, shipped=750, share_of_China=75, capacity_at_home=made) for made in (0, 1_000, 2_000)]
    assert shares[:2] == [(100, 100), (pytest.approx(50), 100)]
    assert shares[2][0] < shares[1][0]


def test_loss_is_exposure_at_full_failure_and_nothing_behind_stocks_or_substitutes() -> None:
    def loss(fails: float, months: float, stock: float, replaced: float) -> float:
        cushions = {"months": months, "months_in_stock": stock, "replaced": replaced}
        return answer("model.us-loss-cushioned", exposed_activity=1_200, part_of_supply_that_fails=fails, **cushions)

    assert loss(100, 12, 0, 0) == pytest.approx(1_200)
    assert loss(10, 6, 3, 50) == pytest.approx(15)
    assert loss(10, 3, 3, 0) == loss(10, 2, 3, 0) == loss(10, 12, 0, 100) == 0
