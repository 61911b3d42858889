"""The grammar of charts: rows keep their order, numbers and places, on wide screens and on narrow ones."""

import json
import re
from functools import cache
from itertools import combinations
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import pytest
import vl_convert

from evidence.charts import Axis, Grid, Maps, Periodic, Plane, Stream, Strip, fact_rows, maps, periodic, theme
from evidence.charts.figure import draw_picture, stored_figures
from evidence.charts.grammar import MARGIN, SHAPES, Sign, broken, key
from evidence.charts.picture import SVG
from evidence.charts.renderer import VEGA_LITE
from evidence.charts.specification import settle
from evidence.charts.theme import NARROW, WIDE
from evidence.pages.notebooks import chapter_paths

ONE, OTHER = "First panel", "Second panel"
AXES = {ONE: Axis("per cent", (0, 110)), OTHER: Axis("thousand t", (0, 6), divisor=1e3)}
LAYOUTS = {"wide": WIDE, "narrow": NARROW}
# A page scales a picture down a little; a wider one would have letters too small to read.
WIDEST = {"wide": 700, "narrow": NARROW.width + 10}
# What colours of data mean, and how far apart in lightness (of 100) they are where they meet.
MEANINGS = ("china", "russia", "united-states", "european-union", "other", "claim", "record", "result")
APART = 8
LOCAL_TIME = re.compile(r"\b(?:timeFormat|datetime|year|quarter|month|day|date|hours|timeParse)\(")


def warnings_of(spec, capfd):
    """Compile and draw a specification; return what Vega-Lite and Vega complain of."""
    capfd.readouterr()
    vl_convert.vegalite_to_vega(spec, vl_version=VEGA_LITE, show_warnings=True)
    vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE, show_warnings=True)
    return [line for line in "".join(capfd.readouterr()).splitlines() if line.strip()]


def svg_of(spec):
    return drawn_once(json.dumps(spec))


@cache
def drawn_once(spec):
    """Draw a specification that several tests look at."""
    return vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)


def width_of(picture):
    return float(re.search(r'width="([\d.]+)"', picture).group(1))


def stored_specs():
    """Yield every stored specification with the figure's id and the layout's name."""
    for path in chapter_paths():
        for payload in stored_figures(path):
            for name, spec in payload["specs"].items():
                yield payload["id"], name, spec


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


def drawn(chart, frame=None, layout=WIDE):
    """Return a settled specification and its datasets' rows that are evidence."""
    spec = settle(chart(rows() if frame is None else frame, layout).to_dict())
    return spec, [row for data in spec["datasets"].values() for row in data if "evidence" in row]


def test_stored_charts_fit_and_draw_without_warning(capfd):
    faults = []
    for figure, name, spec in stored_specs():
        faults += [(figure, name, line) for line in warnings_of(spec, capfd)]
        picture = svg_of(spec)
        if width_of(picture) > WIDEST[name]:
            faults.append((figure, name, f"{width_of(picture)} wide"))
        if min(map(float, re.findall(r'font-size="([\d.]+)px"', picture))) < 11:
            faults.append((figure, name, "letters too small"))
    assert faults == []


def lightness_of(colour):
    """Return the lightness L* of CIELAB of a colour, from 0 to 100: what is left of it in grey."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    ]
    luminance = sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * luminance ** (1 / 3) - 16


def meanings_in(spec):
    """Return the parties and kinds that a drawn specification tells apart by colour: names of `theme.COLOURS`."""
    names = {theme.colour(name): name for name in MEANINGS}
    drawn = ElementTree.fromstring(svg_of(spec)).iterfind(".//{*}g[@class]")
    groups = [group for group in drawn if "role-mark" in group.get("class") and "mark-text" not in group.get("class")]
    return {names[value] for group in groups for mark in group for value in mark.attrib.values() if value in names}


def test_colours_that_meet_in_a_figure_are_apart_in_grey():
    # Verdicts are told by their signs; ink, muted, grid and paper are no data.
    pairs = {
        pair: (figure, name)
        for figure, name, spec in stored_specs()
        for pair in combinations(sorted(meanings_in(spec)), 2)
    }
    assert len(pairs) > 10
    assert {
        (pair, shade): where
        for pair, where in pairs.items()
        for shade in (0, 1)
        if abs(lightness_of(theme.COLOURS[pair[0]][shade]) - lightness_of(theme.COLOURS[pair[1]][shade])) < APART
    } == {}


def encodings(spec):
    """Yield every channel of a specification, with its name."""
    for name, value in spec.items() if isinstance(spec, dict) else []:
        if name == "encoding":
            for channel, definition in value.items():
                yield from ((channel, one) for one in (definition if isinstance(definition, list) else [definition]))
        for inner in value if isinstance(value, list) else [value]:
            yield from encodings(inner)


def local_time(spec):
    """Return what in a specification depends on the machine's time zone."""
    bare = {name: part for name, part in spec.items() if name != "datasets"}
    scales = [
        definition
        for channel, definition in encodings(bare)
        if definition.get("type") == "temporal"
        and channel not in {"x2", "y2"}
        and definition.get("scale", {}).get("type") != "utc"
    ]
    return scales + LOCAL_TIME.findall(json.dumps(bare))


