"""The outlook: chances that make 100, marks, what a signal is worth, and the watch-list."""

import math

import pandas as pd
import pytest
from conftest import answer, each_of

from evidence.chapters import outlook as chapter
from evidence.facts import fact
from evidence.ledger import edition
from evidence.ledger.yardstick import YARDSTICK
from evidence.models import outlook
from evidence.pages.notebooks import prose, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS


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
    chances = {name: fact(f"model.out-{name}").value for name in table.index}
    for _, scenarios in table.groupby("horizon"):
        assert sum(chances[name] for name in scenarios.index) == pytest.approx(100)
        low, high = (sum(YARDSTICK[word][end] for word in scenarios["word"]) for end in (0, 1))
        assert low <= 100 <= high
    for name, word in table["word"].items():
        low, high = YARDSTICK[word]
        assert low <= chances[name] <= high
        left = chapter.left_range(table, name, YARDSTICK)
        assert low <= left[0] <= chances[name] <= left[1] <= high


@each_of(
    ("own", "others", "left"),
    [
        ((55, 80), [(20, 45), (1, 5), (1, 5)], (55, 78)),
        ((20, 45), [(55, 80), (1, 5)], (20, 44)),
        ((1, 5), [(20, 45), (45, 52)], (3, 5)),
        ((0, 100), [], (100, 100)),
    ],
)
def test_what_others_leave_of_a_range(own, others, left) -> None:
    assert chapter.left_by_others(own, others) == left


def test_what_branches_leave() -> None:
    def managed(two_chains: float, another_cut: float, end_of_licences: float) -> float:
        branches = {"two_chains": two_chains, "another_cut": another_cut, "end_of_licences": end_of_licences}
        return answer("model.out-managed-2030", **branches)

    assert managed(25, 40, 0) == pytest.approx(45)
    assert managed(25, 100, 0) == 0


def test_a_truce_is_carried_over_by_the_next_or_by_a_longer_term(ledger) -> None:
    agreements = RESULTS["model.out-truces-carried"].given["agreements"]
    assert outlook.truces_carried(ledger, agreements) == 3
    # The truces that the next is likened to are those that are counted; the last agreement carries the one before.
    assert fact("assume.truces-alike").value == len(agreements) - 1
    short = ledger.with_row("measures", agreements[3], expires="2026-11-10")
    assert outlook.truces_carried(short, agreements) == 2
    assert outlook.truces_carried(short.with_row("measures", agreements[0], replaced_by=""), agreements) == 1


def test_the_rule_of_succession_for_the_next_truce() -> None:
    assert answer("model.out-truce-lapse", truces=3, carried_over=3, broken=0) == pytest.approx((20, 20))
    assert answer("model.out-truce-lapse", truces=3, carried_over=3, broken=1) == pytest.approx((20, 40))
    assert answer("model.out-truce-lapse", truces=3, carried_over=0, broken=0) == pytest.approx((80, 80))


def test_years_and_their_chance_undo_each_other() -> None:
    assert answer("model.out-cut-yearly", chance_to_the_end_of_2030=19, years=2) == pytest.approx(10)
    chances = {"branch_of_a_second_chain": 0, "yearly_chance": 10}
    assert answer("model.out-cut-at-record", **chances, years=2) == pytest.approx(19)
    assert (fact("model.out-years-to-2030").value > 4) == (edition.cutoff().year == 2026)
    assert outlook.years_to(str(edition.cutoff())) == 0


def cut_2030(yearly_chance: float) -> float:
    """Return the chance of the scenario if a cut has some chance in a year."""
    two_chains, years = (fact(f"model.out-{name}").point for name in ("branch-two-chains-2030", "years-to-2030"))
    chances = {"branch_of_a_second_chain": two_chains, "yearly_chance": yearly_chance}
    return answer("model.out-cut-at-record", **chances, years=years)


def test_a_cut_as_often_as_the_table_has_it_gives_its_scenario() -> None:
    assert cut_2030(fact("model.out-cut-yearly").value) == pytest.approx(fact("model.out-cut-2030").value)


def test_a_cut_more_often_makes_its_scenario_more_frequent() -> None:
    seldom_to_often = fact("model.out-cut-range")
    assert seldom_to_often.low < fact("model.out-cut-2030").value < seldom_to_often.high
    assert seldom_to_often.high < fact("model.out-cut-at-record").value
    assert cut_2030(0) == 0
    assert cut_2030(100) == pytest.approx(100 - fact("model.out-two-chains-2030").value)


def test_months_lie_below_two_thirds_of_the_average_month_or_not() -> None:
    assert answer("model.out-alarm", exports_in_2024=1800, average_month_over_the_mark=1.5) == pytest.approx(100)
    # A month on the mark isn't below it.
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


