"""Finding a place: the search and its index, the explorer, folded entries, and permanent addresses."""

import csv
import gzip
import hashlib
import json
import re

import pytest
from browsing import NEEDS_CHROMIUM
from bs4 import BeautifulSoup

from evidence.ledger import edition
from evidence.paths import BOOK

MINISEARCH = "03c27931eb603af1d3358579e9885eafdb6a2f5fa9929557b3e77d7e99d06d03"
SCRIPTS = ("minisearch.js", "stemmers.js", "search.js", "search-index.js")
READ = ("Chapter", "Figure")


@pytest.fixture(scope="module")
def index(book):
    text = (book / "_static" / "search-index.js").read_text(encoding="utf-8")
    return json.loads(re.fullmatch(r"evidenceSearch\((.*)\);\n", text, re.DOTALL)[1])


def test_the_kept_library_is_the_one_that_was_published():
    assert hashlib.sha256((BOOK / "_static" / "minisearch.js").read_bytes()).hexdigest() == MINISEARCH


def test_every_place_of_the_index_is_there_and_has_a_title_that_reads(index, book):
    assert len(index) > 20
    for page, _, places in index:
        ids = {
            tag["id"]
            for tag in BeautifulSoup((book / page).read_text(encoding="utf-8"), "html.parser").find_all(id=True)
        }
        assert {anchor for anchor, *_ in places} <= ids, page
        for anchor, kind, title, _ in places:
            # A heading may be the same word as its address.
            assert title.strip(), anchor
            assert title != anchor or kind in ("chapter", "page"), anchor


def test_the_index_holds_all_that_the_tables_know(index, ledger):
    kinds = {}
    for _, _, places in index:
        for anchor, kind, *_ in places:
            kinds.setdefault(kind, set()).add(anchor)
    assert kinds["claim"] == set(ledger.claims.index)
    assert kinds["record"] == set(ledger.observations.index)
    assert kinds["judgement"] == set(ledger.judgements.index)
    assert kinds["works"] == set(ledger.projects.index)
    assert len(kinds["term"]) > 20
    assert len(kinds["figure"]) > 20


def test_the_index_loads_on_the_search_page_alone_and_stays_small(book):
    for page in book.rglob("*.html"):
        assert ("search-index.js" in page.read_text(encoding="utf-8")) == (page.name == "search.html"), page.name
    weight = sum(len(gzip.compress((book / "_static" / name).read_bytes(), mtime=0)) for name in SCRIPTS)
    # The index that matched text alone weighed 487 kB; twice that would be another order.
    assert weight < 600_000


def found(page, query):
    page.fill(".search-form input", query)
    hits = page.locator(".search-results > li")
    return [
        (hit.locator(".search-kind span").inner_text(), hit.locator("a").get_attribute("href"))
        for hit in hits.all()[:10]
    ]


@NEEDS_CHROMIUM
@pytest.mark.parametrize("query", ["dysprosium", "rare earths", "magnets", "licence", "recycling"])
def test_what_is_read_comes_before_what_proves_it(query, visit):
    page, complaints = visit("../search")
    kinds = [kind for kind, _ in found(page, query)]
    assert kinds[0] in (*READ, "Element", "Term")
    assert set(READ) & set(kinds[:2])
    assert complaints == []


@NEEDS_CHROMIUM
@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("RU-013", "ledger.html#RU-013"),
        ("ru013", "ledger.html#RU-013"),
        ("usgs.mine-output", "record.html#usgs.mine-output"),
        ("380万吨", "ledger.html#RU-013"),
        ("钇", "measures.html#Y"),
        ("диспрозия", "measures.html#Dy"),
        ("yttrum", "measures.html#Y"),
        ("or 658 million t", "russian_autonomy.html#fig-ru-reserves"),
    ],
)
def test_a_query_leads_to_its_place(query, address, visit):
    page, complaints = visit("../search")
    assert re.sub(r"\?found=[^#]*", "", found(page, query)[0][1]) == f"book/{address}"
    assert complaints == []


@NEEDS_CHROMIUM
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("license", "licences"),
        ("1238", "1,238"),
        ("NdPr", "prnd"),
        ("defense", "defence"),
        ("редкоземельные", "редкоземельных"),
        ("recycled", "recycles"),
    ],
)
def test_two_spellings_find_the_same(one, other, visit):
    # In another order: what is written as it was typed comes first.
    page, _ = visit("../search")
    assert found(page, one)
    kinds = page.locator(".search-kinds").inner_text()
    assert found(page, other)
    assert page.locator(".search-kinds").inner_text() == kinds
    assert "alike" not in page.locator(".search-count").inner_text()


@NEEDS_CHROMIUM
def test_a_query_without_a_hit_gets_advice(visit):
    page, _ = visit("../search")
    assert found(page, "томторское")
    assert "spelt alike" in page.locator(".search-count").inner_text()
    assert "томтор" in page.locator(".search-advice").inner_text()
    assert found(page, "qqqzzz") == []
    assert "Nothing found" in page.locator(".search-count").inner_text()
    assert page.locator(".search-advice").is_visible()


@NEEDS_CHROMIUM
def test_box_results_kind_and_address_are_one_and_stay_so_on_the_way_back(visit):
    page, complaints = visit("../search")
    page.goto(f"{page.url}?q=钇")
    assert page.locator(".search-count").inner_text() == "1 place."
    page.fill(".search-form input", "Lynas")
    page.locator(".search-kinds button", has_text="Works").click()
    assert "q=Lynas&kind=works" in page.url
    shown = page.locator(".search-results").inner_text()
    page.locator(".search-results a").first.click()
    page.wait_for_url(re.compile(r"book/measures\.html"))
    page.go_back()
    page.wait_for_function("() => document.querySelector('.search-results li')")
    assert page.locator(".search-form input").input_value() == "Lynas"
    assert page.locator(".search-results").inner_text() == shown
    assert page.locator(".search-kinds [aria-pressed=true]").inner_text().startswith("Works")
    assert complaints == []


