"""suppose(): what follows from other numbers, exactly that, refused where it can't be, and nothing left behind."""

import gc
import time
import weakref

import pytest
from conftest import each_of

from evidence.errors import EvidenceError
from evidence.facts import fact, known_keys
from evidence.facts.supposition import dependents, rivals, suppose
from evidence.results import RESULTS

OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"
YEARS = "model.ru-reserves-at-share-target"


def test_facts_show_before_and_after():
    found = suppose({"ru.reserves": 28.5e6})
    assert found.facts.at[YEARS, "before"] == fact(YEARS).text
    assert found.facts.at[YEARS, "after"] == fact(YEARS, found.ledger).text
    assert fact(YEARS, found.ledger) > 600
    assert fact(YEARS) < 100, "the book's own number stays"


@each_of("changes", [{OUTPUT: 5000}, {"assume.demand-growth": 5}, {"RU-013": 1e6, "assume.us-break-months": 9}])
def test_what_changes_is_what_a_ledger_of_its_own_computes_otherwise(changes):
    found = suppose(changes)
    other = {key for key in known_keys() if fact(key).text != fact(key, found.ledger).text}
    whole = {key.removesuffix(".low").removesuffix(".high") for key in other}
    assert set(found.facts.index) == {key for key in whole if not key.startswith("book.")}


def test_sentences_that_would_no_longer_be_true_are_named_with_page_and_numbers():
    broken = suppose({"ru.reserves": 28.5e6}).comparisons
    assert broken["page"].tolist() == ["russian_autonomy"]
    assert "more than seven times" in broken["words"].iloc[0]
    assert "1 (model.ru-reserves-ratio) > 7" in broken["reading"].iloc[0]


def test_what_stays_within_its_sentence_breaks_nothing():
    assert len(suppose({"ru.reserves": fact("ru.reserves") * 1.001}).comparisons) == 0


def test_judgements_that_no_longer_stand_are_named():
    found = suppose({"assume.ru-chance-light": 50}).judgements
    assert found.loc["KJ-11", ["before", "after"]].tolist() == ["likely", "roughly even"]
    assert len(suppose({"ru.reserves": 28.5e6}).judgements) == 0


def test_a_rival_takes_the_place():
    by_key, by_number = suppose({"ru.reserves": "RU-052"}), suppose({"ru.reserves": fact("RU-052").point})
    assert by_key.facts["after"].tolist() == by_number.facts["after"].tolist()
    assert "RU-052" in rivals("ru.reserves", by_key.ledger)


def test_an_assumption_that_adopts_a_fact_may_be_set():
    found = suppose({"assume.demand-growth": 0})
    assert fact("assume.demand-growth", found.ledger).point == 0
    assert fact("model.eu-demand-2030", found.ledger).point == fact("eu.magnet-demand/european-union/2024").point


def test_an_assumption_follows_the_fact_it_adopts():
    found = suppose({"ndfeb.demand-growth/world/2024/2040": 4})
    assert found.facts.at["assume.demand-growth", "after"] == "4%"


def test_a_bound_may_be_set_alone():
    key = "assume.ndpr-in-magnets"
    found = suppose({f"{key}.high": 0.35})
    assert (fact(f"{key}.low", found.ledger).point, fact(f"{key}.high", found.ledger).point) == (0.28, 0.35)


def test_a_claim_of_a_pure_number_prints_the_other_number_and_not_the_words_of_its_article():
    assert fact("RU-091").text == "twofold"
    assert suppose({"RU-091": 3}).facts.at["RU-091", "after"] == "3"


def test_what_can_no_longer_be_computed_says_why():
    # With these imports nothing is made elsewhere, and no number has a power of less than nothing.
    found = suppose({"eu.magnets-from-china/china/2024@2026-02-02": 33551})
    reasons = found.facts["after"][found.facts["after"].str.startswith("no answer")]
    assert any("math domain error" in reason for reason in reasons)


@each_of(
    ("changes", "message"),
    [
        ({"ru.reserves": -1}, "can't be: reserves economic is nought or more"),
        ({"gl.share-magnets": 101}, "is part of a whole"),
        ({"ru.reserves": float("nan")}, "nan is no number"),
        ({"ru.reserves": "gl.share-magnets"}, "is in %, not in t"),
        ({YEARS: 3}, "it only follows from others"),
        ({"cn-2025-18.effective": 3}, "is no number of a table"),
        ({"ru.reserve": 3}, "no such fact"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(changes, message):
    with pytest.raises(EvidenceError, match=message):
        suppose(changes)


def test_nothing_is_left_behind():
    found = suppose({"ru.reserves": 28.5e6})
    ledger = weakref.ref(found.ledger)
    del found
    gc.collect()
    assert ledger() is None


def test_dependents_are_those_that_name_it_to_the_end(ledger):
    reached = set(dependents({OUTPUT}, ledger))
    direct = {key for key, definition in RESULTS.items() if OUTPUT in definition.inputs}
    assert direct <= reached
    assert "model.us-cost-claim-multiple" not in reached


def test_it_answers_in_a_second():
    suppose({OUTPUT: 2600})  # pages are read once
    for changes in ({OUTPUT: 5000}, {"gl.share-magnets": 80}, {"assume.works-late": 4}):
        begun = time.perf_counter()
        suppose(changes)
        assert time.perf_counter() - begun < 2, changes  # a second on a quiet machine
