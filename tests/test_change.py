"""The page that changes a number gives the same numbers and texts as suppose(), by keyboard, by touch and by its address."""

import json
import math
import random
import re

import browsing
import pytest
from browsing import MOVED, NEEDS_CHROMIUM, axe_faults, has_focus, is_within_width
from conftest import cases

from _ext.change import DATA, change_address
from evidence.errors import EvidenceError
from evidence.facts import fact
from evidence.facts.supposition import NO_ANSWER, UNBOUNDED, dependents, suppose, whole_key
from evidence.ledger.quantities import NBSP, format_quantity, round_significant
from evidence.results import RESULTS, Definition

pytestmark = NEEDS_CHROMIUM
open_page = browsing.open_page
OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"
SHARE = "model.ru-share-of-world-output"
GROWTH = "model.ru-growth-for-top-five"
TARGETS = "fig-ru-targets"
# What a reader holds of Russian output, and of the alloy that ends in magnets.
BUSY = "ru.output=6000&assume.magnets-from-alloy.low=0.5"


def begin(page):
    """Reach for the search, as a reader does who begins, and wait for the data."""
    page.locator("#change-query").focus()
    page.wait_for_function("() => { try { return evidenceChange.print('ru.output') } catch { return false } }")


def go(page, address):
    """Follow an address within the page."""
    page.evaluate("to => new Promise((done) => { location.hash = to; setTimeout(done, 50); })", address)


def hash_of(page):
    """Return the fragment once what was typed has been written there."""
    page.wait_for_timeout(400)
    return page.evaluate("location.hash")


def outcome(page):
    return page.locator(".change-outcome").inner_text()


def section(page, title):
    """Return the items of a section of what changes, by the beginning of its heading."""
    return page.locator(".change-outcome h3", has_text=title).locator("xpath=following-sibling::ul[1]/li")


def keys_of(links):
    return set(links.evaluate_all("a => a.map((one) => decodeURIComponent(one.hash.slice(1)).replace(/=$/, ''))"))


def show_all(page):
    while (more := page.get_by_role("button", name=re.compile("Show all"))).count():
        more.first.click()


def field_of(page, key):
    return page.locator(f'[data-key="{key}"] input[type="text"]').first


def supposed(key, **changes):
    """Return what the page prints of a fact if others, whose keys have a point for each underscore, were other numbers."""
    after = suppose({name.replace("_", "."): number for name, number in changes.items()})
    return fact(key, after.ledger).text.replace(NBSP, " ")


def search(page, words, name):
    page.fill("#change-query", words)
    option = page.get_by_role("option", name=re.compile(name)).first
    option.wait_for()
    return option


@pytest.fixture(scope="module")
def data(book):
    script = (book / DATA).read_text(encoding="utf-8")
    return json.loads(re.fullmatch(r"evidenceChange\.define\((.*)\);\n", script, re.DOTALL)[1])


# The same numbers as Python.


def draw_changes(ledger, number):
    """Draw numbers to change, one at a time: two of three from those that anything rests on."""
    found = [fact(key, ledger) for key in (*ledger.claims.index, *ledger.observations.index, *ledger.assumptions.index)]
    known = [each for each in found if each.is_number and each.unit not in ("", "date")]
    alone = len(dependents((), ledger)) + 1
    used = [each for each in known if len(dependents({each.key}, ledger)) > alone]
    draw = random.Random(2026)
    for turn in range(number):
        one, factor = draw.choice(used if turn % 3 else known), draw.uniform(0.2, 3)
        ends = {".low": one.low, ".high": one.high} if one.ranges and math.isnan(one.value) else {"": one.point}
        most = 100 if one.unit == "%" and one.basis not in UNBOUNDED else math.inf
        yield {f"{one.key}{end}": min(most, factor * own) for end, own in ends.items()}


ASK = """([data, asked]) => asked.map(([change, given]) => {
    for (const [key, is] of Object.entries(given)) data.results[key].is = is;
    evidenceChange.define(data);
    const { facts, sentences, judgements } = evidenceChange.suppose(change);
    const told = (key, { value = null, low = null, high = null }) => [value, low, high, evidenceChange.print(key, facts[key])];
    return {
        facts: Object.fromEntries(Object.entries(facts).map(([key, found]) => [key, told(key, found)])),
        words: sentences.flatMap(({ page, text, comparisons }) => comparisons.map(({ words }) => [page, words, text])),
        judgements: judgements.map(({ name, now }) => [name, now]),
    };
})"""


