"""The record's pages: gaps with their addresses, searches, works, and the mark of a weak source."""

import pytest
from docutils import nodes

from _ext.layout import evidence_link, looked_for, weak_mark
from _ext.record_pages import GapsDirective, MeasuresDirective, RecordDirective, SearchesDirective
from evidence.ledger import load_ledger

LEDGER = load_ledger()
WEAK = set(LEDGER.sources.index[LEDGER.sources["grade"] == "C"])
HOMES = {"ledger.html": LEDGER.claims, "indicators.html": LEDGER.indicators, "measures.html": LEDGER.measures}


def build(directive):
    """Run a directive that needs nothing from its page."""
    return directive.run(directive.__new__(directive))


def marks(node):
    return [found for found in node.findall(nodes.inline) if "weak" in found["classes"]]


def table_rows(found):
    return {row["ids"][0]: row for node in found for row in node.findall(nodes.row) if row["ids"]}


def links(node):
    return {link.astext(): link["refuri"] for link in node.findall(nodes.reference)}


@pytest.fixture(scope="module")
def record():
    return build(RecordDirective)


def test_every_gap_is_shown_under_its_own_address_and_links_to_all_it_bears_on(record):
    entries = {entry["ids"][0]: entry for entry in build(GapsDirective)}
    assert list(entries) == list(LEDGER.gaps.index)
    assert not entries.keys() & (set(LEDGER.observations["series"]) | set(LEDGER.observations.index))
    sections = {section["ids"][0] for section in record}
    for gap_id, gap in LEDGER.gaps.iterrows():
        text, found, subjects = entries[gap_id].astext(), links(entries[gap_id]), gap["affects"].split()
        assert all(gap[column] in text for column in ("topic", "what", "why", "consequence")), gap_id
        searches = {f"record.html#{name}" for name in LEDGER.searches_by_subject[gap_id].index}
        assert searches <= set(found.values())
        # A thing named twice would have one link.
        assert [name for name in found if found[name] not in searches] == subjects
        for name in subjects:
            home = next((page for page, frame in HOMES.items() if name in frame.index), "record.html")
            assert found[name] == f"{home}#{name}"
            assert home != "record.html" or name in sections


def test_every_search_is_shown_with_its_words_and_what_it_found():
    rows = table_rows(build(SearchesDirective))
    assert list(rows) == list(LEDGER.searches.index)
    for search_id, search in LEDGER.searches.iterrows():
        text = rows[search_id].astext()
        assert all(search[column].rstrip(".") in text for column in ("question", "corpus", "found")), search_id
        uris = [link["refuri"] for link in rows[search_id].findall(nodes.reference)]
        assert uris == [f"sources.html#{source}" for source in search["source_ids"].split()]
    never_sought = next(claim for claim in LEDGER.claims.index if claim not in LEDGER.searches_by_subject)
    assert looked_for(never_sought) == ""


def test_every_works_stands_in_the_table_of_its_stage():
    sections = {part["ids"][0]: part for node in build(MeasuresDirective) for part in node.findall(nodes.section)}
    for stage, works in LEDGER.projects.groupby("stage"):
        rows = table_rows([sections[f"works-{stage}"]])
        assert set(rows) == set(works.index)
        for project_id, project in works.iterrows():
            text = rows[project_id].astext()
            assert all(project[column] in text for column in ("name", "company", "place", "status")), project_id
            assert ("not public" in text) == (project["unit"] == ""), project_id
            moved = project["start_first"] not in ("", project["start"])
            assert ("first announced for" in text) == moved, project_id


def test_a_row_and_a_link_to_it_are_marked_weak_exactly_if_their_source_is(record):
    rows = table_rows(record)
    assert set(rows) == set(LEDGER.observations.index)
    for table in (LEDGER.observations, LEDGER.measures, LEDGER.projects):
        weak = {key for key, source_id in table["source_id"].items() if source_id in WEAK}
        assert {key for key in table.index if marks(evidence_link(key))} == weak
        assert table is not LEDGER.observations or {key for key, row in rows.items() if marks(row)} == weak
    assert not marks(evidence_link(LEDGER.claims.index[0])), "claims carry no mark of their own"
    assert "".join(node.astext() for node in weak_mark(min(WEAK))) == " weak source"
