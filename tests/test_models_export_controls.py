"""Known answers, limits and monotonicity of the results on export controls."""

import copy
import math
import re

import pandas as pd
import pytest
import vl_convert
from conftest import answer, each_of

from evidence.chapters import export_controls as chapter
from evidence.charts.figure import stored_figures
from evidence.charts.renderer import VEGA_LITE
from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.ledger.quantities import round_significant
from evidence.models import export_controls as xc
from evidence.pages.notebooks import chapter_paths
from evidence.results import RESULTS, what_if

# Against 50 a month in 2024, 60 short; against 60 a month in January to March, 90 short.
SPRING = {"exports_in_2024": 600, "months_January_to_March": (60, 60, 60), "months_April_to_June": (40, 20, 30)}
FLAT = {"exports_in_2024": 1200, "months_January_to_March": (100,) * 3, "months_April_to_June": (100,) * 3}


def test_shortfall_by_both_baselines():
    key = "model.xc-magnet-shortfall-april-june-2025"
    assert answer(key, **SPRING) == pytest.approx((60, 90))
    assert answer(key, **SPRING | {"months_April_to_June": (40, 10, 30)}) == pytest.approx((70, 100))
    assert answer(key, **FLAT) == pytest.approx((0, 0))


def test_what_was_made_up_by_both_baselines():
    # 60 above 50 a month later, which is all that was short; nothing above 60 a month.
    shares = answer("model.xc-magnet-made-up-march-2026", **SPRING, months_July_to_March=(60,) * 6)
    assert shares == pytest.approx((0, 100))


def test_a_quarter_known_as_a_sum_counts_as_its_months():
    key = "model.xc-magnet-made-up-july-2026"
    # Nine months at 60 and a quarter at 60 a month: 120 above 50 a month, twice what was short; nothing above 60.
    case = SPRING | {"months_since": (60,) * 9, "second_quarter": 180}
    assert answer(key, **case) == pytest.approx((0, 200))
    assert answer(key, **case | {"second_quarter": 150}) == pytest.approx((-100 / 3, 150))
    grown = {"months_July_to_December": (110,) * 6, "months_of_2026": (121,) * 4, "second_quarter": 363, "growth": 10}
    spring = {"exports_in_2024": 1200, "months_April_to_June": (60, 60, 60)}
    assert answer("model.xc-magnet-made-up-grown-july-2026", **spring, **grown) == pytest.approx(0)
    # 30 short of each of three months; 75 more in all is half of it.
    more = grown | {"second_quarter": 363 + 75}
    assert answer("model.xc-magnet-made-up-grown-july-2026", **spring, **more) == pytest.approx(50)


def test_the_second_quarter_of_2026_has_as_many_months_as_that_of_2025():
    inputs = RESULTS["model.xc-magnet-made-up-july-2026"].of
    spring = [name.split("/")[2] for name in inputs["months_April_to_June"]]
    assert chapter.months_of(inputs["second_quarter"].split("/")[2]) == [
        month.replace("2025", "2026") for month in spring
    ]
    months = [name.split("/")[2] for name in inputs["months_since"]]
    after = chapter.months_of("2025-07/2026-07")
    assert sorted([*months, *chapter.months_of("2026-Q2")]) == after
    parts = fact("customs.magnet-exports/world/2026-Q1").value + fact("customs.magnet-exports/world/2026-07").value
    whole = fact("customs.magnet-exports/world/2026-01/2026-07").value
    assert parts + fact("customs.magnet-exports/world/2026-Q2").value == pytest.approx(whole)


def test_what_is_missing_by_both_baselines():
    key = "model.xc-magnet-missing-march-2026"
    assert answer(key, **SPRING, months_July_to_March=(50,) * 9) == pytest.approx((60, 180))
    assert answer(key, **FLAT, months_July_to_March=(100,) * 9) == pytest.approx((0, 0))


@each_of("name", ["shortfall-april-june-2025", "made-up-march-2026", "missing-march-2026"])
def test_the_first_baseline_gives_the_lower_end(name):
    found = fact(f"model.xc-magnet-{name}")
    assert found.low < found.high


