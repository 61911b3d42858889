"""The report and the annex as PDF, and the records for citing them: written with the pages, so that no link to them dangles."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from _ext.layout import joined, link, paragraph
from evidence.errors import EvidenceError
from evidence.pages.contents import chapter_numbers
from evidence.paper import ANNEX, NAME, chapter_file, citation, typeset
from evidence.upkeep.build import AMOUNT

FOLDER = "pdf"


def is_whole() -> bool:
    """Whether the annex and the chapters are set too, as `make pdf` and the workflow that publishes want it."""
    return os.environ.get(AMOUNT) == "whole"


class DownloadsDirective(SphinxDirective):
    """``{downloads}``: the report, the evidence annex and each chapter as PDF, as far as they are set."""

    def run(self) -> list[nodes.Node]:
        """Return a line of links; paper leaves it out."""
        report = link("the report", f"../{FOLDER}/{NAME}.pdf")
        line = ["As PDF, to print, cite or archive: ", report]
        if is_whole():
            chapters = joined(
                link(number, f"../{FOLDER}/{chapter_file(number, name)}") for number, name in chapter_numbers().items()
            )
            annex = link("the evidence annex with all data", f"../{FOLDER}/{ANNEX}")
            line += ["; ", annex, "; chapter ", *chapters, "."]
        else:
            make = nodes.literal("", "make pdf")
            line += [
                ". The evidence annex with all data, and a file a chapter, come with the book as published: ",
                make,
                " sets them.",
            ]
        return [nodes.container("", paragraph(line), classes=["not-in-pdf"])]


class RecordsDirective(SphinxDirective):
    """``{citation-records}``: the citation as files for reference managers."""

    def run(self) -> list[nodes.Node]:
        """Return a line of links."""
        records = joined(link(name, f"../{FOLDER}/{NAME}{suffix}") for suffix, name in citation.RECORDS.items())
        return [paragraph(["For reference managers: ", *records, "."])]


def start_report(app: Sphinx) -> None:
    """Begin to set the report in a thread once the pages are written: the compiler needs no Python, the files beside them do."""
    if not is_whole():
        pool = ThreadPoolExecutor(max_workers=1)
        app.builder.report_written = pool.submit(typeset, Path(app.outdir), Path(app.outdir) / FOLDER, whole=False)
        pool.shutdown(wait=False)


def write_pdf(app: Sphinx) -> None:
    """Wait for the report, or set all files once everything is written that the annex carries.

    Raises
    ------
    ExtensionError
        If the PDF can't be made as it must be; the build fails then.
    """
    try:
        if is_whole():
            typeset(Path(app.outdir), Path(app.outdir) / FOLDER)
        else:
            app.builder.report_written.result()
    except EvidenceError as problem:
        raise ExtensionError(str(problem)) from None
