"""Rules for the pages: each is in the table of contents, each fact it binds exists, words of probability are few."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from evidence.contents import TOC, page_names
from evidence.errors import EvidenceError, Problem
from evidence.facts import fact
from evidence.notebooks import bound_facts, prose, read_notebook
from evidence.paths import BOOK
from evidence.rules.probability import check_probability

SUMMARY = "index.md"


def check_book(book: Path = BOOK, toc: Path = TOC) -> list[Problem]:
    """Check that every page is in the table of contents, every fact it binds exists, and estimates use the yardstick.

    Parameters
    ----------
    book : Path
        Folder of the pages.
    toc : Path
        The table of contents.

    Returns
    -------
    list of Problem
        Every fault found.
    """
    listed = {Path(name).name for name in page_names(toc)}
    pages = sorted([*book.glob("*.md"), *book.glob("*.ipynb")])
    problems = []
    for path in pages:
        page = f"book/{path.name}"
        if path.stem not in listed:
            problems.append(Problem(page, "", "the page is missing from _toc.yml", f"add '- file: book/{path.stem}'"))
        text = prose(read_notebook(path)) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb" or path.name == SUMMARY:
            problems += check_probability(page, text)
        for key in bound_facts(text):
            try:
                fact(key)
            except EvidenceError as error:
                problems.append(Problem(page, f"fact {key}", error.problems[0].what, error.problems[0].remedy))
    for name in sorted(listed - {path.stem for path in pages}):
        problems.append(Problem("_toc.yml", f"book/{name}", "no such page", "write it, or take the entry out"))
    for left, right in combinations(pages, 2):
        if left.stem == right.stem:
            problems.append(Problem(f"book/{left.name}", "", f"shares its name with {right.name}", "rename one"))
    return problems
