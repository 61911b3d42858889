"""The page that changes a number gives the same numbers and texts as suppose(), by keyboard, by touch and by its address."""

import json
import math
import random
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import NEEDS_CHROMIUM, in_turn
from bs4 import BeautifulSoup

from _ext.change import DATA, change_address
from evidence.errors import EvidenceError
from evidence.facts import fact, split_bound
from evidence.facts.supposition import UNBOUNDED, dependents, page_comparisons, suppose, whole_key
from evidence.ledger.quantities import NBSP, format_quantity, round_significant
from evidence.results import RESULTS, Definition

pytestmark = NEEDS_CHROMIUM
OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"
SHARE = "model.ru-share-of-world-output"
TARGETS = "fig-ru-targets"
# What a reader holds of Russian output, and of the alloy that ends in magnets.
BUSY = "change#ru.output=6000&assume.magnets-from-alloy.low=0.5"
WIDTHS = [1440, 1280, 768, 360]


def begin(page):
    """Reach for the search, as a reader does who begins, and wait for the data."""
    page.locator("#change-query").focus()
    page.wait_for_function("() => { try { return evidenceChange.print('ru.output') } catch { return false } }")


def outcome(page):
    return page.locator(".change-outcome").inner_text()


def section(page, title):
    """Return the items of a section of what changes, by the beginning of its heading."""
    heading = page.locator(".change-outcome h3", has_text=title)
    return heading.locator("xpath=following-sibling::ul[1]/li")


def show_all(page):
    while (more := page.get_by_role("button", name=re.compile("Show all"))).count():
        more.first.click()


def now(item):
    """Return what an item of what changes would be."""
    return item.locator(".change-after").text_content().removeprefix("would be ")


def set_number(page, key, text):
    page.locator(f'[data-key="{key}"] input[type="text"]').first.fill(text)


@pytest.fixture(scope="module")
def data(book):
    script = (book / DATA).read_text(encoding="utf-8")
    return json.loads(re.fullmatch(r"evidenceChange\.define\((.*)\);\n", script, re.DOTALL)[1])


@pytest.fixture
def opened(visit):
    """Return the page with its data loaded."""
    page, complaints = visit("change")
    begin(page)
    yield page
    assert complaints == []


# The same numbers as Python.


def draw_changes(ledger, number):
    """Draw numbers to change, one at a time: two of three from those that anything rests on."""
    tables = [*ledger.claims.index, *ledger.observations.index, *ledger.assumptions.index]
    found = [fact(key, ledger) for key in tables]
    known = [each for each in found if each.is_number and each.unit not in ("", "date")]
    alone = len(dependents((), ledger)) + 1
    used = [each for each in known if len(dependents({each.key}, ledger)) > alone]
    draw, drawn = random.Random(2026), []
    while len(drawn) < number:
        one, factor = draw.choice(used if len(drawn) % 3 else known), draw.uniform(0.2, 3)
        ends = {"low": one.low, "high": one.high} if one.ranges and math.isnan(one.value) else {"": one.point}
        most = 100 if one.unit == "%" and one.basis not in UNBOUNDED else math.inf
        drawn.append({f"{one.key}.{end}".rstrip("."): min(most, factor * own) for end, own in ends.items()})
    return drawn


ASK = """(changes) => changes.map((change) => {
    const { facts, sentences, judgements } = evidenceChange.suppose(change);
    const numbers = ({ value = null, low = null, high = null }) => [value, low, high];
    const told = (key, found) => found.open ? "open" : found.none ? "none" : [numbers(found), evidenceChange.print(key, found)];
    return {
        facts: Object.fromEntries(Object.entries(facts).map(([key, found]) => [key, told(key, found)])),
        words: sentences.flatMap(({ page, text, comparisons }) => comparisons.map(({ words }) => [page, words, text])),
        judgements: judgements.map(({ name, now }) => [name, now]),
    };
})"""


def as_python_has_it(key, ledger):
    try:
        found = fact(key, ledger)
    except (EvidenceError, ArithmeticError, ValueError):
        return "none"
    return [[None if math.isnan(one) else one for one in (found.value, found.low, found.high)], found.text]


def is_open(condition, facts, ledger):
    sides = {whole_key(side, ledger) for side in (condition.left, condition.right) if split_bound(side)[0] in RESULTS}
    return any(facts.get(side) == "open" for side in sides)


