"""What a reader does with a figure's card and with the card of a number: tabs, tooltips, sliders, copies, downloads."""

import csv
import html
import io
import itertools
import json
import re
from urllib.parse import urlsplit

import browsing
import pytest
from browsing import NEEDS_CHROMIUM, awake, axe_faults, has_focus, is_within_width

from evidence.charts.figure import stored_figures
from evidence.pages.notebooks import chapter_paths
from evidence.paths import ROOT

pytestmark = NEEDS_CHROMIUM
open_page = browsing.open_page
FIGURES = {payload["id"]: (path.stem, payload) for path in chapter_paths() for payload in stored_figures(path)}
WHATIFS = {name: found for name, found in FIGURES.items() if "whatif" in found[1]}
# Texts of a picture beyond its edges or of five digits without separators.
AMISS = """picture => {
    const room = picture.getBoundingClientRect();
    const leaves = ({ left, right }) => left < room.left - 1 || right > room.right + 1;
    const texts = [...picture.querySelectorAll(".role-mark text")].filter(({ textContent }) => textContent);
    const isAmiss = (text) => leaves(text.getBoundingClientRect()) || /(?<![.\\d])\\d{5}/.test(text.textContent);
    return texts.filter(isAmiss).map(({ textContent }) => textContent);
}"""


def chart(page, figure):
    return page.locator(f"#{figure} .figure-chart:visible")


def within_the_screen(page, selector):
    box = page.locator(selector).bounding_box()
    width, height = page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    return box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height


def move(page, figure, steps=3):
    """Open the sliders of a what-if by keyboard, move the first and return what it then says."""
    page.locator(f"#{figure} .figure-change").press("Enter")
    slider = page.locator(f"#{figure} .figure-controls input").first
    slider.wait_for()
    page.wait_for_function("() => document.activeElement.matches('input[type=range]')")
    assert has_focus(slider)
    for _ in range(steps):
        page.keyboard.press("ArrowLeft")
    return slider.get_attribute("aria-valuetext")


def test_tabs_work_by_keyboard_with_and_without_scripts_which_sliders_need(open_page):
    for scripts in (True, False):
        page = open_page("russian_autonomy", java_script_enabled=scripts)
        card, whatif = page.locator("#fig-ru-growth"), page.locator("#fig-ru-money")
        height = card.bounding_box()["height"]
        card.get_by_role("radio", name="Chart").focus()
        for shown in (".figure-data", ".figure-about", ".figure-files", ".figure-view .figure-wide"):
            page.keyboard.press("ArrowRight")
            assert card.locator(shown).is_visible()
            assert card.locator(".figure-panel:visible").count() == 1
            # What is chosen takes the chart's room: nothing below moves.
            assert card.bounding_box()["height"] == height
        assert whatif.locator(".figure-change").is_visible() == scripts
        assert whatif.locator(".figure-about tbody tr").count() == 2


def test_every_tooltip_of_a_chart_lies_within_a_small_screen_and_goes_with_its_mark(open_page):
    page = open_page("export_controls", width=360, has_touch=True)
    page.set_viewport_size({"width": 360, "height": 640})
    holder = awake(page, chart(page, "fig-xc-course"))
    tooltip, texts = page.locator(".figure-tooltip"), [""]
    changed = "told => !['', told].includes(document.querySelector('.figure-tooltip')?.innerText ?? '')"
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(changed, arg=texts[-1])
        if tooltip.inner_text() in texts:
            break
        texts.append(tooltip.inner_text())
        assert within_the_screen(page, ".figure-tooltip"), texts[-1]
        assert within_the_screen(page, ".figure-chart .current"), texts[-1]
    assert 30 < len(texts) < 60
    last = holder.evaluate(
        """holder => {
            const marks = [...holder.querySelectorAll(".role-mark *")].filter((mark) => mark.__data__?.tooltip);
            const at = marks.map((mark) => mark.getBoundingClientRect()).sort((a, b) => b.right - a.right)[0];
            return [at.x + at.width / 2, at.y + at.height / 2];
        }"""
    )
    page.touchscreen.tap(*last)
    assert within_the_screen(page, ".figure-tooltip")
    page.keyboard.press("ArrowRight")
    place = tooltip.bounding_box()["y"]
    page.evaluate("scrollBy(0, 40)")
    page.wait_for_function(
        "y => Math.abs(document.querySelector('.figure-tooltip').getBoundingClientRect().y - y) < 2", arg=place - 40
    )
    page.evaluate("scrollBy(0, 2000)")
    tooltip.wait_for(state="hidden")
    page.evaluate("scrollBy(0, -2040)")
    tooltip.wait_for()


