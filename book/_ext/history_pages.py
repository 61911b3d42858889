"""What changed from edition to edition: a claim's own history, and the tables of the changelog."""

from collections import Counter

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from _ext.layout import Inline, joined, link, paragraph, section, table
from evidence.facts.history import Stage, changes, first_edition, first_edition_of, kind, stages
from evidence.ledger import load_ledger
from evidence.ledger.quantities import NBSP, format_date

ARROW = " \N{RIGHTWARDS ARROW} "


def _change(row: pd.Series) -> str:
    """Write what became of a statement: ``verdict confirmed → outdated``."""
    field = "verdict when printed" if row["field"] == "verdict_then" else row["field"]
    return f"{field} {row['old'] or 'none'}{ARROW}{row['new'] or 'none'}"


def _kind(row: pd.Series) -> str:
    """Say whether the evidence moved or the book was wrong, and whether a conclusion changed with it."""
    return row["kind"] + (", a conclusion changed" if row["conclusion_changed"] else "")


def subject_history(subject: str) -> list[nodes.Node]:
    """Return in one line, oldest first, what changed on a subject since the first edition that speaks of its kind."""
    ledger = load_ledger()
    parts: list[nodes.Node] = []
    first = first_edition(subject, ledger)
    if first != first_edition_of(kind(subject), ledger):
        parts.append(nodes.Text(f"{'Resolved since' if kind(subject) == 'indicator' else 'New in'} edition {first}."))
    for _, row in changes(subject, ledger).iterrows():
        place = f"{format_date(row['changed'])} (edition {row['edition']}, {_kind(row)})"
        parts.append(nodes.Text(f"{place}: {_change(row)}. {row['reason']}"))
    return joined(parts, " ")


class HistoryDirective(SphinxDirective):
    """``{history}``: what each edition added and changed, claim by claim, the newest edition first."""

    def run(self) -> list[nodes.Node]:
        """Return one section an edition, but for the first, which changes nothing."""
        ways = [stage for stage in stages(load_ledger()) if stage.edition != stage.base]
        return [self.stage(stage) for stage in reversed(ways)]

    def stage(self, stage: Stage) -> nodes.section:
        """Return what one edition added and changed."""
        found = Counter(map(kind, stage.added))
        said = {"claim": "claim", "indicator": "resolved indicator", "result": "result"}
        added = ", ".join(_count(found[name], words) for name, words in said.items())
        kinds = stage.rows["kind"].value_counts()
        corrections, revisions = (_count(kinds.get(name, 0), name) for name in ("correction", "revision"))
        subjects = _count(
            stage.rows["subject"].nunique(), "claim, indicator or result", "claims, indicators and results"
        )
        changed = f"{_count(len(stage.rows), 'statement')} on {subjects}: {corrections}, {revisions}"
        content: list[nodes.Node] = [paragraph(f"Added: {added}. Changed: {changed}.")]
        if len(stage.rows):
            headings = ["Date", "Subject", "Change", "Kind", "Reason"]
            content.append(table(headings, (("", self.cells(row)) for _, row in stage.rows.iterrows()), "history"))
        return section(f"From edition {stage.base} to {stage.edition}", f"edition-{stage.edition}", *content)

    def cells(self, row: pd.Series) -> list[Inline]:
        """Return one change as the cells of a row."""
        page = {"claim": "ledger", "indicator": "indicators", "result": "results"}[kind(row["subject"])]
        return [
            format_date(row["changed"]).replace(NBSP, " "),
            link(row["subject"], f"{page}.html#{row['subject']}"),
            _change(row),
            _kind(row),
            row["reason"],
        ]


def _count(number: int, one: str, many: str = "") -> str:
    """Write a number of things."""
    return f"{number} {one if number == 1 else many or one + 's'}"