def test_stored_charts_are_the_same_in_every_time_zone():
    assert [(figure, name) for figure, name, spec in stored_specs() if local_time(spec)] == []


def test_the_check_for_time_zones_sees_local_time():
    chart = alt.Chart(rows()).mark_point().encode(x="month(low):T")
    assert local_time(chart.to_dict())


def test_layouts_plot_the_same_evidence():
    plotted = {}
    for figure, name, spec in stored_specs():
        plotted.setdefault(figure, {})[name] = {
            row["evidence"] for data in spec["datasets"].values() for row in data if "evidence" in row
        }
    assert len(plotted) >= 25
    assert [figure for figure, layouts in plotted.items() if layouts["wide"] != layouts["narrow"]] == []


def test_figures_have_ids_of_their_own():
    ids = [payload["id"] for path in chapter_paths() for payload in stored_figures(path)]
    assert sorted(set(ids)) == sorted(ids)


def test_the_check_for_warnings_sees_them(capfd):
    base = alt.Chart(rows()).mark_point()
    clash = base.encode(x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1])))
    clash += base.encode(x=alt.X("high:Q", scale=alt.Scale(domain=[0, 2])))
    assert "Conflicting scale property" in "".join(warnings_of(clash.to_dict(), capfd))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("mark", ["dot", "bar"])
def test_rows_keep_their_order_numbers_and_places(mark, layout, capfd):
    spec, plotted = drawn(Strip(AXES).values(mark), layout=LAYOUTS[layout])
    assert [(row["label"], row["row"], row["value"], row["end"]) for row in plotted] == [
        ("A", 1, 40, 40),
        ("A longer label", 2, None, 20),
        ("C", 1, 4.5, 5),
    ]
    assert [plot["encoding"]["x"]["scale"]["domain"] for plot in spec["vconcat"]] == [[0, 110], [0, 6]]
    assert width_of(svg_of(spec)) <= WIDEST[layout]
    assert warnings_of(spec, capfd) == []


def test_panels_of_one_axis_stand_on_one_chart():
    spec, _ = drawn(Strip(Axis("per cent", (0, 6000))).values())
    assert "vconcat" not in spec
    assert spec["encoding"]["y"]["scale"]["domain"] == [0, 1, 2, 3, 4]
    assert '["", "A", "A longer label", "", "C"]' in spec["encoding"]["y"]["axis"]["labelExpr"]


def test_labels_have_one_width_in_all_panels():
    spec, _ = drawn(Strip(AXES).values())
    axes = [plot["encoding"]["y"]["axis"] for plot in spec["vconcat"]]
    assert {(axis["minExtent"], axis["maxExtent"]) for axis in axes} == {(8 + 7 * len("A longer label"),) * 2}
    assert {plot["width"] for plot in spec["vconcat"]} == {WIDE.width - MARGIN - axes[0]["minExtent"]}


