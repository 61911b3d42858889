"""Rules for resolutions: where several claims speak of one thing, one row says what is adopted, and why."""

from collections.abc import Iterator

import pandas as pd

from evidence.errors import EvidenceError, Problem
from evidence.facts import fact
from evidence.ledger import Ledger
from evidence.ledger.reconcile import Reconciliation, reconcile
from evidence.rules.classes import check_class
from evidence.rules.places import name_row

ADOPTABLE = ("claim", "record", "measure")


def check_resolutions(ledger: Ledger) -> Iterator[Problem]:
    """Yield indicators with several claims that nothing resolves, and resolutions that don't fit their claims."""
    resolutions = ledger.resolutions
    for indicator_id, outcome in reconcile(ledger).items():
        if indicator_id in resolutions.index:
            yield from _check_resolution(ledger, outcome, resolutions.loc[indicator_id])
        elif len(outcome.claims) > 1:
            named = outcome.rivals[0] if outcome.rivals else outcome.claims.index
            where = " and ".join(name_row(ledger.claims, claim_id) for claim_id in named)
            found = "several claims speak of" if outcome.agrees else "the claims disagree on"
            what = f"{found} {indicator_id} and nothing resolves it"
            remedy = "say which value the book adopts, and why, in data/resolutions.csv"
            yield Problem("data/claims.csv", where, what, remedy)


def _check_resolution(ledger: Ledger, outcome: Reconciliation, resolution: pd.Series) -> Iterator[Problem]:
    place = ("data/resolutions.csv", name_row(ledger.resolutions, outcome.indicator_id))
    adopted, kind = resolution["adopted"], resolution["class"]
    if adopted:
        try:
            found = fact(adopted, ledger)
        except EvidenceError as error:
            yield Problem(*place, f"adopts {adopted}: {error.problems[0].what}", error.problems[0].remedy)
            return
        if found.kind not in ADOPTABLE:
            what = f"{adopted} is neither claim, record row nor field of a measure"
            yield Problem(*place, what, "adopt one of these, or nothing")
            return
        if found.kind == "claim" and adopted not in outcome.claims.index:
            what = f"{adopted} speaks of another indicator"
            yield Problem(*place, what, "adopt one of its own claims or a record row")
            return
        adopted = found.anchor if found.kind == "record" else adopted  # with its edition
    spoken = f"claims {', '.join(outcome.claims.index)}"
    for what in check_class(ledger, outcome, adopted, kind):
        remedy = f"choose the class that fits, or mend what is adopted or one of the {spoken}"
        yield Problem(*place, f"class {kind}, but {what}", remedy)
