import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.errors import EvidenceError
from evidence.facts import claims, fact, known_keys, record, search, split_bound
from evidence.facts.provenance import trace
from evidence.ledger import Ledger
from evidence.ledger.quantities import NBSP, format_number
from evidence.paths import DATA
from evidence.results import RESULTS
from evidence.results.definitions import read_definitions


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


def test_an_indicator_and_a_result_give_their_ends(monkeypatch, ledger, tmp_path):
    resolutions = ledger.resolutions.copy()
    resolutions.loc["ru.reserves", "adopted"] = "RU-023"
    assert fact("ru.reserves.low", replace(ledger, resolutions=resolutions)).point == fact("RU-023.low").point

    path = tmp_path / "test.yml"
    path.write_text(
        "results: [{test-range: test, unit: t, basis: reserves unstated, digits: 2, is: [low / 2, high / 2], "
        "of: {low: RU-023.low, high: RU-023.high}}]",
        encoding="utf-8",
    )
    (definition,) = read_definitions(path)
    monkeypatch.setitem(RESULTS, definition.key, definition)
    assert fact("model.test-range.low").point == fact("RU-023.low").point / 2
    assert text("model.test-range.low") == "5 million t"


@each_of("key", ["RU-013.low", "RU-057.high", "RU-023.low.high", "cn-2025-61.low"])
def test_what_has_no_range_has_no_ends(key):
    with pytest.raises(EvidenceError, match=r"has no lower and upper bound|no such fact"):
        fact(key)


def test_known_keys_list_the_ends_of_ranges_alone():
    ends = {key for key in known_keys() if split_bound(key)[1]}
    assert {"RU-023.low", "RU-023.high"} <= ends
    assert "RU-013.low" not in ends
    assert {split_bound(key)[0] for key in ends} == {key for key in known_keys() if fact(key).ranges}


def test_the_ends_compare_with_other_facts():
    assert fact("RU-023.high") > fact("RU-023.low")


def test_every_known_key_resolves():
    for key in known_keys():
        assert fact(key).text


OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"


