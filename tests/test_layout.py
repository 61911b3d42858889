"""The frame of the pages in a real browser: two lists beside the text, drawers on phones, faces of their own, a first page with a
picture in sight, and paper without holes."""

import io

import pypdfium2
import pytest
from browsing import NEEDS_CHROMIUM

from evidence.pages.notebooks import chapter_paths

pytestmark = NEEDS_CHROMIUM
SHIFT = """new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => resolve(sum), 300);
})"""
# Each label as it is drawn, beside its width in the face in which charts are laid out.
LABELS = """[...document.querySelectorAll(".figure-chart svg text")].filter((text) => text.textContent.trim() && text.checkVisibility())
  .map((text) => {
    const style = getComputedStyle(text);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontWeight} ${style.fontSize} "Liberation Sans"`;
    return [text.textContent, text.getComputedTextLength(), pen.measureText(text.textContent).width];
  })"""


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_contents_and_headings_stay_beside_the_text_and_the_present_one_is_marked(width, visit):
    page, complaints = visit("russian_autonomy", width=width)
    heading = page.locator("main section > h2").nth(2)
    heading.evaluate("heading => scrollTo(0, heading.getBoundingClientRect().top + scrollY - 100)")
    current = page.locator(".page-toc a[aria-current]")
    current.wait_for()
    assert current.count() == 1
    assert heading.inner_text().startswith(current.inner_text())
    contents, text, headings = (page.locator(name).bounding_box() for name in (".site-nav", "main", ".page-toc"))
    assert 0 < contents["y"] < 100
    assert 0 < headings["y"] < 100
    assert contents["x"] + contents["width"] <= text["x"]
    assert text["x"] + text["width"] <= headings["x"]
    # No hole between the columns, and none at the edges of the window.
    assert headings["x"] - text["x"] - text["width"] <= 80
    assert width - headings["x"] - headings["width"] <= 40
    assert page.get_by_role("button", name="Contents").count() == 0
    assert complaints == []


@pytest.mark.parametrize("width", [1536, 1800])
def test_the_head_of_a_note_stands_in_the_margin_and_opens_the_note_below_its_paragraph(width, visit):
    page, complaints = visit("us_dependence", width=width)
    note = page.locator("section > p + details").first
    head, paragraph = note.locator("summary"), page.locator("section > p:has(+ details)").first
    head.scroll_into_view_if_needed()
    before, beside, headings = (part.bounding_box() for part in (head, paragraph, page.locator(".page-toc")))
    assert beside["x"] + beside["width"] < before["x"]
    assert before["x"] + before["width"] < headings["x"]
    assert abs(before["y"] + before["height"] - beside["y"] - beside["height"]) < 10
    head.click()
    text = note.locator("p").first.bounding_box()
    assert head.bounding_box() == before
    assert text["x"] == beside["x"]
    assert text["y"] > beside["y"] + beside["height"]
    assert complaints == []


def test_on_a_phone_contents_and_headings_open_over_the_page(visit):
    page, complaints = visit("russian_autonomy", width=360)
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
    assert complaints == []


@pytest.mark.parametrize(("width", "height", "highest"), [(1280, 800, 700), (360, 740, 560)])
def test_the_first_page_shows_a_picture_before_anyone_scrolls(width, height, highest, visit):
    page, _ = visit("index", width=width)
    page.set_viewport_size({"width": width, "height": height})
    picture = page.locator(".figure-chart svg:visible").first.bounding_box()
    assert picture["y"] < highest - 60
    assert picture["height"] > 60


@pytest.mark.parametrize("width", [1280, 360])
def test_the_first_page_has_a_card_for_each_judgement_and_a_picture_for_each_chapter(width, visit):
    page, complaints = visit("index", width=width)
    cards = page.locator(".judgements > li")
    assert cards.count() == 10
    for card in cards.all():
        assert card.locator(".mark").count() == 2
        card.locator("summary").click()
        assert card.get_by_text("What would change it:").is_visible()
    pictures = page.locator(".chapter-picture svg")
    assert pictures.count() == page.locator(".chapters li a").count() == 7
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []


@pytest.mark.parametrize("name", ["index", "leverage", "russian_autonomy", "ledger"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_page_is_drawn_in_faces_of_the_book_and_nothing_moves(name, width, visit):
    page, complaints = visit(name, width=width)
    assert page.evaluate(SHIFT) == 0
    for family in ("Book Serif", "Book Sans"):
        faces = f"[...document.fonts].filter((face) => face.family.includes('{family}'))"
        assert {*page.evaluate(f"{faces}.map((face) => face.status)")} == {"loaded"}
    assert page.evaluate("getComputedStyle(document.querySelector('main p')).fontFamily").startswith('"Book Serif"')
    assert page.evaluate("getComputedStyle(document.body).visibility") == "visible"
    assert complaints == []


@pytest.mark.parametrize("chapter", [path.stem for path in chapter_paths() if path.stem != "judgements"])
@pytest.mark.parametrize("width", [1280, 360])
def test_labels_of_charts_keep_to_the_room_they_were_laid_out_in(chapter, width, visit):
    page, _ = visit(chapter, width=width)
    if not page.evaluate("document.fonts.check('12px \"Liberation Sans\"')"):
        pytest.skip("the face in which charts are laid out isn't installed")
    labels = page.evaluate(LABELS)
    assert len(labels) > 10
    assert [label for label in labels if label[1] > 1.03 * label[2] + 1] == []


def test_what_needs_no_scrolling_is_no_tab_stop(visit):
    page, _ = visit("leverage")
    stops = page.locator("main [tabindex='0']:not(.figure-chart):visible")
    fitting = "part => part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight"
    assert [stop.get_attribute("class") for stop in stops.all() if stop.evaluate(fitting)] == []
    page, _ = visit("leverage", width=360)
    assert page.locator("main table[tabindex='0']").count() > 0


@pytest.mark.parametrize("name", ["leverage", "index"])
def test_a_page_printed_from_the_browser_fills_its_sheets(name, visit):
    page, _ = visit(name)
    with pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4"))) as document:
        filled = []
        for sheet in document:
            rows = sheet.render(scale=0.5, grayscale=True).to_numpy().min(axis=1) < 200
            filled.append(rows.nonzero()[0].max() / len(rows))
    assert len(filled) > 2
    assert min(filled[:-1]) > 0.5, filled
