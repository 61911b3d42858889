"""What an edition says changes only with a row that says so, and readers see every such row."""

import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import cases, each_of, unpublish

from evidence.facts.history import changes, first_edition, kind, stages, statements
from evidence.ledger import edition
from evidence.ledger.quantities import format_date
from evidence.ledger.tables import read_descriptor, read_resource
from evidence.paths import ROOT
from evidence.results import RESULTS
from evidence.rules.history import check_history

EARLIER = "2000.1"
LOWER = ("RU-031", "confidence", "high", "low")


def publish(ledger, name=EARLIER):
    """Return a ledger whose last published edition says what its tables say, with an empty history."""
    said = statements(ledger).assign(edition=name)[list(ledger.editions.columns)]
    return replace(ledger, editions=said, history=ledger.history.iloc[:0])


@pytest.fixture
def settled(ledger):
    return publish(ledger)


def explain(ledger, *rows, changed="2026-11-22"):
    """Return the ledger with these rows in its history: (subject, field, old, new)."""
    history = pd.DataFrame(rows, columns=["subject", "field", "old", "new"], index=range(2, len(rows) + 2))
    said = {"edition": edition.edition(), "kind": "correction", "conclusion_changed": False, "reason": "a reason"}
    return replace(ledger, history=history.assign(changed=changed, **said)[list(ledger.history.columns)])


def said(ledger):
    return statements(ledger).set_index(["subject", "field"])["value"]


def moved(before, after):
    """Return what changed: rows of the history as `explain` takes them."""
    before, after = said(before), said(after)
    return [(*key, old, after[key]) for key, old in before.items() if key in after and after[key] != old]


def messages(ledger):
    problems = list(check_history(ledger))
    assert all(problem.remedy and problem.row for problem in problems)
    return [str(problem) for problem in problems]


def tells(ledger, pattern):
    return any(re.search(pattern, message) for message in messages(ledger))


def test_statements_say_what_the_tables_say(ledger):
    table = statements(ledger)
    assert not table.duplicated(["subject", "field"]).any()
    allowed = next(field for field in read_resource("editions")["schema"]["fields"] if field["name"] == "field")
    assert set(table["field"]) == set(allowed["constraints"]["enum"])
    counted = {key for key, one in RESULTS.items() if any(name.startswith("book.") for name in one.inputs)}
    assert set(table["subject"]) == {*ledger.claims.index, *ledger.resolutions.index, *RESULTS} - counted
    for column in ("verdict", "verdict_then", "confidence"):
        assert said(ledger).xs(column, level="field").to_dict() == ledger.verdicts[column].to_dict()
    spoiled = {"value": 1234567.891, "low": 1e12, "high": float("nan"), "unit": "t", "period": "2025"}
    basis, qualifier = ledger.claims.loc["RU-013", ["basis", "qualifier"]]
    whole = f"value 1234567.891, low 1000000000000, unit t, basis {basis}, period 2025, qualifier {qualifier}"
    assert said(ledger.with_row("claims", "RU-013", **spoiled))["RU-013", "figure"] == whole


@each_of(("table", "key", "column", "cell", "field"), cases("history", "a change nobody explains is refused"))
def test_a_change_nobody_explains_is_refused_and_an_explained_one_is_not(settled, table, key, column, cell, field):
    changed = settled.with_row(table, key, **{column: cell})
    place = rf"data/{table}\.csv, row \d+ \({key}\)"
    assert tells(changed, rf"{place}: the {field} was .* without a row[\s\S]*add a row to data/history")
    rows = moved(settled, changed)
    assert {row[:2] for row in rows if row[1] != "result"} >= {(key, field)}
    assert messages(explain(changed, *rows)) == []


def test_a_result_that_changes_needs_a_row_and_may_be_retired_with_one(settled, monkeypatch):
    key = "model.us-cost-claim-multiple"
    assert tells(settled.with_row("claims", "US-003", value=4e11), rf"us_dependence\.yml, {key}: the result was")
    old = said(settled)[key, "result"]
    monkeypatch.delitem(RESULTS, key)
    assert tells(settled, f"{key}: the result of {key}.*is gone")
    assert messages(explain(settled, (key, "result", old, ""))) == []