def as_python_has_it(key, ledger):
    try:
        found = fact(key, ledger)
    except NO_ANSWER:
        return [None, None, None, "no answer"]
    return [*(None if math.isnan(one) else one for one in (found.value, found.low, found.high)), found.text]


def is_alike(told, expected):
    """Compare texts, and numbers to nine digits."""
    pairs = [*zip(told, expected, strict=True)]
    return all(one == other or (None not in (one, other) and math.isclose(one, other)) for one, other in pairs)


def test_random_changes_give_the_numbers_texts_sentences_and_judgements_of_python(
    open_page, data, ledger, monkeypatch, request
):
    # The browser computes no algorithm and counts no rows: it is given the counts. What an algorithm computes stays as it
    # is on both sides, or Python would take an hour.
    book = {key: fact(key, ledger) for key, result in data["results"].items() if "is" not in result}
    fixed = {key: [each.low, each.high] if each.ranges else [each.value] for key, each in book.items()}
    numbers = {key: tuple(ends) if len(ends) > 1 else ends[0] for key, ends in fixed.items()}
    monkeypatch.setattr(Definition, "algorithm", property(lambda definition: lambda **_: numbers[definition.key]))
    changes = [*draw_changes(ledger, 500 if request.config.getoption("--whole") else 60)]
    outcomes = [suppose(change, ledger) for change in changes]
    counts = [{key: [fact(key, found.ledger).value] for key in data["facts"]["book"]} for found in outcomes]
    page = open_page("change")
    begin(page)
    given = [[change, fixed | counted] for change, counted in zip(changes, counts, strict=True)]
    sizes = []
    for change, found, answer in zip(changes, outcomes, page.evaluate(ASK, [data, given]), strict=True):
        facts, parts = answer["facts"], [{tuple(each) for each in answer[part]} for part in ("words", "judgements")]
        assert set(found.facts.index) <= facts.keys(), change
        unlike = [key for key, told in facts.items() if not is_alike(told, as_python_has_it(key, found.ledger))]
        assert unlike == [], change
        words = {(row.page, row.words, row.sentence) for row in found.comparisons.itertuples()}
        assert parts == [words, {(row.statement, row.after) for row in found.judgements.itertuples()}], change
        sizes.append((len(facts), len(words), len(parts[1])))
    compared, broken, flipped = (sum(size) / len(changes) for size in zip(*sizes, strict=True))
    assert compared > 3
    assert broken > 0.1
    assert flipped > 0.01


HALVES = [0.125, 0.375, 2.5, 12.5, 13.5, 0.5, 1.5, 25, 35, 1250, 1350, 2.675, 1.005, 0.00005, 0.00015, 99.5, 999.5]
SIZES = [0, 1e5, 1e6, 2.345e6, 999999.99999, 1e9, 1.005e12, 1e13, 1e21, 1.5e22]


def test_numbers_are_printed_rounded_and_scaled_as_python_does(open_page, data):
    page = open_page("change")
    begin(page)
    keys = [key for facts in data["facts"].values() for key in facts]
    printed = page.evaluate("(keys) => keys.map((key) => evidenceChange.print(key))", keys)
    assert printed == [fact(key).text for key in keys]
    draw = random.Random(7)
    numbers = [*HALVES, *SIZES, *(draw.choice([1, 10, 1e4, 1e8]) * draw.randint(1, 4000) / 8 for _ in range(400))]
    numbers += [-number for number in numbers]
    write = "([key, numbers]) => numbers.map((value) => evidenceChange.print(key, { value }))"
    for key in (SHARE, "model.gl-agreeing-share", OUTPUT, "ru.investment-rub", "ru.reserves-rank"):
        unit, digits = fact(key).unit, RESULTS[key].digits if key in RESULTS else 0
        qualifier = "over" if key == "ru.investment-rub" else ""
        rounded = [round_significant(number, digits) if digits else number for number in numbers]
        written = [format_quantity(number, unit, qualifier=qualifier) for number in rounded]
        assert page.evaluate(write, [key, numbers]) == written, key
    impossible = "model.ru-reserves-at-share-target"
    assert page.evaluate("evidenceChange.suppose({ 'ru.market-share-target': 0 }).facts")[impossible] == {"none": True}
    assert suppose({"ru.market-share-target": 0}).facts.at[impossible, "after"].startswith("no answer")


