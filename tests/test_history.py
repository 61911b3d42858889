"""What an edition says changes only with a row that says so, and readers see every such row."""

import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import cases, unpublish

from evidence.facts.history import changes, first_edition, kind, stages, statements
from evidence.ledger import edition
from evidence.ledger.quantities import format_date
from evidence.ledger.tables import read_descriptor, read_resource
from evidence.paths import ROOT
from evidence.results import RESULTS
from evidence.rules import check_data
from evidence.rules.history import check_history

EARLIER = "2000.1"
REMEDY_ROW = "add a row to data/history.csv"


def publish(ledger, name):
    """Return a ledger whose last published edition says what its tables say, with an empty history."""
    said = statements(ledger).assign(edition=name)[list(ledger.editions.columns)]
    return replace(ledger, editions=said, history=ledger.history.iloc[:0])


@pytest.fixture
def settled(ledger):
    return publish(ledger, EARLIER)


def edit(ledger, table, key, **cells):
    frame = getattr(ledger, table).copy()
    for column, cell in cells.items():
        frame.at[key, column] = cell
    return replace(ledger, **{table: frame})


def explain(ledger, *rows):
    """Add rows to the history: (changed, subject, field, old, new)."""
    added = [
        dict(zip(("changed", "subject", "field", "old", "new"), row, strict=True))
        | {"edition": edition.edition(), "kind": "correction", "conclusion_changed": False, "reason": "a reason"}
        for row in rows
    ]
    frame = pd.DataFrame(added, columns=ledger.history.columns, index=range(2, len(added) + 2))
    return replace(ledger, history=frame)


def moved(before, after):
    """Return what happened to results: rows of the history as `explain` takes them."""
    one, other = (statements(ledger).set_index(["subject", "field"])["value"] for ledger in (before, after))
    both = one[one.index.isin(other.index)]
    changed = both[both != other[both.index]]
    return [("2026-11-22", *key, old, other[key]) for key, old in changed.items() if key[1] == "result"]


def messages(ledger):
    problems = list(check_history(ledger))
    assert all(problem.remedy and problem.row for problem in problems)
    return [str(problem) for problem in problems]


def value(ledger, subject, field):
    table = statements(ledger)
    return table.loc[(table["subject"] == subject) & (table["field"] == field), "value"].item()


def test_the_history_explains_every_change_since_the_published_editions(ledger):
    assert messages(ledger) == []


def test_every_published_edition_speaks_whole(ledger):
    fields = {"claim": {"figure", "verdict", "confidence"}, "indicator": {"adopted", "adopted value", "class"}}
    fields["result"] = {"result"}
    known = {*ledger.claims.index, *ledger.indicators.index, *RESULTS}
    assert len(ledger.editions)
    for (_, subject), rows in ledger.editions.groupby(["edition", "subject"]):
        assert subject in known
        assert fields[kind(subject)] <= set(rows["field"])


def test_statements_say_what_the_tables_say(ledger):
    table = statements(ledger)
    assert not table.duplicated(["subject", "field"]).any()
    allowed = next(field for field in read_resource("editions")["schema"]["fields"] if field["name"] == "field")
    assert set(table["field"]) == set(allowed["constraints"]["enum"])
    counted = {key for key, one in RESULTS.items() if any(name.startswith("book.") for name in one.inputs)}
    assert set(table["subject"]) == {*ledger.claims.index, *ledger.resolutions.index, *RESULTS} - counted
    for claim_id, verdict in ledger.verdicts.iterrows():
        said = table[table["subject"] == claim_id].set_index("field")["value"]
        for column in ("verdict", "verdict_then", "confidence"):
            assert said[column] == verdict[column]


def test_a_figure_is_told_whole_and_unrounded(ledger):
    spoiled = edit(ledger, "claims", "RU-013", value=1234567.891, low=1e12, high=float("nan"), unit="t", period="2025")
    basis, qualifier = ledger.claims.loc["RU-013", ["basis", "qualifier"]]
    expected = f"value 1234567.891, low 1000000000000, unit t, basis {basis}, period 2025, qualifier {qualifier}"
    assert value(spoiled, "RU-013", "figure") == expected


def test_an_edition_that_changes_nothing_needs_no_history(settled):
    assert messages(settled) == []


