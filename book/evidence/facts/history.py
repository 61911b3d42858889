"""What each edition says, and what changed from one to the next.

An edition's statements are what a reader may have cited of it: every claim's figure, verdict and confidence, every
indicator's adopted value, and every result that doesn't count claims. ``data/editions.csv`` keeps them for every published edition, ``data/history.csv`` explains
each change between two editions and since the last; `evidence.rules` refuses a change that no row explains.
"""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from evidence.errors import EvidenceError
from evidence.facts import CLAIM_ID, fact
from evidence.ledger import Ledger, edition, keep
from evidence.ledger.quantities import NBSP
from evidence.results import RESULTS

FIGURE = ("value", "low", "high", "unit", "basis", "period", "qualifier")
JUDGEMENT = ("verdict", "verdict_then", "confidence")


@dataclass(frozen=True)
class Stage:
    """The way between two editions, or to the tables: what each says by subject and field, and rows of the history."""

    base: str
    edition: str
    before: dict[tuple[str, str], str]
    after: dict[tuple[str, str], str]
    rows: pd.DataFrame

    @property
    def added(self) -> list[str]:
        """The subjects that the later edition has and the earlier one hasn't, in the later one's order."""
        known = {subject for subject, _ in self.before}
        return list(dict.fromkeys(subject for subject, _ in self.after if subject not in known))


def _describe_figure(claim: dict[Hashable, Any]) -> str:
    """Write what a claim's figure is read as, unrounded and with every part named: ``value 2600, unit t, ...``."""
    said = {name: f"{claim[name]:.15g}" if isinstance(claim[name], float) else claim[name] for name in FIGURE}
    return ", ".join(f"{name} {text}" for name, text in said.items() if text not in {"", "nan"})


def statements(ledger: Ledger) -> pd.DataFrame:
    """Say what an edition with these tables says of every claim, every resolved indicator and every result.

    Columns ``subject``, ``field``, ``value``, all text. Raises `EvidenceError` if a resolution adopts what isn't there.
    """
    rows = []
    verdicts = ledger.verdicts.to_dict("index")
    for claim_id, claim in ledger.claims.to_dict("index").items():
        rows.append((claim_id, "figure", _describe_figure(claim)))
        if claim_id in verdicts:
            rows += [(claim_id, name, verdicts[claim_id][name]) for name in JUDGEMENT]
    for indicator_id, resolution in ledger.resolutions.to_dict("index").items():
        adopted = resolution["adopted"]
        value = fact(adopted, ledger).text.replace(NBSP, " ") if adopted else ""
        rows += [(indicator_id, "adopted", adopted), (indicator_id, "adopted value", value)]
        rows.append((indicator_id, "class", resolution["class"]))
    # What the book counts of its own claims follows from these.
    counted = {
        key for key, definition in RESULTS.items() if any(name.startswith("book.") for name in definition.inputs)
    }
    rows += [(key, "result", _result(key, ledger)) for key in RESULTS if key not in counted]
    return pd.DataFrame(rows, columns=["subject", "field", "value"])


def _result(key: str, ledger: Ledger) -> str:
    try:
        return fact(key, ledger).text.replace(NBSP, " ")
    except (EvidenceError, ArithmeticError):
        return "no answer"  # what it rests on is gone: other rules name that


def kind(subject: str) -> str:
    """Return what a statement is about: ``claim``, ``indicator`` or ``result``."""
    return "claim" if CLAIM_ID.fullmatch(subject) else "result" if subject.startswith("model.") else "indicator"


def _by_subject(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    return dict(zip(zip(table["subject"], table["field"], strict=True), table["value"], strict=True))


def stages(ledger: Ledger) -> Iterator[Stage]:
    """Go through the pairs of neighbouring editions in order of publication, to the tables as they stand.

    The last stage leads from the newest published edition to the tables. Where that edition is still the one in work,
    it has no rows: what it says is settled. Raises `EvidenceError` as `statements` does.
    """
    published = {name: _by_subject(table) for name, table in ledger.editions.groupby("edition", sort=False)}
    history = ledger.history.sort_values("changed", kind="stable")
    base = ""
    for name, said in published.items():
        if base:
            yield Stage(base, name, published[base], said, history[history["edition"] == name])
        base = name
    if base:
        rows = history[(history["edition"] == edition.edition()) & ~history["edition"].isin(published)]
        yield Stage(base, edition.edition(), published[base], _by_subject(statements(ledger)), rows)


def first_edition(subject: str, ledger: Ledger) -> str:
    """Return the first edition that speaks of a claim or resolves an indicator: the one in work if none published does."""
    return _first_editions(ledger).get(subject, edition.edition())


@keep
def _first_editions(ledger: Ledger) -> dict[str, str]:
    firsts = ledger.editions.drop_duplicates("subject")
    return dict(zip(firsts["subject"], firsts["edition"], strict=True))


@keep
def first_edition_of(name: str, ledger: Ledger) -> str:
    """Return the first edition that says anything of a kind of subject: the one in work if none published does."""
    of_kind = ledger.editions[ledger.editions["subject"].map(kind) == name]
    return of_kind["edition"].iloc[0] if len(of_kind) else edition.edition()


def changes(subject: str, ledger: Ledger) -> pd.DataFrame:
    """Return the rows of the history on one subject, oldest first; columns as in ``data/history.csv``."""
    return _changes_by_subject(ledger).get(subject, ledger.history.head(0))


@keep
def _changes_by_subject(ledger: Ledger) -> dict[str, pd.DataFrame]:
    return dict(tuple(ledger.history.sort_values("changed", kind="stable").groupby("subject")))
