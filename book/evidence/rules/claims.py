"""Rules for claims and the indicators they speak of."""

from collections.abc import Iterator

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.rules.places import name_row


def check_claims(ledger: Ledger) -> Iterator[Problem]:
    """Yield claims without indicator or verdict, in another unit than it, ids that fit no theme, and unused indicators."""
    claims, units = ledger.claims, ledger.indicators["unit"]
    for claim_id, claim in claims.iterrows():
        place = ("data/claims.csv", name_row(claims, claim_id))
        if not claim_id.startswith(claim["theme"]):
            yield Problem(*place, f"theme {claim['theme']} doesn't match the id", "an id never changes: mend the theme")
        if claim["unit"] and not claim["indicator_id"]:
            yield Problem(*place, "a figure without an indicator", "name the quantity it speaks of")
        if (unit := units.get(claim["indicator_id"], claim["unit"])) != claim["unit"]:
            what = f"unit {claim['unit']!r}, but its indicator {claim['indicator_id']} is in {unit!r}"
            yield Problem(*place, what, "mend one of the two, or name another indicator")
        if claim_id not in ledger.verdicts.index:
            yield Problem(*place, "no verdict", "judge it in data/verdicts.csv")
    for indicator_id in ledger.indicators.index.difference(claims["indicator_id"]):
        place = ("data/indicators.csv", name_row(ledger.indicators, indicator_id))
        yield Problem(*place, "no claim speaks of it", "drop it, or give a claim its id")
