import math
import re
from dataclasses import replace
from operator import setitem

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

OUTPUT = "usgs.mine-output/russia/2025@mcs-2026"


def text(key):
    return fact(key).text.replace(NBSP, " ")


@each_of(("key", "printed", "href"), cases("facts", "a fact prints its figure or words and links to its place"))
def test_a_fact_prints_its_figure_or_words_and_links_to_its_place(key, printed, href):
    assert (text(key), fact(key).href) == (printed, href)
    assert key in fact(key)._repr_mimebundle_()["text/html"]


@each_of(("key", "message"), cases("facts", "what is no fact is refused"))
def test_what_is_no_fact_is_refused(key, message):
    with pytest.raises(EvidenceError, match=message):
        fact(key)


def test_every_known_key_resolves_and_ends_are_listed_of_ranges_alone():
    known = {key: fact(key) for key in known_keys()}
    assert all(found.text for found in known.values())
    for key in ("model.lev-keep-all", "book.cutoff", "RU-023.low"):
        assert key in known[key]._repr_mimebundle_()["text/html"]
    ranges = [key for key, found in known.items() if found.ranges]
    assert {key for key in known if split_bound(key)[1]} == {
        f"{key}.{end}" for key in ranges for end in ("low", "high")
    }


def test_an_indicator_has_the_value_it_adopts_and_a_range_has_ends_of_its_own(monkeypatch, ledger, tmp_path):
    assert fact("ru.reserves").text == fact(ledger.resolutions.at["ru.reserves", "adopted"]).text
    whole = fact("RU-023")
    for bound, name in (("low", "lower"), ("high", "upper")):
        found = fact(f"RU-023.{bound}")
        assert found.point == ledger.claims.at["RU-023", bound]
        assert text(found.key) == f"{format_number(found.point / 1e6)} million t"
        assert (found.kind, found.href, found.unit, found.basis) == (whole.kind, whole.href, whole.unit, whole.basis)
        assert found.label == f"{name} bound of {whole.label}"
        assert trace(found.key) == trace("RU-023")
    high = fact("spot.dy-oxide-europe/europe/2025-04@2025-05").high
    assert fact("spot.dy-oxide-europe/europe/2025-04.high").point == high
    own = ledger.with_row("resolutions", "ru.reserves", adopted="RU-023")
    assert fact("ru.reserves.low", own).point == whole.low
    path = tmp_path / "test.yml"
    path.write_text(
        "results: [{range: test, unit: t, basis: reserves unstated, digits: 2, is: [low / 2, high / 2], "
        "of: {low: RU-023.low, high: RU-023.high}}]",
        encoding="utf-8",
    )
    (definition,) = read_definitions(path)
    monkeypatch.setitem(RESULTS, definition.key, definition)
    assert (fact("model.range.low").point, text("model.range.low")) == (whole.low / 2, "5 million t")


