"""Every rule that the data and the pages must keep, each fault told with file, row and remedy.

Frictionless checks the schema's own; those that cross cells and tables are generators of `Problem`, by subject.
"""

from pathlib import Path

from evidence.errors import EvidenceError, Problem
from evidence.ledger import load_ledger
from evidence.paths import DATA
from evidence.rules.claims import check_claims
from evidence.rules.dates import check_dates
from evidence.rules.gaps import check_gaps
from evidence.rules.history import check_history
from evidence.rules.judgements import check_judgements
from evidence.rules.outlook import check_scenarios, check_watchlist
from evidence.rules.pages import check_book
from evidence.rules.quantities import check_quantities
from evidence.rules.record import check_elements, check_measures, check_projects, check_sources
from evidence.rules.resolutions import check_resolutions
from evidence.rules.results import check_assumptions, check_results
from evidence.rules.schema import check_schema
from evidence.rules.searches import check_searches
from evidence.rules.texts import check_texts
from evidence.rules.verdicts import check_comparisons, check_readings, check_revisions, check_verdicts
from evidence.rules.words import check_words

__all__ = ["check_book", "check_data"]

RULES = (
    check_quantities,
    check_dates,
    check_claims,
    check_resolutions,
    check_verdicts,
    check_comparisons,
    check_revisions,
    check_readings,
    check_sources,
    check_measures,
    check_elements,
    check_projects,
    check_gaps,
    check_searches,
    check_history,
    check_scenarios,
    check_watchlist,
    check_judgements,
    check_results,
    check_assumptions,
    check_words,
)


def check_data(data: Path = DATA) -> list[Problem]:
    """Check the tables against their schema and, if each is sound, against each other; every fault found."""
    try:
        if problems := list(check_texts(data)):
            return problems
        ledger = load_ledger(data)
        ledger.read()
    except EvidenceError as error:
        return list(error.problems)
    return list(check_schema(data)) or [problem for rule in RULES for problem in rule(ledger)]