@pytest.mark.parametrize(
    ("axis", "units", "ticks"),
    [
        (Axis("", (10, 10_000), log=True), ["CNY"], {"values": [10, 100, 1000, 10_000]}),
        (Axis("", (0.5, 2_000), log=True), ["CNY"], {"values": [1, 10, 100, 1000]}),
        (Axis("", (0, 118)), ["%", "%"], {"values": [0, 20, 40, 60, 80, 100]}),
        (Axis("", (50, 110)), ["%"], {"values": [60, 80, 100]}),
        (Axis("", (0, 20)), ["%"], {"tickCount": 5}),
        (Axis("", (0, 118)), ["%", "t"], {"tickCount": 5}),
        (Axis("", (0, 540), ticks=(0, 500)), ["kg"], {"values": [0, 500]}),
        (Axis("", ((2024, 1), (2027, 1))), [], {"tickCount": "year", "format": "%Y"}),
    ],
)
def test_ticks_stand_at_round_numbers(axis, units, ticks):
    assert axis.shown(units, WIDE).to_dict() == ticks


def test_a_narrow_axis_has_fewer_ticks():
    assert Axis("", (0, 540)).shown(["kg"], NARROW).to_dict() == {"tickCount": 4}


def test_colours_are_those_of_kinds_unless_rows_or_marks_name_others():
    _, plotted = drawn(Strip(AXES).values())
    assert [row["colour"] for row in plotted] == [theme.colour(kind) for kind in ("claim", "record", "result")]
    _, named = drawn(Strip(AXES).values("bar"), rows(colour="russia"))
    assert {row["colour"] for row in named} == {theme.colour("russia")}
    spec, _ = drawn(Strip(AXES).dot("low", "china"))
    assert theme.colour("china") in svg_of(spec)


@pytest.mark.parametrize("axis", [Axis("", (1, 10_000), log=True), Axis("", (5, 11_000))])
def test_bars_start_at_nought(axis):
    with pytest.raises(ValueError, match="starts at nought"):
        Strip(axis).values("bar")(rows(), WIDE)


def test_a_number_beyond_its_axis_is_refused():
    with pytest.raises(ValueError, match="C reach beyond the axis"):
        Strip(AXES).values()(rows(high=[40.0, 20.0, 6001.0]), WIDE)


def test_a_hollow_bar_is_an_outline():
    spec, _ = drawn(Strip(AXES).values("bar"), rows(hollow=[True, False, False]))
    assert svg_of(spec).count(f'fill="{theme.colour("paper")}" stroke="{theme.colour("claim")}"') == 1


@pytest.mark.parametrize("mark", ["dot", "bar"])
def test_keys_show_the_kinds_there_are(mark):
    spec, _ = drawn(Strip(AXES[ONE]).values(mark).keyed(), rows()[:2])
    shown = [row for data in spec["datasets"].values() for row in data if row.get("text") == "public record"]
    shape = SHAPES["record"] if mark == "dot" else "square"
    assert [(row["colour"], row["shape"]) for row in shown] == [(theme.colour("record"), shape)]
    assert "our arithmetic" not in json.dumps(spec["datasets"])


def test_a_sign_may_be_a_character_and_a_narrow_key_goes_on_in_a_second_line():
    signs = [Sign("claimed in the articles", "claim"), Sign("public record", "record"), Sign("unknown", "muted", "?")]
    wide, narrow = key(signs, WIDE.width), key(signs, NARROW.width - MARGIN)
    assert (wide.height, narrow.height) == (14, 34)
    assert ">?<" in svg_of(narrow.to_dict())
    assert width_of(svg_of(narrow.to_dict())) <= NARROW.width


def test_a_figure_too_long_for_the_line_of_its_label_stands_behind_the_mark():
    long = rows(text=["40%", "10 to 20% of what was announced in all", "4,500 t"])
    _, plotted = drawn(Strip(AXES).values(), long, NARROW)
    assert [row["above"] for row in plotted] == [True, False, True]


def test_long_words_break_into_even_lines():
    assert broken("Mine output", 42) == "Mine output"
    assert broken("Magnets taken in for recycling, capacity, t/yr", 42) == (
        "Magnets taken in for\nrecycling, capacity, t/yr"
    )
    assert broken("", 42) == ""


def test_a_reference_names_its_fact():
    spec, _ = drawn(Strip(AXES[ONE]).values().reference("RU-028", "goal"), rows()[:2])
    assert {"at": 12, "text": "goal", "evidence": "RU-028"} in [
        row for data in spec["datasets"].values() for row in data
    ]


