"""Results on what the European Union buys: known answers, limits and monotonicity."""

import pytest
from conftest import answer, each_of


def test_a_share_can_rise_while_the_tonnes_fall() -> None:
    numbers = {"imports_in_2023": 100, "share_in_2023": 40, "imports_in_2024": 50, "share_in_2024": 60}
    assert answer("model.eu-imports-fall-china", **numbers) == pytest.approx(10)


def test_the_rest_makes_a_direct_share_up() -> None:
    key = "model.eu-chinese-elsewhere-needed"
    needed = [answer(key, dependence=dependence, share_sent_by_China=60) for dependence in (50, 60, 80, 100)]
    assert needed == [-25, 0, 50, 100]


def price(value: float, weight: float, rounding: float = 0.05) -> tuple[float, ...]:
    """Compute the price of a supplier's tonne over that of others from its shares."""
    key = "model.eu-magnet-price-over-others"
    return answer(key, share_of_value=value, share_of_weight=weight, rounding=rounding)


def test_equal_shares_of_value_and_weight_mean_equal_prices() -> None:
    low, high = price(90, 90)
    assert low < 1 < high
    assert low * high == pytest.approx(1)
    assert price(90, 90, 0) == pytest.approx((1, 1))


def test_more_value_than_weight_means_a_dearer_tonne() -> None:
    assert price(80, 50, 0) == pytest.approx((4, 4))
    assert price(80, 50) == pytest.approx(((79.95 / 20.05) / (50.05 / 49.95), (80.05 / 19.95) / (49.95 / 50.05)))
    assert price(85, 50) > price(80, 50)
    assert price(50, 80)[1] < 1


def test_nothing_is_left_over_when_imports_meet_all_demand() -> None:
    def not_imported(from_china: float, share: float) -> tuple[float, ...]:
        numbers = {"tonnes_from_China": from_china, "share_of_China_in_imports": share, "rounding": 500}
        return answer("model.eu-magnets-not-imported", demand=10_000, **numbers)

    assert not_imported(8000, 80) == pytest.approx((-1125, 1125))
    assert sum(not_imported(4500, 90)) / 2 == pytest.approx(5000)
    assert not_imported(4500, 95) > not_imported(4500, 90)


@each_of(("now", "share", "growth"), [(80, 80, 1), (60, 80, 2), (80, 90, 2.25)])
def test_the_rest_of_a_demand_grows_as_the_supplier_loses_it(now: float, share: float, growth: float) -> None:
    earlier = {"earlier_tonnes_from_China": 80, "their_share": share}
    numbers = {"demand": 100, "tonnes_from_China": now, **earlier}
    assert answer("model.eu-magnets-elsewhere-growth", **numbers) == pytest.approx(growth)
