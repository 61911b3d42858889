"""A what-if answers alike in Python and in a chart, and what would mislead a reader is refused."""

from dataclasses import replace

import altair as alt
import pandas as pd
import pytest
import vl_convert
from bs4 import BeautifulSoup
from conftest import each_of

from _ext.cards import render_card
from evidence.charts.figure import Figure, stored_figures
from evidence.charts.renderer import VEGA_LITE
from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.ledger.quantities import round_significant
from evidence.paths import BOOK
from evidence.results import what_if
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
BROAD = replace(
    OUTLOOK,
    name="broad",
    parameters=(GROWTH, YEARS),
    formula=Formula(
        "-tonnes + (tonnes > limit) * max(growth, years) - min(growth, 2.5e1) / (1 + abs(limit)) "
        "+ exp(-years) * log(1 + growth) + sqrt(years) * (growth <= 3) - pow(years, 0.5) * (years >= 7) + (limit < 4)"
    ),
    columns=("tonnes", "limit"),
)


def rows(whatif=OUTLOOK):
    plotted = pd.DataFrame({"tonnes": [2600.0, 3.25], "limit": [3.0, 4.0]})
    return whatif.fill(plotted.assign(unit="t", basis="mine output REO", evidence=OUTPUT))


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
    return Figure(**({"rows": rows(whatif)} | settings | changes))


def texts(spec, **values):
    """Return what a chart prints with the sliders at some values."""
    parameters = [{**one, "value": values[one["name"]]} if one["name"] in values else one for one in spec["params"]]
    picture = vl_convert.vegalite_to_svg({**spec, "params": parameters}, vl_version=VEGA_LITE)
    return [text.text for text in BeautifulSoup(picture, "html.parser").find_all("text")]


@each_of("whatif", [OUTLOOK, BROAD])
def test_chart_and_notebook_give_the_same_answer(whatif):
    spec = figure(whatif).to_payload()["specs"]["wide"]
    for values in ({}, {"growth": 0, "years": 7}, {"growth": 42.5}, {"growth": 3, "years": 20}):
        ours = whatif.fill(rows(whatif), **values)[whatif.name].tolist()
        theirs = [float(text.replace("−", "-")) for text in texts(spec, **values)[-2:]]
        assert theirs == pytest.approx(ours, rel=1e-13), values


@each_of(
    ("chapter", "figure_id", "sliders", "plotted"),
    [
        ("eu_response", "fig-eu-ceiling", {"growth": 0, "used": 40}, "index == index"),
        ("eu_response", "fig-eu-recycling", {"growth": 3}, "life == 17"),
        ("export_controls", "fig-xc-content", {"price": 1000}, "index == index"),
    ],
)
def test_the_charts_of_the_book_follow_their_sliders(chapter, figure_id, sliders, plotted):
    payload = next(one for one in stored_figures(BOOK / f"{chapter}.ipynb") if one["id"] == figure_id)
    whatif = what_if(payload["whatif"]["name"])
    for spec in payload["specs"].values():
        drawn = pd.concat(map(pd.DataFrame, spec["datasets"].values())).dropna(subset=[*whatif.columns]).query(plotted)
        # At first it says what the results say.
        assert whatif.fill(drawn)[whatif.name].tolist() == pytest.approx([fact(key).point for key in drawn["evidence"]])
        answers = whatif.fill(drawn, **sliders)[whatif.name]
        assert {f"{round_significant(answer, 2):g}%" for answer in answers} <= set(texts(spec, **sliders))


def test_known_answers_and_limits(ledger):
    start = fact(OUTPUT).point
    assert OUTLOOK() == pytest.approx(start * 1.1**5)
    assert OUTLOOK(growth=0) == START.default.point == start
    assert OUTLOOK(start=100, growth=100, years=3) == 800
    own = ledger.with_row("observations", OUTPUT, value=2 * start)
    assert OUTLOOK(start=fact(OUTPUT, own)) == pytest.approx(2 * OUTLOOK())
    assert replace(START, evidence="RU-023.low").default.point == fact("RU-023").low
    step = replace(OUTLOOK, formula=Formula("(growth > years) * start"))
    assert [step(growth=growth, years=5, start=7) for growth in (4, 5, 6)] == [0, 0, 7]


def growing(**changes):
    return {"parameters": (START, replace(GROWTH, **changes), YEARS)}


@each_of(
    ("changes", "message"),
    [
        ({"formula": Formula("start * growth")}, "differ in years"),
        ({"formula": Formula("start * growth * years * width")}, "differ in width"),
        (growing(name="width"), "'width' is taken"),
        (growing(name="Growth"), "'Growth' is taken, repeated or no name"),
        (growing(name="start"), "'start' is taken, repeated"),
        (growing(low=50), "slider of growth has no room"),
        (growing(step=0), "slider of growth has no room"),
    ],
)
def test_a_slider_that_cannot_work_and_a_formula_of_other_names_are_refused(changes, message):
    with pytest.raises(EvidenceError, match=message):
        replace(OUTLOOK, **changes)


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
    ("whatif", "changes", "message"),
    [
        (replace(OUTLOOK, **growing(low=20)), {}, "default of growth is off"),
        (replace(OUTLOOK, unit="stones"), {}, "unknown unit 'stones'"),
        (replace(OUTLOOK, basis="stones"), {}, "unknown basis 'stones'"),
        (replace(OUTLOOK, formula=Formula("start / growth * years")), {}, "no answer for"),
        (OUTLOOK, {"rows": OUTLOOK.fill(rows(), growth=11)}, "don't show the default case"),
        (BROAD, {"rows": rows(BROAD).drop(columns="limit")}, "the rows lack limit"),
    ],
)
def test_a_figure_refuses_a_what_if_or_rows_that_mislead(whatif, changes, message):
    with pytest.raises(EvidenceError, match=message):
        figure(whatif, **changes)


def test_the_card_and_the_payload_hold_formula_sliders_and_the_evidence_of_their_defaults():
    payload = figure(rows=rows().assign(evidence="RU-013")).to_payload()
    assert payload["evidence"] == sorted(["RU-013", OUTPUT, GROWTH.evidence, YEARS.evidence])
    assert "U.S. Geological Survey" in payload["source"]
    for spec in payload["specs"].values():
        (slider,) = (one for one in spec["params"] if one["name"] == "growth")
        bind = {"input": "range", "min": 0, "max": 50, "step": 0.5, "name": "Growth a year, %"}
        assert (slider["value"], slider["bind"]) == (10, bind)
    page = BeautifulSoup(render_card(payload), "html.parser")
    assert OUTLOOK.formula.say() in page.text
    assert page.find("button").has_attr("hidden")
    about = page.find(class_="figure-about")
    lines = [[cell.text for cell in line.find_all("td")] for line in about.tbody.find_all("tr")]
    first = ["Output of the first year (start)", fact(OUTPUT).text, "0 to 10,000\N{NO-BREAK SPACE}t", OUTPUT]
    assert lines[:2] == [first, ["Growth a year (growth)", "10%", "0 to 50%", GROWTH.evidence]]
    assert about.find("a")["href"] == fact(OUTPUT).href