def test_a_fact_computes_as_its_number():
    russia, reserves = fact(OUTPUT), fact("RU-013")
    assert (russia * 2, 2 * russia, russia + 1, 1 - russia) == (5200, 5200, 2601, -2599)
    assert (reserves / russia, 5200 / russia, reserves // russia, reserves % russia) == (3.8e6 / 2600, 2, 1461, 1400)
    assert (russia**2, 2 ** fact("book.articles")) == (2600**2, 2**16)
    assert (-russia, +russia, abs(russia), round(russia, -3), int(russia), float(russia)) == (
        -2600, 2600, 2600, 3000, 2600, 2600,
    )  # fmt: skip
    assert type(russia * 2) is float
    assert sum([russia, reserves]) == 3_802_600
    assert math.sqrt(russia) == 2600**0.5


def test_a_fact_compares_as_its_number():
    russia, reserves = fact(OUTPUT), fact("RU-013")
    assert russia < reserves
    assert 2599 < russia <= 2600
    assert russia == 2600 == russia
    assert russia != reserves
    assert max(russia, reserves) is reserves
    assert hash(russia) == hash(2600)
    assert {russia, 2600.0} == {2600}
    assert fact("ru.reserves") == reserves


def test_what_has_no_number_compares_by_its_text(ledger):
    assert fact("cn-2025-61.status") == "suspended"
    assert fact("RU-023") == fact("RU-023", replace(ledger))
    assert fact("RU-023") != fact("RU-023").low
    with pytest.raises(EvidenceError, match=r"RU-023\.low"):
        fact("RU-023") < 5  # noqa: B015


def test_a_fact_computes_with_arrays_and_tables():
    assert (np.array([1, 2]) * fact(OUTPUT)).tolist() == [2600, 5200]
    assert (pd.Series([1.0, 2.0]) + fact(OUTPUT)).tolist() == [2601, 2602]
    assert np.float64(2) * fact(OUTPUT) == 5200


def test_a_fact_prints_as_text_or_as_a_number():
    assert f"{fact(OUTPUT)}" == str(fact(OUTPUT)) == f"2,600{NBSP}t"
    assert f"{fact(OUTPUT):,.1f} {fact(OUTPUT):e}" == "2,600.0 2.600000e+03"


@each_of("use", [float, int, round, abs, lambda found: found + 1, lambda found: f"{found:.1f}"])
def test_a_text_or_a_range_does_not_pass_for_a_number(use):
    with pytest.raises(EvidenceError, match=r"is not a single number\s+-> use RU-023\.low or RU-023\.high"):
        use(fact("RU-023"))
    with pytest.raises(EvidenceError, match="is no number"):
        use(fact("cn-2025-61.status"))


def test_a_fact_shows_its_evidence(ledger):
    shown = fact("RU-013")._repr_mimebundle_()
    for text in shown.values():
        text = text.replace(NBSP, " ")
        assert "about 3.8 million t" in text
        assert "Sources: Sohu Finance, article 001-02" in text
        assert "Also claimed: 10 to 28 million t (RU-023)" in text
        assert f"Verdict: {ledger.verdicts.at['RU-013', 'verdict']}" in text
        assert "On record: 3.8 million t (usgs.reserves/russia/2025@mcs-2026); 28.5 million t (russia.reserves" in text
    assert set(re.findall(r"<(\w+)", shown["text/html"])) == {"p", "strong", "ul", "li"}
    assert "=" not in re.sub(r">[^<]*<", "", shown["text/html"]), "no attribute that a viewer may drop"


def test_a_record_row_shows_the_claims_held_against_it():
    shown = fact("usgs.reserves/russia/2025@mcs-2026")._repr_mimebundle_()["text/plain"]
    assert f"Claims compared with it: about{NBSP}3.8{NBSP}million{NBSP}t (RU-013)" in shown


def test_every_kind_of_fact_shows_something():
    for key in ("ru.reserves", "model.lev-keep-all", "cn-2025-61.effective", "book.cutoff", "RU-023.low"):
        assert key in fact(key)._repr_mimebundle_()["text/html"]


def test_a_table_shows_whole_texts_and_no_style():
    shown = claims(indicator="ru.reserves")[["statement", "low", "verdict"]]._repr_html_()
    assert fact("RU-013").label.partition(": ")[2] in shown
    assert "style" not in shown
    assert re.findall(r"<th>(\w+)</th>", shown) == ["key", "statement", "low", "verdict"]
    assert "NaN" not in shown


def test_claims_are_filtered(ledger):
    rivals = claims(indicator="ru.reserves")
    assert list(rivals.index) == list(ledger.claims.index[ledger.claims["indicator_id"] == "ru.reserves"])
    assert rivals.at["RU-013", "text"] == fact("RU-013").text
    assert (rivals.at["RU-013", "source"], rivals.at["RU-013", "verdict"]) == ("Sohu Finance", "confirmed")
    assert len(claims()) == len(ledger.claims)
    assert set(claims(theme="US", article="001-02").index) == {
        key for key, claim in ledger.claims.iterrows() if (claim["theme"], claim["article_id"]) == ("US", "001-02")
    }
    contradicted = claims(area="russia", verdict="contradicted")
    assert "RU-053" in contradicted.index
    assert all("/russia/" in record for record in contradicted["record"])


def test_the_record_is_filtered():
    rows = record(series="usgs.mine-output", area="russia", since=2024)
    assert list(rows["period"]) == ["2024", "2024", "2025"]
    assert rows.at[OUTPUT, "text"] == fact(OUTPUT).text
    assert rows.at[OUTPUT, "source"] == "U.S. Geological Survey: Mineral Commodity Summaries 2026: Rare Earths"
    assert set(record(vintage="mcs-2026", area="russia")["vintage"]) == {"mcs-2026"}
    assert "2025-04-01" not in set(record(since="2025-05")["period"])


@each_of(
    ("table", "filters", "near"),
    [
        (claims, {"theme": "russia"}, "there are EU, GL, RU"),
        (claims, {"area": "rusia"}, "russia"),
        (claims, {"indicator": "ru.reserve"}, "ru.reserves"),
        (claims, {"verdict": "contradict"}, "contradicted"),
        (claims, {"article": "001-2"}, "001-02"),
        (record, {"series": "usgs.mine-outputs"}, "usgs.mine-output"),
        (record, {"vintage": "mcs2026"}, "mcs-2026"),
    ],
)
def test_an_unknown_filter_names_the_nearest(table, filters, near):
    with pytest.raises(EvidenceError, match=rf"there is no[\s\S]*{near}"):
        table(**filters)


@each_of(("query", "key"), cases("facts", "search finds keys by words"))
def test_search_finds_keys_by_words(query, key):
    assert key in search(query).index


def test_search_says_what_it_found():
    found = search("tomtor")
    assert list(found.columns) == ["kind", "text", "label"]
    assert tuple(found.loc["ru.tomtor-share"]) == (
        "indicator",
        fact("ru.tomtor-share").text,
        found.at["ru.tomtor-share", "label"],
    )
    assert found.equals(search("Tomtor"))
    assert search("qqqzzz").empty
    assert search("").empty


def test_what_search_finds_can_be_looked_up():
    found = search("magnet")
    assert set(found["kind"]) == {
        "indicator",
        "result",
        "assumption",
        "judgement",
        "claim",
        "record",
        "measure",
        "project",
        "element",
    }
    for key, row in found[~found["kind"].isin(["project", "element"])].iterrows():
        assert row["text"] == (fact(key).text if row["text"] else "")


def test_a_fact_asked_of_another_ledger_is_computed_from_it(ledger):
    own = ledger.with_row("resolutions", "ru.reserves", adopted="RU-052")
    key = "model.ru-reserves-at-share-target"
    # The share target is 12 % of world mine output, 390,000 t in 2025.
    assert fact(key, own).value == pytest.approx(28.5e6 / (0.12 * 390_000))
    assert (str(fact(key, own)), str(fact(key))) == (f"610{NBSP}years", f"81{NBSP}years")
    assert "28.5" in fact(key, own)._repr_mimebundle_()["text/plain"]
    assert "28.5" not in fact(key)._repr_mimebundle_()["text/plain"]
    assert trace("ru.reserves", own).articles == {"002-01"}
    assert ledger.resolutions.at["ru.reserves", "adopted"] == "usgs.reserves/russia/2025@mcs-2026"


def test_results_that_read_tables_read_those_of_the_ledger_asked(ledger):
    key = ledger.scenarios.index[-4]
    own = ledger.with_row("scenarios", key, branch=1)
    assert fact(f"model.out-{key}", own).value == 1 != fact(f"model.out-{key}").value
    branches = [fact(f"model.out-branch-{name}", own).point for name in ("two-chains-2030", "settled-2030")]
    assert branches[0] == 1
    assert fact("model.out-cut-range", own).high > fact("model.out-cut-range").high
    fewer = ledger.with_row("watchlist", ledger.watchlist.index[ledger.watchlist["series"] != ""][0], series="")
    assert fact("model.out-watched", fewer) == fact("model.out-watched") - 1
    judged = ledger.with_row("verdicts", "RU-013", verdict="garbled")
    assert fact("book.claims-garbled", judged) == fact("book.claims-garbled") + 1


def test_tables_claims_and_search_answer_of_the_ledger_asked(ledger):
    own = ledger.with_row("observations", OUTPUT, value=7000)
    assert record(area="russia", ledger=own).at[OUTPUT, "text"] == f"7,000{NBSP}t"
    assert search("mine output russia 2025", own).at[OUTPUT, "text"] == f"7,000{NBSP}t"
    judged = ledger.with_row("verdicts", "RU-013", verdict="garbled")
    assert "RU-013" in claims(verdict="garbled", ledger=judged).index


@each_of(
    ("row", "cells", "message"),
    [
        (("resolution", "ru.reserves"), {"adopted": "RU-052"}, "did you mean resolutions"),
        (("resolutions", "ru.reserve"), {"adopted": "RU-052"}, r"did you mean ru\.reserves"),
        (("resolutions", "ru.reserves"), {"adopt": "RU-052"}, "did you mean adopted"),
        (("observations", OUTPUT), {"value": "many"}, "value can't be 'many'"),
        (("observations", OUTPUT), {"area": "china"}, "area names the row"),
        (("verdicts", "RU-013"), {"claim_id": "RU-014"}, "claim_id names the row"),
    ],
)
def test_a_ledger_refuses_a_change_it_cannot_make(ledger, row, cells, message):
    with pytest.raises(EvidenceError, match=message):
        ledger.with_row(*row, **cells)


def set_column(frame):
    frame["value"] = 5.0


def set_new_column(frame):
    frame["doubt"] = "some"


def append_row(frame):
    frame.loc["new/russia/2025@none"] = frame.loc[OUTPUT]


def set_index(frame):
    frame.index = range(len(frame))


WRITES = {
    "loc": lambda frame: frame.loc.__setitem__((OUTPUT, "value"), 5.0),
    "loc of a text": lambda frame: frame.loc.__setitem__((OUTPUT, "unit"), "kg"),
    "loc by mask": lambda frame: frame.loc.__setitem__((frame["area"] == "russia", "value"), 5.0),
    "at": lambda frame: frame.at.__setitem__((OUTPUT, "value"), 5.0),
    "iloc": lambda frame: frame.iloc.__setitem__((0, 3), 5.0),
    "iat": lambda frame: frame.iat.__setitem__((0, 3), 5.0),
    "column": set_column,
    "new column": set_new_column,
    "row": append_row,
    "index": set_index,
    "drop": lambda frame: frame.drop(index=OUTPUT, inplace=True),
    "sort": lambda frame: frame.sort_values("value", inplace=True),
    "rename": lambda frame: frame.rename(columns={"value": "number"}, inplace=True),
    "replace": lambda frame: frame.replace({"unit": {"t": "kg"}}, inplace=True),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_table_written_to_in_memory_is_refused(write):
    ledger = Ledger.of_folder(DATA)
    fact(OUTPUT, ledger)
    write(ledger.observations)
    questions = [
        lambda: fact(OUTPUT, ledger), lambda: fact("book.cutoff", ledger), lambda: ledger.observations,
        lambda: claims(ledger=ledger), lambda: record(ledger=ledger), lambda: search("russia", ledger),
    ]  # fmt: skip
    for ask in questions:
        with pytest.raises(EvidenceError, match=r"table observations: it was changed in memory[\s\S]*with_row"):
            ask()


def test_a_table_given_to_a_ledger_is_watched_as_well(ledger):
    frame = ledger.observations.copy()
    frame.loc[OUTPUT, "value"] = 7000
    own = replace(ledger, observations=frame)
    assert fact(OUTPUT, own) == 7000
    frame.loc[OUTPUT, "value"] = 8000
    with pytest.raises(EvidenceError, match="changed in memory"):
        fact(OUTPUT, own)
    assert fact(OUTPUT, replace(own, observations=frame)) == 8000


def test_arrays_of_a_table_cannot_be_written_to(ledger):
    value, unit = ledger.observations["value"], ledger.observations["unit"]
    for array in (value.to_numpy(), value.values, value.array, unit.array, ledger.observations.index.array):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]


def test_reading_and_copying_a_table_is_no_change(ledger):
    frame = ledger.observations
    copy = frame.copy()
    copy.loc[OUTPUT, "value"] = 5.0
    frame.describe(), frame.values, frame.groupby("series").size(), frame.sort_values("value"), frame.to_dict()
    frame.loc[OUTPUT, "value"] = frame.at[OUTPUT, "value"]
    assert fact(OUTPUT, ledger) == 2600
