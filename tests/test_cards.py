"""What a reader does with a figure's card and with the card of a number: tabs, tooltips, sliders, copies, downloads."""

import csv
import html
import io
import json
import re
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NEEDS_CHROMIUM

from evidence.charts.figure import stored_figures
from evidence.pages.notebooks import chapter_paths
from evidence.paths import ROOT

pytestmark = NEEDS_CHROMIUM
FIGURES = {payload["id"]: (path.stem, payload) for path in chapter_paths() for payload in stored_figures(path)}
WHATIFS = {name: found for name, found in FIGURES.items() if "whatif" in found[1]}
# Texts of a picture beyond its edges, and all of its texts.
LEAVING = """picture => {
    const room = picture.getBoundingClientRect();
    const texts = [...picture.querySelectorAll(".role-mark text")].filter((text) => text.textContent);
    const leaves = (box) => box.left < room.left - 1 || box.right > room.right + 1;
    const said = (list) => list.map((text) => text.textContent);
    return [said(texts.filter((text) => leaves(text.getBoundingClientRect()))), said(texts)];
}"""
STATE = "holder => holder.dataset.state === 'interactive'"


def awake(page, figure):
    """Reach for the picture that is shown and wait until it is a chart."""
    holder = page.locator(f"#{figure} .figure-chart:visible")
    holder.scroll_into_view_if_needed()
    holder.focus()
    page.wait_for_function(STATE, arg=holder.element_handle())
    return holder


def within_the_screen(page, selector):
    box = page.locator(selector).bounding_box()
    width, height = page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    return box["x"] >= 0 and box["y"] >= 0 and box["x"] + box["width"] <= width and box["y"] + box["height"] <= height


@pytest.mark.parametrize("scripts", [True, False])
def test_tabs_work_by_keyboard_with_and_without_scripts(scripts, book, browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts, offline=True)
    page = context.new_page()
    page.goto((book / "book" / "russian_autonomy.html").as_uri())
    card = page.locator("#fig-ru-growth")
    height = card.bounding_box()["height"]
    card.get_by_role("radio", name="Chart").focus()
    for shown in (".figure-data", ".figure-about", ".figure-files", ".figure-view .figure-wide"):
        page.keyboard.press("ArrowRight")
        assert card.locator(shown).is_visible()
        assert card.locator(".figure-panel:visible").count() == 1
        # What is chosen takes the chart's room: nothing below moves.
        assert card.bounding_box()["height"] == height
    context.close()


def test_charts_outweigh_what_stands_around_them(visit):
    cards = charts = 0
    for chapter in dict.fromkeys(chapter for chapter, _ in FIGURES.values()):
        page, _ = visit(chapter)
        for card in page.locator("article .evidence-figure").all():
            height = card.bounding_box()["height"]
            drawn = card.locator(".figure-chart:visible svg").bounding_box()["height"]
            # Titles and subtitles of two or three lines are half of it.
            assert height - drawn < 290, card.get_attribute("id")
            cards, charts = cards + height, charts + drawn
    assert charts > cards * 2 / 3


def test_every_tooltip_of_a_chart_lies_within_a_small_screen(visit):
    page, complaints = visit("export_controls", width=360, has_touch=True)
    page.set_viewport_size({"width": 360, "height": 640})
    holder = awake(page, "fig-xc-course")
    texts = []
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(
            "told => !['', told].includes(document.querySelector('.figure-tooltip')?.innerText ?? '')",
            arg=texts[-1] if texts else "",
        )
        if page.locator(".figure-tooltip").inner_text() in texts:
            break
        texts.append(page.locator(".figure-tooltip").inner_text())
        assert within_the_screen(page, ".figure-tooltip"), texts[-1]
        assert within_the_screen(page, ".figure-chart .current"), texts[-1]
    assert 30 < len(texts) < 60
    last = page.evaluate(
        """holder => {
            const marks = [...holder.querySelectorAll(".role-mark *")].filter((mark) => mark.__data__?.tooltip);
            const at = marks.map((mark) => mark.getBoundingClientRect()).sort((a, b) => b.right - a.right)[0];
            return [at.x + at.width / 2, at.y + at.height / 2];
        }""",
        holder.element_handle(),
    )
    page.touchscreen.tap(*last)
    assert within_the_screen(page, ".figure-tooltip")
    assert complaints == []


def test_a_tooltip_goes_with_its_mark(visit):
    page, _ = visit("export_controls", width=360)
    awake(page, "fig-xc-course")
    page.keyboard.press("ArrowRight")
    page.locator(".figure-tooltip dd").first.wait_for()
    place = page.locator(".figure-tooltip").bounding_box()["y"]
    page.evaluate("scrollBy(0, 40)")
    page.wait_for_function(
        "y => Math.abs(document.querySelector('.figure-tooltip').getBoundingClientRect().y - y) < 2", arg=place - 40
    )
    page.evaluate("scrollBy(0, 2000)")
    page.wait_for_function("() => getComputedStyle(document.querySelector('.figure-tooltip')).visibility === 'hidden'")
    page.evaluate("scrollBy(0, -2040)")
    page.locator(".figure-tooltip").wait_for(state="visible")


