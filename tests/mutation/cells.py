"""Changes of single cells of the data: wrong in a way that a slip of the hand could make, and still of the cell's type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from evidence.ledger import Ledger
from evidence.ledger.tables import read_cells, read_resource

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
# One name or several, such as cn-2025-61, mcs-2026 or usgs.reserves/russia/2025@mcs-2026: no sentence.
NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@/:-]*( [A-Za-z0-9][A-Za-z0-9.@/:-]*)*")
# A word of a text; what stands in braces is filled in.
WORD = re.compile(r"(?<![{\w])[^\W_]+(?![\w}])")
# Columns whose cells name things elsewhere; those of other columns that look like names are words.
NAMING = re.compile(
    r".*_ids?|compared_with|adopted|affects|points_to|state|control_measures|elements|replaced_by|series|area|vintage"
    r"|threshold|subject|edition|unit|basis|symbol|period|actor|start"
)
# Those whose names nearly always stand for one thing alone: who looks for the name finds where it was.
NAMED_ONCE = re.compile(r"series|\w+_id")


@dataclass(frozen=True)
class Cell:
    """One changed cell.

    Attributes
    ----------
    table : str
        Attribute of the ledger.
    row : int
        Line of the row in its file; the header is line 1.
    column : str
        Its column.
    kind : str
        How it was changed: ``digit``, ``tenfold``, ``member``, ``name``, ``date``, ``words``, ``emptied`` or ``filled``.
    key : str
        The row's key in the ledger, or the subject it speaks of; its line where it has neither.
    old, new : str
        The cell before and after.
    """

    table: str
    row: int
    column: str
    kind: str
    key: str
    old: str
    new: str

    @property
    def place(self) -> str:
        """Where it stands, as messages name it."""
        return f"data/{read_resource(self.table)['path']}, row {self.row} ({self.key}), {self.column}"

    @property
    def what(self) -> str:
        """Table and column."""
        return f"{self.table}.{self.column}"

    @property
    def names(self) -> tuple[str, ...]:
        """Words of which a message must hold one: the row, the name that has gone, or a result or chapter that rests on it."""
        gone = self.old if NAMED_ONCE.fullmatch(self.column) else ""
        return (self.key, f"row {self.row}", "data/results/", "book/", gone)


def cells_of(table: str, ledger: Ledger) -> Iterator[Cell]:
    """Yield the changes of every cell of one table: of numbers two, of other cells one."""
    frame = read_cells(table)
    keys = frame["subject"] if "subject" in frame else getattr(ledger, table).index
    for field in read_resource(table)["schema"]["fields"]:
        column = field["name"]
        known = list(dict.fromkeys(frame[column]))
        for (row, old), key in zip(frame[column].items(), keys, strict=True):
            for kind, new in change(field, old, known):
                yield Cell(table, row, column, kind, str(key), old, new)


def change(field: dict, old: str, known: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the kinds of change that suit a cell, each with the new text."""
    limits = field.get("constraints", {})
    if field["type"] in {"number", "integer"}:
        if not old:
            yield "filled", "7"
            return
        yield "digit", change_digit(old)
        if field["type"] == "number" and float(old):
            yield "tenfold", f"{float(old) * 10:.15g}"
    elif field["type"] == "boolean":
        yield "member", "false" if old == "true" else "true"
    elif "enum" in limits:
        yield "member", next_of(limits["enum"], old)
    elif not old:
        # Where names stand, one that stands elsewhere in the column; where sentences stand, one of ours.
        names = [other for other in known if other and NAMING.fullmatch(field["name"])]
        dated = [other for other in known if other and DATE.fullmatch(other)]
        yield "filled", (names or dated or ["Not so."])[0]
    elif DATE.fullmatch(old):
        yield "date", next_date(old)
    elif NAMING.fullmatch(field["name"]) and NAMES.fullmatch(old):
        if limits.get("unique"):
            yield "name", change_digit(old) if re.search(r"\d", old) else old[:-1] + ("x" if old[-1] != "x" else "y")
        else:
            yield "name", swap_name(old, [other for other in known if other])
    elif limits.get("unique") or field["name"] in {"unit", "basis", "subject"}:
        yield "name", next_of([other for other in known if other], old) if not limits.get("unique") else f"{old} x"
    else:
        yield "words", change_words(old)


def change_digit(text: str) -> str:
    """Change the last digit that isn't a trailing zero: 2600 to 2700, 0.31 to 0.32."""
    places = [match.start() for match in re.finditer(r"[1-9]", text)] or [text.rindex("0")]
    place = places[-1]
    return f"{text[:place]}{(int(text[place]) % 9) + 1}{text[place + 1 :]}"


def next_of(members: list[str], old: str) -> str:
    """Return the member after the old one, around the end; where it is the only one, one that doesn't exist."""
    new = members[(members.index(old) + 1) % len(members)] if old in members else members[0]
    return new if new != old else f"{old}x"


def next_date(text: str) -> str:
    """Return the next day of a day, the next year of a month or a year."""
    if len(text) == 10:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    return f"{int(text[:4]) + 1}{text[4:]}"


def swap_name(text: str, known: list[str]) -> str:
    """Return another name of the column for a single one; of several, all but the last."""
    names = text.split()
    return next_of(known, text) if len(names) == 1 else " ".join(names[:-1])


def change_words(text: str) -> str:
    """Exchange two neighbouring words that differ, near the middle; where there are none, drop a letter."""
    words = list(WORD.finditer(text))
    pairs = sorted(pairwise(words), key=lambda pair: abs(pair[0].end() - len(text) // 2))
    for first, second in pairs:
        if first[0] != second[0]:
            between = text[first.end() : second.start()]
            return f"{text[: first.start()]}{second[0]}{between}{first[0]}{text[second.end() :]}"
    at = max(words, key=lambda word: len(word[0])).start() if words else 0
    return text[:at] + text[at + 1 :] if len(text) > 1 else text + text


def alike(key: str, keys: list[str]) -> list[str]:
    """Return the keys of the same kind: claims of one theme, rows of one series, results of one family."""
    sign = "@" if "@" in key else "/" if "/" in key else "-"
    head = key.partition(sign)[0].partition("/")[0]
    found = [other for other in keys if other.startswith(head)]
    return found if len(found) > 1 else keys
