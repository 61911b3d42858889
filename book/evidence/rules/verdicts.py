"""Rules for verdicts: what they rest on, how sure they may be, what they compare, and how they moved."""

import calendar
import re
from collections.abc import Iterator

import pandas as pd

from evidence.errors import Problem
from evidence.ledger import Ledger
from evidence.rules.places import name_row

# Verdicts that say what the record says, and those that say that it says nothing.
BY_RECORD = frozenset({"confirmed", "close", "outdated", "contradicted"})
WITHOUT_RECORD = frozenset({"not found", "not checkable"})
MONTHS = calendar.month_name[1:]
DATE = re.compile(rf"(?:(\d{{1,2}}) )?({'|'.join(MONTHS)}) (\d{{4}})")
EDITION = re.compile(r"edition of (\d{4})|(\d{4}) edition|MCS (\d{4})")


def check_verdicts(ledger: Ledger) -> Iterator[Problem]:
    """Yield verdicts that name no row of the record, or are surer than their sources."""
    tables = (ledger.measures, ledger.projects, ledger.observations)
    for claim_id, verdict in ledger.verdicts.iterrows():
        place = ("data/verdicts.csv", name_row(ledger.verdicts, claim_id))
        grades = {}
        for key in verdict["record_ids"].split():
            table = next((table for table in tables if key in table.index), None)
            if table is None:
                yield Problem(*place, f"{key}: no such row of the record", "name measures, projects or whole row keys")
            else:
                source_id = table.at[key, "source_id"]
                grades[source_id] = ledger.sources.at[source_id, "grade"]
        for judgement in dict.fromkeys((verdict["verdict"], verdict["verdict_then"])):
            if judgement in BY_RECORD and not verdict["record_ids"]:
                yield Problem(*place, f"{judgement} by no record row", "name the rows it rests on")
        if set(grades.values()) == {"C"} and verdict["confidence"] == "high":
            what = f"high confidence on weak sources alone: {', '.join(grades)}"
            yield Problem(*place, what, "lower the confidence, or name a better row")


def check_comparisons(ledger: Ledger) -> Iterator[Problem]:
    """Yield verdicts that set a claim's number against something that isn't its counterpart in the record."""
    compared = ledger.verdicts[ledger.verdicts["compared_with"] != ""]
    for claim_id, verdict in compared.iterrows():
        place = ("data/verdicts.csv", name_row(ledger.verdicts, claim_id))
        key = verdict["compared_with"]
        if key not in ledger.observations.index:
            what = f"compared with {key}, which is no row of data/record/observations.csv"
            yield Problem(*place, what, "name one row by its whole key, or leave the cell empty")
            continue
        if key not in verdict["record_ids"].split():
            yield Problem(*place, f"compared with {key}, which it doesn't rest on", "add the row to record_ids")
        if verdict["verdict"] in WITHOUT_RECORD:
            what = f"{verdict['verdict']}, but compared with {key}"
            yield Problem(*place, what, "judge what the comparison shows, or leave the cell empty")
        if claim_id in ledger.claims.index:
            yield from _check_units(place, ledger.claims.loc[claim_id], key, ledger.observations.loc[key])


def _check_units(place: tuple[str, str], claim: pd.Series, key: str, row: pd.Series) -> Iterator[Problem]:
    if claim["unit"] in {"", "date"}:
        yield Problem(*place, f"compared with {key}, but the claim has no number", "leave the cell empty")
    elif claim["unit"] != row["unit"]:
        what = f"the claim is in {claim['unit']!r}, {key} in {row['unit']!r}"
        yield Problem(*place, what, "compare in one unit, or leave the cell empty")


def check_revisions(ledger: Ledger) -> Iterator[Problem]:
    """Yield verdicts that moved since the article without a sign of what moved them."""
    for claim_id, verdict in ledger.verdicts.iterrows():
        if claim_id not in ledger.claims.index:
            continue
        place = ("data/verdicts.csv", name_row(ledger.verdicts, claim_id))
        if verdict["verdict"] == verdict["verdict_then"]:
            if verdict["verdict"] == "outdated":
                remedy = "verdict_then says what it was while it held; a figure old when printed is misleading"
                yield Problem(*place, "outdated now and on the day of the article", remedy)
            continue
        published = ledger.articles.at[ledger.claims.at[claim_id, "article_id"], "published"]
        if not _names_later_date(verdict["reason"], published):
            what = f"{verdict['verdict_then']} on {published[:10]}, {verdict['verdict']} since"
            yield Problem(*place, what, "name in the reason the later date or edition that moved it")


def check_readings(ledger: Ledger) -> Iterator[Problem]:
    """Yield claims that were judged only once."""
    for claim_id in ledger.verdicts.index.difference(ledger.readings.index):
        row = name_row(ledger.verdicts, claim_id)
        yield Problem("data/verdicts.csv", row, "was judged once", "add a second, blind reading to data/readings.csv")


def _names_later_date(text: str, published: str) -> bool:
    """Say whether a text names a day, a month or an edition's year after the one of publication."""
    dates = [
        f"{year}-{MONTHS.index(month) + 1:02}" + (f"-{int(day):02}" if day else "")
        for day, month, year in DATE.findall(text)
    ]
    years = [year for years in EDITION.findall(text) for year in years if year]
    return any(found > published[: len(found)] for found in dates + years)
