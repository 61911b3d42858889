"""What can notice a change of the data: each layer is a set of named questions, whose answers are known beforehand.

A question is asked of the tables as they stand in `mutation.world`; an answer other than the known one, or an error,
notices the change. The first layer that does gets the credit:

``schema``       types, required cells, keys, vocabularies: what Frictionless and reading the table say of one cell
``rules``        the rules of `evidence.rules` that cross cells and tables
``history``      the rule that a statement of a published edition changes only with a row that says so
``comparisons``  what the sentences of the chapters and pages rely on
``facts``        the numbers that they print, text and label
``figures``      rows, texts, source line and verdicts of the charts, which the chapters store
``tests``        the unit tests and data tests: of the models for a changed constant, else of what nothing else notices

A change that the questions on the tables pass over is asked of the record of executions, which is the layer
``record`` (`mutation.record`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
import pandas as pd

from evidence.charts.figure import Figure
from evidence.errors import EvidenceError
from evidence.facts import fact, provenance
from evidence.facts.binding import Binding, find_bindings
from evidence.ledger import Ledger, load_ledger
from evidence.paths import BOOK
from evidence.rules import RULES
from evidence.rules.claims import check_claims
from evidence.rules.history import check_history
from evidence.rules.quantities import check_quantities
from evidence.rules.record import check_sources
from evidence.rules.resolutions import check_resolutions
from evidence.rules.verdicts import check_comparisons, check_revisions, check_verdicts
from evidence.tables import read_descriptor, read_resource
from mutation import chapters
from mutation.cells import Cell
from mutation.world import raw

Questions = dict[str, Callable[[], Any]]

LAYERS = ("schema", "rules", "history", "comparisons", "facts", "figures", "tests")


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
    field = next(field for field in read_resource(cell.table)["schema"]["fields"] if field["name"] == cell.column)
    if field["type"] in {"number", "integer"}:
        try:
            number = float(cell.new) if cell.new else None
        except ValueError:
            return f"{cell.place}: not a {field['type']}"
        if field["type"] == "integer" and (number is None or number % 1):
            return f"{cell.place}: not an integer"
    if field["type"] == "boolean" and cell.new not in {"true", "false"}:
        return f"{cell.place}: write true or false"
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


class _Seen:
    """A ledger that remembers which tables were looked at."""

    def __init__(self, ledger: Ledger) -> None:
        self.tables: set[str] = set()
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        self.tables.add(name)
        return getattr(self._ledger, name)


@cache
def _tables_of(rule: Callable[[Ledger], Any]) -> set[str]:
    seen = _Seen(load_ledger())
    list(rule(seen))
    return seen.tables


def rule_questions(cells: list[Cell]) -> Questions:
    """Return one question a rule that looks at the changed tables: which problems does it see?"""
    tables = {cell.table for cell in cells}
    return {
        f"{'history' if rule is check_history else 'rules'}: {rule.__name__}": _ask_rule(rule, cells)
        for rule in RULES
        if _tables_of(rule) & tables
    }


def _ask_rule(rule: Callable[[Ledger], Any], cells: list[Cell]) -> Callable[[], list[str]]:
    restrict = RESTRICT.get(rule, lambda ledger, cells: ledger)
    return lambda: [str(problem) for problem in rule(restrict(load_ledger(), cells))]


# Most rules look at one row after the other, and into other tables only for what the row names. They are asked of the
# rows alone that a change concerns; whole, they would take most of the trial's time. A test holds this against `check_data`.


def _rows(ledger: Ledger, cells: list[Cell]) -> Ledger:
    """Keep the changed rows of the tables that the rule for quantities goes through, or that for sources."""
    rows: dict[str, set[int]] = {}
    for cell in cells:
        rows.setdefault(cell.table, set()).add(cell.row - 2)
    walked = ("claims", "observations", "projects", "sources")
    if set(rows) - set(walked):
        return ledger
    return replace(ledger, **{name: getattr(ledger, name).iloc[sorted(rows.get(name, ()))] for name in walked})


def _verdicts(ledger: Ledger, cells: list[Cell]) -> Ledger:
    """Keep the verdicts on changed claims; all of them where another table changed."""
    if not {cell.table for cell in cells} <= {"claims", "verdicts"}:
        return ledger
    return replace(ledger, verdicts=_named(ledger.verdicts, _names(cells)))


def _claims(ledger: Ledger, cells: list[Cell]) -> Ledger:
    """Keep the changed claims, their indicators, and the other claims on these."""
    if not {cell.table for cell in cells} <= {"claims", "verdicts", "indicators"}:
        return ledger
    names, claims = _names(cells), ledger.claims
    indicators = names | set(_named(claims, names)["indicator_id"])
    return replace(
        ledger,
        claims=claims[claims.index.isin(names) | claims["indicator_id"].isin(indicators)],
        indicators=_named(ledger.indicators, indicators),
    )


def _indicators(ledger: Ledger, cells: list[Cell]) -> Ledger:
    """Keep the indicators whose claims, verdicts, resolutions or rows of the record changed."""
    names, known = _names(cells), set()
    for table in {cell.table for cell in cells}:
        if table in {"observations", "measures"}:
            series = {name.partition("/")[0] for name in names}
            known |= {indicator for indicator, rests in _rests_on().items() if rests & series}
            known |= set(ledger.resolutions.index[ledger.resolutions["class"] == "unit slip"])
        elif table in {"claims", "verdicts"}:
            known |= names | set(_named(ledger.claims, names)["indicator_id"])
        elif table in {"indicators", "resolutions"}:
            known |= names
        else:
            return ledger
    return replace(ledger, indicators=_named(ledger.indicators, known))


@cache
def _rests_on() -> dict[str, set[str]]:
    """Return the series and measures that each indicator's resolution and verdicts name, by the tables as they are."""
    verdicts, resolutions, claims = raw("verdicts"), raw("resolutions"), raw("claims")
    keys = [*zip(resolutions["indicator_id"], resolutions["adopted"], strict=True)]
    indicator = dict(zip(claims["claim_id"], claims["indicator_id"], strict=True))
    keys += [
        (indicator[claim], key)
        for claim, ids in zip(verdicts["claim_id"], verdicts["record_ids"], strict=True)
        for key in ids.split()
    ]
    found: dict[str, set[str]] = {}
    for name, key in keys:
        found.setdefault(name, set()).update({key.partition("/")[0], key.rpartition(".")[0]})
    return found