# What a reader does.


def tab_to(page, locator, key="Tab"):
    for _ in range(80):
        if has_focus(locator):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{locator} isn't reached")


def test_a_number_is_found_changed_and_taken_out_by_keyboard_alone(open_page):
    page = open_page("change", width=360)
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
    assert supposed(GROWTH, ru_output=6000) in outcome(page)
    assert "and has been flat since 2020" in outcome(page)
    assert is_within_width(page)
    tab_to(page, page.get_by_role("button", name=re.compile("Show all")).first)
    page.keyboard.press("Enter")
    assert has_focus(section(page, "Facts that change").nth(5).locator("a"))
    tab_to(page, query, "Shift+Tab")
    tab_to(page, page.get_by_role("button", name="Remove: Russian rare earth output"))
    page.keyboard.press("Enter")
    assert has_focus(query)
    assert page.locator(".change-start").is_visible()


def test_what_changes_is_told_as_python_has_it_and_drawn_with_the_readers_numbers(open_page, book):
    # The data load when a reader begins, the library of charts when one is drawn.
    assert (book / DATA).stat().st_size < 700_000
    page, loaded = open_page("change"), []
    page.on("request", lambda one: loaded.append(one.url.rpartition("/")[2]) if one.url.endswith(".js") else None)
    page.wait_for_timeout(500)
    assert loaded == []
    page.get_by_role("link", name="Russian rare earth output").click()
    field_of(page, "ru.output").fill("6000")
    after = suppose({"ru.output": 6000})
    section(page, "Figures").first.wait_for()
    assert loaded == ["change-data.js"]
    item = section(page, "Figures").filter(has=page.locator(f'a[href$="#{TARGETS}"]'))
    item.get_by_role("button", name="Draw it").click()
    texts = item.locator("svg text")
    item.locator("svg").wait_for()
    for key in (OUTPUT, SHARE):
        assert fact(key, after.ledger).text in texts.all_text_contents()
        assert fact(key).text not in texts.all_text_contents()
    show_all(page)
    page.locator("summary", has_text="of whole tables").click()
    moved = section(page, "Facts that change")
    told = [keys_of(part.locator("a")) for part in (moved, section(page, "Left open"), page.locator("details"))]
    assert {fact(key).anchor for key in after.facts.index} - {OUTPUT, "ru.output"} <= set.union(*told)
    for link, now in zip(moved.locator("a").all(), moved.locator(".change-after").all(), strict=True):
        text = supposed(link.get_attribute("href").partition("#")[2], ru_output=6000)
        assert now.text_content() == f"would be {text}"
    field_of(page, "ru.output").fill("90,000")
    texts.filter(has_text="90,000").first.wait_for()
    assert "100" in texts.all_text_contents(), "the axis is as long as the longest mark"
    assert is_within_width(page)
    go(page, "assume.ru-chance-light=50")
    (judgement,) = section(page, "Judgements").all()
    row = suppose({"assume.ru-chance-light": 50}).judgements.iloc[0]
    assert row["statement"] in judgement.inner_text()
    assert judgement.locator(".change-after").text_content() == f"would be {row['after']}"
    # What needs an algorithm is named, with the line that computes it.
    go(page, "gl.share-refining=60")
    found = eval(page.locator(".change-outcome pre").inner_text(), {"suppose": suppose})
    assert fact("gl.share-refining", found.ledger).point == 60
    rest = {key for key in dependents({"gl.share-refining"}, found.ledger) if key in RESULTS}
    left = keys_of(section(page, "Left open").locator("a"))
    assert left & {key for key in rest if RESULTS[key].by}
    assert left & RESULTS.keys() <= rest


