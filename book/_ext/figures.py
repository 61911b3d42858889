"""What notebooks store, as pages show it: figures become cards, and keys of the evidence links."""

import html
import re

import nbformat
from markupsafe import Markup
from sphinx.application import Sphinx

from _ext.cards import render_card
from evidence.charts.figure import MIME, restore
from evidence.facts import fact

PAGE_EVIDENCE = 'class="page-evidence"'
KEY = re.compile(r"<code>([^<]+)</code>")


def show_cards(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the card in the place of what other viewers of the notebook show."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = nbformat.reads(source[0], as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if MIME in data:
                output.data = {"text/html": render_card(restore(data), docname.rpartition("/")[2])}
            elif PAGE_EVIDENCE in data.get("text/html", ""):
                # Viewers of notebooks have no pages for keys to lead to; on pages the tables wait for who asks.
                linked = KEY.sub(lambda found: _linked(html.unescape(found[1])), data["text/html"])
                data["text/html"] = linked.replace("<details open>", "<details>")
    source[0] = nbformat.writes(notebook)


def _linked(key: str) -> str:
    return Markup('<a href="{}">{}</a>').format(fact(key).href, key)
