"""Known answers, limits and monotonicity of the results on what the European Union buys."""

import pytest

from evidence.models import eu_response as eu
from evidence.models.arithmetic import difference


def test_falls_of_partners_add_up_to_the_fall_of_the_total():
    parts = [eu.fall_of_partner(200, 60, 100, 70), eu.fall_of_partner(200, 40, 100, 30)]
    assert parts == [50, 50]
    assert sum(parts) == difference(200, 100)


def test_a_share_can_rise_while_the_tonnes_fall():
    assert eu.fall_of_partner(100, 40, 50, 60) > 0


def test_the_rest_makes_a_direct_share_up():
    assert eu.share_of_rest(80, 60) == 50
    assert eu.share_of_rest(60, 60) == 0
    assert eu.share_of_rest(100, 60) == 100
    assert eu.share_of_rest(50, 60) < 0
    with pytest.raises(ZeroDivisionError):
        eu.share_of_rest(100, 100)


def test_equal_shares_of_value_and_weight_mean_equal_prices():
    low, high = eu.price_over_others(90, 90)
    assert low < 1 < high
    assert low * high == pytest.approx(1)


def test_more_value_than_weight_means_a_dearer_tonne():
    low, high = eu.price_over_others(80, 50)
    assert low < 4 < high
    assert low == pytest.approx((79.95 / 20.05) / (50.05 / 49.95))
    assert high == pytest.approx((80.05 / 19.95) / (49.95 / 50.05))
    assert eu.price_over_others(85, 50) > (low, high)
    assert eu.price_over_others(50, 80)[1] < 1


def test_nothing_is_left_over_when_imports_meet_all_demand():
    least, most = eu.magnets_not_imported(10_000, 8000, 80)
    assert least + most == pytest.approx(0)
    assert most == pytest.approx(500 + 500 / 0.8)
    assert sum(eu.magnets_not_imported(10_000, 4500, 90)) / 2 == pytest.approx(5000)
    assert eu.magnets_not_imported(10_000, 4500, 95) > eu.magnets_not_imported(10_000, 4500, 90)


def test_the_rest_of_an_unchanged_demand_has_not_grown():
    assert eu.growth_of_rest(100, 80, 80, 80) == pytest.approx(1)
    assert eu.growth_of_rest(100, 60, 80, 80) == pytest.approx(2)
    assert eu.growth_of_rest(100, 80, 80, 90) > 1
