"""Arithmetic the articles imply: known answers, limits, and agreement between results that must fit each other."""

import pytest
from conftest import answer, cases, each_of

from evidence.facts import fact
from evidence.results import RESULTS

ONE_ARTICLE = "both figures, from one article, speak of the same thing"


def number(name: str) -> float:
    return fact(f"model.implied-{name}").point


def whole_of_rounded(part: float, percent: float) -> tuple[float, float]:
    key = "model.implied-world-output-rounded"
    return answer(key, tonnes=part, share=percent, most_that_rounding_moves=0.5)


def test_a_rounded_share_allows_a_range_that_holds_the_share_as_printed() -> None:
    low, high = whole_of_rounded(30, 1)
    assert (low, high) == pytest.approx((2000, 6000))
    assert low < 3000 < high
    assert whole_of_rounded(30, 99.5) == pytest.approx((30, 30 / 0.99))


def test_a_share_that_may_stand_for_nothing_has_no_whole() -> None:
    with pytest.raises(ZeroDivisionError):
        whole_of_rounded(30, 0.5)


def test_twofold_on_top_is_once_more_than_doubled() -> None:
    def further(reading: str, first: float, multiple: float) -> float:
        return answer(f"model.implied-further-{reading}", first_sum=first, multiple=multiple)

    for first, multiple in ((1, 1), (700, 2), (3, 5)):
        assert further("added", first, multiple) - further("doubled", first, multiple) == first
    assert further("doubled", 700, 1) == 0


# Worked by hand from the figures as the articles print them, one of each kind.
@each_of(("name", "expected"), cases("models_implied", "the arithmetic gives the known answer"))
def test_the_arithmetic_gives_the_known_answer(name: str, expected: float) -> None:
    assert number(name) == pytest.approx(expected, rel=1e-4)


def test_the_rounded_share_leaves_room_for_the_record() -> None:
    rounded = fact("model.implied-world-output-rounded")
    assert rounded.low < fact("usgs.mine-output/world/2025@mcs-2026").point < rounded.high


def test_only_one_of_the_two_conversions_comes_near_the_official_rate() -> None:
    assert abs(number("rate-61-billion-off")) < 1
    assert number("rate-612-billion-off") == pytest.approx(10, rel=0.01)


def test_shares_implied_undo_the_wholes_implied() -> None:
    whole = number("world-output-69-percent")
    assert 100 * fact("GL-023").point / whole == pytest.approx(fact("GL-014").point)
    assert number("ru-share") * number("china-over-russia") == pytest.approx(fact("GL-014").point)


@each_of(
    ("name", "word"),
    [
        ("world-output-under-1-percent", "over"),
        ("weapon-parts", "over"),
        ("processing-left-70", "under"),
        ("processing-left-90", "under"),
        ("world-reserves-over-record", "under"),
    ],
)
def test_what_follows_from_a_bound_is_a_bound(name: str, word: str) -> None:
    assert fact(f"model.implied-{name}").text.startswith(word)


def test_inputs_of_one_article_stand_in_one_article(ledger) -> None:
    ours = {key: definition for key, definition in RESULTS.items() if key.startswith("model.implied-")}
    checked = 0
    for key, definition in ours.items():
        if definition.assumes == ONE_ARTICLE:
            claims = [name for name in definition.inputs if name in ledger.claims.index]
            assert ledger.claims.loc[claims, "article_id"].nunique() == 1, key
            checked += len(claims) > 1
    assert checked
