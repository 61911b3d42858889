"""``python -m evidence.intake FILE [--write]``: list the figures of a digest and what they would join.

Nothing is written unless asked: ``--write`` appends proposals to ``data/review.csv``.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from evidence.errors import EvidenceError, Problem
from evidence.intake.accounts import Account, Entry, account_for
from evidence.intake.digest import Digest, read_digest
from evidence.intake.figures import Figure
from evidence.intake.proposals import Proposal, propose, write_rows
from evidence.intake.review import REVIEW, append_rows, read_review
from evidence.intake.rivals import Rivals, describe_rivals
from evidence.intake.terms import Terms
from evidence.ledger import load_ledger
from evidence.paths import SEEDS
from evidence.quantities import format_quantity

USAGE = "usage: python -m evidence.intake FILE [--write]   (make intake FILE=... [WRITE=1])"


def identify(path: Path, digest: Digest, pending: pd.DataFrame) -> tuple[Digest, str]:
    """Say under which name the ledger knows a file, and which prefix its article ids have.

    Parameters
    ----------
    path : Path
        The file.
    digest : Digest
        What it holds.
    pending : DataFrame
        The review file, which may hold proposals for it already.

    Returns
    -------
    (Digest, str)
        The digest under the name of ``seeds/manifest.csv`` if its content is listed there, and its prefix; the next free
        prefix otherwise.

    Raises
    ------
    EvidenceError
        If it has the name of a seed file but not its content.
    """
    with (SEEDS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        manifest = {row["sha256"]: row["file"] for row in csv.DictReader(file)}
    known = manifest.get(hashlib.sha256(path.read_bytes()).hexdigest())
    if known:
        return replace(digest, name=known), known[:3]
    if digest.name in manifest.values():
        remedy = "save the new digest under a name of its own; a seed file never changes"
        raise EvidenceError(Problem(digest.name, "", "the name is that of a seed file, the content is not", remedy))
    ours = pending.loc[pending["seed_file"] == digest.name, "article_id"]
    if len(ours):
        return digest, ours.iat[0][:3]
    taken = [int(name[:3]) for name in (*manifest.values(), *pending["article_id"]) if name[:3].isdigit()]
    return digest, f"{max(taken, default=-1) + 1:03d}"


def describe(figure: Figure) -> str:
    """Write the normalised value and unit of a figure.

    Parameters
    ----------
    figure : Figure
        The figure.

    Returns
    -------
    str
        For example ``over 0.1%``, ``3.8 million t``, ``2025-10-09``; ``-`` for a mark.
    """
    if figure.fault:
        return "can't be read"
    if figure.unit == "date":
        return figure.period or "a day without a date"
    if not figure.has_number:
        return "-"
    text = format_quantity(
        figure.value, figure.unit, low=figure.low, high=figure.high, qualifier=figure.qualifier
    ).replace("\u00a0", " ")
    return f"{text} ({figure.unit})" if figure.unit in {"count", "ratio"} else text


def report(digest: Digest, prefix: str, account: Account, proposals: Sequence[Proposal]) -> Iterator[str]:
    """Yield the lines of the report: each article with its figures, then the summary.

    Parameters
    ----------
    digest : Digest
        The file.
    prefix : str
        First part of its article ids.
    account : Account
        Its figures.
    proposals : sequence of Proposal
        What the open figures would join.
    """
    numbers = range(1, len(digest.articles) + 1)
    yield f"{digest.name}: {_count(len(digest.articles), 'article')}, {prefix}-{numbers[0]:02d} to {prefix}-{numbers[-1]:02d}"
    by_entry = {(proposal.entry.line, proposal.entry.figure.start): proposal for proposal in proposals}
    for position, article in enumerate(digest.articles):
        breaks_off = ", breaks off" if article.truncated else ""
        where = ", ".join(str(line) for line, _ in article.body)
        yield f"\n{prefix}-{position + 1:02d}  title on line {article.line}, body on {where}  {article.published}  {article.language}{breaks_off}"
        yield f"  {article.title}"
        for entry in account.entries_of(position):
            yield from _describe_entry(entry, by_entry.get((entry.line, entry.figure.start)))
    yield ""
    yield from _summarise(account, proposals)


def _describe_entry(entry: Entry, proposal: Proposal | None) -> Iterator[str]:
    figure = entry.figure
    if entry.claim_id:
        state = f"claim {entry.claim_id}"
    elif entry.reason:
        state = f"not a claim: {entry.reason}"
    elif figure.mark:
        state = f"NEW, not a claim: {figure.mark}"
    else:
        state = f"NEW: {figure.fault}" if figure.fault else "NEW"
    yield f"    {_place(entry):>12}  {figure.text:28}  {describe(figure):24}  {state}"
    for candidate, rivals in proposal.joins if proposal else ():
        yield f"{'':18}joins {candidate.indicator_id} ({', '.join(candidate.words)})"
        if agreeing := describe_rivals(rival for rival in rivals if rival.agrees):
            yield f"{'':20}agrees with {agreeing}"
        if conflicting := describe_rivals(rival for rival in rivals if rival.conflicts):
            yield f"{'':20}CONFLICTS with {conflicting}"
    if proposal and not proposal.joins and not figure.fault:
        yield f"{'':18}joins no indicator: give it one, or say in data/not_claims.csv why it is no claim"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _place(entry: Entry) -> str:
    return f"{entry.line}:{entry.figure.start + 1}"


def _summarise(account: Account, proposals: Sequence[Proposal]) -> Iterator[str]:
    claims = sum(bool(entry.claim_id) for entry in account.entries)
    excused = sum(bool(entry.reason) for entry in account.entries)
    marks = len(account.open) - len(proposals)
    yield (
        f"{_count(len(account.entries), 'figure')}: {claims} in claims, {excused} in not_claims, "
        f"{_count(marks, 'new mark')}, {_count(len(proposals), 'new figure')}"
    )
    conflicting = [proposal for proposal in proposals if proposal.conflicting]
    verb = "conflicts" if len(conflicting) == 1 else "conflict"
    yield f"{_count(len(conflicting), 'new figure')} {verb} with the ledger{':' if conflicting else ''}"
    for proposal in conflicting:
        place, text = _place(proposal.entry), proposal.entry.figure.text
        yield f"  line {place}  {text}, on {proposal.joins[0][0].indicator_id}: {describe_rivals(proposal.conflicting)}"
    unread = [proposal for proposal in proposals if proposal.entry.figure.fault]
    if unread:
        yield f"{_count(len(unread), 'figure')} can't be read; write the number by hand:"
    for proposal in unread:
        yield f"  line {_place(proposal.entry)}  {proposal.entry.figure.text}: {proposal.entry.figure.fault}"
    yield from (str(problem) for problem in account.problems)


def main(arguments: Sequence[str]) -> int:
    """Read a digest, print the report, and append proposals if asked.

    Parameters
    ----------
    arguments : sequence of str
        The file, and perhaps ``--write``.

    Returns
    -------
    int
        0; 1 if the file can't be used; 2 if the arguments can't.
    """
    names = [argument for argument in arguments if argument != "--write"]
    if len(names) != 1 or not names[0] or names[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        path, pending, ledger = Path(names[0]), read_review(REVIEW), load_ledger()
        digest, prefix = identify(path, read_digest(path), pending)
        account = account_for(digest, ledger)
        proposals = propose(digest, account, Terms(ledger.indicators), Rivals(ledger), ledger)
        for line in report(digest, prefix, account, proposals):
            print(line)
        if "--write" in arguments:
            added = append_rows(write_rows(digest, prefix, account, proposals, ledger, pending), pending, REVIEW)
            print(f"{added} rows appended to data/{REVIEW.name}")
    except EvidenceError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