def test_moved_sliders_stay_through_a_turn_of_the_screen(open_page):
    page = open_page("eu_response", width=780)
    card = page.locator("#fig-eu-ceiling")
    texts = {name: card.locator(f".figure-{name} .role-mark text") for name in ("wide", "narrow")}
    default = texts["narrow"].all_text_contents()
    within = "card => card.querySelector('.figure-wide').getBoundingClientRect().y - card.getBoundingClientRect().y"
    place = card.evaluate(within)
    said = move(page, "fig-eu-ceiling", steps=30)
    assert card.evaluate(within) == pytest.approx(place, abs=1)
    assert (
        card.locator(".figure-number").first.inner_text().split() == [said, "book:", "8.7"] == ["5.7", "book:", "8.7"]
    )
    page.set_viewport_size({"width": 360, "height": 780})
    # It becomes a chart of itself, though nobody has reached for it.
    narrow = card.locator(".figure-narrow[data-state=interactive]")
    narrow.wait_for()
    sliders = card.locator(".figure-controls input:visible")
    assert sliders.count() == len(FIGURES["fig-eu-ceiling"][1]["whatif"]["parameters"])
    assert sliders.first.get_attribute("aria-valuetext") == said
    page.wait_for_function(
        "([holder, text]) => holder.textContent !== text", arg=[narrow.element_handle(), "".join(default)]
    )
    assert texts["narrow"].all_text_contents() != default
    sliders.first.press("ArrowLeft")
    page.set_viewport_size({"width": 780, "height": 360})
    card.locator(".figure-wide").wait_for()
    wide, narrow = (re.findall(r"[\d.]+%", "".join(texts[name].all_text_contents())) for name in ("wide", "narrow"))
    assert wide == narrow


@pytest.mark.parametrize("figure", WHATIFS)
def test_a_changed_what_if_says_so_wherever_it_goes_and_keeps_its_numbers_in_the_picture(figure, open_page):
    chapter, payload = WHATIFS[figure]
    page = open_page(chapter)
    card = page.locator(f"#{figure}")
    texts = card.locator(".figure-chart:visible .role-mark text")
    default = texts.all_text_contents()
    said = move(page, figure)
    headline = f"As changed: {payload['whatif']['label']}"
    card.locator(".figure-title", has_text=headline).wait_for()
    name = payload["whatif"]["parameters"][0]["name"]
    query, fragment = urlsplit(page.url)[3:]
    assert fragment == figure
    assert query.startswith(f"{figure}.{name}=")
    card.get_by_role("radio", name="Table").check(force=True)
    card.locator(".figure-data td.changed").last.wait_for()
    assert card.locator(".figure-data td.changed").count() == len(payload["rows"])
    card.get_by_role("radio", name="Download").check(force=True)
    files = {}
    # What describes the figure holds the defaults as such; the other files are what is shown.
    for link in card.locator(".figure-files a[download]").all()[:4]:
        with page.expect_download() as download:
            link.click()
        files[download.value.suggested_filename] = download.value.path().read_bytes()
    sheet, svg, png, spec = (files[f"{figure}-as-changed{suffix}"] for suffix in (".csv", ".svg", ".png", ".vl.json"))
    rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))
    assert len(rows) == len(payload["rows"]) + 1
    assert sum(title.startswith("As changed: ") for title in rows[0]) == 2
    spec = json.loads(spec)
    (number,) = [item["value"] for item in spec["params"] if item["name"] == name]
    assert float(query.partition("=")[2]) == number == float(rows[1][-1])
    for text in (svg.decode(), " ".join([*spec["title"]["text"], *spec["title"]["subtitle"]])):
        for part in (headline, said, "Rare Earth Leverage, edition"):
            assert part in text
    assert png.startswith(b"\x89PNG")
    page.goto("about:blank")
    page.go_back()
    page.reload()
    sliders = card.locator(".figure-controls input")
    sliders.first.wait_for()
    assert sliders.first.get_attribute("aria-valuetext") == said
    count = sliders.count()
    one_apart = [(one, other, place) for one, other in (("Home", "End"), ("End", "Home")) for place in range(-1, count)]
    for width, (one, other, apart) in itertools.product((1280, 360), one_apart):
        page.set_viewport_size({"width": width, "height": 900})
        for place in range(count):
            sliders.nth(place).press(one if place == apart else other)
        page.wait_for_timeout(150)
        amiss = card.locator(".figure-chart:visible svg").evaluate(AMISS)
        assert (width, one, apart, amiss) == (width, one, apart, [])
    card.locator(".figure-change").click()
    assert card.locator(".figure-title").inner_text() == payload["title"]
    assert urlsplit(page.url).query == ""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(150)
    assert texts.all_text_contents() == default


def test_a_figure_is_copied_as_citation_address_and_frame(open_page):
    page = open_page("eu_response", permissions=["clipboard-read", "clipboard-write"])
    card = page.locator("#fig-eu-ceiling")
    move(page, "fig-eu-ceiling")
    card.get_by_role("radio", name="Download").check(force=True)
    copied = []
    for button in card.get_by_role("button", name="Copy").all():
        button.click()
        page.wait_for_function("button => button.textContent === 'Copied'", arg=button.element_handle())
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    citation, link, frame = copied
    assert "Figure fig-eu-ceiling in: " in citation
    assert "figures/" not in citation
    assert re.search(r"edition=[\d.]+&fig-eu-ceiling\.growth=", urlsplit(link).query)
    assert urlsplit(link).fragment == "fig-eu-ceiling"
    page.goto(re.fullmatch(r'<iframe src="([^"]+)" title="[^"]+" .*></iframe>', frame)[1])
    page.locator(".figure-title", has_text="As changed").wait_for()