def test_shortfall_recovery_and_what_is_missing_agree():
    """What three months lost, less the part made up, is still missing."""
    lost = fact("model.xc-magnet-shortfall-april-june-2025")
    made_up = fact("model.xc-magnet-made-up-march-2026")
    missing = fact("model.xc-magnet-missing-march-2026")
    assert lost.low * (1 - made_up.high / 100) == pytest.approx(missing.low)
    assert lost.high * (1 - made_up.low / 100) == pytest.approx(missing.high)


def test_months_worked_back_from_percentages_give_the_year():
    assert abs(fact("model.xc-months-minus-year-2025").value) < 0.001 * fact("customs.magnet-exports/world/2025").value


def test_months_to_normal_count_from_the_first():
    assert xc.months_to_normal((40, 50, 60), (10, 20, 50, 60, 0)) == 2
    assert xc.months_to_normal((50, 50, 50), (50, 0)) == 0
    assert math.isnan(xc.months_to_normal((50, 50, 50), (10, 10)))


def test_months_that_reach_normal_are_counted():
    assert xc.months_at_normal(1200, (99, 100, 101)) == 2
    assert xc.months_at_normal(1200, (0, 0)) == 0


@each_of(("months", "short"), [((40, 70), 90), ((100, 100, 100), 0), ((150,), -50)])
def test_what_months_are_short_of_a_year_before(months, short):
    key = "model.xc-us-shortfall-may-june-2025"
    assert answer(key, exports_in_2024=1200, known_months=months) == pytest.approx(short)


def test_months_known_together_fall_short_as_one_by_one():
    assert xc.shortfall(1200, 350, 4) == 50
    assert xc.average_month(350, 4) == 87.5
    for key in ("average-month-april-july-2026", "shortfall-april-july-2026"):
        (months,) = RESULTS[f"model.xc-us-{key}"].given.values()
        assert months == len(
            chapter.months_of(RESULTS[f"model.xc-us-{key}"].of["exports"].partition("/")[2].partition("/")[2])
        )


def at_threshold(name, oxide_price, threshold=0.1):
    magnet = {"export_value": 100_000, "export_weight": 1}
    return answer(f"model.xc-{name}", **magnet, threshold=threshold, price_of_the_oxide=oxide_price)


def test_threshold_in_a_hand_sized_case():
    # A magnet of 100 dollars a kilogram, oxide at 200 dollars: 10 cents buy 0.5 g in the kilogram, 500 ppm.
    assert at_threshold("dy-mass-at-threshold", 200) == pytest.approx(500)
    assert at_threshold("dy-mass-at-threshold", 400) == pytest.approx(250)


def test_value_and_mass_agree_when_oxide_costs_as_much_as_the_magnet():
    assert at_threshold("value-or-mass", 100) == pytest.approx(1)
    assert at_threshold("value-or-mass", 500) == pytest.approx(5)
    assert at_threshold("value-or-mass", 500, threshold=7) == pytest.approx(5)


CASE = {"price": 200, "oxide": 1, "known": 0.05, "unknown": 0, "value": 1000}


def test_content_by_value_in_a_hand_sized_case():
    # 50 g at 200 dollars a kilogram are 10 dollars of 1,000.
    assert what_if("content")(**CASE) == pytest.approx(1)
    assert what_if("content")(**CASE | {"oxide": 2}) == pytest.approx(2)
    assert what_if("content")(**CASE, dose=3) == pytest.approx(3)
    assert what_if("content")(**CASE, worth=2) == pytest.approx(0.5)


def test_a_guess_counts_where_no_mass_is_known():
    assert what_if("content")(**CASE, guess=10) == what_if("content")(**CASE, guess=0.1)
    missile = CASE | {"known": 0, "unknown": 1}
    assert what_if("content")(**missile, guess=0.1) == pytest.approx(2)
    assert what_if("content")(**missile, guess=0.2) == pytest.approx(4)


def test_content_never_exceeds_the_whole():
    assert what_if("content")(**CASE | {"value": 1}) == 100


def test_content_needs_a_value():
    with pytest.raises(EvidenceError):
        what_if("content")(**CASE | {"value": 0})


def content(name, price=100, **numbers):
    return answer(f"model.xc-content-{name}", price_of_the_oxide=price, oxide_for_a_kilogram=1.15, **numbers)


