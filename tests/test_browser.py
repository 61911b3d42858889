"""Every page in a real browser with the network off: no script error, no request, nothing for axe-core to find.

Charts are drawn and interactive, numbers open their cards, and downloads hold what is shown. Search and explorer have tests of
their own. Screenshots of every page are kept in ``_build/screenshots``.
"""

import csv
import http.server
import re
import shutil
import threading
import zipfile
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest
import test_whatif
import vl_convert
from axe_playwright_python.sync_playwright import Axe
from browsing import NEEDS_CHROMIUM, in_turn

from _ext.cards import render_card, write_files
from _ext.furniture import STYLES
from evidence.charts.figure import stored_figures
from evidence.charts.renderer import VEGA_LITE
from evidence.pages.notebooks import chapter_paths
from evidence.paths import BOOK, ROOT

pytestmark = NEEDS_CHROMIUM
SCREENSHOTS = ROOT / "_build" / "screenshots"
PICTURED = 14_000  # pixels
PAGES = [*(path.stem for path in chapter_paths()), "index", "how_to_read", "ledger", "indicators", "results", "record"]
PAGES += ["explorer", "change", "measures", "sources", "glossary", "how_to_cite", "changelog", "../search", "../404"]


@pytest.mark.parametrize(("name", "theme", "width"), in_turn(PAGES, ("light", 1280), ("dark", 360)))
def test_a_page_opens_without_complaint(name, theme, width, visit):
    page, complaints = visit(name, theme, width)
    assert page.locator("html").get_attribute("data-theme") == theme
    for figure in page.locator(".evidence-figure").all():
        shown = figure.locator(".figure-chart svg:visible")
        assert shown.count() == 1
        box = shown.bounding_box()
        drawn = float(shown.get_attribute("viewBox").split()[2])
        # Below this the 13 px of the labels would fall under 10 px on the screen.
        assert box["width"] / drawn > 0.78, (figure.get_attribute("id"), box["width"], drawn)
        assert box["height"] > 60
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    # The lists of evidence are a hundred screens high; their first pictures show how they look.
    height = min(page.evaluate("document.documentElement.scrollHeight"), PICTURED)
    shown = {"x": 0, "y": 0, "width": width, "height": height}
    picture = SCREENSHOTS / f"{name.removeprefix('../')}-{theme}-{width}.png"
    page.screenshot(path=picture, full_page=True, clip=shown)
    assert [text for text in complaints if not text.startswith("data:")] == []


CONTRAST = {"runOnly": ["color-contrast"]}
# Structure is the same in every colour and medium; contrast isn't.
LOOKS = [("light", 320, "screen", {}), ("dark", 1280, "screen", CONTRAST), ("dark", 800, "print", CONTRAST)]


@pytest.mark.parametrize(("number", "name"), enumerate(PAGES))
def test_axe_finds_nothing(number, name, visit, request):
    whole = request.config.getoption("--whole")
    looks = [LOOKS[0], LOOKS[1 + number % 2]] if whole else [LOOKS[number % len(LOOKS)]]

    def turn(theme, width, media):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media=media, color_scheme=theme)
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)

    # The policy of the page forbids the script that the tool puts into it; only this test sets it aside.
    page, _ = visit(name, bypass_csp=True)
    for theme, width, media, _ in looks:
        turn(theme, width, media)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What repeats hundreds of times in the evidence pages is looked at a few times.
    page.evaluate(
        """() => {
            for (const kind of ["tbody tr", "details", ".claim", ".measure", ".result", ".indicator", "section"])
                document.querySelectorAll(`${kind}:nth-of-type(n + 9)`).forEach((part) => part.remove());
        }"""
    )
    for theme, width, media, options in looks:
        turn(theme, width, media)
        found = Axe().run(page, options=options).response["violations"]
        broken = [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]
        assert (theme, media, broken) == (theme, media, [])


