"""Apply changes in groups and find, for each, the first layer that notices it.

Most changes of a long table concern few questions, and many concern none. So a group of changes is made at once and every
question asked; a group that changes no answer is passed over as a whole, another is halved, and its halves are asked only
what the whole answered otherwise. Questions are asked of single changes in the end, so what is noticed is certain; that a
group hides a change that alone would be noticed is possible, and tried on a sample (`alone`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from evidence.paths import ROOT
from mutation.cells import NAMING, Cell
from mutation.code import modules
from mutation.findings import Finding
from mutation.layers import LAYERS, Questions, answer, ask_schema, chapter_questions, rule_questions
from mutation.suite import failing_tests
from mutation.world import Reads, changed, forget, reads_of

_known: dict[str, Any] = {}
_reads: dict[str, Reads] = {}
FEW = 8  # changes: see `sift`
SLOW = 0.2  # seconds: questions that take longer are asked last, of what the others pass over


def chapter_reads() -> dict[str, tuple[Any, Reads]]:
    """Return what the chapters say of the tables as they are, by question, each with what was looked at for it."""
    _chapters()
    return {name: (_known[name], reads) for name, reads in _reads.items()}


@cache
def _chapters() -> tuple[Questions, Questions]:
    """Return the quick and the slow questions of the chapters; what they say of the tables as they are becomes known."""
    quick, slow = {}, {}
    for name, question in chapter_questions().items():
        begin = time.process_time()
        forget()
        _known[name], _reads[name] = reads_of(lambda question=question: answer(question))
        (slow if time.process_time() - begin > SLOW else quick)[name] = question
    return quick, slow


STAGES: tuple[Callable[[list[Cell]], Questions], ...] = (
    rule_questions,
    lambda cells: _chapters()[0],
    lambda cells: _chapters()[1],
)


def ask(
    questions_of: Callable[[list[Cell]], Questions],
    cells: list[Cell],
    names: Iterable[str] | None = None,
    *,
    all_of_them: bool = False,
) -> tuple[dict[str, str], list[str]]:
    """Ask questions with some cells changed.

    Parameters
    ----------
    questions_of : callable
        Gives the questions to ask of changes.
    cells : list of Cell
        The changes, made together.
    names : iterable of str, optional
        Ask these alone, in this order.
    all_of_them : bool
        Ask on after the first question that notices.

    Returns
    -------
    dict of str to str
        The questions that are answered otherwise, with a message each; empty if nothing is noticed.
    list of str
        The questions that weren't asked.
    """
    questions = questions_of(cells)
    asked = [name for name in names if name in questions] if names is not None else list(questions)
    noticed: dict[str, str] = {}
    # What a wrong key looks like takes most of the time to find, and tells nothing here.
    with changed(cells) as stale, patch("difflib.get_close_matches", return_value=[]):
        # Rules are asked in any case.
        asked = [name for name in asked if name not in _reads or stale.concerns(_reads[name])]
        for number, name in enumerate(asked, start=1):
            found = answer(questions[name])
            # The tables keep their rules: each problem a rule sees now is a new one.
            if found != _known.get(name, []):
                noticed[name] = f"{name}: {found}"[:600]
                if not all_of_them:
                    return noticed, asked[number:]
    return noticed, []


def sift(
    questions_of: Callable[[list[Cell]], Questions], cells: list[Cell], names: Iterable[str] | None = None
) -> dict[Cell, dict[str, str]]:
    """Return the changes that are noticed, each with the question that notices it; halve groups until they are single.

    Of large groups all questions are asked, so that few are left for their parts; of small ones only until one notices,
    which is then the first to be asked of the parts.
    """
    if not cells:
        return {}
    noticed, left = ask(questions_of, cells, names, all_of_them=len(cells) > FEW)
    if not noticed or len(cells) == 1:
        return {cells[0]: noticed} if noticed else {}
    middle, names = len(cells) // 2, [*noticed, *left]
    return sift(questions_of, cells[:middle], names) | sift(questions_of, cells[middle:], names)


def first_layer(noticed: dict[str, str]) -> tuple[str, str]:
    """Return the first layer among the questions that noticed a change, and its message."""
    name = min(noticed, key=lambda name: LAYERS.index(name.partition(":")[0]))
    return name.partition(":")[0], noticed[name]


def groups(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Part changes into groups that don't hide one another: each column that names rows or other tables by itself.

    The rest of a table is one group, column by column, so that columns which nothing asks for are passed over together.
    """
    parted: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        apart = NAMING.fullmatch(cell.column) or cell.column in {"figure_text", "field", "old", "new"}
        name = (cell.table, cell.column if apart else "", "tenfold" if cell.kind == "tenfold" else "")
        parted.setdefault(name, []).append(cell)
    return list(parted.values())


def try_cells(cells: list[Cell]) -> list[Finding]:
    """Find the layer that notices each change, tests apart.

    Parameters
    ----------
    cells : list of Cell
        Changes that don't hide one another; see `groups`.

    Returns
    -------
    list of Finding
        In their order.
    """
    _chapters()
    found = {cell: Finding(cell, "schema", message) for cell in cells if (message := ask_schema(cell))}
    for questions_of in STAGES:
        left = [cell for cell in cells if cell not in found]
        found |= {cell: Finding(cell, *first_layer(noticed)) for cell, noticed in sift(questions_of, left).items()}
    return [found.get(cell, Finding(cell, "")) for cell in cells]


def try_alone(cell: Cell) -> Finding:
    """Find the layer that notices one change, all questions asked of it alone, tests apart."""
    _chapters()
    if message := ask_schema(cell):
        return Finding(cell, "schema", message)
    for questions_of in STAGES:
        noticed, _ = ask(questions_of, [cell])
        if noticed:
            return Finding(cell, *first_layer(noticed))
    return Finding(cell, "")


# Tests that look at the data, or at what is computed from them; those of code alone would notice nothing.
TESTS = (
    "data",
    "record",
    "verdicts",
    "classes",
    "results",
    "reconcile",
    "history",
    "prose",
    *(f"models_{path.stem}" for path in modules()),
)


def try_tests(cells: list[Cell]) -> list[Finding]:
    """Find the changes that only the tests of the data notice: run on all of them together, then on halves.

    Parameters
    ----------
    cells : list of Cell
        Changes that neither rules nor chapters notice.

    Returns
    -------
    list of Finding
        Those that a test notices.
    """
    files = [f"tests/test_{name}.py" for name in TESTS if (ROOT / "tests" / f"test_{name}.py").exists()]
    by_table: dict[str, list[Cell]] = {}
    for cell in cells:
        by_table.setdefault(cell.table, []).append(cell)
    return [found for group in by_table.values() for found in _sift_tests(group, files)]


def _sift_tests(cells: list[Cell], names: list[str]) -> list[Finding]:
    failed = _run_tests(cells, names)
    if not failed:
        return []
    if len(cells) == 1:
        return [Finding(cells[0], "tests", " ".join(failed)[:600])]
    middle = len(cells) // 2
    return _sift_tests(cells[:middle], failed) + _sift_tests(cells[middle:], failed)


def _run_tests(cells: list[Cell], names: list[str]) -> list[str]:
    """Return the tests that fail with some cells changed; they run in a process of their own."""
    receiver, sender = Pipe(duplex=False)
    process = Process(target=_send_failures, args=(cells, names, sender))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    except EOFError:
        return names
    finally:
        process.join()


def _send_failures(cells: list[Cell], names: list[str], sender: Connection) -> None:
    # Tests look at the tables when they are loaded, so that they are loaded once the cells have changed.
    with changed(cells), Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        sender.send(failing_tests(names, stop=False))
