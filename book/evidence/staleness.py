"""Whether the stored outputs of the notebooks are still those of the data and code at hand.

`make book` keeps a record, ``book/executed.json``: for each notebook the digest of its file and the inputs it was seen
to read (modules, tables, templates), the digest of each input, the digest of each row of ``data/``, and the facts that each
page without cells binds. What differs from the record has changed since; what a notebook never read is no reason to execute
it again. The method is that of
build systems that trace what a step opens instead of trusting a list of what it ought to open.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.execute import replace_file
from evidence.notebooks import FACT_ROLE, chapter_paths
from evidence.paths import ROOT

RECORD = "book/executed.json"
# The versions of the packages that execute and draw.
ENVIRONMENT = "requirements.txt"
REMEDY = "run make book: it executes what depends on this"
NAMED_ROWS = 5


@dataclass(frozen=True)
class Record:
    """What was executed last, and from what.

    Attributes
    ----------
    notebooks : dict of str to str
        Digest of each notebook's file, by path from the root.
    reads : dict of str to tuple of str
        Paths of the inputs that each notebook read.
    inputs : dict of str to str
        Digest of each input that any notebook read.
    rows : dict of str to tuple of str
        Digest of each line of each file in ``data/``, by path.
    pages : dict of str to tuple of str
        Keys of the facts that each page without cells binds, in the order of its text, by path.
    """

    notebooks: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, Sequence[str]] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, Sequence[str]] = field(default_factory=dict)
    pages: Mapping[str, Sequence[str]] = field(default_factory=dict)


def load_record(root: Path = ROOT) -> Record:
    """Read the record.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    Record
        An empty one if nothing was executed yet.

    Raises
    ------
    EvidenceError
        If the file isn't a record.
    """
    path = root / RECORD
    if not path.exists():
        return Record()
    try:
        return Record(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        remedy = f"delete it and run make book, which executes every notebook and writes it anew: rm {RECORD}"
        raise EvidenceError(Problem(RECORD, "", "this is no record of an execution", remedy)) from None


def write_record(reads: Mapping[str, Sequence[str]], root: Path = ROOT) -> None:
    """Record the notebooks, their inputs and the data as they are now.

    Parameters
    ----------
    reads : dict of str to sequence of str
        Paths of the inputs that each notebook read, by the notebook's path from the root.
    root : Path
        The project's folder.
    """
    inputs = sorted({ENVIRONMENT, *(path for paths in reads.values() for path in paths)})
    record = {
        "notebooks": {name: _digest((root / name).read_bytes()) for name in sorted(reads)},
        "reads": {name: sorted(reads[name]) for name in sorted(reads)},
        "inputs": {name: _digest((root / name).read_bytes()) for name in inputs},
        "rows": {name: _line_digests(root / name) for name in _data_files(root)},
        "pages": _page_facts(root),
    }
    text = json.dumps(record, indent=1) + "\n"
    path = root / RECORD
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        replace_file(path, text)


def stale_notebooks(record: Record, root: Path = ROOT) -> dict[Path, str]:
    """Return the notebooks whose outputs may no longer be right.

    Parameters
    ----------
    record : Record
        What was executed last.
    root : Path
        The project's folder.

    Returns
    -------
    dict of Path to str
        The notebooks to execute, in alphabetical order, each with what changed.
    """
    changed = {name for name, digest in record.inputs.items() if _digest_of(root / name) != digest}
    stale = {}
    for path in chapter_paths(root / "book"):
        name = path.relative_to(root).as_posix()
        found = sorted(changed.intersection([ENVIRONMENT, *record.reads.get(name, ())]))
        if name not in record.notebooks:
            stale[path] = "it was never executed"
        elif _digest_of(path) != record.notebooks[name]:
            stale[path] = "the notebook itself changed"
        elif found:
            stale[path] = f"{', '.join(found)} changed"
    return stale


def check_staleness(root: Path = ROOT) -> list[Problem]:
    """Find everything that changed since the notebooks were executed.

    Parameters
    ----------
    root : Path
        The project's folder.

    Returns
    -------
    list of Problem
        Changed rows of the data by file and row, changed code and templates by file, changed notebooks, and facts that
        other pages bind anew; empty if the stored outputs are those of the data and code at hand.
    """
    record = load_record(root)
    problems = []
    for name in sorted({*record.rows, *_data_files(root)}):
        before, path = record.rows.get(name, ()), root / name
        if not path.exists():
            problems.append(Problem(name, "", "the file is gone since the notebooks were executed", REMEDY))
        elif list(before) != (now := _line_digests(path)):
            what = "changed since the notebooks were executed"
            problems.append(Problem(name, _name_rows(path, before, now), what, REMEDY))
    for name, digest in record.inputs.items():
        if name not in record.rows and _digest_of(root / name) != digest:
            problems.append(Problem(name, "", "changed since the notebooks were executed", REMEDY))
    notebooks = {path.relative_to(root).as_posix(): _digest_of(path) for path in chapter_paths(root / "book")}
    for name in sorted({*record.notebooks, *notebooks}):
        if name not in notebooks:
            problems.append(Problem(name, "", "the notebook is gone since it was executed", REMEDY))
        elif record.notebooks.get(name) != notebooks[name]:
            problems.append(Problem(name, "", "its text or its outputs aren't those that were executed", REMEDY))
    return [*problems, *_changed_facts(record.pages, _page_facts(root))]


def _data_files(root: Path) -> list[str]:
    """Return what a table is read from, and the digests' index: drafts of intake are no part of the data."""
    package = json.loads((root / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return ["data/datapackage.json", *sorted(f"data/{resource['path']}" for resource in package["resources"])]


def _page_facts(root: Path) -> dict[str, list[str]]:
    """Return the facts of the pages without cells, each as often as it is bound."""
    return {
        path.relative_to(root).as_posix(): FACT_ROLE.findall(path.read_text(encoding="utf-8"))
        for path in sorted((root / "book").glob("*.md"))
    }


def _changed_facts(before: Mapping[str, Sequence[str]], now: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for name in sorted({*before, *now}):
        old, new = before.get(name, []), now.get(name, [])
        for change, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if change != "equal":
                keys = ", ".join(new[begin:stop]) or f"none for {', '.join(old[start:end])}"
                yield Problem(name, f"fact {keys}", "bound since the book was made", REMEDY)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest_of(path: Path) -> str:
    """Return a file's digest, or nothing if there is no such file."""
    return _digest(path.read_bytes()) if path.exists() else ""


def _line_digests(path: Path) -> list[str]:
    return [_digest(line)[:12] for line in path.read_bytes().splitlines()]


def _name_rows(path: Path, before: Sequence[str], now: Sequence[str]) -> str:
    """Name the rows that differ: by line and first cell where they still stand, by number where they are gone."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    named = list(_differing_rows(lines, before, now))
    more = f" and {len(named) - NAMED_ROWS} more" if len(named) > NAMED_ROWS else ""
    return ", ".join(named[:NAMED_ROWS]) + more


def _differing_rows(lines: Sequence[str], before: Sequence[str], now: Sequence[str]) -> Iterator[str]:
    for change, old, old_end, new, new_end in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if change == "delete":
            yield f"{old_end - old} rows gone after row {new}" if old_end - old > 1 else f"a row gone after row {new}"
        elif change != "equal":
            yield from (f"row {number + 1} ({lines[number].partition(',')[0]})" for number in range(new, new_end))
