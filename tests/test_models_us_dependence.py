"""Results of the chapter on United States dependence: known answers, limits, monotonicity."""

import pytest

from evidence.models import us_dependence as us


@pytest.mark.parametrize(("consumption", "output", "expected"), [(100, 0, 100), (100, 100, 0), (200, 50, 75)])
def test_reliance_is_what_home_output_leaves_open(consumption: float, output: float, expected: float) -> None:
    assert us.reliance(consumption, output) == pytest.approx(expected)


def test_reliance_falls_with_home_output_and_turns_negative_for_a_net_exporter() -> None:
    values = [us.reliance(100, output) for output in (10, 50, 90, 120)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0


def test_every_edition_of_reliance_is_computed_alike() -> None:
    results = {function(80, 20) for function in (us.reliance_2024_first, us.reliance_2024, us.reliance_2025)}
    assert results == {75}


def test_revision_is_zero_where_nothing_was_revised() -> None:
    assert us.reliance_revision(60, 60) == 0
    assert us.reliance_revision(60, 45) == 15


def test_shares_are_per_cent_of_the_whole() -> None:
    functions = (
        us.separated_share_2021,
        us.separated_share_2025,
        us.magnet_claim_share,
        us.magnet_share_2025,
    )
    assert [function(1, 8) for function in functions] == [12.5] * len(functions)


def test_ratios_of_equal_quantities_are_one() -> None:
    functions = (
        us.import_growth,
        us.mined_over_used,
        us.compounds_revision,
        us.f35_claim_over_estimate,
        us.weapon_systems_multiple,
        us.magnet_cover,
        us.cost_claim_multiple,
        us.price_floor_ratio,
    )
    assert [function(5, 5) for function in functions] == [1] * len(functions)
    assert [function(10, 5) for function in functions] == [2] * len(functions)


def test_implied_output_gives_back_the_share() -> None:
    output = us.magnet_implied_output(10, 2)
    assert output == 500
    assert us.share(10, output) == pytest.approx(2)


def test_implied_output_grows_as_the_share_shrinks() -> None:
    assert us.magnet_implied_output(10, 1) > us.magnet_implied_output(10, 2)


def test_implied_copper_trade_gives_back_the_ratio() -> None:
    assert us.copper_implied(6, 1 / 30) == pytest.approx(180)


def test_loss_multiplier_is_one_where_loss_equals_lost_trade() -> None:
    assert us.loss_multiplier(10, 10, 100) == pytest.approx(1)
    assert us.loss_multiplier(500, 10, 100) == pytest.approx(50)


def test_magnets_from_oxide_scale_with_oxide_and_weigh_more_than_their_rare_earths() -> None:
    low, high = us.magnets_from_ndpr(100)
    assert 85 < low < high
    assert us.magnets_from_ndpr(200) == pytest.approx((2 * low, 2 * high))
    assert us.magnets_from_ndpr(0) == (0, 0)


def test_sums_add_every_part_once() -> None:
    assert us.magnet_capacity_announced(1, 10, 100) == 111
    assert us.announced_money(1, 10, 100, 1000, 10000) == 11111