def test_a_card_that_an_address_leads_to_is_marked_and_fills_the_screen(open_page):
    page = open_page("russian_autonomy#fig-ru-growth")
    shadows = "cards => cards.filter((card) => getComputedStyle(card).boxShadow !== 'none').map((card) => card.id)"
    assert page.locator(".evidence-figure").evaluate_all(shadows) == ["fig-ru-growth"]
    card = page.locator("#fig-ru-growth")
    before = card.locator(".figure-chart:visible svg").bounding_box()
    card.get_by_role("button", name="Full screen").click()
    pictures = "[...document.fullscreenElement?.querySelectorAll('#fig-ru-growth .figure-chart svg') ?? []]"
    page.wait_for_function(
        f"width => {pictures}.some(svg => svg.getBoundingClientRect().width > width)", arg=before["width"]
    )
    card.locator(".figure-chart:visible").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".figure-tooltip dd").first.wait_for()
    assert within_the_screen(page, ".figure-tooltip")


@pytest.mark.parametrize(
    ("figure", "theme", "width"), [("fig-ru-growth", "light", 900), ("fig-eu-ceiling", "dark", 360)]
)
def test_a_figure_stands_alone(figure, theme, width, open_page):
    page = open_page(f"embed/{figure}", theme, width)
    chapter, payload = FIGURES[figure]
    assert page.locator("h1").inner_text() == payload["title"]
    assert "Source: " in page.locator(".figure-brief").inner_text()
    awake(page, chart(page, figure))
    assert is_within_width(page)
    assert axe_faults(page) == []
    page.get_by_role("link", name="the figure with its data").click()
    page.wait_for_url(re.compile(rf"book/{chapter}\.html\?edition=[\d.]+#{figure}$"))


def test_axe_finds_nothing_in_the_tabs_and_tooltips(open_page):
    page = open_page("eu_response")
    move(page, "fig-eu-ceiling")
    # Structure is the same in both colours; contrast isn't.
    for width, theme, options in ((1280, "light", {}), (360, "dark", {"runOnly": ["color-contrast"]})):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        page.locator("#fig-eu-ceiling [value=chart]").check(force=True)
        awake(page, chart(page, "fig-eu-ceiling"))
        page.keyboard.press("ArrowRight")
        for tab in ("table", "about", "files"):
            for radio in page.locator(f".figure-tabs [value={tab}]").all():
                radio.check(force=True)
            assert axe_faults(page, ".evidence-figure", **options) == []


def test_every_figure_has_a_page_and_a_picture_for_other_sites_and_pages_are_shared_with_their_first(book):
    folder = book / "book" / "embed"
    assert {path.stem for path in folder.glob("*.html")} == {path.stem for path in folder.glob("*.png")} == set(FIGURES)
    for figure, (_, payload) in FIGURES.items():
        head = html.unescape((folder / f"{figure}.html").read_text(encoding="utf-8").partition("</head>")[0])
        picture = (folder / f"{figure}.png").read_bytes()
        assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1200, 630)
        said = [f'og:title" content="{payload["title"]}">', f'og:description" content="{payload["subtitle"]}">']
        for part in (f'content="{figure}.png"', "default-src 'none'", *said):
            assert part in head
    shared = {}
    for name in ("russian_autonomy", "eu_response", "ledger"):
        text = (book / "book" / f"{name}.html").read_text(encoding="utf-8")
        shared[name] = re.search(r'og:image" content="embed/(fig-[\w-]+)\.png"', text)[1]
        first = re.search(r'class="evidence-figure" id="([^"]+)"', text)
        assert first is None or first[1] == shared[name]
    assert len(set(shared.values())) == len(shared)
    assert (ROOT / ".github" / "chain.png").read_bytes() == (folder / "fig-lev-chain.png").read_bytes()


def test_cards_of_numbers_fit_a_small_screen_and_stay_while_read(open_page):
    page = open_page("export_controls", width=360, has_touch=True, is_mobile=True)
    page.set_viewport_size({"width": 360, "height": 740})
    links = page.locator("article a.fact:visible, article a.comparison:visible")
    assert links.count() > 40
    for link in links.all():
        link.scroll_into_view_if_needed()
        link.dispatch_event("pointerdown", {"pointerType": "touch"})
        link.dispatch_event("click")
        page.locator(".peek").wait_for()
        assert within_the_screen(page, ".peek"), link.inner_text()
        page.keyboard.press("Escape")
        assert page.locator(".peek").count() == 0
