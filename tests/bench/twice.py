"""Build the present commit twice from nothing, under conditions that must not matter: all bytes are the same.

The workflow runs it before it publishes: ``python -m bench twice``.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from evidence.paths import ROOT
from evidence.upkeep.staleness import RECORD

TITLE = "Two clones of the commit in other folders, languages and time zones, every notebook executed: the same bytes"
CONDITIONS = {
    "first": {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    "second, 第二 второй": {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "20261008"},
}


def rows() -> list[dict[str, str | int]]:
    with tempfile.TemporaryDirectory() as folder:
        first, second = (build(Path(folder) / name, variables) for name, variables in CONDITIONS.items())
    if different := sorted(name for name in first | second if first.get(name) != second.get(name)):
        raise AssertionError(f"the two builds differ in {', '.join(different)}")
    parts = Counter(name.partition("/")[0] for name in first)
    return [{"built": part, "files, the same bytes": count} for part, count in sorted(parts.items())]


def build(clone: Path, variables: dict[str, str]) -> dict[str, str]:
    """Clone the commit, execute and build everything, and return the hash of each built file."""
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)], check=True)
    (clone / RECORD).unlink()
    own = {"PATH": os.environ["PATH"], "HOME": str(clone.parent), "PYTHONPATH": str(clone / "book")}
    command = [sys.executable, "-m", "evidence.upkeep.build", "prose", "notebooks", "pdf"]
    subprocess.run(command, cwd=clone, env=own | variables, check=True)
    if changed := subprocess.check_output(["git", "diff", "--name-only"], cwd=clone, text=True):
        raise AssertionError(f"a full execution gives other bytes than the commit: {changed}")
    built = clone / "_build"
    files = [path for part in ("html", "pdf") for path in (built / part).rglob("*") if path.is_file()]
    return {path.relative_to(built).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