def move(page, figure, steps=3):
    """Open the sliders of a what-if, move the first and return what it then says."""
    page.locator(f"#{figure} .figure-change").click()
    slider = page.locator(f"#{figure} .figure-controls input").first
    slider.wait_for()
    for _ in range(steps):
        slider.press("ArrowLeft")
    return slider.get_attribute("aria-valuetext")


def test_moved_sliders_stay_through_a_turn_of_the_screen(visit):
    page, complaints = visit("eu_response", width=780)
    card = page.locator("#fig-eu-ceiling")
    default = card.locator(".figure-narrow .role-mark text").all_text_contents()
    said = move(page, "fig-eu-ceiling", steps=30)
    page.set_viewport_size({"width": 360, "height": 780})
    narrow = card.locator(".figure-narrow")
    page.wait_for_function(STATE, arg=narrow.element_handle())
    sliders = card.locator(".figure-controls input:visible")
    assert sliders.count() == len(FIGURES["fig-eu-ceiling"][1]["whatif"]["parameters"])
    assert sliders.first.get_attribute("aria-valuetext") == said
    page.wait_for_function(
        "([holder, text]) => holder.textContent !== text", arg=[narrow.element_handle(), "".join(default)]
    )
    assert card.locator(".figure-narrow .role-mark text").all_text_contents() != default
    sliders.first.press("ArrowLeft")
    page.set_viewport_size({"width": 780, "height": 360})
    wide = card.locator(".figure-wide")
    wide.wait_for()
    written = {
        holder: card.locator(f".figure-{holder} .role-mark text").all_text_contents() for holder in ("wide", "narrow")
    }
    assert re.findall(r"[\d.]+%", "".join(written["wide"])) == re.findall(r"[\d.]+%", "".join(written["narrow"]))
    assert complaints == []


@pytest.mark.parametrize("figure", WHATIFS)
def test_a_changed_what_if_says_so_wherever_it_goes(figure, visit):
    chapter, payload = WHATIFS[figure]
    page, complaints = visit(chapter)
    card = page.locator(f"#{figure}")
    said = move(page, figure)
    headline = f"As changed: {payload['whatif']['label']}"
    page.wait_for_function(
        "([card, text]) => card.querySelector('.figure-title').textContent.startsWith(text)",
        arg=[card.element_handle(), headline],
    )
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
    changed = {suffix: files[f"{figure}-as-changed{suffix}"] for suffix in (".csv", ".svg", ".png", ".vl.json")}
    rows = list(csv.reader(io.StringIO(changed[".csv"].decode("utf-8-sig"))))
    assert len(rows) == len(payload["rows"]) + 1
    assert sum(title.startswith("As changed: ") for title in rows[0]) == 2
    spec = json.loads(changed[".vl.json"])
    (number,) = [item["value"] for item in spec["params"] if item["name"] == name]
    assert float(query.partition("=")[2]) == number == float(rows[1][-1])
    for text in (changed[".svg"].decode(), " ".join([*spec["title"]["text"], *spec["title"]["subtitle"]])):
        for part in (headline, said, "Rare Earth Leverage, edition"):
            assert part in text
    assert changed[".png"].startswith(b"\x89PNG")

    again, _ = visit(chapter)
    again.goto(page.url)
    slider = again.locator(f"#{figure} .figure-controls input").first
    slider.wait_for()
    assert slider.get_attribute("aria-valuetext") == said
    again.locator(f"#{figure} .figure-change").click()
    assert again.locator(f"#{figure} .figure-title").inner_text() == payload["title"]
    assert urlsplit(again.url).query == ""
    assert complaints == []


@pytest.mark.parametrize("figure", WHATIFS)
def test_no_number_of_a_what_if_leaves_the_picture_or_lacks_separators(figure, visit):
    page, _ = visit(WHATIFS[figure][0])
    card = page.locator(f"#{figure}")
    card.locator(".figure-change").click()
    sliders = card.locator(".figure-controls input")
    sliders.first.wait_for()
    count = sliders.count()
    ends = [[end] * count for end in ("Home", "End")]
    ends += [["Home" if bit == place else "End" for bit in range(count)] for place in range(count)]
    ends += [["End" if bit == place else "Home" for bit in range(count)] for place in range(count)]
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for keys in ends:
            for place, key in enumerate(keys):
                sliders.nth(place).press(key)
            page.wait_for_timeout(150)
            outside, texts = card.locator(".figure-chart:visible svg").evaluate(LEAVING)
            assert (width, keys, outside) == (width, keys, [])
            assert [text for text in texts if re.search(r"(?<![.\d])\d{5}", text)] == []


