"""Results on what the European Union can do: known answers, limits, monotonicity, and what its charts print."""

import pytest
import vl_convert
from bs4 import BeautifulSoup
from conftest import answer, each_of, made_figures

from evidence.charts import Figure
from evidence.charts.renderer import VEGA_LITE
from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.models import eu_choices as eu
from evidence.results import what_if

YIELD = {
    "metal_in_oxide": 0.8,
    "least_alloy_in_magnets": 0.5,
    "most_alloy_in_magnets": 1.0,
    "least_NdPr_in_magnets": 0.2,
    "most_NdPr_in_magnets": 0.4,
}
OLD = {"recovered": 95, "magnets_in_goods_sold": 100}
SOLD = {"used": 100, "sold_in_the_EU": 100}
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


def test_a_supplier_at_the_ceiling_leaves_no_gap() -> None:
    gaps = [answer("model.eu-ceiling-gap", demand=100, tonnes_from_China=t, ceiling=65) for t in (50, 65, 85)]
    assert gaps == [-15, 0, 20]


def test_without_growth_the_gap_of_2030_is_that_of_today() -> None:
    gaps = [
        answer(
            "model.eu-ceiling-gap-2030", demand=100, magnets_from_elsewhere=15, ceiling=65, growth=growth, years=years
        )
        for growth, years in ((0, 6), (5, 0), (4, 6), (5, 6))
    ]
    assert gaps[:2] == pytest.approx([20, 20])
    assert gaps[1] < gaps[2] < gaps[3]


def test_oxide_for_magnets_undoes_magnets_from_oxide() -> None:
    least, most = answer("model.eu-ndpr-oxide-needed", demand=1000, **YIELD)
    assert (least, most) == pytest.approx((250, 1000))
    made = answer("model.eu-magnets-from-solvay", least_oxide=most, most_oxide=least, **YIELD)
    assert made == pytest.approx((1000, 1000))


def test_a_cover_falls_as_demand_grows_and_widens_with_the_oxide() -> None:
    def cover(least: float, most: float, growth: float = 0) -> tuple[float, ...]:
        numbers = {"least_oxide": least, "most_oxide": most, "demand": 1000, **YIELD}
        return answer("model.eu-separation-cover-2030", growth=growth, years=6, **numbers)

    assert cover(250, 250) == pytest.approx((25, 100))
    assert cover(250, 500) == pytest.approx((25, 200))
    assert cover(250, 500, 5) < cover(250, 500)


def left(capacity: float, growth: float = 0, **numbers: float) -> float:
    """Compute the supplier's share of a demand of 100 of which 20 come from elsewhere."""
    shared = {"magnets_from_elsewhere": 20, "demand": 100, "growth": growth, "years": 6, **SOLD}
    return answer("model.eu-left-2030-announced", capacity=capacity, **shared | numbers)


def test_new_capacity_lowers_the_suppliers_share_and_never_below_nothing() -> None:
    assert [left(capacity) for capacity in (0, 30, 80, 1e6)] == pytest.approx([80, 50, 0, 0])
    assert left(30, 5) > left(30)
    steady = answer("model.eu-left-announced", capacity=30, magnets_from_elsewhere=20, demand=100, **SOLD)
    assert steady == left(30)


def test_unused_and_exported_capacity_counts_for_nothing() -> None:
    assert left(40, used=0) == left(40, sold_in_the_EU=0) == left(0)
    assert left(40, used=50, sold_in_the_EU=50) == pytest.approx(left(10))


def test_growth_at_the_ceiling_gives_the_ceiling_back() -> None:
    def growth(capacity: float) -> float:
        numbers = {"magnets_from_elsewhere": 20, "demand": 100, "ceiling": 60, "years": 6, **SOLD}
        return answer("model.eu-growth-at-ceiling-announced", capacity=capacity, **numbers)

    assert growth(40) > 0
    assert left(40, growth(40)) == pytest.approx(60)
    assert growth(20) == pytest.approx(0)
    assert growth(0) < 0


def test_what_ifs_say_at_first_what_results_say() -> None:
    built = fact("model.eu-magnet-capacity-announced").point
    assert what_if("left")(capacity=built) == pytest.approx(fact("model.eu-left-2030-announced").point)
    assert what_if("left")(capacity=built, growth=0) == pytest.approx(fact("model.eu-left-announced").point)
    life = fact("cars.age-at-demolition/belgium/2020@undated").point
    for part, collected in (("all", 100), ("half", 50)):
        assert what_if("recycled")(life=life, collected=collected) == pytest.approx(
            fact(f"model.eu-recycled-{part}").point
        )


@each_of(("year", "made"), [(2026, 1), (2027, 11), (2028, 16), (2029, 16), (2030, 26), (2035, 26)])
def test_works_that_neither_slip_nor_fall_short_make_what_is_announced(ledger: Ledger, year: int, made: float) -> None:
    certain = {"on_time": 100, "within_year": 100, "fill_steps": 1, "ramp": ()}

    def chance(gap: float) -> float:
        told = {"ledger": ledger, "year": year, "since": 2024, "demand": "steady"}
        return eu.chance_of_ceiling(**told, **WORKS | certain | {"magnets_from_elsewhere": 35 - gap})

    assert (chance(made), chance(made + 0.1)) == (100, 0)