@pytest.mark.parametrize(("name", "width"), in_turn([path.stem for path in chapter_paths()], (1280,), (360,)))
def test_charts_become_interactive_when_reached_for(name, width, visit):
    page, complaints = visit(name, width=width)
    holders = page.locator(".figure-chart:visible")
    assert holders.count() == len(stored_figures(next(path for path in chapter_paths() if path.stem == name)))
    for position in range(holders.count()):
        holder = holders.nth(position)
        holder.scroll_into_view_if_needed()
        still = holder.locator("svg").bounding_box()
        holder.focus()
        page.wait_for_function("holder => holder.dataset.state === 'interactive'", arg=holder.element_handle())
        live = holder.locator("svg").bounding_box()
        assert abs(live["width"] - still["width"]) <= 0.05 * still["width"]
        assert holder.locator("svg desc").count() == 1
    assert complaints == []


def test_a_mark_gives_its_values_to_mouse_keyboard_and_touch(visit):
    for touch in (False, True):
        page, complaints = visit("russian_autonomy", width=360 if touch else 1280, has_touch=touch)
        holder = page.locator("#fig-ru-reserves .figure-chart:visible")
        tooltip = page.locator(".figure-tooltip dl:visible")
        holder.scroll_into_view_if_needed()
        holder.focus()
        page.wait_for_function("holder => holder.dataset.state === 'interactive'", arg=holder.element_handle())
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
        assert complaints == []


def test_nothing_moves_of_itself(visit):
    page, _ = visit("russian_autonomy", reduced_motion="no-preference")
    page.locator("#fig-ru-reserves .figure-wide").focus()
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    moving = "[...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration))"
    assert page.evaluate(f"{moving}.length") == 0


def test_a_figure_has_an_address_of_its_own(visit):
    page, _ = visit("russian_autonomy")
    card = page.locator("#fig-ru-reserves")
    card.get_by_role("radio", name="Download").check(force=True)
    card.get_by_role("link", name="Link to this figure").click()
    page.wait_for_url(re.compile(r"russian_autonomy\.html\?edition=[\d.]+#fig-ru-reserves$"))


@pytest.fixture
def whatif_page(tmp_path):
    """Write a page of its own with one what-if, so that the test needs none of the book's chapters."""
    shown = test_whatif.figure()
    payload = shown.to_payload()
    write_files(payload, tmp_path / "book" / "figures")
    static = shutil.copytree(BOOK / "_static", tmp_path / "_static")
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=VEGA_LITE)
    (static / "vega.js").write_text(f"(() => {{\n{bundle}\n}})();\n", encoding="utf-8")
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>x</title>'
    scripts = '<script defer src="_static/figures.js"></script>'
    page = tmp_path / "page.html"
    page.write_text(
        f"{head}<style>{STYLES}</style>{scripts}<main>{render_card(payload)}</main></html>", encoding="utf-8"
    )
    return page


