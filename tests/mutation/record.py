"""The last layer: the record of what the notebooks were executed from, which `evidence.staleness` holds against the files.

It notices any changed line of the data, any changed module that a chapter reads, any changed notebook and any other fact on
a page without cells, and names them, but knows nothing of what they say. It is asked only of what no other layer notices.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from functools import cache
from typing import Any

from evidence.paths import ROOT
from evidence.tables import read_resource
from mutation.cells import Cell, read_raw
from mutation.code import Constant
from mutation.findings import Change
from mutation.pages import Edit

raw = cache(read_raw)


@cache
def _record() -> dict[str, Any]:
    path = ROOT / "book" / "executed.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def ask_record(change: Change) -> str:
    """Return what the record says of a change; empty if it has nothing of what was changed."""
    if isinstance(change, Cell):
        return _ask_row(change)
    if isinstance(change, Constant):
        name, part = f"book/evidence/models/{change.module}.py", "inputs"
    else:
        assert isinstance(change, Edit)
        name, part = f"book/{change.page}", "notebooks"
        if change.kind == "key" and change.old in _record().get("pages", {}).get(name, ()):
            return f"{name}, fact {change.new}: bound since the book was made"
    return f"{name}: changed since the notebooks were executed" if name in _record().get(part, ()) else ""


def _ask_row(cell: Cell) -> str:
    name = f"data/{read_resource(cell.table)['path']}"
    digests = _record().get("rows", {}).get(name, ())
    row = raw(cell.table).loc[cell.row].copy()
    row[cell.column] = cell.new
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(row)
    digest = hashlib.sha256(line.getvalue().encode()).hexdigest()
    if len(digests) < cell.row or digest.startswith(digests[cell.row - 1]):
        return ""
    return f"{name}, row {cell.row} ({cell.key}): changed since the notebooks were executed"
