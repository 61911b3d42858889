"""The only module that knows about chart output.

In a notebook a `Figure` shows itself for every viewer: a picture with title and source in it, the interactive chart
where the viewer draws Vega-Lite, and what the built book needs to make the figure's card and files.
"""

import math
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pandas as pd

from evidence.charts import theme
from evidence.charts.controls import add_controls
from evidence.charts.picture import SVG, simplify
from evidence.charts.renderer import to_svg
from evidence.charts.specification import named_data, round_floats, settle
from evidence.charts.theme import NARROW, WIDE, Layout
from evidence.errors import EvidenceError, Problem
from evidence.facts.provenance import source_line
from evidence.facts.tables import Table
from evidence.pages.notebooks import outputs, stored_notebook
from evidence.results.whatif import WhatIf

MIME = "application/vnd.rare-earth-leverage.figure+json"
# The interactive form that JupyterLab and VS Code draw with a Vega of their own.
INTERACTIVE = "application/vnd.vegalite.v5+json"
# Their Vega-Lite is older and warns of a newer schema, though it draws all that the book's charts use.
INTERACTIVE_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
LAYOUTS = (WIDE, NARROW)
COLUMNS = {"panel": "Counted", "label": "Which", "text": "Figure", "basis": "Basis"}
# What a specification has beyond that of the pages, where title and source stand beside the chart.
TITLED = ("background", "padding", "title")
# Characters of the names of sources in a picture that stands alone; the card and the files name all.
SOURCES_AT_MOST = 300

ElementTree.register_namespace("", SVG)


