"""The rule for years in what results are called: something the result rests on must be of that year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.errors import EvidenceError, Problem
from evidence.facts import fact, split_bound
from evidence.ledger import Ledger, keep
from evidence.results import RESULTS

YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


def check_years(ledger: Ledger) -> Iterator[Problem]:
    """Yield results whose label names a year that none of their inputs has.

    Years are those of the result's key, of what its algorithm is told, of the periods of record rows and claims, however far
    down, of the words of claims and assumptions, and of documents that a record row it names is the dated edition of. The
    year of a yearly publication is none: it is as a rule the one after the period.
    """
    for key, definition in RESULTS.items():
        named = set(YEAR.findall(definition.label))
        try:
            odd = named - _years(key, ledger).union(*(_edition(name, ledger) for name in definition.inputs))
        except EvidenceError:
            continue  # an input that doesn't exist: the rule for results names it
        if odd:
            what = f"its label names {' and '.join(sorted(odd))}, and nothing it rests on is of that year"
            remedy = "mend the label or the inputs; the year of a document belongs in what it assumes"
            yield Problem(f"data/results/{definition.chapter}.yml", key, what, remedy)


@keep
def _years(key: str, ledger: Ledger) -> frozenset[str]:
    key, _ = split_bound(key)
    if key in RESULTS:
        definition = RESULTS[key]
        told = YEAR.findall(f"{key} {dict(definition.given)}")
        return frozenset(told).union(*(_years(name, ledger) for name in definition.inputs))
    if key in ledger.resolutions.index:
        return _years(ledger.resolutions.at[key, "adopted"], ledger)
    if key in ledger.claims.index:
        return _spanned(ledger.claims.at[key, "period"]) | frozenset(YEAR.findall(ledger.claims.at[key, "statement"]))
    if key in ledger.assumptions.index:
        row = ledger.assumptions.loc[key]
        own = frozenset(YEAR.findall(f"{row['label']} {row['reason']}"))
        return own | _years(row["adopts"], ledger) if row["adopts"] else own
    if "/" in key:
        return _spanned(ledger.observations.at[fact(key, ledger).anchor, "period"])
    return frozenset(YEAR.findall(fact(key, ledger).text))


def _spanned(period: str) -> frozenset[str]:
    """Return the years of a period, those between its ends too."""
    years = [int(year) for year in YEAR.findall(period)]
    return frozenset(map(str, range(min(years), max(years) + 1))) if years else frozenset()


def _edition(key: str, ledger: Ledger) -> list[str]:
    """Return the year of the document that a record row is from, where its edition is a date."""
    key, _ = split_bound(key)
    if "/" not in key:
        return []
    _, _, edition = fact(key, ledger).anchor.partition("@")
    return [edition[:4]] if YEAR.match(edition) else []
