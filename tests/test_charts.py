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
from conftest import each_of

from evidence.charts import Axis, Grid, Periodic, Plane, Strip, fact_rows, maps, periodic, theme
from evidence.charts.figure import draw_picture, stored_figures
from evidence.charts.grammar import MARGIN, broken
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


STORED = [(payload["id"], payload["specs"]) for path in chapter_paths() for payload in stored_figures(path)]
SPECS = [(figure, name, spec) for figure, specs in STORED for name, spec in specs.items()]


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


def plotted_in(spec):
    return [row for data in spec["datasets"].values() for row in data if "evidence" in row]


def drawn(chart, frame=None, layout="wide"):
    """Return a settled specification and its rows that are evidence."""
    spec = settle(chart(rows() if frame is None else frame, LAYOUTS[layout]).to_dict())
    return spec, plotted_in(spec)


def picture_of(chart, frame, layout, capfd):
    """Draw a chart, which must fit the layout and draw without warning; return its specification and its picture."""
    spec, _ = drawn(chart, frame, layout)
    assert width_of(svg_of(spec)) <= WIDEST[layout]
    assert warnings_of(spec, capfd) == []
    return spec, svg_of(spec)


def all_stand_in(picture, *words):
    return all(f">{word}<" in picture for word in words)


def test_stored_charts_fit_draw_without_warning_and_are_the_same_in_every_time_zone(capfd):
    faults = []
    for figure, name, spec in SPECS:
        picture = svg_of(spec)
        faults += [(figure, name, fault) for fault in [*warnings_of(spec, capfd), *local_time(spec)]]
        if width_of(picture) > WIDEST[name]:
            faults.append((figure, name, f"{width_of(picture)} wide"))
        if min(map(float, re.findall(r'font-size="([\d.]+)px"', picture))) < 11:
            faults.append((figure, name, "letters too small"))
    assert faults == []


def test_figures_have_ids_of_their_own_and_their_layouts_plot_the_same_evidence():
    assert len(dict(STORED)) == len(STORED) >= 25
    for figure, specs in STORED:
        wide, narrow = ({row["evidence"] for row in plotted_in(specs[name])} for name in ("wide", "narrow"))
        assert wide == narrow, figure


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
    pairs = {pair: figure for figure, _, spec in SPECS for pair in combinations(sorted(meanings_in(spec)), 2)}
    assert len(pairs) > 10
    for (one, other), figure in pairs.items():
        for shades in zip(theme.COLOURS[one], theme.COLOURS[other], strict=True):
            first, second = map(lightness_of, shades)
            assert abs(first - second) >= APART, (one, other, figure)


def parts(spec, name=""):
    """Yield every part of a specification with its name."""
    if isinstance(spec, dict):
        yield name, spec
    for inner, part in spec.items() if isinstance(spec, dict) else [(name, one) for one in spec]:
        if isinstance(part, dict | list) and inner != "datasets":
            yield from parts(part, inner)


def local_time(spec):
    """Return what in a specification depends on the machine's time zone."""
    temporal = [part for name, part in parts(spec) if part.get("type") == "temporal" and name not in {"x2", "y2"}]
    scales = [part for part in temporal if part.get("scale", {}).get("type") != "utc"]
    return scales + LOCAL_TIME.findall(json.dumps({name: part for name, part in spec.items() if name != "datasets"}))


def test_the_checks_see_warnings_and_local_time(capfd):
    base = alt.Chart(rows()).mark_point()
    clash = base.encode(x=alt.X("low:Q", scale=alt.Scale(domain=[0, 1])))
    clash += base.encode(x=alt.X("high:Q", scale=alt.Scale(domain=[0, 2])))
    assert "Conflicting scale property" in "".join(warnings_of(clash.to_dict(), capfd))
    assert local_time(base.encode(x="month(low):T").to_dict())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("mark", ["dot", "bar"])