def test_words_are_folded_and_keys_and_numbers_are_found(open_page, ledger):
    page = open_page("change")
    begin(page)
    for words, name in cases("change", "words find numbers"):
        search(page, words, name)
    page.fill("#change-query", "no such number anywhere")
    assert "No number has all these words." in page.locator(".change-found").inner_text()
    # A result tells what it rests on, and the reader's numbers stay.
    go(page, "ru.reserves=4000000")
    search(page, GROWTH, "see what it rests on").click()
    assert hash_of(page) == f"#ru.reserves=4000000&about={GROWTH}"
    assert page.locator(".change-start h2").inner_text() == f"{RESULTS[GROWTH].label}: {fact(GROWTH).text}"
    thailand = whole_key("usgs.mine-output/thailand/2025@mcs-2026", ledger)
    assert keys_of(page.locator(".change-offers a")) == {"ru.output", OUTPUT, thailand, "assume.growth-years"}
    page.locator(".change-offers").get_by_role("link", name="Russian rare earth output").click()
    assert hash_of(page) == "#ru.reserves=4000000&ru.output="
    assert page.locator(".change-start").is_hidden()
    page.go_back()
    assert page.locator(".change-start h2").inner_text().startswith(RESULTS[GROWTH].label)


def test_what_is_typed_is_read_as_people_write_it_or_refused_with_the_reason(open_page):
    page = open_page("change#ru.output=&gl.share-refining=")
    for text, number in cases("change", "numbers are read"):
        field_of(page, "ru.output").fill("")
        field_of(page, "ru.output").fill(text)
        assert supposed(SHARE, ru_output=number) in outcome(page), text
    field_of(page, "ru.output").fill("")
    for key, text, reason, number in cases("change", "numbers are refused"):
        field = field_of(page, key)
        field.fill(text)
        fault = page.locator(f'[id="{field.get_attribute("aria-describedby")}"]')
        assert fault.inner_text().replace(NBSP, " ") == f"{reason} The book’s number stands."
        assert field.get_attribute("aria-invalid") == "true"
        assert "Nothing yet" in outcome(page)
        if number is not None:
            with pytest.raises(EvidenceError):
                suppose({key: number})
        field.fill("50")
        assert fault.inner_text() == ""
        assert "Nothing yet" not in outcome(page)
        field.fill("")


def test_a_range_has_two_ends_a_rival_gives_its_number_and_an_assumption_has_a_slider(open_page, ledger):
    oxide = "assume.oxide-for-dysprosium"
    page = open_page(f"change#assume.magnets-from-alloy=&ru.reserves=&{oxide}=")
    page.get_by_label("Lower end for Part of the alloy").fill("0.5")
    assert "assume.magnets-from-alloy.low=0.5" in hash_of(page)
    show_all(page)
    finished = suppose({"assume.magnets-from-alloy.low": 0.5}).ledger
    assert fact("model.lev-finished", finished).text in outcome(page)
    others = page.get_by_label("Others say of Russian rare earth reserves")
    others.select_option("RU-052")
    assert field_of(page, "ru.reserves").input_value() == "28,500,000"
    assert supposed("model.ru-reserves-at-share-target", ru_reserves="RU-052") in outcome(page)
    field_of(page, "ru.reserves").fill("5 million")
    assert others.input_value() == ""
    slider = page.locator(f'[data-key="{oxide}"]').get_by_role("slider")
    low, high = ledger.assumptions.loc[oxide, ["low", "high"]]
    assert [float(slider.get_attribute(name)) for name in ("min", "max")] == [low, high]
    slider.press("End")
    assert field_of(page, oxide).input_value() == "2"
    slider.press("Home")
    assert fact("model.xc-content-car", suppose({oxide: low}).ledger).text in outcome(page)


def test_the_address_holds_the_numbers_and_back_and_forward_go_through_the_steps(open_page):
    page = open_page("change", permissions=["clipboard-read", "clipboard-write"])
    begin(page)
    page.get_by_role("link", name="Russian rare earth output").click()
    field_of(page, "ru.output").fill("6000")
    assert hash_of(page) == "#ru.output=6000"
    search(page, "alloy ends", "Part of the alloy").click()
    page.get_by_label("Lower end").fill("0.5")
    assert hash_of(page) == f"#{BUSY}"
    told = outcome(page)
    page.get_by_role("button", name="Copy a link to these numbers").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(f"change.html#{BUSY}")
    go(page, "main")
    assert outcome(page) == told, "links within the page leave the numbers alone"
    page.go_back()
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
    assert hash_of(page) == f"#{BUSY}"
    assert outcome(page) == told
    # Keys of the record stay readable.
    go(page, f"{OUTPUT}=")
    field_of(page, OUTPUT).fill("5000")
    assert hash_of(page) == f"#{OUTPUT}=5000"