def test_the_record_alone_counts_quarters() -> None:
    # One of four quarters: 2 of 6 by the rule of succession, so 1 - (2/3)^4 a year.
    assert outlook.cut_record(12, 1.5, [0.5] * 3 + [1] * 9) == pytest.approx(100 * (1 - (2 / 3) ** 4))
    assert outlook.cut_record(12, 1.5, [1] * 12) < outlook.cut_record(12, 1.5, [0.5] * 12)
    # A quarter is below by its average: two low months don't make one if the third is high enough.
    assert outlook.cut_record(12, 1.5, [0.5, 0.5, 1.5] + [1] * 9) == outlook.cut_record(12, 1.5, [1] * 12)
    # A quarter known as a sum is a case like the others.
    assert outlook.cut_record(12, 1.5, [1] * 9, [1.5]) == outlook.cut_record(12, 1.5, [1] * 9 + [0.5] * 3)
    assert outlook.cut_record(12, 1.5, [0.5] * 3 + [1] * 9, [3]) == pytest.approx(100 * (1 - (5 / 7) ** 4))
    record = RESULTS["model.out-cut-record"].of
    months = [month.partition("/")[2].partition("/")[2] for month in record["months"]]
    assert months == [f"{month:%Y-%m}" for month in pd.period_range("2025-04", "2026-03", freq="M")]
    assert [quarter[-7:] for quarter in record["quarters"]] == ["2026-Q2"]
    assert set(record["months"]) < set(RESULTS["model.out-alarms"].of["months"])


def belief(before: float, hits: float, false_alarms: float) -> float:
    """Return the chance of a cut after a month below the mark."""
    return answer("model.out-signal-1", chance_before=before, hits=hits, false_alarms=false_alarms)


def test_a_signal_follows_bayes() -> None:
    assert belief(50, 80, 20) == pytest.approx(80)
    assert belief(belief(50, 80, 20), 80, 20) == pytest.approx(100 * 16 / 17)
    assert belief(7, 60, 60) == pytest.approx(7)
    assert answer("model.out-signal-0", chance_before=7, hits=80, false_alarms=20) == pytest.approx(7)


def test_more_months_below_the_mark_are_worth_more() -> None:
    worth = [fact(f"model.out-signal-{months}").value for months in range(4)]
    # Months after the first say less: they follow one another.
    prior, hit, false = (fact(key).point for key in ("assume.cut-under-way", "model.out-hit", "model.out-false-alarm"))
    odds = prior / (100 - prior)
    assert worth[0] == pytest.approx(prior)
    for months, chance in enumerate(worth[1:], 1):
        again = (fact("assume.alarm-again").point / fact("assume.false-alarm-again").point) ** (months - 1)
        assert chance / (100 - chance) == pytest.approx(odds * hit / false * again)
    assert worth == sorted(worth)
    assert belief(2.5, 80, 20) < belief(2.5, 80, 5)


def test_rates_count_the_months_of_the_cut_and_the_others() -> None:
    cut = {"months_of_the_cut": 3}
    assert answer("model.out-hit", months_of_the_cut_below_the_mark=3, **cut) == pytest.approx(80)
    assert answer("model.out-false-alarm", months_below_the_mark=3, known_months=17, **cut) == pytest.approx(100 / 16)
    assert fact("model.out-months").value == len(RESULTS["model.out-alarms"].of["months"])


@each_of(
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


@each_of(
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


def test_what_is_watched_is_a_series_or_a_status(ledger) -> None:
    stated = ledger.watchlist.index[ledger.watchlist["state"] != ""]
    assert set(stated) | set(outlook.watch(ledger, fact).index) == set(ledger.watchlist.index)


def test_every_watched_series_has_readings_in_the_unit_of_its_mark(ledger) -> None:
    rows = outlook.watch(ledger, fact)
    series = ledger.watchlist[ledger.watchlist["series"] != ""]
    assert list(rows.index) == list(series.index)
    assert (rows["months"] > 0).all()
    assert not any(math.isnan(number) for number in rows[["low", "high", "mark"]].to_numpy().ravel())
    for row in rows.itertuples():
        if "/" in row.threshold or row.threshold.startswith("model."):
            assert fact(row.threshold).unit == row.unit


def test_rivals_on_both_sides_leave_a_series_open(ledger) -> None:
    sides = outlook.watch(ledger, fact)["side"]
    assert sides["refining-share"] == "open"
    assert sides["magnets"] == "not passed"
    assert sides["magnets-us"] == "passed"
    for side in ("passed", "open"):
        assert fact(f"model.out-{side}").value == (sides == side).sum()
    assert fact("model.out-watched").value == len(sides)


def test_the_page_names_every_watched_status(ledger) -> None:
    page = prose(read_notebook(BOOK / "outlook.ipynb"))
    for state in ledger.watchlist.loc[ledger.watchlist["state"] != "", "state"]:
        measure_id, _, status = state.partition(":")
        assert f"{measure_id}.status" in page
        assert status in page
        assert ledger.measures.at[measure_id, "status"] != status
