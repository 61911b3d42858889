"""Which pages are printed where: the report that is read, the annex that proves it, and what a screen alone can use."""

from collections.abc import Iterable
from dataclasses import replace
from string import ascii_uppercase

from evidence.errors import EvidenceError, Problem
from evidence.paper.pages import Page

# Pages beside the first and the chapters. The annex has all sources, the report those that it names.
REPORT = ("how_to_read", "judgements", "sources", "glossary", "how_to_cite")
ANNEX = ("ledger", "indicators", "results", "assumptions", "record", "measures", "sources", "changelog")
# Tools, a notebook to try things in, and lists of packages: the built pages and the repository have them.
SCREEN = ("explorer", "change", "explore", "status")


def report_pages(book: list[Page]) -> list[Page]:
    """Return the report's pages, numbered or lettered; `EvidenceError` for a page that belongs nowhere."""
    known = {*REPORT, *ANNEX, *SCREEN}
    unknown = [page.name for page in book[1:] if not page.is_chapter and page.name not in known]
    if unknown:
        raise EvidenceError(
            Problem(f"PDF, page {name}", "", "no document prints it", "name it in evidence/paper/volumes.py")
            for name in unknown
        )
    chapters = [page for page in book if page.is_chapter]
    return [book[0], *chapters, *_lettered(page for page in book[1:] if page.name in REPORT)]


def annex_pages(book: list[Page]) -> list[Page]:
    """Return the pages of the annex, lettered."""
    return _lettered(page for page in book if page.name in ANNEX)


def _lettered(pages: Iterable[Page]) -> list[Page]:
    return [replace(page, number=letter) for page, letter in zip(pages, ascii_uppercase, strict=False)]
