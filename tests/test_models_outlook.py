"""The outlook: chances that make 100, marks, what a signal is worth, and the watch-list."""

import math

import pandas as pd
import pytest

from evidence import edition
from evidence.facts import fact
from evidence.models import outlook
from evidence.notebooks import prose, read_notebook
from evidence.paths import BOOK
from evidence.yardstick import YARDSTICK


def tree(*branches: float, words: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return the scenarios of one horizon, named by letters."""
    names = list("abcdefg"[: len(branches)])
    return pd.DataFrame(
        {"horizon": "2030-12-31", "branch": branches, "word": words or "unlikely"}, index=pd.Index(names)
    )


def test_each_branch_holds_for_what_is_left() -> None:
    assert outlook.chances(tree(25, 40, 100)) == pytest.approx({"a": 25, "b": 30, "c": 45})
    assert outlook.chances(tree(0, 100)) == {"a": 0, "b": 100}
    assert outlook.chances(tree(100, 50, 100)) == {"a": 100, "b": 0, "c": 0}


def test_horizons_have_trees_of_their_own() -> None:
    both = pd.concat([tree(25, 100), tree(60, 100).rename({"a": "x", "b": "y"}).assign(horizon="2027-01-10")])
    assert outlook.chances(both) == pytest.approx({"a": 25, "b": 75, "x": 60, "y": 40})


def test_the_chances_of_a_horizon_make_a_hundred_inside_their_words(ledger) -> None:
    table = ledger.scenarios
    assert tuple(table.index) == outlook.SCENARIO_IDS
    chances = {name: fact(f"model.out-{name}").value for name in table.index}
    for _, scenarios in table.groupby("horizon"):
        assert sum(chances[name] for name in scenarios.index) == pytest.approx(100)
        low, high = (sum(YARDSTICK[word][end] for word in scenarios["word"]) for end in (0, 1))
        assert low <= 100 <= high
    for name, word in table["word"].items():
        low, high = YARDSTICK[word]
        assert low <= chances[name] <= high
        left = outlook.left_range(table, name, YARDSTICK)
        assert low <= left[0] <= chances[name] <= left[1] <= high


@pytest.mark.parametrize(
    ("own", "others", "left"),
    [
        ((55, 80), [(20, 45), (1, 5), (1, 5)], (55, 78)),
        ((20, 45), [(55, 80), (1, 5)], (20, 44)),
        ((1, 5), [(20, 45), (45, 52)], (3, 5)),
        ((0, 100), [], (100, 100)),
    ],
)
def test_what_others_leave_of_a_range(own, others, left) -> None:
    assert outlook.left_by_others(own, others) == left


def test_what_branches_leave() -> None:
    assert outlook.left_by_branches(25, 40) == pytest.approx(45)
    assert outlook.left_by_branches(25, 100, 0) == 0


def test_a_truce_is_carried_over_by_the_next_or_by_a_longer_term(ledger) -> None:
    assert outlook.carried_over(ledger.measures) == (3, 3)
    measures = ledger.measures.copy()
    measures.loc["cn-us-2026-09-24-truce-extension", "expires"] = "2026-11-10"
    assert outlook.carried_over(measures) == (2, 3)
    measures.loc["cn-us-2025-05-12-geneva", "replaced_by"] = ""
    assert outlook.carried_over(measures) == (1, 3)


def test_the_rule_of_succession_for_the_next_truce() -> None:
    assert outlook.truce_lapse(3) == pytest.approx(20)
    assert outlook.truce_lapse(0) == pytest.approx(80)


def test_years_and_their_chance_undo_each_other() -> None:
    assert outlook.over_years(10, 2) == pytest.approx(19)
    assert outlook.yearly(19, 2) == pytest.approx(10)
    assert outlook.over_years(0) == 0
    assert outlook.over_years(20) > outlook.over_years(10)
    assert (outlook.YEARS_TO_2030 > 4) == (edition.cutoff().year == 2026)


def test_a_cut_as_often_as_the_table_has_it_gives_its_scenario() -> None:
    yearly = fact("model.out-cut-yearly").value
    assert outlook.cut_at(yearly, fact(outlook.TWO_CHAINS).point) == pytest.approx(fact("model.out-cut-2030").value)


def test_a_cut_more_often_makes_its_scenario_more_frequent() -> None:
    two_chains = fact(outlook.TWO_CHAINS).point
    low, high = outlook.cut_range(two_chains)
    assert low < fact("model.out-cut-2030").value < high
    assert outlook.cut_at(0, two_chains) == 0
    assert outlook.cut_at(100, two_chains) == pytest.approx(100 - fact("model.out-two-chains-2030").value)
    assert high < fact("model.out-cut-at-record").value


def test_the_mark_is_two_thirds_of_the_average_month() -> None:
    assert outlook.alarm(1800) == pytest.approx(100)
    assert outlook.alarms(1800, 99, 100.1, 40) == 2
    assert outlook.alarm_window(1800, 99, 110, 40, 200) == pytest.approx((66, 110 / 1.5))


def test_the_mark_tells_spring_2025_from_all_other_months() -> None:
    below = [name for name in outlook.WORLD_MONTHS if fact(name).point < fact("model.out-alarm").value]
    assert [name[-7:] for name in below] == ["2025-04", "2025-05", "2025-06"]
    low, high = outlook.alarm_window(
        fact(outlook.WORLD_YEAR).point, *(fact(name).point for name in outlook.WORLD_MONTHS)
    )
    assert low < 100 * outlook.MARK < high


@pytest.mark.parametrize(
    ("series", "area", "months"),
    [
        ("customs.magnet-exports", "world", outlook.WORLD_MONTHS),
        ("customs.magnet-exports-to-us", "united-states", outlook.US_MONTHS),
    ],
)
def test_every_month_on_record_since_2024_is_counted(ledger, series, area, months) -> None:
    rows = ledger.observations
    rows = rows[(rows["series"] == series) & (rows["area"] == area) & rows["period"].str.fullmatch(r"\d{4}-\d{2}")]
    assert sorted(rows.loc[rows["period"] >= "2024", "period"]) == [name.rpartition("/")[2] for name in months]


def test_the_record_alone_counts_quarters() -> None:
    # One of four quarters: 2 of 6 by the rule of succession, so 1 - (2/3)^4 a year.
    assert outlook.cut_record(12, *[0.5] * 3, *[1] * 9) == pytest.approx(100 * (1 - (2 / 3) ** 4))
    assert outlook.cut_record(12, *[1] * 12) < outlook.cut_record(12, *[0.5] * 12)
    assert len(outlook.LICENCE_MONTHS) == 12


def test_a_signal_follows_bayes() -> None:
    assert outlook.belief_after(1, 50)(80, 20) == pytest.approx(80)
    assert outlook.belief_after(2, 50)(80, 20) == pytest.approx(100 * 16 / 17)
    assert outlook.belief_after(0, 7)(80, 20) == pytest.approx(7)
    assert outlook.belief_after(3, 7)(60, 60) == pytest.approx(7)


def test_more_months_below_the_mark_are_worth_more() -> None:
    worth = [fact(f"model.out-signal-{months}").value for months in outlook.SIGNAL_MONTHS]
    assert worth == sorted(worth)
    assert outlook.belief_after(1)(80, 20) < outlook.belief_after(1)(80, 5)


def test_rates_count_the_months_of_the_cut_and_the_others() -> None:
    assert outlook.hit_rate(3) == pytest.approx(80)
    assert outlook.false_alarm_rate(3, 17) == pytest.approx(100 / 16)


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2025", "2025-12-31"),
        ("2026-02", "2026-02-28"),
        ("2026-Q1", "2026-03-31"),
        ("2026-01/2026-04", "2026-04-30"),
        ("2025-05-06", "2025-05-06"),
    ],
)
def test_periods_end(period, end) -> None:
    assert outlook.period_end(period) == pd.Timestamp(end)


def watched(**changes: str) -> pd.Series:
    return pd.Series({"series": "s", "area": "a", "grain": "year"} | changes)


def test_the_latest_readings_are_all_rivals_of_the_latest_period() -> None:
    record = pd.DataFrame(
        {
            "series": "s",
            "area": ["a", "a", "a", "a", "b"],
            "period": ["2024", "2025", "2025", "2030", "2026-03"],
            "value": [1, 2, 3, 4, 5],
        }
    )
    assert list(outlook.readings(record, watched())["value"]) == [2, 3]
    assert list(outlook.readings(record, watched(area="b", grain="month"))["value"]) == [5]
    assert outlook.readings(record, watched(area="c")).empty
    assert outlook.readings(record, watched(grain="quarter")).empty


@pytest.mark.parametrize(
    ("direction", "low", "high", "side"),
    [
        ("below", 9, 9, "passed"),
        ("below", 10, 10, "not passed"),
        ("above", 11, 12, "passed"),
        ("above", 9, 12, "open"),
        ("above", 10, 10, "not passed"),
    ],
)
def test_a_reading_lies_on_a_side_of_its_mark(direction, low, high, side) -> None:
    assert outlook.side_of(direction, low, high, 10) == side
    assert (outlook.reach(direction, low, 10) > 1) == (side == "passed")


def test_what_is_watched_is_a_series_or_a_status(ledger) -> None:
    stated = ledger.watchlist.index[ledger.watchlist["state"] != ""]
    assert set(stated) | set(outlook.watch(ledger, fact)["watch_id"]) == set(ledger.watchlist.index)


def test_every_watched_series_has_readings_in_the_unit_of_its_mark(ledger) -> None:
    rows = outlook.watch(ledger, fact)
    series = ledger.watchlist[ledger.watchlist["series"] != ""]
    assert list(rows["watch_id"].unique()) == list(series.index)
    assert (rows["months"] > 0).all()
    assert not any(math.isnan(number) for number in rows[["low", "high", "mark"]].to_numpy().ravel())
    for row in rows.itertuples():
        if "/" in row.mark_key or row.mark_key.startswith("model."):
            assert fact(row.mark_key).unit == row.unit


def test_rivals_on_both_sides_leave_a_series_open(ledger) -> None:
    sides = outlook.watch(ledger, fact).groupby("watch_id")["side"].first()
    assert sides["refining-share"] == "open"
    assert sides["magnets"] == "not passed"
    assert sides["magnets-us"] == "passed"
    assert fact("model.out-passed").value == (sides == "passed").sum()


def test_the_page_names_every_watched_status(ledger) -> None:
    page = prose(read_notebook(BOOK / "outlook.ipynb"))
    for state in ledger.watchlist.loc[ledger.watchlist["state"] != "", "state"]:
        measure_id, _, status = state.partition(":")
        assert f"{measure_id}.status" in page
        assert status in page
        assert ledger.measures.at[measure_id, "status"] != status
