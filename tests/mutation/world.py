"""What can notice a change: questions asked of the book's tables and results, with some of their parts changed for a while.

An answer other than the known one, or an error, notices the change. The first layer that does gets the credit:

``schema``       types, required cells, keys, vocabularies: what Frictionless and reading a table say of one cell, and
                 reading the files of results of a definition
``rules``        the rules of `evidence.rules` that cross cells and tables, units and substances of results among them
``history``      the rule that a statement of a published edition changes only with a row that says so
``comparisons``  what the sentences of the chapters and pages rely on
``facts``        the numbers that they print, and what the chapters store of them
``figures``      rows, texts, source line and verdicts of the charts, which the chapters store
``outputs``      what else the chapters store, which nbval compares
``tests``        the unit tests and data tests, asked of what the others pass over
``record``       the record of executions, which knows that a file changed and nothing of what it says
"""

import json
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import frictionless
import pandas as pd

from evidence.charts.figure import Figure
from evidence.errors import EvidenceError
from evidence.facts import fact, provenance, registry, split_bound
from evidence.facts.binding import Binding, find_bindings
from evidence.facts.page import LABEL_LETTERS
from evidence.ledger import Ledger, _read_keyed, _Table, keep, load_ledger, tables
from evidence.ledger.tables import read_descriptor, read_resource
from evidence.pages.notebooks import chapter_paths, prose, stored_notebook
from evidence.paths import BOOK, DATA
from evidence.results import RESULTS, whatif
from evidence.rules import RULES
from mutation.cells import raw
from mutation.changes import Change
from mutation.definitions import differing, read_changed

Question = Callable[[], Any]
LAYERS = ("schema", "rules", "history", "comparisons", "facts", "figures", "outputs", "tests", "record")


def ask_schema(cell: Change) -> str:
    """Return what the schema says of a changed cell: its own limits, keys that repeat, references that lead nowhere."""
    table, column = cell.what.split(".")
    schema, others = read_resource(table)["schema"], raw(table).drop(index=cell.row)
    field = next(field for field in schema["fields"] if field["name"] == column)
    if notes := frictionless.Field.from_descriptor(field).create_cell_reader()(cell.new)[1]:
        return f"{cell.place}: {'; '.join(notes.values())}"
    primary = [schema["primaryKey"]] if isinstance(schema["primaryKey"], str) else schema["primaryKey"]
    for columns in (primary, [column] if field.get("constraints", {}).get("unique") else []):
        row = raw(table).loc[cell.row, columns] if column in columns else None
        if row is not None and (others[columns] == {**row, column: cell.new}).all(axis=1).any():
            return f"{cell.place}: {cell.new} is there already"
    for resource in read_descriptor()["resources"]:
        for link in resource["schema"].get("foreignKeys", []):
            user, target = (
                (resource["name"], link["fields"]),
                (link["reference"]["resource"], link["reference"]["fields"]),
            )
            if user == (table, column) and cell.new and cell.new not in set(raw(target[0])[target[1]]):
                return f"{cell.place}: not in {target[0]}"
            if target == (table, column) and cell.old not in set(others[column]):
                for lost in raw(user[0]).index[raw(user[0])[user[1]] == cell.old]:
                    return f"data/{resource['path']}, row {lost} ({cell.old}): not in {table} any more"
    return ""


# What is asked.


@cache
def pages() -> dict[Path, list[Binding]]:
    """Return what the prose of every chapter and page binds, in order."""
    texts = {path: prose(stored_notebook(path)) for path in chapter_paths()}
    texts |= {path: path.read_text(encoding="utf-8") for path in sorted(BOOK.glob("*.md"))}
    return {path: find_bindings(text) for path, text in texts.items()}


@cache
def drawings() -> dict[Path, list[str]]:
    """Return the cells of each chapter that draw: not of judgements, on which a rule is, nor what a reader's notebook tries."""
    return {
        path: [cell.source for cell in stored_notebook(path).cells[:-1] if cell.cell_type == "code"]
        for path in chapter_paths()
        if path.stem not in {"explore", "judgements"}
    }