def test_a_description_says_every_row_with_its_panel():
    said = Strip(AXES).values().describe(rows())
    assert "First panel: A 40%; A longer label 10 to 20%." in said
    assert "Second panel: C 4,500 t." in said
    assert said.startswith("Dot chart")
    assert Strip(AXES).values("bar").describe(rows()).startswith("Bar chart")
    assert Strip(AXES).bar_to("value", "china").describe(rows()).startswith("Bar chart")


def test_a_description_tells_what_only_tooltips_have():
    years = rows(years=["2024", "2025", "2026"])
    assert "A 40% (2024); A longer label 10 to 20% (2025)." in Strip(AXES, tooltips={"years": "Years"}).describe(years)
    shares = plane_rows().assign(when=["spring", "10%"])
    said = Plane(Axis("", (2023, 2026)), Axis("per cent", (0, 100)), tooltips={"when": "When"}).describe(shares)
    assert "a 10% (spring); b 20% (10%)." in said


def plane_rows():
    return pd.DataFrame(
        {"year": [2024, 2025], "share": [10.0, 20.0], "label": ["a", "b"], "text": ["10%", "20%"], "kind": "record"}
    ).assign(evidence="RU-013", panel=ONE)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_plane_draws_lines_dots_levels_and_bands(layout, capfd):
    chart = Plane(Axis("", (2023, 2026), look={"format": "d"}), {ONE: Axis("per cent", (0, 100))})
    chart = chart.bands([(0, 50, "low"), (50, 100, "high")]).path("year", "share", "panel", "record")
    chart = chart.dot("year", y="share").words("text", "year", y="share").level(15, "mark")
    spec, plotted = drawn(chart, plane_rows(), LAYOUTS[layout])
    assert [(row["year"], row["share"]) for row in plotted] == [(2024, 10), (2025, 20)]
    assert warnings_of(spec, capfd) == []
    picture = svg_of(spec)
    assert all(f">{word}<" in picture for word in ("low", "high", "mark", "10%"))
    assert width_of(picture) <= WIDEST[layout]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ribbons_are_as_thick_as_numbers_and_fill_a_plane_without_axes(layout, capfd):
    plane = Plane(Axis("stages", (0, 1), look=None), Axis("tonnes", (30, 0), look=None), height=300)
    chart = plane.ribbon(("0", "datum.share - 10"), ("1", "datum.share"), "share").words("text", "year", y="share")
    frame = plane_rows().assign(year=[0, 1], evidence=["RU-013", "RU-028"], colour=["china", "russia"])
    spec, _ = drawn(chart, frame, LAYOUTS[layout])
    picture = svg_of(spec)
    assert warnings_of(spec, capfd) == []
    assert "role-axis" not in picture
    assert spec["width"] == LAYOUTS[layout].width - MARGIN
    # The first is 10 of 30 thick: from 0 to 100 of 300 pixels at the left, from 100 to 200 at the right.
    outline = re.search(f'<path d="([^"]+)" fill="{theme.colour("china")}"', picture).group(1)
    assert outline.startswith("M0,0C")
    assert f"{spec['width']},100L{spec['width']},200C" in outline
    assert outline.endswith(",0,100Z")


def test_words_may_have_the_colour_of_their_row():
    chart = Plane(Axis("", (2023, 2026)), Axis("", (0, 100))).words("text", "year", y="share", colour="")
    spec, _ = drawn(chart, plane_rows().assign(colour=["china", "russia"]))
    fills = re.findall(r'<text [^>]*fill="([^"]+)"[^>]*>\d+%<', svg_of(spec))
    assert fills == [theme.colour("china"), theme.colour("russia")]


LINES, COLUMNS = {"mined": "Mined, 4", "made": "Made, 1"}, {"RU": "Russia\n4", "US": "States\n1"}
TILED = {"tile": (40, 30), "narrow_tile": (20, 10)}


def grid_rows(cells):
    """Return a row for each pair of a line and a column."""
    return pd.DataFrame(cells, columns=["panel", "label"]).assign(text="yes", evidence="RU-013", colour="record")


