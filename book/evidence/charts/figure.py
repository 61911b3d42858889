"""The only module that knows about chart output.

A chart function of `evidence.charts` returns a `Figure`. In a notebook it shows itself as one output that serves all
readers: a static vector picture with title, source line, data table and downloads, and beside it the specification from
which the built book makes the interactive chart and the figure's files.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd
import vl_convert
from markupsafe import Markup

from evidence import edition
from evidence.cells import defuse
from evidence.charts import theme
from evidence.charts.picture import SVG, simplify
from evidence.charts.theme import NARROW, WIDE, Layout
from evidence.errors import EvidenceError, Problem
from evidence.facts import split_bound
from evidence.facts.provenance import source_line, trace
from evidence.ledger import load_ledger
from evidence.quantities import format_number
from evidence.templates import template
from evidence.whatif import WhatIf

MIME = "application/vnd.rare-earth-leverage.figure+json"
FILES = ((".csv", "data (CSV)"), (".svg", "SVG"), (".png", "PNG"), (".vl.json", "Vega-Lite"), (".json", "metadata"))
VEGA_LITE = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
LAYOUTS = (WIDE, NARROW)

ElementTree.register_namespace("", SVG)


@dataclass(frozen=True, eq=False)
class Figure:
    """A chart with everything a reader needs to follow it.

    Parameters
    ----------
    id : str
        Public identifier, ``fig-`` and a name.
    title : str
        The finding.
    subtitle : str
        What, where, when, unit.
    description : str
        What the picture shows, for readers who don't see it: kind of chart, axes, the main values. At least 60
        characters.
    draw : callable
        Takes a `Layout` and returns the Altair chart; title and source belong to the figure, not to the chart.
    rows : DataFrame
        Exactly the plotted rows. Column ``evidence`` holds each row's key (claim, record row, result, measure id,
        ``element:Dy``, ``project:...``). Columns ``unit`` and ``basis`` say what a quantity is; leave them out only
        where nothing is measured.
    columns : dict of str to str
        Columns of ``rows`` that the data table shows, with their headings.
    panel : str
        Column that separates panels with an axis of their own; empty if the chart has one axis.
    note : str
        A caveat printed under the chart.
    whatif : WhatIf, optional
        What a reader may change. The chart computes its answer with `WhatIf.calculate`; the rows hold the default case
        (`WhatIf.fill`); sliders and the table of assumptions come by themselves.

    Raises
    ------
    EvidenceError
        If the description is missing, a row has no evidence, one axis would carry two units or bases, or the rows
        don't show the default case of the what-if.
    """

    id: str
    title: str
    subtitle: str
    description: str
    draw: Callable[[Layout], alt.TopLevelMixin]
    rows: pd.DataFrame
    columns: dict[str, str]
    panel: str = ""
    note: str = ""
    whatif: WhatIf | None = None
    _bundle: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def chart(self) -> alt.TopLevelMixin:
        """The chart as wide screens show it, for work in a notebook."""
        return self._drawn(WIDE)

    def _drawn(self, layout: Layout) -> alt.TopLevelMixin:
        chart = self.draw(layout)
        return self.whatif.add_controls(chart) if self.whatif else chart

    @property
    def evidence(self) -> list[str]:
        """Keys of everything the picture shows, each once: those of the rows and of the what-if's defaults."""
        defaults = [item.evidence for item in self.whatif.parameters if item.evidence] if self.whatif else []
        return list(dict.fromkeys([*self.rows["evidence"], *defaults]))

    def __post_init__(self) -> None:
        problems = []

        def report(what: str, remedy: str) -> None:
            problems.append(Problem(f"figure {self.id}", "", what, remedy))

        if not re.fullmatch(r"fig-[a-z0-9-]+", self.id):
            report("the id isn't fig- and small letters", "rename it, for example fig-ru-reserves")
        if not self.title or not self.subtitle:
            report("title or subtitle is missing", "state the finding in the title; what, where, when, unit below it")
        if len(self.description) < 60:
            report("the description is missing or too short", "describe the picture for readers who don't see it")
        if self.rows.empty or "evidence" not in self.rows:
            report("no row names its evidence", "give rows a column evidence with claim ids or record keys")
        elif not all(self.rows["evidence"]):
            report("a row has no evidence", "name the claim, record row or result it plots")
        for column in [*self.columns, *([self.panel] if self.panel else [])]:
            if column not in self.rows:
                report(f"rows have no column {column}", "name columns of the plotted rows")
        if not problems:
            for panel, measures in self._measures_by_panel().items():
                if len(measures) > 1:
                    what = f"one axis would carry {sorted(measures)}" + (f" in panel {panel!r}" if panel else "")
                    report(what, "plot one unit and basis an axis: split into panels")
            if self.whatif:
                problems += self.whatif.problems(self.rows)
        if problems:
            raise EvidenceError(problems)

    def _measures_by_panel(self) -> dict[str, set[tuple[str, str]]]:
        if not {"unit", "basis"} <= set(self.rows.columns):
            return {}
        panels = self.rows[self.panel] if self.panel else pd.Series("", index=self.rows.index)
        pairs = zip(panels, self.rows["unit"], self.rows["basis"], strict=True)
        measures: dict[str, set[tuple[str, str]]] = {}
        for panel, unit, basis in pairs:
            measures.setdefault(panel, set()).add((unit, basis))
        return measures

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if not self._bundle:
            payload = self.to_payload()
            self._bundle.update(
                {
                    "text/html": render_card(self, payload),
                    "text/plain": f"{self.title} ({self.id})",
                    MIME: payload,
                }
            )
        return self._bundle

    def to_payload(self) -> dict[str, Any]:
        """Return the figure as JSON-ready data: texts, specifications, table and evidence keys."""
        # Altair has checked each part of a chart; the whole is checked by a test, since it takes as long as drawing.
        specs = {layout.name: self._drawn(layout).to_dict(validate=False) for layout in LAYOUTS}
        columns = [*self.columns, "evidence"]
        records = [[_plain(row[column]) for column in columns] for _, row in self.rows.iterrows()]
        return {
            "id": self.id,
            "title": self.title,
            "subtitle": self.subtitle,
            "description": self.description,
            "note": self.note,
            "source": "; ".join(
                mention.text + (" (weak source)" if mention.weak else "") for mention in source_line(self.evidence)
            ),
            "evidence": sorted(self.evidence),
            "columns": [*self.columns.values(), "Evidence"],
            "rows": records,
            "specs": specs,
        } | ({"whatif": self.whatif.to_payload()} if self.whatif else {})