@pytest.fixture
def no_algorithms(ledger, monkeypatch):
    """Let algorithms give what the book has: the browser leaves them open, and Python would compute for an hour."""
    numbers = {key: fact(key, ledger) for key in RESULTS}

    def algorithm(definition):
        found = numbers[definition.key]
        return lambda **_: (found.low, found.high) if found.ranges else found.value

    monkeypatch.setattr(Definition, "algorithm", property(algorithm))


@pytest.mark.usefixtures("no_algorithms")
def test_random_changes_give_the_numbers_texts_and_sentences_of_python(opened, ledger, request):
    number = 500 if request.config.getoption("--whole") else 60
    changes, compared, broken, flipped = draw_changes(ledger, number), 0, 0, 0
    for change, answer in zip(changes, opened.evaluate(ASK, changes), strict=True):
        found, facts = suppose(change, ledger), answer["facts"]
        assert set(found.facts.index) <= facts.keys(), change
        for key, told in facts.items():
            expected = as_python_has_it(key, found.ledger)
            if told not in ("open", expected):
                assert told[0] == pytest.approx(expected[0], rel=1e-9), (change, key)
                assert told[1] == expected[1], (change, key)
            compared += told != "open"
        words = {tuple(each) for each in answer["words"]}
        judged = {
            (page, each.text, each.sentence)
            for page, each in page_comparisons()
            if not any(is_open(condition, facts, ledger) for condition in each.conditions)
        }
        rows = {(row.page, row.words, row.sentence) for row in found.comparisons.itertuples()}
        assert words <= rows, change
        assert rows & judged == words & judged, change
        names = {name for name, _ in answer["judgements"]}
        assert names <= set(found.judgements["statement"]), change
        broken, flipped = broken + len(words), flipped + len(names)
    assert compared > 3 * number
    assert broken > number / 10
    assert flipped > number / 100


def test_the_numbers_of_the_book_print_as_in_the_book(opened, data):
    keys = [key for facts in data["facts"].values() for key in facts]
    printed = opened.evaluate("(keys) => keys.map((key) => evidenceChange.print(key))", keys)
    assert printed == [fact(key).text for key in keys]


HALVES = [0.125, 0.375, 2.5, 12.5, 13.5, 0.5, 1.5, 25, 35, 1250, 1350, 2.675, 1.005, 0.00005, 0.00015, 99.5, 999.5]


def test_numbers_are_rounded_and_scaled_as_python_does(opened):
    draw = random.Random(7)
    numbers = [*HALVES, 0, 1e5, 1e6, 2.345e6, 999999.99999, 1e9, 1.005e12, 1e13, 1e21, 1.5e22]
    numbers += [draw.choice([1, 10, 1e4, 1e8]) * draw.randint(1, 4000) / 8 for _ in range(400)]
    numbers += [-number for number in numbers]
    for key in (SHARE, "model.gl-agreeing-share", OUTPUT, "ru.investment-rub", "ru.reserves-rank"):
        unit, digits = fact(key).unit, RESULTS[key].digits if key in RESULTS else 0
        printed = opened.evaluate(
            "([key, numbers]) => numbers.map((value) => evidenceChange.print(key, { value }))", [key, numbers]
        )
        qualifier = "over" if key == "ru.investment-rub" else ""
        rounded = [round_significant(number, digits) if digits else number for number in numbers]
        assert printed == [format_quantity(number, unit, qualifier=qualifier) for number in rounded], key


def test_an_impossible_operation_has_no_answer(opened):
    key = "model.ru-reserves-at-share-target"
    assert opened.evaluate("evidenceChange.suppose({ 'ru.market-share-target': 0 }).facts")[key] == {"none": True}
    assert suppose({"ru.market-share-target": 0}).facts.at[key, "after"].startswith("no answer")


# The data.


def test_the_data_are_lean(book):
    assert (book / DATA).stat().st_size < 700_000


