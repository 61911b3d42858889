"""The record's pages: gaps with their addresses, searches, works, and the mark of a weak source."""

import pytest
from conftest import each_of
from docutils import nodes

from _ext.layout import evidence_link, looked_for, weak_mark
from _ext.record_pages import GapsDirective, MeasuresDirective, RecordDirective, SearchesDirective
from evidence.ledger import load_ledger

LEDGER = load_ledger()
GRADES = LEDGER.sources["grade"]


def build(directive):
    """Run a directive that needs nothing from its page."""
    return directive.run(directive.__new__(directive))


def marks(node):
    return [found for found in node.findall(nodes.inline) if "weak" in found["classes"]]


def table_rows(found):
    return {row["ids"][0]: row for node in found for row in node.findall(nodes.row) if row["ids"]}


@pytest.fixture(scope="module")
def record():
    return build(RecordDirective)


def test_every_gap_is_shown_under_its_own_address():
    entries = {entry["ids"][0]: entry for entry in build(GapsDirective)}
    assert list(entries) == list(LEDGER.gaps.index)
    for gap_id, gap in LEDGER.gaps.iterrows():
        text = entries[gap_id].astext()
        for column in ("topic", "what", "why", "consequence"):
            assert gap[column] in text


def test_a_gap_links_to_all_it_bears_on_where_that_stands(record):
    addresses = {section["ids"][0] for section in record}
    for entry in build(GapsDirective):
        gap_id = entry["ids"][0]
        links = {link.astext(): link["refuri"] for link in entry.findall(nodes.reference)}
        searches = {f"record.html#{name}" for name in LEDGER.searches_by_subject[gap_id].index}
        assert searches == {address for address in links.values() if address in searches}
        links = {name: address for name, address in links.items() if address not in searches}
        assert list(links) == LEDGER.gaps.at[gap_id, "affects"].split()
        for name, address in links.items():
            page, _, anchor = address.partition("#")
            assert anchor == name
            frames = {
                "ledger.html": LEDGER.claims,
                "indicators.html": LEDGER.indicators,
                "measures.html": LEDGER.measures,
            }
            assert name in (frames[page].index if page in frames else addresses)


def test_gap_addresses_meet_no_other_on_the_page():
    assert not set(LEDGER.gaps.index) & (set(LEDGER.observations["series"]) | set(LEDGER.observations.index))


def test_no_gap_names_a_thing_twice():
    for gap_id, gap in LEDGER.gaps.iterrows():
        subjects = gap["affects"].split()
        assert len(subjects) == len(set(subjects)), gap_id


def test_every_search_is_shown_with_its_words_and_what_it_found():
    rows = table_rows(build(SearchesDirective))
    assert list(rows) == list(LEDGER.searches.index)
    for search_id, search in LEDGER.searches.iterrows():
        text = rows[search_id].astext()
        for column in ("question", "corpus", "found"):
            assert search[column].rstrip(".") in text
        links = [link["refuri"] for link in rows[search_id].findall(nodes.reference)]
        assert links == [f"sources.html#{source}" for source in search["source_ids"].split()]


def test_what_was_never_sought_has_no_link():
    sought = set(LEDGER.searches_by_subject)
    assert looked_for(next(claim for claim in LEDGER.claims.index if claim not in sought)) == ""


def test_every_works_stands_in_the_table_of_its_stage():
    sections = {part["ids"][0]: part for node in build(MeasuresDirective) for part in node.findall(nodes.section)}
    for stage, works in LEDGER.projects.groupby("stage"):
        rows = table_rows([sections[f"works-{stage}"]])
        assert set(rows) == set(works.index)
        for project_id, project in works.iterrows():
            text = rows[project_id].astext()
            for column in ("name", "company", "place", "status"):
                assert project[column] in text, project_id
            assert ("not public" in text) == (project["unit"] == ""), project_id
            moved = project["start_first"] not in ("", project["start"])
            assert ("first announced for" in text) == moved, project_id


def test_a_row_is_marked_weak_exactly_if_its_source_is(record):
    rows = table_rows(record)
    assert set(rows) == set(LEDGER.observations.index)
    weak = {key for key, row in rows.items() if marks(row)}
    assert weak == set(LEDGER.observations.index[LEDGER.observations["source_id"].map(GRADES) == "C"])


@each_of("table", ["observations", "measures", "projects"])
def test_a_link_to_a_row_is_marked_weak_exactly_if_its_source_is(table):
    frame = getattr(LEDGER, table)
    for key, source_id in frame["source_id"].items():
        assert bool(marks(evidence_link(key))) == (GRADES[source_id] == "C"), key


def test_the_mark_is_read_as_words():
    weak = next(source_id for source_id, grade in GRADES.items() if grade == "C")
    assert "".join(node.astext() for node in weak_mark(weak)) == " weak source"


def test_claims_carry_no_mark_of_their_own():
    assert not marks(evidence_link(LEDGER.claims.index[0]))
