"""Apply changes in groups and find, for each, the first layer that notices it.

Most changes of a long table concern few questions, and many concern none. So a group of changes is made at once and every
question asked; a group that changes no answer is passed over as a whole, another is halved, and its halves are asked only
what the whole answered otherwise. Questions are asked of single changes in the end, so what is noticed is certain; that a
group hides a change that alone would be noticed is possible, and tried on a sample (`alone`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from mutation.cells import NAMING, Cell
from mutation.layers import LAYERS, Questions, answer, ask_schema, chapter_questions, rule_questions
from mutation.world import Reads, Staleness, changed, forget, reads_of


@dataclass(frozen=True)
class Finding:
    """What became of a change.

    Attributes
    ----------
    cell : Cell
        The change.
    layer : str
        The first layer of `LAYERS` that noticed it; empty if none did.
    message : str
        What the first question that noticed it says now.
    """

    cell: Cell
    layer: str
    message: str = ""

    @property
    def placed(self) -> bool:
        """Whether the message leads to the change: to its row, or to the cell of a chapter that shows it."""
        names = (
            self.cell.key,
            f"row {self.cell.row} ",
            f"row {self.cell.row}:",
            f"row {self.cell.row},",
            self.cell.old,
        )
        return any(name and name in self.message for name in (*names, "book/"))


_known: dict[str, Any] = {}
_reads: dict[str, Reads] = {}
FEW = 8  # changes: see `sift`
SLOW = 0.2  # seconds: questions that take longer are asked last, of what the others pass over


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


def _concerned(name: str, stale: Staleness) -> bool:
    """Say whether a question looks at anything that may have changed; rules are asked in any case."""
    if name not in _reads:
        return True
    reads = _reads[name]
    return bool(reads.tables & stale.tables) or any(map(stale.touches, reads.keys))


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
    with changed(cells) as stale:
        asked = [name for name in asked if _concerned(name, stale)]
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
