"""Accounts: which figures of a digest the ledger accounts for, and which are open.

A figure is accounted for if everything numeric in it lies within the text of a claim on that line, or within the text
of a row of ``data/not_claims.csv``. Each place where such a text stands serves one row only, so that a figure printed
twice needs two rows (or a row with two occurrences).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.rules.places import name_row
from intake.digest import Digest
from intake.figures import Figure, find_figures

Span = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """One figure of a digest with what accounts for it."""

    line: int  # of the file, from 1
    article: int  # its position in the digest
    figure: Figure  # its positions are columns of the line, from 0
    claim_id: str = ""  # the claim that holds it
    reason: str = ""  # why it is no claim, from ``not_claims``

    @property
    def is_open(self) -> bool:
        """Whether neither a claim nor a row of ``not_claims`` holds the figure."""
        return not (self.claim_id or self.reason)


@dataclass(frozen=True)
class Account:
    """The figures of a digest, and rows of the ledger that its text doesn't bear out."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def open(self) -> tuple[Entry, ...]:
        """The figures that nothing accounts for."""
        return tuple(entry for entry in self.entries if entry.is_open)


@dataclass(frozen=True)
class _Holder:
    """A row of the ledger that holds figures of a line."""

    line: int
    text: str
    occurrences: int
    name: str
    file: str
    row: str


def account_for(digest: Digest, ledger: Ledger) -> Account:
    """Find the figures of a digest, in titles, bodies and furniture alike, and what accounts for each."""
    entries, problems = [], []
    claims, not_claims = _by_line(_claims_of(ledger, digest.name)), _by_line(_not_claims_of(ledger, digest.name))
    for holder in (holder for rows in (*claims.values(), *not_claims.values()) for holder in rows):
        if holder.line > len(digest.lines):
            what = f"{digest.name} has no line {holder.line}"
            problems.append(Problem(holder.file, holder.row, what, "mend the line"))
    for number, text in enumerate(digest.lines, start=1):
        article = digest.owners[number - 1]
        held = list(_place(text, claims[number], problems))
        excused = list(_place(text, not_claims[number], problems, [span for span, _ in held]))
        for figure in find_figures(text, digest.articles[article].published):
            claim_id = _holder_of(figure, held)
            entries.append(Entry(number, article, figure, claim_id, "" if claim_id else _holder_of(figure, excused)))
    return Account(tuple(entries), tuple(problems))


def _by_line(holders: Iterable[_Holder]) -> defaultdict[int, list[_Holder]]:
    lines = defaultdict(list)
    for holder in holders:
        lines[holder.line].append(holder)
    return lines


def _claims_of(ledger: Ledger, file: str) -> Iterator[_Holder]:
    articles = ledger.articles.index[ledger.articles["seed_file"] == file]
    for row in ledger.claims[ledger.claims["article_id"].isin(articles)].itertuples():
        place = name_row(ledger.claims, row.claim_id)
        yield _Holder(row.line, row.figure_text, 1, row.claim_id, "data/claims.csv", place)


def _not_claims_of(ledger: Ledger, file: str) -> Iterator[_Holder]:
    for row in ledger.not_claims[ledger.not_claims["seed_file"] == file].itertuples():
        place = f"row {row.Index}"
        yield _Holder(row.line, row.figure_text, row.occurrences, row.reason, "data/not_claims.csv", place)


def _place(
    text: str, holders: Iterable[_Holder], problems: list[Problem], taken: Iterable[Span] = ()
) -> Iterator[tuple[Span, str]]:
    """Give each row the places of its text: the longer text first, then in the order of the table.

    A place that another row holds already is given only where no free one is left: the text of one claim may lie within
    that of another.
    """
    taken = list(taken)
    used: dict[str, list[Span]] = defaultdict(list)
    for holder in sorted(holders, key=lambda holder: -len(holder.text)):
        places = [span for span in _occurrences(text, holder.text) if span not in used[holder.text]]
        free = [span for span in places if not any(span[0] < end and start < span[1] for start, end in taken)]
        chosen = [*free, *(span for span in places if span not in free)][: holder.occurrences]
        if len(chosen) < holder.occurrences:
            what = f"stands {len(chosen)} times on line {holder.line} for this row, not {holder.occurrences}"
            remedy = "mend line, figure_text or occurrences"
            problems.append(Problem(holder.file, holder.row, f"{holder.text!r} {what}", remedy))
        for span in chosen:
            used[holder.text].append(span)
            taken.append(span)
            yield span, holder.name


def _occurrences(text: str, part: str) -> Iterator[Span]:
    """Yield where a text stands, but not where its digits or letters go on beyond it."""
    before = r"(?<!\d)(?<!\d[.,])" if part[:1].isdigit() else r"(?<![A-Za-z])" if re.match("[A-Za-z]", part) else ""
    after = r"(?!\d|[.,]\d)" if part[-1:].isdigit() else r"(?![A-Za-z])" if re.search("[A-Za-z]$", part) else ""
    for match in re.finditer(before + re.escape(part) + after, text):
        yield match.span()


def _holder_of(figure: Figure, held: list[tuple[Span, str]]) -> str:
    """Return the row whose text holds all numerals of a figure; of several that share them, the first."""
    first = ""
    for start, end in figure.numerals:
        name = next((name for (left, right), name in held if left <= start and end <= right), "")
        if not name:
            return ""
        first = first or name
    return first
