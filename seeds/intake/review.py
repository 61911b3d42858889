"""The review file: proposals that wait for an editor.

``data/review.csv`` is a worksheet, not a table of the data package: an editor reads each proposal beside the article,
writes the statement, and moves the row to ``claims.csv`` or ``not_claims.csv``.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from evidence.errors import EvidenceError, Problem
from evidence.ledger import Ledger
from evidence.ledger.cells import defuse
from evidence.paths import DATA
from evidence.upkeep.execute import replace_file
from intake.accounts import Account, Entry
from intake.digest import Digest
from intake.proposals import Proposal
from intake.rivals import describe_rivals

REVIEW = DATA / "review.csv"
COLUMNS = (
    *("table", "seed_file", "column", "title", "published", "language"),
    *("claim_id", "article_id", "line", "theme", "indicator_id", "statement", "figure_text", "value", "low", "high"),
    *("qualifier", "unit", "basis", "period", "note"),
    *("occurrences", "reason", "agrees_with", "differs_from", "conflicts_with"),
)
# What makes a row the same proposal when the file is read again.
KEY = ("seed_file", "line", "column", "figure_text")


def write_rows(
    digest: Digest, prefix: str, account: Account, proposals: Sequence[Proposal], ledger: Ledger, pending: pd.DataFrame
) -> list[dict[str, str]]:
    """Make the rows of the review file, columns as `COLUMNS`.

    Claims of proposals, whose ids go on from the ledger and from what is pending, and rows of ``not_claims`` of open
    figures with a mark. ``prefix`` is the first part of article ids.
    """
    rows = []
    numbers = _last_numbers([*ledger.claims.index, *pending["claim_id"]])
    for proposal in proposals:
        figure = proposal.entry.figure
        numbers[proposal.theme] += 1
        row = {
            "table": "claims",
            "column": str(figure.start + 1),
            "claim_id": f"{proposal.theme}-{numbers[proposal.theme]:03d}",
            "theme": proposal.theme,
            "statement": f"{figure.text}?",
            "qualifier": figure.qualifier,
            "unit": "" if figure.fault else figure.unit,
            "period": figure.period,
            "note": figure.fault and f"can't be read: {figure.fault}",
            "agrees_with": describe_rivals(proposal.agreeing),
            "differs_from": describe_rivals(proposal.differing),
            "conflicts_with": describe_rivals(proposal.conflicting),
        }
        row |= {name: _plain(getattr(figure, name)) for name in ("value", "low", "high")}
        if candidate := proposal.candidate:
            indicator = ledger.indicators.loc[candidate.indicator_id]
            row |= {"indicator_id": candidate.indicator_id, "basis": _usual_basis(ledger, indicator)}
            row["statement"] = f"{figure.text}, near: {', '.join(candidate.words)}?"
            if indicator["unit"] != figure.unit:
                row["note"] = f"read as {figure.unit}; the indicator is in {indicator['unit']}"
        rows.append(_about(digest, prefix, proposal.entry) | row)
    marks: dict[tuple[int, str, str], list[Entry]] = {}
    for entry in account.open:
        if entry.figure.mark:
            marks.setdefault((entry.line, entry.figure.text, entry.figure.mark), []).append(entry)
    for (_, _, reason), entries in marks.items():
        row = {"table": "not_claims", "occurrences": str(len(entries)), "reason": reason}
        rows.append(_about(digest, prefix, entries[0]) | row)
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
    bases = ledger.claims.loc[ledger.claims["indicator_id"] == indicator["indicator_id"], "basis"]
    return bases.mode().iat[0] if len(bases) else indicator["basis"]


def read_review(path: Path) -> pd.DataFrame:
    """Read the review file, which need not be there; columns as `COLUMNS`, all text. `EvidenceError` for any others."""
    if not path.exists():
        return pd.DataFrame(columns=list(COLUMNS), dtype=str)
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (ValueError, OSError) as error:
        raise EvidenceError(Problem(f"data/{path.name}", "", str(error), "mend the file, or move it away")) from None
    if tuple(frame.columns) != COLUMNS:
        remedy = "move the file away; the next --write begins a new one"
        raise EvidenceError(Problem(f"data/{path.name}", "row 1", "its columns are not those of proposals", remedy))
    return frame


def append_rows(rows: Sequence[dict[str, str]], pending: pd.DataFrame, path: Path) -> int:
    """Append the rows that are new to those the review file holds, in one step, and return how many were.

    No text of an article is run as a formula where an editor opens the file in a spreadsheet. `EvidenceError` if the
    file can't be written; it is as it was then.
    """
    rows = [{column: defuse(text) for column, text in row.items()} for row in rows]
    known = set(pending[list(KEY)].itertuples(index=False, name=None))
    new = [row for row in rows if tuple(row[column] for column in KEY) not in known]
    if new:
        both = pd.concat([pending, pd.DataFrame(new)])
        try:
            replace_file(path, both.to_csv(index=False, lineterminator="\n"))
        except OSError as error:
            remedy = "make room or mend its rights; the file is as it was"
            raise EvidenceError(Problem(f"data/{path.name}", "", f"can't be written: {error}", remedy)) from None
    return len(new)
