"""Figures of the chapters: each stored output becomes the figure's card when its notebook is read."""

from __future__ import annotations

import nbformat
from sphinx.application import Sphinx

from _ext.cards import render_card
from evidence.charts.figure import MIME, restore


def show_cards(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the card in the place of what other viewers of the notebook show."""
    if not app.env.doc2path(docname).endswith(".ipynb"):
        return
    notebook = nbformat.reads(source[0], as_version=4)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                output.data = {"text/html": render_card(restore(output.data))}
    source[0] = nbformat.writes(notebook)


def register(app: Sphinx) -> None:
    """Connect the reader."""
    app.connect("source-read", show_cards)
