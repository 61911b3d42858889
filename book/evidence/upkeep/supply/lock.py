"""Compile the lock, and list the licences of what it names."""

import os
import subprocess
import sys
import tempfile
from importlib.metadata import Distribution, distributions
from itertools import product
from pathlib import Path

import pandas as pd
from packaging.utils import canonicalize_name

from evidence.errors import EvidenceError, Problem
from evidence.paths import ROOT
from evidence.upkeep.execute import replace_file
from evidence.upkeep.supply import FOLDER, LOCK, PYTHONS, RELEASES, SYSTEMS, Pin, installable, read_lock
from evidence.upkeep.supply.licences import declared

# The oldest macOS whose wheels are looked for; older ones would need packages to be built from source.
MACOS = "15.0"


def uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run uv on the project; ``[tool.uv]`` of ``pyproject.toml`` says which systems must find a wheel."""
    command = [str(Path(sys.executable).with_name("uv")), "--quiet", *arguments]
    environment = os.environ | {"MACOSX_DEPLOYMENT_TARGET": MACOS}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def compile_lock(lock: Path, *upgrade: str) -> None:
    """Compile ``requirements.in`` into a lock for every supported system and Python, with hashes.

    Versions in it are kept without ``--upgrade``, or ``--upgrade-package`` and a name. Raises `EvidenceError` if there
    is no solution, or the package index can't be reached.
    """
    options = ("--universal", "--python-version", PYTHONS[0], "--generate-hashes", "--no-header", *upgrade)
    requirements = f"{lock.stem}.in"
    outcome = uv("pip", "compile", requirements, *options, "--output-file", str(lock))
    if outcome.returncode:
        raise EvidenceError(Problem(requirements, "", outcome.stderr.strip(), "mend the requirement that is named"))


def installed(folder: Path | None = None) -> dict[str, Distribution]:
    """Return the installed packages by normalized name; those of a folder if one is given."""
    found = distributions(path=[str(folder)]) if folder else distributions()
    return {canonicalize_name(package.name): package for package in found}


def fetched(pins: list[Pin], folder: Path) -> dict[str, Distribution]:
    """Fetch packages that this system doesn't install, to read their metadata; `EvidenceError` if one can't be had."""
    for pin in pins:
        system = next(system for system, release in product(SYSTEMS, RELEASES) if pin.applies(system, release))
        wanted = folder / f"{pin.package}.txt"
        wanted.write_text(pin.text, encoding="utf-8")
        target = ("--target", str(folder), "--python-platform", system.triple, "--no-deps", "--require-hashes")
        outcome = uv("pip", "install", *target, "--requirement", str(wanted))
        if outcome.returncode:
            remedy = "try again when the package index can be reached"
            raise EvidenceError(Problem(LOCK.name, pin.package, outcome.stderr.strip(), remedy))
    return installed(folder)


def write_licences() -> None:
    """List the locked packages' licences in ``packages.csv``; `EvidenceError`, and no change, if one is unknown."""
    pins = {pin.package: pin for pin in installable(read_lock(LOCK.read_text(encoding="utf-8")))}
    here = installed()
    with tempfile.TemporaryDirectory() as folder:
        elsewhere = fetched([pin for name, pin in pins.items() if name not in here], Path(folder))
        rows = [{"package": name, "licence": declared((here | elsewhere)[name])} for name in sorted(pins)]
    replace_file(FOLDER / "packages.csv", pd.DataFrame(rows).to_csv(index=False, lineterminator="\n"))
