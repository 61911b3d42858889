"""Every rule that the data and the pages must keep, each fault told with file, row and remedy.

The schema's own rules (types, required cells, keys, vocabularies) are checked by Frictionless; those that cross cells
and tables stand here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import frictionless
import pandas as pd
import yaml

from evidence.errors import EvidenceError, Problem
from evidence.facts import fact
from evidence.ledger import Ledger, load_ledger
from evidence.notebooks import bound_facts, prose, read_notebook
from evidence.paths import BOOK, DATA, ROOT
from evidence.reconcile import Reconciliation, reconcile
from evidence.tables import read_descriptor

REMEDIES = {
    "foreign-key": "use an identifier that exists, or add it to the table it refers to",
    "unique-error": "give the row an identifier of its own",
    "primary-key": "give the row an identifier of its own",
    "constraint-error": "use an allowed value; the schema in data/datapackage.json lists them",
    "type-error": "write a value of the column's type",
}
SLIP_TOLERANCE = 0.05


def check_data(data: Path = DATA) -> list[Problem]:
    """Check the tables against their schema and against each other.

    Parameters
    ----------
    data : Path
        Folder that holds ``datapackage.json``.

    Returns
    -------
    list of Problem
        Every fault found; rules that cross tables are tried only when each table is sound by itself.
    """
    try:
        ledger = load_ledger(data)
    except EvidenceError as error:
        return list(error.problems)
    problems = list(_check_schema(data))
    if problems:
        return problems
    rules = (
        _check_quantities,
        _check_claims,
        _check_resolutions,
        _check_verdicts,
        _check_sources,
        _check_measures,
        _check_elements,
    )
    return [problem for rule in rules for problem in rule(ledger)]


def _check_schema(data: Path) -> Iterator[Problem]:
    report = frictionless.Package(str(data / "datapackage.json")).validate()
    paths = {resource["name"]: resource["path"] for resource in read_descriptor(data)["resources"]}
    for error in report.errors:
        yield Problem("data/datapackage.json", "", error.message, "mend the descriptor")
    for task in report.tasks:
        for error in task.errors:
            row = getattr(error, "row_number", None)
            cell = getattr(error, "field_name", "")
            place = f"row {row}" if row else ""
            detail = f"column {cell}: {error.message}" if cell else error.message
            yield Problem(f"data/{paths[task.name]}", place, detail, REMEDIES.get(error.type, "mend the row"))


def _row(frame: pd.DataFrame, key: str) -> str:
    """Name a row by its line in the file and its key."""
    position = frame.index.get_loc(key)
    return f"row {position + 2} ({key})" if isinstance(position, int) else f"({key})"


def _check_quantities(ledger: Ledger) -> Iterator[Problem]:
    tables = (("claims.csv", ledger.claims), ("record/observations.csv", ledger.observations))
    for file, frame in tables:
        for key, row in frame.iterrows():
            place = (f"data/{file}", _row(frame, key))
            numbers = [row[column] for column in ("value", "low", "high") if not math.isnan(row[column])]
            if row["unit"] and row["unit"] not in ledger.units.index:
                yield Problem(*place, f"unit {row['unit']!r} is unknown", "use a unit of data/units.csv")
            if numbers and not row["unit"]:
                yield Problem(*place, "a number without a unit", "give its unit")
            if row["unit"] not in {"", "date"} and not numbers:
                yield Problem(*place, f"unit {row['unit']!r} without a number", "give value, or low and high")
            if numbers and min(numbers) < 0:
                yield Problem(*place, f"{min(numbers)} is negative", "quantities in the book are never negative")
            if row["unit"] == "%" and row["basis"].startswith("share") and numbers and max(numbers) > 100:
                yield Problem(*place, f"a share of {max(numbers)} %", "a share lies between 0 and 100")
            if row["low"] > row["high"]:
                yield Problem(*place, f"low {row['low']} exceeds high {row['high']}", "exchange them")


def _check_claims(ledger: Ledger) -> Iterator[Problem]:
    claims = ledger.claims
    for claim_id, claim in claims.iterrows():
        place = ("data/claims.csv", _row(claims, claim_id))
        if not claim_id.startswith(claim["theme"]):
            yield Problem(*place, f"theme {claim['theme']} doesn't match the id", "an id never changes: mend the theme")
        if claim["unit"] and not claim["indicator_id"]:
            yield Problem(*place, "a figure without an indicator", "name the quantity it speaks of")
        if claim_id not in ledger.verdicts.index:
            yield Problem(*place, "no verdict", "judge it in data/verdicts.csv")
    for indicator_id in ledger.indicators.index.difference(claims["indicator_id"]):
        place = ("data/indicators.csv", _row(ledger.indicators, indicator_id))
        yield Problem(*place, "no claim speaks of it", "drop it, or give a claim its id")


def _check_resolutions(ledger: Ledger) -> Iterator[Problem]:
    resolutions = ledger.resolutions
    for indicator_id, outcome in reconcile(ledger).items():
        if not outcome.agrees and indicator_id not in resolutions.index:
            left, right = outcome.rivals[0]
            where = f"{_row(ledger.claims, left)} and {_row(ledger.claims, right)}"
            what = f"the claims disagree on {indicator_id} and nothing resolves it"
            yield Problem(
                "data/claims.csv", where, what, "say which value the book adopts, and why, in data/resolutions.csv"
            )
        if indicator_id in resolutions.index:
            yield from _check_resolution(ledger, outcome, resolutions.loc[indicator_id])


def _check_resolution(ledger: Ledger, outcome: Reconciliation, resolution: pd.Series) -> Iterator[Problem]:
    place = ("data/resolutions.csv", _row(ledger.resolutions, outcome.indicator_id))
    adopted, kind = resolution["adopted"], resolution["class"]
    if adopted:
        try:
            found = fact(adopted, ledger)
        except EvidenceError as error:
            yield Problem(*place, error.problems[0].what, error.problems[0].remedy)
        else:
            if found.kind == "claim" and adopted not in outcome.claims.index:
                yield Problem(
                    *place, f"{adopted} speaks of another indicator", "adopt one of its own claims or a record row"
                )
    if kind == "agree" and not outcome.agrees:
        yield Problem(*place, "class agree, but the claims disagree", "choose the class that fits")
    if kind == "unit slip" and not any(_is_unit_slip(ledger, *pair) for pair in outcome.rivals):
        yield Problem(
            *place, "class unit slip, but no two claims differ by a power of ten", "choose the class that fits"
        )


def _is_unit_slip(ledger: Ledger, left: str, right: str) -> bool:
    small, large = sorted(ledger.claims.loc[[left, right], "value"])
    if not small > 0:
        return False
    power = math.log10(large / small)
    return round(power) != 0 and abs(10 ** (power - round(power)) - 1) <= SLIP_TOLERANCE


def _check_verdicts(ledger: Ledger) -> Iterator[Problem]:
    tables = (ledger.measures, ledger.projects, ledger.observations)
    for claim_id, verdict in ledger.verdicts.iterrows():
        place = ("data/verdicts.csv", _row(ledger.verdicts, claim_id))
        grades = set()
        for key in verdict["record_ids"].split():
            table = next((table for table in tables if key in table.index), None)
            if table is None:
                yield Problem(*place, f"{key}: no such row of the record", "name measures, projects or whole row keys")
            else:
                grades.add(ledger.sources.at[table.at[key, "source_id"], "grade"])
        needs_record = verdict["verdict"] in {"confirmed", "close", "outdated", "contradicted"}
        if needs_record and not verdict["record_ids"]:
            yield Problem(*place, f"{verdict['verdict']} by no record row", "name the rows it rests on")
        if grades == {"C"} and verdict["confidence"] == "high":
            yield Problem(*place, "high confidence on weak sources alone", "lower the confidence, or name a better row")


def _check_sources(ledger: Ledger) -> Iterator[Problem]:
    best = {"as reported": "B", "secondary digest": "C"}
    for source_id, source in ledger.sources.iterrows():
        limit = best.get(source["read_as"], "A")
        if source["grade"] < limit:
            place = ("data/record/sources.csv", _row(ledger.sources, source_id))
            yield Problem(
                *place, f"read {source['read_as']}, but graded {source['grade']}", f"grade it {limit} at best"
            )


def _check_measures(ledger: Ledger) -> Iterator[Problem]:
    measures = ledger.measures
    for measure_id, measure in measures.iterrows():
        place = ("data/record/measures.csv", _row(measures, measure_id))
        for first, later in (
            ("announced", "effective"),
            ("suspended_from", "suspended_until"),
            ("announced", "expires"),
        ):
            if measure[first] and measure[later] and measure[first] > measure[later]:
                yield Problem(*place, f"{first} {measure[first]} is after {later} {measure[later]}", "mend the dates")
        if measure["status"] == "suspended" and not measure["suspended_from"]:
            yield Problem(*place, "suspended since when?", "give suspended_from")
        if measure["replaced_by"] and measure["replaced_by"] not in measures.index:
            yield Problem(*place, f"replaced by unknown {measure['replaced_by']}", "use a measure id of this table")


def _check_elements(ledger: Ledger) -> Iterator[Problem]:
    for symbol, element in ledger.elements.iterrows():
        place = ("data/record/elements.csv", _row(ledger.elements, symbol))
        for measure_id in element["control_measures"].split():
            if measure_id not in ledger.measures.index:
                yield Problem(*place, f"unknown measure {measure_id}", "use a measure id of data/record/measures.csv")
            elif symbol not in ledger.measures.at[measure_id, "elements"].split():
                yield Problem(*place, f"{measure_id} doesn't list {symbol}", "mend one of the two tables")


def check_book(book: Path = BOOK, toc: Path = ROOT / "_toc.yml") -> list[Problem]:
    """Check that every page is in the table of contents and every fact it binds exists.

    Parameters
    ----------
    book : Path
        Folder of the pages.
    toc : Path
        The table of contents.

    Returns
    -------
    list of Problem
        Every fault found.
    """
    listed = {Path(name).name for name in _toc_files(yaml.safe_load(toc.read_text(encoding="utf-8")))}
    pages = sorted([*book.glob("*.md"), *book.glob("*.ipynb")])
    problems = []
    for path in pages:
        page = f"book/{path.name}"
        if path.stem not in listed:
            problems.append(Problem(page, "", "the page is missing from _toc.yml", f"add '- file: book/{path.stem}'"))
        text = prose(read_notebook(path)) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
        for key in bound_facts(text):
            try:
                fact(key)
            except EvidenceError as error:
                problems.append(Problem(page, f"fact {key}", error.problems[0].what, error.problems[0].remedy))
    for name in sorted(listed - {path.stem for path in pages}):
        problems.append(Problem("_toc.yml", f"book/{name}", "no such page", "write it, or take the entry out"))
    for left, right in combinations(pages, 2):
        if left.stem == right.stem:
            problems.append(Problem(f"book/{left.name}", "", f"shares its name with {right.name}", "rename one"))
    return problems


def _toc_files(node: object) -> Iterator[str]:
    """Yield the files that a table of contents names."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in {"root", "file"}:
                yield value
            else:
                yield from _toc_files(value)
    elif isinstance(node, list):
        for item in node:
            yield from _toc_files(item)