def test_rows_for_results_that_changed_are_written(project, run):
    path = project / "data" / "history.csv"
    before = path.read_text(encoding="utf-8")
    claims = project / "data" / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",200000000000,", ",400000000000,"), encoding="utf-8")
    outcome = run(project, "evidence.upkeep.publish", "model.us-cost", "a reason")
    assert outcome.returncode == 0, outcome.stderr
    added = path.read_text(encoding="utf-8").removeprefix(before)
    row = r".*,model\.us-cost-claim-multiple,result,revision,at least 44,at least \d+,false,a reason\n"
    assert re.fullmatch(row, added)


def test_a_changed_record_row_shows_as_a_changed_adopted_value(settled):
    key = settled.resolutions.index[settled.resolutions["adopted"].isin(settled.observations.index)][0]
    numbers = {"value": 1.0, "low": float("nan"), "high": float("nan")}
    changed = settled.with_row("observations", settled.resolutions.at[key, "adopted"], **numbers)
    assert tells(changed, rf"\({key}\): the adopted value was")


def test_changes_are_replayed_in_order_of_date(settled):
    changed = settled.with_row("verdicts", "RU-031", confidence="low")
    steps = ("RU-031", "confidence", "moderate", "low"), ("RU-031", "confidence", "high", "moderate")
    assert messages(explain(changed, *steps, changed=["2026-11-21", "2026-11-20"])) == []
    assert tells(explain(changed, *steps, changed=["2026-11-20", "2026-11-21"]), "mind the order")


@each_of(
    ("row", "message"),
    [
        (("RU-031", "confidence", "high", "high"), r"row 2 \(RU-031\): its confidence doesn't change"),
        (("RU-031", "confidence", "low", "high"), r"row 2 \(RU-031\): old is 'low', but its confidence was 'high'"),
        (LOWER, r"the confidence was 'low' and is 'high', which is not what the last"),
        (("RU-999", "verdict", "close", "garbled"), r"row 2 \(RU-999\): edition 2000\.1 says nothing of its verdict"),
        (("RU-031", "class", "agree", "garbled"), r"row 2 \(RU-031\): edition 2000\.1 says nothing of its class"),
    ],
)
def test_a_row_must_tell_what_happened(settled, row, message):
    assert tells(explain(settled, row), message)


def test_a_row_names_an_edition_of_its_own(settled):
    explained = explain(settled.with_row("verdicts", "RU-031", confidence="low"), LOWER)
    stray = replace(explained, history=explained.history.assign(edition="1999.9"))
    assert tells(stray, r"1999\.9 is neither an edition after the first nor the one in work")


def test_what_readers_cite_may_not_vanish_and_what_is_new_needs_no_row_and_is_counted(ledger, settled):
    assert messages(settled) == []
    fewer = {"claims": ledger.claims.drop("RU-031"), "verdicts": ledger.verdicts.drop("RU-031")}
    gone = replace(settled, resolutions=ledger.resolutions.drop("ru.reserves"), **fewer)
    assert tells(gone, r"\(RU-031\): the verdict of RU-031, .* is gone")
    assert tells(gone, r"\(ru\.reserves\): the adopted value of ru\.reserves, .* is gone")
    now = replace(publish(replace(ledger, **fewer)), claims=ledger.claims, verdicts=ledger.verdicts)
    assert [text for text in messages(now) if "model." not in text] == []
    assert [stage.added for stage in stages(now)] == [["RU-031"]]
    assert (first_edition("RU-031", now), first_edition("RU-013", now)) == (edition.edition(), EARLIER)


