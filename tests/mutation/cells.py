"""Changes of single cells of the data: wrong in a way that a slip of the hand could make, and still of the cell's type."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from evidence.ledger import load_ledger
from evidence.ledger.tables import read_cells, read_resource
from mutation.changes import Change, change_digit, change_words, next_of

DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
# One name or several, such as cn-2025-61, mcs-2026 or usgs.reserves/russia/2025@mcs-2026: no sentence.
NAMES = re.compile(r"[A-Za-z0-9][A-Za-z0-9.@/:-]*( [A-Za-z0-9][A-Za-z0-9.@/:-]*)*")
# Columns whose cells name things elsewhere; those of other columns that look like names are words.
NAMING = re.compile(
    r".*_ids?|compared_with|adopted|affects|points_to|state|control_measures|elements|replaced_by|series|area|vintage"
    r"|threshold|subject|edition|unit|basis|symbol|period|actor|start"
)
# Those whose names nearly always stand for one thing alone: who looks for the name finds where it was.
NAMED_ONCE = re.compile(r"series|\w+_id")

raw = cache(read_cells)


def cells_of(table: str) -> Iterator[Change]:
    """Yield the changes of every cell of one table: of numbers two, of other cells one."""
    frame, resource = raw(table), read_resource(table)
    keys = frame["subject"] if "subject" in frame else getattr(load_ledger(), table).index
    file = f"data/{resource['path']}"
    for field in resource["schema"]["fields"]:
        column = field["name"]
        known = [cell for cell in dict.fromkeys(frame[column]) if cell]
        for (row, old), key in zip(frame[column].items(), map(str, keys), strict=True):
            leads = (key, f"row {row}", "data/results/", "book/", old if NAMED_ONCE.fullmatch(column) else "")
            place = f"{file}, row {row} ({key}), {column}"
            for kind, new in _changes(field, old, known):
                yield Change(f"{table}.{column}", file, place, kind, old, new, leads, row, key)


def _changes(field: dict, old: str, known: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the kinds of change that suit a cell, each with the new text."""
    limits, kind = field.get("constraints", {}), field["type"]
    naming, unique = NAMING.fullmatch(field["name"]), limits.get("unique")
    if kind in {"number", "integer"}:
        yield ("digit", change_digit(old)) if old else ("filled", "7")
        if kind == "number" and old and float(old):
            yield "tenfold", f"{float(old) * 10:.15g}"
    elif kind == "boolean":
        yield "member", "false" if old == "true" else "true"
    elif "enum" in limits:
        yield "member", next_of(limits["enum"], old)
    elif not old:
        # Where names stand, one that stands elsewhere in the column; where sentences stand, one of ours.
        dated = known if naming else list(filter(DATE.fullmatch, known))
        yield "filled", (dated or ["Not so."])[0]
    elif DATE.fullmatch(old):
        day = len(old) == 10
        yield "date", str(date.fromisoformat(old) + timedelta(1)) if day else f"{int(old[:4]) + 1}{old[4:]}"
    elif unique:
        yield "name", change_digit(old) if naming and re.search(r"\d", old) else f"{old}x"
    elif naming and NAMES.fullmatch(old) and " " in old:
        yield "name", old.rpartition(" ")[0]
    elif naming and (NAMES.fullmatch(old) or field["name"] in {"unit", "basis", "subject"}):
        yield "name", next_of(known, old)
    else:
        yield "words", change_words(old)
