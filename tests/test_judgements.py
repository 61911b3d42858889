"""Judgements hold, are moved and flipped by what they rest on, and are scored by what came about."""

import pandas as pd
import pytest
from conftest import each_of

from evidence.facts import fact
from evidence.facts.judgements import conditions, holds, score, word_of
from evidence.facts.sensitivity import roots, sensitivity, smallest_change
from evidence.facts.supposition import set_number
from evidence.rules.judgements import check_judgements


@each_of(
    ("cells", "message"),
    [
        ({"word": "almost certain"}, "its chance is 60 per cent, which is not 'almost certain'"),
        ({"conditions": "model.ru-chance-separation<50"}, "it no longer holds: 60%"),
        ({"conditions": "model.ru-chance-separation is high"}, "is no condition"),
        ({"chance": "model.no-such"}, "no such"),
        ({"page": "leverage"}, "leverage doesn't print it"),
    ],
)
def test_a_judgement_that_does_not_stand_is_refused(ledger, cells, message):
    problems = list(check_judgements(ledger.with_row("judgements", "KJ-11", **cells)))
    assert any(message in problem.what for problem in problems), problems
    assert {problem.file for problem in problems} == {"data/judgements.csv"}


def test_words_follow_the_yardstick():
    words = {0: "almost no chance", 5: "almost no chance", 5.1: "very unlikely", 50: "roughly even", 79: "likely"}
    words |= {99: "almost certain"}
    assert {chance: word_of(chance) for chance in words} == words


@each_of("judgement_id", ["KJ-01", "KJ-11", "KJ-15", "KJ-18"])
def test_the_change_that_flips_flips_and_half_of_it_does_not(ledger, judgement_id):
    change = smallest_change(judgement_id, ledger)
    now = fact(change.key, ledger).point
    changed = [set_number(change.key, now * (1 + part * change.percent / 100), ledger) for part in (0, 0.5, 1)]
    assert [holds(judgement_id, own) for own in changed] == [True, True, False]


def test_no_other_number_flips_it_sooner(ledger):
    nearer = abs(smallest_change("KJ-18", ledger).percent) * 0.9 / 100
    for key in roots("KJ-18", ledger):
        if not (found := fact(key, ledger)).ranges:
            for factor in (1 + nearer, 1 - nearer):
                assert holds("KJ-18", set_number(key, found.point * factor, ledger)), key


def test_sensitivity_sets_each_number_to_the_ends_of_its_range(ledger):
    table = sensitivity("KJ-06", ledger)
    measure = conditions("KJ-06", ledger)[0].left
    own = set_number("assume.works-late", 2, ledger)
    assert table.at["assume.works-late", "at_low"] == fact(measure, own).text
    assert table["swing"].is_monotonic_decreasing
    # Roots go to the end.
    found = set(roots("KJ-06", ledger))
    assert {"start.delay/evac-sumter/2025@2023-12-14", "assume.magnet-ramp-1", *table.index} <= found
    assert not [key for key in found if key.startswith("model.")]


def test_a_judgement_whose_number_is_gone_does_not_hold(ledger):
    assert not holds("KJ-11", ledger.with_row("judgements", "KJ-11", conditions="model.gone>3"))


def test_scores_are_squared_distances():
    table = pd.DataFrame({"percent": [70.0, 100.0, 50.0, 20.0], "outcome": ["yes", "no", "yes", ""]})
    assert score(table)["brier"].tolist() == pytest.approx([0.09, 1, 0.25])