def test_the_data_load_when_a_reader_begins_and_charts_when_one_is_drawn(visit):
    page, _ = visit("change")
    loaded = []
    page.on("request", lambda one: loaded.append(one.url.rpartition("/")[2]) if one.url.endswith(".js") else None)
    page.wait_for_timeout(500)
    assert loaded == []
    begin(page)
    assert loaded == ["change-data.js"]
    page.get_by_role("link", name="Russian rare earth output").click()
    set_number(page, "ru.output", "6000")
    section(page, "Figures").first.wait_for()
    assert loaded == ["change-data.js"]
    page.get_by_role("button", name="Draw it").first.click()
    page.locator(".change-figure svg").wait_for()
    assert {"vega.js", f"{TARGETS}.js"} <= set(loaded)


def test_every_sentence_has_its_place(data, book):
    for page in {sentence["page"] for sentence in data["sentences"]}:
        html = (book / "book" / f"{page}.html").read_text(encoding="utf-8")
        places = {link["id"]: link.text for link in BeautifulSoup(html, "html.parser").find_all("a", id=True)}
        for sentence in data["sentences"]:
            for comparison in sentence["comparisons"] if sentence["page"] == page else ():
                assert comparison["words"] in sentence["text"]
                assert places[comparison["at"]].split() == comparison["words"].split()


# What a reader does.


def has_focus(locator):
    return locator.evaluate("part => part === document.activeElement")


