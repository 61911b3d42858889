"""Results on United States works: limits, monotonicity, and one truth with the record."""

import pytest
from conftest import answer, each_of

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.results import RESULTS

MAGNETS = RESULTS["model.us-magnets-chance-2031"]
HEAVY = RESULTS["model.us-heavy-chance-2033"]
YEARS = range(2027, 2036)
PROJECTS = {
    "MP_Materials": ("mp-10x",),
    "Vulcan_Elements": ("vulcan-elements",),
    "USA_Rare_Earth": ("usar-stillwater", "usar-blacksburg"),
    "JS_Link": ("js-link-columbus",),
    "Noveon": ("noveon-san-marcos",),
    "eVAC": ("evac-sumter",),
    "MP_first_plant": ("mp-independence",),
    "Stillwater_first_line": ("usar-stillwater-1a",),
}
HEAVY_PROJECTS = {
    "MP_Materials": ("mp-heavy-separation",),
    "White_Mesa": ("energy-fuels-white-mesa",),
    "White_Mesa_with_second_circuit": ("energy-fuels-second-circuit",),
    "Aclara": ("aclara-vinton",),
}


def numbers(key: str) -> dict[str, float | tuple[float, ...]]:
    """Return the inputs of a result as the ledger has them."""
    return {
        name: tuple(fact(one).point for one in keys) if isinstance(keys, tuple) else fact(keys).point
        for name, keys in RESULTS[key].of.items()
    }


def chance(name: str, **changed: float | tuple[float, ...]) -> float:
    key = f"model.us-{name}"
    return answer(key, **numbers(key) | changed)


@each_of(("definition", "projects"), [(MAGNETS, PROJECTS), (HEAVY, HEAVY_PROJECTS)])
def test_works_start_and_make_what_the_record_says(definition, projects, ledger: Ledger) -> None:
    record, found = ledger.projects, numbers(definition.key)
    assert projects.keys() == definition.given["starts"].keys() == found.keys() & projects.keys()
    for works, sites in projects.items():
        # What is not held by a works that has begun counts from the start of the last site.
        if start := record.at[sites[-1], "start"]:
            assert str(definition.given["starts"][works]) == start[:4]
        capacity = record.loc[[*sites], "capacity"].fillna(record.loc[[*sites], "high"]).sum()
        own = found[works]
        if works == "MP_first_plant":
            assert own == record.at[sites[0], "low"]
        else:
            assert (sum(own) if isinstance(own, tuple) else own) == capacity
        begun = record.at[sites[-1], "status"] in ("operating", "ramp-up")
        assert begun == (works in definition.given.get("begun", ()))


def test_delays_are_those_of_all_works_of_north_america_whose_date_has_passed(ledger: Ledger) -> None:
    found = ledger.observations.query("series == 'start.delay' and area != 'neo-narva'")
    due = found[found["period"].astype(int) <= 2025]
    # One row a works, of the plan that came first, by its newest reading.
    due = due.sort_values(["period", "vintage"]).groupby(["area", "period"]).tail(1).drop_duplicates("area")
    keys = ("start.delay/" + due["area"] + "/" + due["period"] + "@" + due["vintage"]).tolist()
    assert sorted(RESULTS["model.us-works-on-time"].of["delays"]) == sorted(keys)
    assert sorted(RESULTS["model.eu-works-within-year"].of["delays"]) == sorted(keys)


def test_works_with_an_open_outcome_count_as_later_than_a_year() -> None:
    for key in RESULTS["model.us-works-on-time"].of["delays"]:
        found = fact(key)
        assert found.value == found.value or found.low > 1


def test_the_table_of_works_counts_what_began_in_time(ledger: Ledger) -> None:
    works, due = ledger.projects, fact("model.us-table-works").value
    first = works["start_first"].astype(str).str[:4]
    assert due == ((first != "") & (first <= "2024")).sum()
    on_time, within = (fact(f"model.us-table-{case}").value for case in ("on-time", "within-year"))
    begun = works["status"].isin(["operating", "ramp-up", "pilot", "suspended"]) & (first != "") & (first <= "2024")
    kept = begun & (works["start"].astype(str).str[:4] == first)
    assert kept.sum() / due * 100 <= on_time <= within < 100


def test_demand_implied_undoes_the_shares() -> None:
    shares = {"its_share_of_Dy_demand": 50, "its_share_of_Tb_demand": 20}
    assert answer("model.us-heavy-demand-implied", yield_of_Dy=50, yield_of_Tb=10, **shares) == pytest.approx(150)


def test_magnets_are_certain_at_no_mark_and_out_of_reach_above_all_capacity_counted_once() -> None:
    announced = fact("model.us-magnet-capacity-announced").value
    assert chance("magnets-chance-2035", mark=0) == pytest.approx(100)
    assert chance("magnets-chance-2035", mark=announced) > 0
    assert chance("magnets-chance-2035", mark=announced + 1) == 0


def test_chances_grow_with_the_years_and_fall_with_growing_demand() -> None:
    still = [chance(f"magnets-chance-{year}") for year in YEARS]
    assert still == sorted(still)
    for year, value in zip(YEARS, still, strict=True):
        assert chance(f"magnets-growing-chance-{year}") <= value
        assert chance(f"magnets-growing-chance-{year}", growth=0) == pytest.approx(value)


def test_no_slip_and_full_works_are_the_best_cases() -> None:
    base = chance("magnets-chance-2031")
    best = [chance(f"magnets-2031-{name}") for name in ("on-time", "filled")]
    worst = [chance(f"magnets-2031-{name}") for name in ("third", "alone", "no-weak")]
    assert max(worst) < base < min(best)


@each_of(
    ("case", "left"),
    [("alone", ("Vulcan_Elements", "USA_Rare_Earth", "JS_Link")), ("no-weak", ("eVAC",))],
)
def test_works_left_out_are_works_without_capacity(case: str, left: tuple[str, ...]) -> None:
    # What USA Rare Earth builds holds the line that has begun, which stays.
    begun = {"USA_Rare_Earth": numbers(MAGNETS.key)["Stillwater_first_line"]}
    nothing = {works: begun.get(works, 0) for works in left}
    assert chance(f"magnets-2031-{case}") == pytest.approx(chance("magnets-chance-2031", **nothing))


def test_heavy_separation_needs_feed() -> None:
    assert 0 < chance("heavy-2033-own-feed") < chance("heavy-chance-2033")
    announced = fact("model.us-heavy-capacity-announced").value
    assert chance("heavy-chance-2033", mark=announced) > chance("heavy-chance-2033", mark=announced + 1) == 0


def test_fewer_works_separate_less() -> None:
    bare = {"Aclara": (0, 0), "White_Mesa_with_second_circuit": numbers(HEAVY.key)["White_Mesa"]}
    alone, first_step = chance("heavy-2033-mp-alone"), chance("heavy-2033-no-new-mines")
    assert alone < first_step < chance("heavy-chance-2033")
    assert first_step == pytest.approx(chance("heavy-chance-2033", **bare))


def test_what_an_algorithm_is_told_is_printed_in_words() -> None:
    told = RESULTS["model.us-magnets-2031-no-weak"].formula
    assert "begun (MP first plant, Stillwater first line, Noveon, eVAC)" in told
    assert "holds (MP Materials: MP first plant, USA Rare Earth: Stillwater first line), year 2031" in told
