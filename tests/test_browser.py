"""Every page in a real browser with the network off: no script error, no request, nothing for axe-core to find.

Charts are drawn and interactive, numbers open their cards, and downloads hold what is shown. Search and explorer have tests of
their own. Screenshots of every page are kept in ``_build/screenshots``.
"""

import csv
import http.server
import re
import threading
import zipfile
from functools import partial
from html.parser import HTMLParser

import browsing
import pytest
from browsing import MOVED, NEEDS_CHROMIUM, awake, axe_faults, has_focus, is_within_width

from evidence.charts.figure import stored_figures
from evidence.pages.notebooks import chapter_paths
from evidence.paths import ROOT

pytestmark = NEEDS_CHROMIUM
open_page = browsing.open_page
SCREENSHOTS = ROOT / "_build" / "screenshots"
PICTURED = 14_000  # pixels
FIGURES = {path.stem: list(stored_figures(path)) for path in chapter_paths()}
PAGES = [
    *FIGURES,
    "index",
    "how_to_read",
    "ledger",
    "indicators",
    "results",
    "record",
    "explorer",
    "change",
    "measures",
]
PAGES += ["sources", "glossary", "how_to_cite", "changelog", "../search", "../404"]
WAYS = [("light", 1280), ("dark", 360)]
# Structure is the same in every colour and medium; contrast isn't.
CONTRAST = {"runOnly": ["color-contrast"]}
LOOKS = [("light", 320, "screen", {}), ("dark", 1280, "screen", CONTRAST), ("dark", 800, "print", CONTRAST)]
# Each label as it is drawn, beside its width in the face in which charts are laid out; none where that isn't installed.
LABELS = """() => !document.fonts.check('12px "Liberation Sans"') ? null :
  [...document.querySelectorAll(".figure-chart svg text")].filter((text) => text.textContent.trim() && text.checkVisibility())
  .map((text) => {
    const style = getComputedStyle(text);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `${style.fontWeight} ${style.fontSize} "Liberation Sans"`;
    return [text.textContent, text.getComputedTextLength(), pen.measureText(text.textContent).width];
  })"""
# What can be reached by the tab key to be scrolled, and needs no scrolling.
FITTING = """() => [...document.querySelectorAll("main [tabindex='0']:not(.figure-chart, [role=button])")].filter((part) =>
    part.checkVisibility() && part.scrollWidth <= part.clientWidth && part.scrollHeight <= part.clientHeight
).map((part) => part.className)"""
# What repeats hundreds of times in the evidence pages is looked at a few times.
THIN = """() => {
    for (const kind of ["tbody tr", "details", ".claim", ".measure", ".result", ".indicator", "section"])
        document.querySelectorAll(`${kind}:nth-of-type(n + 9)`).forEach((part) => part.remove());
}"""


def check_figures(page, width):
    """Check that pictures have their size, and their labels the room in which they were laid out."""
    page.set_viewport_size({"width": width, "height": 900})
    for figure in page.locator("article .evidence-figure").all():
        shown = figure.locator(".figure-chart svg:visible")
        assert shown.count() == 1
        box, name = shown.bounding_box(), figure.get_attribute("id")
        # Below this the 13 px of the labels would fall under 10 px on the screen.
        assert box["width"] / float(shown.get_attribute("viewBox").split()[2]) > 0.78, name
        assert box["height"] > 60
        card = figure.bounding_box()["height"]
        # Titles and subtitles of two or three lines are half of it.
        assert width < 1280 or card - box["height"] < 290, name
    assert is_within_width(page)
    assert [label for label in page.evaluate(LABELS) or () if label[1] > 1.03 * label[2] + 1] == []


def test_charts_outweigh_what_stands_around_them(open_page):
    cards = charts = 0
    for page in map(open_page, FIGURES):
        for card in page.locator("article .evidence-figure").all():
            cards += card.bounding_box()["height"]
            charts += card.locator(".figure-chart:visible svg").bounding_box()["height"]
    assert charts > cards * 2 / 3