def test_a_published_edition_is_settled_and_the_way_between_two_is_replayed_too(ledger, settled):
    changed = settled.with_row("verdicts", "RU-031", confidence="low")
    published = replace(changed, editions=publish(ledger, edition.edition()).editions)
    for spoiled in (published, explain(published, LOWER)):
        assert tells(spoiled, "is published: give the next one a version")
    both = replace(changed, editions=pd.concat([settled.editions, publish(changed, edition.edition()).editions]))
    assert messages(explain(both, LOWER)) == []
    assert tells(both, r"data/editions\.csv, .*RU-031\): the confidence was")


def test_an_edition_is_recorded_once(project, run):
    unpublish(project / "data")
    path = project / "data" / "editions.csv"
    before = path.read_text(encoding="utf-8")
    outcome = run(project, "evidence.upkeep.publish")
    assert outcome.returncode == 0, outcome.stderr
    recorded = path.read_text(encoding="utf-8")
    assert recorded.startswith(before)
    added = recorded.removeprefix(before).splitlines()
    assert {line.partition(",")[0] for line in added} == {edition.edition()}
    assert f"{len(added)} statements of edition {edition.edition()}" in outcome.stdout
    again = run(project, "evidence.upkeep.publish")
    assert (again.returncode, path.read_text(encoding="utf-8")) == (1, recorded)
    assert re.search(r"data/editions\.csv: edition .* is recorded already\n.*-> .*CITATION\.cff", again.stderr)


def test_one_edition_is_named_everywhere():
    name = edition.edition()
    assert read_descriptor()["version"] == name
    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == name
    newest = re.search(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]
    released = date.fromisoformat(edition.citation()["date-released"])
    assert newest == f"{name} ({released.day} {released:%B %Y})"


def text_of(tag):
    return " ".join(tag.text.split())


def test_the_ledger_shows_what_changed_and_what_is_new(book, ledger):
    page = BeautifulSoup((book / "book" / "ledger.html").read_text(encoding="utf-8"), "html.parser")
    entries = {element["id"]: text_of(element) for element in page.select(".claim[id]")}
    first = ledger.editions["edition"].iloc[0]
    for claim_id, verdict in ledger.verdicts.iterrows():
        entry, since = entries[claim_id], first_edition(claim_id, ledger)
        assert (f"New in edition {since}." in entry) == (since != first)
        assert ("When printed" in entry) == (verdict["verdict_then"] != verdict["verdict"])
        for _, row in changes(claim_id, ledger).iterrows():
            parts = (format_date(row["changed"]), f"{row['old']} → {row['new']}", row["kind"], row["reason"])
            assert [part for part in parts if " ".join(part.split()) not in entry] == [], claim_id


def test_the_changelog_lists_every_change_and_counts_what_was_added(book, ledger):
    page = BeautifulSoup((book / "book" / "changelog.html").read_text(encoding="utf-8"), "html.parser")
    for stage in stages(ledger):
        part, added = page.find(id=f"edition-{stage.edition}"), Counter(map(kind, stage.added))
        count = "Added: {claim} claims?, {indicator} resolved indicators?, {result} results?[.]"
        assert re.search(count.format_map({"claim": 0, "indicator": 0, "result": 0} | added), text_of(part))
        rows = part.find("tbody").find_all("tr") if len(stage.rows) else []
        for (_, row), shown in zip(stage.rows.iterrows(), rows, strict=True):
            assert shown.find("a")["href"].endswith(f"#{row['subject']}")
            assert row["kind"] in text_of(shown)
            assert ("conclusion changed" in text_of(shown)) == row["conclusion_changed"]
            assert " ".join(row["reason"].split()) in text_of(shown)


def test_an_edition_says_the_same_things_of_all_claims(ledger):
    said = ledger.editions
    place = said.index[(said["edition"] == "2026.1") & (said["subject"] == "RU-072") & (said["field"] == "confidence")]
    fewer = replace(ledger, editions=said.drop(index=place))
    assert tells(fewer, r"editions\.csv, \(2026\.1, RU-072\): says .* of the others .*confidence")
