"""Rules for the public record: sources, measures, works and elements."""

from collections.abc import Iterator

import pandas as pd

from evidence.errors import Problem
from evidence.ledger import Ledger, edition
from evidence.rules.places import name_row

# What the capacity of works of a stage counts.
COUNTED = {
    "mine": {"mine output REO", "concentrate gross", "mixed oxide", "carbonate gross", "ore dry"},
    "separation": {"separated oxide", "mixed oxide", "carbonate gross"},
    "metal": {"metal capacity"},
    "magnet": {"magnet capacity"},
    "recycling": {"magnet gross", "separated oxide", "mixed oxide", "metal capacity", "magnet capacity"},
    "cluster": set(),
}
# Dates of a measure of which the second can't come before the first.
IN_ORDER = (("announced", "effective"), ("suspended_from", "suspended_until"), ("announced", "expires"))
NO_SITE = "site not named"
TO_COME = frozenset({"under construction", "announced", "planned"})


def check_sources(ledger: Ledger) -> Iterator[Problem]:
    """Yield sources graded better than the way they were read allows."""
    best = ledger.sources["read_as"].map({"as reported": "B", "secondary digest": "C"}).fillna("A")
    for source_id, source in ledger.sources[ledger.sources["grade"] < best].iterrows():
        place = ("data/record/sources.csv", name_row(ledger.sources, source_id))
        what = f"read {source['read_as']}, but graded {source['grade']}"
        yield Problem(*place, what, f"grade it {best[source_id]} at best")


def check_measures(ledger: Ledger) -> Iterator[Problem]:
    """Yield measures whose dates are out of order, whose actors are unknown or whose links lead nowhere."""
    measures = ledger.measures
    for measure_id, measure in measures.iterrows():
        place = ("data/record/measures.csv", name_row(measures, measure_id))
        for first, later in IN_ORDER:
            if measure[first] and measure[later] and measure[first] > measure[later]:
                yield Problem(*place, f"{first} {measure[first]} is after {later} {measure[later]}", "mend the dates")
        if measure["status"] == "suspended" and not measure["suspended_from"]:
            yield Problem(*place, "suspended since when?", "give suspended_from")
        for actor in measure["actor"].split("/"):
            if actor not in ledger.areas.index:
                yield Problem(*place, f"unknown actor {actor}", "use areas of data/areas.csv, parted by a slash")
        if measure["replaced_by"] and measure["replaced_by"] not in measures.index:
            yield Problem(*place, f"replaced by unknown {measure['replaced_by']}", "use a measure id of this table")


def check_elements(ledger: Ledger) -> Iterator[Problem]:
    """Yield elements whose controls the measures themselves don't list."""
    for symbol, element in ledger.elements.iterrows():
        place = ("data/record/elements.csv", name_row(ledger.elements, symbol))
        for measure_id in element["control_measures"].split():
            if measure_id not in ledger.measures.index:
                yield Problem(*place, f"unknown measure {measure_id}", "use a measure id of data/record/measures.csv")
            elif symbol not in ledger.measures.at[measure_id, "elements"].split():
                yield Problem(*place, f"{measure_id} doesn't list {symbol}", "mend one of the two tables")


def check_projects(ledger: Ledger) -> Iterator[Problem]:
    """Yield works that count what their stage doesn't make, lie nowhere, or whose day passed without a word."""
    end = edition.cutoff().isoformat()
    for project_id, works in ledger.projects.iterrows():
        place = ("data/record/projects.csv", name_row(ledger.projects, project_id))
        if works["basis"] and works["basis"] not in COUNTED[works["stage"]]:
            what = f"{works['stage']} works counted as {works['basis']!r}"
            yield Problem(*place, what, f"use one of {', '.join(sorted(COUNTED[works['stage']])) or 'no basis'}")
        unplaced = pd.isna(works["latitude"]) or pd.isna(works["longitude"])
        if not works["place"] or unplaced != works["place"].endswith(NO_SITE):
            remedy = f"give place, latitude and longitude, to two decimals, or a place that ends with {NO_SITE!r}"
            yield Problem(*place, "lies nowhere, or nobody knows where", remedy)
        if pd.isna(works["cost"]) != (works["cost_currency"] == ""):
            yield Problem(*place, "a cost needs its currency, a currency its cost", "give both or none")
        if works["cost_currency"] and works["cost_currency"] not in ledger.units.index:
            what = f"currency {works['cost_currency']!r} is unknown"
            yield Problem(*place, what, "use a unit of data/units.csv")
        passed = bool(works["start"]) and works["start"] < end[: len(works["start"])]
        if passed and works["status"] in TO_COME and not works["note"]:
            what = f"{works['status']}, though its start {works['start']} has passed"
            yield Problem(*place, what, "say in the note what came of it")
        if works["status"] == "operating" and works["start"][:4] > end[:4]:
            yield Problem(*place, f"operating, but starts in {works['start']}", "mend the status or the start")
