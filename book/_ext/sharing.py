"""What other sites show of a figure: a page of its own to embed, and a picture with title, source and the book's name."""

import re
import textwrap
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup
from sphinx.application import Sphinx

from _ext.cards import brief_sources, caveat, draw, figure_address, name_book
from evidence.charts import theme
from evidence.charts.figure import stored_figures
from evidence.charts.grammar import broken
from evidence.charts.picture import SVG
from evidence.charts.renderer import to_png
from evidence.pages.notebooks import chapter_paths
from evidence.pages.templates import template

FOLDER = "book/embed"
# What other sites crop previews of links to, pixels.
WIDTH, HEIGHT, EDGE = 1200, 630, 48
# Of a title in a browser's tab, characters.
TAB = 64
# A chart higher than this part of its width stands beside its title and not below it.
UPRIGHT = 0.62
CARD = re.compile(r'class="evidence-figure" id="([^"]+)"')


@cache
def homes() -> dict[str, tuple[str, dict[str, Any]]]:
    """Return each figure of the book by its identifier: the name of its chapter, and the payload."""
    return {payload["id"]: (path.stem, payload) for path in chapter_paths() for payload in stored_figures(path)}


def page_picture(body: str) -> str:
    """Return the file that other sites show for a page: its first figure, or else the book's first, or else its mark."""
    shown = [name for name in CARD.findall(body) if name in homes()] or list(homes())
    return f"{FOLDER}/{shown[0]}.png" if shown else "_static/favicon.svg"


def render_embed(payload: dict[str, Any], page: str) -> str:
    """Render the HTML body of a figure's own page, which leads back to its chapter."""
    address = figure_address(payload["id"], page)
    return template("embed.html").render(
        figure=payload | {"whatif": payload.get("whatif")},
        pictures={layout: Markup(draw(payload, layout)) for layout in payload["specs"]},
        brief=brief_sources(payload),
        caveat=caveat(payload["note"]),
        address=address if "://" in address else f"../{address}",
        book=name_book(),
    )


def add_embeds(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give each figure a page of its own."""
    for figure_id, (page, payload) in homes().items():
        context = {
            "title": textwrap.shorten(payload["title"], TAB, placeholder=" ..."),
            "headline": payload["title"],
            "subtitle": payload["subtitle"],
            "body": render_embed(payload, page),
        }
        yield f"{FOLDER}/{figure_id}", context, "embed.html"


def write_picture(payload: dict[str, Any], folder: Path) -> None:
    """Write the picture that other sites show beside a link to a figure, as PNG."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{payload['id']}.png").write_bytes(to_png(compose_picture(payload), 1))


def compose_picture(payload: dict[str, Any]) -> str:
    """Set a figure's title, subtitle, chart, source and the book's name on one SVG of `WIDTH` by `HEIGHT` pixels."""
    chart = ElementTree.fromstring(draw(payload, "wide"))
    _, _, width, height = map(float, chart.get("viewBox").split())
    beside = height > UPRIGHT * width
    letters = 22 if beside else 66
    sheet = ElementTree.Element(
        f"{{{SVG}}}svg", {"width": str(WIDTH), "height": str(HEIGHT), "font-family": theme.FONT}
    )
    ground = {"width": str(WIDTH), "height": str(HEIGHT), "fill": theme.colour("paper")}
    ElementTree.SubElement(sheet, f"{{{SVG}}}rect", ground)
    base = _write(sheet, broken(payload["title"], letters).split("\n"), EDGE + 30, 34, "ink", bold=True)
    base = _write(sheet, broken(payload["subtitle"], round(1.85 * letters)).split("\n"), base + 6, 20, "muted")
    left, top = (EDGE + 400, EDGE) if beside else (EDGE, base)
    room, depth = WIDTH - EDGE - left, HEIGHT - EDGE - 40 - top
    scale = min(room / width, depth / height)
    place = {"x": left + (room - scale * width) / 2, "y": top + (depth - scale * height) / 2}
    size = {"width": scale * width, "height": scale * height}
    for name, number in (place | size).items():
        chart.set(name, f"{number:.2f}")
    sheet.append(chart)
    sources = brief_sources(payload)
    more = f" and {len(sources) - 2} more" if len(sources) > 2 else ""
    _write(sheet, [f"Source: {'; '.join(mention.text for mention in sources[:2])}{more}"], HEIGHT - EDGE, 17, "muted")
    _write(sheet, [name_book()], HEIGHT - EDGE, 17, "ink", bold=True, end=True)
    return ElementTree.tostring(sheet, encoding="unicode")


def _write(
    sheet: ElementTree.Element,
    lines: list[str],
    y: float,
    size: int,
    colour: str,
    *,
    bold: bool = False,
    end: bool = False,
) -> float:
    """Write lines from a baseline down and return the next baseline."""
    look = {"x": str(WIDTH - EDGE if end else EDGE), "font-size": str(size), "fill": theme.colour(colour)}
    look |= {"font-weight": "bold"} if bold else {}
    look |= {"text-anchor": "end"} if end else {}
    for line in lines:
        ElementTree.SubElement(sheet, f"{{{SVG}}}text", look | {"y": f"{y:.1f}"}).text = line
        y += 1.25 * size
    return y
