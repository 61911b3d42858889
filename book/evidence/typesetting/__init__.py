"""The book on paper: the built pages, set by Typst as one PDF and as one a chapter.

The PDF is made from the HTML and not from the sources, so that both show the same execution. Typst checks while it
compiles that the file is accessible (PDF/UA-1) and archival (PDF/A-3a): a picture without a description, a character
without a glyph or a table without heads stops the build.

``python -m evidence.typesetting`` sets the pages that are built, without building them again.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase

import pikepdf
import typst

from evidence import citation, edition
from evidence.errors import EvidenceError, Problem
from evidence.paths import DATA
from evidence.quantities import format_date
from evidence.tables import read_descriptor
from evidence.typesetting.convert import Converter
from evidence.typesetting.document import Document, Listed
from evidence.typesetting.fonts import font_folders
from evidence.typesetting.markup import shown, string, tuple_of, with_keys
from evidence.typesetting.pages import Page, read_pages
from evidence.typesetting.terms import Terms, read_terms

NAME = "rare-earth-leverage"
STANDARDS = ["ua-1", "a-3a"]
TEMPLATE = Path(__file__).with_name("template.typ")
# Of the built book, what travels inside the PDF beside the tables and their schema; it must be there.
ATTACHED_EXPORTS = ("book/ledger.json",)
FIGURE_DATA = "Data of the figures"
# A page with more tables than this is a collection of data, such as the record: the list of tables names it in one line.
MANY_TABLES = 20
LICENCE = "text, figures and data CC BY 4.0; code MIT"
MEDIA_TYPES = {".csv": "text/csv", ".json": "application/json"}


def attachments(html: Path) -> dict[str, Path]:
    """Name the files that travel inside the PDF.

    Parameters
    ----------
    html : Path
        Folder of the built pages.

    Returns
    -------
    dict of str to Path
        Each file by the name it has inside.

    Raises
    ------
    EvidenceError
        If an export isn't there.
    """
    tables = sorted(resource["path"] for resource in read_descriptor()["resources"])
    found = {f"data/{path}": DATA / path for path in (*tables, "datapackage.json")}
    found |= {name: html / name for name in ATTACHED_EXPORTS}
    missing = [name for name, path in found.items() if not path.is_file()]
    if missing:
        raise EvidenceError(
            Problem(f"PDF, attachment {name}", "", "it isn't built", "run make book") for name in missing
        )
    return found


def chapter_file(number: str, name: str) -> str:
    """Return the file name of a chapter's own PDF, after its number and the name of its page."""
    return f"{NAME}-{number}-{name.replace('_', '-')}.pdf"


def preamble(title: str) -> str:
    """Return the markup that opens a document: style, title, authors, date."""
    book = edition.citation()
    authors = tuple_of([string(name) for name in citation.authors()])
    keywords = tuple_of([string(word) for word in book["keywords"]])
    day = date.fromisoformat(str(book["date-released"]))
    return (
        '#import "/template.typ": *\n'
        f"#show: book.with(title: {string(title)}, author: {authors}, keywords: {keywords}, "
        f"date: datetime(year: {day.year}, month: {day.month}, day: {day.day}), "
        f"description: {string(' '.join(book['abstract'].split()))})"
    )


def cover(title: str, subtitle: str) -> str:
    """Return the cover: what the document is, and which book."""
    book = edition.citation()
    lines = {
        "Edition": f"{edition.edition()}, {format_date(str(book['date-released']))}",
        "Evidence cut-off": format_date(edition.cutoff().isoformat()),
        "Licence": LICENCE,
        "Commit": edition.commit(),
    }
    pairs = ", ".join(f"({string(name)}, {string(text)})" for name, text in lines.items())
    return f"#cover({string(title)}, {string(subtitle)}, {string(', '.join(citation.authors()))}, ({pairs}))"


def imprint(files: Iterable[str]) -> str:
    """Return the page behind the cover: how to cite the book, what the file declares, and what it carries."""
    names = ", ".join(files)
    parts = {
        "How to cite": citation.sentence(),
        "Licence": LICENCE,
        "This file": "declares PDF/UA-1 (accessible) and PDF/A-3a (archival). It is set from the pages of the built book: "
        "text and numbers are the same. A number with a dotted underline leads to its evidence.",
    }
    if names:
        parts["Attached to this file"] = names
    pairs = ", ".join(f"({string(name)}, [{with_keys(text)}])" for name, text in parts.items())
    return f"#imprint(({pairs}))"


def page_list(title: str, columns: int, items: Iterable[Listed]) -> str:
    """Return a list of figures, tables or claims with their pages."""
    rows = ",\n".join(f"({string(item.target)}, {string(item.number)}, [{item.title}])" for item in items)
    return f'#titled(1, "", [{shown(title)}])\n#page-list(columns: {columns},\n{rows})' if rows else ""


def listed_tables(document: Document, pages: list[Page], appendix: str) -> Iterator[Listed]:
    """Yield what the list of tables names: each table, and in one line those of a page that is a collection of them."""
    titles = {page.number: page.title for page in pages} | {appendix: FIGURE_DATA}
    tables = [*document.tables, *document.data_tables]
    for number, group in groupby(tables, key=lambda table: table.number.rpartition(".")[0]):
        found = list(group)
        if len(found) <= MANY_TABLES:
            yield from found
        else:
            numbers = f"{found[0].number} to {found[-1].number}"
            yield Listed(found[0].target, numbers, shown(titles[number]))