def test_chances_fall_with_growth_and_rise_with_time() -> None:
    chances = {
        (words, year): fact(f"model.eu-ceiling-chance-{words}-{year}").point
        for words in ("steady", "growing")
        for year in (2030, 2035)
    }
    assert all(0 <= chance <= 100 for chance in chances.values())
    assert chances["steady", 2030] < chances["steady", 2035]
    assert chances["growing", 2030] <= chances["steady", 2030]
    assert chances["growing", 2035] <= chances["steady", 2035]


@each_of("what", ["start", "rounding", "allies"])
def test_the_chance_lies_between_the_worse_and_the_better_case(what: str, ledger: Ledger) -> None:
    worse, better = (fact(f"model.eu-ceiling-chance-by-{what}.{end}").point for end in ("low", "high"))
    assert worse <= fact("model.eu-ceiling-chance-steady-2030").point <= better
    # Where plants can close the gap, the better case has the better chance.
    near = WORKS | {"years_to_commercial_output": 0, "magnets_from_elsewhere": 17, "allied_output": 10}
    off = {"start": {}, "rounding": {"tonnes_off": 1}, "allies": {"allied_low": 0, "allied_high": 50}}[what]
    chance = answer("model.eu-ceiling-chance-steady-2030", ledger=ledger, **near)
    worse, better = answer(f"model.eu-ceiling-chance-by-{what}", ledger=ledger, **near, **off)
    assert worse <= chance < better


def test_cases_that_are_not_apart_have_one_chance(ledger: Ledger) -> None:
    chance = answer("model.eu-ceiling-chance-steady-2030", ledger=ledger, **WORKS)
    assert 0 < chance < 100
    assert answer("model.eu-ceiling-chance-by-rounding", ledger=ledger, tonnes_off=0, **WORKS) == (chance, chance)


def test_plants_close_a_gap_that_is_none(ledger: Ledger) -> None:
    def chance(key: str, **numbers: float) -> float:
        return answer(f"model.eu-ceiling-chance-{key}", ledger=ledger, **WORKS | numbers)

    assert chance("steady-2030", magnets_from_elsewhere=35) == pytest.approx(100)
    assert chance("steady-2030", magnets_from_elsewhere=-100) == 0
    assert chance("growing-2030") == chance("steady-2030", growth=50)
    assert chance("growing-2030", growth=50) == 0


def test_what_allies_sell_closes_the_gap(ledger: Ledger) -> None:
    def chance(part: float) -> float:
        numbers = WORKS | {"allied_part": part, "allied_output": 100}
        return answer("model.eu-ceiling-chance-steady-2030", ledger=ledger, **numbers)

    assert chance(0) < chance(5) == chance(50) == pytest.approx(100)


def test_old_products_meet_what_was_sold_then() -> None:
    def recycled(part: str, life: float, growth: float, inflow: float = 100) -> float:
        numbers = {"recovered": 100, "magnets_in_goods_sold": inflow, "life": life, "growth": growth}
        return answer(f"model.eu-recycled-{part}", **numbers)

    assert [recycled("all", life, 100) for life in (0, 1, 2)] == pytest.approx([100, 50, 25])
    assert recycled("half", 1, 100) == pytest.approx(25)
    assert recycled("half", 17, 8, 200) == pytest.approx(recycled("all", 17, 8))
    assert recycled("all", 10, 9) < recycled("all", 10, 5)
    assert recycled("all", 20, 0) == recycled("all", 10, 0)


def test_collection_for_a_goal_gives_the_goal_back() -> None:
    collected = answer("model.eu-collection-for-potential", potential=20, life=17, growth=6, **OLD)
    given_back = answer("model.eu-recycled-all", life=17, growth=6, **OLD)
    assert collected / 100 * given_back == pytest.approx(20)
    assert answer("model.eu-collection-for-goal-steady", goal=95, life=17, **OLD) == pytest.approx(100)


def test_growth_for_a_goal_gives_the_goal_back() -> None:
    growth = answer("model.eu-growth-for-recycling-goal", goal=25, life=17, **OLD)
    assert answer("model.eu-recycled-all", life=17, growth=growth, **OLD) == pytest.approx(25)
    assert answer("model.eu-growth-for-recycling-goal", goal=95, life=17, **OLD) == pytest.approx(0)


def texts_of_the_chart(figure: Figure, **values: float) -> set[str]:
    """Return the texts that a figure's chart prints with the sliders at some values."""
    spec = figure.to_payload()["specs"]["wide"]
    for parameter in spec["params"]:
        parameter["value"] = values.get(parameter["name"], parameter["value"])
    picture = BeautifulSoup(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE), "html.parser")
    return {text.text for text in picture.find_all("text")}


def test_charts_follow_their_sliders() -> None:
    figures = {figure.id: figure for figure in made_figures("eu_response")}
    ceiling = figures["fig-eu-ceiling"]
    shares = {f"{what_if('left')(capacity=capacity, growth=0, used=40):.2g}%" for capacity in ceiling.rows["capacity"]}
    assert shares <= texts_of_the_chart(ceiling, growth=0, used=40)
    given_back = {f"{what_if('recycled')(life=17, collected=part, growth=3):.2g}%" for part in (50, 100)}
    assert given_back <= texts_of_the_chart(figures["fig-eu-recycling"], growth=3)
