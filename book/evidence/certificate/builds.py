"""Build a commit in a clone of its own, under conditions that must not matter."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.paths import ROOT
from evidence.staleness import RECORD

STAGES = ("check", "notebooks", "html")
DONE = re.compile(r"^  \[\d+/\d+\] (?P<name>\S+) done in (?P<seconds>[\d.]+) s$", re.MULTILINE)
# Makes a network of its own that reaches nothing but itself, as kernels need, and another user to live in it.
CUT_OFF = ("unshare", "--map-user=1000", "--map-group=1000", "--net", "--keep-caps", "sh", "-c")
CUT_OFF_THEN = 'ip link set lo up && exec "$0" "$@"'


@dataclass(frozen=True)
class Conditions:
    """What differs between two builds that must give the same bytes.

    Attributes
    ----------
    folder : str
        Name of the clone's folder.
    locale, timezone, hash_seed : str
        Values of ``LC_ALL``, ``TZ`` and ``PYTHONHASHSEED``.
    """

    folder: str
    locale: str
    timezone: str
    hash_seed: str

    def environment(self, clone: Path) -> dict[str, str]:
        """Return the whole environment of a build: nothing of the caller's but the search path of programs."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(clone.parent / f"home of {self.folder}"),
            "LC_ALL": self.locale,
            "TZ": self.timezone,
            "PYTHONHASHSEED": self.hash_seed,
            "PYTHONPATH": str(clone / "book"),
            "PYTHONDONTWRITEBYTECODE": "1",
        }


CONDITIONS = (
    Conditions("first", locale="C.UTF-8", timezone="UTC", hash_seed="0"),
    Conditions("second, 第二 второй", locale="C", timezone="Pacific/Kiritimati", hash_seed="20261008"),
)


@dataclass(frozen=True)
class Build:
    """A finished build.

    Attributes
    ----------
    conditions : Conditions
        Under which it was made.
    clone : Path
        The project's folder; the result is in ``_build``.
    cut_off : bool
        Whether it ran without a network, as another user.
    stages : dict of str to float
        Seconds of each stage.
    notebooks : dict of str to float
        Seconds of each notebook.
    """

    conditions: Conditions
    clone: Path
    cut_off: bool
    stages: Mapping[str, float]
    notebooks: Mapping[str, float]


def can_cut_off() -> bool:
    """Say whether this system lets a program run without a network and as another user."""
    if not (shutil.which("unshare") and shutil.which("ip")):
        return False
    probe = subprocess.run([*CUT_OFF, CUT_OFF_THEN, "true"], capture_output=True, check=False)
    return probe.returncode == 0


def build_commit(commit: str, conditions: Conditions, folder: Path) -> Build:
    """Clone the project at a commit and build all of it, executing every notebook.

    Parameters
    ----------
    commit : str
        The commit.
    conditions : Conditions
        Under which to build.
    folder : Path
        Where the clone goes.

    Returns
    -------
    Build
        With the time of each step.

    Raises
    ------
    EvidenceError
        If the build fails.
    """
    clone = folder / conditions.folder
    for step in (
        ["clone", "--quiet", "--no-local", str(ROOT), str(clone)],
        ["-C", str(clone), "checkout", "--quiet", commit],
    ):
        subprocess.run(["git", *step], check=True)
    # Without the record nothing counts as executed.
    (clone / RECORD).unlink()
    environment = conditions.environment(clone)
    Path(environment["HOME"]).mkdir()
    cut_off = can_cut_off()
    stages, told = {}, ""
    for stage in STAGES:
        begin = time.monotonic()
        told += _run_stage(stage, clone, environment, (*CUT_OFF, CUT_OFF_THEN) if cut_off else ())
        stages[stage] = time.monotonic() - begin
    notebooks = {found["name"]: float(found["seconds"]) for found in DONE.finditer(told)}
    return Build(conditions, clone, cut_off, stages, notebooks)


def _run_stage(stage: str, clone: Path, environment: Mapping[str, str], prefix: Sequence[str]) -> str:
    command = [*prefix, sys.executable, "-m", "evidence.build", stage]
    outcome = subprocess.run(
        command, cwd=clone, env=dict(environment), capture_output=True, encoding="utf-8", check=False
    )
    if outcome.returncode:
        remedy = "mend it, commit and run make certify again"
        raise EvidenceError(Problem(clone.name, stage, f"the build failed\n{outcome.stderr.strip()}", remedy))
    return outcome.stdout
