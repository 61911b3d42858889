"""The results of the chapter on Russian autonomy: known answers, limits and direction."""

from __future__ import annotations

import re

import pytest
from conftest import answer

from evidence.facts import fact
from evidence.ledger.yardstick import YARDSTICK
from evidence.models import russian_autonomy as models
from evidence.results import RESULTS, what_if

FEWEST = 1000
WINDOWS = RESULTS["model.growth-windows"].of["growth_in_each_case"]
TARGETS = ("share-target", "top-five", "output-target")
STAGES = RESULTS["model.ru-chance-chain"].of
NDPR_PART = "russia.separation-ndpr-part/russia/2027"
CHAINS = ("model.ru-chance-chain", "model.ru-chance-light-chain")


def growth(start: float, end: float, years: float = 5) -> float:
    ends = {"output_of_the_first_year": start, "output_of_the_last_year": end}
    return answer("model.growth-russia-2020-2025", years=years, **ends)


def test_yearly_growth_of_known_multiples():
    assert growth(1, 32) == pytest.approx(100)
    assert growth(100, 100) == 0
    assert growth(32, 1) == pytest.approx(-50)
    assert growth(5, 0) == -100
    assert models.yearly_growth(1, 4, first_year=2020, last_year=2022) == pytest.approx(100)
    assert models.yearly_growth(1, 32, first_year=2020, last_year=2025) == growth(1, 32)


def test_a_range_of_growth_runs_from_the_smallest_to_the_largest_end():
    ends = {"fifth_largest_outputs": (243, 1, 32), "output_of_2025": 1}
    assert answer("model.ru-growth-for-top-five-range", years=5, **ends) == pytest.approx((0, 200))


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


def test_the_base_rate_holds_every_window_of_the_record_in_the_last_editions(last_editions):
    years = int(fact("assume.growth-years").value)
    windows = {
        f"model.growth-{area}-{first}-{first + years}": {
            f"usgs.mine-output/{area}/{year}@{found[year][1]}" for year in (first, first + years)
        }
        for area, found in last_editions.items()
        for first, (tonnes, _) in found.items()
        if tonnes >= FEWEST and first + years in found
    }
    assert {key: set(RESULTS[key].inputs) - {"assume.growth-years"} for key in WINDOWS} == windows
    assert len(WINDOWS) == len(windows)


def test_every_country_of_a_window_counts_once_with_its_fastest():
    fastest = RESULTS["model.growth-countries"].of["growth_in_each_case"]
    held = [window for key in fastest for window in RESULTS[key].inputs]
    assert sorted(held) == sorted(WINDOWS)
    for key in fastest:
        area = key.removeprefix("model.growth-fastest-")
        assert all(re.fullmatch(rf"model\.growth-{area}-\d+-\d+", window) for window in RESULTS[key].inputs)


def test_fifth_place_is_the_fifth_largest_output_of_its_edition(ledger):
    rows = ledger.observations[ledger.observations["series"] == "usgs.mine-output"]
    for key in RESULTS["model.ru-growth-for-top-five-range"].of["fifth_largest_outputs"]:
        row = rows.loc[key]
        table = rows[(rows["period"] == row["period"]) & (rows["vintage"] == row["vintage"])]
        countries = table[~table["area"].isin(["world", "other"])]["value"].sort_values(ascending=False)
        assert countries.iloc[4] == row["value"]


def test_a_case_as_fast_as_needed_counts():
    assert models.count_reached(3, (1, 3, 5)) == 2
    assert models.count_reached(3, ()) == 0


def test_the_base_rate_is_the_rule_of_succession_over_both_ways_to_count():
    def rates(windows_as_fast: float, windows: float, countries_as_fast: float, countries: float) -> tuple[float, ...]:
        counts = {"windows_as_fast": windows_as_fast, "windows": windows}
        counts |= {"countries_as_fast": countries_as_fast, "countries": countries}
        return answer("model.ru-base-rate-top-five", **counts)

    assert rates(0, 0, 0, 8) == pytest.approx((10, 50))
    assert rates(8, 8, 0, 0) == pytest.approx((50, 90))
    assert rates(0, 33, 0, 10) == pytest.approx((100 / 35, 100 / 12))


def test_a_target_further_away_has_a_lower_base_rate():
    rates = [fact(f"model.ru-base-rate-{name}") for name in TARGETS]
    assert [rate.low for rate in rates] == sorted(rate.low for rate in rates)
    assert [rate.high for rate in rates] == sorted(rate.high for rate in rates)


def pace(share: float, start: float, world: float, growth: float, key: str = "model.ru-pace-magnets") -> float:
    path = {"targeted_share": share, "output_of_2025": start, "world_output": world, "growth": growth}
    return answer(key, years=5, **path)


def test_pace_of_known_paths():
    assert pace(10, 1, 320, 0) == pytest.approx(100)
    assert pace(10, 10, 100, 8) == pytest.approx(8)
    assert pace(10, 10, 100, 0) == pytest.approx(0)
    today = [fact(key).point for key in ("ru.market-share-target", "ru.output", "usgs.mine-output/world/2025@mcs-2026")]
    assert pace(*today, 0) == pytest.approx(fact("model.ru-growth-for-share-target").value)


def test_a_late_start_leaves_the_same_tonnes_in_fewer_years():
    late = "model.ru-late-pace-magnets"
    tonnes = answer("model.ru-tonnes-magnets", targeted_share=10, world_output=100, growth=8, years=5)
    assert tonnes == pytest.approx(10 * 1.08**5)
    assert pace(10, 2, 100, 8, late) == pytest.approx(growth(2, tonnes, years=4))
    assert pace(10, 2, 100, 8, late) > pace(10, 2, 100, 8)


