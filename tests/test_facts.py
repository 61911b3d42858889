import pytest

from evidence.errors import EvidenceError
from evidence.facts import fact, known_keys
from evidence.quantities import NBSP


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
    with pytest.raises(EvidenceError, match="not a single number"):
        _ = fact("RU-023").point


def test_every_known_key_resolves():
    for key in known_keys():
        assert fact(key).text
