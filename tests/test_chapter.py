import pytest

from evidence import chapter
from evidence.errors import EvidenceError

OUTPUT_2025 = "usgs.mine-output/russia/2025@mcs-2026"


def test_a_comparison_holds_or_fails_with_the_numbers():
    assert chapter.compare("less", OUTPUT_2025, "<", "usgs.mine-output/china/2025@mcs-2026").holds
    assert not chapter.compare("more", OUTPUT_2025, ">", 3000).holds
    assert chapter.compare("about", OUTPUT_2025, "about", 2550).holds


def test_unlike_things_are_not_compared():
    with pytest.raises(EvidenceError, match="compare like with like"):
        chapter.compare("less", OUTPUT_2025, "<", "usgs.reserves/russia/2025@mcs-2026")


def test_an_unknown_relation_is_refused():
    with pytest.raises(EvidenceError, match="unknown relation"):
        chapter.compare("less", OUTPUT_2025, "≪", 3000)


def test_verdicts_and_statuses_are_asserted():
    assert chapter.verdict("garbled", "RU-031", "garbled").holds
    assert not chapter.verdict("confirmed", "RU-031", "confirmed").holds
    assert chapter.status("suspended", "cn-2025-61", "suspended").holds


def test_a_check_fails_when_untrue_and_when_its_words_are_gone():
    true, untrue = chapter.Check("mines less", "1 < 2", True), chapter.Check("mines more", "1 > 2", False)
    assert chapter.failures("page", "Russia *mines\nless* than China.", (true,)) == []
    assert [problem.what for problem in chapter.failures("page", "Russia mines more.", (untrue,))] == [
        "no longer true: 1 > 2"
    ]
    assert "aren't on the page" in chapter.failures("page", "Nothing.", (true,))[0].what
