"""The record of what the notebooks were executed from as a layer, which `evidence.staleness` holds against the files.

It notices any changed line of the data, any changed module that a chapter reads, any changed notebook and any other fact on
a page without cells, and names them, but knows nothing of what they say. It is asked of what no question on the tables notices.
"""

from __future__ import annotations

import csv
import hashlib
import io
from functools import cache

from evidence.staleness import load_record
from evidence.tables import read_resource
from mutation.cells import Cell, read_raw
from mutation.code import Constant
from mutation.findings import Change
from mutation.pages import Edit

raw = cache(read_raw)
record = cache(load_record)


def ask_record(change: Change) -> str:
    """Return what the record says of a change; empty if it has nothing of what was changed."""
    if isinstance(change, Cell):
        return _ask_row(change)
    if isinstance(change, Constant):
        name, known = f"book/evidence/models/{change.module}.py", record().inputs
    else:
        assert isinstance(change, Edit)
        name, known = f"book/{change.page}", record().notebooks
        if change.kind == "key" and change.old in record().pages.get(name, ()):
            return f"{name}, fact {change.new}: bound since the book was made"
    return f"{name}: changed since the notebooks were executed" if name in known else ""


def _ask_row(cell: Cell) -> str:
    name = f"data/{read_resource(cell.table)['path']}"
    digests = record().rows.get(name, ())
    row = raw(cell.table).loc[cell.row].copy()
    row[cell.column] = cell.new
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(row)
    digest = hashlib.sha256(line.getvalue().encode()).hexdigest()
    if len(digests) < cell.row or digest.startswith(digests[cell.row - 1]):
        return ""
    return f"{name}, row {cell.row} ({cell.key}): changed since the notebooks were executed"
