"""Judgements hold, are moved and flipped by what they rest on, and are scored by what came about."""

import math

import pandas as pd
import pytest
from conftest import each_of

from evidence.facts import fact
from evidence.facts.judgements import conditions, holds, score, word_of
from evidence.facts.sensitivity import roots, sensitivity, smallest_change
from evidence.facts.supposition import set_number
from evidence.rules.judgements import check_judgements


def test_every_judgement_holds_and_is_printed(ledger):
    assert list(check_judgements(ledger)) == []


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


@each_of(
    ("chance", "word"),
    [
        (0, "almost no chance"),
        (5, "almost no chance"),
        (5.1, "very unlikely"),
        (50, "roughly even"),
        (79, "likely"),
        (99, "almost certain"),
    ],
)
def test_words_follow_the_yardstick(chance, word):
    assert word_of(chance) == word


def test_the_change_that_flips_flips_and_half_of_it_does_not(ledger):
    for judgement_id in ("KJ-01", "KJ-11", "KJ-15", "KJ-18"):
        change = smallest_change(judgement_id, ledger)
        now = fact(change.key, ledger).point
        assert holds(judgement_id, ledger)
        assert not holds(judgement_id, set_number(change.key, now * (1 + change.percent / 100), ledger))
        assert holds(judgement_id, set_number(change.key, now * (1 + change.percent / 200), ledger))


def test_no_other_number_flips_it_sooner(ledger):
    change = smallest_change("KJ-18", ledger)
    nearer = abs(change.percent) * 0.9 / 100
    for key in roots("KJ-18", ledger):
        if not fact(key, ledger).ranges:
            for sign in (1, -1):
                assert holds("KJ-18", set_number(key, fact(key, ledger).point * (1 + sign * nearer), ledger)), key


def test_sensitivity_sets_each_number_to_the_ends_of_its_range(ledger):
    table = sensitivity("KJ-06", ledger)
    measure = conditions("KJ-06", ledger)[0].left
    own = set_number("assume.works-late", 2, ledger)
    assert table.at["assume.works-late", "at_low"] == fact(measure, own).text
    assert table["swing"].is_monotonic_decreasing
    assert set(table.index) <= set(roots("KJ-06", ledger))


def test_roots_go_to_the_end(ledger):
    found = roots("KJ-06", ledger)
    assert "start.delay/evac-sumter/2025@2023-12-14" in found
    assert "assume.magnet-ramp-1" in found
    assert not [key for key in found if key.startswith("model.")]


def test_a_judgement_whose_number_is_gone_does_not_hold(ledger):
    assert not holds("KJ-11", ledger.with_row("judgements", "KJ-11", conditions="model.gone>3"))


def test_scores_are_squared_distances():
    table = pd.DataFrame({"percent": [70.0, 100.0, 20.0], "outcome": ["yes", "no", ""]}, index=["KJ-1", "KJ-2", "KJ-3"])
    found = score(table)
    assert found["brier"].tolist() == pytest.approx([0.09, 1.0])
    assert math.isclose(score(table.assign(percent=50.0))["brier"].iloc[0], 0.25)
