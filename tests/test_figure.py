import json
from xml.etree import ElementTree

import altair as alt
import jsonschema
import pandas as pd
import pytest
import vl_convert
from bs4 import BeautifulSoup

from evidence.charts.figure import FILES, MIME, VEGA_LITE, Figure, write_files
from evidence.charts.picture import SVG, simplify
from evidence.charts.theme import COLOURS, dark_rules
from evidence.errors import EvidenceError
from evidence.notebooks import chapter_paths, payloads, read_notebook

SPECIFICATION = jsonschema.Draft7Validator(alt.load_schema())
DESCRIPTION = "Bar chart with one bar a country: Russia 2,600 tonnes and China 270,000 tonnes of mined oxide in 2025."


def rows(**changes):
    return pd.DataFrame(
        {
            "country": ["Russia", "China"],
            "tonnes": [2600.0, 270000.0],
            "unit": ["t", "t"],
            "basis": ["mine output REO", "mine output REO"],
            "evidence": ["usgs.mine-output/russia/2025@mcs-2026", "usgs.mine-output/china/2025@mcs-2026"],
        }
        | changes
    )


def figure(**changes):
    frame = changes.pop("rows", rows())
    settings = {
        "id": "fig-test",
        "title": "China mines more",
        "subtitle": "Mine output, 2025, t",
        "description": DESCRIPTION,
        "draw": lambda layout: (
            alt.Chart(frame).mark_bar().encode(x="tonnes:Q", y="country:N").properties(width=layout.width)
        ),
        "rows": frame,
        "columns": {"country": "Country", "tonnes": "Output (t)"},
    }
    return Figure(**(settings | changes))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"description": ""}, "description is missing"),
        ({"description": "A chart."}, "description is missing or too short"),
        ({"id": "Figure 1"}, "id isn't fig-"),
        ({"title": ""}, "title or subtitle is missing"),
        ({"rows": rows(evidence=["", ""])}, "no evidence"),
        ({"rows": rows().drop(columns="evidence")}, "no row names its evidence"),
        ({"rows": rows(basis=["mine output REO", "separated oxide"])}, "one axis would carry"),
        ({"rows": rows(unit=["t", "kg"])}, "one axis would carry"),
        ({"columns": {"nation": "Country"}}, "rows have no column nation"),
    ],
)
def test_a_figure_that_cannot_be_followed_is_refused(changes, message):
    with pytest.raises(EvidenceError, match=message):
        figure(**changes)


def test_panels_may_differ_in_basis():
    split = rows(basis=["mine output REO", "separated oxide"], panel=["mined", "separated"])
    assert figure(rows=split, panel="panel").id == "fig-test"


def test_one_output_serves_page_and_build():
    bundle = figure()._repr_mimebundle_()
    page = BeautifulSoup(bundle["text/html"], "html.parser")
    for name in ("wide", "narrow"):
        picture = page.find(class_=f"figure-{name}").find("svg")
        assert picture["role"] == "img"
        assert picture.find("desc").text == DESCRIPTION
    identifiers = [tag["id"] for tag in page.find_all(id=True)]
    assert len(identifiers) == len(set(identifiers))
    assert "U.S. Geological Survey" in page.find(class_="figure-source").text
    assert [cell.text for cell in page.find_all("td")][:2] == ["Russia", "2,600"]
    assert {name: spec["width"] for name, spec in bundle[MIME]["specs"].items()} == {"wide": 620, "narrow": 330}


def test_the_same_chart_has_the_same_bytes_and_other_data_other_bytes():
    same, again = (figure()._repr_mimebundle_() for _ in range(2))
    assert same == again
    changed = figure(rows=rows(tonnes=[2601.0, 270000.0]))._repr_mimebundle_()
    assert changed["text/html"] != same["text/html"]


@pytest.mark.parametrize("path", chapter_paths(), ids=lambda path: path.name)
def test_every_specification_is_valid(path):
    for payload in payloads(read_notebook(path), MIME):
        for spec in payload["specs"].values():
            SPECIFICATION.validate(spec)


def test_an_invalid_specification_is_found():
    spec = figure().to_payload()["specs"]["wide"]
    with pytest.raises(jsonschema.ValidationError):
        SPECIFICATION.validate(spec | {"width": "wide"})


def test_markup_in_data_stays_text():
    hostile = rows(country=["<script>alert(1)</script>", "China"])
    html = figure(rows=hostile)._repr_mimebundle_()["text/html"]
    assert "<script>" not in html


def test_files_hold_exactly_the_plotted_rows(tmp_path):
    payload = figure().to_payload()
    write_files(payload, tmp_path)
    for suffix, _ in FILES:
        assert (tmp_path / f"fig-test{suffix}").stat().st_size > 0
    table = pd.read_csv(tmp_path / "fig-test.csv")
    assert table.to_numpy().tolist() == payload["rows"]
    assert json.loads((tmp_path / "fig-test.json").read_text())["description"] == DESCRIPTION


def test_dark_mode_maps_every_colour():
    for light, dark in COLOURS.values():
        assert f'[fill="{light}"]' in dark_rules()
        assert dark in dark_rules()


@pytest.mark.parametrize("path", chapter_paths(), ids=lambda path: path.stem)
def test_a_lighter_picture_shows_the_same(path):
    payload = next(payloads(read_notebook(path), MIME))
    for spec in payload["specs"].values():
        drawn = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
        root = ElementTree.fromstring(drawn)
        simplify(root)
        lighter = ElementTree.tostring(root, encoding="unicode")
        assert vl_convert.svg_to_png(lighter) == vl_convert.svg_to_png(drawn)
        groups = list(root.iter(f"{{{SVG}}}g"))
        assert all(len(group) and group.attrib for group in groups)
        assert not any(element.get("display") == "none" for element in root.iter())
        assert len(lighter) < len(drawn)