def _plain(cell: Any) -> Any:
    """Turn a cell into what JSON and CSV can hold: NaN and NaT become None, dates ISO text, numpy scalars Python's."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return cell.item() if hasattr(cell, "item") else cell


def _display(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return format_number(cell) if isinstance(cell, int | float) else str(cell)


def draw_svg(spec: dict[str, Any], prefix: str, title: str, description: str) -> str:
    """Draw a specification as an accessible SVG that scales with its container.

    Parameters
    ----------
    spec : dict
        Vega-Lite specification.
    prefix : str
        Put before every id inside, so that several pictures can stand in one page.
    title, description : str
        Accessible name and description.

    Returns
    -------
    str
        An ``<svg role="img">`` element with the same bytes for the same specification.
    """
    root = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE))
    # Without a height the picture keeps its proportions when a page makes it narrower; nothing needs an inline style.
    root.attrib.pop("height")
    root.attrib.pop("version", None)
    # The picture as a whole is described; roles of its parts would have screen readers look for names they don't have.
    for part in root.iter():
        for name in [name for name in part.attrib if name == "role" or name.startswith("aria-")]:
            del part.attrib[name]
    simplify(root)
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    for name, text in (("desc", description), ("title", title)):
        element = ElementTree.Element(f"{{{SVG}}}{name}", {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(0, element)
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r'id="(clip|gradient)', rf'id="{prefix}-\1', text)
    return re.sub(r"url\(#(clip|gradient)", rf"url(#{prefix}-\1", text)


def render_card(figure: Figure, payload: dict[str, Any]) -> str:
    """Render the figure card that notebooks and pages show.

    Parameters
    ----------
    figure : Figure
        The figure.
    payload : dict
        Its `Figure.to_payload`.

    Returns
    -------
    str
        HTML: caption, picture, source line, data table and download links (relative to the built book's pages). The
        verdicts on claims are listed beneath the source, but for figures whose data table has them.
    """
    rows = [
        {"cells": [_display(cell) for cell in row[:-1]], "evidence": row[-1], "href": trace(row[-1]).href}
        for row in payload["rows"]
    ]
    whatif = payload.get("whatif")
    return template("figure.html").render(
        figure=figure,
        pictures={
            name: Markup(draw_svg(spec, f"{figure.id}-{name}", figure.title, figure.description))
            for name, spec in payload["specs"].items()
        },
        sources=source_line(figure.evidence),
        table={"labels": payload["columns"][:-1], "rows": rows},
        files=FILES,
        claims=_drawn_claims(figure),
        citation=_cite(figure),
        whatif=whatif,
        assumptions=[
            item | {"href": trace(item["evidence"]).href if item["evidence"] else ""}
            for item in (whatif["parameters"] if whatif else ())
        ],
    )


def _drawn_claims(figure: Figure) -> list[dict[str, str]]:
    """Return the claims drawn with their verdicts and the signs that charts use for these; none if the table has them."""
    if "verdict" in figure.columns:
        return []
    ledger = load_ledger()
    drawn = sorted({parent for parent, _ in map(split_bound, figure.evidence)} & set(ledger.claims.index))
    verdicts = ledger.verdicts["verdict"]
    return [{"id": key, "verdict": verdicts[key], "sign": theme.VERDICTS[verdicts[key]].sign} for key in drawn]


def _cite(figure: Figure) -> str:
    book = edition.citation()
    authors = ", ".join(author["name"] for author in book["authors"])
    return (
        f"{authors} ({str(book['date-released'])[:4]}). {figure.title}. Figure {figure.id} in: {book['title']}, "
        f"edition {edition.edition()}. Evidence cut-off {edition.cutoff().isoformat()}. Data: figures/{figure.id}.csv."
    )


def write_files(payload: dict[str, Any], folder: Path) -> None:
    """Write a figure's files: data, pictures, specification, metadata, and the script the page loads.

    Parameters
    ----------
    payload : dict
        As `Figure.to_payload` gives it.
    folder : Path
        Folder to write into; created if need be. Pictures are the wide ones and carry title, subtitle and source, so
        that they can stand alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figure_id = payload["id"]
    titled = payload["specs"]["wide"] | {
        "background": "white",
        "padding": 16,
        "title": {
            "text": textwrap.wrap(payload["title"], 72),
            "subtitle": textwrap.wrap(payload["subtitle"], 92) + textwrap.wrap(f"Source: {payload['source']}", 110),
            "fontSize": 17,
            "subtitleFontSize": 12,
            "subtitleColor": theme.colour("muted"),
            "offset": 14,
        },
    }
    frame = pd.DataFrame(payload["rows"], columns=payload["columns"])
    sheet = frame.map(lambda cell: defuse(cell) if isinstance(cell, str) else cell)
    metadata = {key: value for key, value in payload.items() if key not in {"specs", "rows"}}
    picture = vl_convert.vegalite_to_svg(titled, vl_version=VEGA_LITE)
    texts = {
        ".csv": sheet.to_csv(index=False, lineterminator="\n"),
        ".vl.json": json.dumps(titled, ensure_ascii=False, indent=1) + "\n",
        ".json": json.dumps(metadata, ensure_ascii=False, indent=1) + "\n",
        ".svg": picture,
        ".js": f"evidenceFigures.define({json.dumps(figure_id)}, {json.dumps(payload['specs'], ensure_ascii=False)});\n",
    }
    for suffix, text in texts.items():
        (folder / f"{figure_id}{suffix}").write_text(text, encoding="utf-8")
    (folder / f"{figure_id}.png").write_bytes(vl_convert.svg_to_png(picture, scale=2))