def tab_to(page, locator, key="Tab"):
    for _ in range(80):
        if has_focus(locator):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{locator} isn't reached")


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.whole), 360])
def test_a_number_is_found_changed_and_taken_out_by_keyboard_alone(width, visit):
    page, complaints = visit("change", width=width)
    query = page.get_by_role("combobox", name="Which number do you doubt?")
    tab_to(page, query)
    page.keyboard.type("RUSSIAN rare output")
    option = page.get_by_role("option", name="Russian rare earth output")
    option.wait_for()
    page.keyboard.press("ArrowDown")
    assert query.get_attribute("aria-activedescendant") == page.get_by_role("option").first.get_attribute("id")
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Your number for Russian rare earth output")
    assert has_focus(field)
    assert field.input_value() == "2,600"
    page.keyboard.type("6,000 t")
    after = suppose({"ru.output": 6000})
    growth = "model.ru-growth-for-top-five"
    assert fact(growth, after.ledger).text in outcome(page)
    assert "and has been flat since 2020" in outcome(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    more = page.get_by_role("button", name=re.compile("Show all")).first
    tab_to(page, more)
    page.keyboard.press("Enter")
    assert has_focus(section(page, "Facts that change").nth(5).locator("a"))
    tab_to(page, query, "Shift+Tab")
    tab_to(page, page.get_by_role("button", name="Remove: Russian rare earth output"))
    page.keyboard.press("Enter")
    assert has_focus(query)
    assert page.locator(".change-start").is_visible()
    assert complaints == []


def test_the_facts_told_are_those_of_python_but_for_the_readers_own(opened):
    opened.get_by_role("link", name="Russian rare earth output").click()
    set_number(opened, "ru.output", "6000")
    show_all(opened)
    opened.locator("summary", has_text="of whole tables").click()
    after = suppose({"ru.output": 6000})
    links = section(opened, "Facts that change").locator("a").evaluate_all("a => a.map((one) => one.hash.slice(1))")
    open_ones = section(opened, "Left open").locator("a").evaluate_all("a => a.map((one) => one.hash.slice(1))")
    unsure = opened.locator("details a").evaluate_all("a => a.map((one) => one.hash.slice(1))")
    told = set(links) | set(open_ones) | set(unsure)
    assert set(after.facts.index) - {OUTPUT, "ru.output"} <= told
    for item in section(opened, "Facts that change").all():
        key = item.locator("a").evaluate("a => a.hash.slice(1)")
        text = fact(key, after.ledger).text.replace(NBSP, " ")
        assert now(item) == text


def test_words_are_folded_and_keys_and_numbers_are_found(opened):
    query = opened.locator("#change-query")
    for words, name in (
        ("mountain PASS", "Mountain Pass"),
        ("ru-013", "reserves at about 3.8 million tonnes"),
        ("usgs.mine-output russia 2025 2600", "USGS mine output, Russia, 2025"),
        ("géological output world", "USGS mine output, World"),
        ("alloy ends", "Part of the alloy that ends in magnets"),
    ):
        query.fill(words)
        opened.get_by_role("option", name=re.compile(name)).first.wait_for()
    query.fill("no such number anywhere")
    assert "No number has all these words." in opened.locator(".change-found").inner_text()


def test_numbers_are_read_as_people_write_them(visit):
    page, _ = visit("change#ru.output=")
    for text in ("6000", "6,000", "6 000 t", "6e3", "0.006 million t", "  6000.50 ", "6 thousand", "6k"):
        set_number(page, "ru.output", "")
        set_number(page, "ru.output", text)
        after = suppose({"ru.output": 6000.5 if "50" in text else 6000})
        assert fact(SHARE, after.ledger).text.replace(NBSP, " ") in outcome(page), text


@pytest.mark.parametrize(
    ("key", "text", "reason", "number"),
    [
        ("ru.output", "-5", "−5 t can’t be: mine output REO is nought or more.", -5),
        ("gl.share-refining", "101", "101% can’t be: share refined is part of a whole.", 101),
        ("ru.output", "many", "“many” is no number.", math.nan),
        ("ru.output", "2,5", "Write a point before decimals and commas between thousands.", None),
        ("ru.output", "5 years", "Give it in t.", None),
        ("ru.output", "", "Give a number.", None),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(key, text, reason, number, visit):
    page, complaints = visit(f"change#{key}=")
    set_number(page, key, text)
    field = page.locator(f'[data-key="{key}"] input[type="text"]')
    fault = page.locator(f'[id="{field.get_attribute("aria-describedby")}"]')
    assert fault.inner_text().replace(NBSP, " ") == f"{reason} The book’s number stands."
    assert field.get_attribute("aria-invalid") == "true"
    assert "Nothing yet" in outcome(page)
    if number is not None:
        with pytest.raises(EvidenceError):
            suppose({key: number})
    set_number(page, key, "50")
    assert fault.inner_text() == ""
    assert "Nothing yet" not in outcome(page)
    assert complaints == []


def test_a_growth_may_be_negative_and_a_change_above_a_hundred(visit):
    page, _ = visit("change#ndfeb.demand-growth/world/2024/2040@2024=-3")
    assert page.locator(".change-fault").inner_text() == ""
    page, _ = visit("change#project.schedule-delay/world/2024@2025=150")
    assert page.locator(".change-fault:visible").count() == 0


def test_a_range_has_two_ends_and_a_rival_gives_its_number(visit):
    page, complaints = visit("change#assume.magnets-from-alloy=&ru.reserves=")
    low = page.get_by_label("Lower end for Part of the alloy")
    low.fill("0.5")
    assert "assume.magnets-from-alloy.low=0.5" in page.evaluate(
        "new Promise((done) => setTimeout(() => done(location.hash), 500))"
    )
    show_all(page)
    assert fact("model.lev-finished", suppose({"assume.magnets-from-alloy.low": 0.5}).ledger).text in outcome(page)
    page.get_by_label("Others say of Russian rare earth reserves").select_option("RU-052")
    assert page.locator('[data-key="ru.reserves"] input').input_value() == "28,500,000"
    after = suppose({"ru.reserves": "RU-052"})
    assert fact("model.ru-reserves-at-share-target", after.ledger).text.replace(NBSP, " ") in outcome(page)
    set_number(page, "ru.reserves", "5 million")
    assert page.get_by_label("Others say of Russian rare earth reserves").input_value() == ""
    assert complaints == []


def test_an_assumption_has_a_slider_over_its_range(visit, ledger):
    key = "assume.oxide-for-dysprosium"
    page, _ = visit(f"change#{key}=")
    slider = page.get_by_role("slider")
    row = ledger.assumptions.loc[key]
    assert [float(slider.get_attribute(name)) for name in ("min", "max")] == [row["low"], row["high"]]
    slider.press("End")
    assert page.locator(f'[data-key="{key}"] input[type="text"]').input_value() == "2"
    slider.press("Home")
    assert fact("model.xc-content-car", suppose({key: row["low"]}).ledger).text in outcome(page)


def test_what_needs_an_algorithm_is_named_with_the_line_that_computes_it(visit):
    page, _ = visit("change#gl.share-refining=60")
    line = page.locator(".change-outcome pre").inner_text()
    found = eval(line, {"suppose": suppose})
    assert fact("gl.share-refining", found.ledger).point == 60
    links = section(page, "Left open").locator("a").evaluate_all("a => a.map((one) => one.hash.slice(1))")
    algorithms = {key for key in dependents({"gl.share-refining"}, found.ledger) if key in RESULTS and RESULTS[key].by}
    assert algorithms & set(links)
    assert set(links) & RESULTS.keys() <= set(dependents({"gl.share-refining"}, found.ledger))


def test_a_judgement_that_falls_is_named_with_its_new_word(visit):
    page, _ = visit("change#assume.ru-chance-light=50")
    (item,) = section(page, "Judgements").all()
    row = suppose({"assume.ru-chance-light": 50}).judgements.iloc[0]
    assert row["statement"] in item.inner_text()
    assert now(item) == row["after"]


def test_a_figure_is_drawn_with_the_readers_numbers_and_follows_them(visit):
    page, complaints = visit("change#ru.output=6000")
    item = section(page, "Figures").filter(has=page.locator(f'a[href$="#{TARGETS}"]'))
    item.get_by_role("button", name="Draw it").click()
    texts = item.locator("svg text")
    item.locator("svg").wait_for()
    after = suppose({"ru.output": 6000})
    for key in (OUTPUT, SHARE):
        assert fact(key, after.ledger).text in texts.all_text_contents()
        assert fact(key).text not in texts.all_text_contents()
    set_number(page, "ru.output", "90,000")
    texts.filter(has_text="90,000").first.wait_for()
    assert "100" in texts.all_text_contents(), "the axis is as long as the longest mark"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    assert complaints == []


# The address.


def hash_of(page):
    """Return the fragment once what was typed has been written there."""
    page.wait_for_timeout(400)
    return page.evaluate("location.hash")


def test_the_address_holds_the_numbers_and_back_and_forward_go_through_the_steps(visit):
    page, complaints = visit("change")
    page.get_by_role("link", name="Russian rare earth output").click()
    set_number(page, "ru.output", "6000")
    assert hash_of(page) == "#ru.output=6000"
    begin(page)
    page.fill("#change-query", "alloy ends")
    page.get_by_role("option", name="Part of the alloy").click()
    page.get_by_label("Lower end").fill("0.5")
    assert hash_of(page) == "#ru.output=6000&assume.magnets-from-alloy.low=0.5"
    told = outcome(page)
    page.go_back()
    assert hash_of(page) == "#ru.output=6000"
    assert page.locator(".change-cards > li").count() == 1
    page.go_back()
    assert page.locator(".change-start").is_visible()
    page.go_forward()
    page.go_forward()
    page.locator(".change-cards > li").nth(1).wait_for()
    assert outcome(page) == told
    page.reload()
    page.locator(".change-cards > li").nth(1).wait_for()
    assert outcome(page) == told
    page.get_by_role("button", name="Reset to the book’s numbers").click()
    assert hash_of(page) == ""
    page.go_back()
    assert hash_of(page).startswith("#ru.output=6000&")
    assert outcome(page) == told
    assert complaints == []


def test_keys_of_the_record_are_readable_in_the_address(visit):
    page, _ = visit(f"change#{OUTPUT}=")
    set_number(page, OUTPUT, "5000")
    assert hash_of(page) == f"#{OUTPUT}=5000"


def test_the_address_can_be_copied(visit):
    page, _ = visit("change#ru.output=6000", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy a link to these numbers").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("change.html#ru.output=6000")


def test_an_address_that_asks_for_what_is_not_there_says_so(visit):
    page, complaints = visit(f"change#nothing=3&{SHARE}=5&ru.output=-1&ru.reserves=4e6")
    notice = page.locator(".change-notice").inner_text()
    assert notice == f"The address names what the book hasn’t, or what only follows: nothing, {SHARE}."
    assert f"−1{NBSP}t can’t be" in page.locator('[data-key="ru.output"]').inner_text()
    assert page.locator('[data-key="ru.reserves"] input').input_value() == "4,000,000"
    page, _ = visit("change#about=nothing")
    assert "only follows: nothing." in page.locator(".change-notice").inner_text()
    assert page.locator(".change-start").is_visible()
    assert complaints == []


def test_links_within_the_page_leave_the_numbers_alone(visit):
    page, _ = visit(BUSY)
    told = outcome(page)
    page.evaluate("location.hash = 'main'")
    page.wait_for_timeout(200)
    assert outcome(page) == told


def test_a_result_tells_what_it_rests_on(visit, ledger):
    key = "model.ru-growth-for-top-five"
    page, complaints = visit(f"change#about={key}")
    assert f"{RESULTS[key].label}: {fact(key).text}" in page.locator(".change-start h2").inner_text()
    keys = page.locator(".change-offers a").evaluate_all(
        "a => a.map((one) => decodeURIComponent(one.hash.slice(1, -1)))"
    )
    rests = {"ru.output", OUTPUT, whole_key("usgs.mine-output/thailand/2025@mcs-2026", ledger), "assume.growth-years"}
    assert set(keys) == rests
    page.locator(".change-offers a").first.click()
    assert page.locator(".change-cards > li").count() == 1
    assert complaints == []


def test_a_search_that_finds_a_result_tells_what_it_rests_on_and_keeps_the_readers_numbers(visit):
    page, _ = visit("change#ru.reserves=4000000")
    begin(page)
    page.fill("#change-query", "model.ru-growth-for-top-five")
    page.get_by_role("option", name="see what it rests on").first.click()
    assert hash_of(page) == "#ru.reserves=4000000&about=model.ru-growth-for-top-five"
    page.locator(".change-offers").get_by_role("link", name="Russian rare earth output").click()
    assert hash_of(page) == "#ru.reserves=4000000&ru.output="
    assert page.locator(".change-start").is_hidden()
    page.go_back()
    assert page.locator(".change-start h2").inner_text().startswith(RESULTS["model.ru-growth-for-top-five"].label)


def test_the_edition_may_be_left_out_where_there_is_one(visit):
    page, _ = visit("change#cbr.rub-per-cny/russia/2025-10-24=12")
    assert page.locator(".change-cards h3").inner_text().startswith("Bank of Russia rubles per yuan")
    page, _ = visit("change#usgs.us-import-reliance/united-states/2024=12")
    assert page.locator(".change-notice").is_visible()


# Cards of numbers lead here.


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("RU-013", "change.html#RU-013="),
        ("RU-023.low", "change.html#RU-023="),
        ("ru.output", "change.html#ru.output="),
        ("usgs.mine-output/russia/2025@mcs-2026", f"change.html#{OUTPUT}="),
        ("cbr.rub-per-cny/russia/2025-10-24", "change.html#cbr.rub-per-cny/russia/2025-10-24@2025-10-23="),
        ("assume.growth-years", "change.html#assume.growth-years="),
        (SHARE, f"change.html#about={SHARE}"),
        ("RU-057", ""),
        ("cn-2025-61.effective", ""),
        ("book.claims", ""),
        ("book.quantities", ""),
    ],
)
def test_what_can_be_changed_has_an_address_where(key, address):
    assert change_address(fact(key)) == address


@pytest.mark.parametrize(
    ("link", "lands"),
    [
        ("a.fact[href='ledger.html#RU-013']", '[data-key="RU-013"] input'),
        (f"a.fact[href='results.html#{SHARE}']", ".change-start h2:has-text('share of world mine output')"),
        ("a.comparison[href^='results.html']", ".change-start h2"),
    ],
)
def test_a_card_leads_to_the_change_by_keyboard(link, lands, visit):
    page, complaints = visit("russian_autonomy")
    number = page.locator(link).first
    number.focus()
    page.locator(".peek").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "Change this number"
    page.wait_for_timeout(400)
    assert page.locator(".peek").count() == 1, "it stays while a reader is in it"
    page.keyboard.press("Enter")
    page.locator(lands).first.wait_for()
    assert complaints == []


def test_escape_leads_from_a_card_back_to_its_number(visit):
    page, _ = visit("russian_autonomy")
    number = page.locator("a.fact[href='ledger.html#RU-013']").first
    number.focus()
    page.locator(".peek").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert has_focus(number)
    page.wait_for_timeout(300)
    assert page.locator(".peek").count() == 0


def test_a_tap_on_a_card_leads_to_the_change(visit):
    page, _ = visit("russian_autonomy", width=360, has_touch=True)
    page.locator("a.fact[href='ledger.html#RU-013']").first.tap()
    change = page.locator(".peek").get_by_role("link", name="Change this number")
    assert change.bounding_box()["height"] >= 44
    change.tap()
    page.locator('[data-key="RU-013"] input').wait_for()


# How it stands.


@pytest.mark.parametrize(("width", "fragment"), in_turn(WIDTHS, ("",), (BUSY.partition("#")[2],)))
def test_nothing_is_wider_than_the_page_and_nothing_moves(width, fragment, visit):
    page, complaints = visit("explorer", width=width)
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value; })
            .observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(page.url.replace("explorer.html", f"change.html#{fragment}"))
    page.wait_for_timeout(800)
    assert page.evaluate("moved") == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".change-cards > li").count() == (2 if fragment else 0)
    assert complaints == []


