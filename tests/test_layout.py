"""The frame of the pages in a real browser: two lists beside the text, drawers on phones, a first page with a picture in sight,
and paper without holes."""

import io

import browsing
import pypdfium2
from browsing import NEEDS_CHROMIUM, is_within_width

pytestmark = NEEDS_CHROMIUM
open_page = browsing.open_page


def right(box):
    return box["x"] + box["width"]


def bottom(box):
    return box["y"] + box["height"]


def test_contents_and_headings_stay_beside_the_text_and_the_present_one_is_marked(open_page):
    page = open_page("russian_autonomy")
    heading, current = page.locator("main section > h2").nth(2), page.locator(".page-toc a[aria-current]")
    for width in (1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("scrollTo(0, 0)")
        heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 100)")
        current.filter(has_text=heading.inner_text()[:12]).wait_for()
        assert current.count() == 1
        assert heading.inner_text().startswith(current.inner_text())
        contents, text, headings = (page.locator(name).bounding_box() for name in (".site-nav", "main", ".page-toc"))
        assert 0 < contents["y"] < 100
        assert 0 < headings["y"] < 100
        assert right(contents) <= text["x"]
        # No hole between the columns, and none at the edges of the window.
        assert 0 <= headings["x"] - right(text) <= 80
        assert width - right(headings) <= 40
        assert page.get_by_role("button", name="Contents").count() == 0


def test_the_head_of_a_note_stands_in_the_margin_and_opens_the_note_below_its_paragraph(open_page):
    page = open_page("us_dependence")
    note, paragraph = page.locator("section > p + details").first, page.locator("section > p:has(+ details)").first
    head = note.locator("summary")
    for width in (1536, 1800):
        page.set_viewport_size({"width": width, "height": 900})
        head.scroll_into_view_if_needed()
        before, beside, headings = (part.bounding_box() for part in (head, paragraph, page.locator(".page-toc")))
        assert right(beside) < before["x"]
        assert right(before) < headings["x"]
        assert abs(bottom(before) - bottom(beside)) < 10
        head.click()
        text = note.locator("p").first.bounding_box()
        assert head.bounding_box() == before
        assert text["x"] == beside["x"]
        assert text["y"] > bottom(beside)
        head.click()


def test_on_a_phone_contents_and_headings_open_over_the_page(open_page):
    page = open_page("russian_autonomy", width=360)
    page.evaluate("scrollTo(0, 3000)")
    for button, drawer in ((".contents-way", ".site-nav"), (".page-ways .headings-way", ".page-toc")):
        assert not page.locator(drawer).is_visible()
        box = page.locator(button).bounding_box()
        # A finger scrolls nothing to reach what is in sight, as a locator's click may.
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert page.locator(drawer).is_visible()
        assert page.evaluate("scrollY") == 3000
        page.keyboard.press("Escape")
        assert not page.locator(drawer).is_visible()
    page.locator(".page-ways button").click()
    page.locator(".page-toc a").nth(3).click()
    assert not page.locator(".page-toc").is_visible()
    assert "#" in page.url
    page.get_by_role("link", name="Back to the top").click()
    page.wait_for_function("scrollY === 0")
    # What is too wide is scrolled by keys.
    page.goto(page.url.partition("#")[0].replace("russian_autonomy", "leverage"))
    assert page.locator("main table[tabindex='0']").count() > 0


def test_the_first_page_has_a_picture_in_sight_and_cards_for_judgements_and_chapters(open_page):
    page = open_page("index")
    cards = page.locator(".judgements > li")
    assert cards.count() == 10
    assert page.locator(".chapter-picture svg").count() == page.locator(".chapters li a").count() == 7
    for width, height, highest in ((1280, 800, 700), (360, 740, 560)):
        page.set_viewport_size({"width": width, "height": height})
        picture = page.locator(".figure-chart svg:visible").first.bounding_box()
        assert picture["y"] < highest - 60
        assert picture["height"] > 60
    for card in cards.all():
        assert card.locator(".mark").count() == 2
        card.locator("summary").click()
        assert card.get_by_text("What would change it:").is_visible()
    assert is_within_width(page)


def test_a_page_printed_from_the_browser_fills_its_sheets(open_page):
    for name in ("leverage", "index"):
        with pypdfium2.PdfDocument(io.BytesIO(open_page(name).pdf(format="A4"))) as document:
            filled = []
            for sheet in document:
                rows = sheet.render(scale=0.5, grayscale=True).to_numpy().min(axis=1) < 200
                filled.append(rows.nonzero()[0].max() / len(rows))
        assert len(filled) > 2
        assert min(filled[:-1]) > 0.5, filled
