"""The review file: proposals that wait for an editor.

``data/review.csv`` is a worksheet, not a table of the data package: an editor reads each proposal beside the article, writes
the statement, and moves the row to ``claims.csv`` or ``not_claims.csv``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from evidence.cells import defuse
from evidence.errors import EvidenceError, Problem
from evidence.execute import replace_file
from evidence.intake.proposals import COLUMNS
from evidence.paths import DATA

REVIEW = DATA / "review.csv"
# What makes a row the same proposal when the file is read again.
KEY = ("seed_file", "line", "column", "figure_text")


def read_review(path: Path) -> pd.DataFrame:
    """Read the review file.

    Parameters
    ----------
    path : Path
        The file; it need not be there.

    Returns
    -------
    DataFrame
        Columns as `COLUMNS`, all text.

    Raises
    ------
    EvidenceError
        If it isn't a table with these columns.
    """
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
    """Append the rows that are new to the review file, in one step.

    Parameters
    ----------
    rows : sequence of dict
        As `write_rows` makes them.
    pending : DataFrame
        What the file holds.
    path : Path
        The file.

    Returns
    -------
    int
        How many were new; the file is untouched if none was. No text of an article is run as a formula where an editor
        opens the file in a spreadsheet.

    Raises
    ------
    EvidenceError
        If the file can't be written; it is as it was then.
    """
    rows = [{column: defuse(text) for column, text in row.items()} for row in rows]
    known = set(pending[list(KEY)].itertuples(index=False, name=None))
    new = [row for row in rows if tuple(row[column] for column in KEY) not in known]
    if new:
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*pending.to_dict("records"), *new])
        try:
            replace_file(path, buffer.getvalue())
        except OSError as error:
            remedy = "make room or mend its rights; the file is as it was"
            raise EvidenceError(Problem(f"data/{path.name}", "", f"can't be written: {error}", remedy)) from None
    return len(new)