def _subjects(ledger: Ledger, cells: list[Cell]) -> Ledger:
    """Keep what editions say of the changed claims and indicators; of all indicators where the record changed."""
    names, resolutions, tables = _names(cells), ledger.resolutions, {cell.table for cell in cells}
    if "editions" in tables:
        return ledger
    names |= {ledger.history["subject"].iloc[cell.row - 2] for cell in cells if cell.table == "history"}
    if tables <= {"claims", "verdicts", "resolutions", "history"}:
        resolutions = resolutions[resolutions.index.isin(names) | resolutions["adopted"].isin(names)]
    names |= set(resolutions.index)
    return replace(
        ledger,
        editions=ledger.editions[ledger.editions["subject"].isin(names)],
        history=ledger.history[ledger.history["subject"].isin(names)],
        claims=_named(ledger.claims, names | set(resolutions["adopted"])),
        resolutions=resolutions,
    )


def _names(cells: list[Cell]) -> set[str]:
    """Return what the changed rows are called, before and after, and what stands in the changed cells."""
    return {name for cell in cells for name in (cell.key, cell.old, cell.new)}


def _named(frame: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    return frame[frame.index.isin(names)]


RESTRICT: dict[Callable[[Ledger], Any], Callable[[Ledger, list[Cell]], Ledger]] = {
    check_quantities: _rows,
    check_sources: _rows,
    check_claims: _claims,
    check_resolutions: _indicators,
    check_verdicts: _verdicts,
    check_comparisons: _verdicts,
    check_revisions: _verdicts,
    check_history: _subjects,
}


# Chapters.


@cache
def pages() -> dict[Path, str]:
    """Return the prose of every chapter and page."""
    texts = {path: chapters.text(path) for path in chapters.paths()}
    return texts | {path: path.read_text(encoding="utf-8") for path in sorted(BOOK.glob("*.md"))}


@cache
def bindings(path: Path) -> list[Binding]:
    """Return what the prose of a chapter or page binds, in order."""
    return find_bindings(pages()[path])


@cache
def compared() -> list[tuple[Path, Binding]]:
    """Return the comparisons of all sentences, each with its page."""
    return [(path, found) for path in pages() for found in bindings(path) if found.conditions]


def _ask_comparison(found: Binding) -> Callable[[], Any]:
    return lambda: [condition.read() for condition in found.conditions]


def _ask_fact(key: str) -> Callable[[], Any]:
    def ask() -> tuple[str, str, str]:
        found = fact(key)
        return found.text, found.label, found.href

    return ask


@cache
def _code(path: Path) -> Any:
    return compile("\n".join(figure_cells(path)), path.name, "exec")


def figure_cells(path: Path) -> list[str]:
    """Return the code of a notebook but for the last cell, which lists the evidence."""
    return [cell.source for cell in chapters.notebook(path).cells[:-1] if cell.cell_type == "code"]


def draw_figures(code: Any) -> list[str]:
    """Run the code of a notebook and describe the figures it makes."""
    names: dict[str, Any] = {}
    exec(code, names)
    return [describe_figure(made) for made in names.values() if isinstance(made, Figure)]


def describe_figure(figure: Figure) -> str:
    """Return what a stored chart shows but for its drawing, which follows from it, as text."""
    verdicts = load_ledger().verdicts["verdict"]
    shown = {
        "texts": (figure.id, figure.title, figure.subtitle, figure.description, figure.note, figure.source),
        "rows": figure.data.reset_index().astype(str).to_numpy().tolist(),
        "evidence": [(key, provenance.trace(key).href, verdicts.get(key)) for key in figure.evidence],
        "whatif": figure.whatif.to_payload() if figure.whatif else None,
    }
    return json.dumps(shown, default=str)


@cache
def chapter_questions() -> Questions:
    """Return the questions of all chapters and pages; they are the same whatever changed."""
    questions: Questions = {}
    for number, (path, found) in enumerate(compared()):
        questions[f"comparisons: book/{path.name}, {number}, {found.sentence[:200]}"] = _ask_comparison(found)
    for path in pages():
        for key in dict.fromkeys(found.target for found in bindings(path) if not found.conditions):
            questions[f"facts: book/{path.name}, {key}"] = _ask_fact(key)
    for path in chapters.paths():
        # What the reader's own notebook tries is no claim of the book.
        if path.stem != "explore":
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