def test_a_figure_is_copied_as_citation_address_and_frame(browser, book):
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, offline=True, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.goto((book / "book" / "eu_response.html").as_uri())
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
    parts = urlsplit(link)
    assert re.search(r"edition=[\d.]+&fig-eu-ceiling\.growth=", parts.query)
    assert parts.fragment == "fig-eu-ceiling"
    source = re.fullmatch(r'<iframe src="([^"]+)" title="[^"]+" .*></iframe>', frame)[1]
    page.goto(source)
    page.locator(".figure-title", has_text="As changed").wait_for()
    context.close()


def test_a_card_fills_the_screen(visit):
    page, complaints = visit("russian_autonomy")
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
    assert complaints == []


@pytest.mark.parametrize("figure", ["fig-ru-growth", "fig-eu-ceiling"])
@pytest.mark.parametrize(("theme", "width"), [("light", 900), ("dark", 360)])
def test_a_figure_stands_alone(figure, theme, width, visit):
    page, complaints = visit(f"embed/{figure}", theme, width, bypass_csp=True)
    chapter, payload = FIGURES[figure]
    assert page.locator("h1").inner_text() == payload["title"]
    assert "Source: " in page.locator(".figure-brief").inner_text()
    awake(page, figure)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # The tool would ask for style sheets, which is a complaint where pages are files.
    found = Axe().run(page, options={"preload": False}).response["violations"]
    assert [(rule["id"], rule["nodes"]) for rule in found] == []
    page.get_by_role("link", name="the figure with its data").click()
    page.wait_for_url(re.compile(rf"book/{chapter}\.html\?edition=[\d.]+#{figure}$"))
    assert [text for text in complaints if not text.startswith("data:")] == []


def test_axe_finds_nothing_in_the_tabs_and_tooltips(visit):
    for width, theme in ((1280, "light"), (360, "dark")):
        page, _ = visit("eu_response", theme, width, bypass_csp=True)
        move(page, "fig-eu-ceiling")
        awake(page, "fig-eu-ceiling")
        page.keyboard.press("ArrowRight")
        for tab in ("table", "about", "files"):
            for radio in page.locator(f".figure-tabs [value={tab}]").all():
                radio.check(force=True)
            found = Axe().run(page, context=".evidence-figure").response["violations"]
            assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


def test_every_figure_has_a_page_and_a_picture_for_other_sites(book):
    folder = book / "book" / "embed"
    assert {path.stem for path in folder.glob("*.html")} == {path.stem for path in folder.glob("*.png")} == set(FIGURES)
    for figure, (_, payload) in FIGURES.items():
        head = html.unescape((folder / f"{figure}.html").read_text(encoding="utf-8").partition("</head>")[0])
        assert f'content="{figure}.png"' in head
        assert "default-src 'none'" in head
        picture = (folder / f"{figure}.png").read_bytes()
        assert (int.from_bytes(picture[16:20]), int.from_bytes(picture[20:24])) == (1200, 630)
        for part in ("title", "description"):
            said = payload["title" if part == "title" else "subtitle"]
            assert f'<meta property="og:{part}" content="{said}">' in head


def test_a_page_is_shared_with_its_first_figure(book):
    shared = {}
    for name in ("russian_autonomy", "eu_response", "ledger"):
        text = (book / "book" / f"{name}.html").read_text(encoding="utf-8")
        shared[name] = re.search(r'og:image" content="embed/(fig-[\w-]+)\.png"', text)[1]
        first = re.search(r'class="evidence-figure" id="([^"]+)"', text)
        assert first is None or first[1] == shared[name]
    assert len(set(shared.values())) == len(shared)


def test_a_figure_that_an_address_leads_to_is_marked(visit):
    page, _ = visit("russian_autonomy#fig-ru-growth")
    marked = {
        card.get_attribute("id"): card.evaluate("card => getComputedStyle(card).boxShadow")
        for card in page.locator(".evidence-figure").all()
    }
    assert [name for name, shadow in marked.items() if shadow != "none"] == ["fig-ru-growth"]


def test_cards_of_numbers_fit_a_small_screen_and_stay_while_read(browser, book):
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, offline=True)
    page = context.new_page()
    page.goto((book / "book" / "export_controls.html").as_uri())
    links = page.locator("article a.fact:visible, article a.comparison:visible")
    assert links.count() > 40
    for place in range(links.count()):
        link = links.nth(place)
        link.scroll_into_view_if_needed()
        link.dispatch_event("pointerdown", {"pointerType": "touch"})
        link.dispatch_event("click")
        page.locator(".peek").wait_for()
        assert within_the_screen(page, ".peek"), link.inner_text()
        page.keyboard.press("Escape")
        assert page.locator(".peek").count() == 0
    context.close()


def test_the_readme_shows_the_picture_that_the_book_shares(book):
    assert (ROOT / ".github" / "chain.png").read_bytes() == (book / "book/embed/fig-lev-chain.png").read_bytes()