@pytest.mark.parametrize(
    ("table", "key", "column", "cell", "file", "field"),
    cases("history", "a change nobody explains is refused and an explained one is not"),
)
def test_a_change_nobody_explains_is_refused_and_an_explained_one_is_not(
    settled, table, key, column, cell, file, field
):
    changed = edit(settled, table, key, **{column: cell})
    assert value(changed, key, field) != value(settled, key, field)
    found = messages(changed)
    pattern = rf"data/{file}\.csv, row \d+ \({key}\): the {field} was .* without a row"
    assert any(re.search(pattern, message) and REMEDY_ROW in message for message in found), found
    fields = [field, "adopted value"] if field == "adopted" else [field]
    rows = [("2026-11-22", key, name, value(settled, key, name), value(changed, key, name)) for name in fields]
    assert messages(explain(changed, *rows, *moved(settled, changed))) == []


def test_a_result_that_changes_needs_a_row_and_may_be_retired_with_one(settled, monkeypatch):
    key = "model.us-cost-claim-multiple"
    changed = edit(settled, "claims", "US-003", value=4e11)
    assert any(f"us_dependence.yml, {key}: the result was" in text for text in messages(changed))
    monkeypatch.delitem(RESULTS, key)
    assert any(f"{key}: the result of {key}" in text and "is gone" in text for text in messages(settled))
    said = settled.editions.set_index(["subject", "field"]).at[(key, "result"), "value"]
    assert messages(explain(settled, ("2026-11-22", key, "result", said, ""))) == []


def test_rows_for_results_that_changed_are_written(project, run):
    path = project / "data" / "history.csv"
    before = path.read_text(encoding="utf-8")
    claims = project / "data" / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",200000000000,", ",400000000000,"), encoding="utf-8")
    outcome = run(project, "evidence.upkeep.publish", "model.us-cost", "a reason")
    assert outcome.returncode == 0, outcome.stderr
    added = path.read_text(encoding="utf-8").removeprefix(before)
    assert re.fullmatch(
        r".*,model\.us-cost-claim-multiple,result,revision,at least 44,at least \d+,false,a reason\n", added
    )


def test_a_changed_record_row_shows_as_a_changed_adopted_value(settled):
    key = settled.resolutions.index[settled.resolutions["adopted"].isin(settled.observations.index)][0]
    adopted = settled.resolutions.at[key, "adopted"]
    changed = edit(settled, "observations", adopted, value=1.0, low=float("nan"), high=float("nan"))
    assert any(f"({key}): the adopted value was" in message for message in messages(changed))


def test_changes_are_replayed_in_order_of_date(settled):
    changed = edit(settled, "verdicts", "RU-031", confidence="low")
    first = ("2026-11-20", "RU-031", "confidence", "high", "moderate")
    second = ("2026-11-21", "RU-031", "confidence", "moderate", "low")
    assert value(settled, "RU-031", "confidence") == "high"
    assert messages(explain(changed, second, first)) == []
    backwards = [("2026-11-21", *first[1:]), ("2026-11-20", *second[1:])]
    assert any("mind the order" in message for message in messages(explain(changed, *backwards)))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("RU-031", "confidence", "high", "high"), r"row 2 \(RU-031\): its confidence doesn't change"),
        (("RU-031", "confidence", "low", "high"), r"row 2 \(RU-031\): old is 'low', but its confidence was 'high'"),
        (
            ("RU-031", "confidence", "high", "low"),
            r"the confidence was 'low' and is 'high', which is not what the last",
        ),
        (("RU-999", "verdict", "close", "garbled"), r"row 2 \(RU-999\): edition 2000\.1 says nothing of its verdict"),
        (("RU-031", "class", "agree", "garbled"), r"row 2 \(RU-031\): edition 2000\.1 says nothing of its class"),
    ],
)
def test_a_row_must_tell_what_happened(settled, row, message):
    found = messages(explain(settled, ("2026-11-22", *row)))
    assert any(re.search(message, text) for text in found), found


def test_a_row_names_an_edition_of_its_own(settled):
    explained = explain(settled, ("2026-11-22", "RU-031", "confidence", "high", "low"))
    changed = edit(explained, "verdicts", "RU-031", confidence="low")
    stray = replace(changed, history=changed.history.assign(edition="1999.9"))
    assert any("1999.9 is neither an edition after the first nor the one in work" in text for text in messages(stray))


