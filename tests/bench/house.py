"""What the house weighs and how fast it answers: lines, tests, and seconds of the commands that are given all day."""

import os
import subprocess
import sys
from pathlib import Path

from bench.measure import measure
from evidence.paths import BOOK, ROOT

TITLE = "The house: lines of Python, tests, and what the commands take, by the clock and of processor"
TESTS = {"make test": [], "make test-all": ["--whole"]}
PYTEST = (sys.executable, "-m", "pytest", "-q")
BUILD = (sys.executable, "-m", "evidence.upkeep.build")
COMMANDS = {
    "make check": [[*BUILD, "check"], [Path(sys.executable).with_name("ruff"), "check", "."]],
    "make book, notebooks unchanged": [[*BUILD]],
    **{
        name: [[*PYTEST, "--numprocesses", str(os.cpu_count()), "--dist", "loadfile", *options]]
        for name, options in TESTS.items()
    },
}


def rows() -> list[dict[str, object]]:
    """Count and measure; a command that fails stops it."""
    found: list[dict[str, object]] = []
    for folder in (BOOK, ROOT / "tests"):
        lines = sum(path.read_text(encoding="utf-8").count("\n") for path in folder.rglob("*.py"))
        found.append({"what": f"lines of Python in {folder.name}/", "number": lines})
    for name, options in TESTS.items():
        listed = subprocess.check_output([*PYTEST, "--collect-only", *options], cwd=ROOT, text=True)
        found.append({"what": f"tests of {name}", "number": sum("::" in line for line in listed.splitlines())})
    for name, commands in COMMANDS.items():
        costs = [measure(*command) for command in commands]
        seconds, processor = (round(sum(spent), 1) for spent in list(zip(*costs, strict=True))[:2])
        found.append({"what": name, "s": seconds, "processor s": processor})
        print(found[-1], flush=True)
    return found
