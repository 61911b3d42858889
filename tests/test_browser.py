"""Every page in a real browser with the network off: no script error, no request, every chart drawn and interactive."""

import shutil
from collections.abc import Iterator

import pytest

from evidence.notebooks import chapter_paths

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt install chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = [*(path.stem for path in chapter_paths()), "index", "how_to_read", "ledger", "indicators", "results", "record"]
PAGES += ["measures", "sources", "glossary", "how_to_cite", "changelog"]


@pytest.fixture(scope="module")
def browser() -> Iterator:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, book):
    """Return a function that opens a page and collects its complaints."""
    contexts = []

    def open_page(name, theme="light", width=1280):
        context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
        contexts.append(context)
        context.add_init_script(f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')")
        page = context.new_page()
        complaints = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None,
        )
        page.on("request", lambda request: complaints.append(request.url) if "file:" not in request.url[:5] else None)
        page.goto((book / "book" / f"{name}.html").as_uri())
        return page, complaints

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 360)])
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
    assert [text for text in complaints if not text.startswith("data:")] == []


@pytest.mark.parametrize("name", [path.stem for path in chapter_paths()])
@pytest.mark.parametrize("width", [1280, 360])
def test_charts_become_interactive_when_reached_for(name, width, visit):
    page, complaints = visit(name, width=width)
    holders = page.locator(".figure-chart:visible")
    assert holders.count() >= 3
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
