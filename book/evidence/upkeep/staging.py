"""A folder to build in, and its exchange for the one that readers have."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from evidence.errors import EvidenceError, Problem


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Lend an empty folder beside a target, to one build at a time: `EvidenceError` if another is at work.

    Its name is new each time, so that nobody reads what a build that was killed still writes; such folders are removed.
    It is on the target's disk, so that a rename moves it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    prefix = f".{target.name}-staging-"
    lock = FileLock(target.with_name(f".{target.name}-lock"), blocking=False)
    try:
        lock.acquire()
    except Timeout:
        what = "another build is at work"
        raise EvidenceError(Problem(str(target), "", what, "wait until it has ended, or end it")) from None
    try:
        for left in target.parent.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=prefix, dir=target.parent, ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    finally:
        lock.release()


def exchange(new: Path, target: Path) -> None:
    """Put a complete folder of `staging` in place of another; a kill leaves one whole, or for a moment none."""
    old = new.with_name(f"{target.name}-old")
    if target.exists():
        target.rename(old)
    new.rename(target)
    shutil.rmtree(old, ignore_errors=True)