@dataclass(frozen=True, eq=False)
class Figure:
    """A chart with everything a reader needs to follow it.

    The id begins with ``fig-``; the title states the finding, the subtitle what, where, when and the unit. ``rows`` are
    exactly the plotted rows. Their column ``evidence`` holds each row's key (claim, record row, result, measure id,
    ``element:Dy``, ``project:...``), ``against`` that of what it is set against; ``unit`` and ``basis`` say what a
    quantity is, and are left out only where nothing is measured; ``panel`` separates panels with an axis of their own.
    ``draw`` takes rows and a `Layout` and returns the Altair chart, without title and source: a `Strip`, `Plane` or
    `Grid`, or a function.

    ``columns`` of the rows, with their headings, make the data table; by default panel, label, text and basis. ``more``
    is what the picture shows beyond its rows, for readers who don't see it: a function's description in full. The note
    is a caveat printed under the chart. ``whatif`` is what a reader may change, by default that of ``draw``: the rows
    hold its default case (`WhatIf.fill`), sliders and the table of assumptions come by themselves.

    Raises `EvidenceError` if the description is too short, a row has no evidence, one axis would carry two units or
    bases, or the rows don't show the default case of the what-if.
    """

    id: str
    title: str
    subtitle: str
    rows: pd.DataFrame
    draw: Callable[[pd.DataFrame, Layout], alt.TopLevelMixin]
    columns: dict[str, str] = field(default_factory=dict)
    more: str = ""
    note: str = ""
    whatif: WhatIf | None = None

    def __post_init__(self) -> None:
        known = {name: heading for name, heading in COLUMNS.items() if name in self.rows}
        object.__setattr__(self, "columns", self.columns or known)
        object.__setattr__(self, "whatif", self.whatif or getattr(self.draw, "whatif", None))
        if problems := list(self._problems()):
            raise EvidenceError(problems)

    @property
    def data(self) -> Table:
        """The data table as readers see it, indexed by the key of each row's evidence."""
        return Table(self.rows.set_index("evidence")[[*self.columns]].rename(columns=self.columns))

    @property
    def chart(self) -> alt.TopLevelMixin:
        """The chart as wide screens show it, an Altair chart."""
        return self._drawn(WIDE)

    @property
    def description(self) -> str:
        """What the picture shows, for readers who don't see it."""
        said = self.draw.describe(self.rows) if hasattr(self.draw, "describe") else ""
        return f"{said} {self.more}".strip()

    @property
    def evidence(self) -> list[str]:
        """Keys of everything the picture shows, each once: those of the rows and of the what-if's defaults."""
        defaults = [item.evidence for item in self.whatif.parameters if item.evidence] if self.whatif else []
        return list(dict.fromkeys([*self.rows["evidence"], *self.rows.get("against", ()), *defaults]))

    @property
    def source(self) -> str:
        """The source line."""
        return _name_sources(self.evidence)

    def _drawn(self, layout: Layout) -> alt.TopLevelMixin:
        chart = self.draw(self.rows, layout)
        return add_controls(chart, self.whatif) if self.whatif else chart

    def _specification(self, layout: Layout) -> dict[str, Any]:
        # Altair has checked each part of a chart; the whole is checked by a test, since it takes as long as drawing.
        return settle(self._drawn(layout).to_dict(validate=False))

    def _problems(self) -> list[Problem]:
        problems = []

        def report(what: str, remedy: str) -> None:
            problems.append(Problem(f"figure {self.id}", "", what, remedy))

        if not re.fullmatch(r"fig-[a-z0-9-]+", self.id):
            report("the id isn't fig- and small letters", "rename it, for example fig-ru-reserves")
        if not self.title or not self.subtitle:
            report("title or subtitle is missing", "state the finding in the title; what, where, when, unit below it")
        if self.rows.empty or "evidence" not in self.rows:
            report("no row names its evidence", "give rows a column evidence with claim ids or record keys")
        elif not all(self.rows["evidence"]):
            report("a row has no evidence", "name the claim, record row or result it plots")
        for column in self.columns:
            if column not in self.rows:
                report(f"rows have no column {column}", "name columns of the plotted rows")
        if not problems and len(self.description) < 60:
            report("the description is missing or too short", "describe the picture for readers who don't see it")
        if not problems:
            for panel, measures in self._measures_by_panel().items():
                if len(measures) > 1:
                    what = f"one axis would carry {sorted(measures)}" + (f" in panel {panel!r}" if panel else "")
                    report(what, "plot one unit and basis an axis: split into panels")
            if self.whatif:
                problems += self.whatif.problems(self.rows)
        return problems

    def _measures_by_panel(self) -> dict[str, set[tuple[str, str]]]:
        if not {"unit", "basis"} <= set(self.rows.columns):
            return {}
        panels = self.rows.get("panel", pd.Series("", index=self.rows.index))
        measures: dict[str, set[tuple[str, str]]] = {}
        for panel, unit, basis in zip(panels, self.rows["unit"], self.rows["basis"], strict=True):
            measures.setdefault(panel, set()).add((unit, basis))
        return measures

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        payload = self.to_payload()
        spec = payload["specs"].pop("wide")
        titled = add_title(spec, self.title, self.subtitle, self.source)
        narrow = payload.pop("specs")["narrow"]
        # Both drawings have the look and most of the data in common; the interactive form holds these.
        narrow["datasets"] = {name: rows for name, rows in narrow["datasets"].items() if name not in spec["datasets"]}
        payload["narrow"] = {name: part for name, part in narrow.items() if name != "config"}
        # Both follow from the rows.
        del payload["evidence"], payload["source"]
        return {
            "image/svg+xml": draw_picture(titled),
            INTERACTIVE: titled | {"$schema": INTERACTIVE_SCHEMA},
            "text/plain": f"{self.title} ({self.id})",
            MIME: payload,
        }

    def to_payload(self) -> dict[str, Any]:
        """Return the figure as JSON-ready data: texts, specifications, table and evidence keys."""
        columns = [*self.columns, "evidence"]
        records = [[_plain(cell) for cell in row] for row in self.rows[columns].itertuples(index=False)]
        payload = {
            "id": self.id,
            "title": self.title,
            "subtitle": self.subtitle,
            "description": self.description,
            "note": self.note,
            "source": self.source,
            "evidence": sorted(self.evidence),
            "columns": [*self.columns.values(), "Evidence"],
            "rows": records,
            "specs": {layout.name: self._specification(layout) for layout in LAYOUTS},
        }
        if "against" in self.rows:
            payload["against"] = sorted(set(self.rows["against"]))
        return payload | ({"whatif": self.whatif.to_payload()} if self.whatif else {})


