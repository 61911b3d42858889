"""What the house weighs and how fast it answers: lines, tests, and seconds of the commands that are given all day."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.measure import measure
from evidence.paths import BOOK, ROOT

TITLE = "The house: lines of Python, tests, and what the commands take, by the clock and of processor"
TESTS = ROOT / "tests"
PYTEST = (sys.executable, "-m", "pytest", "--numprocesses", str(os.cpu_count()), "--dist", "loadfile", "-q")
COMMANDS = {
    "make check": [[sys.executable, "-m", "evidence.upkeep.build", "check"], ["ruff", "check", "."]],
    "make book, notebooks unchanged": [[sys.executable, "-m", "evidence.upkeep.build"]],
    "make test": [[*PYTEST]],
    "make test-all": [[*PYTEST, "--whole"]],
}


def rows() -> list[dict[str, object]]:
    """Count and measure; a command that fails stops it."""
    found: list[dict[str, object]] = [
        {"what": f"lines of Python in {folder.name}/", "number": lines(folder)} for folder in (BOOK, TESTS)
    ]
    found += [{"what": f"tests of {name}", "number": count} for name, count in tests()]
    environment = {
        "PYTHONPATH": str(BOOK),
        "PYTHONUTF8": "1",
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }
    for name, commands in COMMANDS.items():
        costs = [measure(command, cwd=ROOT, env=environment) for command in commands]
        spent = {"s": sum(cost.seconds for cost in costs), "processor s": sum(cost.processor for cost in costs)}
        found.append({"what": name} | {unit: round(seconds, 1) for unit, seconds in spent.items()})
        print(found[-1], flush=True)
    return found


def lines(folder: Path) -> int:
    """Count the lines of Python in a folder."""
    return sum(path.read_text(encoding="utf-8").count("\n") for path in folder.rglob("*.py"))


def tests() -> Iterator[tuple[str, int]]:
    """Yield how many tests each command runs."""
    for name, options in (("make test", []), ("make test-all", ["--whole"])):
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *options]
        outcome = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        yield name, sum("::" in line for line in outcome.stdout.splitlines())
