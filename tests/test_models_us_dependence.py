"""Results of the chapter on United States dependence: known answers, limits, monotonicity."""

import pandas as pd
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


def test_magnet_reliance_is_whole_without_home_output_and_falls_with_it() -> None:
    low, high = us.magnet_reliance(750, 75, 1_000)
    assert (low, high) == (pytest.approx(50), 100)
    assert us.magnet_reliance(750, 75, 0) == (100, 100)
    assert us.magnet_reliance(750, 75, 2_000)[0] < low


def test_what_is_left_of_ore_may_be_negative() -> None:
    unplaced = RESULTS["model.us-ore-unplaced-2025"].function
    assert unplaced(100, 60, 30) == 10
    assert unplaced(100, 90, 30) == -20


def test_a_year_of_aircraft_in_tonnes() -> None:
    assert us.tonnes_a_year(200, 50) == 10
    assert us.fleet_range(100, 40, 200, 70) == (4, 14)


def test_loss_is_exposure_at_full_failure_and_nothing_behind_stocks_or_substitutes() -> None:
    assert us.loss(1_200, 100, months=12, stock=0, replaced=0) == pytest.approx(1_200)
    assert us.loss(1_200, 10, months=6, stock=3, replaced=50) == pytest.approx(15)
    assert us.loss(1_200, 10, months=3, stock=3, replaced=0) == 0
    assert us.loss(1_200, 10, months=2, stock=3, replaced=0) == 0
    assert us.loss(1_200, 10, months=12, stock=0, replaced=100) == 0


@pytest.mark.parametrize(("name", "sign"), [("cut", 1), ("months", 1), ("stock", -1), ("replaced", -1)])
def test_loss_moves_with_each_assumption(name: str, sign: int) -> None:
    usual = {"cut": 10, "months": 12, "stock": 0, "replaced": 0}
    losses = [us.loss(1_200, **(usual | {name: value})) for value in (0, 4, 8, 12)]
    assert losses == sorted(losses, reverse=sign < 0)
    assert losses[0] != losses[-1]


def test_the_printed_cases_are_those_they_say() -> None:
    assert us.loss_with_cushion(1_200, 10) == pytest.approx(15)
    assert us.loss_without_cushion(1_200, 10) == pytest.approx(120)


def test_a_record_is_printed_once_with_earlier_figures_that_differ() -> None:
    editions = ["mcs-2024", "mcs-2025", "mcs-2025", "mcs-2026", "mcs-2026"]
    record = pd.DataFrame(
        {
            "panel": "all",
            "period": ["2023", "2023", "2024", "2024", "2025"],
            "vintage": editions,
            "value": [100.0, float("nan"), 80.0, 80.0, 70.0],
            "low": [float("nan"), 95.0, float("nan"), float("nan"), float("nan")],
            "point": [100.0, 95.0, 80.0, 80.0, 70.0],
        }
    )
    rows = us.printed(record)
    assert rows["text"].tolist() == [">95", "100", "80", "70"]
    assert rows["edition"].tolist() == ["MCS 2025", "MCS 2024", "MCS 2026", "MCS 2026"]
    assert rows["latest"].tolist() == [True, False, True, True]
    assert rows["changed"].tolist() == [True, False, True, True]
    assert rows[rows["latest"]][["since", "until"]].to_numpy().tolist() == [[2023, 2023], [2024, 2025], [2024, 2025]]


def test_a_figure_that_stays_is_not_told_as_changed() -> None:
    record = pd.DataFrame(
        {"panel": ["all"] * 2, "period": ["2024", "2025"], "vintage": "mcs-2026", "low": float("nan")}
    )
    assert us.printed(record.assign(value=[100.0, 100.0], point=[100.0, 100.0]))["changed"].tolist() == [True, False]
