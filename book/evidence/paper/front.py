"""What stands before and after the pages: cover, imprint, lists, and where the numbers of the summary come from."""

import re
from collections.abc import Iterable
from datetime import date

from evidence.errors import EvidenceError
from evidence.facts import Fact, fact
from evidence.facts.binding import bound_facts
from evidence.facts.provenance import source_line
from evidence.ledger import edition
from evidence.ledger.quantities import format_date
from evidence.paper import citation
from evidence.paper.document import Listed
from evidence.paper.finish import RIGHTS
from evidence.paper.markup import shown, string, tuple_of, with_keys
from evidence.paper.terms import Terms
from evidence.paper.wording import typographic
from evidence.paths import BOOK

ANNEX_TITLE = "Evidence annex"
SUMMARY_NUMBERS = "The numbers of the summary"
# Publishers that a row of the table of numbers names; the rest are counted.
NAMED_SOURCES = 2
COUNTED = "count of the book’s tables"


def preamble(title: str, name: str = "") -> str:
    """Return the markup that opens a document: style, title, authors, date; ``name`` is what each page's foot calls it."""
    book = edition.citation()
    authors = tuple_of([string(author) for author in citation.authors()])
    keywords = tuple_of([string(word) for word in book["keywords"]])
    day = date.fromisoformat(str(book["date-released"]))
    foot = f"{name or title}, edition {edition.edition()}, {format_date(day.isoformat())}, commit {edition.commit()}"
    return (
        '#import "/template.typ": *\n'
        f"#show: book.with(title: {string(title)}, author: {authors}, keywords: {keywords}, "
        f"date: datetime(year: {day.year}, month: {day.month}, day: {day.day}), foot: {string(foot)}, "
        f"description: {string(typographic(' '.join(book['abstract'].split())))})"
    )


def cover(title: str, subtitle: str) -> str:
    """Return the cover: what the document is, and which book."""
    book = edition.citation()
    lines = {
        "Edition": f"{edition.edition()}, {format_date(str(book['date-released']))}",
        "Evidence cut-off": format_date(edition.cutoff().isoformat()),
        "Licence": RIGHTS,
        "Commit": edition.commit(),
    }
    if where := citation.base_address():
        lines["Address"] = where
    pairs = ", ".join(f"({string(name)}, {string(text)})" for name, text in lines.items())
    return f"#cover({string(title)}, {string(subtitle)}, {string(', '.join(citation.authors()))}, ({pairs}))"


def imprint(cite: str, parts: dict[str, str]) -> str:
    """Return the page behind the cover: how to cite, the licence, what the file declares, and what else is to be said."""
    said = {
        "How to cite": cite,
        "Published by": f"{citation.publisher()}, {format_date(str(edition.citation()['date-released']))}",
        "Identifier": f"DOI {citation.doi()}" if citation.doi() else citation.identifier(),
        "Licence": f"{RIGHTS}. {citation.LICENCE_ADDRESS}",
        **parts,
        "This file": "It declares PDF/UA-1 (accessible) and PDF/A-3a (archival). It is set from the pages of the built book: "
        "text and numbers are the same.",
    }
    pairs = ", ".join(f"({string(name)}, [{with_keys(typographic(text))}])" for name, text in said.items())
    return f"#imprint(({pairs}))"


def figure_list(items: Iterable[Listed]) -> str:
    """Return the list of figures with their pages, or nothing without figures."""
    rows = ",\n".join(f"({string(item.target)}, {string(item.number)}, [{item.title}])" for item in items)
    return f'#titled(1, "", [{shown("Figures")}])\n#page-list(\n{rows})' if rows else ""


def index(terms: Terms) -> str:
    """Return the index."""
    numbers = iter(range(sum(map(len, terms.groups.values()))))
    groups = [
        f"({string(group)}, {tuple_of([f'({next(numbers)}, {string(name)})' for name in names])})"
        for group, names in terms.groups.items()
    ]
    return f'#titled(1, "", [{shown("Index")}])\n#page-index({tuple_of(groups)})'


def summary_facts(name: str) -> list[Fact]:
    """Return the numbers and dates that the first page binds, each once, in order; words of judgements have their page."""
    found = [fact(key) for key in bound_facts((BOOK / f"{name}.md").read_text(encoding="utf-8"))]
    return [each for each in found if each.kind != "judgement" and re.search(r"\d", each.text)]


def summary_numbers(name: str, number: str, annex: dict[str, int], printed: set[str]) -> str:
    """Return the table of the summary's numbers, if any: each with what it rests on, and where its entry stands.

    It is section ``number``; entries are links on pages ``printed`` with page ``name``, else pages of the annex.
    """
    cells = []
    for found in summary_facts(name):
        target = f"{found.page}#{found.anchor}"
        where = ""
        if found.page in printed:
            where = f"#page-of({string(target)})"
        elif target in annex:
            where = f"#annex({annex[target]})[{shown(f'annex {annex[target]}')}]"
        words = (found.text, found.label, _rests_on(found))
        cells += [*(f"[{shown(typographic(text))}]" for text in words), f"[{where}]"]
    if not cells:
        return ""
    head = tuple_of([f"[{shown(text)}]" for text in ("Number", "What it is", "Rests on", "Entry")])
    target = "summary-numbers-table"
    goes_on = f"goes-on: ({string(target)}, {string(f'{number}.1')})"
    table = f"grid-of(columns: (18fr, 52fr, 32fr, 12fr), head: {head}, {goes_on},\n{', '.join(cells)})"
    caption = "Each number of the summary, what it rests on, and the page of its entry"
    return (
        f"#titled(1, {string(number)}, [{shown(SUMMARY_NUMBERS)}])#label({string('summary-numbers')})\n"
        f"#numbered-table({string(target)}, {string(f'{number}.1')}, [{shown(caption)}], {table})"
    )


def _rests_on(found: Fact) -> str:
    if found.kind == "book":
        return COUNTED
    try:
        mentions = [mention.text for mention in source_line([found.key])]
    except EvidenceError:
        return f"our arithmetic on a {COUNTED}" if found.kind == "model" else ""
    # What we computed ourselves is said last, and always.
    ours = mentions[-1:] if mentions[-1:] == ["our arithmetic"] else []
    others = mentions[: len(mentions) - len(ours)]
    more = len(others) - NAMED_SOURCES
    return "; ".join([*others[:NAMED_SOURCES], *([f"{more} more"] if more > 0 else []), *ours])