def test_an_address_opens_what_the_book_has_and_names_what_it_has_not(open_page):
    page = open_page("change")
    begin(page)
    for address, numbers, missing, fault in cases("change", "addresses"):
        go(page, address)
        assert page.locator(".change-cards > li").count() == numbers, address
        notice = f"The address names what the book hasn’t, or what only follows: {missing}." if missing else ""
        assert page.locator(".change-notice").text_content() == notice
        assert "".join(page.locator(".change-fault").all_inner_texts()).replace(NBSP, " ") == fault
        assert page.locator(".change-start").is_visible() == (numbers == 0)
    assert field_of(page, "ru.reserves").input_value() == "4,000,000"


def test_what_can_be_changed_has_an_address_where():
    table = dict(cases("change", "facts lead to the page"))
    assert {key: change_address(fact(key)) for key in table} == table


# How it stands.


def test_nothing_is_wider_than_the_page_and_nothing_moves(open_page):
    page = open_page("explorer")
    address = page.url.replace("explorer", "change")
    for width in (1440, 1280, 768, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for fragment, numbers in (("", 0), (f"#{BUSY}", 2)):
            page.goto("about:blank")
            page.goto(address + fragment)
            page.wait_for_function("n => document.querySelectorAll('.change-cards > li').length === n", arg=numbers)
            assert (width, fragment, page.evaluate(MOVED)) == (width, fragment, 0)
            assert is_within_width(page)


def test_a_finger_finds_every_control_and_axe_finds_nothing_while_it_is_in_use(open_page):
    page = open_page("change", width=360, has_touch=True)
    begin(page)
    assert all(link.bounding_box()["height"] >= 44 for link in page.locator(".change-offers a").all())
    go(page, f"{BUSY}&assume.oxide-for-dysprosium=1.9&RU-013=&ru.reserves=-4")
    page.get_by_role("button", name="Draw it").first.tap()
    page.locator(".change-figure svg").wait_for()
    page.locator("#change-query").tap()
    search(page, "output", "")
    controls = page.locator(".change :is(button, input, select, [role=option]):visible")
    assert controls.count() > 20
    for control in controls.all():
        assert control.bounding_box()["height"] >= 44, control.inner_text()
    page.keyboard.press("ArrowDown")
    for theme in ("light", "dark"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        assert axe_faults(page) == []


def test_a_screen_reader_hears_the_outcome_once_the_reader_pauses(open_page):
    page = open_page("change#ru.output=")
    page.wait_for_timeout(900)
    page.evaluate(
        """() => {
            window.heard = [];
            const status = document.querySelector(".change [role=status]");
            new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true });
        }"""
    )
    field = field_of(page, "ru.output")
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
ANSWER = """() => {
    const field = document.querySelector(".change-cards input");
    field.value = "6000";
    field.dispatchEvent(new Event("input"));
    document.body.getBoundingClientRect();
}"""


def spent(page, session, script):
    """Return the seconds of the page's own thread that a script takes: others may use the machine meanwhile."""

    def ticks():
        page.wait_for_timeout(150)
        metrics = session.send("Performance.getMetrics")["metrics"]
        return sum(metric["value"] for metric in metrics if metric["name"] in SPENT)

    begun = ticks()
    page.evaluate(script)
    return ticks() - begun


def test_the_first_answer_comes_within_a_tenth_of_a_second_on_a_slow_machine(open_page):
    parts = []
    # The best of them: what else the machine does only adds.
    while len(parts) < 12 and min(parts, default=math.inf) > LONGEST / COUNTING:
        page = open_page("change#ru.output=")
        page.locator(".change-cards input").wait_for()
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        counted, answered = (spent(page, session, script) for script in (COUNT, ANSWER))
        assert "facts change" in outcome(page)
        parts.append(answered / counted)
    assert 0 < min(parts) <= LONGEST / COUNTING, parts


def test_without_scripts_it_says_what_tells_the_same(open_page):
    page = open_page("change", java_script_enabled=False)
    assert "This page needs JavaScript" in page.locator(".change").inner_text()
    assert page.locator(".change :is(input, button):visible").count() == 0