def whole_book(pages: list[Page], document: Document, terms: Terms, files: Iterable[str], appendix: str) -> str:
    """Return the markup of the whole book: cover, lists, pages, figure data, index, attachments."""
    title, _, subtitle = edition.citation()["title"].partition(": ")
    numbers = iter(range(sum(map(len, terms.groups.values()))))
    groups = [
        f"({string(group)}, {tuple_of([f'({next(numbers)}, {string(name)})' for name in names])})"
        for group, names in terms.groups.items()
    ]
    attached = [
        f'#pdf.attach({string(name)}, relationship: "data", '
        f"mime-type: {string(MEDIA_TYPES[Path(name).suffix])}, description: {string(f'{name} of the book')})"
        for name in files
    ]
    return "\n\n".join(
        [
            preamble(edition.citation()["title"]),
            *attached,
            cover(title, subtitle[:1].upper() + subtitle[1:]),
            imprint(files),
            "#contents()",
            page_list("Figures", 1, document.figures),
            page_list("Tables", 2, listed_tables(document, pages, appendix)),
            page_list("Claims", 4, document.claims),
            *document.body,
            f"#titled(1, {string(appendix)}, [{shown(FIGURE_DATA)}])",
            *document.data,
            '#titled(1, "", [#"Index"])',
            f"#page-index({tuple_of(groups)})",
        ]
    )


def one_chapter(document: Document, page: Page, appendix: str) -> str:
    """Return the markup of a chapter that stands alone: cover, contents, chapter, figure data."""
    title = edition.citation()["title"].partition(": ")[0]
    return "\n\n".join(
        [
            preamble(f"{title}: {page.title}"),
            cover(page.title, f"Chapter {page.number} of {title}"),
            imprint([]),
            "#contents()",
            *document.body,
            f"#titled(1, {string(appendix)}, [{shown(FIGURE_DATA)}])",
            *document.data,
        ]
    )


def compile_document(markup: str, pictures: dict[str, str], attached: dict[str, Path]) -> bytes:
    """Compile a document.

    Parameters
    ----------
    markup : str
        Typst markup.
    pictures : dict of str to str
        SVG by file name.
    attached : dict of str to Path
        Files to put inside, by name.

    Returns
    -------
    bytes
        The PDF; the same for the same input.

    Raises
    ------
    EvidenceError
        If Typst can't compile the document or warns, which it does for a font that is missing.
    """
    released = date.fromisoformat(str(edition.citation()["date-released"]))
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        texts = {"main.typ": markup, **pictures}
        copies = {"template.typ": TEMPLATE, **attached}
        for name in (*texts, *copies):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (root / name).write_text(text, encoding="utf-8")
        for name, path in copies.items():
            shutil.copyfile(path, root / name)
        try:
            pdf, warnings = typst.compile_with_warnings(
                root / "main.typ",
                root=root,
                font_paths=font_folders(),
                ignore_system_fonts=True,
                pdf_standards=STANDARDS,
                timestamp=datetime(released.year, released.month, released.day, tzinfo=UTC),
            )
        except typst.TypstError as error:
            warnings = [error]
    if warnings:
        remedy = "mend what it names: a font, a picture's description or the template"
        raise EvidenceError(
            Problem("PDF", "", " ".join([warning.message, *map(str, warning.hints)]), remedy) for warning in warnings
        )
    return pack(pdf)


def pack(pdf: bytes) -> bytes:
    """Store a PDF's objects compressed, as PDF/A-3 allows: a quarter of the size with the same content and tags."""
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return packed.getvalue()


def appendix_letter(pages: list[Page]) -> str:
    """Return the letter after the last page's: it names the tables behind the figures, in every PDF alike."""
    return ascii_uppercase[sum(not page.is_chapter for page in pages[1:])]


def book_pdf(pages: list[Page], terms: Terms, files: dict[str, Path]) -> bytes:
    """Return the PDF of the whole book, with files attached."""
    appendix = appendix_letter(pages)
    document = Converter(pages, terms, pages, appendix).convert()
    return compile_document(whole_book(pages, document, terms, files, appendix), document.pictures, files)


def chapter_pdf(pages: list[Page], terms: Terms, page: Page) -> bytes:
    """Return the PDF of one chapter."""
    appendix = appendix_letter(pages)
    document = Converter(pages, terms, [page], appendix).convert()
    return compile_document(one_chapter(document, page, appendix), document.pictures, {})


def typeset(html: Path, target: Path) -> None:
    """Write the PDF of the book, one of each chapter, and the citation records beside them.

    Parameters
    ----------
    html : Path
        Folder of the built pages.
    target : Path
        Folder to write into. Everything is compiled before the first file is written.

    Raises
    ------
    EvidenceError
        If a page, figure or font isn't as the PDF needs it.
    """
    pages, terms = read_pages(html), read_terms()
    chapters = [page for page in pages if page.is_chapter]
    with ThreadPoolExecutor() as pool:
        jobs = {f"{NAME}.pdf": pool.submit(book_pdf, pages, terms, attachments(html))}
        jobs |= {
            chapter_file(page.number, page.name): pool.submit(chapter_pdf, pages, terms, page) for page in chapters
        }
        outputs = {name: job.result() for name, job in jobs.items()}
    target.mkdir(parents=True, exist_ok=True)
    for name, content in outputs.items():
        (target / name).write_bytes(content)
    for suffix, text in citation.records().items():
        (target / f"{NAME}{suffix}").write_text(text, encoding="utf-8", newline="")
