"""Known answers, limits and monotonicity of the results on what the European Union can do."""

import pytest
import vl_convert
from bs4 import BeautifulSoup
from conftest import made_figures

from evidence.charts.figure import VEGA_LITE
from evidence.facts import fact
from evidence.models import eu_choices as eu
from evidence.models.arithmetic import share
from evidence.models.us_dependence import magnets_from_ndpr
from evidence.results import RESULTS


def test_a_supplier_at_the_ceiling_leaves_no_gap():
    assert eu.ceiling_gap(100, 65, 65) == 0
    assert eu.ceiling_gap(100, 85, 65) == 20
    assert eu.ceiling_gap(100, 50, 65) < 0


def test_without_growth_the_gap_of_2030_is_that_of_today():
    assert eu.ceiling_gap_grown(100, 15, 65, 0) == pytest.approx(eu.ceiling_gap(100, 85, 65))
    assert eu.ceiling_gap_grown(100, 15, 65, 5) > eu.ceiling_gap_grown(100, 15, 65, 4)


def test_demand_grows_by_compound_interest():
    assert eu.demand_grown(100, 0) == 100
    assert eu.demand_grown(100, 100) == 6400


def test_oxide_for_magnets_undoes_magnets_from_oxide():
    least, most = eu.oxide_for_magnets(1000)
    assert least < most
    assert magnets_from_ndpr(least)[1] == pytest.approx(1000)
    assert magnets_from_ndpr(most)[0] == pytest.approx(1000)


def test_a_cover_falls_as_demand_grows():
    least, most = eu.oxide_for_magnets(1000)
    low, high = eu.oxide_cover(least, least, 1000)
    assert high == pytest.approx(100)
    assert low == pytest.approx(100 * least / most)
    assert eu.oxide_cover_grown(500, 500, 1000, 0) == eu.oxide_cover(500, 500, 1000) == eu.idle_cover(500, 1000)
    assert eu.oxide_cover_grown(500, 500, 1000, 5) < eu.oxide_cover(500, 500, 1000)


def test_a_range_of_oxide_widens_what_it_gives():
    assert eu.separation_announced(200, 500, 80) == (280, 580)
    assert eu.magnets_from_range(500, 500) == magnets_from_ndpr(500)
    low, high = eu.oxide_cover(200, 500, 1000)
    assert low == eu.oxide_cover(200, 200, 1000)[0]
    assert high == eu.oxide_cover(500, 500, 1000)[1]
    assert eu.magnets_from_range(200, 500) == (magnets_from_ndpr(200)[0], magnets_from_ndpr(500)[1])


def test_heavy_oxide_covers_what_magnets_need():
    assert eu.heavy_cover(2, 100, 2) == 100
    assert eu.heavy_cover(2, 100, 4) == 50


def test_new_capacity_lowers_the_suppliers_share():
    assert eu.share_left(0, 0, 20, 100) == eu.share_left_without(0, 20, 100) == 80
    assert eu.share_left_steady(80, 20, 100) == 0
    assert eu.share_left(30, 0, 20, 100) < eu.share_left(20, 0, 20, 100)
    assert eu.share_left(30, 5, 20, 100) > eu.share_left(30, 0, 20, 100)


def test_a_share_is_never_below_nothing():
    assert eu.LEFT(capacity=1e6) == 0


def test_unused_and_exported_capacity_counts_for_nothing():
    assert eu.LEFT(capacity=5000, used=0) == eu.LEFT(capacity=0)
    assert eu.LEFT(capacity=5000, sold=0) == eu.LEFT(capacity=0)
    assert eu.LEFT(capacity=5000, used=50, sold=50) == pytest.approx(eu.LEFT(capacity=1250))


def test_growth_at_the_ceiling_gives_the_ceiling_back():
    growth = eu.growth_at_ceiling(100, 15, 65, 40)
    assert growth > 0
    assert eu.share_left(40, growth, 15, 100) == pytest.approx(65)
    assert eu.growth_at_ceiling(100, 15, 65, 20) == pytest.approx(0)
    assert eu.growth_at_ceiling(100, 15, 65, 0) < 0


def test_the_second_stage_at_narva_is_what_the_whole_adds():
    first, second, *others = eu.magnet_works(2000, 5000, 500, 100)
    assert first.begun
    assert (first.capacity, second.capacity) == (2000, 3000)
    assert [works.capacity for works in others] == [500, 100]
    assert not any(works.begun for works in (second, *others))


def test_chances_fall_with_growth_and_rise_with_time():
    chances = {
        (words, year): fact(f"model.eu-ceiling-chance-{words}-{year}").point
        for words in ("steady", "growing")
        for year in (2030, 2035)
    }
    assert all(0 <= chance <= 100 for chance in chances.values())
    assert chances["steady", 2030] < chances["steady", 2035]
    assert chances["growing", 2030] <= chances["steady", 2030]
    assert chances["growing", 2035] <= chances["steady", 2035]


