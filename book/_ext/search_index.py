"""The index of the search page: sections, entries of the evidence pages and figures, in any language.

Sphinx's own index knows words of one language and no figures; readers also look for claim ids, Chinese and Russian terms.
The index is matched as text, so that any part of a word is found.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from evidence.charts.figure import stored_figures
from evidence.pages.notebooks import chapter_paths

ENTRY_CLASSES = {"claim", "indicator", "measure", "result"}
FILE = "_static/search-index.js"


def plain_text(node: nodes.Node) -> str:
    """Return the text of a node without markup and without the sections and entries inside it."""
    if isinstance(node, nodes.raw):
        return html.unescape(re.sub(r"<[^>]+>", "", node.astext())) if "<span" in node.astext() else ""
    if isinstance(node, nodes.Text):
        return node.astext()
    parts = (plain_text(child) for child in node.children if not _is_entry(child))
    return " ".join(part for part in parts if part)


def _is_entry(node: nodes.Node) -> bool:
    if not isinstance(node, nodes.Element) or not node.get("ids"):
        return False
    return isinstance(node, nodes.section | nodes.row) or bool(ENTRY_CLASSES.intersection(node.get("classes", ())))


def find_entries(doctree: nodes.document) -> Iterator[tuple[str, str, str]]:
    """Yield anchor, title and text of every section, entry and addressed table row of a page.

    Parameters
    ----------
    doctree : nodes.document
        The page, resolved.

    Yields
    ------
    (str, str, str)
        The title is the heading, or the entry's first paragraph, or the row's key.
    """
    for node in doctree.findall(_is_entry):
        anchor = node["ids"][0]
        first = next(node.findall(lambda part: isinstance(part, nodes.title | nodes.paragraph)), None)
        title = anchor if isinstance(node, nodes.row) or first is None else " ".join(plain_text(first).split())
        yield anchor, title, " ".join(plain_text(node).split())


def collect(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Keep the entries of a page for the index."""
    if doctree is not None:
        entries = [[f"{pagename}.html#{anchor}", title, text] for anchor, title, text in find_entries(doctree)]
        app.builder.search_entries[pagename] = entries


def start(app: Sphinx) -> None:
    """Begin with an empty index, in place of Sphinx's."""
    app.builder.search = False
    app.builder.search_entries = {}


def add_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give the search a page."""
    yield "search", {}, "search.html"


def write_index(app: Sphinx, error: Exception | None) -> None:
    """Write the index: pages in their order, then figures."""
    if error is not None or app.builder.format != "html":
        return
    entries = [entry for page in sorted(app.builder.search_entries) for entry in app.builder.search_entries[page]]
    for path in chapter_paths():
        for payload in stored_figures(path):
            text = f"{payload['subtitle']} {payload['description']}"
            entries.append([f"book/{path.stem}.html#{payload['id']}", f"Figure: {payload['title']}", text])
    script = f"evidenceSearch({json.dumps(entries, ensure_ascii=False)});\n"
    (Path(app.outdir) / FILE).write_text(script, encoding="utf-8")


def register(app: Sphinx) -> None:
    """Collect while pages are written, write when they are done."""
    app.connect("builder-inited", start)
    app.connect("html-collect-pages", add_page)
    app.connect("html-page-context", collect)
    app.connect("build-finished", write_index)