@pytest.mark.parametrize(("number", "name"), enumerate(PAGES))
def test_a_page_opens_without_complaint_nothing_moves_and_axe_finds_nothing(number, name, open_page, request):
    whole = request.config.getoption("--whole")
    for theme, width in WAYS if whole else [WAYS[number % 2]]:
        page = open_page(name, theme, width)
        assert page.locator("html").get_attribute("data-theme") == theme
        assert (page.evaluate(MOVED), page.evaluate(FITTING)) == (0, [])
        faces = "[...document.fonts].filter((face) => face.family.includes('Book S')).map((face) => face.status)"
        assert {*page.evaluate(faces)} == {"loaded"}
        family = "getComputedStyle(document.querySelector('main p')).fontFamily"
        assert name == "../search" or page.evaluate(family).startswith('"Book Serif"')
        assert is_within_width(page)
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        # The lists of evidence are a hundred screens high; their first pictures show how they look.
        height = min(page.evaluate("document.documentElement.scrollHeight"), PICTURED)
        picture = SCREENSHOTS / f"{name.removeprefix('../')}-{theme}-{width}.png"
        page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
        if page.locator("article .evidence-figure").count():
            for _, shown in sorted(WAYS, key=lambda way: way == (theme, width)):
                check_figures(page, shown)
        holders = page.locator("article .figure-chart:visible")
        assert name == "index" or holders.count() == len(FIGURES.get(name, ()))
        for holder in holders.all():
            still = holder.locator("svg").bounding_box()["width"]
            awake(page, holder)
            assert abs(holder.locator("svg").bounding_box()["width"] - still) <= 0.05 * still
            assert holder.locator("svg desc").count() == 1
    page.evaluate(THIN)
    for theme, width, media, options in [LOOKS[0], LOOKS[1 + number % 2]] if whole else [LOOKS[number % len(LOOKS)]]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media, color_scheme=theme)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert is_within_width(page)
        assert (theme, media, axe_faults(page, **options)) == (theme, media, [])
    if page.evaluate(LABELS) is None:
        pytest.skip("the face in which charts are laid out isn't installed: the room of labels wasn't looked at")


def test_a_mark_gives_its_values_to_mouse_keyboard_and_touch(open_page):
    for touch in (False, True):
        page = open_page("russian_autonomy", width=360 if touch else 1280, has_touch=touch)
        holder = awake(page, page.locator("#fig-ru-reserves .figure-chart:visible"))
        tooltip = page.locator(".figure-tooltip dl:visible")
        page.keyboard.press("ArrowRight")
        tooltip.wait_for()
        first = tooltip.inner_text()
        page.keyboard.press("ArrowRight")
        assert tooltip.inner_text() != first
        page.keyboard.press("ArrowLeft")
        assert tooltip.inner_text() == first
        mark = holder.locator(".current").bounding_box()
        page.keyboard.press("Escape")
        assert tooltip.count() == 0
        x, y = mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2
        page.touchscreen.tap(x, y) if touch else page.mouse.move(x, y)
        tooltip.wait_for()
        assert tooltip.inner_text() == first


def test_a_page_forbids_what_it_does_not_need_and_nothing_moves_of_itself(open_page, visit):
    page = open_page("russian_autonomy", reduced_motion="no-preference")
    page.locator("#fig-ru-reserves .figure-wide").focus()
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    moving = "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration))"
    assert page.evaluate(f"{moving}.length") == 0
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page, _ = visit("russian_autonomy")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))")
    assert page.evaluate("window.ran") is None


def test_a_figure_has_an_address_of_its_own_and_downloads_the_rows_it_plots(open_page):
    page = open_page("russian_autonomy")
    for payload in FIGURES["russian_autonomy"]:
        card = page.locator(f"#{payload['id']}")
        card.get_by_role("radio", name="Download").check(force=True)
        with page.expect_download() as download:
            card.locator(".figure-files a").first.click()
        with download.value.path().open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == payload["columns"]
        assert [row[-1] for row in rows[1:]] == [row[-1] for row in payload["rows"]]
    card.get_by_role("link", name="Link to this figure").click()
    page.wait_for_url(re.compile(rf"russian_autonomy\.html\?edition=[\d.]+#{payload['id']}$"))


CLAIM = "a.fact[href='ledger.html#RU-013']"


def test_numbers_and_abbreviations_open_their_cards_by_pointer_and_keyboard(open_page, ledger):
    row = ledger.claims.at["RU-013", "statement"], ledger.verdicts.at["RU-013", "reason"], "RU-052", "380万吨"
    share = "results.html#model.ru-share-of-world-output"
    page = open_page("russian_autonomy")
    card = page.locator(".peek")
    # What leads to a card, what that says, its first way, and what stands where its second leads.
    for link, parts, way, lands in (
        (CLAIM, row, "ledger.html#RU-013", '[data-key="RU-013"] input'),
        ("a.term:text-is('USGS')", ["United States Geological Survey"], "glossary.html#term-usgs", ""),
        (f"a.fact[href='{share}']", [], share, ".change-start h2:has-text('share of world mine output')"),
        ("a.comparison[href^='results.html']", ["This holds:"], "results.html#", ".change-start h2"),
    ):
        number = page.locator(link).first
        number.hover()
        card.wait_for()
        assert [part for part in parts if part not in card.inner_text()] == []
        page.keyboard.press("Escape")
        assert card.count() == 0
        number.focus()
        card.wait_for()
        page.keyboard.press("ArrowDown")
        assert way in page.evaluate("document.activeElement.href")
        page.keyboard.press("Escape")
        assert has_focus(number)
        page.wait_for_timeout(300)
        assert card.count() == 0
        if lands:
            number.blur()
            number.focus()
            card.wait_for()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("ArrowDown")
            assert page.evaluate("document.activeElement.textContent") == "Change this number"
            page.wait_for_timeout(400)
            assert card.count() == 1, "it stays while a reader is in it"
            page.keyboard.press("Enter")
            page.locator(lands).first.wait_for()
            page.go_back()


