from dataclasses import replace

import pytest

from evidence.chapter import compare
from evidence.errors import EvidenceError
from evidence.facts import fact, known_keys, split_bound
from evidence.facts.provenance import trace
from evidence.models import RESULTS
from evidence.models.results import Definition
from evidence.quantities import NBSP, format_number


def text(key):
    return fact(key).text.replace(NBSP, " ")


def test_a_claim_prints_its_figure_and_links_to_the_ledger():
    found = fact("RU-013")
    assert text("RU-013") == "about 3.8 million t"
    assert found.href == "ledger.html#RU-013"
    assert "001-02" in found.label


def test_a_claim_without_a_number_prints_its_words(ledger):
    assert text("RU-057") == ledger.claims.at["RU-057", "figure_text"]


def test_a_record_row_needs_its_edition_only_where_there_are_several():
    assert text("cbr.rub-per-cny/russia/2025-10-24") == "11.3733 rubles per yuan"
    with pytest.raises(EvidenceError, match=r"mcs-2025.*mcs-2026"):
        fact("usgs.us-import-reliance/united-states/2024")


def test_an_indicator_prints_the_adopted_value(ledger):
    adopted = ledger.resolutions.at["ru.reserves", "adopted"]
    assert fact("ru.reserves").text == fact(adopted).text
    assert fact("ru.reserves").href == "indicators.html#ru.reserves"


def test_an_indicator_without_adopted_value_is_no_fact():
    with pytest.raises(EvidenceError, match="no value is adopted"):
        fact("ru.technology-lag")


def test_a_measure_gives_dates_and_status():
    assert text("cn-2025-61.effective") == "1 December 2025"
    assert text("cn-2025-61.status") == "suspended"


def test_an_unknown_key_names_its_neighbours():
    with pytest.raises(EvidenceError, match=r"no such fact[\s\S]*usgs\.mine-output/russia/2025@mcs-2026"):
        fact("usgs.mine-output/rusia/2025@mcs-2026")


def test_a_range_is_not_a_single_number():
    with pytest.raises(EvidenceError, match=r"not a single number\s+-> use RU-023\.low or RU-023\.high"):
        _ = fact("RU-023").point


def test_each_end_of_a_range_is_a_fact_of_its_own(ledger):
    whole = fact("RU-023")
    for bound, name in (("low", "lower"), ("high", "upper")):
        found = fact(f"RU-023.{bound}")
        assert found.point == ledger.claims.at["RU-023", bound]
        assert text(found.key) == f"{format_number(found.point / 1e6)} million t"
        assert (found.kind, found.href, found.unit, found.basis) == (whole.kind, whole.href, whole.unit, whole.basis)
        assert found.label == f"{name} bound of {whole.label}"
        assert trace(found.key) == trace("RU-023")


def test_the_ends_of_a_record_row_need_no_edition_where_there_is_one():
    found = fact("spot.dy-oxide-europe/europe/2025-04.high")
    assert found.point == fact("spot.dy-oxide-europe/europe/2025-04@2025-05").high
    assert found.kind == "record"


def test_an_indicator_and_a_result_give_their_ends(monkeypatch, ledger):
    resolutions = ledger.resolutions.copy()
    resolutions.loc["ru.reserves", "adopted"] = "RU-023"
    assert fact("ru.reserves.low", replace(ledger, resolutions=resolutions)).point == fact("RU-023.low").point

    definition = Definition(
        "model.test-range", lambda low, high: (low / 3, high / 3), "test", "t", "x", ("RU-023.low", "RU-023.high"),
        "a third", "", 2, "",
    )  # fmt: skip
    monkeypatch.setitem(RESULTS, definition.key, definition)
    assert fact("model.test-range.low").point == fact("RU-023.low").point / 3
    assert text("model.test-range.low") == "3.3 million t"


@pytest.mark.parametrize("key", ["RU-013.low", "RU-057.high", "RU-023.low.high", "cn-2025-61.low"])
def test_what_has_no_range_has_no_ends(key):
    with pytest.raises(EvidenceError, match=r"has no lower and upper bound|no such fact"):
        fact(key)


def test_known_keys_list_the_ends_of_ranges_alone():
    ends = {key for key in known_keys() if split_bound(key)[1]}
    assert {"RU-023.low", "RU-023.high"} <= ends
    assert "RU-013.low" not in ends
    assert {split_bound(key)[0] for key in ends} == {key for key in known_keys() if fact(key).ranges}


def test_the_ends_compare_with_other_facts():
    assert compare("ours", "RU-023.high", ">", "RU-023.low").holds


def test_every_known_key_resolves():
    for key in known_keys():
        assert fact(key).text