@NEEDS_CHROMIUM
def test_the_place_a_search_leads_to_is_marked_and_in_sight(visit):
    page, complaints = visit("../search")
    found(page, "Shoigu independent")
    page.locator(".search-kinds button", has_text="Claims").click()
    page.locator(".search-results a").first.click()
    page.wait_for_function("() => CSS.highlights.has('found')")
    assert "found=" not in page.url
    entry = page.locator(":target")
    assert entry.evaluate("entry => entry.open")
    marked = page.evaluate("[...CSS.highlights.get('found')].map((range) => range.toString().toLowerCase())")
    assert {"shoigu", "independent"} <= set(marked)
    assert entry.evaluate("entry => entry.getBoundingClientRect().top < innerHeight")
    assert complaints == []


@NEEDS_CHROMIUM
@pytest.mark.parametrize(
    ("page_name", "anchor"),
    [
        ("ledger", "RU-012"),
        ("results", "model.ru-share-of-world-output"),
        ("record", "usgs.reserves/russia/2025@mcs-2026"),
        ("measures", "cn-2025-61"),
        ("indicators", "ru.reserves"),
    ],
)
def test_a_permanent_address_opens_its_entry_and_a_click_folds_it(page_name, anchor, visit):
    page, complaints = visit(f"{page_name}#{anchor}", width=360)
    place = page.locator(f"[id='{anchor}']")
    assert place.evaluate("place => place.closest('details').open")
    assert 0 <= place.evaluate("place => place.getBoundingClientRect().top") < 400
    assert page.locator("details.folded[open]").count() == 1
    page.locator("details.folded[open] > summary").click(position={"x": 4, "y": 8})
    assert page.locator("details.folded[open]").count() == 0
    assert complaints == []


@NEEDS_CHROMIUM
@pytest.mark.parametrize("page_name", ["ledger", "results", "record"])
def test_the_lists_of_entries_are_no_endless_scroll_on_a_phone(page_name, visit):
    page, _ = visit(page_name, width=360)
    # Unfolded, that of results was 310,000 pixels high.
    assert page.evaluate("document.documentElement.scrollHeight") < 100_000


@NEEDS_CHROMIUM
def test_all_entries_open_for_print_and_by_a_button(visit):
    page, _ = visit("ledger")
    page.get_by_role("button", name="Open all entries").click()
    assert page.locator("details.folded:not([open])").count() == 0
    page.get_by_role("button", name="Close all entries").click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.folded:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.folded[open]").count() == 0


@NEEDS_CHROMIUM
def test_the_explorer_filters_sorts_shares_and_downloads(visit, ledger):
    garbled = set(ledger.verdicts.index[ledger.verdicts["verdict"] == "garbled"])
    page, complaints = visit("explorer#verdict=garbled")
    assert set(page.locator("tbody .explorer-claim").all_inner_texts()) == garbled
    marks = page.locator("tbody .verdict-mark")
    assert marks.count() == len(garbled)
    assert marks.first.get_attribute("data-verdict") == "garbled"
    page.select_option("select[name=theme]", "Russian autonomy")
    assert "verdict=garbled&theme=Russian+autonomy" in page.url
    with page.expect_download() as download:
        page.click(".explorer-download")
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert {row["Claim"] for row in rows} == {claim for claim in garbled if claim.startswith("RU")}
    assert {"Unit", "Article"} <= set(rows[0])
    page.click(".explorer-reset")
    page.wait_for_function("() => !location.hash")
    page.click("th:has-text('Date')")
    dates = page.locator("tbody .explorer-date").all_inner_texts()
    assert dates == sorted(dates)
    assert str(len(ledger.claims)) in page.locator(".dt-info").inner_text()
    assert complaints == []


@NEEDS_CHROMIUM
def test_the_explorer_keeps_order_and_page_and_begins_a_page_at_its_top(visit):
    page, complaints = visit("explorer")
    page.click("th:has-text('Date')")
    page.click("th:has-text('Date')")
    page.locator(".dt-paging-button", has_text="2").first.click()
    assert "sort=-Date&page=2" in page.url
    section = page.locator(".explorer-table")
    assert section.evaluate("section => section === document.activeElement")
    assert 0 <= section.evaluate("section => section.getBoundingClientRect().top") < 100
    shown = page.locator("tbody").inner_text()
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"ledger\.html#"))
    page.go_back()
    page.wait_for_function("() => document.querySelector('tbody td')")
    assert page.locator("tbody").inner_text() == shown
    assert complaints == []


@NEEDS_CHROMIUM
@pytest.mark.parametrize("width", [360, 1024, 1280])
def test_the_explorer_needs_no_sideways_scroll(width, visit):
    page, _ = visit("explorer", width=width)
    table = page.locator(".explorer-table")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


@NEEDS_CHROMIUM
def test_a_permanent_link_names_its_edition_and_another_edition_says_so(visit):
    page, complaints = visit("leverage")
    permanent = page.locator(".page-facts a", has_text="Permalink").get_attribute("href")
    assert permanent == f"leverage.html?edition={edition.edition()}"
    page.goto(page.url.replace("leverage.html", permanent))
    assert page.locator(".other-edition").count() == 0
    page.goto(page.url.replace(edition.edition(), "2026.1"))
    assert "edition 2026.1" in page.locator(".other-edition").inner_text()
    assert complaints == []
