"""Known answers, limits and monotonicity of the results on export controls."""

import copy
import math
import re

import pandas as pd
import pytest
import vl_convert

from evidence.charts.figure import VEGA_LITE, stored_figures
from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.models import RESULTS
from evidence.models import export_controls as xc
from evidence.notebooks import chapter_paths
from evidence.quantities import round_significant

FLAT_YEAR = [100] * 12


def test_months_agree_with_a_year_that_is_their_sum():
    assert xc.months_minus_year(*FLAT_YEAR, 1200) == 0
    assert xc.months_minus_year(*FLAT_YEAR, 1190) == 10


def test_fall_from_the_average_of_the_first_quarter():
    assert xc.fall_from_first_quarter(50, 60, 70, 15) == pytest.approx(75)
    assert xc.fall_from_first_quarter(60, 60, 60, 60) == pytest.approx(0)
    assert xc.fall_from_first_quarter(50, 60, 70, 90) < 0


def test_average_month():
    assert xc.average_month(1200) == 100


def test_shortfall_by_both_baselines():
    # 2024: 50 a month, first quarter: 60 a month, second quarter: 90 shipped in all.
    assert xc.shortfall(60, 60, 60, 40, 20, 30, 600) == pytest.approx((60, 90))


def test_nothing_is_short_in_a_flat_year():
    assert xc.shortfall(*[100] * 6, 1200) == pytest.approx((0, 0))


def test_shortfall_grows_as_may_shrinks():
    assert xc.shortfall(60, 60, 60, 40, 10, 30, 600) > xc.shortfall(60, 60, 60, 40, 20, 30, 600)


def test_recovered_share():
    # Against 50 a month: 60 short, 60 above normal later; against 60 a month: 90 short, nothing above normal.
    shares = xc.recovered_share(60, 60, 60, 40, 20, 30, *[60] * 6, 600)
    assert shares == pytest.approx((0, 100))


def test_months_to_normal_counts_from_may():
    assert xc.months_to_normal(50, 50, 50, 10, 20, 50, 60, 0, 0, 0, 0) == 2
    assert xc.months_to_normal(50, 50, 50, 10, 50, 0, 0, 0, 0, 0, 0) == 1
    assert math.isnan(xc.months_to_normal(50, 50, 50, *[10] * 8))


def test_magnet_export_value():
    assert xc.magnet_export_value(50_000, 1) == 50


def test_threshold_in_a_hand_sized_case():
    # A magnet of 100 dollars a kilogram, oxide at 200 dollars: 10 cents buy 0.5 g in the kilogram, 500 ppm.
    assert xc.mass_at_threshold(0.1, 100_000, 1, 200) == pytest.approx(500)


def test_dearer_oxide_reaches_the_threshold_sooner():
    assert xc.mass_at_threshold(0.1, 100_000, 1, 400) < xc.mass_at_threshold(0.1, 100_000, 1, 200)


def test_value_and_mass_agree_when_oxide_costs_as_much_as_the_magnet():
    assert xc.value_or_mass(0.1, 100_000, 1, 100) == pytest.approx(1)
    assert xc.value_or_mass(0.1, 100_000, 1, 500) == pytest.approx(5)
    assert xc.value_or_mass(7, 100_000, 1, 500) == pytest.approx(5)


def test_average_of_months():
    assert xc.average_of_months(40, 50, 60) == 50


def test_what_months_are_short_of_a_year_before():
    assert xc.short_of_normal(1200, 40, 70) == pytest.approx(90)
    assert xc.short_of_normal(1200, 100, 100, 100) == pytest.approx(0)
    assert xc.short_of_normal(1200, 150) < 0


def test_months_that_reach_normal_are_counted():
    assert xc.months_at_normal(1200, 99, 100, 101) == 2
    assert xc.months_at_normal(1200, 0, 0) == 0


def test_what_is_missing_by_both_baselines():
    # 2024: 50 a month, first quarter: 60 a month, 100 shipped in three months.
    assert xc.still_missing(60, 60, 60, 20, 30, 50, 600) == pytest.approx((50, 80))
    assert xc.still_missing(50, 50, 50, 50, 50, 50, 600) == pytest.approx((0, 0))


def test_shortfall_recovery_and_what_is_missing_agree():
    """What three months lost, less the part made up, is still missing."""
    lost = fact("model.xc-magnet-shortfall-april-june-2025")
    made_up = fact("model.xc-magnet-made-up-march-2026")
    missing = fact("model.xc-magnet-missing-march-2026")
    assert lost.low * (1 - made_up.high / 100) == pytest.approx(missing.low)
    assert lost.high * (1 - made_up.low / 100) == pytest.approx(missing.high)


CASE = {"price": 200, "oxide": 1, "known": 0.05, "unknown": 0, "value": 1000}


def test_content_by_value_in_a_hand_sized_case():
    # 50 g at 200 dollars a kilogram are 10 dollars of 1,000.
    assert xc.CONTENT(**CASE) == pytest.approx(1)
    assert xc.CONTENT(**CASE | {"oxide": 2}) == pytest.approx(2)
    assert xc.CONTENT(**CASE, dose=3) == pytest.approx(3)
    assert xc.CONTENT(**CASE, worth=2) == pytest.approx(0.5)