def tiles_of(spec):
    """Return the rectangles of a drawn grid: x, y, width and height."""
    fill = theme.colour("record")
    paths = re.findall(rf'd="M([-\d.]+),([-\d.]+)h([\d.]+)v([\d.]+)h[-\d.]+Z" fill="{fill}"', svg_of(spec))
    return [tuple(map(float, path)) for path in paths]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_grid_puts_tiles_where_lines_and_columns_cross(layout, capfd):
    frame = grid_rows([("made", "US"), ("mined", "RU"), ("sold", "RU"), ("made", "EU")])
    spec, plotted = drawn(Grid(LINES, COLUMNS, **TILED).tiles(gap=0), frame, LAYOUTS[layout])
    width, height = TILED["narrow_tile" if layout == "narrow" else "tile"]
    (x, y, *size), (first_x, first_y, *_) = tiles_of(spec)
    assert size == [width, height]
    assert (x - first_x, y > first_y) == (width, True)
    assert [(row["panel"], row["label"]) for row in plotted] == [("made", "US"), ("mined", "RU")]
    assert all(f">{word}<" in svg_of(spec) for word in ("Mined, 4", "Made, 1", "Russia", "States"))
    assert width_of(svg_of(spec)) <= WIDEST[layout]
    assert warnings_of(spec, capfd) == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_of_a_grid_share_the_room_by_what_stands_in_them(layout):
    frame = grid_rows([("mined", "RU")] * 300 + [("mined", "US")] * 3 + [("made", "US")])
    small = {"tile": (10, 10), "narrow_tile": (7, 7), "apart": (28, 14), "stamps": {"made": theme.VERDICTS["close"]}}
    spec, _ = drawn(Grid(LINES, COLUMNS, **small).tiles(gap=0), frame, LAYOUTS[layout])
    tiles = tiles_of(spec)
    assert len(set(tiles)) == len(frame), "no tile covers another"
    assert max(x + width for x, _, width, _ in tiles) <= spec["width"] <= LAYOUTS[layout].width - MARGIN
    assert max(y for _, y, *_ in tiles[:300]) < tiles[-1][1], "lines keep apart"
    assert ">≈<" in svg_of(spec)


def test_a_grid_may_turn_on_narrow_screens():
    frame = grid_rows([("made", "US"), ("mined", "RU")])
    turned = {"RU": "RU Russia", "US": "US States"}, {"mined": "Mi-\nned", "made": "Made"}
    spec, _ = drawn(Grid(LINES, COLUMNS, turned=turned, **TILED).tiles(), frame, NARROW)
    (x, y, *_), (first_x, first_y, *_) = tiles_of(spec)
    assert (x > first_x, y > first_y) == (True, True)
    assert all(f">{word}<" in svg_of(spec) for word in ("RU Russia", "Mi-", "Made"))


def test_a_grid_is_told_line_by_line():
    frame = grid_rows([("made", "US"), ("mined", "US"), ("mined", "RU"), ("sold", "RU")])
    said = Grid(LINES, COLUMNS, **TILED).describe(frame)
    assert said == "Tiles in 2 lines and 2 columns. mined: RU, US yes. made: US yes. sold: RU yes."


def test_noise_of_the_last_digit_changes_nothing():
    noisy = rows(value=[40.000000000000007, float("nan"), 4500.0])
    assert drawn(Strip(AXES).values(), noisy) == drawn(Strip(AXES).values())


def test_what_layers_share_is_said_once_and_drawn_the_same():
    chart = Strip(AXES).values().keyed()(rows(), WIDE).to_dict()
    settled = settle(chart)
    assert len(json.dumps(settled)) < 0.8 * len(json.dumps(chart))
    assert vl_convert.vegalite_to_png(settled, vl_version=VEGA_LITE) == vl_convert.vegalite_to_png(
        chart, vl_version=VEGA_LITE
    )


def test_a_range_keeps_its_central_value():
    both, bare = "project.solvay-capacity/european-union/2030@2025-04", "eu.ree-dependence/china/2026@2026-02-03"
    frame = fact_rows([("p", "both", both), ("p", "bare", bare)])
    assert frame.loc[0, ["value", "low", "high"]].tolist() == [4500, 2000, 5000]
    assert frame["value"].isna().tolist() == [False, True]