def test_what_readers_cite_may_not_vanish(settled):
    gone = replace(
        settled,
        claims=settled.claims.drop("RU-031"),
        verdicts=settled.verdicts.drop("RU-031"),
        resolutions=settled.resolutions.drop("ru.reserves"),
    )
    found = messages(gone)
    assert any(re.search(r"\(RU-031\): the verdict of RU-031, .* is gone", text) for text in found)
    assert any(re.search(r"\(ru\.reserves\): the adopted value of ru\.reserves, .* is gone", text) for text in found)


def test_what_is_new_needs_no_row_and_is_counted(ledger):
    before = publish(
        replace(ledger, claims=ledger.claims.drop("RU-031"), verdicts=ledger.verdicts.drop("RU-031")), EARLIER
    )
    now = replace(before, claims=ledger.claims, verdicts=ledger.verdicts)
    assert [text for text in messages(now) if "model." not in text] == []
    assert [stage.added for stage in stages(now)] == [["RU-031"]]
    assert first_edition("RU-031", now) == edition.edition()
    assert first_edition("RU-013", now) == EARLIER


def test_a_published_edition_is_settled(ledger):
    settled = publish(ledger, edition.edition())
    changed = edit(settled, "verdicts", "RU-031", confidence="low")
    explained = explain(changed, ("2026-11-22", "RU-031", "confidence", "high", "low"))
    for spoiled in (changed, explained):
        assert any("is published: give the next one a version" in text for text in messages(spoiled))


def test_the_way_between_published_editions_is_replayed_too(settled):
    later = edit(settled, "verdicts", "RU-031", confidence="low")
    both = pd.concat([settled.editions, publish(later, edition.edition()).editions])
    explained = replace(explain(later, ("2026-11-22", "RU-031", "confidence", "high", "low")), editions=both)
    assert messages(explained) == []
    forgotten = replace(explained, history=explained.history.iloc[:0])
    assert any(re.search(r"data/editions\.csv, .*RU-031\): the confidence was", text) for text in messages(forgotten))


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
    assert again.returncode == 1
    assert re.search(r"data/editions\.csv: edition .* is recorded already\n.*-> .*CITATION\.cff", again.stderr)
    assert path.read_text(encoding="utf-8") == recorded


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
    entries = {element["id"]: element for element in page.select(".claim[id]")}
    first = ledger.editions["edition"].iloc[0]
    for claim_id in ledger.claims.index:
        entry = text_of(entries[claim_id])
        since, verdict = first_edition(claim_id, ledger), ledger.verdicts.loc[claim_id]
        assert (f"New in edition {since}." in entry) == (since != first)
        assert ("When printed" in entry) == (verdict["verdict_then"] != verdict["verdict"])
        for _, row in changes(claim_id, ledger).iterrows():
            for part in (format_date(row["changed"]), f"{row['old']} → {row['new']}", row["kind"], row["reason"]):
                assert " ".join(part.split()) in entry, (claim_id, part)


def test_the_changelog_lists_every_change_and_counts_what_was_added(book, ledger):
    page = BeautifulSoup((book / "book" / "changelog.html").read_text(encoding="utf-8"), "html.parser")
    for stage in stages(ledger):
        part = page.find(id=f"edition-{stage.edition}")
        added = Counter(map(kind, stage.added))
        said = (
            rf"Added: {added['claim']} claims?, {added['indicator']} resolved indicators?, {added['result']} results?\."
        )
        assert re.search(said, text_of(part))
        rows = part.find("tbody").find_all("tr") if len(stage.rows) else []
        assert len(rows) == len(stage.rows)
        for (_, row), shown in zip(stage.rows.iterrows(), rows, strict=True):
            assert shown.find("a")["href"].endswith(f"#{row['subject']}")
            assert row["kind"] in text_of(shown)
            assert ("conclusion changed" in text_of(shown)) == row["conclusion_changed"]
            assert " ".join(row["reason"].split()) in text_of(shown)


def test_an_edition_says_the_same_things_of_all_claims(data):
    path = data / "editions.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    place = frame.index[(frame["subject"] == "RU-072") & (frame["field"] == "confidence")][0]
    frame.drop(index=place).to_csv(path, index=False, lineterminator="\n")
    told = [str(problem) for problem in check_data(data)]
    assert any(
        re.search(r"editions\.csv, \(2026\.1, RU-072\): says .* of the others .*confidence", text) for text in told
    )
