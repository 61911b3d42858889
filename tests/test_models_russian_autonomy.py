"""The results of the chapter on Russian autonomy: known answers, limits and direction."""

from __future__ import annotations

import re

import pytest
from conftest import answer, each_of

from evidence.facts import fact
from evidence.ledger.yardstick import YARDSTICK
from evidence.models import russian_autonomy as models
from evidence.results import RESULTS, what_if

FEWEST = 1000
WINDOWS = RESULTS["model.growth-windows"].of["growth_in_each_case"]
CHAINS = ("model.ru-chance-chain", "model.ru-chance-light-chain")
STAGES = RESULTS[CHAINS[0]].of


def test_yearly_growth_and_cases_as_fast_as_needed():
    assert models.yearly_growth(1, 4, first_year=2020, last_year=2022) == pytest.approx(100)
    assert models.yearly_growth(5, 0, first_year=2020, last_year=2025) == -100
    assert models.count_reached(3, (1, 3, 5)) == 2
    assert models.count_reached(3, ()) == 0


@pytest.fixture
def mined(ledger):
    """Return the mine output of each country by year and edition, as published, the newest edition last."""
    rows = ledger.observations[ledger.observations["series"] == "usgs.mine-output"]
    rows = rows[~rows["area"].isin(["world", "other"])]
    published = ledger.sources["published"].reindex(rows["source_id"]).to_numpy()
    return rows.assign(published=published).sort_values("published", kind="stable")


def test_the_base_rate_holds_every_window_of_the_record_in_the_last_editions(mined):
    years = int(fact("assume.growth-years").value)
    last = mined.groupby(["area", "period"]).tail(1)
    found = {(row.area, int(row.period)): row for row in last.itertuples()}
    windows = {
        f"model.growth-{area}-{year}-{year + years}": {row.Index, found[area, year + years].Index}
        for (area, year), row in found.items()
        if row.value >= FEWEST and (area, year + years) in found
    }
    assert {key: set(RESULTS[key].inputs) - {"assume.growth-years"} for key in WINDOWS} == windows
    assert len(WINDOWS) == len(windows)


def test_every_country_of_a_window_counts_once_with_its_fastest():
    windows = {}
    for window in WINDOWS:
        area = re.fullmatch(r"model\.growth-(.+)-\d+-\d+", window)[1]
        windows.setdefault(f"model.growth-fastest-{area}", []).append(window)
    fastest = RESULTS["model.growth-countries"].of["growth_in_each_case"]
    assert sorted(fastest) == sorted(windows)
    assert {key: sorted(RESULTS[key].inputs) for key in fastest} == {key: sorted(of) for key, of in windows.items()}


def test_fifth_place_is_the_fifth_largest_output_of_its_edition(mined):
    for key in RESULTS["model.ru-growth-for-top-five-range"].of["fifth_largest_outputs"]:
        table = mined[(mined[["period", "vintage"]] == mined.loc[key, ["period", "vintage"]]).all(axis=1)]
        assert table["value"].sort_values(ascending=False).iloc[4] == mined.at[key, "value"]


def test_the_neodymium_and_praseodymium_of_solikamsk_are_their_part_of_its_capacity():
    capacity, part = (
        fact(f"russia.{name}/russia/2027").value for name in ("solikamsk-separation", "separation-ndpr-part")
    )
    assert fact("russia.solikamsk-ndpr/russia/2027").value == pytest.approx(capacity * part / 100)


@each_of("target", ["share-target", "top-five", "output-target"])
def test_the_bill_of_a_target_is_at_most_what_its_tonnes_would_cost(target):
    tonnes = fact(f"model.ru-addition-for-{target}").value
    assert fact(f"model.ru-bill-{target}").high == pytest.approx(what_if("bill")(money=0, tonnes=tonnes))


def test_a_chain_without_heavy_elements_lacks_their_stage_alone():
    assert {**RESULTS[CHAINS[1]].of, "chance_of_heavy_oxides": "assume.ru-chance-heavy"} == STAGES


def test_heavy_oxides_move_the_whole_chain_most():
    chances = {stage: fact(key).value for stage, key in STAGES.items()}
    made_certain = {stage: answer(CHAINS[0], **chances | {stage: 100})[0] for stage in STAGES}
    assert max(made_certain, key=made_certain.get) == "chance_of_heavy_oxides"


def test_the_words_of_the_chances_name_those_assumed():
    assumed = [f"{fact(name).value:g}" for name in STAGES.values()]
    assert re.findall(r" (\d\d)[,;]", RESULTS[CHAINS[0]].assumes) == assumed


@each_of(("judgement_id", "key"), [("KJ-14", CHAINS[1]), ("KJ-15", CHAINS[0])])
def test_words_for_the_chains_hold_what_lies_half_way(ledger, judgement_id, key):
    low, high = YARDSTICK[ledger.judgements.at[judgement_id, "word"]]
    assert low <= (fact(key).low + fact(key).high) / 2 <= high
