"""Make changes of the data, in groups or one by one, and find for each the first layer that notices it.

Most cells of a long table concern few questions, and many concern none. So a group of cells is changed at once and every
question asked; a group that changes no answer is passed over as a whole, another is halved, and its halves are asked only
what the whole answered otherwise. Questions are asked of single changes in the end, so what is noticed is certain; a group
could hide a change that alone would be noticed, so cells that name others stand apart. Changes of results and assumptions,
which reach far, are made one by one.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from functools import cache
from typing import Any
from unittest.mock import patch

import pandas as pd

from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.facts.history import statements
from evidence.ledger import Ledger, load_ledger
from evidence.pages.notebooks import chapter_paths
from evidence.paths import ROOT
from evidence.results import RESULTS
from evidence.rules import RULES
from evidence.upkeep.staleness import ANY_INPUT, input_paths
from mutation.cells import NAMING, Cell
from mutation.definitions import Slip, computes_alike, differences, read_changed
from mutation.findings import Change, Finding
from mutation.layers import LAYERS, Questions, answer, ask_schema, chapter_questions, rule_questions
from mutation.suite import failing_tests, in_a_process, known_failures
from mutation.world import Reads, changed, reads_of

FEW = 8  # changes: see `_sift`
# Rules that look at definitions themselves, and not only at what facts come out of them.
OF_DEFINITIONS = {f"rules: {rule.__name__}" for rule in RULES if "RESULTS" in rule.__globals__}


@cache
def known_answers() -> dict[str, tuple[Any, Reads, float]]:
    """Return what all questions say of the data as they are, each with what was looked at, and the seconds it took."""
    found = {}
    for name, question in (rule_questions() | chapter_questions()).items():
        begin = time.process_time()
        found[name] = (*reads_of(lambda question=question: answer(question)), time.process_time() - begin)
    return found


@cache
def _stated() -> pd.DataFrame:
    """Return what the tables state, on which what earlier editions stated has no bearing."""
    return statements(load_ledger())


@cache
def _stages() -> list[Questions]:
    """Return questions that are asked of what those before didn't notice: rules, what sentences say, each chapter's figures.

    What is answered soonest comes first, so that little is left for what takes ten seconds.
    """
    rules, chapters = rule_questions(), chapter_questions()
    drawn = [name for name in chapters if name.startswith("figures")]
    said = [name for name in chapters if name not in drawn]
    stages = [[*rules], said, *([name] for name in sorted(drawn, key=_seconds))]
    return [{name: (rules | chapters)[name] for name in sorted(stage, key=_seconds)} for stage in stages]


def _seconds(name: str) -> float:
    return known_answers()[name][2]


def _ask(
    questions: Questions, changes: Sequence[Cell | Slip], names: Iterable[str], *, all_of_them: bool
) -> tuple[dict[str, str], list[str]]:
    """Ask questions by name with some changes made together, all of them or until one is answered otherwise.

    Returns those that are, with a message each, and the names of those that weren't asked.
    """
    noticed, known = {}, known_answers()
    with ExitStack() as stack:
        stale = stack.enter_context(changed(changes))
        # What a wrong key looks like takes most of the time to find, and tells nothing here; nor does who wrote to a table.
        stack.enter_context(patch("difflib.get_close_matches", return_value=[]))
        stack.enter_context(patch.object(Ledger, "refuse_changes", lambda ledger: None))
        if stale.tables <= {"editions", "history"}:
            stack.enter_context(patch("evidence.facts.history.statements", return_value=_stated()))
        of_definitions = OF_DEFINITIONS if any(isinstance(change, Slip) for change in changes) else ()
        asked = [name for name in names if name in of_definitions or stale.concerns(known[name][1])]
        for number, name in enumerate(asked, start=1):
            found = answer(questions[name])
            if found != known[name][0]:
                noticed[name] = f"{name}: {found}"[:600]
                if not all_of_them:
                    return noticed, asked[number:]
    return noticed, []


def _sift(questions: Questions, changes: Sequence[Cell | Slip], names: Iterable[str]) -> dict[Change, dict[str, str]]:
    """Return the changes that are noticed, each with the question that notices it; halve groups until they are single.

    Of large groups all questions are asked, so that few are left for their parts; of small ones only until one notices,
    which is then the first to be asked of the parts.
    """
    if not changes:
        return {}
    noticed, left = _ask(questions, changes, names, all_of_them=len(changes) > FEW)
    if not noticed or len(changes) == 1:
        return {changes[0]: noticed} if noticed else {}
    middle, names = len(changes) // 2, [*noticed, *left]
    return _sift(questions, changes[:middle], names) | _sift(questions, changes[middle:], names)


def groups(cells: Iterable[Cell]) -> list[list[Cell]]:
    """Part changes into groups that don't hide one another: each column that names rows or other tables by itself.

    The rest of a table is one group, column by column, so that columns which nothing asks for are passed over together.
    """
    parted: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        apart = NAMING.fullmatch(cell.column) or cell.column in {"figure_text", "field", "old", "new"}
        name = (cell.table, cell.column if apart else "", "tenfold" if cell.kind == "tenfold" else "")
        parted.setdefault((cell.place, cell.kind) if cell.table == "assumptions" else name, []).append(cell)
    return list(parted.values())


def try_group(changes: Sequence[Cell | Slip]) -> list[Finding]:
    """Find the layer that notices each of some changes that don't hide one another, tests and record apart; in order."""
    found = {change: early for change in changes if (early := _read(change))}
    for questions in _stages():
        left = [change for change in changes if change not in found]
        for change, noticed in _sift(questions, left, questions).items():
            name = min(noticed, key=lambda name: LAYERS.index(name.partition(":")[0]))
            found[change] = Finding(change, name.partition(":")[0], noticed[name])
    return [found.get(change) or Finding(change, "", reason=_reason(change)) for change in changes]


