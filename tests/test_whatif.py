"""A what-if answers alike in Python and in a chart, and what would mislead a reader is refused."""

import re
from dataclasses import replace

import altair as alt
import pandas as pd
import pytest
import vl_convert
from bs4 import BeautifulSoup
from conftest import each_of

from _ext.cards import render_card
from evidence.charts.figure import Figure
from evidence.charts.renderer import VEGA_LITE
from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.results.formula import Formula
from evidence.results.whatif import Parameter, WhatIf

OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"
GROWTH = Parameter("growth", "Growth a year", "assume.eu-part-of-allied-plants", 0, 50, 0.5)
START = Parameter("start", "Output of the first year", OUTPUT, 0, 10000, 100)
YEARS = Parameter("years", "Years", "assume.growth-years", 1, 20, 1)
OUTLOOK = WhatIf(
    name="outlook",
    label="Output of the last year",
    parameters=(START, GROWTH, YEARS),
    formula=Formula("start * (1 + growth / 100) ** years"),
    unit="t",
    basis="mine output REO",
)
# Every operation and function of the language, with columns and a step.
BROAD = WhatIf(
    name="broad",
    label="All at once",
    parameters=(GROWTH, YEARS),
    formula=Formula(
        "-tonnes + (tonnes > limit) * max(growth, years) - min(growth, 2.5e1) / (1 + abs(limit)) "
        "+ exp(-years) * log(1 + growth) + sqrt(years) * (growth <= 3) - pow(years, 0.5) * (years >= 7) + (limit < 4)"
    ),
    unit="t",
    basis="mine output REO",
    columns=("tonnes", "limit"),
)


def rows(whatif=OUTLOOK):
    plotted = pd.DataFrame(
        {
            "tonnes": [2600.0, 3.25],
            "limit": [3.0, 4.0],
            "unit": "t",
            "basis": "mine output REO",
            "evidence": OUTPUT,
        }
    )
    return whatif.fill(plotted)


def figure(whatif=OUTLOOK, **changes):
    def draw(frame, layout):
        base = alt.Chart(frame.drop(columns=whatif.name)).transform_calculate(**{whatif.name: whatif.expression})
        text = base.mark_text(fontSize=13).encode(y=alt.Y("tonnes:N"), text=alt.Text(f"{whatif.name}:Q", format=".15g"))
        return alt.layer(text, base.mark_point().encode(y="tonnes:N")).properties(width=layout.width)

    settings = {
        "id": "fig-test",
        "title": "Output grows",
        "subtitle": "Mine output, t",
        "more": "Two numbers, one a row: the output of the last year if it grows by the rate each year.",
        "draw": draw,
        "columns": {"tonnes": "Start (t)", whatif.name: "End (t)"},
        "whatif": whatif,
    }
    settings |= changes
    return Figure(**({"rows": rows(whatif)} | settings))


def answers_of_the_chart(whatif, **values):
    """Return the numbers that the chart prints with the sliders at some values."""
    spec = figure(whatif).to_payload()["specs"]["wide"]
    for parameter in spec["params"]:
        if parameter["name"] in values:
            parameter["value"] = values[parameter["name"]]
    picture = BeautifulSoup(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE), "html.parser")
    texts = picture.find(class_="mark-text role-mark layer_0_marks").find_all("text")
    return [float(text.text.replace("−", "-")) for text in texts]


@pytest.mark.parametrize("whatif", [OUTLOOK, BROAD], ids=lambda whatif: whatif.name)
@pytest.mark.parametrize("values", [{}, {"growth": 0, "years": 7}, {"growth": 42.5}, {"growth": 3, "years": 20}])
def test_chart_and_notebook_give_the_same_answer(whatif, values):
    ours = whatif.fill(rows(whatif), **values)[whatif.name].tolist()
    assert answers_of_the_chart(whatif, **values) == pytest.approx(ours, rel=1e-13)


def test_known_answers_and_limits():
    start = fact(OUTPUT).point
    assert OUTLOOK() == pytest.approx(start * 1.1**5)
    assert OUTLOOK(growth=0) == start
    assert OUTLOOK(start=100, growth=100, years=3) == 800
    assert OUTLOOK(start=0) == 0
    answers = [OUTLOOK(growth=growth) for growth in range(0, 50, 5)]
    assert answers == sorted(set(answers))


def test_a_comparison_is_a_step():
    step = replace(OUTLOOK, formula=Formula("(growth > years) * start"))
    assert [step(growth=growth, years=5, start=7) for growth in (4, 5, 6)] == [0, 0, 7]


def test_a_number_of_another_ledger_can_take_the_place_of_a_default(ledger):
    own = ledger.with_row("observations", OUTPUT, value=5200)
    assert OUTLOOK(start=fact(OUTPUT, own)) == pytest.approx(2 * OUTLOOK())


def test_the_default_is_the_fact():
    assert START.default.point == fact(OUTPUT).point
    assert replace(START, evidence="RU-023.low").default.point == fact("RU-023").low


