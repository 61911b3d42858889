"""What only the package index can tell: whether the lock is current, has wheels for every system, and is free of known faults."""

import shutil
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.paths import ROOT
from evidence.upkeep.supply import LAB_LOCK, LOCK, PYTHONS, SYSTEMS, Pin, System, installable, read_lock
from evidence.upkeep.supply.lock import compile_lock, uv


def stale_lock(lock: Path) -> list[Problem]:
    """Compile a lock again with the versions it names; it must come out the same."""
    with tempfile.TemporaryDirectory() as folder:
        again = Path(shutil.copy(lock, folder))
        try:
            compile_lock(again)
        except EvidenceError as error:
            return list(error.problems)
        if again.read_bytes() == lock.read_bytes():
            return []
    return [Problem(lock.name, "", f"it isn't what {lock.stem}.in compiles into", "run make lock")]


def missing_wheels(lock: Path, system: System, python: str) -> list[Problem]:
    """Try in thought to set a lock up on a system: with the hashes of the lock, from wheels alone."""
    target = ("--python-platform", system.triple, "--python-version", python)
    with tempfile.TemporaryDirectory() as folder:
        options = ("--dry-run", "--require-hashes", "--only-binary", ":all:", "--target", folder)
        outcome = uv("pip", "install", *target, *options, "--requirement", lock.name)
    if not outcome.returncode:
        return []
    what = f"it can't be installed with Python {python}: {outcome.stderr.strip()}"
    return [Problem(lock.name, system.name, what, "run make lock, or take out what has no wheel there")]


def layers(pins: list[Pin]) -> list[str]:
    """Write pins for everywhere, each package once a text: pip-audit asks only what its own machine would install."""
    texts: list[dict[str, str]] = []
    for pin in pins:
        layer = next((text for text in texts if pin.package not in text), None)
        if layer is None:
            texts.append(layer := {})
        layer[pin.package] = pin.text.replace(f" ; {pin.marker}", "", 1) if pin.marker else pin.text
    return ["".join(text.values()) for text in texts]


def known_vulnerabilities(pins: list[Pin], *service: str) -> list[Problem]:
    """Look for known vulnerabilities of locked versions on all systems.

    Packages that the index, or a ``service`` that options of pip-audit name, doesn't know count as faults too.
    """
    options = ["--require-hashes", "--disable-pip", "--strict", "--progress-spinner", "off", *service]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for text in layers(pins):
            file = Path(folder) / LOCK.name
            file.write_text(text, encoding="utf-8")
            command = [str(Path(sys.executable).with_name("pip-audit")), "--requirement", str(file), *options]
            outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            found += [outcome.stdout + outcome.stderr] if outcome.returncode else []
    if not found:
        return []
    what = "pip-audit isn't satisfied\n" + "\n".join(found).strip()
    remedy = "run make lock; what doesn't concern the book gets an --ignore-vuln in evidence/upkeep/supply/audit.py, with its reason"
    return [Problem(LOCK.name, "", what, remedy)]


def audit() -> None:
    """Ask all three, and say what was asked; `EvidenceError` tells every fault found."""
    locks = (LOCK, LAB_LOCK)
    print("the locks, compiled again ...", flush=True)
    problems = [problem for lock in locks for problem in stale_lock(lock)]
    print(f"wheels for {len(SYSTEMS)} systems and Python {', '.join(PYTHONS)} ...", flush=True)
    problems += [problem for target in product(locks, SYSTEMS, PYTHONS) for problem in missing_wheels(*target)]
    print("known vulnerabilities ...", flush=True)
    pins = {pin.text: pin for lock in locks for pin in read_lock(lock.read_text(encoding="utf-8"))}
    problems += known_vulnerabilities(installable([*pins.values()]))
    if problems:
        raise EvidenceError(problems)
