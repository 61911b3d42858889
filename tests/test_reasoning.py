"""The points of a critical reading of edition 2026.2, each answered in a model or in words."""

import re
from itertools import chain

from conftest import each_of

from evidence.facts import fact
from evidence.facts.binding import find_bindings
from evidence.facts.judgements import conditions
from evidence.facts.registry import split_bound
from evidence.facts.sensitivity import roots
from evidence.facts.supposition import set_number
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.paths import BOOK
from evidence.results import RESULTS


def bound(page):
    path = BOOK / page
    text = prose(read_notebook(path)) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
    # An end of a range is bound like the range.
    keys = chain.from_iterable(re.split("[<>=~,]+", found.target) for found in find_bindings(text))
    return {split_bound(key)[0] for key in keys}


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
    assert "flatters it" in prose(read_notebook(BOOK / "outlook.ipynb")), "that the mark was fitted is said"


def test_truces_count_with_and_without_the_breach_of_october(ledger):
    lapse = fact("model.out-truce-lapse")
    assert lapse.low < lapse.high
    without = set_number("assume.truces-broken", 0, ledger)
    assert fact("model.out-truce-lapse.high", without).point == fact("model.out-truce-lapse.low").point
    assert (
        fact("model.out-truce-lapse.low").point
        < fact("model.out-return-2027").point
        < fact("model.out-truce-lapse.high").point
    )


@each_of("page", ["us_dependence.ipynb", "index.md"])
def test_growing_demand_stands_beside_flat_demand(page):
    keys = bound(page)
    for key in keys:
        if match := re.fullmatch(r"model\.us-(magnets|heavy)-chance-(2031|2033)", key):
            assert f"model.us-{match[1]}-growing-chance-{match[2]}" in keys, (page, key)


def test_a_magnet_plant_fills_more_slowly_than_a_mine():
    assert fact("model.us-magnets-chance-2031") < fact("model.us-magnets-2031-mine-ramp")
    assert fact("assume.magnet-ramp-1") < fact("model.works-ramp-1").point
    assert "model.us-magnets-2031-mine-ramp" in bound("us_dependence.ipynb")


def test_allies_count_in_the_ceiling_of_europe(ledger):
    key = "model.eu-ceiling-chance-steady-2035"
    none = set_number("assume.eu-part-of-allied-plants", 0, ledger)
    assert fact(key, none) < fact(key)
    assert fact("model.eu-ceiling-chance-by-allies").ranges
    assert "model.eu-ceiling-chance-by-allies" in bound("eu_response.ipynb") & bound("index.md")


def test_what_is_kept_without_one_stage_has_a_range():
    for stage in ("separate", "metal"):
        assert fact(f"model.lev-range-{stage}").low < 100
        assert f"model.lev-range-{stage}" in bound("leverage.ipynb") & bound("index.md")


def test_a_normal_that_grows_a_dear_oxide_a_start_from_none_and_the_undecided_are_told():
    assert fact("model.xc-magnet-made-up-grown") < fact("model.xc-magnet-made-up-march-2026.low").point
    assert {"model.xc-magnet-made-up-grown", "model.xc-content-car-at-asks", "model.us-tonnes-added"} <= bound(
        "index.md"
    )
    assert "model.gl-misled-share" in bound("disagreements.ipynb")
    assert fact("KJ-08.word").text == "very unlikely"


def test_chapters_share_what_they_assume_of_growth():
    forecast = "ndfeb.demand-growth/world/2024/2040@2024"
    assert [key for key, definition in RESULTS.items() if forecast in definition.inputs] == []
    users = {definition.chapter for definition in RESULTS.values() if "assume.demand-growth" in definition.inputs}
    assert users >= {"us_dependence", "eu_response", "export_controls", "russian_autonomy"}


def test_every_judgement_has_a_confidence_with_its_reason_a_test_and_another_reading(ledger):
    table = ledger.judgements
    assert (table[["confidence", "confidence_reason", "test", "previous"]] != "").all(axis=None)
    told = table.index[table["other_reading"] != ""]
    assert set(table.index) - set(told) <= {"KJ-19", "KJ-20"}
    assert (table.loc[told, "other_number"] != "").all()


def test_pages_print_no_word_of_a_judgement_by_hand(ledger):
    """A word of the yardstick in bold type or after "We judge" is bound to its judgement."""
    for path in chapter_paths():
        text = prose(read_notebook(path))
        assert not re.search(r"We judge it (almost|very|un|roughly|likely)", text), path.name
    index = (BOOK / "index.md").read_text(encoding="utf-8")
    assert re.findall(r"^\d+\. \*\*\[[^\]]+\]\(#(KJ-\d\d)\.statement\)\*\*", index, re.MULTILINE) == list(
        ledger.judgements.index[:10]
    )


def test_judgements_name_the_assumptions_they_hang_on(ledger):
    with_numbers = [key for key in ledger.judgements.index if roots(key, ledger)]
    assert len(with_numbers) > 15
    assert all(conditions(key, ledger) for key in ledger.judgements.index)
