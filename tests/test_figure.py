"""A figure: refused when it can't be followed, one output for every viewer, the same bytes from the same rows."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import altair as alt
import jsonschema
import pandas as pd
import pytest
import vl_convert
from bs4 import BeautifulSoup
from conftest import cases, each_of

from _ext.cards import FILES, render_card, write_files
from evidence.charts import Axis, Strip
from evidence.charts.figure import INTERACTIVE, MIME, Figure, restore, stored_figures
from evidence.charts.picture import DECIMALS, SVG, simplify
from evidence.charts.renderer import VEGA_LITE
from evidence.charts.theme import COLOURS, dark_rules
from evidence.errors import EvidenceError
from evidence.pages.notebooks import chapter_paths

DESCRIPTION = "Bar chart with one bar a country: Russia 2,600 tonnes and China 270,000 tonnes of mined oxide in 2025."


def rows(**changes):
    keys = [f"usgs.mine-output/{place}/2025@mcs-2026" for place in ("russia", "china")]
    frame = pd.DataFrame({"country": ["Russia", "China"], "tonnes": [2600.0, 270000.0], "evidence": keys})
    return frame.assign(**{"unit": "t", "basis": "mine output REO"} | changes).dropna(axis="columns")


def draw(frame, layout):
    return alt.Chart(frame).mark_bar().encode(x="tonnes:Q", y="country:N").properties(width=layout.width)


def figure(**changes):
    columns = {"country": "Country", "tonnes": "Output (t)"}
    shown = Figure("fig-test", "China mines more", "Mine output, 2025, t", rows(), draw, columns, DESCRIPTION)
    return replace(shown, **changes)


@each_of(("settings", "columns", "message"), cases("figure", "refused"))
def test_a_figure_that_cannot_be_followed_is_refused(settings, columns, message):
    with pytest.raises(EvidenceError, match=message):
        figure(rows=rows(**columns), **settings)


def test_panels_may_differ_in_basis():
    split = rows(basis=["mine output REO", "separated oxide"], panel=["mined", "separated"])
    assert figure(rows=split).id == "fig-test"


def test_one_output_serves_every_viewer_and_gives_the_payload_back():
    shown = figure()
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"image/svg+xml", INTERACTIVE, "text/plain", MIME}
    picture = ElementTree.fromstring(bundle["image/svg+xml"])
    for said in ("China mines more", "Mine output, 2025, t", "Source: U.S. Geological Survey"):
        assert said in " ".join(picture.itertext())
    # A picture with a ground of its own reads on dark pages too.
    assert picture[0].get("fill") == bundle[INTERACTIVE]["background"] == COLOURS["paper"][0]
    assert bundle[INTERACTIVE]["title"]["text"] == ["China mines more"]
    assert restore(json.loads(json.dumps(bundle))) == shown.to_payload()
    assert list(shown.data) == ["Country", "Output (t)"]
    assert list(shown.data.index) == list(rows()["evidence"])
    assert isinstance(shown.chart, alt.Chart)


def test_the_card_shows_picture_source_and_rows_and_markup_in_data_stays_text():
    page = BeautifulSoup(render_card(restore(figure()._repr_mimebundle_())), "html.parser")
    for name in ("wide", "narrow"):
        picture = page.find(class_=f"figure-{name}").find("svg")
        assert picture["role"] == "img"
        assert picture.find("desc").text == DESCRIPTION
    identifiers = [tag["id"] for tag in page.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))
    assert "U.S. Geological Survey" in page.find(class_="figure-source").text
    assert [cell.text for cell in page.find_all("td")][:2] == ["Russia", "2,600"]
    hostile = figure(rows=rows(country=["<script>alert(1)</script>", "China"]))
    for written in (render_card(hostile.to_payload()), hostile._repr_mimebundle_()["image/svg+xml"]):
        assert "<script>" not in written
        assert "&lt;script&gt;" in written


def test_the_same_chart_has_the_same_bytes_and_other_data_other_bytes():
    same, again = (figure()._repr_mimebundle_() for _ in range(2))
    assert same == again
    changed = figure(rows=rows(tonnes=[5200.0, 270000.0]))
    assert changed.data["Output (t)"].tolist() == [5200, 270000]
    assert all(changed._repr_mimebundle_()[name] != same[name] for name in ("image/svg+xml", INTERACTIVE, MIME))


def test_a_description_is_composed_of_rows_and_what_is_added():
    frame = rows(label=["Russia", "China"], text=["2,600 t", "270,000 t"], kind="record", value=1.0, low=1.0, high=1.0)
    shown = figure(rows=frame, draw=Strip(Axis("t", (0, 2))).values("bar"), columns={}, more="China's is the longest.")
    assert shown.description == "Bar chart of 2 rows; axis: t. Russia 2,600 t; China 270,000 t. China's is the longest."
    assert shown.columns == {"label": "Which", "text": "Figure", "basis": "Basis"}


def test_every_stored_specification_is_valid_and_no_notebook_heavier_than_a_quarter_of_a_megabyte():
    valid = jsonschema.Draft7Validator(alt.load_schema())
    assert not valid.is_valid(figure().to_payload()["specs"]["wide"] | {"width": "wide"})
    payloads = [payload for path in chapter_paths() for payload in stored_figures(path)]
    assert [
        (payload["id"], name, error.message)
        for payload in payloads
        for name, spec in payload["specs"].items()
        for error in valid.iter_errors(spec)
    ] == []
    assert {path.name: path.stat().st_size for path in chapter_paths() if path.stat().st_size > 250_000} == {}


def test_files_hold_exactly_the_plotted_rows(tmp_path):
    payload = figure().to_payload()
    write_files(payload, tmp_path)
    assert all((tmp_path / f"fig-test{suffix}").stat().st_size > 0 for suffix, _ in FILES)
    assert pd.read_csv(tmp_path / "fig-test.csv").to_numpy().tolist() == payload["rows"]
    assert json.loads((tmp_path / "fig-test.json").read_text())["description"] == DESCRIPTION


def test_dark_mode_maps_every_colour():
    for light, dark in COLOURS.values():
        assert f'[fill="{light}"]' in dark_rules()
        assert dark in dark_rules()


def test_a_lighter_picture_shows_the_same():
    for spec in next(iter(stored_figures(chapter_paths()[0])))["specs"].values():
        drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
        root = ElementTree.fromstring(drawn)
        simplify(root)
        lighter = ElementTree.tostring(root, encoding="unicode")
        # Apart from numbers rounded to hundredths of a pixel not a point differs.
        rounded = DECIMALS.sub(lambda number: f"{float(number.group()):.2f}", drawn)
        assert vl_convert.svg_to_png(lighter) == vl_convert.svg_to_png(rounded)
        assert all(len(group) and group.attrib for group in root.iter(f"{{{SVG}}}g"))
        assert not any(element.get("display") == "none" for element in root.iter())
        assert len(lighter) < 0.85 * len(drawn)