@each_of(
    ("formula", "message"),
    [("start * growth", "differ in years"), ("start * growth * years * width", "differ in width")],
)
def test_a_formula_uses_each_name_and_no_other(formula, message):
    with pytest.raises(EvidenceError, match=message):
        replace(OUTLOOK, formula=Formula(formula))


@each_of(
    ("change", "message"),
    [
        ({"name": "width"}, "'width' is taken"),
        ({"name": "Growth"}, "'Growth' is taken, repeated or no name"),
        ({"name": "start"}, "'start' is taken, repeated"),
        ({"low": 50}, "slider of growth has no room"),
        ({"step": 0}, "slider of growth has no room"),
    ],
)
def test_a_slider_that_cannot_work_is_refused(change, message):
    with pytest.raises(EvidenceError, match=message):
        replace(OUTLOOK, parameters=(START, replace(GROWTH, **change), YEARS))


@each_of(
    ("values", "message"),
    [
        ({"share": 3}, "unknown or missing: share"),
        ({"growth": -100, "years": -1}, "no answer for"),
        ({"growth": 1e300}, "no answer for"),
        ({"growth": float("nan")}, "the answer for .* is nan"),
    ],
)
def test_what_has_no_answer_is_refused(values, message):
    with pytest.raises(EvidenceError, match=message):
        OUTLOOK(**values)


@each_of(
    ("whatif", "message"),
    [
        (replace(OUTLOOK, parameters=(START, replace(GROWTH, low=20), YEARS)), "default of growth is off"),
        (replace(OUTLOOK, unit="stones"), "unknown unit 'stones'"),
        (replace(OUTLOOK, basis="stones"), "unknown basis 'stones'"),
        (replace(OUTLOOK, formula=Formula("start / growth * years")), "no answer for"),
    ],
)
def test_a_figure_refuses_a_what_if_that_misleads(whatif, message):
    with pytest.raises(EvidenceError, match=message):
        figure(whatif)


def test_a_figure_refuses_rows_that_do_not_show_the_default_case():
    with pytest.raises(EvidenceError, match="don't show the default case"):
        figure(rows=OUTLOOK.fill(rows(), growth=11))
    with pytest.raises(EvidenceError, match="the rows lack limit"):
        figure(BROAD, rows=rows(BROAD).drop(columns="limit"))


def test_the_card_prints_formula_defaults_and_evidence():
    page = BeautifulSoup(render_card(figure().to_payload()), "html.parser")
    assert page.find("output").text == "4,190\N{NO-BREAK SPACE}t"
    assert OUTLOOK.formula.say() in page.text
    assert page.find("button").has_attr("hidden")
    about = page.find(class_="figure-about")
    lines = [[cell.text for cell in line.find_all("td")] for line in about.tbody.find_all("tr")]
    assert lines[0] == [
        "Output of the first year (start)",
        fact(OUTPUT).text,
        "0 to 10,000\N{NO-BREAK SPACE}t",
        OUTPUT,
    ]
    assert lines[1] == ["Growth a year (growth)", "10%", "0 to 50%", GROWTH.evidence]
    assert about.find("a")["href"] == fact(OUTPUT).href


def test_the_payload_holds_the_what_if_and_the_sliders():
    payload = figure().to_payload()
    assert payload["whatif"]["words"] == OUTLOOK.formula.say()
    assert [item["default"] for item in payload["whatif"]["parameters"]] == [fact(OUTPUT).point, 10, 5]
    for spec in payload["specs"].values():
        sliders = {item["name"]: item for item in spec["params"] if "bind" in item}
        assert sliders["growth"]["value"] == 10
        assert sliders["growth"]["bind"] == {
            "input": "range", "min": 0, "max": 50, "step": 0.5, "name": "Growth a year, %",
        }  # fmt: skip


def test_the_evidence_of_a_default_is_in_the_source_line():
    shown = rows().assign(evidence="RU-013")
    payload = figure(rows=shown).to_payload()
    assert payload["evidence"] == sorted(["RU-013", OUTPUT, GROWTH.evidence, YEARS.evidence])
    assert "U.S. Geological Survey" in payload["source"]


def test_the_spoken_answer_is_the_printed_one():
    spec = figure().to_payload()["specs"]["wide"]
    (spoken,) = [item["expr"] for item in spec["params"] if item["name"] == "outlook_answer"]
    probe = {
        "$schema": spec["$schema"],
        "data": {"values": [{}]},
        "params": spec["params"],
        "mark": "text",
        "encoding": {"text": {"value": {"expr": "outlook_answer"}}},
    }
    picture = vl_convert.vegalite_to_svg(probe, vl_version=VEGA_LITE)
    assert re.search(r"<text[^>]*>([^<]*)</text>", picture)[1] == "4,190\N{NO-BREAK SPACE}t"
    assert spoken.startswith("format(")


def test_a_figure_without_a_what_if_is_as_before():
    plain = replace(
        figure(), whatif=None, draw=lambda frame, layout: alt.Chart(frame).mark_point().encode(y="tonnes:N")
    )
    payload = plain.to_payload()
    assert "figure-whatif" not in render_card(payload)
    assert "whatif" not in payload
