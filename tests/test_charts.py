"""Every chart function draws a figure without a warning in either layout, and shared panels stand in line."""

import inspect
import itertools
import json
import re
from functools import cache
from types import ModuleType

import altair as alt
import pandas as pd
import pytest
import vl_convert

from evidence import charts
from evidence.charts import export_controls, theme
from evidence.charts.figure import LAYOUTS, VEGA_LITE, Figure
from evidence.charts.panels import (
    PLOT_WIDTH,
    SHAPES,
    Axis,
    Sign,
    draw_panels,
    key,
    kind_key,
    label_axis,
    panel_title,
    plot_width,
)
from evidence.charts.rows import fact_rows
from evidence.charts.theme import NARROW, VERDICTS, WIDE
from evidence.models import disagreements
from evidence.tables import read_resource

ONE, OTHER = "First panel", "Second panel"


def chart_functions(module: ModuleType):
    return [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]


@cache
def figure_of(function):
    return function()


@cache
def spec_of(function, layout):
    figure = figure_of(function)
    chart = figure.draw(layout)
    return (figure.whatif.add_controls(chart) if figure.whatif else chart).to_dict()


FUNCTIONS = [
    pytest.param(function, id=f"{name}.{function.__name__}")
    for name in charts.__all__
    for function in chart_functions(getattr(charts, name))
]


def warnings_of(spec, capfd):
    """Compile and draw a specification; return what Vega-Lite and Vega complain of."""
    capfd.readouterr()
    vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE, show_warnings=True)
    vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, show_warnings=True)
    return [line for line in "".join(capfd.readouterr()).splitlines() if line.strip()]


def svg_of(spec):
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)


def width_of(picture):
    return float(re.search(r'width="([\d.]+)"', picture).group(1))


def rows(**changes):
    frame = pd.DataFrame(
        {
            "panel": [ONE, ONE, OTHER],
            "label": ["A", "A longer label", "C"],
            "kind": ["claim", "record", "result"],
            "value": [40.0, float("nan"), 4500.0],
            "low": [40.0, 10.0, 2000.0],
            "high": [40.0, 20.0, 5000.0],
            "text": ["40%", "10 to 20%", "4,500 t"],
            "unit": ["%", "%", "t"],
            "basis": ["share", "share", "capacity"],
            "evidence": ["RU-013", "RU-013", "RU-013"],
        }
    )
    return frame.assign(**changes)


AXES = {ONE: Axis("per cent", (0, 110)), OTHER: Axis("thousand t", (0, 6), divisor=1e3)}


def encoded(panel, channel):
    """Return a channel of every layer of a panel's specification, where it is a field."""
    definitions = [layer["encoding"].get(channel, {}) for layer in panel["layer"]]
    return [definition for definition in definitions if "field" in definition]


def title_of(panel):
    """Return a panel's title in one line."""
    title = panel.get("title", "")
    return title if isinstance(title, str) else " ".join(title["text"])


def drawn(spec, title):
    """Return a panel and its plotted rows."""
    panel = next(panel for panel in spec["vconcat"] if title_of(panel) == title)
    # Narrow panels name their rows from data of its own.
    name = panel.get("data", panel["layer"][0].get("data"))["name"]
    return panel, spec["datasets"][name]


def marks(panel, kind):
    """Return the properties of a panel's marks of a kind."""
    return [layer["mark"] for layer in panel["layer"] if layer["mark"]["type"] == kind]


# A page scales a picture down a little; a wider one would have letters too small to read.
WIDEST = {WIDE: 700, NARROW: NARROW.width + 10}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_chart_is_a_valid_figure_that_fits_and_draws_without_warning(function, layout, capfd):
    assert isinstance(figure_of(function), Figure)
    spec = spec_of(function, layout)
    assert warnings_of(spec, capfd) == []
    picture = svg_of(spec)
    assert width_of(picture) <= WIDEST[layout]
    assert min(map(float, re.findall(r'font-size="([\d.]+)px"', picture))) >= 10


def encodings(spec):
    """Yield every channel of a specification, with its name."""
    for name, value in spec.items() if isinstance(spec, dict) else []:
        if name == "encoding":
            for channel, definition in value.items():
                yield from ((channel, one) for one in (definition if isinstance(definition, list) else [definition]))
        for inner in value if isinstance(value, list) else [value]:
            yield from encodings(inner)