def printed(page):
    texts = page.locator(".figure-chart svg:visible .mark-text.role-mark text").all_text_contents()
    assert len(texts) == 2
    return [float(text) for text in texts]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_what_if_moves_by_keyboard_alone(whatif_page, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(whatif_page.as_uri())
    outlook = test_whatif.OUTLOOK
    answer = pytest.approx([outlook()] * 2)
    assert printed(page) == answer
    place = page.locator(".figure-chart svg:visible").bounding_box()

    button = page.get_by_role("button", name="Change the assumptions")
    while not button.evaluate("button => button === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    slider = page.get_by_role("slider", name="Output of the first year, t")
    page.wait_for_function("() => document.activeElement.matches('input')")
    assert slider.evaluate("slider => slider === document.activeElement")
    moved = page.locator(".figure-chart svg:visible").bounding_box()
    assert moved == pytest.approx(place, abs=1)
    assert page.locator(".figure-controls:visible input").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.keyboard.press("Tab")
    assert page.get_by_role("slider", name="Growth a year, %").evaluate("slider => slider === document.activeElement")
    page.keyboard.press("ArrowRight")
    expected = outlook(growth=10.5)
    page.wait_for_function("() => !document.querySelector('.figure-answer output').textContent.startsWith('4,190')")
    assert printed(page) == pytest.approx([expected] * 2)
    assert page.locator(".figure-answer output").inner_text() == f"{round(expected, -1):,.0f}\N{NO-BREAK SPACE}t"
    assert page.locator(".figure-controls:visible .figure-number").nth(1).inner_text().split() == [
        "10.5",
        "book:",
        "10",
    ]

    page.get_by_role("button", name="Back to the defaults").press("Enter")
    page.wait_for_function("() => document.querySelector('.figure-answer output').textContent.startsWith('4,190')")
    assert printed(page) == answer
    assert complaints == []
    context.close()


def test_without_scripts_a_what_if_shows_the_default_case(whatif_page, browser):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(whatif_page.as_uri())
    assert page.get_by_role("button").count() == 0
    assert page.locator(".figure-answer output").inner_text() == "4,190\N{NO-BREAK SPACE}t"
    assert page.locator(".figure-about tbody tr").count() == 3
    context.close()


def test_a_page_forbids_what_it_does_not_need(visit):
    page, _ = visit("russian_autonomy")
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))")
    assert page.evaluate("window.ran") is None


def test_a_number_opens_its_card_by_pointer_and_keyboard(visit, ledger):
    page, complaints = visit("russian_autonomy")
    link = page.locator("a.fact[href='ledger.html#RU-013']").first
    link.hover()
    card = page.locator(".peek")
    card.wait_for()
    for part in (ledger.claims.at["RU-013", "statement"], ledger.verdicts.at["RU-013", "reason"], "RU-052", "380万吨"):
        assert part in card.inner_text()
    page.keyboard.press("Escape")
    assert card.count() == 0
    link.focus()
    card.wait_for()
    assert card.get_by_role("link", name="All the evidence").get_attribute("href").endswith("ledger.html#RU-013")
    assert complaints == []


def test_a_tap_opens_the_card_and_a_second_one_follows_the_number(visit):
    page, _ = visit("russian_autonomy", width=360, has_touch=True)
    link = page.locator("a.fact[href='ledger.html#RU-013']").first
    link.tap()
    page.locator(".peek").wait_for()
    assert page.url.endswith("russian_autonomy.html")
    link.tap()
    page.wait_for_url(re.compile(r"ledger\.html#RU-013$"))


def test_an_abbreviation_is_explained_by_pointer_keyboard_and_touch(visit):
    page, complaints = visit("us_dependence")
    term = page.locator("a.term", has_text="REO").first
    card = page.locator(".peek")
    term.hover()
    card.wait_for()
    assert "Rare earth oxide equivalent" in card.inner_text()
    page.keyboard.press("Escape")
    term.focus()
    card.wait_for()
    assert complaints == []
    page, _ = visit("measures", width=360, has_touch=True)
    entry = page.locator("details", has=page.locator("a.term", has_text="Dy")).first
    entry.locator("summary").tap()
    entry.locator("a.term", has_text="Dy").first.tap()
    card = page.locator(".peek")
    card.wait_for()
    assert card.locator("[lang=zh]").all_inner_texts() == ["镝"]
    assert card.locator("[lang=ru]").all_inner_texts() == ["диспрозий"]


class Host(http.server.SimpleHTTPRequestHandler):
    """Serve files as a static host does, which answers a wrong address with the page 404.html of the site's root."""

    def send_error(self, code, message=None, explain=None):
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((Path(self.directory) / self.site / "404.html").read_bytes())

    def log_message(self, *_):
        """Stay quiet."""


