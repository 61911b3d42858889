"""Rules for the history: what an edition said changes only with a row that says so."""

from collections.abc import Iterator

from evidence.errors import EvidenceError, Problem
from evidence.facts.history import JUDGEMENT, Stage, kind, stages
from evidence.ledger import Ledger
from evidence.results import RESULTS
from evidence.rules.places import name_row


def check_history(ledger: Ledger) -> Iterator[Problem]:
    """Yield changes that no row explains, and rows that explain none."""
    try:
        ways = list(stages(ledger))
    except EvidenceError:
        return  # an adopted value that doesn't exist: the rule for resolutions names it
    yield from _check_fields(ledger)
    for stage in ways:
        yield from _replay(ledger, stage)
    explained = sorted({stage.edition for stage in ways if stage.edition != stage.base})
    for row, change in ledger.history[~ledger.history["edition"].isin(explained)].iterrows():
        what = f"{change['edition']} is neither an edition after the first nor the one in work"
        named = " or ".join(explained) or "give CITATION.cff a new one"
        remedy = f"name the first edition that has the change: {named}"
        yield Problem("data/history.csv", f"row {row} ({change['subject']})", what, remedy)


def _check_fields(ledger: Ledger) -> Iterator[Problem]:
    """Yield subjects of which an edition says other things than of the rest of their kind."""
    for (name, _), said in ledger.editions.groupby(["edition", ledger.editions["subject"].map(kind)]):
        fields = said.groupby("subject", sort=False)["field"].agg(frozenset)
        usual = fields.mode().iloc[0]
        for subject, found in fields[fields != usual].items():
            what = f"says {', '.join(sorted(found))}, of the others {', '.join(sorted(usual))}"
            yield Problem("data/editions.csv", f"({name}, {subject})", what, "bring back what the edition said")


def _replay(ledger: Ledger, stage: Stage) -> Iterator[Problem]:
    """Replay the rows on the earlier edition; the outcome must be the later one."""
    said = dict(stage.before)
    for row, change in stage.rows.iterrows():
        place = ("data/history.csv", f"row {row} ({change['subject']})")
        key = (change["subject"], change["field"])
        if key not in said:
            what = f"edition {stage.base} says nothing of its {change['field']}"
            yield Problem(*place, what, "mend subject or field; what is new needs no row")
            continue
        if change["old"] != said[key]:
            what = f"old is {change['old']!r}, but its {change['field']} was {said[key]!r} then"
            yield Problem(*place, what, "write what stood before, and mind the order of the dates")
        if change["old"] == change["new"]:
            yield Problem(*place, f"its {change['field']} doesn't change", "write the new value, or drop the row")
        said[key] = change["new"]
    explained = {(change["subject"], change["field"]) for _, change in stage.rows.iterrows()}
    for key, value in said.items():
        subject, field = key
        if key not in stage.after:
            if field == "result" and key in explained and not value:
                continue  # retired, and a row says why
            what = f"the {field} of {subject}, which edition {stage.base} had, is gone"
            yield Problem(*_place(ledger, stage, subject, field), what, "bring it back: what readers cite stays")
        elif stage.after[key] != value:
            what = f"the {field} was {value!r} and is {stage.after[key]!r}"
            what += ", which is not what the last row on it says" if key in explained else " without a row that says so"
            yield Problem(*_place(ledger, stage, subject, field), what, _explain(stage))


def _place(ledger: Ledger, stage: Stage, subject: str, field: str) -> tuple[str, str]:
    """Name the row whose statement it is."""
    if stage.edition in set(ledger.editions["edition"]) and stage.edition != stage.base:
        return "data/editions.csv", f"({stage.edition}, {subject})"
    if field == "result":
        return f"data/results/{RESULTS[subject].chapter}.yml" if subject in RESULTS else "data/results", subject
    if field == "figure":
        file, table = "data/claims.csv", ledger.claims
    elif field in JUDGEMENT:
        file, table = "data/verdicts.csv", ledger.verdicts
    else:
        file, table = "data/resolutions.csv", ledger.resolutions
    return file, name_row(table, subject) if subject in table.index else f"({subject})"


def _explain(stage: Stage) -> str:
    if stage.base == stage.edition:
        remedy = "give the next one a version in CITATION.cff, then explain the change"
        return f"edition {stage.base} is published: {remedy}"
    return "add a row to data/history.csv with old and new value, revision or correction, and the reason"
