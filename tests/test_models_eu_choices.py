"""Whether European works close the gap to the ceiling: known answers and limits."""

import pytest
from conftest import answer, each_of

from evidence.ledger import Ledger
from evidence.models import eu_choices as eu

# A demand of 100, of which 30 come from elsewhere and 65 may come from the one supplier, is short of 5.
WORKS = {
    "demand_at_first": 100,
    "magnets_from_elsewhere": 30,
    "ceiling": 65,
    "growth": 0,
    "on_time": 50,
    "within_year": 60,
    "ramp": (25, 50, 75),
    "allied_part": 0,
    "allied_output": 0,
    "late": 3,
    "never": 50,
    "fill_steps": 3,
    "Narva_first_stage": 10,
    "Narva": 20,
    "MagREEsource": 5,
    "HyProMag": 1,
    "years_to_second_stage": 3,
    "years_to_commercial_output": 1,
}


def chance(ledger: Ledger, key: str = "steady-2030", **numbers: float) -> float:
    return answer(f"model.eu-ceiling-chance-{key}", ledger=ledger, **WORKS | numbers)


@each_of(("year", "made"), [(2026, 1), (2027, 11), (2028, 16), (2029, 16), (2030, 26), (2035, 26)])
def test_works_that_neither_slip_nor_fall_short_make_what_is_announced(ledger: Ledger, year: int, made: float) -> None:
    certain = WORKS | {"on_time": 100, "within_year": 100, "fill_steps": 1, "ramp": ()}
    told = {"ledger": ledger, "year": year, "since": 2024, "demand": "steady"}
    gaps = ({"magnets_from_elsewhere": 35 - gap} for gap in (made, made + 0.1))
    assert [eu.chance_of_ceiling(**told, **certain | gap) for gap in gaps] == [100, 0]


def test_plants_close_a_gap_that_is_none_and_allies_one_that_they_fill(ledger: Ledger) -> None:
    assert chance(ledger, magnets_from_elsewhere=35) == pytest.approx(100)
    assert chance(ledger, magnets_from_elsewhere=-100) == 0
    # Growth counts in a demand that grows alone.
    assert chance(ledger, "growing-2030") == chance(ledger, growth=50) < 100
    assert chance(ledger, "growing-2030", growth=50) == 0
    # 10 per cent a year from 2024 are 77 per cent.
    grown = chance(ledger, demand_at_first=100 * 1.1**6, magnets_from_elsewhere=50)
    assert 0 < chance(ledger, "growing-2030", growth=10, magnets_from_elsewhere=50) == grown < 100
    # Of 100 t that allies make, 5 per cent are what is short.
    assert chance(ledger, allied_output=100, allied_part=4) < 100
    assert chance(ledger, allied_output=100, allied_part=5) == pytest.approx(100)


@each_of(
    ("what", "off"),
    [("start", {}), ("rounding", {"tonnes_off": 1}), ("allies", {"allied_low": 0, "allied_high": 50})],
)
def test_the_chance_lies_between_the_worse_and_the_better_case(what: str, off: dict, ledger: Ledger) -> None:
    near = {"years_to_commercial_output": 0, "magnets_from_elsewhere": 17, "allied_output": 10}
    worse, better = chance(ledger, f"by-{what}", **near | off)
    assert worse <= chance(ledger, **near) < better


def test_cases_that_are_not_apart_have_one_chance_and_rounding_counts_in_demand_and_twice_in_imports(ledger) -> None:
    assert chance(ledger, "by-rounding", tonnes_off=0) == (chance(ledger), chance(ledger))
    ends = [chance(ledger, demand_at_first=100 + off, magnets_from_elsewhere=30 + 2 * off) for off in (-2, 2)]
    assert chance(ledger, "by-rounding", tonnes_off=2) == tuple(ends)
    assert ends[0] < ends[1]
