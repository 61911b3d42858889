"""The record of executions as a layer, which `evidence.staleness` holds against the files.

It notices that data, code or a notebook changed at all, but knows nothing of what they say. It is asked of what no question on
the tables notices.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evidence.notebooks import chapter_paths
from evidence.paths import ROOT
from evidence.staleness import input_paths
from mutation.findings import Change


def ask_record(change: Change) -> str:
    """Return what the record says of a change; empty if it has nothing of what was changed."""
    name = change.place.partition(",")[0]
    return f"{name}: changed since the last execution" if ROOT / name in _known() else ""


@cache
def _known() -> set[Path]:
    return {*input_paths(), *chapter_paths()}
