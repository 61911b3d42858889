"""Make changes of the data, in groups or one by one, and find for each the first layer that notices it.

Most cells of a long table concern few questions, and many concern none. So a group of cells is changed at once and every
question asked; a group that changes no answer is passed over as a whole, another is halved, and its halves are asked only
what the whole answered otherwise. Questions are asked of single changes in the end, so what is noticed is certain; a group
could hide a change that alone would be noticed, so cells that name others stand apart. Changes of results and assumptions,
which reach far, are made one by one.
"""

import os
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.pages.notebooks import chapter_paths
from evidence.paths import ROOT
from evidence.upkeep.staleness import ANY_INPUT, input_paths
from mutation.cells import NAMING
from mutation.changes import Change, Finding
from mutation.definitions import computes_alike, differ_in, differing, read_changed
from mutation.world import answer, ask_all, ask_schema, changed, questions


@cache
def _stages() -> list[list[str]]:
    """Return questions that are asked of what those before didn't notice: rules, what sentences say, each chapter's figures."""
    stages: dict[str, list[str]] = {}
    for name in questions():
        layer = name.partition(":")[0]
        stages.setdefault(name if layer == "figures" else "rules" if layer == "history" else layer, []).append(name)
    return [*stages.values()]


def _ask(changes: Sequence[Change], names: Iterable[str]) -> dict[str, str]:
    """Return the questions that are answered otherwise with some changes made together, each with what it then says.

    Of a single change the first of them is enough.
    """
    noticed: dict[str, str] = {}
    # What a wrong key looks like takes most of the time to find, and tells nothing here.
    with changed(changes) as reached, patch("difflib.get_close_matches", return_value=[]):
        for name in names:
            if name in reached and (found := answer(questions()[name])) != ask_all().answers[name]:
                noticed[name] = f"{name}: {found}"[:600]
                if len(changes) == 1:
                    break
    return noticed


def _sift(changes: Sequence[Change], names: Iterable[str]) -> dict[Change, str]:
    """Return the changes that are noticed, each with what notices it; halve groups until they are single."""
    noticed = _ask(changes, names) if changes else {}
    if not noticed:
        return {}
    if len(changes) == 1:
        return {changes[0]: next(iter(noticed.values()))}
    middle = len(changes) // 2
    return _sift(changes[:middle], noticed) | _sift(changes[middle:], noticed)


def groups(cells: Iterable[Change]) -> list[list[Change]]:
    """Part changes into groups that don't hide one another: each column that names rows or other tables by itself.

    The rest of a table is one group, column by column, so that columns which nothing asks for are passed over together.
    """
    parted: dict[tuple[str, ...], list[Change]] = {}
    for cell in cells:
        table, column = cell.what.split(".")
        apart = NAMING.fullmatch(column) or column in {"figure_text", "field", "old", "new"}
        name = (table, column if apart else "", "tenfold" if cell.kind == "tenfold" else "")
        parted.setdefault((cell.place, cell.kind) if table == "assumptions" else name, []).append(cell)
    return list(parted.values())


def try_group(changes: Sequence[Change]) -> list[Finding]:
    """Find the layer that notices each of some changes that don't hide one another, tests and record apart; in order."""
    found = {change: message for change in changes if (message := _read(change))}
    for names in _stages():
        found |= _sift([change for change in changes if change not in found], names)
    return [
        Finding(change, found[change].partition(":")[0], found[change].removeprefix("schema: "))
        if change in found
        else Finding(change, reason=_reason(change))
        for change in changes
    ]


def _read(change: Change) -> str:
    """Say what is noticed when a change is read."""
    if change.file.endswith(".csv"):
        message = ask_schema(change)
    else:
        # An error that isn't told is noticed as well.
        message = answer(lambda: read_changed([change]) and "").removeprefix("error: ")
    return message and f"schema: {message}"


def _reason(change: Change) -> str:
    """Say, by computing, why a change that nothing notices is no error; empty if it may be one."""
    pairs = {} if change.file.endswith(".csv") else differing([change])
    if pairs and differ_in(pairs.values(), "formulas", "of"):
        same = all(computes_alike(*pair) for pair in pairs.values())
        return "a formula that gives the same for any numbers" if same else ""
    if pairs and differ_in(pairs.values(), "digits"):
        before = [_texts(key) for key in pairs]
        with changed([change]):
            return "digits that print the same" if [_texts(key) for key in pairs] == before else ""
    return ""


def _texts(key: str) -> list[str]:
    """Return what is printed of a result and of its ends."""
    found = fact(key)
    return [found.text, *(fact(f"{key}.{end}").text for end in ("low", "high") if found.ranges)]


# The tests, run in processes of their own that have changed something.


def test_files(*names: str) -> tuple[str, ...]:
    return tuple(f"tests/{path.name}" for name in names for path in sorted((ROOT / "tests").glob(f"test_{name}.py")))


# Tests that look at tables and results in memory, or at what is computed from them; those of copies would notice nothing.
TESTS = test_files("record", "verdicts", "classes", "results", "prose", "whatif", "facts", "models_*")


class _Watch:
    """A plugin that keeps the names of tests that fail."""

    def __init__(self) -> None:
        self.failed = list[str]()

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    pytest_collectreport = pytest_runtest_logreport


def failing_tests(names: Sequence[str], known: Collection[str] = (), *, stop: bool = False) -> list[str]:
    """Run tests in this process, which should be one that ends afterwards, and return those that fail."""
    told = _Watch()
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:nbval", "-o", "addopts=", "--rootdir", str(ROOT)]
    options += ["-x"] if stop else ["--continue-on-collection-errors"]
    options += [f"--deselect={name}" for name in known]
    pytest.main([*(str(ROOT / name) for name in names if name not in known), *options], plugins=[told])
    return [name for name in told.failed if name not in known]


@cache
def known_failures(names: tuple[str, ...]) -> frozenset[str]:
    """Return the tests that fail with nothing changed, though under what a change needs: tables may be written to."""
    return frozenset(in_a_process(_failures, (), names, ()))


def in_a_process(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what a function gives in a process forked for it, which prints nothing.

    None if the process dies, or if changes of one text that overlap can't be read together.
    """
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        try:
            return pool.submit(_quietly, function, *arguments).result()
        except (BrokenProcessPool, EvidenceError):
            return None


def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return function(*arguments)


def try_tests(changes: Sequence[Change], names: Sequence[str] = TESTS) -> list[Finding]:
    """Find the changes that only tests notice: run with all of them made together, then with halves."""
    failed = in_a_process(_failures, changes, names, known_failures(TESTS)) if changes else []
    if failed is None:
        failed = names
    if not failed or len(changes) == 1:
        return [Finding(changes[0], "tests", " ".join(failed))] if failed else []
    middle = len(changes) // 2
    return try_tests(changes[:middle], failed) + try_tests(changes[middle:], failed)


def _failures(changes: Sequence[Change], names: Sequence[str], known: Collection[str]) -> list[str]:
    # Tests look at the tables when they are loaded, so that they are loaded once the data have changed.
    with changed(changes):
        return failing_tests(names, known)


def ask_record(found: Finding) -> Finding:
    """Ask the record of executions, which holds digests of files, of a change that nothing has noticed."""
    if found.layer or found.reason or ROOT / found.change.file not in {*input_paths(), *chapter_paths()}:
        return found
    return Finding(found.change, "record", f"{ANY_INPUT}: changed since the last execution")