def test_a_target_at_the_present_level_gives_the_whole_cut_up():
    def given_up(later: float) -> float:
        key = "model.ru-import-cut-given-up"
        return answer(key, present_level=75, earlier_target=15, later_target=later)

    assert [given_up(later) for later in (15, 45, 75)] == [0, 50, 100]


def test_a_share_between_bounds_is_of_a_whole_between_bounds():
    bounds = {"least_share_wanted": 10, "highest_share_wanted": 15}
    assert answer("model.ru-roadmap-world", tonnes_wanted=30, **bounds) == pytest.approx((200, 300))


def test_an_expansion_is_taken_whole_by_a_target_at_its_end():
    def part(target: float) -> float:
        outputs = {"output_of_2021": 10, "output_with_the_planned_concentrate": 14}
        return answer("model.ru-lovozero-plan-part", targeted_output=target, **outputs)

    assert [part(target) for target in (10, 12, 14)] == [0, 50, 100]


def test_magnets_from_oxide():
    shares = {"metal_in_oxide": 0.857, "least_alloy_in_magnets": 0.7, "most_alloy_in_magnets": 1}
    shares |= {"bounds_of_metal_in_magnets": (0.28, 0.32)}
    low, high = answer("model.ru-magnets-from-separation", Nd_and_Pr_oxide=300, **shares)
    assert high == pytest.approx(857)
    assert low == pytest.approx(0.7 * high)


def test_money_for_a_job_of_the_whole_cluster_is_less_than_for_one_of_its_first_stage():
    assert answer("model.ru-rubles-per-job-whole", investment=12, jobs=4) == 3
    assert fact("model.ru-dollars-per-job-whole").value < fact("model.ru-dollars-per-job").value


def test_mine_plans_add_up():
    plans = {"output_with_Lovozero_as_planned": 3, "plan_of_Afrikanda": 4}
    assert answer("model.ru-mine-plans-output", **plans) == 7


def test_the_neodymium_and_praseodymium_of_solikamsk_are_their_part_of_its_capacity():
    capacity, part = (fact(key).value for key in ("russia.solikamsk-separation/russia/2027", NDPR_PART))
    assert fact("russia.solikamsk-ndpr/russia/2027").value == pytest.approx(capacity * part / 100)


def test_bills():
    assert what_if("bill")(money=7, tonnes=0) == 7
    assert what_if("bill")(money=0, tonnes=10, cost=5, part=50) == 100
    assert what_if("bill")(money=0, tonnes=10, cost=6) > what_if("bill")(money=0, tonnes=10, cost=5)
    assert what_if("bill")(money=0, tonnes=10, part=50) > what_if("bill")(money=0, tonnes=10)
    for target in TARGETS:
        tonnes = fact(f"model.ru-addition-for-{target}").value
        assert fact(f"model.ru-bill-{target}").high == pytest.approx(what_if("bill")(money=0, tonnes=tonnes))


CERTAIN = dict.fromkeys(STAGES, 100)


def test_a_chain_of_certain_stages_is_certain_and_one_that_fails_breaks_it():
    assert answer(CHAINS[0], **CERTAIN) == (100, 100)
    for stage in STAGES:
        assert answer(CHAINS[0], **CERTAIN | {stage: 0}) == (0, 0)


def test_the_chain_lies_between_independent_stages_and_the_weakest():
    uncertain = CERTAIN | {"chance_of_light_oxides": 50, "chance_of_magnets": 40}
    assert answer(CHAINS[0], **uncertain) == pytest.approx((20, 40))
    for key in CHAINS:
        assert fact(key).low < fact(key).high


def test_heavy_oxides_move_the_whole_chain_most():
    chances = {stage: fact(key).value for stage, key in STAGES.items()}
    made_certain = {stage: answer(CHAINS[0], **chances | {stage: 100})[0] for stage in STAGES}
    assert max(made_certain, key=made_certain.get) == "chance_of_heavy_oxides"


def test_a_chain_without_heavy_elements_ignores_their_stage_alone():
    light = RESULTS[CHAINS[1]].of
    assert {**light, "chance_of_heavy_oxides": "assume.ru-chance-heavy"} == STAGES
    chances = dict.fromkeys(light, 100) | {"chance_of_metal": 30}
    assert answer(CHAINS[1], **chances) == answer(CHAINS[0], **chances, chance_of_heavy_oxides=100) == (30, 30)


def test_the_words_of_the_chances_name_those_assumed():
    assumed = [f"{fact(name).value:g}" for name in STAGES.values()]
    assert re.findall(r" (\d\d)[,;]", RESULTS[CHAINS[0]].assumes) == assumed


COMPUTED = {
    "KJ-11": "model.ru-chance-separation",
    "KJ-12": "model.ru-base-rate-output-target",
    "KJ-13": "model.ru-base-rate-top-five",
    "KJ-14": CHAINS[1],
    "KJ-15": CHAINS[0],
    "KJ-08": "model.ru-base-rate-share-target",
}


def test_words_overlap_what_was_computed_and_those_for_the_chains_hold_what_lies_half_way(ledger):
    for judgement_id, key in COMPUTED.items():
        low, high = YARDSTICK[ledger.judgements.at[judgement_id, "word"]]
        found = fact(key)
        start, end = (found.low, found.high) if found.ranges else (found.value, found.value)
        assert start <= high, judgement_id
        assert end >= low, judgement_id
        if key in CHAINS:
            assert low <= (start + end) / 2 <= high, judgement_id
