"""Kill builds of the whole book at random moments: what they leave is whole, and the next build ends in the right bytes.

A trial begins from a book whose figures all have to be drawn anew, and takes as long as one build and a half.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat

from evidence.pages.notebooks import chapter_paths
from evidence.paths import ROOT
from evidence.upkeep.staleness import RECORD

TITLE = "Builds killed at random moments (SIGKILL to the process group), each built again"
TRIALS = 50
SEED = 7
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "_build", "__pycache__", ".*_cache", ".hypothesis", Path(RECORD).name
)
STAGES = {
    "check the data, write the numbers in the prose": "prose",
    "execute what changed": "notebooks",
    "build the pages and the report": "pages and report",
}
# What a build may leave beside its output: pictures it drew, an empty file that it locks, how long its stages took.
KEPT = {"html", "pdf", "pictures", ".html-lock", "times.json"}
# Kernels are sessions of their own and see within a second or two that their parent is gone.
GRACE = 10


def rows() -> list[dict[str, str | int]]:
    found: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        saved, project = Path(folder) / "saved", Path(folder) / "project"
        shutil.copytree(ROOT, project, ignore=NOT_COPIED)
        before, _ = build(project)
        change(project)
        shutil.copytree(project, saved)
        after, duration = build(project)
        assert all(before[name] != after[name] for name in before), "the change must show in every output"
        moments, number = random.Random(SEED), 0
        while number < TRIALS:
            shutil.rmtree(project)
            shutil.copytree(saved, project)
            begin = time.monotonic()
            stage = kill(project, moments.uniform(0, duration))
            if stage == "end":
                # The machine has become faster: a build that ended wasn't killed.
                duration = time.monotonic() - begin
                continue
            number += 1
            state = inspect(project, before, after)
            found.setdefault(stage, Counter()).update(["trials", *state])
            ended, _ = build(project)
            left = {path.name for path in (project / "_build").iterdir()} - KEPT
            left |= {path.name for path in (project / "book").glob(".*.tmp")}
            assert (ended, left) == (after, set()), (
                f"trial {number}, killed in {stage}: {left} is left, or bytes are wrong"
            )
            print(f"  {number}/{TRIALS} {stage}: {', '.join(dict.fromkeys(state))}", flush=True)
    return [{"killed in": stage, **counts, "right after rerun": counts["trials"]} for stage, counts in found.items()]


def change(project: Path) -> None:
    """Change a word that stands under every figure, in notebooks and on pages, so that every output of the next build differs."""
    for name in ("charts/figure.py", "pages/templates/figure.html", "pages/templates/figure_parts.html"):
        path = project / "book" / "evidence" / name
        path.write_text(path.read_text(encoding="utf-8").replace("Source: {", "Sources: {"), encoding="utf-8")


def begin_build(project: Path, log: Path) -> subprocess.Popen:
    """Begin a build as ``make book`` does, in a group of its own."""
    own = {"PYTHONPATH": str(project / "book"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    with log.open("w") as file:
        command = [sys.executable, "-m", "evidence.upkeep.build"]
        streams = {"stdout": file, "stderr": file, "start_new_session": True}
        return subprocess.Popen(command, cwd=project, env=os.environ | own, **streams)


def build(project: Path) -> tuple[dict[str, str], float]:
    begin, log = time.monotonic(), project.with_name("log.txt")
    if begin_build(project, log).wait():
        raise AssertionError(log.read_text(encoding="utf-8"))
    return outputs(project), time.monotonic() - begin


def kill(project: Path, seconds: float) -> str:
    """Begin a build, kill it with all its group after so many seconds, and name the stage it was in."""
    log = project.with_name("log.txt")
    process = begin_build(project, log)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    end = time.monotonic() + GRACE
    while left := [folder for folder in working_folders() if folder.is_relative_to(project)]:
        assert time.monotonic() < end, f"processes outlive the build in {left}"
        time.sleep(0.1)
    text = log.read_text(encoding="utf-8")
    begun = ["start", *(stage for title, stage in STAGES.items() if title in text)]
    return begun[-1] if process.returncode else "end"


def working_folders() -> list[Path]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found.append((entry / "cwd").readlink())
        except OSError:
            continue
    return found


def outputs(project: Path) -> dict[str, str]:
    """Return the hash of each notebook, of the record of executions and of each built folder; empty where there is none."""
    paths = [
        *chapter_paths(project / "book"),
        project / RECORD,
        project / "_build" / "html",
        project / "_build" / "pdf",
    ]
    return {path.name: fingerprint(path) for path in paths}


def fingerprint(path: Path) -> str:
    """Return one hash for a file, or for all names and contents of a folder; nothing if there is none."""
    digest = hashlib.sha256()
    for file in sorted(file for file in (path, *path.rglob("*")) if file.is_file()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(path.parent)} {len(content)}\n".encode() + content)
    return digest.hexdigest() if path.exists() else ""


def inspect(project: Path, old: dict[str, str], new: dict[str, str]) -> list[str]:
    """Say which outputs are old, new or absent."""
    state = []
    for name, found in outputs(project).items():
        words = {old[name]: "old", new[name]: "new"} | ({"": "absent"} if name in {"html", "pdf"} else {})
        assert found in words, f"{name} is neither the old nor the new"
        state.append(f"{'notebooks' if name.endswith('.ipynb') else name} {words[found]}")
    for path in chapter_paths(project / "book"):
        nbformat.validate(nbformat.read(path, as_version=4))
    return state
