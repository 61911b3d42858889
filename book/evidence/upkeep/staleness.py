"""Whether the stored outputs of the notebooks are still those of the data and code at hand.

``book/executed.json`` holds one digest of everything that a cell can read or run, and one of each notebook, taken when the
notebooks were last executed. All of them take half a minute, so a changed input executes all; a changed notebook executes
itself. A notebook is compared in the form of `evidence.upkeep.execute.normalise`: saving it in a viewer changes nothing.
"""

import hashlib
import json
from pathlib import Path

from evidence.errors import Problem
from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.paths import ROOT
from evidence.upkeep.execute import normalise, replace_file

RECORD = "book/executed.json"
INPUTS = ("data", "book/evidence", "CITATION.cff", "requirements.txt")
ANY_INPUT = "data/, book/evidence/, CITATION.cff or requirements.txt"
# Proposals that aren't data yet, and what no cell loads: how the book is checked, printed and kept up.
NO_INPUTS = ("data/review.csv", "book/evidence/rules", "book/evidence/paper", "book/evidence/upkeep")


def input_paths(root: Path = ROOT) -> list[Path]:
    """Return the files that a cell of any notebook can read or run, in order of their paths."""
    apart = {root / name for name in NO_INPUTS}
    found = [path for name in INPUTS for path in [root / name, *(root / name).rglob("*")] if path.is_file()]
    return sorted(
        path
        for path in found
        if not apart.intersection([path, *path.parents])
        and not any(part.startswith((".", "__pycache__")) for part in path.relative_to(root).parts)
    )


def take_record(root: Path = ROOT) -> dict[str, str]:
    """Return the digest of the inputs under ``inputs``, and that of each notebook under its path from the root."""
    lines = [f"{_digest(path.read_bytes())}  {path.relative_to(root).as_posix()}\n" for path in input_paths(root)]
    return {"inputs": _digest("".join(lines).encode())} | {
        path.relative_to(root).as_posix(): _digest(normalise(read_notebook(path)).encode())
        for path in chapter_paths(root / "book")
    }


def write_record(root: Path = ROOT) -> None:
    """Record inputs and notebooks as they are now, when all have been executed."""
    replace_file(root / RECORD, json.dumps(take_record(root), indent=1) + "\n")


def stale_notebooks(root: Path = ROOT) -> dict[Path, str]:
    """Return the notebooks whose outputs may not be right, with what changed; without a readable record all."""
    path = root / RECORD
    try:
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except ValueError:
        before = {}
    now = take_record(root)
    if not isinstance(before, dict) or before.get("inputs") != now["inputs"]:
        return dict.fromkeys(chapter_paths(root / "book"), ANY_INPUT)
    return {root / name: name for name, digest in now.items() if before.get(name) != digest}


def check_staleness(root: Path = ROOT) -> list[Problem]:
    """Return a problem for each notebook that changed since it was executed, or one if any input did."""
    what, remedy = "changed since the last execution", "run make book: it executes what depends on this"
    return [Problem(name, "", what, remedy) for name in dict.fromkeys(stale_notebooks(root).values())]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
