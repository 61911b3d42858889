"""The outlook: chances that make 100, marks, what a signal is worth, and the watch-list."""

import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.chapters import outlook as chapter
from evidence.facts import fact
from evidence.ledger import edition
from evidence.models import outlook
from evidence.pages.notebooks import prose, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS


def test_each_branch_of_a_horizon_holds_for_what_is_left() -> None:
    horizons, branches = ["2030"] * 3 + ["2027"] * 3, [25, 40, 100, 100, 50, 100]
    trees = pd.DataFrame({"horizon": horizons, "branch": branches}, index=list("abcxyz"))
    chances = {"a": 25, "b": 30, "c": 45, "x": 100, "y": 0, "z": 0}
    assert outlook.chances(trees) == pytest.approx(chances)


@each_of(("own", "others", "left"), cases("models", "what others leave of a range"))
def test_what_others_leave_of_a_range(own, others, left) -> None:
    assert chapter.left_by_others(own, others) == tuple(left)


def test_a_truce_is_carried_over_by_the_next_or_by_a_longer_term(ledger) -> None:
    agreements = RESULTS["model.out-truces-carried"].given["agreements"]
    assert outlook.truces_carried(ledger, agreements) == 3
    # The truces that the next is likened to are those that are counted; the last agreement carries the one before.
    assert fact("assume.truces-alike").value == len(agreements) - 1
    short = ledger.with_row("measures", agreements[3], expires="2026-11-10")
    assert outlook.truces_carried(short, agreements) == 2
    assert outlook.truces_carried(short.with_row("measures", agreements[0], replaced_by=""), agreements) == 1


def test_the_record_alone_counts_whole_quarters_below_the_mark() -> None:
    # The mark is 66.7 t; quarters of 60, 80 and, of months not known apart, 80 t.
    below_once = 100 * (1 - (1 - 2 / 5) ** 4)
    assert outlook.cut_record(1200, 1.5, [60] * 3 + [80] * 3, [240]) == pytest.approx(below_once)


def test_a_reading_of_the_cut_off_counts_and_one_of_just_so_many_months_is_not_old(ledger) -> None:
    day = edition.cutoff().isoformat()
    record = pd.DataFrame([("s", "a", day, 1)], columns=["series", "area", "period", "value"])
    assert len(outlook.readings(record, pd.Series({"series": "s", "area": "a", "grain": "day"}))) == 1
    assert outlook.old_series(ledger, outlook.latest(ledger)["months"].max()) == 0


def test_years_run_from_the_cut_off() -> None:
    assert outlook.years_to(str(edition.cutoff())) == 0
    assert outlook.years_to(str(edition.cutoff() + pd.Timedelta(days=1461))) == 4


def test_months_lie_below_two_thirds_of_the_average_month_or_not() -> None:
    # The average month is 150, the mark 100, and a month on it isn't below it.
    assert outlook.months_below(1800, 1.5, (99, 100, 100.1, 40)) == 2
    assert outlook.mark_window(1800, 1.5, (99, 110, 40, 200)) == pytest.approx((66, 110 / 1.5))
    assert outlook.mark_window(1800, 1.5, (99, 100, 200)) == pytest.approx((66, 100 / 1.5))


def test_the_mark_tells_spring_2025_from_all_other_months(ledger) -> None:
    months = RESULTS["model.out-alarms"].of["months"]
    below = [name for name in months if fact(name).point < fact("model.out-alarm").value]
    assert [name[-7:] for name in below] == ["2025-04", "2025-05", "2025-06"]
    window, over_mark = fact("model.out-alarm-window"), ledger.assumptions.loc["assume.normal-month-over-mark"]
    assert window.low < 100 / over_mark["high"] < 100 / over_mark["value"] < 100 / over_mark["low"] < window.high


@each_of("key", ["model.out-alarms", "model.out-alarms-us"])
def test_every_month_on_record_since_2024_is_counted(ledger, key: str) -> None:
    months = [name.split("/") for name in RESULTS[key].of["months"]]
    ((series, area),) = {(series, area) for series, area, _ in months}
    rows = ledger.observations
    rows = rows[(rows["series"] == series) & (rows["area"] == area) & rows["period"].str.fullmatch(r"\d{4}-\d{2}")]
    assert sorted(rows.loc[rows["period"] >= "2024", "period"]) == [month for _, _, month in months]


@each_of(
    ("months", "quarters", "below", "cases"),
    [
        ([0.5] * 3 + [1] * 9, [], 1, 4),
        ([0.5] * 12, [], 4, 4),
        # A quarter is below by its average: two low months don't make one if the third is high enough.
        ([0.5, 0.5, 1.5] + [1] * 9, [], 0, 4),
        # A quarter known as a sum is a case like the others.
        ([1] * 9, [1.5], 1, 4),
        ([0.5] * 3 + [1] * 9, [3], 1, 5),
    ],
)
def test_the_record_alone_counts_quarters(months, quarters, below: int, cases: int) -> None:
    # By the rule of succession for a quarter, in one of four.
    expected = 100 * (1 - (1 - (below + 1) / (cases + 2)) ** 4)
    assert outlook.cut_record(12, 1.5, months, quarters) == pytest.approx(expected)


@each_of(("period", "end"), cases("models", "periods end"))
def test_periods_end(period, end) -> None:
    assert outlook.period_end(period) == pd.Timestamp(end)


@each_of(
    ("watched", "values"), cases("models", "the latest readings are all rivals of the latest period that has ended")
)
def test_the_latest_readings_are_all_rivals_of_the_latest_period_that_has_ended(watched, values) -> None:
    rows = [
        ("a", "2024", 1),
        ("a", "2025", 2),
        ("a", "2025", 3),
        ("a", "2030", 4),
        ("b", "2026-03", 5),
        ("b", "2026-Q1", 6),
    ]
    record = pd.DataFrame(rows, columns=["area", "period", "value"]).assign(series="s")
    found = outlook.readings(record, pd.Series({"series": "s", "area": "a", "grain": "year"} | watched))
    assert list(found["value"]) == values


@each_of(("direction", "low", "high", "side"), cases("models", "a reading lies on a side of a mark of 10"))
def test_a_reading_lies_on_a_side_of_its_mark(direction, low, high, side) -> None:
    assert outlook.side_of(direction, low, high, 10) == side


def test_every_watched_series_is_read_in_the_unit_of_its_mark_and_each_stands_on_its_side(ledger) -> None:
    rows = outlook.watch(ledger, fact)
    assert list(rows.index) == list(ledger.watchlist.index[ledger.watchlist["series"] != ""])
    assert (rows["months"] > 0).all()
    assert rows[["low", "high", "mark"]].notna().all(axis=None)
    marks = rows[rows["threshold"].str.contains(r"/|^model\.")]
    assert [fact(key).unit for key in marks["threshold"]] == list(marks["unit"])
    # Rivals on both sides leave a series open.
    sides = {"refining-share": "open", "magnets": "not passed", "magnets-us": "passed"}
    assert rows.loc[[*sides], "side"].to_dict() == sides


def test_the_page_names_every_watched_status(ledger) -> None:
    page = prose(read_notebook(BOOK / "outlook.ipynb"))
    for state in ledger.watchlist.loc[ledger.watchlist["state"] != "", "state"]:
        measure_id, _, status = state.partition(":")
        assert f"{measure_id}.status" in page
        assert status in page
        assert ledger.measures.at[measure_id, "status"] != status
