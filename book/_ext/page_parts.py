"""Parts of pages without cells: a chapter's figure, comparisons, and how to cite the book."""

from __future__ import annotations

import math
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.cards import render_card
from _ext.layout import link, paragraph, table
from evidence import chapter, citation
from evidence.charts.figure import stored_figures
from evidence.errors import EvidenceError
from evidence.notebooks import chapter_paths


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
                    card = nodes.raw("", render_card(payload), format="html")
                    chapter_link = link(path.stem.replace("_", " "), f"{path.stem}.html#{wanted}")
                    return [card, paragraph(["From the chapter ", chapter_link, "."])]
        raise ExtensionError(f"{self.env.docname}: no chapter shows the figure {wanted}; check its id")


class ComparisonsDirective(SphinxDirective):
    """``{comparisons}``: the assertions a page without cells relies on, one a line.

    Each line reads ``words on the page | left | relation | right``; ``verdict`` and ``status`` are relations too.
    """

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Check every line and return them as a table.

        Raises
        ------
        ExtensionError
            If a comparison isn't true or its words aren't on the page.
        """
        try:
            checks = tuple(self.check(line) for line in self.content if line.strip())
            text = Path(self.env.doc2path(self.env.docname)).read_text(encoding="utf-8")
            problems = chapter.failures(f"{self.env.docname}.md", text.split("```{comparisons}")[0], checks)
        except EvidenceError as error:
            problems = list(error.problems)
        if problems:
            raise ExtensionError("\n".join(map(str, problems)))
        return [table(["Words", "Read as"], [("", [check.phrase, check.reading]) for check in checks])]

    def check(self, line: str) -> chapter.Check:
        """Turn one line into a check."""
        parts = [part.strip() for part in line.split("|")]
        if len(parts) != 4:
            raise ExtensionError(f"{self.env.docname}: {line!r} isn't 'words | left | relation | right'")
        phrase, left, relation, right = parts
        if relation == "verdict":
            return chapter.verdict(phrase, left, right)
        if relation == "status":
            return chapter.status(phrase, left, right)
        try:
            return chapter.compare(phrase, left, relation, float(right))
        except ValueError as error:
            if isinstance(error, EvidenceError) or _is_number(right):
                raise
            return chapter.compare(phrase, left, relation, right)


def _is_number(text: str) -> bool:
    try:
        return not math.isnan(float(text))
    except ValueError:
        return False


class CitationDirective(SphinxDirective):
    """``{citation}``: how to cite the book, from ``CITATION.cff`` alone."""

    def run(self) -> list[nodes.Node]:
        """Return the citation as a sentence and as BibTeX."""
        bibtex = citation.bibtex().strip()
        return [paragraph(citation.sentence()), nodes.literal_block(bibtex, bibtex, language="bibtex")]


def register(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("figure-card", FigureCardDirective)
    app.add_directive("comparisons", ComparisonsDirective)
    app.add_directive("citation", CitationDirective)
