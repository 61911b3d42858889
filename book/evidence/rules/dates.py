"""Rules for dates: each is in the calendar and in the time the book can speak of, and no evidence is younger than its end."""

import re
from collections.abc import Iterator
from datetime import datetime

from evidence.errors import Problem
from evidence.facts.registry import MEASURE_DATES
from evidence.ledger import Ledger, edition
from evidence.rules.places import name_row

# The first rare earth mineral was found in 1787; no plan or scenario on record reaches as far as the end of the century.
FIRST, LAST = "1787", "2100"
FORMS = (
    (re.compile(r"\d{4}"), "%Y"),
    (re.compile(r"\d{4}-\d\d"), "%Y-%m"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "%Y-%m-%d"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d"), "%Y-%m-%dT%H:%M"),
)
PART_OF_YEAR = re.compile(r"\d{4}-(Q[1-4]|H[12])")
UNKNOWN = {"", "undated", "UNDATED"}
# Table of the ledger, its file and columns with dates or periods; the last says which of them can't be after the cut-off.
DATED = (
    ("articles", "articles.csv", ("published",), {"published"}),
    ("claims", "claims.csv", ("period",), frozenset()),
    ("scenarios", "scenarios.csv", ("horizon",), frozenset()),
    ("history", "history.csv", ("changed",), frozenset()),
    ("sources", "record/sources.csv", ("published",), {"published"}),
    ("observations", "record/observations.csv", ("period",), frozenset()),
    ("measures", "record/measures.csv", MEASURE_DATES, frozenset()),
    ("projects", "record/projects.csv", ("start_first", "start"), frozenset()),
    ("searches", "record/searches.csv", ("day",), frozenset()),
)


def is_date(text: str) -> bool:
    """Say whether a text is a year, half, quarter, month, day or minute that exists."""
    if PART_OF_YEAR.fullmatch(text):
        return True
    form = next((form for pattern, form in FORMS if pattern.fullmatch(text)), "")
    try:
        return bool(form and datetime.strptime(text, form))
    except ValueError:
        return False


def check_dates(ledger: Ledger) -> Iterator[Problem]:
    """Yield dates that don't exist, spans that end before they begin, and evidence younger than the cut-off."""
    end = edition.cutoff().isoformat()
    for name, file, columns, evidence in DATED:
        frame = getattr(ledger, name)
        for column in columns:
            for key, text in frame[column].items():
                if text in UNKNOWN:
                    continue
                row = f"row {key}" if isinstance(key, int) else name_row(frame, key)
                place, parts = (f"data/{file}", row), text.split("/")
                if len(parts) > 2 or not all(map(is_date, parts)):
                    what = f"{column} is {text!r}, no date of the calendar"
                    yield Problem(*place, what, "write a year, month or day, as 2025, 2025-10, 2025-10-26")
                elif not FIRST <= parts[0][:4] <= parts[-1][:4] <= LAST:
                    what = f"{column} {text} is not within {FIRST} to {LAST}, or ends before it begins"
                    yield Problem(*place, what, "mend the year")
                elif column in evidence and parts[0][:10] > end:
                    what = f"{column} {text} is after the evidence cut-off, {end}"
                    yield Problem(*place, what, "mend the date, or leave the document to the next edition")
