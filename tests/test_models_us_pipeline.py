"""Results on United States works: known answers, limits, monotonicity, and one truth with the record."""

import pytest

from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.models import RESULTS
from evidence.models import us_pipeline as us
from evidence.models.pipeline import Slippage, chance_to_reach, slippage_of

CAPACITIES = (10_000, 1_000, 10_000, 10_000, 3_000, 2_000, 2_000)
SLIP = (37.5, 50, 14_000, 28_000, 39_000, 42_400)


def chance(name: str, *numbers: float) -> float:
    return RESULTS[f"model.us-{name}"].function(*numbers)


@pytest.mark.parametrize(
    ("works", "project"),
    [
        ("mp-10x", "mp-10x"),
        ("vulcan", "vulcan-elements"),
        ("js-link", "js-link-columbus"),
        ("evac", "evac-sumter"),
        ("independence", "mp-independence"),
        ("mp", "mp-heavy-separation"),
        ("white-mesa", "energy-fuels-white-mesa"),
        ("second-circuit", "energy-fuels-second-circuit"),
        ("aclara", "aclara-vinton"),
    ],
)
def test_works_start_when_the_record_says(works: str, project: str, ledger: Ledger) -> None:
    assert str((us.STARTS | us.HEAVY_STARTS)[works]) == ledger.projects.at[project, "start"]


def test_capacities_are_those_of_the_projects(ledger: Ledger) -> None:
    for key, project in {
        us.MP_ALL: "mp-10x",
        us.PLANTS[2]: "vulcan-elements",
        us.PLANTS[3]: "usar-stillwater",
        us.PLANTS[4]: "js-link-columbus",
        us.PLANTS[5]: "noveon-san-marcos",
        us.PLANTS[6]: "evac-sumter",
        us.MP_HEAVY: "mp-heavy-separation",
    }.items():
        assert fact(key).point == ledger.projects.at[project, "capacity"]
    for first, project in ((0, "energy-fuels-white-mesa"), (2, "energy-fuels-second-circuit"), (4, "aclara-vinton")):
        keys = us.FROM_OTHERS[first : first + 2]
        assert sum(fact(key).point for key in keys) == ledger.projects.at[project, "capacity"]


def test_works_with_an_open_outcome_count_as_later_than_a_year() -> None:
    for key in us.DELAYS:
        found = fact(key)
        assert found.value == found.value or found.low > 1


def test_mp_counts_once() -> None:
    assert sum(works.capacity for works in us.magnet_works(*CAPACITIES)) == 37_000


def test_demand_implied_undoes_the_shares() -> None:
    assert us.demand_implied(50, 50, 10, 20) == pytest.approx(150)


def test_growth_compounds() -> None:
    assert us.grown(100, 10, 2) == pytest.approx(121)
    assert us.grown(100, 10, 0) == 100


def test_magnets_are_certain_at_no_mark_and_out_of_reach_above_all_capacity() -> None:
    assert chance("magnets-chance-2031", 0, *SLIP, *CAPACITIES) == pytest.approx(100)
    assert chance("magnets-chance-2031", 37_001, *SLIP, *CAPACITIES) == 0


def test_chances_grow_with_the_years_and_fall_with_growing_demand() -> None:
    still = [chance(f"magnets-chance-{year}", 7_444, *SLIP, *CAPACITIES) for year in us.YEARS]
    assert still == sorted(still)
    for year, value in zip(us.YEARS, still, strict=True):
        assert chance(f"magnets-growing-chance-{year}", 7_444, 8.7, *SLIP, *CAPACITIES) <= value
        assert chance(f"magnets-growing-chance-{year}", 7_444, 0, *SLIP, *CAPACITIES) == pytest.approx(value)


def test_no_slip_and_full_works_are_the_best_cases() -> None:
    base = chance("magnets-chance-2031", 7_444, *SLIP, *CAPACITIES)
    best = [chance(f"magnets-2031-{name}", 7_444, *SLIP, *CAPACITIES) for name in ("on-time", "filled")]
    worst = [chance(f"magnets-2031-{name}", 7_444, *SLIP, *CAPACITIES) for name in ("third", "alone", "no-weak")]
    assert max(worst) < base < min(best)


def test_one_works_alone_is_in_step_with_itself() -> None:
    slippage = slippage_of(*SLIP)
    only = (9_000, 0, 0, 0, 0, 0, 0)
    assert us.chance_in_step(3_000, 2031, slippage, *only) == pytest.approx(
        us.chance_alone(3_000, 2031, slippage, *only)
    )


def test_without_any_new_works_only_those_begun_are_left() -> None:
    nothing = Slippage(0, 0, (1.0,), fills=(1,))
    begun = (1_000, 1_000, 0, 0, 0, 2_000, 2_000)
    assert chance_to_reach(5_000, us.magnet_works(*begun), 2030, nothing) == pytest.approx(100)
    assert chance_to_reach(5_001, us.magnet_works(*begun), 2030, nothing) == 0


def test_heavy_separation_needs_feed() -> None:
    mark, others = 149, (92, 16, 240, 66, 200, 30)
    full = chance("heavy-chance-2033", mark, *SLIP, 200, *others)
    poor = chance("heavy-2033-own-feed", mark, *SLIP, 120, *others)
    assert 0 < poor < full
    assert chance("heavy-chance-2033", 737, *SLIP, 200, *others) == 0


def test_the_second_circuit_holds_the_first_step() -> None:
    assert sum(works.capacity for works in us.heavy_works(200, 92, 16, 240, 66, 0, 0)) == 506
    assert sum(works.capacity for works in us.heavy_works(200, 92, 16, 0, 0, 0, 0)) == 308
    bare = chance("heavy-2033-no-new-mines", 149, *SLIP, 200, 92, 16)
    assert bare == pytest.approx(chance("heavy-chance-2033", 149, *SLIP, 200, 92, 16, 0, 0, 0, 0))
    assert bare < chance("heavy-chance-2033", 149, *SLIP, 200, 92, 16, 240, 66, 0, 0)


def test_mp_alone_is_the_chance_without_the_other_works() -> None:
    alone = chance("heavy-2033-mp-alone", 149, *SLIP, 200)
    assert alone == pytest.approx(chance("heavy-chance-2033", 149, *SLIP, 200, *[0] * len(us.FROM_OTHERS)))
    assert alone < chance("heavy-2033-no-new-mines", 149, *SLIP, 200, 92, 16)


def test_announced_works_stand_with_their_year_and_are_hollow_until_they_begin(ledger: Ledger) -> None:
    names = {"noveon-san-marcos": "Noveon", "mp-10x": "MP Materials"}
    rows = us.announced(names, ledger.projects).set_index("evidence")
    assert rows["label"].tolist() == ["Noveon", f"MP Materials, {ledger.projects.loc['mp-10x', 'start']}"]
    assert rows.loc["project:mp-10x", "text"] == f"10,000, {ledger.projects.loc['mp-10x', 'status']}"
    assert rows["hollow"].tolist() == [False, True]
    assert rows["value"].tolist() == ledger.projects.loc[list(names), "capacity"].tolist()