def test_a_finger_finds_every_control(visit):
    page, _ = visit(f"{BUSY}&assume.oxide-for-dysprosium=1.9&RU-013=", width=360, has_touch=True)
    page.locator("#change-query").tap()
    page.locator("#change-query").fill("output")
    page.get_by_role("option").first.wait_for()
    controls = page.locator(".change :is(button, input, select, [role=option]):visible")
    assert controls.count() > 20
    for control in controls.all():
        assert control.bounding_box()["height"] >= 44, control.inner_text()
    page, _ = visit("change", width=360, has_touch=True)
    assert all(link.bounding_box()["height"] >= 44 for link in page.locator(".change-offers a").all())


@pytest.mark.parametrize(("theme", "width"), [("light", 360), pytest.param("dark", 1280, marks=pytest.mark.whole)])
def test_axe_finds_nothing_while_it_is_in_use(theme, width, visit):
    page, _ = visit(f"{BUSY}&ru.reserves=-4", theme, width, bypass_csp=True)
    page.get_by_role("button", name="Draw it").first.click()
    page.locator(".change-figure svg").wait_for()
    page.fill("#change-query", "output")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


def test_a_screen_reader_hears_the_outcome_once_the_reader_pauses(visit):
    page, _ = visit("change#ru.output=")
    page.wait_for_timeout(900)
    page.evaluate(
        """() => {
            window.heard = [];
            const status = document.querySelector(".change [role=status]");
            new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    field = page.locator('[data-key="ru.output"] input')
    field.fill("")
    field.press_sequentially("6000", delay=60)
    page.wait_for_timeout(1000)
    assert page.evaluate("heard") == [page.locator(".change-summary").inner_text()]


SPENT = ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
# Machines differ, and one is slower from hour to hour: what the same machine takes to count is the measure. Where an
# answer may take a tenth of a second, counting takes 30 ms, both slowed four times.
COUNTING, LONGEST = 0.03, 0.1
COUNT = """() => {
    const seen = new Map();
    const count = () => {
        for (let i = 0; i < 300000; i++) seen.set(i % 997, (seen.get(i % 997) ?? 0) + (i % 7));
    };
    document.addEventListener("count", count, { once: true });
    document.dispatchEvent(new Event("count"));
}"""


def test_the_first_answer_comes_within_a_tenth_of_a_second_on_a_slow_machine(visit):
    parts = []
    # The best of them: what else the machine does only adds.
    while len(parts) < 12 and min(parts, default=math.inf) > LONGEST / COUNTING:
        page, _ = visit("change#ru.output=")
        page.locator(".change-cards input").wait_for()
        session = page.context.new_cdp_session(page)
        # The time of the page's own thread: others may use the machine meanwhile.
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})

        def ticks(session=session):
            metrics = session.send("Performance.getMetrics")["metrics"]
            return sum(metric["value"] for metric in metrics if metric["name"] in SPENT)

        def take(script, page=page, ticks=ticks):
            page.wait_for_timeout(200)
            begun = ticks()
            page.evaluate(script)
            page.wait_for_timeout(100)
            return ticks() - begun

        counted = take(COUNT)
        spent = take(
            """() => {
                const field = document.querySelector(".change-cards input");
                field.value = "6000";
                field.dispatchEvent(new Event("input"));
                document.body.getBoundingClientRect();
            }"""
        )
        assert "facts change" in outcome(page)
        parts.append(spent / counted)
    assert 0 < min(parts) <= LONGEST / COUNTING, parts


def test_without_scripts_it_says_what_tells_the_same(browser, book):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((book / "book" / "change.html").resolve().as_uri())
    assert "This page needs JavaScript" in page.locator(".change").inner_text()
    assert page.locator(".change :is(input, button):visible").count() == 0
    context.close()