LOCAL_TIME = re.compile(r"\b(?:timeFormat|datetime|year|quarter|month|day|date|hours|timeParse)\(")


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_chart_is_the_same_in_every_time_zone(function, layout):
    spec = spec_of(function, layout)
    for channel, definition in encodings({name: part for name, part in spec.items() if name != "datasets"}):
        if definition.get("type") == "temporal" and channel not in {"x2", "y2"}:
            assert definition.get("scale", {}).get("type") == "utc", (channel, definition)
    assert LOCAL_TIME.findall(json.dumps({name: part for name, part in spec.items() if name != "datasets"})) == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_layouts_plot_the_same_evidence(function):
    def plotted(layout):
        datasets = spec_of(function, layout)["datasets"].values()
        return {row["evidence"] for rows in datasets for row in rows if "evidence" in row}

    assert plotted(NARROW) == plotted(WIDE)


def test_figures_have_ids_of_their_own():
    ids = [figure_of(function.values[0]).id for function in FUNCTIONS]
    assert len(ids) >= 20
    assert sorted(set(ids)) == sorted(ids)


def test_the_check_for_warnings_sees_them(capfd):
    base = alt.Chart(rows()).mark_point()
    clash = base.encode(x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1])))
    clash += base.encode(x=alt.X("high:Q", scale=alt.Scale(domain=[0, 2])))
    assert "Conflicting scale property" in "".join(warnings_of(clash.to_dict(), capfd))


def test_labels_have_one_width_in_all_panels():
    spec = draw_panels(rows(), AXES, WIDE).to_dict()
    axes = [y["axis"] for panel in spec["vconcat"] for y in encoded(panel, "y")]
    extents = {(axis["minExtent"], axis["maxExtent"]) for axis in axes}
    assert extents == {(8 + 7 * len("A longer label"),) * 2}
    assert {panel["width"] for panel in spec["vconcat"]} == {PLOT_WIDTH}


def test_the_width_of_labels_has_a_limit():
    assert label_axis(["x" * 100], WIDE).to_dict()["maxExtent"] == 240


@pytest.mark.parametrize(
    ("axis", "units", "ticks"),
    [
        (Axis("", (10, 10_000), log=True), ["CNY"], {"values": [10, 100, 1000, 10_000]}),
        (Axis("", (0.5, 2_000), log=True), ["CNY"], {"values": [1, 10, 100, 1000]}),
        (Axis("", (0, 118)), ["%", "%"], {"values": [0, 20, 40, 60, 80, 100]}),
        (Axis("", (50, 110)), ["%"], {"values": [60, 80, 100]}),
        (Axis("", (0, 20)), ["%"], {"tickCount": 5}),
        (Axis("", (0, 118)), ["%", "t"], {"tickCount": 5}),
        (Axis("", (0, 540)), ["kg"], {"tickCount": 5}),
    ],
)
def test_ticks_stand_at_round_numbers(axis, units, ticks):
    assert axis.ticks(units, WIDE) == ticks


def test_a_narrow_axis_has_fewer_ticks():
    assert Axis("", (0, 540)).ticks(["kg"], NARROW) == {"tickCount": 4}


def test_panels_of_one_scale_label_its_end_only():
    spec = draw_panels(rows(), Axis("per cent", (0, 6000)), WIDE).to_dict()
    first, second = ({(x["axis"]["labels"], x["title"]) for x in encoded(panel, "x")} for panel in spec["vconcat"])
    assert first == {(False, None)}
    assert second == {(True, "per cent")}


def test_panels_of_several_scales_label_each_end(capfd):
    spec = draw_panels(rows(), AXES, WIDE).to_dict()
    for panel, axis in zip(spec["vconcat"], AXES.values(), strict=True):
        assert {x["title"] for x in encoded(panel, "x")} == {axis.title}
        assert all(x["scale"]["domain"] == list(axis.domain) and x["axis"]["labels"] for x in encoded(panel, "x"))
    assert warnings_of(spec, capfd) == []


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("mark", ["dot", "bar"])
def test_rows_keep_their_order_and_numbers(mark, layout, capfd):
    spec = draw_panels(rows(), AXES, layout, mark=mark).to_dict()
    first, plotted = drawn(spec, ONE)
    assert {tuple(y["scale"]["domain"]) for y in encoded(first, "y")} == {("A", "A longer label")}
    assert [(row["value"], row["reach"], row["end"]) for row in plotted] == [(40, 40, 40), (None, 10, 20)]
    _, divided = drawn(spec, OTHER)
    assert [(row["low"], row["reach"], row["end"], row["text"]) for row in divided] == [(2, 4.5, 5, "4,500 t")]
    assert warnings_of(spec, capfd) == []