def draw_figures(cells: Iterable[str]) -> list[str]:
    """Run cells and return, as text, what a stored chart shows but for its drawing, which follows from all of its rows."""
    names: dict[str, Any] = {}
    exec("\n".join(cells), names)
    return [_describe(made) for made in names.values() if isinstance(made, Figure)]


def _describe(figure: Figure) -> str:
    verdicts = load_ledger().verdicts["verdict"]
    shown = {
        "texts": (figure.id, figure.title, figure.subtitle, figure.description, figure.note, figure.source),
        "rows": figure.rows.astype(str).to_numpy().tolist(),
        "evidence": [(key, provenance.trace(key).href, verdicts.get(key)) for key in figure.evidence],
        "whatif": figure.whatif.to_payload() if figure.whatif else None,
    }
    return json.dumps(shown, default=str)


@cache
def questions() -> dict[str, Question]:
    """Return all questions, each with its layer before its name, in the order of layers."""

    def ask_rule(rule: Callable) -> list[str]:
        return [str(problem) for problem in rule(load_ledger())]

    # Chapters store the numbers of what they compare, and the beginning of a fact's label; pages only print and rely on facts.
    def ask_comparison(path: Path, found: Binding) -> list:
        return [condition.read()[slice(None if path.suffix == ".ipynb" else 1, None)] for condition in found.conditions]

    def ask_fact(path: Path, key: str) -> tuple[str, str]:
        found = fact(key)
        return found.text, textwrap.shorten(found.label, LABEL_LETTERS) if path.suffix == ".ipynb" else ""

    asked: dict[str, Question] = {}
    for rule in RULES:
        layer = "history" if rule.__name__ == "check_history" else "rules"
        asked[f"{layer}: {rule.__name__}"] = partial(ask_rule, rule)
    for path, bindings in pages().items():
        for number, found in enumerate(bindings):
            if found.conditions:
                name = f"comparisons: book/{path.name}, {number}, {found.sentence[:200]}"
                asked[name] = partial(ask_comparison, path, found)
            else:
                asked[f"facts: book/{path.name}, {found.target}"] = partial(ask_fact, path, found.target)
    for path, cells in drawings().items():
        asked[f"figures: book/{path.name}"] = partial(draw_figures, cells)
    return dict(sorted(asked.items(), key=lambda item: LAYERS.index(item[0].partition(":")[0])))


def answer(question: Question) -> Any:
    """Return what a question gives, an error as text."""
    try:
        return question()
    except EvidenceError as error:
        return f"error: {error}"
    except Exception as error:  # whatever a changed cell breaks, the book doesn't build
        return f"error: {type(error).__name__}: {error}"


# What answers rest on: keys of rows and results, and names of tables that are read as wholes.

# Functions that look at one row alone, by its key.
OF_ROWS = (registry._find.__wrapped__, provenance._trace.__wrapped__, registry._model_fact.__wrapped__)
# Rules that look at definitions themselves, and not only at what facts come out of them.
OF_DEFINITIONS = {f"rules: {rule.__name__}" for rule in RULES if "RESULTS" in rule.__globals__}
# What a ledger keeps of its tables goes with them.
for _name, _part in [*vars(Ledger).items()]:
    if isinstance(_part, cached_property) and _name != "answers":
        setattr(Ledger, _name, property(keep(_part.func)))


