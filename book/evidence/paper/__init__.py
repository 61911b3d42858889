"""The book on paper: the built pages, set by Typst as the report, the evidence annex, and one file a chapter.

They are made from the HTML and not from the sources, so that page and paper show the same execution. The annex is set first: the
report names its pages, which it reads in the finished file. Typst checks while it compiles that a file is accessible (PDF/UA-1)
and archival (PDF/A-3a): a picture without a description, a character without a glyph or a table without heads stops the build.

``python -m evidence.paper`` sets the pages that are built, without building them again.
"""

import io
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf

from evidence.ledger import edition
from evidence.paper import citation
from evidence.paper.attached import annex_files, attachment_markup, figure_files
from evidence.paper.convert import Converter
from evidence.paper.finish import compile_document
from evidence.paper.front import ANNEX_TITLE, cover, figure_list, imprint, index, preamble, summary_numbers
from evidence.paper.grids import BIBLIOGRAPHY
from evidence.paper.markup import string, tuple_of
from evidence.paper.pages import Page, links, read_pages
from evidence.paper.terms import Terms, read_terms
from evidence.paper.volumes import annex_pages, report_pages

NAME = "rare-earth-leverage"
ANNEX = f"{NAME}-annex.pdf"
PAGES = "annex-pages.json"
MARGIN = (
    f"For each number the margin, or the line below a table, names the page of the evidence annex, {ANNEX}, that has its entry: "
    "what was claimed or recorded, where, what speaks against it, how it was computed. Kept in one folder, the two files are linked."
)
ALONE = (
    f"Here a number's entry is not named by its page: that stands in the evidence annex, {ANNEX}, with which the published report "
    "is set. From the book's sources make pdf sets both."
)
DATA_OF_FIGURES = "The data of each figure, under its identifier: the file list of a PDF reader has them."


def chapter_file(number: str, name: str) -> str:
    """Return the file name of a chapter's own PDF, after its number and the name of its page."""
    return f"{NAME}-{number}-{name.replace('_', '-')}.pdf"


def annex_pdf(book: list[Page], terms: Terms, html: Path) -> bytes:
    """Return the evidence annex, which carries the book's tables and the page of each entry that the report names."""
    pages = annex_pages(book)
    names = {page.name for page in pages}
    converter = Converter(book, terms, pages)
    targets = sorted({target for target in links(report_pages(book)) if target[0] in names})
    converter.wanted |= {target for target in targets if target[1]}
    document = converter.convert()
    labels = [converter.target(identifier, converter.book[name]) for name, identifier in targets]
    labels = sorted({*labels, f"sources#{BIBLIOGRAPHY}"})
    files = annex_files(html)
    title = edition.citation()["title"].partition(": ")[0]
    carried = f"The book’s tables with their schema, a data package, the ledger for machines, and the pages of entries: {len(files) + 1} files."
    name = f"{ANNEX_TITLE[0].lower()}{ANNEX_TITLE[1:]}"
    said = {"Belongs to": f"The report, {NAME}.pdf, which names these pages.", "Attached": carried}
    markup = [
        preamble(f"{title}: {name}", f"{title}, {name}"),
        attachment_markup(files),
        f"#carry-pages({string(PAGES)}, {tuple_of([string(label) for label in labels])})",
        cover(ANNEX_TITLE, f"Where the numbers of {title} come from"),
        imprint(citation.sentence(), said),
        "#contents()",
        *document.body,
    ]
    return compile_document("\n\n".join(markup), document.pictures, files)


def entry_pages(annex: bytes) -> dict[str, int]:
    """Return the page of each entry that the report names, by label, as the finished annex carries it."""
    with pikepdf.open(io.BytesIO(annex)) as document:
        return json.loads(document.attachments[PAGES].get_file().read_bytes())


def report_pdf(book: list[Page], terms: Terms, html: Path, annex: dict[str, int]) -> bytes:
    """Return the report: what a person reads and cites, with the data of its figures attached."""
    pages = report_pages(book)
    document = Converter(book, terms, pages, annex).convert()
    files = figure_files(html, document.data)
    title, _, subtitle = edition.citation()["title"].partition(": ")
    number = chr(ord(pages[-1].number) + 1)
    said = {"Where numbers come from": MARGIN if annex else ALONE, "Attached": DATA_OF_FIGURES}
    markup = [
        preamble(edition.citation()["title"], title),
        attachment_markup(files),
        cover(title, subtitle[:1].upper() + subtitle[1:]),
        imprint(citation.sentence(), said),
        "#contents()",
        figure_list(document.figures),
        *document.body,
        summary_numbers(pages[0].name, number, annex, {page.name for page in pages}),
        index(terms),
    ]
    return compile_document("\n\n".join(markup), document.pictures, files)


def chapter_pdf(book: list[Page], terms: Terms, html: Path, annex: dict[str, int], page: Page) -> bytes:
    """Return the PDF of one chapter, which says how to cite it."""
    document = Converter(book, terms, [page], annex).convert()
    files = figure_files(html, document.data)
    title = edition.citation()["title"].partition(": ")[0]
    said = {"Where numbers come from": MARGIN, "Attached": DATA_OF_FIGURES}
    markup = [
        preamble(f"{title}: {page.title}", f"{title}, chapter {page.number}: {page.title}"),
        attachment_markup(files),
        cover(page.title, f"Chapter {page.number} of {title}"),
        imprint(citation.sentence(page.title, page.number), said),
        "#contents()",
        *document.body,
    ]
    return compile_document("\n\n".join(markup), document.pictures, files)


def typeset(html: Path, target: Path, whole: bool = True) -> None:
    """Write the report and its citation records, the annex, and one file a chapter, once all are compiled.

    Without ``whole`` the report alone: it names pages of the annex in ``target``, if one of the same pages lies there.
    Raises `EvidenceError` if a page, figure or font isn't as the PDF needs it.
    """
    book, terms = read_pages(html), read_terms()
    outputs = {ANNEX: annex_pdf(book, terms, html)} if whole else {}
    annex = outputs.get(ANNEX) or ((target / ANNEX).read_bytes() if (target / ANNEX).is_file() else b"")
    places = entry_pages(annex) if annex else {}
    with ThreadPoolExecutor() as pool:
        jobs = {f"{NAME}.pdf": pool.submit(report_pdf, book, terms, html, places)}
        if whole:
            jobs |= {
                chapter_file(page.number, page.name): pool.submit(chapter_pdf, book, terms, html, places, page)
                for page in book
                if page.is_chapter
            }
        outputs |= {name: job.result() for name, job in jobs.items()}
    target.mkdir(parents=True, exist_ok=True)
    for name, content in outputs.items():
        (target / name).write_bytes(content)
    for suffix, text in citation.records().items():
        (target / f"{NAME}{suffix}").write_text(text, encoding="utf-8", newline="")