def test_colours_are_those_of_kinds_unless_rows_name_others():
    _, plotted = drawn(draw_panels(rows(), AXES, WIDE).to_dict(), ONE)
    assert [row["colour"] for row in plotted] == [theme.colour("claim"), theme.colour("record")]
    _, named = drawn(draw_panels(rows(colour="russia"), AXES, WIDE, mark="bar").to_dict(), ONE)
    assert {row["colour"] for row in named} == {theme.colour("russia")}


@pytest.mark.parametrize("axis", [Axis("", (1, 100), log=True), Axis("", (50, 110))])
def test_bars_start_at_zero(axis):
    with pytest.raises(ValueError, match="starts at zero"):
        draw_panels(rows(), axis, WIDE, mark="bar")


def test_a_hollow_bar_is_an_outline():
    frame = rows(hollow=[True, False, False])
    spec = draw_panels(frame, AXES, WIDE, mark="bar").to_dict() | {"background": "white"}
    assert svg_of(spec).count(f'fill="{theme.colour("paper")}" stroke="{theme.colour("claim")}"') == 1


def test_keys_show_the_kinds_there_are():
    def signs(mark):
        layers = kind_key(rows()[:2], WIDE, mark).to_dict()["layer"]
        return [
            (layer["mark"]["shape"], layer["mark"]["color"]) for layer in layers if layer["mark"]["type"] == "point"
        ]

    colours = [theme.colour("claim"), theme.colour("record")]
    assert signs("dot") == [(SHAPES["claim"], colours[0]), (SHAPES["record"], colours[1])]
    assert signs("bar") == [("square", colour) for colour in colours]


def test_a_sign_may_be_a_character():
    layers = key([Sign("known", "record"), Sign("not on record", "muted", "?")], WIDE).to_dict()["layer"]
    assert layers[2]["mark"]["text"] == "?"
    assert layers[2]["mark"]["x"] > layers[1]["mark"]["x"]


@pytest.mark.parametrize("mark", ["dot", "bar"])
def test_narrow_labels_stand_above_marks_of_the_whole_width(mark, capfd):
    spec = draw_panels(rows(), AXES, NARROW, mark=mark).to_dict()
    assert {panel["width"] for panel in spec["vconcat"]} == {plot_width(NARROW)}
    assert {y["axis"] for panel in spec["vconcat"] for y in encoded(panel, "y")} == {None}
    first, _ = drawn(spec, ONE)
    label, figure, _ = marks(first, "text")
    assert (label["align"], label["x"]) == ("left", 0)
    assert (figure["align"], figure["x"]) == ("right", "width")
    assert label["dy"] == figure["dy"] < -8
    assert width_of(svg_of(spec)) <= NARROW.width
    assert warnings_of(spec, capfd) == []


def test_a_figure_too_long_for_the_line_of_its_label_stands_behind_the_mark():
    long = rows(text=["40%", "10 to 20% of what was announced in all", "4,500 t"])
    _, plotted = drawn(draw_panels(long, AXES, NARROW).to_dict(), ONE)
    assert [row["above"] for row in plotted] == [True, False]


def test_narrow_titles_break_into_even_lines():
    assert panel_title("Magnets taken in for recycling, capacity, t/yr", WIDE).endswith("t/yr")
    assert panel_title("Mine output", NARROW).text == ["Mine output"]
    lines = panel_title("Magnets taken in for recycling, capacity, t/yr", NARROW).text
    assert lines == ["Magnets taken in for", "recycling, capacity, t/yr"]
    assert panel_title("", NARROW) == ""


def test_a_narrow_key_goes_on_in_a_second_line():
    signs = [
        Sign("claimed in the articles", "claim"),
        Sign("public record", "record"),
        Sign("our arithmetic", "result"),
    ]
    wide, narrow = key(signs, WIDE).to_dict(), key(signs, NARROW).to_dict()
    assert {layer["mark"]["y"] for layer in wide["layer"]} == {7}
    assert [layer["mark"]["y"] for layer in narrow["layer"]] == [7, 7, 7, 7, 27, 27]
    assert (wide["height"], narrow["height"]) == (14, 34)
    assert width_of(svg_of(narrow)) <= NARROW.width


