"""Build the book: check the data, write the numbers in the prose, execute the notebooks, build the pages and the PDF.

``python -m evidence.upkeep.build`` does all of it; ``python -m evidence.upkeep.build check`` checks alone and writes nothing.
"""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.pages.notebooks import chapter_paths
from evidence.paths import HTML, ROOT
from evidence.rules import check_book, check_data
from evidence.upkeep.execute import execute_all, normalise_all
from evidence.upkeep.prose import write_numbers
from evidence.upkeep.staging import exchange, staging
from evidence.upkeep.staleness import stale_notebooks, write_record

REMEDIES = {
    errno.ENOSPC: "make room on the disk",
    # A program of the environment is gone, or the environment was moved with its folder.
    errno.ENOENT: "set the environment up again: rm -r .venv; make book",
}


def check() -> None:
    """Check every table and every page before anything is written; an `EvidenceError` tells every fault."""
    if problems := check_data() or check_book():
        raise EvidenceError(problems)


def prose() -> None:
    """Check the tables, write the numbers that stand in the prose, say which sentences changed, and check the pages.

    A fault raises `EvidenceError`; one in the tables before anything is written.
    """
    if problems := check_data():
        raise EvidenceError(problems)
    for change in write_numbers():
        print(f"  {change}")
    if problems := check_book():
        raise EvidenceError(problems)


def notebooks() -> None:
    """Execute the notebooks whose outputs may not be right, in place; all are replaced, or none."""
    stale = stale_notebooks()
    for name in dict.fromkeys(stale.values()):
        print(f"  {name} changed since the last execution")
    execute_all([*stale], print)
    normalise_all(chapter_paths())
    write_record()


def html(target: Path = HTML) -> None:
    """Build the pages and the PDF beside the old ones and exchange them when they are complete.

    The pages offer the PDF for download; the folder ``pdf`` beside ``target`` holds the same files. If the build fails
    or warns, `EvidenceError` is raised and the old pages stay.
    """
    with staging(target) as folder:
        program = str(Path(sys.executable).with_name("jupyter-book"))
        command = [program, "build", str(ROOT), "--path-output", str(folder), "-W", "-q"]
        environment = os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"}
        outcome = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", env=environment)
        if outcome.returncode:
            cause = cause_of(outcome.stderr)
            remedy = "make room on the disk" if os.strerror(errno.ENOSPC) in cause else "mend the page"
            what = f"the pages could not be built\n{cause}"
            raise EvidenceError(Problem("book", "", what, f"{remedy}; the earlier pages are untouched"))
        pages = folder / "_build" / "html"
        shutil.copytree(pages / "pdf", folder / "pdf")
        exchange(pages, target)
        exchange(folder / "pdf", target.with_name("pdf"))


def cause_of(complaint: str) -> str:
    """Return what a failed build says, without the traceback: the words before it, or else its last line."""
    words, _, traceback = complaint.partition("Traceback (most recent call last)")
    return words.strip() or traceback.strip().rpartition("\n")[2]


def told(error: OSError) -> EvidenceError:
    """Return what the system refused (a full disk, a folder that is read-only) as a fault with its remedy."""
    remedy = REMEDIES.get(error.errno, "mend its rights")
    what = error.strerror or str(error)
    return EvidenceError(Problem(str(error.filename or "the disk"), "", what, f"{remedy}; the earlier book is whole"))


STAGES: dict[str, tuple[str, Callable[[], None]]] = {
    "check": ("check data and pages", check),
    "prose": ("check the data, write the numbers in the prose", prose),
    "notebooks": ("execute what changed", notebooks),
    "html": ("build the pages and the PDF", html),
}
MAKING = ("prose", "notebooks", "html")


def main(names: list[str]) -> int:
    """Run stages, or all that make the book, and say how long each took; 1 if one found a fault."""
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"unknown stage {unknown[0]}; the stages are {', '.join(STAGES)}", file=sys.stderr)
        return 2
    times = {}
    for name in names or MAKING:
        title, stage = STAGES[name]
        print(f"{title} ...", flush=True)
        begin = time.monotonic()
        try:
            stage()
        except (EvidenceError, OSError) as error:
            print(f"\n{title}: stopped\n{told(error) if isinstance(error, OSError) else error}", file=sys.stderr)
            return 1
        times[title] = time.monotonic() - begin
    for title, seconds in times.items():
        print(f"{title:28}{seconds:7.1f} s")
    if "html" in (names or MAKING):
        print(f"The book: {(HTML / 'index.html').as_uri()}")
        print(f"As PDF:   {HTML.with_name('pdf').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
