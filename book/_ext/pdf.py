"""The report and the annex as PDF, and the records for citing them: written with the pages, so that no link to them dangles."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.layout import joined, link, paragraph
from evidence.errors import EvidenceError
from evidence.pages.contents import chapter_numbers
from evidence.paper import ANNEX, NAME, chapter_file, citation, typeset

FOLDER = "pdf"


class DownloadsDirective(SphinxDirective):
    """``{downloads}``: the report, the evidence annex and each chapter as PDF."""

    def run(self) -> list[nodes.Node]:
        """Return a line of links; paper leaves it out."""
        chapters = joined(
            link(number, f"../{FOLDER}/{chapter_file(number, name)}") for number, name in chapter_numbers().items()
        )
        report = link("the report", f"../{FOLDER}/{NAME}.pdf")
        annex = link("the evidence annex with all data", f"../{FOLDER}/{ANNEX}")
        line = paragraph(["As PDF, to print, cite or archive: ", report, "; ", annex, "; chapter ", *chapters, "."])
        return [nodes.container("", line, classes=["not-in-pdf"])]


class RecordsDirective(SphinxDirective):
    """``{citation-records}``: the citation as files for reference managers."""

    def run(self) -> list[nodes.Node]:
        """Return a line of links."""
        records = joined(link(name, f"../{FOLDER}/{NAME}{suffix}") for suffix, name in citation.RECORDS.items())
        return [paragraph(["For reference managers: ", *records, "."])]


def write_pdf(app: Sphinx, error: Exception | None) -> None:
    """Set the pages as PDF once they and everything they offer are written.

    Raises
    ------
    ExtensionError
        If the PDF can't be made as it must be; the build fails then.
    """
    if error is None and app.builder.name == "html":
        try:
            typeset(Path(app.outdir), Path(app.outdir) / FOLDER)
        except EvidenceError as problem:
            raise ExtensionError(str(problem)) from None


def register(app: Sphinx) -> None:
    """Add the directives; write the PDF after the other files, since it carries some of them."""
    app.add_directive("downloads", DownloadsDirective)
    app.add_directive("citation-records", RecordsDirective)
    app.connect("build-finished", write_pdf, priority=900)