def test_a_range_keeps_its_central_value():
    both, bare = "project.solvay-capacity/european-union/2030@2025-04", "eu.ree-dependence/china/2026@2026-02-03"
    frame = fact_rows([("p", "both", both), ("p", "bare", bare)])
    assert frame.loc[0, ["value", "low", "high"]].tolist() == [4500, 2000, 5000]
    assert frame["value"].isna().tolist() == [False, True]


def rows_with(function, layout, *fields):
    """Return the plotted rows of a figure that have all the fields."""
    datasets = spec_of(function, layout)["datasets"].values()
    return [row for rows in datasets for row in rows if set(fields) <= set(row)]


TILED = [charts.disagreements.scoreboard, charts.disagreements.articles]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
@pytest.mark.parametrize("function", TILED)
def test_every_claim_has_a_tile_of_its_own(function, layout, ledger):
    tiles = rows_with(function, layout, "x", "y", "tile", "evidence")
    assert sorted(tile["evidence"] for tile in tiles) == sorted(ledger.claims.index)
    assert len({(tile["x"], tile["y"]) for tile in tiles}) == len(tiles)
    assert max(tile["x"] for tile in tiles) <= layout.width - 14
    for tile in tiles:
        verdict = ledger.verdicts.at[tile["evidence"], "verdict"]
        assert tile["tile"] == theme.colour(VERDICTS[verdict].colour)


def test_verdicts_have_marks_of_their_own_in_the_order_of_the_schema():
    field = next(field for field in read_resource("verdicts")["schema"]["fields"] if field["name"] == "verdict")
    assert list(VERDICTS) == field["constraints"]["enum"]
    assert len({mark.sign for mark in VERDICTS.values()}) == len(VERDICTS)
    assert len({mark.colour for mark in VERDICTS.values()}) == len(VERDICTS)


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("verdict", VERDICTS)
def test_signs_of_verdicts_stand_out_from_their_tiles(verdict, mode):
    mark = VERDICTS[verdict]
    low, high = sorted(luminance(theme.COLOURS[name][mode]) for name in (mark.colour, mark.ink))
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_arcs_join_the_articles_that_share_figures(layout, ledger):
    arcs = rows_with(charts.disagreements.repeats, layout, "size", "shared")
    links = disagreements.article_links(ledger)
    assert sorted(arc["shared"] for arc in arcs) == sorted(links["shared"])
    diamonds = rows_with(charts.disagreements.repeats, layout, "alone", "evidence")
    alone = disagreements.rival_figures(ledger).set_index("claim_id")["articles"] == 1
    assert {row["evidence"]: row["alone"] for row in diamonds} == alone.to_dict()


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_claims_lie_at_their_distance_from_the_record(layout, ledger):
    marks = rows_with(charts.disagreements.distances, layout, "low", "high", "multiple", "evidence")
    found = disagreements.distances(ledger).set_index("claim_id")
    assert {row["evidence"]: (row["low"], row["high"]) for row in marks} == {
        claim_id: (row["low"], row["high"]) for claim_id, row in found.iterrows()
    }
    ticks = rows_with(charts.disagreements.distances, layout, "low", "evidence")
    assert {row["low"] for row in ticks if row["evidence"] in set(found["record"])} == {1}


def test_verdicts_that_moved_are_drawn_with_both(ledger):
    signs = rows_with(charts.disagreements.moved, WIDE, "verdict", "evidence")
    for claim_id, row in disagreements.moved_verdicts(ledger).iterrows():
        pair = [sign["verdict"] for sign in signs if sign["evidence"] == claim_id]
        assert pair == [row["verdict_then"], row["verdict"]]


@pytest.mark.parametrize("page", [0, 1], ids=["light", "dark"])
def test_states_of_a_measure_differ_in_grey(page):
    def luminance(colour):
        channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    # The contrast ratio of WCAG between neighbours in lightness.
    levels = sorted(luminance(theme.COLOURS[name][page]) + 0.05 for name in set(export_controls.STATES.values()))
    assert all(lighter / darker > 1.5 for darker, lighter in itertools.pairwise(levels))
