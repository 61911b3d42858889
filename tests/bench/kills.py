"""Kill builds of the whole book at random moments: what they leave is whole, and the next build ends in the right bytes.

A trial begins from a book whose figures all have to be drawn anew, and takes as long as one build and a half.
"""

from __future__ import annotations

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

from bench.growth import copy_project
from evidence.pages.notebooks import chapter_paths
from evidence.upkeep.staleness import RECORD

TITLE = "Builds killed at random moments (SIGKILL to the process group), each built again"
TRIALS = 50
SEED = 7
COMMAND = [sys.executable, "-m", "evidence.upkeep.build"]
STAGES = {
    "check the data, write the numbers in the prose": "prose",
    "execute what changed": "notebooks",
    "build the pages and the report": "pages and report",
}
# What a build may leave beside its output: an empty file that it locks, and how long its stages took.
KEPT = {"html", "pdf", ".html-lock", "times.json"}
# Kernels are sessions of their own and see within a second or two that their parent is gone.
GRACE = 10


def rows() -> list[dict[str, str | int | float]]:
    """Run the trials and return one row for each stage that was killed."""
    with tempfile.TemporaryDirectory() as folder:
        return _rows(Path(folder))


def _rows(folder: Path) -> list[dict[str, str | int | float]]:
    saved, project = folder / "saved", folder / "project"
    copy_project(project)
    build(project)
    before = outputs(project)
    change(project)
    shutil.copytree(project, saved)
    begin = time.monotonic()
    build(project)
    duration = time.monotonic() - begin
    after = outputs(project)
    if not all(before[name] != after[name] for name in before):
        raise AssertionError("the change must show in every output, or the trials show nothing")
    moments = random.Random(SEED)
    kills: Counter[str] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    while (number := kills.total()) < TRIALS:
        shutil.rmtree(project)
        shutil.copytree(saved, project)
        begin = time.monotonic()
        stage = kill(project, moments.uniform(0, duration))
        if stage == "end":
            # The machine has become faster: a build that ended wasn't killed.
            duration = time.monotonic() - begin
            continue
        kills[stage] += 1
        state = inspect(project, before, after)
        found.update((stage, part) for part in state)
        build(project)
        ended = outputs(project)
        wrong = [name for name in after if ended[name] != after[name]]
        left = sorted({path.name for path in (project / "_build").iterdir()} - KEPT)
        left += [path.name for path in (project / "book").glob(".*.tmp")]
        if wrong or left:
            raise AssertionError(f"trial {number}, killed in {stage}: wrong {wrong}, left {left}")
        print(f"  {number + 1}/{TRIALS} {stage}: {', '.join(dict.fromkeys(state))}", flush=True)
    parts = sorted({part for _, part in found})
    return [
        {"killed in": stage, "trials": count}
        | {part: found[stage, part] for part in parts}
        | {"right after rerun": count}
        for stage, count in kills.items()
    ]


def change(project: Path) -> None:
    """Change a word that stands under every figure, in notebooks and on pages, so that every output of the next build differs."""
    for name in ("charts/figure.py", "templates/figure.html"):
        path = project / "book" / "evidence" / name
        path.write_text(path.read_text(encoding="utf-8").replace("Source: {", "Sources: {"), encoding="utf-8")


def build(project: Path) -> None:
    """Build to the end."""
    outcome = subprocess.run(COMMAND, cwd=project, env=environment(project), capture_output=True, text=True)
    if outcome.returncode:
        raise AssertionError(outcome.stderr)


def environment(project: Path) -> dict[str, str]:
    """Return what ``make book`` sets."""
    return os.environ | {"PYTHONPATH": str(project / "book"), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def kill(project: Path, seconds: float) -> str:
    """Begin a build, kill it with all its group after so many seconds, and name the stage it was in."""
    with (project / "log.txt").open("w") as log:
        process = subprocess.Popen(
            COMMAND, cwd=project, env=environment(project), stdout=log, stderr=log, start_new_session=True
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    wait_for_end(project)
    text = (project / "log.txt").read_text(encoding="utf-8")
    (project / "log.txt").unlink()
    if process.returncode == 0:
        return "end"
    begun = [stage for title, stage in STAGES.items() if title in text]
    return begun[-1] if begun else "start"


def wait_for_end(project: Path) -> None:
    """Wait until no process works in the project any more."""
    end = time.monotonic() + GRACE
    while left := [pid for pid in working_folders() if pid[1].is_relative_to(project)]:
        if time.monotonic() > end:
            raise AssertionError(f"processes outlive the build: {left}")
        time.sleep(0.1)


def working_folders() -> list[tuple[str, Path]]:
    """Return the working folder of each process that can be seen."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found.append((entry.name, (entry / "cwd").readlink()))
        except OSError:
            continue
    return found


def outputs(project: Path) -> dict[str, str]:
    """Return the hash of each notebook, of the record of executions and of each built folder; empty where there is none."""
    paths = {path.name: path for path in chapter_paths(project / "book")} | {"record": project / RECORD}
    paths |= {name: project / "_build" / name for name in ("html", "pdf")}
    return {name: fingerprint(path) for name, path in paths.items()}


def fingerprint(path: Path) -> str:
    """Return one hash for a file, or for all names and contents of a folder."""
    if not path.exists():
        return ""
    files = [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.relative_to(path.parent)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def inspect(project: Path, old: dict[str, str], new: dict[str, str]) -> list[str]:
    """Say which outputs are old, new or absent."""
    state = []
    for name, found in outputs(project).items():
        part = "notebooks" if name.endswith(".ipynb") else name
        known = {old[name], new[name], *([""] if name in {"html", "pdf"} else [])}
        if found not in known:
            raise AssertionError(f"{name} is neither the old nor the new")
        state.append(f"{part} {'new' if found == new[name] else 'old' if found else 'absent'}")
    for path in chapter_paths(project / "book"):
        nbformat.validate(nbformat.read(path, as_version=4))
    return state
