"""Judgements: whether they hold, in which words a chance is said, and how they are scored once their day has come."""

import pandas as pd

from evidence.errors import EvidenceError
from evidence.facts.binding import Condition, read_conditions
from evidence.ledger import Ledger, load_ledger
from evidence.ledger.yardstick import YARDSTICK


def conditions(judgement_id: str, ledger: Ledger) -> tuple[Condition, ...]:
    """Return what must hold for a judgement."""
    return read_conditions(ledger.judgements.at[judgement_id, "conditions"])


def holds(judgement_id: str, ledger: Ledger | None = None) -> bool:
    """Say whether a judgement such as ``KJ-06`` stands: all its conditions hold and can still be computed."""
    ledger = ledger or load_ledger()
    try:
        return all(condition.read(ledger)[1] for condition in conditions(judgement_id, ledger))
    except (EvidenceError, ArithmeticError, ValueError):
        return False


def word_of(chance: float) -> str:
    """Return the word of the yardstick for a chance in per cent; the lower word on a border."""
    return next((word for word, (_, high) in YARDSTICK.items() if chance <= high), "almost certain")


def score(judgements: pd.DataFrame) -> pd.DataFrame:
    """Score the judgements that have come due, by Brier (G. W. Brier, 1950), from ``percent``, the chance given.

    Columns ``percent``, ``outcome`` and ``brier``, the squared distance of the chance, as a part of one, from what came
    about: 0 is perfect, 0.25 is what an even chance always gets.
    """
    due = judgements[judgements["outcome"] != ""]
    came = due["outcome"].map({"yes": 1.0, "no": 0.0})
    return due[["percent", "outcome"]].assign(brier=(due["percent"] / 100 - came) ** 2)
