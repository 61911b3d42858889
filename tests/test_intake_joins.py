"""What intake joins: counted over digests with keys, and rule by rule; changes, signs and parts in words."""

import math

from bench.intake import KEYED, SETS, judge, judge_blind, read_key
from conftest import cases, each_of

from intake.accounts import account_for
from intake.digest import read_digest, split_digest
from intake.figures import find_figures
from intake.proposals import propose
from intake.rivals import Rivals
from intake.surroundings import read_surroundings
from intake.terms import Terms


def test_nine_of_ten_joins_are_right_and_no_conflict_is_false(ledger):
    for name, stems in SETS.items():
        counts = judge([KEYED / f"{stem}.txt" for stem in stems], ledger)
        assert counts["right"] >= 0.9 * counts["joins printed"], (name, counts)
        assert counts["right"] >= 2 / 3 * counts["joins in keys"], (name, counts)
        assert counts["false"] == 0, (name, counts)
        assert counts["told"] >= 2 / 3 * counts["conflicts in keys"], (name, counts)
        assert counts["read"] >= 0.95 * counts["figures"], (name, counts)
    blind = judge_blind(ledger)
    assert blind["right"] >= 0.9 * blind["joins printed"] > 40
    assert blind["conflicts printed"] == 0, "none was printed when these were judged"


def test_every_digest_is_counted_and_every_quote_of_a_key_stands_once(ledger):
    stems = [stem for stems in SETS.values() for stem in stems]
    assert sorted(stems) == sorted(path.stem for path in KEYED.glob("*.txt"))
    for stem in stems:
        text = "\n".join(read_digest(KEYED / f"{stem}.txt").lines)
        rows = read_key(KEYED / f"{stem}.csv")
        assert len(rows) >= 8
        assert [row["quote"] for row in rows if text.count(row["quote"]) != 1] == []
        assert {row["indicator"] for row in rows} - {""} <= set(ledger.indicators.index)


@each_of(("text", "value", "unit", "change"), cases("intake_joins", "changes, signs, parts and multiples are read"))
def test_changes_signs_parts_and_multiples_are_read(text, value, unit, change):
    figure = next(found for found in find_figures(text) if found.has_number)
    assert math.isclose(figure.value, value, rel_tol=1e-8)
    assert (figure.unit, figure.change) == (unit, change)


def test_a_fall_carries_over_to_what_and_adds():
    figures = find_figures("Gallium fell 30%, germanium rose 5% and tin by a tenth.")
    assert [figure.value for figure in figures] == [-30, 5, 0.1]


def guess(ledger, text, title=""):
    """Return the indicators that the last figure of a sentence of May 2026 would join, the best first."""
    figure = [found for found in find_figures(text, "2026-05-01") if not found.mark][-1]
    around = read_surroundings(text, figure, title, "GL", "2026-05-01")
    return [candidate.indicator_id for candidate in Terms(ledger.indicators).rank(figure, around)]


@each_of(
    ("fits", "indicator_id", "others"), cases("intake_joins", "area, substance, measure and kind of period must fit")
)
def test_area_substance_measure_and_kind_of_period_must_fit(ledger, fits, indicator_id, others):
    assert guess(ledger, fits)[:1] == [indicator_id]
    assert [text for text in others if indicator_id in guess(ledger, text)] == []


def test_the_indicator_of_a_new_sentence_is_guessed(ledger):
    assert ledger.indicators.query("unit != '' and terms == ''").index.tolist() == []
    sentences = cases("intake", "sentences")
    right = [guess(ledger, text, title)[:1] == [indicator_id] for text, title, indicator_id in sentences]
    assert sum(right) >= 0.9 * len(right), sum(right)


@each_of(
    ("text", "indicator_id", "agrees", "conflicts"), cases("intake_joins", "numbers are compared at the digits printed")
)
def test_numbers_are_compared_at_the_digits_printed(ledger, text, indicator_id, agrees, conflicts):
    rivals = Rivals(ledger).compare(find_figures(text)[0], indicator_id)
    assert {rival.text for rival in rivals if rival.agrees} == set(agrees)
    assert {rival.text for rival in rivals if rival.conflicts} == set(conflicts)


def test_a_power_of_ten_is_a_slip_and_another_order_of_magnitude_another_thing(ledger):
    slips, others = (
        Rivals(ledger).compare(find_figures(f"{number} billion rubles")[0], "ru.investment-rub") for number in (70, 4)
    )
    assert {(rival.is_slip, rival.is_far) for rival in slips} == {(True, False)}
    assert {rival.is_far for rival in others} == {True}


def read_proposals(text, ledger):
    """Return what the figures of an article of May 2026 join, with whether it is a conflict, a difference or neither."""
    digest = split_digest("new.txt", f"Notes\nSou Hu Cai Jing· 2026-05-01 08:00\n{text}\n")
    found = {}
    for proposal in propose(digest, account_for(digest, ledger), ledger):
        if proposal.candidate:
            state = "conflict" if proposal.conflicting else "differs" if proposal.differing else ""
            found[proposal.entry.figure.text] = (proposal.candidate.indicator_id, state)
    return found


@each_of(
    ("text", "figure", "expected"), cases("intake_joins", "a conflict states all of its indicator and nothing else")
)
def test_a_conflict_is_what_states_all_of_its_indicator_and_nothing_else(ledger, text, figure, expected):
    assert read_proposals(text, ledger)[figure][1] == expected


@each_of("text", cases("intake_joins", "another time, part, form or owner joins nothing"))
def test_what_names_another_time_part_form_or_owner_joins_nothing(ledger, text):
    figures = [found for found in find_figures(text) if not found.mark and found.unit != "date"]
    assert figures
    assert not {found.text for found in figures} & read_proposals(text, ledger).keys()


def test_the_clearest_figure_of_an_article_is_the_one_that_joins(ledger):
    text = "Russia wants 12% of the world rare earth market. In wheat Russia wants 25% of the world market."
    assert read_proposals(text, ledger) == {"12%": ("ru.market-share-target", "")}
