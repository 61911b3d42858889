"""What notebooks store, as pages show it: figures become cards, and keys of the evidence links."""

import html
import re
from pathlib import Path

import nbformat
from markupsafe import Markup
from sphinx.application import Sphinx

from _ext.cards import render_card, write_files
from _ext.sharing import FOLDER, write_picture
from evidence.charts.figure import MIME, restore
from evidence.facts import fact

FILES = "book/figures"
PAGE_EVIDENCE = 'class="page-evidence"'
KEY = re.compile(r"<code>([^<]+)</code>")


def show_cards(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the card in the place of what other viewers of the notebook show, and write the figure's files."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = nbformat.reads(source[0], as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if MIME in data:
                payload = restore(data)
                if app.builder.format == "html":
                    write_files(payload, Path(app.outdir) / FILES)
                    write_picture(payload, Path(app.outdir) / FOLDER)
                output.data = {"text/html": render_card(payload, docname.rpartition("/")[2])}
            elif PAGE_EVIDENCE in data.get("text/html", ""):
                # Viewers of notebooks have no pages for keys to lead to; on pages the tables wait for who asks.
                linked = KEY.sub(lambda found: _linked(html.unescape(found[1])), data["text/html"])
                data["text/html"] = linked.replace("<details open>", "<details>")
    source[0] = nbformat.writes(notebook)


def _linked(key: str) -> str:
    return Markup('<a href="{}">{}</a>').format(fact(key).href, key)
