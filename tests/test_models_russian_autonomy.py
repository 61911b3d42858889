"""The results of the chapter on Russian autonomy: known answers, limits and direction."""

from __future__ import annotations

import pytest

from evidence.facts import fact
from evidence.models import russian_autonomy as models
from evidence.results import RESULTS
from evidence.yardstick import YARDSTICK

FEWEST = 1000


def test_yearly_growth_of_known_multiples():
    assert models.yearly_growth(1, 32) == pytest.approx(100)
    assert models.yearly_growth(100, 100) == 0
    assert models.yearly_growth(32, 1) == pytest.approx(-50)
    assert models.yearly_growth(5, 0) == -100
    assert models.growth_over(2)(1, 4) == pytest.approx(100)


def test_yearly_growth_rises_with_the_end_and_ignores_scale():
    assert models.yearly_growth(2, 5) > models.yearly_growth(2, 4)
    assert models.yearly_growth(2, 5) == pytest.approx(models.yearly_growth(2000, 5000))


def test_a_range_of_growth_runs_from_the_smallest_to_the_largest_end():
    assert models.growth_range(1, 243, 1, 32) == pytest.approx((0, 200))


@pytest.fixture
def last_editions(ledger):
    """Return the last published figure of each country and year: {area: {year: (t, edition)}}."""
    rows = ledger.observations[ledger.observations["series"] == "usgs.mine-output"]
    rows = rows[~rows["area"].isin(["world", "other"])]
    published = ledger.sources.loc[rows["source_id"], "published"].to_numpy()
    newest = (
        rows.assign(published=published).sort_values("published", kind="stable").groupby(["area", "period"]).tail(1)
    )
    found = {}
    for _, row in newest.iterrows():
        found.setdefault(row["area"], {})[int(row["period"])] = (row["value"], row["vintage"])
    return found


def test_the_base_rate_holds_every_window_of_the_record(last_editions):
    windows = {
        (area, year)
        for area, years in last_editions.items()
        for year, (tonnes, _) in years.items()
        if tonnes >= FEWEST and year + models.YEARS in years
    }
    assert set(models.WINDOWS) == windows
    assert len(models.WINDOWS) == len(windows)


def test_each_window_stands_on_the_last_editions(last_editions):
    for area, first in models.WINDOWS:
        ends = [models.OUTPUT(f"{area}/{year}", last_editions[area][year][1]) for year in (first, first + models.YEARS)]
        assert list(RESULTS[models.growth_key(area, first)].inputs) == ends


def test_fifth_place_is_the_fifth_largest_output_of_its_edition(ledger):
    rows = ledger.observations[ledger.observations["series"] == "usgs.mine-output"]
    for key in models.FIFTH:
        row = rows.loc[key]
        table = rows[(rows["period"] == row["period"]) & (rows["vintage"] == row["vintage"])]
        countries = table[~table["area"].isin(["world", "other"])]["value"].sort_values(ascending=False)
        assert countries.iloc[4] == row["value"]


def test_counts_of_cases():
    assert models.count_reached(3, 1, 3, 5) == 2
    assert models.count_reached(3) == 0
    assert models.count_all(1, 3, 5) == 3
    for name in models.TARGETS:
        reached = sum(fact(key).value >= fact(models.TARGET_GROWTH(name)).value for key in models.WINDOW_KEYS)
        assert fact(f"model.growth-windows-{name}").value == reached


def test_the_rule_of_succession():
    assert models.succession(0, 0) == 50
    assert models.succession(0, 8) == 10
    assert models.succession(8, 8) == 90
    assert models.succession(3, 8) > models.succession(2, 8)
    assert models.base_rate(0, 33, 0, 10) == pytest.approx((100 / 35, 100 / 12))


def test_a_target_further_away_has_a_lower_base_rate():
    rates = [fact(f"model.ru-base-rate-{name}") for name in ("share-target", "top-five", "output-target")]
    assert [rate.low for rate in rates] == sorted(rate.low for rate in rates)
    assert [rate.high for rate in rates] == sorted(rate.high for rate in rates)


def test_pace_of_known_paths():
    assert models.pace(10, 1, 320, 0) == pytest.approx(100)
    assert models.pace(10, 10, 100, 8) == pytest.approx(8)
    assert models.pace(10, 10, 100, 0) == pytest.approx(0)
    today = [fact(key).point for key in (models.TARGET_SHARE, models.RUSSIA_2025, models.WORLD_2025)]
    assert models.pace(*today, 0) == pytest.approx(fact(models.TARGET_GROWTH("share-target")).value)


def test_pace_rises_with_share_and_world_and_falls_with_start():
    base = models.pace(12, 2600, 390_000, 2)
    assert models.pace(12, 2600, 390_000, 3) > base
    assert models.pace(12, 2600, 400_000, 2) > base
    assert models.pace(13, 2600, 390_000, 2) > base
    assert models.pace(12, 5000, 390_000, 2) < base