def test_rows_keep_their_order_numbers_and_places(mark, layout, capfd):
    spec, _ = picture_of(Strip(AXES).values(mark), rows(), layout, capfd)
    assert [(row["label"], row["row"], row["value"], row["end"]) for row in plotted_in(spec)] == [
        ("A", 1, 40, 40),
        ("A longer label", 2, None, 20),
        ("C", 1, 4.5, 5),
    ]
    assert [plot["encoding"]["x"]["scale"]["domain"] for plot in spec["vconcat"]] == [[0, 110], [0, 6]]
    assert len({plot["width"] for plot in spec["vconcat"]}) == 1, "labels have one width in all panels"
    assert "vconcat" not in drawn(Strip(Axis("per cent", (0, 6000))).values(mark))[0], "one axis, one chart"


@each_of(
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
def test_ticks_stand_at_round_numbers_and_are_fewer_on_a_narrow_axis(axis, units, ticks):
    assert axis.shown(units, WIDE).to_dict() == ticks
    if ticks == {"tickCount": 5}:
        assert axis.shown(units, NARROW).to_dict() == {"tickCount": 4}


def test_bars_start_at_nought_and_no_number_lies_beyond_its_axis():
    for axis in (Axis("", (1, 10_000), log=True), Axis("", (5, 11_000))):
        with pytest.raises(ValueError, match="starts at nought"):
            Strip(axis).values("bar")(rows(), WIDE)
    with pytest.raises(ValueError, match="C reach beyond the axis"):
        Strip(AXES).values()(rows(high=[40.0, 20.0, 6001.0]), WIDE)


def test_long_words_go_behind_the_mark_or_break_into_even_lines():
    _, plotted = drawn(Strip(AXES).values(), rows(text=["40%", "10 to 20% of what was announced in all", "4,500 t"]))
    assert [row["above"] for row in plotted] == [True, False, True]
    assert [broken(words, 42) for words in ("", "Mine output")] == ["", "Mine output"]
    lines = "Magnets taken in for\nrecycling, capacity, t/yr"
    assert broken(lines.replace("\n", " "), 42) == lines


def test_a_description_says_every_row_with_its_panel_and_what_only_tooltips_have():
    said = Strip(AXES).values().describe(rows())
    assert said.startswith("Dot chart")
    assert "First panel: A 40%; A longer label 10 to 20%. Second panel: C 4,500 t." in said
    for bars in (Strip(AXES).values("bar"), Strip(AXES).bar_to("value", "china")):
        assert bars.describe(rows()).startswith("Bar chart")
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
    spec, picture = picture_of(chart, plane_rows(), layout, capfd)
    assert [(row["year"], row["share"]) for row in plotted_in(spec)] == [(2024, 10), (2025, 20)]
    assert all_stand_in(picture, "low", "high", "mark", "10%")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_ribbons_are_as_thick_as_numbers_and_fill_a_plane_without_axes(layout, capfd):
    plane = Plane(Axis("stages", (0, 1), look=None), Axis("tonnes", (30, 0), look=None), height=300)
    chart = plane.ribbon(("0", "datum.share - 10"), ("1", "datum.share"), "share")
    frame = plane_rows().assign(year=[0, 1], evidence=["RU-013", "RU-028"], colour=["china", "russia"])
    spec, picture = picture_of(chart, frame, layout, capfd)
    assert "role-axis" not in picture
    assert spec["width"] == LAYOUTS[layout].width - MARGIN
    # The first is 10 of 30 thick: from 0 to 100 of 300 pixels at the left, from 100 to 200 at the right.
    outline = re.search(f'<path d="([^"]+)" fill="{theme.colour("china")}"', picture).group(1)
    right = spec["width"]
    assert re.fullmatch(rf"M0,0C.*{right},100L{right},200C.*,0,100Z", outline)


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
    spec, picture = picture_of(Grid(LINES, COLUMNS, **TILED).tiles(gap=0), frame, layout, capfd)
    width, height = TILED["narrow_tile" if layout == "narrow" else "tile"]
    (x, y, *size), (first_x, first_y, *_) = tiles_of(spec)
    assert (size, x - first_x, y > first_y) == ([width, height], width, True)
    assert [(row["panel"], row["label"]) for row in plotted_in(spec)] == [("made", "US"), ("mined", "RU")]
    assert all_stand_in(picture, "Mined, 4", "Made, 1", "Russia", "States")
    said = Grid(LINES, COLUMNS, **TILED).describe(pd.concat([frame, grid_rows([("mined", "US")])]))
    assert said == "Tiles in 2 lines and 2 columns. mined: RU, US yes. made: US yes. sold: RU yes."


@pytest.mark.parametrize("layout", LAYOUTS)
def test_columns_of_a_grid_share_the_room_by_what_stands_in_them(layout):
    frame = grid_rows([("mined", "RU")] * 300 + [("mined", "US")] * 3 + [("made", "US")])
    small = {"tile": (10, 10), "narrow_tile": (7, 7), "apart": (28, 14), "stamps": {"made": theme.VERDICTS["close"]}}
    spec, _ = drawn(Grid(LINES, COLUMNS, **small).tiles(gap=0), frame, layout)
    tiles = tiles_of(spec)
    assert len(set(tiles)) == len(frame), "no tile covers another"
    assert max(x + width for x, _, width, _ in tiles) <= spec["width"] <= LAYOUTS[layout].width - MARGIN
    assert max(y for _, y, *_ in tiles[:300]) < tiles[-1][1], "lines keep apart"
    assert ">≈<" in svg_of(spec)


def test_noise_of_the_last_digit_changes_nothing_and_what_layers_share_is_said_once_and_drawn_the_same():
    noisy = rows(value=[40.000000000000007, float("nan"), 4500.0])
    assert drawn(Strip(AXES).values(), noisy) == drawn(Strip(AXES).values())
    chart = Strip(AXES).values().keyed()(rows(), WIDE).to_dict()
    settled = settle(chart)
    assert len(json.dumps(settled)) < 0.8 * len(json.dumps(chart))
    one, other = (vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE) for spec in (settled, chart))
    assert one == other