def test_a_fact_computes_as_its_number():
    russia, reserves = fact(OUTPUT), fact("RU-013")
    assert (russia * 2, 2 * russia, russia + 1, 1 - russia) == (5200, 5200, 2601, -2599)
    assert (reserves / russia, 5200 / russia, reserves // russia, reserves % russia) == (3.8e6 / 2600, 2, 1461, 1400)
    assert (russia**2, 2 ** fact("book.articles")) == (2600**2, 2**16)
    assert (-russia, +russia, abs(russia), round(russia, -3)) == (-2600, 2600, 2600, 3000)
    assert (int(russia), float(russia), math.sqrt(russia)) == (2600, 2600, 2600**0.5)
    assert type(russia * 2) is float
    assert sum([russia, reserves]) == 3_802_600
    assert (np.array([1, 2]) * russia).tolist() == [2600, 5200]
    assert (pd.Series([1.0, 2.0]) + russia).tolist() == [2601, 2602]
    assert np.float64(2) * russia == 5200
    assert f"{russia}" == str(russia) == f"2,600{NBSP}t"
    assert f"{russia:,.1f} {russia:e}" == "2,600.0 2.600000e+03"


def test_a_fact_compares_as_its_number_and_what_has_none_by_its_text(ledger):
    russia, reserves = fact(OUTPUT), fact("RU-013")
    assert russia < reserves
    assert 2599 < russia <= 2600
    assert russia == 2600 == russia
    assert russia != reserves
    assert max(russia, reserves) is reserves
    assert {russia, 2600.0} == {2600}
    assert fact("ru.reserves") == reserves
    assert fact("RU-023.high") > fact("RU-023.low")
    assert fact("cn-2025-61.status") == "suspended"
    assert fact("RU-023") == fact("RU-023", replace(ledger))
    assert fact("RU-023") != fact("RU-023").low


@each_of("use", [float, int, round, abs, lambda found: found + 1, lambda found: found < 5, "{:.1f}".format])
def test_a_text_or_a_range_does_not_pass_for_a_number(use):
    with pytest.raises(EvidenceError, match=r"is not a single number\s+-> use RU-023\.low or RU-023\.high"):
        use(fact("RU-023"))
    with pytest.raises(EvidenceError, match="is no number"):
        use(fact("cn-2025-61.status"))


def test_a_fact_shows_its_evidence_with_no_attribute_that_a_viewer_may_drop():
    shown = fact("RU-013")._repr_mimebundle_()
    for part in (
        "Sources: Sohu Finance, article 001-02",
        "Also claimed: 10 to 28 million t (RU-023)",
        "On record: 3.8 million t (usgs.reserves/russia/2025@mcs-2026); 28.5 million t (russia.reserves",
    ):
        assert part in shown["text/plain"].replace(NBSP, " ")
    assert set(re.findall(r"<([^/>]+)", shown["text/html"])) == {"p", "strong", "ul", "li"}
    row = fact("usgs.reserves/russia/2025@mcs-2026")._repr_mimebundle_()["text/plain"]
    assert "Claims compared with it: about 3.8 million t (RU-013)" in row.replace(NBSP, " ")


def test_claims_are_filtered_and_shown_whole(ledger):
    rivals = claims(indicator="ru.reserves")
    assert list(rivals.index) == list(ledger.claims.index[ledger.claims["indicator_id"] == "ru.reserves"])
    assert rivals.loc["RU-013", ["source", "verdict"]].tolist() == ["Sohu Finance", "confirmed"]
    assert len(claims()) == len(ledger.claims)
    of_both = (ledger.claims["theme"] == "US") & (ledger.claims["article_id"] == "001-02")
    assert list(claims(theme="US", article="001-02").index) == list(ledger.claims.index[of_both])
    contradicted = claims(area="russia", verdict="contradicted")
    assert "RU-053" in contradicted.index
    assert all("/russia/" in record for record in contradicted["record"])
    assert fact("RU-013").label.partition(": ")[2] in rivals[["statement"]]._repr_html_()


def test_the_record_is_filtered():
    rows = record(series="usgs.mine-output", area="russia", since=2024)
    assert list(rows["period"]) == ["2024", "2024", "2025"]
    source = "U.S. Geological Survey: Mineral Commodity Summaries 2026: Rare Earths"
    assert rows.loc[OUTPUT, ["text", "source"]].tolist() == [fact(OUTPUT).text, source]
    assert set(record(vintage="mcs-2026", area="russia")["vintage"]) == {"mcs-2026"}
    assert "2025-04-01" not in set(record(since="2025-05")["period"])


@each_of(("table", "filters", "near"), cases("facts", "an unknown filter names the nearest"))
def test_an_unknown_filter_names_the_nearest(table, filters, near):
    with pytest.raises(EvidenceError, match=rf"there is no[\s\S]*{near}"):
        {"claims": claims, "record": record}[table](**filters)


@each_of(("query", "key"), cases("facts", "search finds keys by words"))
def test_search_finds_keys_by_words(query, key):
    assert key in search(query).index


def test_search_says_what_it_found_of_every_kind():
    found = search("magnet")
    kinds = {"indicator", "result", "assumption", "judgement", "claim", "record", "measure"}
    assert set(found["kind"]) == kinds | {"project", "element"}
    for key, row in found[found["kind"].isin(kinds)].iterrows():
        assert row["text"] == (fact(key).text if row["text"] else "")
    assert search("tomtor").loc["ru.tomtor-share", ["kind", "text"]].tolist() == ["indicator", text("ru.tomtor-share")]
    assert search("qqqzzz").empty and search("").empty


def test_what_is_asked_of_another_ledger_is_computed_from_it(ledger):
    own = ledger.with_row("resolutions", "ru.reserves", adopted="RU-052")
    key = "model.ru-reserves-at-share-target"
    # The share target is 12 % of world mine output, 390,000 t in 2025.
    assert fact(key, own).value == pytest.approx(28.5e6 / (0.12 * 390_000))
    assert (str(fact(key, own)), str(fact(key))) == (f"610{NBSP}years", f"81{NBSP}years")
    assert "28.5" in fact(key, own)._repr_mimebundle_()["text/plain"]
    assert "28.5" not in fact(key)._repr_mimebundle_()["text/plain"]
    assert trace("ru.reserves", own).articles == {"002-01"}
    own = ledger.with_row("observations", OUTPUT, value=7000)
    assert record(area="russia", ledger=own).at[OUTPUT, "text"] == f"7,000{NBSP}t"
    assert search("mine output russia 2025", own).at[OUTPUT, "text"] == f"7,000{NBSP}t"
    own = ledger.with_row("verdicts", "RU-013", verdict="garbled")
    assert "RU-013" in claims(verdict="garbled", ledger=own).index
    assert fact("book.claims-garbled", own) == fact("book.claims-garbled") + 1


def test_results_that_read_tables_read_those_of_the_ledger_asked(ledger):
    key = ledger.scenarios.index[-4]
    own = ledger.with_row("scenarios", key, branch=1)
    assert fact(f"model.out-{key}", own).value == 1 != fact(f"model.out-{key}").value
    assert fact("model.out-branch-two-chains-2030", own).point == 1
    assert fact("model.out-branch-settled-2030", own).point
    assert fact("model.out-cut-range", own).high > fact("model.out-cut-range").high
    fewer = ledger.with_row("watchlist", ledger.watchlist.index[ledger.watchlist["series"] != ""][0], series="")
    assert fact("model.out-watched", fewer) == fact("model.out-watched") - 1


@each_of(("row", "cells", "message"), cases("facts", "a ledger refuses a change it cannot make"))
def test_a_ledger_refuses_a_change_it_cannot_make(ledger, row, cells, message):
    with pytest.raises(EvidenceError, match=message):
        ledger.with_row(*row, **cells)


@each_of(
    "write",
    [
        lambda frame: setitem(frame.loc, (OUTPUT, "value"), 5.0),
        lambda frame: setitem(frame.loc, (OUTPUT, "unit"), "kg"),
        lambda frame: setitem(frame.iat, (0, 3), 5.0),
        lambda frame: setitem(frame, "value", 5.0),
        lambda frame: setitem(frame, "new column", "some"),
        lambda frame: setitem(frame.loc, "new/russia/2025@none", frame.loc[OUTPUT]),
        lambda frame: setattr(frame, "index", range(len(frame))),
        lambda frame: frame.sort_values("value", inplace=True),
        lambda frame: frame.rename(columns={"value": "number"}, inplace=True),
    ],
)
def test_a_table_written_to_in_memory_is_refused(write):
    ledger = Ledger.of_folder(DATA)
    fact(OUTPUT, ledger)
    write(ledger.observations)
    asks = [lambda: fact(OUTPUT, ledger), lambda: fact("book.cutoff", ledger), lambda: ledger.observations]
    asks += [lambda: claims(ledger=ledger), lambda: record(ledger=ledger), lambda: search("russia", ledger)]
    for ask in asks:
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


def test_arrays_of_a_table_cannot_be_written_to_and_reading_and_copying_is_no_change(ledger):
    frame = ledger.observations
    value, unit = frame["value"], frame["unit"]
    for array in (value.to_numpy(), value.values, value.array, unit.array, frame.index.array):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = array[1]
    copy = frame.copy()
    copy.loc[OUTPUT, "value"] = 5.0
    frame.describe(), frame.values, frame.groupby("series").size(), frame.sort_values("value"), frame.to_dict()
    frame.loc[OUTPUT, "value"] = frame.at[OUTPUT, "value"]
    assert fact(OUTPUT, ledger) == 2600
