"""Rules for searches: whatever is said to be missing has been looked for, in the languages the matter is spoken of."""

import re
from collections.abc import Iterator

from evidence.errors import Problem
from evidence.ledger import Ledger, edition
from evidence.rules.places import name_row

# Languages beside English in which a theme, or what a key begins with, is spoken of.
SPOKEN = {"RU": "ru", "ru": "ru", "russia": "ru", "XC": "zh", "GL": "zh", "cn": "zh", "china": "zh", "miit": "zh"}
WORKS = re.compile(r"works\.([a-z-]+)\.([a-z]+)")
MISSING = re.compile(
    r"\b(?:no|not|none|nothing|never|neither|nor|without)\b[^.;]*\bon (?:the )?record\b"
    r"|\bnot (?:been )?(?:found|seen|confirmed|read)\b|\bnothing (?:later |newer )?(?:was )?(?:found|read)\b"
    r"|\bwas (?:not|never) found\b|\bno [^.;]*\b(?:found|seen)\b"
)
NOT_FOUND = "not found"


def languages(subject: str) -> frozenset[str]:
    """Return the languages in which the subject of that key must have been looked for: English always."""
    other = SPOKEN.get(re.split(r"[-.]", subject)[0])
    return frozenset({"en", other} if other else {"en"})


def check_searches(ledger: Ledger) -> Iterator[Problem]:
    """Yield searches for what the tables don't hold or older than the evidence, and all that is missing unsought."""
    yield from _check_rows(ledger)
    for claim_id, verdict in ledger.verdicts.iterrows():
        if NOT_FOUND in (verdict["verdict"], verdict["verdict_then"]) or MISSING.search(verdict["reason"]):
            row = name_row(ledger.verdicts, claim_id)
            yield from _ask(ledger, "data/verdicts.csv", row, (claim_id,), languages(claim_id))
    for gap_id, gap in ledger.gaps.iterrows():
        spoken = frozenset().union(*map(languages, gap["affects"].split()), {"en"})
        yield from _ask(ledger, "data/record/gaps.csv", name_row(ledger.gaps, gap_id), (gap_id,), spoken)
    for project_id, works in ledger.projects.iterrows():
        if MISSING.search(f"{works['what']} {works['note']}"):
            subjects = (project_id, f"works.{works['area']}.{works['stage']}")
            row = name_row(ledger.projects, project_id)
            yield from _ask(ledger, "data/record/projects.csv", row, subjects, languages(works["area"]))


def _check_rows(ledger: Ledger) -> Iterator[Problem]:
    tables = (ledger.claims, ledger.indicators, ledger.measures, ledger.projects, ledger.gaps, ledger.sources)
    known = set(ledger.observations["series"]).union(*(table.index for table in tables))
    stages = set(ledger.projects["stage"])
    for search_id, search in ledger.searches.iterrows():
        place = ("data/record/searches.csv", name_row(ledger.searches, search_id))
        for subject in search["subject"].split():
            works = WORKS.fullmatch(subject)
            if not (subject in known or (works and works[2] in stages)):
                remedy = "use a key of the tables, a record series, or works.<area>.<stage>"
                yield Problem(*place, f"looks for unknown {subject}", remedy)
        for source_id in search["source_ids"].split():
            if source_id not in ledger.sources.index:
                yield Problem(*place, f"found unknown source {source_id}", "use a key of data/record/sources.csv")
        if search["day"] < edition.cutoff().isoformat():
            what = f"made on {search['day']}, before the evidence of this edition ends"
            yield Problem(*place, what, "look again, and give the new day")


def _ask(ledger: Ledger, file: str, row: str, subjects: tuple[str, ...], spoken: frozenset[str]) -> Iterator[Problem]:
    made = ledger.searches_by_subject
    found = {language for subject in subjects if subject in made for language in made[subject]["language"]}
    if missing := sorted(spoken - found):
        what = f"says that something is missing, and no search in {' or '.join(missing)} stands behind it"
        yield Problem(file, row, what, f"look, and write a row of data/record/searches.csv for {' or '.join(subjects)}")
