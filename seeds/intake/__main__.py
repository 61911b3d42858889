"""``python -m intake FILE [--write]``: list the figures of a digest and what they would join.

Nothing is written unless asked: ``--write`` appends proposals to ``data/review.csv``.
"""

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from evidence.errors import EvidenceError, Problem
from evidence.ledger import load_ledger
from evidence.ledger.quantities import format_quantity
from evidence.paths import SEEDS
from intake.accounts import Account, Entry, account_for
from intake.digest import Digest, read_digest
from intake.figures import Figure
from intake.proposals import Proposal, propose
from intake.review import REVIEW, append_rows, read_review, write_rows
from intake.rivals import describe_rivals

USAGE = "usage: python -m intake FILE [--write]   (make intake FILE=... [WRITE=1])"


def _identify(path: Path, digest: Digest, pending: pd.DataFrame) -> tuple[Digest, str]:
    """Return the digest under the name the ledger knows it by, and the prefix of its article ids, if new a free one."""
    manifest = pd.read_csv(SEEDS / "manifest.csv", index_col="sha256", dtype=str)["file"].to_dict()
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


def _describe(figure: Figure) -> str:
    """Write value and unit of a figure: ``over 0.1%``, ``3.8 million t``, ``2025-10-09``; ``-`` for a mark."""
    if figure.fault:
        return "can't be read"
    if figure.unit == "date":
        return figure.period or "a day without a date"
    if not figure.has_number:
        return "-"
    numbers = {"low": figure.low, "high": figure.high, "qualifier": figure.qualifier}
    text = format_quantity(figure.value, figure.unit, **numbers).replace("\u00a0", " ")
    notes = [figure.unit] * (figure.unit in {"count", "ratio"}) + ["change"] * figure.change
    return f"{text} ({', '.join(notes)})" if notes else text


def _report(digest: Digest, prefix: str, account: Account, proposals: Sequence[Proposal]) -> Iterator[str]:
    """Yield the lines of the report: each article with its figures, then the summary."""
    number = len(digest.articles)
    yield f"{digest.name}: {_count(number, 'article')}, {prefix}-01 to {prefix}-{number:02d}"
    by_entry = {id(proposal.entry): proposal for proposal in proposals}
    entries = iter(account.entries)
    entry = next(entries, None)
    for position, article in enumerate(digest.articles):
        breaks_off = ", breaks off" if article.truncated else ""
        where = f"title on line {article.line}, body on {', '.join(str(line) for line, _ in article.body)}"
        yield f"\n{prefix}-{position + 1:02d}  {where}  {article.published}  {article.language}{breaks_off}"
        yield f"  {article.title}"
        while entry and entry.article == position:
            yield from _describe_entry(entry, by_entry.get(id(entry)))
            entry = next(entries, None)
    yield ""
    yield from _summarise(account, proposals)


def _describe_entry(entry: Entry, proposal: Proposal | None) -> Iterator[str]:
    figure = entry.figure
    state = f"claim {entry.claim_id}" if entry.claim_id else f"not a claim: {entry.reason}"
    if entry.is_open:
        state = f"NEW, not a claim: {figure.mark}" if figure.mark else f"NEW: {figure.fault}" if figure.fault else "NEW"
    yield f"    {_place(entry):>12}  {figure.text:28}  {_describe(figure):24}  {state}"
    if proposal and proposal.candidate:
        yield f"{'':18}joins {proposal.candidate.indicator_id} ({', '.join(proposal.candidate.words)})"
        if proposal.agreeing:
            yield f"{'':20}agrees with {describe_rivals(proposal.agreeing)}"
        if proposal.conflicting:
            yield f"{'':20}CONFLICTS with {describe_rivals(proposal.conflicting)}"
        elif proposal.differing:
            yield f"{'':20}may speak of the same, and differs from {describe_rivals(proposal.differing)}"
    elif proposal and not figure.fault:
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
        what = f"{proposal.entry.figure.text}, on {proposal.candidate.indicator_id}"
        yield f"  line {_place(proposal.entry)}  {what}: {describe_rivals(proposal.conflicting)}"
    unread = [proposal.entry for proposal in proposals if proposal.entry.figure.fault]
    if unread:
        yield f"{_count(len(unread), 'figure')} can't be read; write the number by hand:"
    for entry in unread:
        yield f"  line {_place(entry)}  {entry.figure.text}: {entry.figure.fault}"
    yield from (str(problem) for problem in account.problems)


def main(arguments: Sequence[str]) -> int:
    """Read a digest, print the report, and append proposals if asked; 1 if the file is no use, 2 if the arguments."""
    names = [argument for argument in arguments if argument != "--write"]
    if len(names) != 1 or not names[0] or names[0].startswith("-"):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        path, pending, ledger = Path(names[0]), read_review(REVIEW), load_ledger()
        digest, prefix = _identify(path, read_digest(path), pending)
        account = account_for(digest, ledger)
        proposals = propose(digest, account, ledger)
        for line in _report(digest, prefix, account, proposals):
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
