"""Rules for the list of what the record does not reach."""

from collections.abc import Iterator

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.rules.places import name_row


def check_gaps(ledger: Ledger) -> Iterator[Problem]:
    """Yield gaps that bear on nothing, or on something the tables don't hold."""
    tables = (ledger.claims, ledger.indicators, ledger.measures)
    known = set(ledger.observations["series"]).union(*(table.index for table in tables))
    for gap_id, gap in ledger.gaps.iterrows():
        place = ("data/record/gaps.csv", name_row(ledger.gaps, gap_id))
        subjects = gap["affects"].split()
        if not subjects:
            yield Problem(*place, "bears on nothing", "name what it affects, or drop the row")
        for subject in subjects:
            if subject not in known:
                remedy = "use the id of a claim, indicator or measure, or a record series"
                yield Problem(*place, f"affects unknown {subject}", remedy)
