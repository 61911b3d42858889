"""Rules for the pages: each is in the table of contents, what it binds is right, words of probability are few."""

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from evidence.charts.figure import MIME, restore
from evidence.errors import Problem
from evidence.facts import split_bound
from evidence.facts.binding import bound_facts, check_bindings
from evidence.pages.contents import TOC, page_names
from evidence.pages.notebooks import outputs, prose, read_notebook
from evidence.paths import BOOK
from evidence.rules.probability import check_probability
from evidence.rules.style import check_style

SUMMARY = "index.md"
# A numbered judgement with its lines, the chapters it leads to, and a count of claims with the words up to the next fact.
JUDGEMENT = re.compile(r"(?m)^\d+\. \*\*.*(?:\n(?: .*)?)*")
CHAPTER = re.compile(r"\(([a-z_]+\.ipynb)")
COUNT = re.compile(r"\(#book\.claims-([a-z-]+)\)([^\[]*)")
SAID = {"not checkable": "can't be checked"}


def check_book(book: Path = BOOK, toc: Path = TOC) -> list[Problem]:
    """Check that every page is in the table of contents, what it binds is right, and chapters are short and exact."""
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
            problems += check_style(page, text)
        if path.name == SUMMARY:
            problems += check_summary(page, text, book)
        problems += check_bindings(page, text)
    for name in sorted(listed - {path.stem for path in pages}):
        problems.append(Problem("_toc.yml", f"book/{name}", "no such page", "write it, or take the entry out"))
    for left, right in combinations(pages, 2):
        if left.stem == right.stem:
            problems.append(Problem(f"book/{left.name}", "", f"shares its name with {right.name}", "rename one"))
    return problems


def check_summary(page: str, text: str, book: Path) -> Iterator[Problem]:
    """Yield facts of the key judgements that the chapter they lead to doesn't show, and counts beside other words."""
    for judgement in JUDGEMENT.findall(text):
        chapters = [book / name for name in CHAPTER.findall(judgement)]
        shown = set().union(*(_shown(path) for path in chapters if path.exists()))
        for key in bound_facts(judgement):
            if not key.startswith("book.") and _subject(key) not in shown:
                what = f"{' and '.join(path.name for path in chapters) or 'no chapter'} doesn't show it"
                remedy = "bind what the chapter binds or draws, or lead to another chapter"
                yield Problem(page, f"fact {key}", what, remedy)
    for key, words in COUNT.findall(text):
        verdict = key.replace("-", " ")
        if not re.search(SAID.get(verdict, verdict), " ".join(words.split())):
            what = f"the words after it aren't {SAID.get(verdict, verdict)!r}"
            yield Problem(page, f"fact book.claims-{key}", what, "count the verdict that the sentence names")


def _shown(path: Path) -> set[str]:
    """Return the facts that a chapter binds in its prose or draws."""
    keys = bound_facts(prose(read_notebook(path)))
    for bundle in outputs(read_notebook(path), MIME):
        keys += restore(bundle)["evidence"]
    return set(map(_subject, keys))


def _subject(key: str) -> str:
    """Return a key without bound, or the judgement that a field belongs to."""
    return key.partition(".")[0] if key.startswith("KJ-") else split_bound(key)[0]
