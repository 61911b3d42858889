"""Results of the chapter on United States dependence: known answers, limits, monotonicity."""

import pandas as pd
import pytest
from conftest import answer, each_of

from evidence.chapters import us_dependence as us
from evidence.ledger import Ledger
from evidence.results import RESULTS


@each_of(("consumption", "output", "expected"), [(100, 0, 100), (100, 100, 0), (200, 50, 75), (100, 120, -20)])
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


def test_announced_works_stand_with_their_year_and_are_hollow_until_they_begin(ledger: Ledger) -> None:
    names = {"noveon-san-marcos": "Noveon", "mp-10x": "MP Materials", "posco-us-magnets": "POSCO"}
    rows = us.announced(names, ledger.projects).set_index("evidence")
    noveon, mp = ledger.projects.loc[["noveon-san-marcos", "mp-10x"], "start"]
    assert rows["label"].tolist() == [f"Noveon, {noveon}", f"MP Materials, {mp}", "POSCO"]
    assert rows.loc["project:mp-10x", "text"] == f"10,000, {ledger.projects.loc['mp-10x', 'status']}"
    assert rows["hollow"].tolist() == [False, True, True]
    assert rows["value"].tolist() == ledger.projects.loc[list(names), "capacity"].tolist()


def test_works_of_which_only_the_most_is_known_stand_with_that(ledger: Ledger) -> None:
    rows = us.announced({"energy-fuels-white-mesa": "White Mesa"}, ledger.projects)
    assert rows["value"].tolist() == [ledger.projects.loc["energy-fuels-white-mesa", "high"]]


def test_every_delay_that_the_model_counts_is_drawn() -> None:
    counted = RESULTS["model.us-works-on-time"].of["delays"]
    keys = [key for _, _, key in us.delays(counted)]
    assert sorted(keys) == sorted(counted)
    years = [key.split("/")[2][:4] for key in keys]
    assert years == sorted(years)
