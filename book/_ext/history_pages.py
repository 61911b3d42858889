"""What changed from edition to edition: a claim's own history, and the tables of the changelog."""

from __future__ import annotations

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from _ext.layout import Inline, joined, link, paragraph, section, table
from evidence.facts import CLAIM_ID
from evidence.history import Stage, changes, first_edition, stages
from evidence.ledger import load_ledger
from evidence.quantities import NBSP, format_date

ARROW = " \N{RIGHTWARDS ARROW} "


def _change(row: pd.Series) -> str:
    """Write what became of a statement: ``verdict confirmed → outdated``."""
    field = "verdict when printed" if row["field"] == "verdict_then" else row["field"]
    return f"{field} {row['old'] or 'none'}{ARROW}{row['new'] or 'none'}"


def _kind(row: pd.Series) -> str:
    """Say whether the evidence moved or the book was wrong, and whether a conclusion changed with it."""
    return row["kind"] + (", a conclusion changed" if row["conclusion_changed"] else "")


def subject_history(subject: str) -> list[nodes.Node]:
    """Return what changed on one subject, in one line, oldest change first.

    Parameters
    ----------
    subject : str
        A claim or an indicator.

    Returns
    -------
    list of nodes.Node
        Empty if the first edition had it and nothing changed since.
    """
    ledger = load_ledger()
    parts: list[nodes.Node] = []
    first = first_edition(subject, ledger)
    if len(ledger.editions) and first != ledger.editions["edition"].iloc[0]:
        parts.append(nodes.Text(f"{'New in' if CLAIM_ID.fullmatch(subject) else 'Resolved since'} edition {first}."))
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
        claims = sum(CLAIM_ID.fullmatch(subject) is not None for subject in stage.added)
        added = f"{_count(claims, 'claim')} and {_count(len(stage.added) - claims, 'resolved indicator')}"
        kinds = stage.rows["kind"].value_counts()
        corrections, revisions = (_count(kinds.get(kind, 0), kind) for kind in ("correction", "revision"))
        subjects = _count(stage.rows["subject"].nunique(), "claim or indicator", "claims and indicators")
        changed = f"{_count(len(stage.rows), 'statement')} on {subjects}: {corrections}, {revisions}"
        content: list[nodes.Node] = [paragraph(f"Added: {added}. Changed: {changed}.")]
        if len(stage.rows):
            headings = ["Date", "Subject", "Change", "Kind", "Reason"]
            content.append(table(headings, (("", self.cells(row)) for _, row in stage.rows.iterrows()), "history"))
        return section(f"From edition {stage.base} to {stage.edition}", f"edition-{stage.edition}", *content)

    def cells(self, row: pd.Series) -> list[Inline]:
        """Return one change as the cells of a row."""
        page = "ledger" if CLAIM_ID.fullmatch(row["subject"]) else "indicators"
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


def register(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("history", HistoryDirective)
