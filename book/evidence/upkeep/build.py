"""Build the book: check the data, write the numbers in the prose, execute the notebooks, build the pages and the report.

``python -m evidence.upkeep.build`` does all of it; ``... build check`` checks alone and writes nothing; ``... build pdf`` builds the
pages again with all that is published as PDF.
"""

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.pages.notebooks import chapter_paths
from evidence.paths import HTML, ROOT
from evidence.rules import check_book, check_data
from evidence.upkeep.execute import execute_all, normalise_all, replace_file
from evidence.upkeep.prose import write_numbers
from evidence.upkeep.staging import exchange, staging
from evidence.upkeep.staleness import stale_notebooks, write_record

# What the build tells Sphinx: data and pages were checked a moment before; ``whole`` if annex and chapters are wanted as PDF.
CHECKED, AMOUNT = "BOOK_CHECKED", "BOOK_PDF"
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
    # The pages that this process builds next need no second check.
    os.environ[CHECKED] = "yes"


def notebooks() -> None:
    """Execute the notebooks whose outputs may not be right, in place; all are replaced, or none."""
    stale = stale_notebooks()
    for name in dict.fromkeys(stale.values()):
        print(f"  {name} changed since the last execution")
    execute_all([*stale], print)
    normalise_all(chapter_paths())
    write_record()


def html(target: Path = HTML, whole: bool = False) -> None:
    """Build the pages and the report beside the old ones and exchange them when they are complete.

    The pages offer the PDF for download; the folder ``pdf`` beside ``target`` holds the same files: with ``whole`` the
    evidence annex and a file a chapter too, which takes longer than all else. If the build fails or warns, `EvidenceError`
    is raised and the old pages stay.
    """
    with staging(target) as folder:
        program = str(Path(sys.executable).with_name("jupyter-book"))
        command = [program, "build", str(ROOT), "--path-output", str(folder), "-W", "-q"]
        environment = os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1", AMOUNT: "whole" if whole else "report"}
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


def _last_times() -> dict[str, float]:
    """Return how many seconds each stage took the last time, as far as that is known."""
    try:
        return json.loads(TIMES.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def told(error: OSError) -> EvidenceError:
    """Return what the system refused (a full disk, a folder that is read-only) as a fault with its remedy."""
    remedy = REMEDIES.get(error.errno, "mend its rights")
    what = error.strerror or str(error)
    return EvidenceError(Problem(str(error.filename or "the disk"), "", what, f"{remedy}; the earlier book is whole"))


STAGES: dict[str, tuple[str, Callable[[], None]]] = {
    "check": ("check data and pages", check),
    "prose": ("check the data, write the numbers in the prose", prose),
    "notebooks": ("execute what changed", notebooks),
    "html": ("build the pages and the report", html),
    "pdf": ("build the pages, the report, the annex and the chapters", partial(html, whole=True)),
}
TIMES = ROOT / "_build" / "times.json"
MAKING = ("prose", "notebooks", "html")


def main(names: list[str]) -> int:
    """Run stages, or all that make the book, and say how long each took; 1 if one found a fault."""
    unknown = [name for name in names if name not in STAGES]
    if unknown:
        print(f"unknown stage {unknown[0]}; the stages are {', '.join(STAGES)}", file=sys.stderr)
        return 2
    times, before = {}, _last_times()
    for name in names or MAKING:
        title, stage = STAGES[name]
        print(f"{title}{f', {before[name]:.0f} s the last time' if name in before else ''} ...", flush=True)
        begin = time.monotonic()
        try:
            stage()
        except (EvidenceError, OSError) as error:
            print(f"\n{title}: stopped\n{told(error) if isinstance(error, OSError) else error}", file=sys.stderr)
            return 1
        times[name] = time.monotonic() - begin
        print(f"  done in {times[name]:.1f} s", flush=True)
    if {"html", "pdf"} & {*(names or MAKING)}:
        # What can't be written here is only missed the next time.
        with suppress(OSError):
            replace_file(TIMES, json.dumps(before | times) + "\n")
        print(f"The book: {(HTML / 'index.html').as_uri()}")
        print(f"As PDF:   {HTML.with_name('pdf').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