def test_a_tap_opens_the_card_and_a_second_one_follows_the_number(open_page):
    page = open_page("measures", width=360, has_touch=True)
    card = page.locator(".peek")
    entry = page.locator("details", has=page.locator("a.term", has_text="Dy")).first
    entry.locator("summary").tap()
    entry.locator("a.term", has_text="Dy").first.tap()
    card.wait_for()
    assert card.locator("[lang=zh]").all_inner_texts() == ["镝"]
    assert card.locator("[lang=ru]").all_inner_texts() == ["диспрозий"]
    page.goto(page.url.replace("measures", "russian_autonomy"))
    page.locator(CLAIM).first.tap()
    change = card.get_by_role("link", name="Change this number")
    assert change.bounding_box()["height"] >= 44
    assert page.url.endswith("russian_autonomy.html")
    change.tap()
    page.locator('[data-key="RU-013"] input').wait_for()
    page.go_back()
    page.locator(CLAIM).first.tap()
    card.wait_for()
    page.locator(CLAIM).first.tap()
    page.wait_for_url(re.compile(r"ledger\.html#RU-013$"))


class Host(http.server.SimpleHTTPRequestHandler):
    """Serve files as a static host does, which answers a wrong address with the page 404.html of the site's root."""

    def send_error(self, code, message=None, explain=None):
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.missing.read_bytes())

    def log_message(self, *_):
        """Stay quiet."""


@pytest.mark.parametrize("site", ["", "project/"])
def test_a_wrong_address_leads_back_to_the_book(site, book, browser, tmp_path):
    if site:
        (tmp_path / site).symlink_to(book, target_is_directory=True)
    handler = partial(Host, directory=str(tmp_path if site else book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.missing = book / "404.html"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/{site}"
        page = browser.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "404" not in message.text else None)
        for place in ("missing.html", "book/missing.html", "a/b/c/d"):
            page.goto(root + place)
            page.wait_for_selector(".theme-switch:visible")
            assert page.locator("header").evaluate("head => getComputedStyle(head).display") == "flex"
            links = page.locator(".site-nav a").evaluate_all("all => all.map((link) => link.href)")
            assert [link for link in links if not link.startswith(f"{root}book/")] == []
        page.fill(".site-search input", "RU-013")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{root}search.html?q=RU-013")
        page.go_back()
        page.get_by_role("link", name="To the first page").click()
        page.wait_for_url(f"{root}book/index.html")
        assert errors == []
        page.close()
        server.shutdown()


class Tags(HTMLParser):
    """The begins and ends of elements in the order of a text."""

    VOID = ("br", "col", "hr", "img", "input", "link", "meta", "wbr")

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            self.found.append(f"/{tag}")


def test_a_browser_reads_a_page_as_it_is_written(book, browser, request):
    # A browser mends what HTML forbids (a paragraph in a paragraph, a stray end tag, rows without a body): then it has
    # other tags than the text. Scripts are off, so that it is the page's text alone that it reads.
    page = browser.new_context(java_script_enabled=False, offline=True).new_page()

    def is_mended(text):
        page.set_content(text)
        return Tags(page.content()).found != Tags(text).found

    page_of = "<html><head></head><body>{}</body></html>".format
    assert not is_mended(page_of("<div><p>a<br></p></div>"))
    wrong = (
        "<div><p>a</div>",
        "<p>a</p></p>",
        "<p>a",
        '<p id="a" id="b">c</p>',
        "<p><p>a</p></p>",
        "<table><tr></tr></table>",
    )
    assert all(is_mended(page_of(text)) for text in wrong)
    names = ["index", "../index", *(PAGES if request.config.getoption("--whole") else ())]
    assert [name for name in names if is_mended((book / "book" / f"{name}.html").read_text(encoding="utf-8"))] == []
    page.context.close()


@pytest.mark.whole
def test_the_book_works_from_a_zip_and_a_sub_path(book, browser, tmp_path):
    with zipfile.ZipFile(tmp_path / "book.zip", "w") as file:
        for path in book.rglob("*"):
            file.write(path, f"some/sub path/{path.relative_to(book)}")
    with zipfile.ZipFile(tmp_path / "book.zip") as file:
        file.extractall(tmp_path / "unpacked")
    page = browser.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "unpacked" / "some" / "sub path" / "index.html").as_uri())
    page.wait_for_url(re.compile(r"book/index\.html$"))
    awake(page, page.locator(".figure-chart:visible").first)
    assert complaints == []