def test_contents_of_products():
    # 1.15 kg of oxide a kilogram: 1 % of a magnet of 115 dollars, with oxide at 100 dollars, is 1.15 dollars.
    assert content("magnet", dysprosium_in_magnets=1, value_of_a_kilogram=115) == pytest.approx(1)
    assert content("phone", magnets=0.5, dysprosium_in_magnets=1, value_of_the_phone=115) == pytest.approx(0.5)
    assert content("car", dysprosium_in_the_product=0.01, value_of_the_product=115) == pytest.approx(1)
    assert content("car", dysprosium_in_the_product=0, value_of_the_product=115) == 0
    assert content("car", dysprosium_in_the_product=10, value_of_the_product=115) == 100


def test_mass_and_price_at_the_threshold_undo_the_content():
    missile = {"threshold": 0.1, "price_of_the_oxide": 250, "oxide_for_a_kilogram": 1.15, "value_of_the_missile": 1e6}
    mass = answer("model.xc-missile-mass-at-threshold", **missile)
    assert content("missile", 250, dysprosium_in_the_product=mass, value_of_the_product=1e6) == pytest.approx(0.1)
    drive = {"dysprosium_in_the_product": 0.065, "value_of_the_product": 10_000}
    now = {"price_of_the_oxide": 250, "content_by_value_at_that_price": content("drive", 250, **drive)}
    price = answer("model.xc-price-at-threshold-drive", threshold=0.1, **now)
    assert content("drive", price, **drive) == pytest.approx(0.1)


def contents():
    """Return the figure of contents as its cell has drawn it, and its rows by product."""
    path = next(path for path in chapter_paths() if path.stem == "export_controls")
    figure = next(figure for figure in stored_figures(path) if figure["id"] == "fig-xc-content")
    return figure, pd.DataFrame(figure["rows"], columns=figure["columns"]).set_index("Product")


def test_the_figure_shows_the_results():
    _, rows = contents()
    assert len(rows) == 6
    for product, row in rows.iterrows():
        assert row["Chinese content (% of value)"] == pytest.approx(fact(row["Evidence"]).point), product


def test_a_dear_tail_raises_the_average():
    def tail(dear_share, dear_price, main=(50, 10), second=(50, 10)):
        names = ("main_share", "main_price", "second_share", "second_price", "dear_share", "highest_price_asked")
        numbers = (*main, *second, dear_share, dear_price)
        return answer("model.xc-dear-tail-dy", **dict(zip(names, numbers, strict=True)))

    # A tenth at eleven times the price of the rest doubles the average.
    assert tail(10, 110) == pytest.approx(100)
    assert tail(10, 10) == tail(0, 110) == pytest.approx(0)
    # Shares that don't add up to the whole are scaled.
    assert tail(1, 120, (96, 20), (4, 40)) == pytest.approx(tail(1, 120, (48, 20), (2, 40)))


def test_entities_are_those_of_the_lists():
    both = [f"model.xc-entities-{name}-list" for name in ("control", "watch")]
    assert sum(fact(key).point for key in both) == 111
    japan = [name for key in both for name in RESULTS[key].inputs if "/japan/" in name]
    assert sum(fact(name).point for name in japan) == fact("china.entities-listed/japan/2026-06-29").point


def test_the_control_list_adds_up(ledger):
    rows = ledger.observations[ledger.observations["series"] == "china.entities-control-list"]
    of_2026 = rows[rows["period"].str.startswith("2026")]
    assert fact("model.xc-entities-control-list").point == of_2026["value"].sum()
    assert sorted(RESULTS["model.xc-entities-control-list"].inputs) == sorted(
        name.partition("@")[0] for name in of_2026.index
    )
    everything = fact("china.entities-control-list-all/world/2025-01-02/2026-08-24").point
    assert everything == rows["value"].sum()
    ended = ("stopped/united-states/2025", "suspended/united-states/2026-10-08")
    left = everything - sum(fact(f"china.entities-control-list-{name}").point for name in ended)
    assert left == fact("china.entities-control-list-in-force/world/2026-10-08").point


def spoken(figure, layout, **values):
    """Return the figures that a what-if's chart prints with the sliders at some values."""
    spec = copy.deepcopy(figure["specs"][layout])
    for parameter in spec["params"]:
        if parameter["name"] in values:
            parameter["value"] = values[parameter["name"]]
    picture = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return set(re.findall(r">([−\d.,]+%?)</text>", picture))


