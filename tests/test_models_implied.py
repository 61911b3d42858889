"""Arithmetic the articles imply: known answers, limits, and agreement between results that must fit each other."""

import pytest

from evidence.facts import fact
from evidence.models import implied
from evidence.results import RESULTS


def number(name: str) -> float:
    return fact(f"model.implied-{name}").point


def test_a_rounded_share_allows_a_range_that_holds_the_share_as_printed() -> None:
    low, high = implied.whole_of_rounded(30, 1)
    assert (low, high) == pytest.approx((2000, 6000))
    assert low < 3000 < high
    assert implied.whole_of_rounded(30, 99.5) == pytest.approx((30, 30 / 0.99))


def test_a_share_that_may_stand_for_nothing_has_no_whole() -> None:
    with pytest.raises(ZeroDivisionError):
        implied.whole_of_rounded(30, 0.5)


def test_twofold_on_top_is_once_more_than_doubled() -> None:
    assert implied.further_added(700, 2) == 1400
    assert implied.further_doubled(700, 2) == 700
    for first, multiple in ((1, 1), (700, 2), (3, 5)):
        assert implied.further_added(first, multiple) - implied.further_doubled(first, multiple) == first


def test_a_sum_that_is_not_multiplied_needs_nothing_further() -> None:
    assert implied.further_doubled(700, 1) == 0


# Worked by hand from the figures as the articles print them.
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("world-output-1-percent", 260_000),
        ("world-output-under-1-percent", 260_000),
        ("world-output-69-percent", 391_304),
        ("ru-share", 0.6644),
        ("china-over-russia", 103.85),
        ("world-magnets", 288_108),
        ("rate-61-billion", 11.4379),
        ("rate-612-billion", 1.14379),
        ("ru-years-economic", 1461.5),
        ("ru-years-balance", 10_961.5),
        ("world-reserves", 118_918_919),
        ("total-added", 2.1e12),
        ("total-doubled", 1.4e12),
        ("yearly-added", 2.8e11),
        ("yearly-doubled", 1.4e11),
        ("tomtor-part-of-target", 83.33),
        ("weapon-parts", 69_600),
        ("trade-lost", 6e8),
        ("loss-multiplier", 250),
        ("processing-left-ratio", 3),
        ("magnets-left-ratio", 3),
    ],
)
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


@pytest.mark.parametrize(
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
        if definition.assumes == implied.ONE_ARTICLE:
            claims = [name for name in definition.inputs if name in ledger.claims.index]
            assert ledger.claims.loc[claims, "article_id"].nunique() == 1, key
            checked += len(claims) > 1
    assert checked