def restore(bundle: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of a stored figure, as `Figure.to_payload` gives it, from the data of its output by type."""
    payload = dict(bundle[MIME])
    wide = {name: part for name, part in bundle[INTERACTIVE].items() if name not in TITLED}
    narrow = dict(payload.pop("narrow"))
    wide["$schema"] = narrow["$schema"]
    used = narrow["datasets"] | wide["datasets"]
    narrow |= {
        "config": wide["config"],
        "datasets": {name: used[name] for name in sorted(named_data(narrow)) if name in used},
    }
    defaults = [item["evidence"] for item in payload.get("whatif", {}).get("parameters", ()) if item["evidence"]]
    evidence = sorted({*(row[-1] for row in payload["rows"]), *payload.get("against", ()), *defaults})
    specs = {"wide": wide, "narrow": narrow}
    return payload | {"specs": specs, "evidence": evidence, "source": _name_sources(evidence)}


def _name_sources(evidence: list[str]) -> str:
    mentions = source_line(evidence)
    return "; ".join(mention.text + (" (weak source)" if mention.weak else "") for mention in mentions)


@cache
def stored_figures(path: Path) -> tuple[dict[str, Any], ...]:
    """Return the payloads of an executed notebook's figures in order; read once, so treat them as read-only."""
    return tuple(restore(bundle) for bundle in outputs(stored_notebook(path), MIME))


def _plain(cell: Any) -> Any:
    """Turn a cell into what JSON and CSV can hold: NaN and NaT become None, dates ISO text, numpy scalars Python's."""
    if cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell)):
        return None
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat()
    return round_floats(cell.item() if hasattr(cell, "item") else cell)


def add_title(spec: dict[str, Any], title: str, subtitle: str, source: str) -> dict[str, Any]:
    """Return a copy of a specification that stands alone: with title, subtitle and source in lines, on paper of its own."""
    small = textwrap.wrap(subtitle, 92) + textwrap.wrap(f"Source: {_shorten(source)}", 110)
    return spec | {
        "background": theme.colour("paper"),
        "padding": 16,
        "title": {
            "text": textwrap.wrap(title, 72),
            "subtitle": small,
            "fontSize": 17,
            "subtitleFontSize": 12,
            "subtitleColor": theme.colour("muted"),
            "offset": 14,
        },
    }


def _shorten(source: str) -> str:
    """Name so many sources as stand in some three lines, and count the rest."""
    names = source.split("; ")
    shown = max(sum(length <= SOURCES_AT_MOST for length in accumulate(map(len, names))), 1)
    return "; ".join(names[:shown]) + (f"; and {len(names) - shown} more" if names[shown:] else "")


def draw_picture(spec: dict[str, Any]) -> str:
    """Return a specification as an SVG that stands alone."""
    root = _draw(spec)
    # Names of marks are for the style sheets of pages.
    for part in root.iter():
        part.attrib.pop("class", None)
    return ElementTree.tostring(root, encoding="unicode")


def _draw(spec: dict[str, Any]) -> ElementTree.Element:
    root = ElementTree.fromstring(to_svg(spec))
    simplify(root)
    return root


def draw_svg(spec: dict[str, Any], prefix: str, title: str, description: str) -> str:
    """Draw an accessible SVG that scales with its container; the prefix of ids lets several stand in one page."""
    root = _draw(spec)
    # Without a height the picture keeps its proportions when a page makes it narrower; nothing needs an inline style.
    root.attrib.pop("height")
    root.set("role", "img")
    root.set("aria-labelledby", f"{prefix}-title {prefix}-desc")
    for name, text in (("desc", description), ("title", title)):
        element = ElementTree.Element(f"{{{SVG}}}{name}", {"id": f"{prefix}-{name}"})
        element.text = text
        root.insert(0, element)
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r'id="(clip|gradient)', rf'id="{prefix}-\1', text)
    return re.sub(r"url\(#(clip|gradient)", rf"url(#{prefix}-\1", text)