@each_of("layout", ["wide", "narrow"])
def test_the_chart_of_contents_moves_with_its_sliders(layout):
    figure, rows = contents()
    mass, value = rows.loc["Electric car", ["Dysprosium (kg)", "Value (dollars)"]]
    for price in (257, 1000):
        ours = what_if("content")(price=price, known=mass, unknown=0, value=value)
        assert f"{round_significant(ours, 2):g}%" in spoken(figure, layout, price=price)


def test_the_turbine_is_an_upper_bound():
    assert fact("model.xc-content-turbine").text.startswith("up to")


def test_every_element_is_on_a_list_or_said_not_to_be(ledger):
    listed = chapter.listed_elements(ledger).set_index("symbol")
    assert len(listed) == len(ledger.elements)
    columns = ["text", "status", "magnets", "against"]
    assert listed.loc["Dy", columns].tolist() == ["No. 18", "in force", "yes", "cn-2025-18"]
    assert listed.loc["Eu", columns].tolist() == ["No. 57", "suspended", "no", "cn-2025-57"]
    assert listed.loc["Nd", columns].tolist() == ["", "rules on technology alone", "yes", "cn-2023-57"]
    assert listed.loc["Pm", columns].tolist() == ["", "none", "no", "element:Pm"]


def spans(ledger, *names):
    table = chapter.control_spans(ledger, dict.fromkeys([*names, chapter.TRUCE], "x"), "2026-10-08")
    return table[table["evidence"].isin(names)]


def test_a_rule_suspended_before_its_day_was_never_in_force(ledger):
    table = spans(ledger, "cn-2025-57")
    assert table["state"].tolist() == ["announced", "suspended"]
    assert table["start"].tolist() == ["2025-10-09", "2025-11-07"]
    assert table["replaced"].tolist() == [ledger.measures.at["cn-2025-70", "instrument"]] * 2


def test_what_has_no_end_stops_at_the_day_given_and_what_was_replaced_at_its_heir(ledger):
    assert spans(ledger, "cn-2025-18")["end"].tolist() == ["2026-10-08"]
    heir = ledger.measures.at["cn-us-2025-05-12-geneva", "replaced_by"]
    truce = spans(ledger, "cn-us-2025-05-12-geneva")
    assert truce[["state", "end"]].to_numpy().tolist() == [["easing", ledger.measures.at[heir, "announced"]]]


def test_the_announced_extension_follows_the_truce(ledger):
    table = chapter.control_spans(ledger, {chapter.TRUCE: "Busan"}, "2026-10-08")
    assert table["state"].tolist() == ["easing", "extension announced"]
    assert table["end"].iloc[0] == table["start"].iloc[1]


def test_months_of_exports_are_those_on_record(ledger):
    table = chapter.magnet_exports(ledger, ["2025-04", "2025-05"])
    assert table["series"].tolist() == [name for name in chapter.EXPORTS for _ in range(2)]
    assert table["period"].tolist() == ["2025-04", "2025-05"] * 2
    assert table["origin"].tolist() == ["worked back", "printed"] * 2
    assert [fact(key).point for key in table["evidence"]] == table["point"].tolist()
    assert table.loc[0, ["start", "middle", "end"]].tolist() == ["2025-04-03", "2025-04-15", "2025-04-28"]


def test_months_known_together_stand_as_their_average_where_none_is_known_apart(ledger):
    table = chapter.magnet_exports(ledger, ["2025-01", "2025-02"], ["2025-01/2025-02", "2026-Q2"])
    assert table["period"].tolist() == ["2025-01", "2025-02", "2026-Q2", "2025-01/2025-02"]
    averages = table[table["origin"] == "average"]
    assert averages["point"].tolist() == [
        fact(key).point / n for key, n in zip(averages["evidence"], (3, 2), strict=True)
    ]
    assert averages[["start", "end"]].to_numpy().tolist() == [
        ["2026-04-03", "2026-06-28"],
        ["2025-01-03", "2025-02-28"],
    ]


def test_months_of_periods():
    assert chapter.months_of("2026-Q2") == ["2026-04", "2026-05", "2026-06"]
    assert chapter.months_of("2025-12/2026-01") == ["2025-12", "2026-01"]
    assert chapter.months_of("2026-07") == ["2026-07"]
