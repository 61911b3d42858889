"""Results of the chapter on United States dependence: known answers, limits, monotonicity."""

import pytest

from evidence.models import RESULTS
from evidence.models import us_dependence as us


@pytest.mark.parametrize(("consumption", "output", "expected"), [(100, 0, 100), (100, 100, 0), (200, 50, 75)])
def test_reliance_is_what_home_output_leaves_open(consumption: float, output: float, expected: float) -> None:
    assert us.reliance(consumption, output) == pytest.approx(expected)


def test_reliance_falls_with_home_output_and_turns_negative_for_a_net_exporter() -> None:
    values = [us.reliance(100, output) for output in (10, 50, 90, 120)]
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0


def test_loss_multiplier_is_one_where_loss_equals_lost_trade() -> None:
    assert us.loss_multiplier(10, 10, 100) == pytest.approx(1)
    assert us.loss_multiplier(500, 10, 100) == pytest.approx(50)


def test_magnets_from_oxide_scale_with_oxide_and_weigh_more_than_their_rare_earths() -> None:
    low, high = us.magnets_from_ndpr(100)
    assert 85 < low < high
    assert us.magnets_from_ndpr(200) == pytest.approx((2 * low, 2 * high))
    assert us.magnets_from_ndpr(0) == (0, 0)


def test_heavy_share_of_imports_is_a_share_of_all_imports() -> None:
    heavy_share = RESULTS["model.us-heavy-share-of-imports-2025"].function
    assert heavy_share(5, 200) == pytest.approx(2.5)
    assert heavy_share(0, 200) == 0
    assert heavy_share(200, 200) == 100