@pytest.mark.parametrize(
    ("place", "site"), in_turn(["missing.html", "book/missing.html", "a/b/c/d"], ("",), ("project/",))
)
def test_a_wrong_address_leads_back_to_the_book(place, site, book, browser, tmp_path):
    folder = tmp_path / site
    if site:
        folder.symlink_to(book, target_is_directory=True)
    handler = partial(type("Here", (Host,), {"site": site}), directory=str(tmp_path if site else book))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        root = f"http://127.0.0.1:{server.server_port}/{site}"
        page = browser.new_page()
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "404" not in message.text else None)
        page.goto(root + place)
        page.wait_for_selector(".theme-switch:visible")
        assert page.locator("header").evaluate("head => getComputedStyle(head).display") == "flex"
        assert page.locator(".site-nav a").first.evaluate("link => link.href").startswith(f"{root}book/")
        page.get_by_role("link", name="To the first page").click()
        page.wait_for_url(f"{root}book/index.html")
        page.goto(root + place)
        page.wait_for_selector(".theme-switch:visible")
        page.fill(".site-search input", "RU-013")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{root}search.html?q=RU-013")
        assert errors == []
        page.close()
        server.shutdown()


class Outline(HTMLParser):
    """The elements of a page as its text says, each with its depth: an end tag for every element but the void ones."""

    def __init__(self, text):
        super().__init__()
        self.open, self.elements, self.faults = [], [], []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> isn't closed" for name in self.open]

    def handle_starttag(self, tag, attrs):
        self.elements.append((len(self.open), tag))
        names = [name for name, _ in attrs]
        self.faults += [f"<{tag}> has {name} twice" for name in {*names} if names.count(name) > 1]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((len(self.open), tag))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing, line {self.getpos()[0]}")


VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


def test_the_outline_finds_what_a_browser_would_mend():
    assert Outline("<div><p>a<br></p></div>").faults == []
    for wrong in ("<div><p>a</div>", "<p>a</p></p>", "<p>a", '<p id="a" id="b">c</p>'):
        assert Outline(wrong).faults


@pytest.mark.parametrize(
    "name", [*(pytest.param(name, marks=pytest.mark.whole) for name in PAGES[1:]), PAGES[0], "../index"]
)
def test_a_browser_reads_a_page_as_it_is_written(name, book, browser):
    # A browser mends what HTML forbids (a paragraph in a paragraph, a stray end tag, rows without a body): then its tree
    # is another than the text says. Scripts are off, so that it is the page's text alone that it reads.
    path = (book / "book" / f"{name}.html").resolve()
    written = Outline(path.read_text(encoding="utf-8"))
    assert written.faults == []
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    # The front door leads away from itself.
    page.goto(path.as_uri()) if name != "../index" else page.set_content(path.read_text(encoding="utf-8"))
    assert Outline(page.content()).elements == written.elements
    context.close()


def test_a_figure_downloads_the_rows_it_plots(visit):
    page, _ = visit("russian_autonomy")
    path = next(path for path in chapter_paths() if path.stem == "russian_autonomy")
    for payload in stored_figures(path):
        card = page.locator(f"#{payload['id']}")
        card.get_by_role("radio", name="Download").check(force=True)
        with page.expect_download() as download:
            card.locator(".figure-files a").first.click()
        with download.value.path().open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0] == payload["columns"]
        assert [row[-1] for row in rows[1:]] == [row[-1] for row in payload["rows"]]


@pytest.mark.whole
def test_the_book_works_from_a_zip_and_a_sub_path(book, browser, tmp_path):
    archive = tmp_path / "book.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in book.rglob("*"):
            file.write(path, f"some/sub path/{path.relative_to(book)}")
    with zipfile.ZipFile(archive) as file:
        file.extractall(tmp_path / "unpacked")
    page = browser.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto((tmp_path / "unpacked" / "some" / "sub path" / "index.html").as_uri())
    page.wait_for_url(re.compile(r"book/index\.html$"))
    holder = page.locator(".figure-chart:visible").first
    holder.focus()
    page.wait_for_function("holder => holder.dataset.state === 'interactive'", arg=holder.element_handle())
    assert complaints == []