class Kept(dict):
    """What a ledger keeps of its answers, which notes what each of them, and each question, rests on."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: dict[str, Any] = {}  # to questions
        self.rests_on: dict[Any, set[str]] = {}
        self.begun: list[tuple[Any, set[str], set[str]]] = []  # what is asked, names, and tables of its own
        self.reached: dict[str, set[Any]] = {}  # by each name what rests on it

    def ask(self, name: str, question: Question) -> None:
        """Answer a question."""
        self.begun = [((None, name), set(), set())]
        self.answers[name] = answer(question)
        self.rests_on[name] = self._end((None, name))

    def __contains__(self, asked: object) -> bool:
        if known := super().__contains__(asked):
            self.begun[-1][1].update(self.rests_on[asked])
        else:
            self.begun.append((asked, set(), set()))
        return known

    def __setitem__(self, asked: Any, found: Any) -> None:
        super().__setitem__(asked, found)
        if isinstance(found, registry.Fact) and found.kind == "record":
            self.begun[-1][1].add(found.ledger.observations.at[found.anchor, "source_id"])
        self.rests_on[asked] = self._end(asked)
        self.begun[-1][1].update(self.rests_on[asked])

    def _end(self, asked: Any) -> set[str]:
        """Return what the answer that was begun last rests on, with what ended in an error within it."""
        begun, names, tables = self.begun.pop()
        key = begun[1] if begun[0] in OF_ROWS else ""
        # Without bound and edition; its measure or judgement; its row.
        whole = split_bound(key)[0].partition("@")[0]
        names |= {whole, whole.rpartition(".")[0], whole.rpartition(":")[2]}
        if not key or ":" in key or key.startswith("book.") or (key in RESULTS and RESULTS[key].tables):
            names |= tables
        return names if begun == asked else names | self._end(asked)


@cache
def ask_all() -> Kept:
    """Ask all questions and note what each of them looks at."""
    ledger, kept, read_table = load_ledger(), Kept(), Ledger.__getattr__
    ledger.read()

    def note(ledger: Ledger, name: str) -> pd.DataFrame:
        kept.begun[-1][2].add(name)
        return read_table(ledger, name)

    vars(ledger)["answers"] = kept
    with patch.object(Ledger, "__getattr__", note):
        for name, question in questions().items():
            kept.ask(name, question)
    vars(ledger)["answers"] = dict(kept)
    for asked, names in kept.rests_on.items():
        for name in names:
            kept.reached.setdefault(name, set()).add(asked)
    return kept


# Changing them.


def _changed_table(table: str, cells: Sequence[Change]) -> _Table:
    frame = raw(table).copy()
    for cell in cells:
        frame.at[cell.row, cell.what.partition(".")[2]] = cell.new
    with patch.object(tables, "read_cells", lambda *_: frame):
        return _Table(_read_keyed(table, DATA))


@contextmanager
def changed(changes: Iterable[Change]) -> Iterator[set[str]]:
    """Put changes into the ledger and the results that every module shares, for a while; give the questions they may reach."""
    ledger, known, cells = load_ledger(), ask_all(), {}
    slips = [change for change in changes if not change.file.endswith(".csv")]
    for cell in (change for change in changes if change.file.endswith(".csv")):
        cells.setdefault(cell.what.partition(".")[0], []).append(cell)
    frames = {table: _changed_table(table, group) for table, group in cells.items()}
    keys = {key for group in cells.values() for cell in group for key in (cell.key, cell.old, cell.new)}
    if "observations" in frames:
        keys |= {frames["observations"].frame.index[cell.row - 2] for cell in cells["observations"]}
    names = {*cells, *(split_bound(key)[0].partition("@")[0] for key in keys), *(differing(slips) if slips else ())}
    reached = set().union(*(known.reached.get(name, ()) for name in names - {""}))
    kept = {asked: one for asked, one in known.items() if asked not in reached and (not slips or asked[0] in OF_ROWS)}
    definitions, whatifs = read_changed(slips) if slips else (dict(RESULTS), dict(whatif.read_whatifs()))
    if slips:
        reached |= OF_DEFINITIONS
    if whatifs != whatif.read_whatifs():
        reached |= {name for name in known.answers if name.startswith("figures")}
    state = {"_tables": ledger._tables | frames, "answers": kept}
    with (
        patch.dict(vars(ledger), state),
        patch.object(Ledger, "refuse_changes", lambda _: None),
        patch.dict(RESULTS, definitions, clear=True),
        patch.dict(whatif.read_whatifs(), whatifs, clear=True),
    ):
        yield reached
