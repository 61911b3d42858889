"""Whether the pages of a build show what notebooks and data say: every exhibit, every number in the text, every claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pandas as pd
import pikepdf
from lxml.html import HtmlElement

from evidence import chapter
from evidence.charts import figure
from evidence.errors import EvidenceError, Problem
from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.notebooks import bound_facts, chapter_paths, payloads, prose, read_notebook
from evidence.typesetting import NAME, attachments

FOLDER = "book"
REMEDY = "build again; if it stays so, what shows it must be mended"


def count_consistent(html: Path, book: Path, ledger: Ledger) -> dict[str, int]:
    """Compare built pages with notebooks and data.

    Parameters
    ----------
    html : Path
        Folder of the built pages.
    book : Path
        Folder of the notebooks and pages they were built from.
    ledger : Ledger
        The tables.

    Returns
    -------
    dict of str to int
        What was compared and how often; all of it agreed.

    Raises
    ------
    EvidenceError
        With everything that doesn't agree.
    """
    pages = {
        path.stem: lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
        for path in sorted((html / FOLDER).glob("*.html"))
    }
    kinds = {
        "exhibits: title, data table and files as the notebook stored them": _exhibits(html, book, pages),
        "numbers in the text, as the data give them": _numbers(book, pages),
        "comparisons that sentences rely on, stored as true": _comparisons(book),
        "claims with an entry and a verdict": _claims(pages, ledger),
        "files inside the PDF, the same as those it was made from": _attached(html),
    }
    counts, problems = {}, []
    for kind, outcomes in kinds.items():
        found = list(outcomes)
        counts[kind] = len(found)
        problems += [problem for problem in found if problem]
        if not found:
            problems.append(Problem(str(html), "", f"there are no {kind}", REMEDY))
    if problems:
        raise EvidenceError(problems)
    return counts


def _problem(page: str, row: str, what: str) -> Problem:
    return Problem(f"{page}.html", row, what, REMEDY)


def _exhibits(html: Path, book: Path, pages: dict[str, HtmlElement]) -> Iterator[Problem | None]:
    for path in chapter_paths(book):
        for payload in payloads(read_notebook(path), figure.MIME):
            name, page = payload["id"], pages[path.stem]
            cards = page.xpath(f"//figure[@id='{name}']")
            files = [html / FOLDER / "figures" / f"{name}{suffix}" for suffix, _ in figure.FILES]
            if len(cards) != 1 or payload["title"] not in cards[0].text_content():
                yield _problem(path.stem, name, "the exhibit isn't shown with its title")
            elif len(cards[0].xpath("(.//tbody)[last()]/tr")) != len(payload["rows"]):
                yield _problem(path.stem, name, "its data table hasn't the rows that were drawn")
            elif missing := [file.name for file in files if not file.is_file()]:
                yield _problem(path.stem, name, f"{', '.join(missing)} isn't offered")
            elif len(pd.read_csv(files[0], dtype=str)) != len(payload["rows"]):
                yield _problem(path.stem, name, f"{files[0].name} hasn't the rows that were drawn")
            else:
                yield None


def _numbers(book: Path, pages: dict[str, HtmlElement]) -> Iterator[Problem | None]:
    texts = {path.stem: prose(read_notebook(path)) for path in chapter_paths(book)}
    texts |= {path.stem: path.read_text(encoding="utf-8") for path in sorted(book.glob("*.md"))}
    for name, text in texts.items():
        shown = {(link.get("href"), link.text_content()) for link in pages[name].xpath("//a[contains(@class, 'fact')]")}
        for key in bound_facts(re.sub(r"```[\s\S]*?```|``[^\n]*?``", "", text)):
            found = fact(key)
            agrees = (found.href, found.text) in shown
            yield None if agrees else _problem(name, f"fact {key}", f"the page doesn't show it as {found.text}")


def _comparisons(book: Path) -> Iterator[Problem | None]:
    for path in chapter_paths(book):
        for stored in payloads(read_notebook(path), chapter.MIME):
            yield from (None for _ in stored["checks"])


def _claims(pages: dict[str, HtmlElement], ledger: Ledger) -> Iterator[Problem | None]:
    entries = {element.get("id"): element for element in pages["ledger"].xpath("//*[@id]")}
    for claim_id in ledger.claims.index:
        if claim_id not in entries:
            yield _problem("ledger", claim_id, "the claim has no entry")
        elif ledger.verdicts.at[claim_id, "verdict"] not in entries[claim_id].text_content():
            yield _problem("ledger", claim_id, "the entry doesn't show its verdict")
        else:
            yield None


def _attached(html: Path) -> Iterator[Problem | None]:
    with pikepdf.open(html / "pdf" / f"{NAME}.pdf") as document:
        inside = {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}
    for name, path in attachments(html).items():
        agrees = inside.get(name) == path.read_bytes()
        yield None if agrees else _problem(NAME, name, "the PDF doesn't carry the file as it is")
