"""Which columns of the data reach a reader: a page, a chart, a chapter or a file that pages offer."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from _ext import claim_pages, explorer, exports, history_pages, record_pages
from evidence.facts import peek
from evidence.ledger import load_ledger
from mutation.cells import Cell, all_cells
from mutation.layers import Questions, answer, chapter_questions
from mutation.trial import chapter_reads
from mutation.world import Reads, changed, reads_of


def _directive(directive: type) -> Callable[[], str]:
    return lambda: "".join(node.pformat() for node in directive.run(directive.__new__(directive)))


def page_questions() -> Questions:
    """Return what the pages of the evidence show, and what the files beside them hold, by name."""
    shown = {
        "ledger": claim_pages.LedgerDirective,
        "indicators": claim_pages.IndicatorsDirective,
        "scoreboard": claim_pages.ScoreboardDirective,
        "record": record_pages.RecordDirective,
        "vocabularies": record_pages.VocabulariesDirective,
        "gaps": record_pages.GapsDirective,
        "measures": record_pages.MeasuresDirective,
        "sources": record_pages.SourcesDirective,
        "changelog": history_pages.HistoryDirective,
    }
    questions: Questions = {name: _directive(directive) for name, directive in shown.items()}
    questions["explorer"] = lambda: explorer.explorer_rows(load_ledger())
    questions["ledger.json"] = lambda: exports.ledger_records(load_ledger())
    keys = [name.rpartition(", ")[2] for name in chapter_questions() if name.startswith("facts: ")]
    questions["cards at numbers"] = lambda: [peek.peek(key) for key in keys]
    return questions


@cache
def _known() -> dict[str, tuple[object, Reads]]:
    return {name: reads_of(lambda ask=ask: answer(ask)) for name, ask in page_questions().items()}


def columns() -> dict[str, list[Cell]]:
    """Return the changes of each column that can stand together: one of each cell."""
    found: dict[str, dict[int, Cell]] = {}
    for cell in all_cells():
        found.setdefault(f"{cell.table}.{cell.column}", {}).setdefault(cell.row, cell)
    return {name: list(cells.values()) for name, cells in found.items()}


def seen_by(cells: list[Cell]) -> str:
    """Return the first page, file or chapter that shows something else with these cells changed; empty for none."""
    # What is known must be asked for before anything changes.
    questions, known = page_questions() | chapter_questions(), _known() | chapter_reads()
    with changed(cells) as stale:
        for name, (before, reads) in known.items():
            if stale.concerns(reads) and answer(questions[name]) != before:
                return name
    return ""


def unseen_columns() -> list[str]:
    """Return the columns, as ``table.column``, that reach no reader: changed as a whole, they change nothing shown."""
    return [name for name, cells in columns().items() if not seen_by(cells)]