def stream_rows():
    return pd.DataFrame({"label": ["Mine", "Magnet"], "value": [25.0, 75.0], "text": ["25%", "75%"]}).assign(
        below="in\nlines", pale=[False, True], evidence="RU-013", kind="record"
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_stream_is_coloured_to_the_share_of_each_stage(layout, capfd):
    spec, _ = drawn(Stream(party="china", names=("China", "others")), stream_rows(), LAYOUTS[layout])
    picture = svg_of(spec)
    sizes = re.findall(rf'd="M[-\d.]+,[-\d.]+h([\d.]+)v([\d.]+)h[-\d.]+Z" fill="{theme.colour("china")}"', picture)
    lengths = [float(size[layout == "wide"]) for size in sizes]
    assert lengths[1] == pytest.approx(3 * lengths[0], rel=1e-3)
    assert width_of(picture) <= WIDEST[layout]
    assert warnings_of(spec, capfd) == []
    assert all(f">{word}<" in picture for word in ("Mine", "75%", "China", "others"))


def test_places_lie_where_the_equal_earth_projection_has_them():
    # The ends of its graticule (Šavrič, Patterson and Jenny 2018): 2.70663 east on the equator, 1.31736 at the pole.
    x, y = maps.project([maps.CENTRE, maps.CENTRE + 179.9999, maps.CENTRE], [0, 0, 90])
    assert (x[0], y[0]) == pytest.approx((maps.MIDDLE, maps.EQUATOR))
    assert (x[1] - maps.MIDDLE) / maps.SCALE == pytest.approx(2.70663, abs=1e-4)
    assert (maps.EQUATOR - y[2]) / maps.SCALE == pytest.approx(1.31736, abs=1e-4)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_rows_stand_on_the_map_of_their_panel(layout, capfd):
    frame = pd.DataFrame({"panel": ["mine", "magnet"], "longitude": 20.0, "latitude": 50.0, "evidence": "RU-013"})
    chart = Maps(panels={"mine": ("Mines", "2"), "magnet": ("Magnets", "1")}).dot("", "ink", "circle")
    spec, _ = drawn(chart, frame, LAYOUTS[layout])
    places = re.findall(rf'translate\(([-\d.]+),([-\d.]+)\)" d="[^"]+" fill="{theme.colour("ink")}"', svg_of(spec))
    (x, y), (other_x, other_y) = (tuple(map(float, place)) for place in places)
    apart = (maps.WIDTH + maps.GAP, 0) if layout == "wide" else (0, maps.TITLE + maps.HEIGHT + maps.BELOW)
    assert (other_x - x, other_y - y) == pytest.approx(apart)
    assert warnings_of(spec, capfd) == []


def test_rare_earths_stand_where_the_periodic_table_has_them():
    frame = pd.DataFrame(
        {"atomic_number": [21, 57, 71], "symbol": ["Sc", "La", "Lu"], "text": ["No. 18", "", "No. 18"]}
    )
    frame = frame.assign(colour="china", ink="paper", dotted=False, evidence="element:La")
    _, plotted = drawn(Periodic(), frame)
    groups = [row["x"] / periodic.WIDTH + 0.5 for row in plotted]
    assert groups == pytest.approx([3, 3, 17])
    assert plotted[0]["y"] / periodic.HEIGHT + 0.5 == pytest.approx(4)
    assert plotted[1]["y"] == plotted[2]["y"] > 7 * periodic.HEIGHT
    _, narrow = drawn(Periodic(), frame, NARROW)
    assert max(row["x"] for row in narrow) < NARROW.width


def test_a_disc_is_a_circle_and_what_marks_share_is_said_once():
    frame = rows(value=[40.0, 30.0, 20.0], low=[1.0] * 3, high=[50.0] * 3, panel=ONE, colour="china")
    picture = ElementTree.fromstring(draw_picture(drawn(Strip(AXES[ONE]).dot("value", shape="circle"), frame)[0]))
    groups = [group for group in picture.iter() if [part.tag for part in group].count(f"{{{SVG}}}circle") == 3]
    assert [group.get("fill") for group in groups] == [theme.colour("china")]
    assert {part.get("fill") for part in groups[0]} == {None}
