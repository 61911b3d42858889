"""Build the present commit twice from nothing, under conditions that must not matter: all bytes are the same.

The workflow runs it before it publishes: ``python -m bench twice``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.kills import fingerprint
from evidence.paths import ROOT
from evidence.upkeep.staleness import RECORD

TITLE = "Two clones of the commit in other folders, languages and time zones, every notebook executed: the same bytes"
CONDITIONS = {
    "first": {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"},
    "second, 第二 второй": {"LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "20261008"},
}


def rows() -> list[dict[str, str | int]]:
    """Build both clones and return one row for each built folder."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (build(Path(folder) / name, variables) for name, variables in CONDITIONS.items())
    if different := sorted(name for name in first | second if first.get(name) != second.get(name)):
        raise AssertionError(f"the two builds differ in {', '.join(different)}")
    parts = [name.partition("/")[0] for name in first]
    return [{"built": part, "files, the same bytes": parts.count(part)} for part in sorted(set(parts))]


def build(clone: Path, variables: dict[str, str]) -> dict[str, str]:
    """Clone the commit, execute and build everything, and return the hash of each built file."""
    subprocess.run(["git", "clone", "--quiet", "--no-local", str(ROOT), str(clone)], check=True)
    (clone / RECORD).unlink()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(clone.parent),
        "PYTHONPATH": str(clone / "book"),
        **variables,
    }
    stages = ("prose", "notebooks", "pdf")
    subprocess.run([sys.executable, "-m", "evidence.upkeep.build", *stages], cwd=clone, env=environment, check=True)
    asked = subprocess.run(["git", "diff", "--name-only"], cwd=clone, capture_output=True, text=True, check=True)
    if asked.stdout:
        raise AssertionError(f"a full execution gives other bytes than the commit: {asked.stdout}")
    built = clone / "_build"
    files = [path for part in ("html", "pdf") for path in (built / part).rglob("*") if path.is_file()]
    return {path.relative_to(built).as_posix(): fingerprint(path) for path in files}