def _read(change: Cell | Slip) -> Finding | None:
    """Say what is noticed when a change is read."""
    if isinstance(change, Cell):
        message = ask_schema(change)
        return Finding(change, "schema", message) if message else None
    try:
        read_changed((change,))
    except EvidenceError as error:
        return Finding(change, "schema", str(error))
    except Exception as error:  # noticed, if not told
        return Finding(change, "schema", f"{type(error).__name__}: {error}")
    return None


def _reason(change: Cell | Slip) -> str:
    """Say, by computing, why a change that nothing notices is no error; empty if it may be one."""
    if isinstance(change, Cell):
        return ""
    before, (after, _) = dict(RESULTS), read_changed((change,))
    differ = differences(before, after)
    if differ and all(fields <= {"formulas", "of"} for fields in differ.values()):
        same = all(computes_alike(before[key], after[key]) for key in differ)
        return "a formula that gives the same for any numbers" if same else ""
    if differ and all(fields == {"digits"} for fields in differ.values()):
        texts = [_texts(key) for key in differ]
        with changed([change]):
            return "digits that print the same" if texts == [_texts(key) for key in differ] else ""
    return ""


def _texts(key: str) -> list[str]:
    """Return what is printed of a result and of its ends."""
    found = fact(key)
    return [found.text, *(fact(f"{key}.{end}").text for end in ("low", "high") if found.ranges)]


# Tests that look at tables and results in memory, or at what is computed from them; those of copies would notice nothing.
TESTS = tuple(
    path.relative_to(ROOT).as_posix()
    for name in ("record", "verdicts", "classes", "results", "prose", "whatif", "facts", "models_*")
    for path in sorted((ROOT / "tests").glob(f"test_{name}.py"))
)


def try_tests(changes: Sequence[Cell | Slip], names: Sequence[str] = TESTS) -> list[Finding]:
    """Find the changes that only tests notice: run with all of them made together, then with halves."""
    failed = in_a_process(_failures, changes, names) if changes else []
    if failed is None:  # the process died
        failed = names
    if not failed or len(changes) == 1:
        return [Finding(changes[0], "tests", " ".join(failed)[:600])] if failed else []
    middle = len(changes) // 2
    return try_tests(changes[:middle], failed) + try_tests(changes[middle:], failed)


def _failures(changes: Sequence[Cell | Slip], names: Sequence[str]) -> list[str]:
    # Tests look at the tables when they are loaded, so that they are loaded once the data have changed.
    with changed(changes):
        return failing_tests(names, known_failures(TESTS))


def ask_record(found: Finding) -> Finding:
    """Ask the record of executions, which holds digests of files, of a change that nothing has noticed."""
    known = {*input_paths(), *chapter_paths()}
    if found.layer or found.reason or ROOT / found.change.place.partition(",")[0] not in known:
        return found
    return Finding(found.change, "record", f"{ANY_INPUT}: changed since the last execution")