def test_a_late_start_leaves_the_same_tonnes_in_fewer_years():
    tonnes = models.tonnes_on_path(10, 100, 8)
    assert tonnes == pytest.approx(10 * 1.08**5)
    assert models.pace_in_four(10, 2, 100, 8) == pytest.approx(models.growth_over(4)(2, tonnes))
    assert models.pace_in_four(10, 2, 100, 8) > models.pace(10, 2, 100, 8)


def test_cut_given_up():
    assert models.cut_given_up(present=75, earlier=15, later=15) == 0
    assert models.cut_given_up(present=75, earlier=15, later=45) == 50
    assert models.cut_given_up(present=75, earlier=15, later=75) == 100


def test_a_share_between_bounds_is_of_a_whole_between_bounds():
    assert models.whole_range(30, low=10, high=15) == pytest.approx((200, 300))
    assert models.whole_range(30, low=10, high=10) == pytest.approx((300, 300))


def test_scaled_output():
    assert models.scaled_output(10, concentrate=20, planned=30) == 15
    assert models.scaled_output(10, concentrate=20, planned=20) == 10


def test_part_of_expansion():
    assert models.part_of_expansion(target=12, present=10, planned=14) == pytest.approx(50)
    assert models.part_of_expansion(target=10, present=10, planned=14) == 0
    assert models.part_of_expansion(target=14, present=10, planned=14) == 100


def test_magnets_from_oxide():
    low, high = models.magnets_from_oxide(3000, 10)
    assert high == pytest.approx(857)
    assert low == pytest.approx(0.7 * high)
    assert models.magnets_from_oxide(3000, 0) == (0, 0)


def test_prices_and_bills():
    assert models.ratio_range(10, 30, 5) == (2, 6)
    assert models.bill_range(100, 2, 3) == (200, 300)
    assert models.BILL(money=7, tonnes=0) == 7
    assert models.BILL(money=0, tonnes=10, cost=5, part=50) == 100
    assert models.BILL(money=0, tonnes=10, cost=6) > models.BILL(money=0, tonnes=10, cost=5)
    assert models.BILL(money=0, tonnes=10, part=50) > models.BILL(money=0, tonnes=10)


CERTAIN = dict.fromkeys(models.STAGE_CHANCES, 100)


def test_a_chain_of_certain_stages_is_certain_and_one_that_fails_breaks_it():
    assert models.chain_range(CERTAIN, CERTAIN) == (100, 100)
    for stage in CERTAIN:
        assert models.chain_range(CERTAIN, CERTAIN | {stage: 0}) == (0, 0)


def test_the_chain_lies_between_independent_stages_and_the_weakest():
    assert models.chain_range(CERTAIN, CERTAIN | {"light": 50, "magnet": 40}) == pytest.approx((20, 40))
    for stages in (models.STAGE_CHANCES, models.LIGHT_STAGES):
        low, high = models.chain_range(stages)
        assert low < high


def test_heavy_oxides_move_the_whole_chain_most():
    made_certain = {
        stage: models.chain_range(CERTAIN, models.STAGE_CHANCES | {stage: 100})[0] for stage in models.STAGE_CHANCES
    }
    assert max(made_certain, key=made_certain.get) == "heavy"


def test_a_chain_without_heavy_elements_ignores_their_stage_alone():
    assert set(models.STAGE_CHANCES) - set(models.LIGHT_STAGES) == {"heavy"}
    assert models.chain_range(models.LIGHT_STAGES) > models.chain_range(models.STAGE_CHANCES)


def test_the_stage_of_light_oxides_is_that_of_the_chain():
    assert models.separation_chance() == fact("model.ru-chance-separation").value
    certain = CERTAIN | {"light": models.separation_chance()}
    assert models.chain_range(CERTAIN, certain)[0] == pytest.approx(models.separation_chance())


@pytest.mark.parametrize("judged", models.JUDGEMENTS, ids=lambda judged: judged.event)
def test_a_word_overlaps_what_was_computed(judged):
    low, high = YARDSTICK[judged.word]
    found = fact(judged.key)
    start, end = (found.low, found.high) if found.ranges else (found.value, found.value)
    assert start <= high
    assert end >= low


def test_the_words_for_the_chains_hold_what_lies_half_way():
    words = {judged.key: YARDSTICK[judged.word] for judged in models.JUDGEMENTS}
    for key, stages in (("chain", models.STAGE_CHANCES), ("light-chain", models.LIGHT_STAGES)):
        low, high = words[f"model.ru-chance-{key}"]
        assert low <= sum(models.chain_range(stages)) / 2 <= high
