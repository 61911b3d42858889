"""Proposals: rows for the figures of a digest that the ledger doesn't hold yet."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from evidence.intake.accounts import Account, Entry
from evidence.intake.digest import Digest
from evidence.intake.rivals import Rival, Rivals, describe_rivals
from evidence.intake.surroundings import read_surroundings
from evidence.intake.terms import Candidate, Terms, find_theme
from evidence.ledger import Ledger

BEFORE = ("table", "seed_file", "column", "title", "published", "language")
CLAIM = (
    *("claim_id", "article_id", "line", "theme", "indicator_id", "statement", "figure_text", "value", "low", "high"),
    *("qualifier", "unit", "basis", "period", "note"),
)
AFTER = ("occurrences", "reason", "joins", "agrees_with", "conflicts_with")
COLUMNS = (*BEFORE, *CLAIM, *AFTER)
# Indicators listed for a figure.
LISTED = 1


Join = tuple[Candidate, tuple[Rival, ...]]


@dataclass(frozen=True)
class Proposal:
    """What an open figure would join.

    Attributes
    ----------
    entry : Entry
        The figure and where it stands.
    joins : tuple of (Candidate, tuple of Rival)
        Indicators, the best first, each with what the ledger has on it.
    theme : str
        That of the best indicator, or else of the article.
    """

    entry: Entry
    joins: tuple[Join, ...]
    theme: str

    @property
    def agreeing(self) -> tuple[Rival, ...]:
        """What the figure agrees with on the best indicator."""
        return tuple(rival for rival in self._rivals if rival.agrees)

    @property
    def conflicting(self) -> tuple[Rival, ...]:
        """What the figure disagrees with on the best indicator."""
        return tuple(rival for rival in self._rivals if rival.conflicts)

    @property
    def _rivals(self) -> tuple[Rival, ...]:
        return self.joins[0][1] if self.joins else ()


def propose(digest: Digest, account: Account, terms: Terms, rivals: Rivals, ledger: Ledger) -> list[Proposal]:
    """Say of each open figure what it would join; of marks, nothing.

    Parameters
    ----------
    digest : Digest
        The file.
    account : Account
        Its figures.
    terms : Terms
        The words of the indicators.
    rivals : Rivals
        What the ledger has on them.
    ledger : Ledger
        The tables.

    Returns
    -------
    list of Proposal
        In the order of the file, without figures that carry a mark.
    """
    themes = [find_theme(article) for article in digest.articles]
    proposals = []
    for entry in account.open:
        if entry.figure.mark:
            continue
        article, theme = digest.articles[entry.article], themes[entry.article]
        joins: tuple[Join, ...] = ()
        if not entry.figure.fault:
            around = read_surroundings(digest.lines[entry.line - 1], entry.figure, article.title, theme, article.published)
            ranked = terms.rank(entry.figure, around)[:LISTED]
            joins = tuple((candidate, rivals.compare(entry.figure, candidate.indicator_id)) for candidate in ranked)
        if joins:
            theme = ledger.indicators.at[joins[0][0].indicator_id, "theme"]
        proposals.append(Proposal(entry, joins, theme))
    return proposals


def write_rows(
    digest: Digest, prefix: str, account: Account, proposals: Sequence[Proposal], ledger: Ledger, pending: pd.DataFrame
) -> list[dict[str, str]]:
    """Make the rows of the review file.

    Parameters
    ----------
    digest : Digest
        The file.
    prefix : str
        First part of its article ids.
    account : Account
        Its figures; those with a mark become rows of ``not_claims``.
    proposals : sequence of Proposal
        Its other open figures; each becomes a row of ``claims``.
    ledger : Ledger
        The tables; claim ids go on from theirs.
    pending : DataFrame
        Rows in the review file already; ids go on from theirs too.

    Returns
    -------
    list of dict
        Columns as `COLUMNS`.
    """
    rows = []
    numbers = _last_numbers([*ledger.claims.index, *pending["claim_id"]])
    for proposal in proposals:
        entry, figure = proposal.entry, proposal.entry.figure
        numbers[proposal.theme] += 1
        best = proposal.joins[0] if proposal.joins else None
        indicator = ledger.indicators.loc[best[0].indicator_id] if best else None
        words = ", ".join(best[0].words) if best else ""
        note = figure.fault and f"can't be read: {figure.fault}"
        if indicator is not None and indicator["unit"] != figure.unit:
            note = f"read as {figure.unit}; the indicator is in {indicator['unit']}"
        rows.append(
            _about(digest, prefix, entry)
            | {
                "table": "claims",
                "column": str(figure.start + 1),
                "claim_id": f"{proposal.theme}-{numbers[proposal.theme]:03d}",
                "theme": proposal.theme,
                "indicator_id": best[0].indicator_id if best else "",
                "statement": f"{figure.text}{f', near: {words}' if words else ''}?",
                "value": _plain(figure.value),
                "low": _plain(figure.low),
                "high": _plain(figure.high),
                "qualifier": figure.qualifier,
                "unit": "" if figure.fault else figure.unit,
                "basis": _usual_basis(ledger, indicator) if indicator is not None else "",
                "period": figure.period,
                "note": note,
                "joins": "; ".join(candidate.indicator_id for candidate, _ in proposal.joins),
                "agrees_with": describe_rivals(proposal.agreeing),
                "conflicts_with": describe_rivals(proposal.conflicting),
            }
        )
    marked = [entry for entry in account.open if entry.figure.mark]
    counted = Counter((entry.line, entry.figure.text, entry.figure.mark) for entry in marked)
    first = {(entry.line, entry.figure.text, entry.figure.mark): entry for entry in reversed(marked)}
    for key, occurrences in counted.items():
        row = {"table": "not_claims", "column": "", "occurrences": str(occurrences), "reason": key[2]}
        rows.append(_about(digest, prefix, first[key]) | row)
    return [{column: row.get(column, "") for column in COLUMNS} for row in rows]


def _about(digest: Digest, prefix: str, entry: Entry) -> dict[str, str]:
    article = digest.articles[entry.article]
    return {
        "seed_file": digest.name,
        "title": article.title,
        "published": article.published,
        "language": article.language,
        "article_id": f"{prefix}-{entry.article + 1:02d}",
        "line": str(entry.line),
        "figure_text": entry.figure.text,
    }


def _last_numbers(claim_ids: Iterable[str]) -> Counter[str]:
    """Return the highest number in use for each theme."""
    numbers: Counter[str] = Counter()
    for claim_id in claim_ids:
        if match := re.fullmatch(r"([A-Z]{2})-(\d+)", claim_id):
            numbers[match[1]] = max(numbers[match[1]], int(match[2]))
    return numbers


def _plain(number: float) -> str:
    return "" if math.isnan(number) else str(int(number)) if number == int(number) else repr(number)


def _usual_basis(ledger: Ledger, indicator: pd.Series) -> str:
    """Return the basis most claims on an indicator state, or else its own."""
    claims = ledger.claims
    bases = claims.loc[claims["indicator_id"] == indicator["indicator_id"], "basis"]
    return bases.mode().iat[0] if len(bases) else indicator["basis"]
