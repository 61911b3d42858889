"""suppose(): what follows from other numbers, exactly that, refused where it can't be, and nothing left behind."""

import gc
import time
import weakref

import pytest
from conftest import each_of

from evidence.errors import EvidenceError
from evidence.facts import fact, known_keys
from evidence.facts.supposition import dependents, rivals, suppose
from evidence.ledger.quantities import NBSP
from evidence.results import RESULTS

OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"
YEARS = "model.ru-reserves-at-share-target"


def point(key, found):
    return fact(key, found.ledger).point


def test_what_follows_from_another_number_shows_before_and_after_and_what_is_no_longer_true():
    found = suppose({"ru.reserves": 28.5e6})
    # The share target is 12 % of world mine output, 390,000 t in 2025: 609 years.
    assert found.facts.loc[YEARS, ["before", "after"]].tolist() == [fact(YEARS).text, f"610{NBSP}years"]
    assert fact(YEARS) < 100, "the book's own number stays"
    (broken,) = found.comparisons.itertuples()
    assert broken.page == "russian_autonomy"
    assert "more than seven times" in broken.words
    assert "1 (model.ru-reserves-ratio) > 7" in broken.reading
    assert len(found.judgements) == 0
    by_key = suppose({"ru.reserves": "RU-052"})
    assert by_key.facts["after"].tolist() == found.facts["after"].tolist(), "a rival takes the place"
    assert "RU-052" in rivals("ru.reserves", by_key.ledger)


@each_of(
    "changes",
    [{OUTPUT: 5000}, {"RU-042": 1}, {"assume.demand-growth": 5}, {"RU-013": 1e6, "assume.us-break-months": 9}],
)
def test_what_changes_is_what_a_ledger_of_its_own_computes_otherwise(changes):
    found = suppose(changes)
    other = {key for key in known_keys() if fact(key).text != fact(key, found.ledger).text}
    whole = {key.removesuffix(".low").removesuffix(".high") for key in other}
    assert set(found.facts.index) == whole


def test_what_the_book_counts_of_its_rows_changes_with_them_and_so_do_its_sentences():
    found = suppose({"RU-042": 1})
    assert found.facts.loc["book.articles-sharing-most", ["before", "after"]].tolist() == ["7", "6"]
    assert "Seven articles" in found.comparisons["words"].tolist()


def test_what_stays_within_its_sentence_breaks_nothing():
    assert len(suppose({"ru.reserves": fact("ru.reserves") * 1.001}).comparisons) == 0


def test_judgements_that_no_longer_stand_are_named():
    found = suppose({"assume.ru-chance-light": 50}).judgements
    assert found.loc["KJ-11", ["before", "after"]].tolist() == ["likely", "roughly even"]


def test_an_assumption_follows_the_fact_it_adopts_or_is_set_itself_and_so_is_a_bound():
    found = suppose({"assume.demand-growth": 0, "assume.ndpr-in-magnets.high": 0.35})
    assert point("assume.demand-growth", found) == 0
    assert point("model.eu-demand-2030", found) == fact("eu.magnet-demand/european-union/2024").point
    assert [point(f"assume.ndpr-in-magnets.{end}", found) for end in ("low", "high")] == [0.28, 0.35]
    adopted = suppose({"ndfeb.demand-growth/world/2024/2040": 4})
    assert adopted.facts.at["assume.demand-growth", "after"] == "4%"


def test_a_claim_of_a_pure_number_prints_the_other_number_and_not_the_words_of_its_article():
    assert fact("RU-091").text == "twofold"
    assert suppose({"RU-091": 3}).facts.at["RU-091", "after"] == "3"


def test_what_can_no_longer_be_computed_says_why():
    # With these imports nothing is made elsewhere, and no number has a power of less than nothing.
    after = suppose({"eu.magnets-from-china/china/2024@2026-02-02": 33551}).facts["after"]
    assert after.str.fullmatch("no answer.*math domain error.*").any()


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
    assert {key for key, definition in RESULTS.items() if OUTPUT in definition.inputs} <= reached
    assert "model.us-cost-claim-multiple" not in reached


def test_it_answers_in_a_second():
    suppose({OUTPUT: 2600})  # pages are read once
    for changes in ({OUTPUT: 5000}, {"gl.share-magnets": 80}, {"assume.works-late": 4}):
        begun = time.perf_counter()
        suppose(changes)
        assert time.perf_counter() - begun < 2, changes  # a second on a quiet machine
