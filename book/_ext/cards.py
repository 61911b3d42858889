"""The figure card of the built pages, and a figure's files, from what a notebook has stored."""

import html
import json
import re
import textwrap
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from evidence.charts import theme
from evidence.charts.figure import TITLED, add_title, draw_svg
from evidence.charts.renderer import to_png, to_svg
from evidence.facts.provenance import SourceMention, source_line, trace
from evidence.facts.registry import split_bound
from evidence.ledger import edition, load_ledger
from evidence.ledger.cells import defuse
from evidence.ledger.quantities import format_number
from evidence.pages.templates import template
from evidence.paper import citation

# Of a mention and of the note in the line below a chart, characters.
BRIEF, CAVEAT = 48, 130
# What an embedded figure needs beside its chart, pixels.
EMBED_FRAME = 190
# Columns of tables whose numbers are years.
YEARS = {"Year", "Announced for"}
FILES = ((".csv", "data (CSV)"), (".svg", "SVG"), (".png", "PNG"), (".vl.json", "Vega-Lite"), (".json", "metadata"))


def _display(cell: Any, column: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return format_number(cell) if isinstance(cell, int | float) and column not in YEARS else str(cell)


def render_card(payload: dict[str, Any], page: str = "") -> str:
    """Render a figure's card for its home page; a data table that has the verdicts spares their list."""
    rows = [
        {"cells": [*map(_display, row[:-1], payload["columns"])], "evidence": row[-1], "href": trace(row[-1]).href}
        for row in payload["rows"]
    ]
    whatif = payload.get("whatif")
    return template("figure.html").render(
        figure=payload | {"whatif": whatif},
        pictures={layout: Markup(draw(payload, layout)) for layout in payload["specs"]},
        sources=source_line(payload["evidence"]),
        brief=brief_sources(payload),
        caveat=caveat(payload["note"]),
        table={"labels": payload["columns"][:-1], "rows": rows},
        files=FILES,
        claims=_drawn_claims(payload),
        citation=cite(payload, page),
        address=figure_address(payload["id"], page),
        embed=embed_code(payload),
        assumptions=[
            item | {"href": trace(item["evidence"]).href if item["evidence"] else ""}
            for item in (whatif["parameters"] if whatif else ())
        ],
    )


def draw(payload: dict[str, Any], layout: str) -> str:
    """Return a figure's picture in a layout as SVG, drawn once however many pages show it."""
    name = f"{payload['id']}-{layout}"
    return _draw(json.dumps(payload["specs"][layout]), name, payload["title"], payload["description"])


@cache
def _draw(spec: str, name: str, title: str, description: str) -> str:
    return draw_svg(json.loads(spec), name, title, description)


def brief_sources(payload: dict[str, Any]) -> list[SourceMention]:
    """Return what a source line names, each mention cut to a few words."""
    mentions = source_line(payload["evidence"])
    return [replace(mention, text=textwrap.shorten(mention.text, BRIEF, placeholder=" ...")) for mention in mentions]


def caveat(note: str) -> str:
    """Return the first sentence of a note, cut where it is long; a point after an abbreviation (No., U.S.) ends none."""
    sentence = re.split(r"(?<=[a-z0-9%)]{3}\.) (?=[A-Z])", note, maxsplit=1)[0]
    return textwrap.shorten(sentence, CAVEAT, placeholder=" ...")


def _drawn_claims(payload: dict[str, Any]) -> list[dict[str, str]]:
    """Return the claims drawn with their verdicts and the signs that charts use for these; none if the table has them."""
    if "Verdict" in payload["columns"]:
        return []
    ledger = load_ledger()
    drawn = sorted({parent for parent, _ in map(split_bound, payload["evidence"])} & set(ledger.claims.index))
    verdicts = ledger.verdicts["verdict"]
    return [{"id": key, "verdict": verdicts[key], "sign": theme.VERDICTS[verdicts[key]].sign} for key in drawn]


def figure_address(figure_id: str, page: str = "") -> str:
    """Return a figure's permanent address on a page, with the edition read; relative where the book has none."""
    if not page:
        return f"#{figure_id}"
    return f"{citation.address(page) or f'{page}.html'}?edition={edition.edition()}#{figure_id}"


def cite(payload: dict[str, Any], page: str = "") -> str:
    """Return a figure's citation: with its address where the book has one, else by identifier and edition alone."""
    authors, year = ", ".join(citation.authors()), str(citation.work()["date-released"])[:4]
    where = f" {figure_address(payload['id'], page)}" if page and citation.base_address() else ""
    return (
        f"{authors} ({year}). {payload['title']}. Figure {payload['id']} in: {citation.work()['title']}, "
        f"edition {edition.edition()}. Evidence cut-off {edition.cutoff().isoformat()}.{where}"
    )


def embed_code(payload: dict[str, Any]) -> str:
    """Return the HTML that shows a figure on another site; the page's script completes an address that is relative."""
    _, _, _, height = re.search(r'viewBox="([^"]+)"', draw(payload, "wide"))[1].split()
    base = citation.base_address()
    return (
        f'<iframe src="{base and f"{base}book/"}embed/{payload["id"]}.html" title="{html.escape(payload["title"])}" '
        f'width="100%" height="{round(float(height)) + EMBED_FRAME}" loading="lazy"></iframe>'
    )


def write_files(payload: dict[str, Any], folder: Path) -> None:
    """Write a figure's files; pictures, the wide ones, carry all it takes to stand alone."""
    folder.mkdir(parents=True, exist_ok=True)
    figure_id = payload["id"]
    titled = add_title(payload["specs"]["wide"], payload["title"], payload["subtitle"], payload["source"])
    titled["title"]["subtitle"] = [*titled["title"]["subtitle"], name_book()]
    frame = pd.DataFrame(payload["rows"], columns=payload["columns"])
    sheet = frame.map(lambda cell: defuse(cell) if isinstance(cell, str) else cell)
    metadata = {key: value for key, value in payload.items() if key not in {"specs", "rows"}}
    picture = to_svg(titled)
    defined = [figure_id, payload["specs"], *([_changing(payload, titled)] if "whatif" in payload else [])]
    texts = {
        ".csv": sheet.to_csv(index=False, lineterminator="\n"),
        ".vl.json": json.dumps(titled, ensure_ascii=False, indent=1) + "\n",
        ".json": json.dumps(metadata, ensure_ascii=False, indent=1) + "\n",
        ".svg": picture,
        ".js": f"evidenceFigures.define({', '.join(json.dumps(part, ensure_ascii=False) for part in defined)});\n",
    }
    for suffix, text in texts.items():
        # Excel takes a table for UTF-8 by its byte-order mark alone.
        encoding = "utf-8-sig" if suffix == ".csv" else "utf-8"
        (folder / f"{figure_id}{suffix}").write_text(text, encoding=encoding)
    (folder / f"{figure_id}.png").write_bytes(to_png(picture, 2))


def _changing(payload: dict[str, Any], titled: dict[str, Any]) -> dict[str, Any]:
    """Return what a page needs to write a what-if's files itself, once a reader has moved a slider."""
    rows = [[defuse(cell) if isinstance(cell, str) else cell for cell in row] for row in payload["rows"]]
    look = {name: titled[name] for name in TITLED}
    told = {name: payload["whatif"][name] for name in ("name", "label", "unit")}
    return told | {"look": look, "columns": payload["columns"], "rows": rows}


def name_book() -> str:
    """Return the book's short name with its edition, as pictures carry it."""
    return f"{citation.work()['title'].partition(':')[0]}, edition {edition.edition()}"