def test_a_guess_counts_where_no_mass_is_known():
    assert xc.CONTENT(**CASE, guess=10) == xc.CONTENT(**CASE, guess=0.1)
    missile = CASE | {"known": 0, "unknown": 1}
    assert xc.CONTENT(**missile, guess=0.1) == pytest.approx(2)
    assert xc.CONTENT(**missile, guess=0.2) == pytest.approx(4)


def test_content_never_exceeds_the_whole():
    assert xc.CONTENT(**CASE | {"value": 1}) == 100


def test_content_needs_a_value():
    with pytest.raises(EvidenceError):
        xc.CONTENT(**CASE | {"value": 0})


def test_dysprosium_in_the_magnets_of_a_motor():
    assert xc.dysprosium_share(0.06, 1, 2) == pytest.approx((3, 6))


def test_contents_of_products():
    # 1.15 kg of oxide a kilogram: 1 % of a magnet of 115 dollars, with oxide at 100 dollars, is 1.15 dollars.
    assert xc.magnet_content(1, 100, 115) == pytest.approx(1)
    assert xc.phone_content(0.5, 1, 100, 115) == pytest.approx(0.5)
    assert xc.content_by_value(0.01, 100, 115) == pytest.approx(1)
    assert xc.missile_content(100, 115_000) == pytest.approx(0.1)
    assert xc.content_by_value(0, 100, 115) == 0


def test_mass_and_price_at_the_threshold_undo_the_content():
    mass = xc.dysprosium_at_threshold(0.1, 250, 1e6)
    assert xc.content_by_value(mass, 250, 1e6) == pytest.approx(0.1)
    price = xc.price_at_threshold(0.1, 250, xc.content_by_value(0.065, 250, 10_000))
    assert xc.content_by_value(0.065, price, 10_000) == pytest.approx(0.1)
    with pytest.raises(ZeroDivisionError):
        xc.price_at_threshold(0.1, 250, 0)


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


def test_premium():
    assert xc.premium(300, 500, 250) == pytest.approx((1.2, 2))
    with pytest.raises(ZeroDivisionError):
        xc.premium(300, 500, 0)


def test_a_dear_tail_raises_the_average():
    # A tenth at eleven times the price of the rest doubles the average.
    assert xc.dear_tail(50, 10, 50, 10, 10, 110) == pytest.approx(100)
    assert xc.dear_tail(50, 10, 50, 10, 10, 10) == pytest.approx(0)
    assert xc.dear_tail(50, 10, 50, 10, 0, 110) == pytest.approx(0)
    # Shares that don't add up to the whole are scaled.
    assert xc.dear_tail(96, 20, 4, 20, 1, 120) == xc.dear_tail(48, 20, 2, 20, 1, 120)


def test_entities_are_those_of_the_lists():
    both = [RESULTS[f"model.xc-entities-{name}-list"] for name in ("control", "watch")]
    assert sum(definition.function(*(fact(key).point for key in definition.inputs)) for definition in both) == 97
    japan = [key for definition in both for key in definition.inputs if "/japan/" in key]
    assert sum(fact(key).point for key in japan) == fact("china.entities-listed/japan/2026-06-29").point


def spoken(figure, layout, **values):
    """Return the figures that a what-if's chart prints with the sliders at some values."""
    spec = copy.deepcopy(figure["specs"][layout])
    for parameter in spec["params"]:
        if parameter["name"] in values:
            parameter["value"] = values[parameter["name"]]
    picture = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return set(re.findall(r">([−\d.,]+%?)</text>", picture))


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_the_chart_of_contents_moves_with_its_sliders(layout):
    figure, rows = contents()
    mass, value = rows.loc["Electric car", ["Dysprosium (kg)", "Value (dollars)"]]
    for price in (257, 1000):
        ours = xc.CONTENT(price=price, known=mass, unknown=0, value=value)
        assert f"{round_significant(ours, 2):g}%" in spoken(figure, layout, price=price)


def test_the_turbine_is_an_upper_bound():
    assert fact("model.xc-content-turbine").text.startswith("up to")


def test_every_element_is_reached_or_said_not_to_be(ledger):
    reached = xc.reached_elements(ledger).groupby("symbol", sort=False)["measure"].agg(list)
    assert len(reached) == len(ledger.elements)
    assert reached["Pm"] == ["none"]
    assert reached["Nd"] == ["cn-2025-62", "cn-2023-57", "magnets"]
    assert reached["Dy"] == ["cn-2025-18", "cn-2025-61", "cn-2025-62", "cn-2023-57", "magnets"]


def spans(ledger, *names):
    table = xc.control_spans(ledger, dict.fromkeys([*names, xc.TRUCE], "x"), "2026-10-08")
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


def test_the_reported_extension_follows_the_truce(ledger):
    table = xc.control_spans(ledger, {xc.TRUCE: "Busan"}, "2026-10-08")
    assert table["state"].tolist() == ["easing", "extension reported"]
    assert table["end"].iloc[0] == table["start"].iloc[1]


def test_months_of_exports_are_those_on_record(ledger):
    table = xc.magnet_exports(ledger, ["2025-04", "2025-05"])
    assert table["series"].tolist() == [xc.EXPORTS[0]] * 2 + [xc.EXPORTS[1]]
    assert table["period"].tolist() == ["2025-04", "2025-05", "2025-05"]
    assert table["origin"].tolist()[:2] == ["worked back", "printed"]
    assert [fact(key).point for key in table["evidence"]] == table["point"].tolist()
    assert table.loc[0, ["start", "middle", "end"]].tolist() == ["2025-04-03", "2025-04-15", "2025-04-28"]
