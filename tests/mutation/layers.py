"""What can notice a change: each layer is a set of named questions, whose answers are known beforehand.

A question is asked of tables and results as they stand in `mutation.world`; an answer other than the known one, or an
error, notices the change. The first layer that does gets the credit:

``schema``       types, required cells, keys, vocabularies: what Frictionless and reading a table say of one cell, and
                 reading the files of results of a definition
``rules``        the rules of `evidence.rules` that cross cells and tables, units and substances of results among them
``history``      the rule that a statement of a published edition changes only with a row that says so
``comparisons``  what the sentences of the chapters and pages rely on
``facts``        the numbers that they print, and what the chapters store of them
``figures``      rows, texts, source line and verdicts of the charts, which the chapters store
``tests``        the unit tests and data tests, asked of what the others pass over
``record``       the record of executions, which knows that a file changed and nothing of what it says
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import frictionless

from evidence.charts.figure import Figure
from evidence.errors import EvidenceError
from evidence.facts import fact, provenance
from evidence.facts.binding import Binding, find_bindings
from evidence.facts.page import LABEL_LETTERS
from evidence.ledger import load_ledger
from evidence.ledger.tables import read_descriptor, read_resource
from evidence.pages.notebooks import chapter_paths, prose, stored_notebook
from evidence.paths import BOOK
from evidence.rules import RULES
from evidence.rules.history import check_history
from mutation.cells import Cell
from mutation.world import raw

Questions = dict[str, Callable[[], Any]]

LAYERS = ("schema", "rules", "history", "comparisons", "facts", "figures", "tests", "record")


# The schema.


@cache
def _readers(table: str) -> dict[str, Any]:
    fields = read_resource(table)["schema"]["fields"]
    return {field["name"]: frictionless.Field.from_descriptor(field).create_cell_reader() for field in fields}


@cache
def _keys(table: str) -> tuple[tuple[str, ...], ...]:
    """Return the columns of a table that together, or alone, must not repeat."""
    schema = read_resource(table)["schema"]
    primary = schema["primaryKey"]
    alone = [(field["name"],) for field in schema["fields"] if field.get("constraints", {}).get("unique")]
    return (tuple([primary] if isinstance(primary, str) else primary), *alone)


@cache
def _links() -> list[tuple[str, str, str, str]]:
    """Return table, column, table referred to and its column, for every foreign key."""
    return [
        (resource["name"], link["fields"], link["reference"]["resource"], link["reference"]["fields"])
        for resource in read_descriptor()["resources"]
        for link in resource["schema"].get("foreignKeys", [])
    ]


def ask_schema(cell: Cell) -> str:
    """Return what the schema says of a changed cell; empty if nothing.

    Only what depends on the cell is checked: its own limits, keys that repeat, references that lead nowhere.
    """
    _, notes = _readers(cell.table)[cell.column](cell.new)
    if notes:
        return f"{cell.place}: {'; '.join(notes.values())}"
    frame = raw(cell.table)
    for columns in _keys(cell.table):
        if cell.column in columns:
            own = tuple(cell.new if name == cell.column else frame.at[cell.row, name] for name in columns)
            if own in _counted(cell.table, columns):
                return f"{cell.place}: {' '.join(own)} is there already"
    for table, column, target, referred in _links():
        if (table, column) == (cell.table, cell.column) and cell.new and not _counted(target, (referred,))[cell.new,]:
            return f"{cell.place}: not in {target}"
        if (target, referred) == (cell.table, cell.column) and _counted(target, (referred,))[cell.old,] == 1:
            lost = raw(table).index[raw(table)[column] == cell.old]
            if len(lost):
                return f"data/{read_resource(table)['path']}, row {lost[0]} ({cell.old}): not in {target} any more"
    return ""


@cache
def _counted(table: str, columns: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """Count what stands in some columns of a table."""
    return Counter(zip(*(raw(table)[column] for column in columns), strict=True))


# Rules.


def rule_questions() -> Questions:
    """Return one question a rule: which problems does it see?"""
    return {f"{'history' if rule is check_history else 'rules'}: {rule.__name__}": _ask_rule(rule) for rule in RULES}


def _ask_rule(rule: Callable[..., Any]) -> Callable[[], list[str]]:
    return lambda: [str(problem) for problem in rule(load_ledger())]


# Chapters.


@cache
def pages() -> dict[Path, str]:
    """Return the prose of every chapter and page."""
    texts = {path: prose(stored_notebook(path)) for path in chapter_paths()}
    return texts | {path: path.read_text(encoding="utf-8") for path in sorted(BOOK.glob("*.md"))}


@cache
def bindings(path: Path) -> list[Binding]:
    """Return what the prose of a chapter or page binds, in order."""
    return find_bindings(pages()[path])


@cache
def compared() -> list[tuple[Path, Binding]]:
    """Return the comparisons of all sentences, each with its page."""
    return [(path, found) for path in pages() for found in bindings(path) if found.conditions]


# Chapters store the numbers of what they compare, and the beginning of a fact's label; pages only print and rely on facts.


def _ask_comparison(path: Path, found: Binding) -> Callable[[], Any]:
    stored = slice(None) if path.suffix == ".ipynb" else slice(1, None)
    return lambda: [condition.read()[stored] for condition in found.conditions]


def _ask_fact(path: Path, key: str) -> Callable[[], Any]:
    def ask() -> tuple[str, str]:
        found = fact(key)
        return found.text, textwrap.shorten(found.label, LABEL_LETTERS) if path.suffix == ".ipynb" else ""

    return ask


@cache
def _code(path: Path) -> Any:
    return compile("\n".join(figure_cells(path)), path.name, "exec")


def figure_cells(path: Path) -> list[str]:
    """Return the code of a notebook but for the last cell, which lists the evidence."""
    return [cell.source for cell in stored_notebook(path).cells[:-1] if cell.cell_type == "code"]


def draw_figures(code: Any) -> list[str]:
    """Run the code of a notebook and describe the figures it makes."""
    names: dict[str, Any] = {}
    exec(code, names)
    return [describe_figure(made) for made in names.values() if isinstance(made, Figure)]


def describe_figure(figure: Figure) -> str:
    """Return what a stored chart shows but for its drawing, which follows from all of its rows, as text."""
    verdicts = load_ledger().verdicts["verdict"]
    shown = {
        "texts": (figure.id, figure.title, figure.subtitle, figure.description, figure.note, figure.source),
        "rows": figure.rows.astype(str).to_numpy().tolist(),
        "evidence": [(key, provenance.trace(key).href, verdicts.get(key)) for key in figure.evidence],
        "whatif": figure.whatif.to_payload() if figure.whatif else None,
    }
    return json.dumps(shown, default=str)


@cache
def chapter_questions() -> Questions:
    """Return the questions of all chapters and pages; they are the same whatever changed."""
    questions: Questions = {}
    for number, (path, found) in enumerate(compared()):
        questions[f"comparisons: book/{path.name}, {number}, {found.sentence[:200]}"] = _ask_comparison(path, found)
    for path in pages():
        for key in dict.fromkeys(found.target for found in bindings(path) if not found.conditions):
            questions[f"facts: book/{path.name}, {key}"] = _ask_fact(path, key)
    for path in chapter_paths():
        # What the reader's own notebook tries is no claim of the book, and the page of judgements, on which a rule is, draws none.
        if path.stem not in {"explore", "judgements"}:
            questions[f"figures: book/{path.name}"] = lambda path=path: draw_figures(_code(path))
    return questions


def answer(question: Callable[[], Any]) -> Any:
    """Return what a question gives, an error as text."""
    try:
        return question()
    except EvidenceError as error:
        return f"error: {error}"
    except Exception as error:  # whatever a changed cell breaks, the book doesn't build
        return f"error: {type(error).__name__}: {error}"
