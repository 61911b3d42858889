"""Results on United States works: limits, monotonicity, and one truth with the record."""

import pytest
from conftest import answer

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.results import RESULTS

MAGNETS = RESULTS["model.us-magnets-chance-2031"]
HEAVY = RESULTS["model.us-heavy-chance-2033"]
YEARS = range(2027, 2036)
PROJECTS = {
    "MP_Materials": "mp-10x",
    "Vulcan_Elements": "vulcan-elements",
    "USA_Rare_Earth": "usar-stillwater",
    "JS_Link": "js-link-columbus",
    "Noveon": "noveon-san-marcos",
    "eVAC": "evac-sumter",
    "MP_first_plant": "mp-independence",
}
HEAVY_PROJECTS = {
    "MP_Materials": "mp-heavy-separation",
    "White_Mesa": "energy-fuels-white-mesa",
    "White_Mesa_with_second_circuit": "energy-fuels-second-circuit",
    "Aclara": "aclara-vinton",
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


@pytest.mark.parametrize(("definition", "projects"), [(MAGNETS, PROJECTS), (HEAVY, HEAVY_PROJECTS)])
def test_works_start_and_make_what_the_record_says(definition, projects, ledger: Ledger) -> None:
    record, found = ledger.projects, numbers(definition.key)
    assert projects.keys() == definition.given["starts"].keys() == found.keys() & projects.keys()
    for works, project in projects.items():
        if start := record.at[project, "start"]:
            assert str(definition.given["starts"][works]) == start
        if (capacity := record.at[project, "capacity"]) == capacity:
            own = found[works]
            assert (sum(own) if isinstance(own, tuple) else own) == capacity
        begun = record.at[project, "status"] in ("operating", "ramp-up")
        assert begun == (works in definition.given.get("begun", ()))


def test_works_with_an_open_outcome_count_as_later_than_a_year() -> None:
    for key in RESULTS["model.us-works-on-time"].of["delays"]:
        found = fact(key)
        assert found.value == found.value or found.low > 1


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


@pytest.mark.parametrize(
    ("case", "left"),
    [("alone", ("Vulcan_Elements", "USA_Rare_Earth", "JS_Link")), ("no-weak", ("eVAC",))],
)
def test_works_left_out_are_works_without_capacity(case: str, left: tuple[str, ...]) -> None:
    assert chance(f"magnets-2031-{case}") == pytest.approx(chance("magnets-chance-2031", **dict.fromkeys(left, 0)))


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
    assert "begun (MP first plant, Noveon, eVAC), holds (MP Materials: MP first plant), year 2031" in told
