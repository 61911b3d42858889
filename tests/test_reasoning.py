"""The points of a critical reading of edition 2026.2, each answered in a model or in words."""

import re

from conftest import each_of

from evidence.facts import fact
from evidence.facts.binding import find_bindings
from evidence.facts.registry import split_bound
from evidence.facts.sensitivity import roots
from evidence.facts.supposition import set_number
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS


def chapter(page):
    return prose(read_notebook(BOOK / page))


def bound(*pages):
    """Return what each of these pages binds; an end of a range is bound like the range."""
    texts = [chapter(page) if page.endswith(".ipynb") else (BOOK / page).read_text(encoding="utf-8") for page in pages]
    targets = [[key for one in find_bindings(text) for key in re.split("[<>=~,]+", one.target)] for text in texts]
    return set.intersection(*({split_bound(key)[0] for key in keys} for keys in targets))


def test_announced_plants_slip_in_the_draws_of_leverage_as_in_the_chapter_on_the_united_states(ledger):
    slips = {"assume.works-late", "assume.works-never", "assume.works-fill-steps", "assume.magnet-ramp-1"}
    for key in ("model.lev-draws-half-metal", "model.lev-range-all-metal", "model.us-magnets-chance-2031"):
        assert slips <= set(RESULTS[key].inputs)
    sooner = set_number("assume.works-late", 2, ledger)
    assert fact("model.lev-tonnes-delivered-2030", sooner) > fact("model.lev-tonnes-delivered-2030")
    assert fact("model.lev-range-all-metal.high").point < fact("model.lev-keep-all-metal").point


def test_months_of_an_alarm_are_no_independent_witnesses(ledger):
    assert fact("model.out-signal-2").point < 80
    apart = set_number("assume.false-alarm-again", fact("model.out-false-alarm").point, ledger)
    apart = set_number("assume.alarm-again", fact("model.out-hit").point, apart)
    assert fact("model.out-signal-2", apart).point > 80, "independent months would say more than is known"
    assert "flatters it" in chapter("outlook.ipynb"), "that the mark was fitted is said"


def test_truces_count_with_and_without_the_breach_of_october(ledger):
    lapse = fact("model.out-truce-lapse")
    without = set_number("assume.truces-broken", 0, ledger)
    assert fact("model.out-truce-lapse.high", without).point == lapse.low
    assert lapse.low < fact("model.out-return-2027").point < lapse.high


@each_of("page", ["us_dependence.ipynb", "index.md"])
def test_growing_demand_stands_beside_flat_demand(page):
    keys = bound(page)
    flat = re.compile(r"model\.us-(magnets|heavy)-(chance-(?:2031|2033))")
    assert {flat.sub(r"model.us-\1-growing-\2", key) for key in keys if flat.fullmatch(key)} <= keys


def test_a_magnet_plant_fills_more_slowly_than_a_mine():
    assert fact("model.us-magnets-chance-2031") < fact("model.us-magnets-2031-mine-ramp")
    assert fact("assume.magnet-ramp-1") < fact("model.works-ramp-1").point
    assert "model.us-magnets-2031-mine-ramp" in bound("us_dependence.ipynb")


def test_allies_count_in_the_ceiling_of_europe(ledger):
    key = "model.eu-ceiling-chance-steady-2035"
    none = set_number("assume.eu-part-of-allied-plants", 0, ledger)
    assert fact(key, none) < fact(key)
    assert fact("model.eu-ceiling-chance-by-allies").ranges
    assert "model.eu-ceiling-chance-by-allies" in bound("eu_response.ipynb", "index.md")


def test_what_is_kept_without_one_stage_has_a_range():
    ranges = {"model.lev-range-separate", "model.lev-range-metal"}
    assert all(fact(key).low < 100 for key in ranges)
    assert ranges <= bound("leverage.ipynb", "index.md")


def test_a_normal_that_grows_a_dear_oxide_a_start_from_none_and_the_undecided_are_told():
    assert fact("model.xc-magnet-made-up-grown") < fact("model.xc-magnet-made-up-march-2026.low").point
    told = {"model.xc-magnet-made-up-grown", "model.xc-content-car-at-asks", "model.us-tonnes-added"}
    assert told <= bound("index.md")
    assert "model.gl-misled-share" in bound("disagreements.ipynb")
    assert fact("KJ-08.word").text == "very unlikely"


def test_chapters_share_what_they_assume_of_growth():
    forecast = "ndfeb.demand-growth/world/2024/2040@2024"
    assert [key for key, definition in RESULTS.items() if forecast in definition.inputs] == []
    users = {definition.chapter for definition in RESULTS.values() if "assume.demand-growth" in definition.inputs}
    assert users >= {"us_dependence", "eu_response", "export_controls", "russian_autonomy"}


def test_every_judgement_hangs_on_numbers_and_has_another_reading_with_one(ledger):
    # That it has conditions, a confidence with its reason, a test and an earlier word, the schema of the table holds.
    told = ledger.judgements["other_reading"] != ""
    assert set(told.index[~told]) <= {"KJ-19", "KJ-20"}
    assert (ledger.judgements.loc[told, "other_number"] != "").all()
    assert sum(bool(roots(key, ledger)) for key in told.index) > 15


def test_pages_print_no_word_of_a_judgement_by_hand(ledger):
    """A word of the yardstick in bold type or after "We judge" is bound to its judgement."""
    for path in chapter_paths():
        assert not re.search(r"We judge it (almost|very|un|roughly|likely)", chapter(path.name)), path.name
    index = (BOOK / "index.md").read_text(encoding="utf-8")
    bound_first = re.findall(r"^\d+\. \*\*\[[^\]]+\]\(#(KJ-\d\d)\.statement\)\*\*", index, re.MULTILINE)
    assert bound_first == list(ledger.judgements.index[:10])
