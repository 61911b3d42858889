"""Finding a place: the search, the explorer, folded entries, and permanent addresses."""

import csv
import re

import browsing
from browsing import NEEDS_CHROMIUM, has_focus
from conftest import cases

from evidence.ledger import edition

pytestmark = NEEDS_CHROMIUM
open_page = browsing.open_page
READ = ("Chapter", "Figure")


def found(page, query):
    page.fill(".search-form input", query)
    return page.locator(".search-results > li").evaluate_all(
        "hits => hits.slice(0, 10).map((hit) => [hit.querySelector('.search-kind span').innerText, hit.querySelector('a').getAttribute('href')])"
    )


def test_a_query_leads_to_its_place_in_any_spelling_and_what_is_read_comes_first(open_page):
    page = open_page("../search")
    for query in ("dysprosium", "rare earths", "magnets", "licence", "recycling"):
        kinds = [kind for kind, _ in found(page, query)]
        assert kinds[0] in (*READ, "Element", "Term"), query
        assert set(READ) & set(kinds[:2]), query
    for query, address in cases("search", "a query leads to its place"):
        assert re.sub(r"\?found=[^#]*", "", found(page, query)[0][1]) == f"book/{address}", query
    for one, other in cases("search", "two spellings find the same"):
        # In another order: what is written as it was typed comes first.
        assert found(page, one)
        kinds = page.locator(".search-kinds").inner_text()
        assert found(page, other)
        assert page.locator(".search-kinds").inner_text() == kinds
        assert "alike" not in page.locator(".search-count").inner_text()
    assert found(page, "томторское")
    assert "spelt alike" in page.locator(".search-count").inner_text()
    assert "томтор" in page.locator(".search-advice").inner_text()
    assert found(page, "qqqzzz") == []
    assert "Nothing found" in page.locator(".search-count").inner_text()
    assert page.locator(".search-advice").is_visible()


def test_box_results_kind_and_address_are_one_and_the_place_that_is_found_is_marked_and_in_sight(open_page):
    page = open_page("../search")
    page.goto(f"{page.url}?q=钇")
    assert page.locator(".search-count").inner_text() == "1 place."
    page.fill(".search-form input", "Lynas")
    page.locator(".search-kinds button", has_text="Works").click()
    assert "q=Lynas&kind=works" in page.url
    shown = page.locator(".search-results").inner_text()
    page.locator(".search-results a").first.click()
    page.wait_for_url(re.compile(r"book/measures\.html"))
    page.go_back()
    page.locator(".search-results li").first.wait_for()
    assert page.locator(".search-form input").input_value() == "Lynas"
    assert page.locator(".search-results").inner_text() == shown
    pressed = page.locator(".search-kinds [aria-pressed=true]")
    assert pressed.inner_text().startswith("Works")
    pressed.click()
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


def test_a_permanent_address_opens_its_entry_and_a_click_folds_it(open_page):
    for page_name, anchor in (
        ("ledger", "RU-012"),
        ("results", "model.ru-share-of-world-output"),
        ("record", "usgs.reserves/russia/2025@mcs-2026"),
        ("measures", "cn-2025-61"),
        ("indicators", "ru.reserves"),
    ):
        page = open_page(f"{page_name}#{anchor}", width=360)
        place = page.locator(f"[id='{anchor}']")
        assert place.evaluate("place => place.closest('details').open")
        assert 0 <= place.evaluate("place => place.getBoundingClientRect().top") < 400
        opened = page.locator("details.folded[open]")
        assert opened.count() == 1
        opened.locator("> summary").click(position={"x": 4, "y": 8})
        assert opened.count() == 0
        # Unfolded, that of results was 310,000 pixels high.
        assert page_name == "measures" or page.evaluate("document.documentElement.scrollHeight") < 100_000


def test_all_entries_open_for_print_and_by_a_button(open_page):
    page = open_page("ledger")
    page.get_by_role("button", name="Open all entries").click()
    assert page.locator("details.folded:not([open])").count() == 0
    page.get_by_role("button", name="Close all entries").click()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.folded:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.folded[open]").count() == 0


def test_the_explorer_filters_sorts_shares_and_downloads(open_page, ledger):
    garbled = set(ledger.verdicts.index[ledger.verdicts["verdict"] == "garbled"])
    page = open_page("explorer#verdict=garbled")
    assert set(page.locator("tbody .explorer-claim").all_inner_texts()) == garbled
    marks = page.locator("tbody .verdict-mark").evaluate_all("marks => marks.map((mark) => mark.dataset.verdict)")
    assert marks == ["garbled"] * len(garbled)
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
    assert str(len(ledger.claims)) in page.locator(".dt-info").inner_text()
    page.click("th:has-text('Date')")
    dates = page.locator("tbody .explorer-date").all_inner_texts()
    assert dates == sorted(dates)
    page.click("th:has-text('Date')")
    page.locator(".dt-paging-button", has_text="2").first.click()
    assert "sort=-Date&page=2" in page.url
    section = page.locator(".explorer-table")
    assert has_focus(section)
    assert 0 <= section.evaluate("section => section.getBoundingClientRect().top") < 100
    shown = page.locator("tbody").inner_text()
    page.locator("tbody a").first.click()
    page.wait_for_url(re.compile(r"ledger\.html#"))
    page.go_back()
    page.locator("tbody td").first.wait_for()
    assert page.locator("tbody").inner_text() == shown
    for width in (360, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert section.evaluate("table => table.scrollWidth <= table.clientWidth"), "it needs no sideways scroll"


def test_a_permanent_link_names_its_edition_and_another_edition_says_so(open_page):
    page = open_page("leverage")
    permanent = page.locator(".page-facts a", has_text="Permalink").get_attribute("href")
    assert permanent == f"leverage.html?edition={edition.edition()}"
    page.goto(page.url.replace("leverage.html", permanent))
    assert page.locator(".other-edition").count() == 0
    page.goto(page.url.replace(edition.edition(), "2026.1"))
    assert "edition 2026.1" in page.locator(".other-edition").inner_text()