def test_a_range_keeps_its_central_value():
    both, bare = "project.solvay-capacity/european-union/2030@2025-04", "eu.ree-dependence/china/2026@2026-02-03"
    frame = fact_rows([("p", "both", both), ("p", "bare", bare)])
    assert frame.loc[0, ["value", "low", "high"]].tolist() == [4500, 2000, 5000]
    assert frame["value"].isna().tolist() == [False, True]


def test_places_lie_where_the_equal_earth_projection_has_them():
    # The ends of its graticule (Šavrič, Patterson and Jenny 2018): 2.70663 east on the equator, 1.31736 at the pole.
    x, y = maps.project([maps.CENTRE, maps.CENTRE + 179.9999, maps.CENTRE], [0, 0, 90])
    assert (x[0], y[0]) == pytest.approx((maps.MIDDLE, maps.EQUATOR))
    assert (x[1] - maps.MIDDLE) / maps.SCALE == pytest.approx(2.70663, abs=1e-4)
    assert (maps.EQUATOR - y[2]) / maps.SCALE == pytest.approx(1.31736, abs=1e-4)


def test_rare_earths_stand_where_the_periodic_table_has_them():
    frame = pd.DataFrame(
        {"atomic_number": [21, 57, 71], "symbol": ["Sc", "La", "Lu"], "text": ["No. 18", "", "No. 18"]}
    )
    _, plotted = drawn(Periodic(), frame.assign(colour="china", ink="paper", dotted=False, evidence="element:La"))
    assert [row["x"] / periodic.WIDTH + 0.5 for row in plotted] == pytest.approx([3, 3, 17])
    assert plotted[0]["y"] / periodic.HEIGHT + 0.5 == pytest.approx(4)
    assert plotted[1]["y"] == plotted[2]["y"] > 7 * periodic.HEIGHT


def test_a_disc_is_a_circle_and_what_marks_share_is_said_once():
    frame = rows(value=[40.0, 30.0, 20.0], low=[1.0] * 3, high=[50.0] * 3, panel=ONE, colour="china")
    picture = ElementTree.fromstring(draw_picture(drawn(Strip(AXES[ONE]).dot("value", shape="circle"), frame)[0]))
    groups = [group for group in picture.iter() if [part.tag for part in group].count(f"{{{SVG}}}circle") == 3]
    assert [group.get("fill") for group in groups] == [theme.colour("china")]
    assert {part.get("fill") for part in groups[0]} == {None}