def test_an_earlier_second_stage_raises_the_chance():
    late, early = (fact(f"model.eu-ceiling-chance-by-start.{end}").point for end in ("low", "high"))
    assert late <= fact("model.eu-ceiling-chance-steady-2030").point <= early
    assert eu.magnet_works(2000, 5000, 500, 100, 2031)[1].start == 2031


def test_the_chance_lies_within_what_rounding_allows():
    widest, narrowest = (fact(f"model.eu-ceiling-chance-by-rounding.{end}").point for end in ("low", "high"))
    assert widest < fact("model.eu-ceiling-chance-steady-2030").point < narrowest


def test_plants_close_a_gap_that_is_none():
    numbers = [100, 35, 65, 0, 50, 60, 1, 2, 3, 4, 10, 20, 5, 1]
    certain = RESULTS["model.eu-ceiling-chance-steady-2030"].function
    assert certain(*numbers) == pytest.approx(100)
    assert certain(*[100, -100, *numbers[2:]]) == 0


def test_old_products_meet_what_was_sold_then():
    assert eu.RECYCLED(life=0, collected=100, recovery=100) == 100
    assert eu.RECYCLED(life=1, collected=100, recovery=100, growth=100) == pytest.approx(50)
    assert eu.RECYCLED(life=10, collected=0) == 0
    assert eu.RECYCLED(life=10, collected=40, inflow=200) == pytest.approx(eu.RECYCLED(life=10, collected=80))
    assert eu.recycled_half(17, 8) == pytest.approx(eu.RECYCLED(life=17, growth=8, collected=50))


def test_long_lives_and_growth_shrink_the_share():
    assert eu.recycled(20, 5) < eu.recycled(10, 5)
    assert eu.recycled(10, 9) < eu.recycled(10, 5)
    assert eu.recycled(20, 0) == eu.recycled(10, 0)


def test_collection_for_a_goal_gives_the_goal_back():
    part = eu.collection_for(20, 17, 6)
    assert eu.RECYCLED(life=17, growth=6, collected=part) == pytest.approx(20)
    assert eu.collection_steady(95, 17) == pytest.approx(100)


def test_growth_for_a_goal_gives_the_goal_back():
    assert eu.recycled(17, eu.growth_for_goal(25, 17)) == pytest.approx(25)
    assert eu.growth_for_goal(eu.recycled(17, 0), 17) == pytest.approx(0)


def test_steps_follow_one_another():
    assert eu.months(52) == 12
    assert eu.months_in_all(4, 0, 6) == 10
    assert eu.months_in_all(4, 13, 6) == 13


def test_a_stock_for_three_months_costs_a_quarter_of_a_year():
    assert eu.stock_cost(1200) == 300


def test_plants_cost_in_proportion_to_the_gap():
    assert eu.plant_cost(4000, 2000, 100, 75) == (150, 200)
    assert eu.plant_cost(0, 2000, 100) == (0, 0)


def test_a_cost_is_a_share_of_a_budget():
    assert eu.plants_cost_to_funding(10, 20, 200) == (5, 10)


def test_a_budget_without_its_bank_part_meets_less_of_the_need():
    assert eu.budget_without_bank(30, 10, 20) == 1
    assert eu.budget_without_bank(30, 0, 20) == 1.5


def test_both_companies_shares_give_their_capacity_back():
    for name, keys in (("solvay", [eu.SOLVAY]), ("caremag", [eu.CAREMAG_NDPR, eu.CAREMAG_HEAVY])):
        definition = RESULTS[f"model.eu-oxide-demand-{name}"]
        implied = fact(definition.key).point
        assert share(sum(fact(key).point for key in keys), implied) == pytest.approx(fact(definition.inputs[0]).point)


def texts_of_the_chart(figure, **values):
    """Return the texts that a figure's chart prints with the sliders at some values."""
    spec = figure.to_payload()["specs"]["wide"]
    for parameter in spec["params"]:
        parameter["value"] = values.get(parameter["name"], parameter["value"])
    picture = BeautifulSoup(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE), "html.parser")
    return {text.text for text in picture.find_all("text")}


def test_charts_follow_their_sliders():
    figures = {figure.id: figure for figure in made_figures("eu_response")}
    ceiling = figures["fig-eu-ceiling"]
    shares = {f"{eu.LEFT(capacity=capacity, growth=0, used=40):.2g}%" for capacity in ceiling.rows["capacity"]}
    assert shares <= texts_of_the_chart(ceiling, growth=0, used=40)
    given_back = {f"{eu.RECYCLED(life=17, collected=part, growth=3):.2g}%" for part in (50, 100)}
    assert given_back <= texts_of_the_chart(figures["fig-eu-recycling"], growth=3)
