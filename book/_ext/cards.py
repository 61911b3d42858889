"""The figure card of the built pages, and a figure's files, from what a notebook has stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import vl_convert
from markupsafe import Markup

from evidence.charts import theme
from evidence.charts.figure import VEGA_LITE, add_title, draw_svg
from evidence.facts.provenance import source_line, trace
from evidence.facts.registry import split_bound
from evidence.ledger import edition, load_ledger
from evidence.ledger.cells import defuse
from evidence.ledger.quantities import format_number
from evidence.pages.templates import template

FILES = ((".csv", "data (CSV)"), (".svg", "SVG"), (".png", "PNG"), (".vl.json", "Vega-Lite"), (".json", "metadata"))


def _display(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return format_number(cell) if isinstance(cell, int | float) else str(cell)


# Pictures that were drawn before their page is read, by figure and layout.
_ahead: dict[str, str] = {}


def draw_ahead(payload: dict[str, Any]) -> None:
    """Draw the pictures of a figure's card, so that `render_card` finds them."""
    for layout in payload["specs"]:
        _ahead[f"{payload['id']}-{layout}"] = _picture(payload, layout)


def _picture(payload: dict[str, Any], layout: str) -> str:
    name = f"{payload['id']}-{layout}"
    return draw_svg(payload["specs"][layout], name, payload["title"], payload["description"])


def render_card(payload: dict[str, Any]) -> str:
    """Render the figure card of a page.

    Parameters
    ----------
    payload : dict
        As `figure.restore` gives it.

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
        figure=payload,
        pictures={
            layout: Markup(_ahead.pop(f"{payload['id']}-{layout}", None) or _picture(payload, layout))
            for layout in payload["specs"]
        },
        sources=source_line(payload["evidence"]),
        table={"labels": payload["columns"][:-1], "rows": rows},
        files=FILES,
        claims=_drawn_claims(payload),
        citation=_cite(payload),
        whatif=whatif,
        assumptions=[
            item | {"href": trace(item["evidence"]).href if item["evidence"] else ""}
            for item in (whatif["parameters"] if whatif else ())
        ],
    )


def _drawn_claims(payload: dict[str, Any]) -> list[dict[str, str]]:
    """Return the claims drawn with their verdicts and the signs that charts use for these; none if the table has them."""
    if "Verdict" in payload["columns"]:
        return []
    ledger = load_ledger()
    drawn = sorted({parent for parent, _ in map(split_bound, payload["evidence"])} & set(ledger.claims.index))
    verdicts = ledger.verdicts["verdict"]
    return [{"id": key, "verdict": verdicts[key], "sign": theme.VERDICTS[verdicts[key]].sign} for key in drawn]


def _cite(payload: dict[str, Any]) -> str:
    book = edition.citation()
    authors = ", ".join(author["name"] for author in book["authors"])
    return (
        f"{authors} ({str(book['date-released'])[:4]}). {payload['title']}. Figure {payload['id']} in: {book['title']}, "
        f"edition {edition.edition()}. Evidence cut-off {edition.cutoff().isoformat()}. Data: figures/{payload['id']}.csv."
    )


def write_files(payload: dict[str, Any], folder: Path) -> None:
    """Write a figure's files: data, pictures, specification, metadata, and the script the page loads.

    Parameters
    ----------
    payload : dict
        As `figure.restore` gives it.
    folder : Path
        Folder to write into; created if need be. Pictures are the wide ones and carry title, subtitle and source, so
        that they can stand alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    figure_id = payload["id"]
    titled = add_title(payload["specs"]["wide"], payload["title"], payload["subtitle"], payload["source"])
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
