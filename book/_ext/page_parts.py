"""Parts of pages without cells: a chapter's figure, and how to cite the book."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.cards import render_card
from _ext.layout import link, paragraph
from evidence.charts.figure import stored_figures
from evidence.pages.notebooks import chapter_paths
from evidence.paper import citation


class FigureCardDirective(SphinxDirective):
    """``{figure-card} fig-id``: a chapter's figure on another page, from the same stored output."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the figure's card with a link to its chapter.

        Raises
        ------
        ExtensionError
            If no chapter shows the figure.
        """
        wanted = self.arguments[0]
        for path in chapter_paths():
            for payload in stored_figures(path):
                if payload["id"] == wanted:
                    card = nodes.raw("", render_card(payload, path.stem), format="html")
                    chapter_link = link(path.stem.replace("_", " "), f"{path.stem}.html#{wanted}")
                    # The PDF names the page of the chapter's figure in its caption.
                    home = nodes.container(
                        "", paragraph(["From the chapter ", chapter_link, "."]), classes=["not-in-pdf"]
                    )
                    return [card, home]
        raise ExtensionError(f"{self.env.docname}: no chapter shows the figure {wanted}; check its id")


class CitationDirective(SphinxDirective):
    """``{citation}``: how to cite the book, from ``CITATION.cff`` alone."""

    def run(self) -> list[nodes.Node]:
        """Return the citation as a sentence and as BibTeX."""
        bibtex = citation.bibtex().strip()
        return [paragraph(citation.sentence()), nodes.literal_block(bibtex, bibtex, language="bibtex")]


def register(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("figure-card", FigureCardDirective)
    app.add_directive("citation", CitationDirective)
