"""What the book counts of its own claims: shared figures, distances, moved verdicts, on small ledgers with known answers."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from conftest import cases, each_of

from evidence.chapters import disagreements
from evidence.facts import CLAIM_ID, fact
from evidence.facts.binding import bound_facts
from evidence.ledger.tables import read_resource
from evidence.paths import BOOK

NUMBERS = dict.fromkeys(("value", "low", "high"), math.nan)
CLAIM = {"article_id": "001-01", "theme": "RU", "indicator_id": "ru.output", "unit": "t", "qualifier": "exact"}
VERDICT = {"verdict": "confirmed", "verdict_then": "confirmed", "record_ids": "", "compared_with": "", "reason": ""}


@pytest.fixture
def make(ledger):
    """Return a function that makes a ledger of a few claims RU-001 and so on, all set against one row if it's given."""

    def table(rows, defaults, keys):
        return pd.DataFrame([defaults | row for row in rows], index=pd.Index(keys, name="key"))

    def make_ledger(*claims, row=None, **verdicts):
        keys = [f"RU-{number:03}" for number in range(1, len(claims) + 1)]
        judged = VERDICT | ({"compared_with": "row"} if row else {})
        said = [{"claim_id": key} | verdicts.get(key.replace("-", "_"), {}) for key in keys]
        named = [{"claim_id": key} | claim for key, claim in zip(keys, claims, strict=True)]
        own = replace(
            ledger, claims=table(named, NUMBERS | CLAIM | {"period": ""}, keys), verdicts=table(said, judged, keys)
        )
        return replace(own, observations=table([row], NUMBERS, ["row"])) if row else own

    return make_ledger


def test_a_figure_is_the_same_whatever_stands_before_it_and_a_date_by_its_period(make):
    date = {"unit": "date", "indicator_id": "ru.target-year"}
    ledger = make(
        {"article_id": "001-01", "value": 700.0, "qualifier": "over"},
        {"article_id": "001-02", "value": 700.0},
        {"article_id": "001-02", "value": 700.0},
        {"article_id": "001-03", "value": 700.0, "unit": "kg"},
        {"article_id": "001-03", "value": 700.0, "indicator_id": "ru.reserves"},
        {"article_id": "001-04", "unit": ""},
        {"article_id": "001-01", "period": "2030"} | date,
        {"article_id": "001-02", "period": "2030"} | date,
        {"article_id": "001-03", "period": "2031"} | date,
    )
    figures = disagreements.printed_figures(ledger).set_index("claim_id")["articles"]
    once = {"RU-004": 1, "RU-005": 1, "RU-009": 1}
    assert figures.to_dict() == {"RU-001": 2, "RU-002": 2, "RU-007": 2, "RU-008": 2} | once


def test_links_join_each_pair_once_in_order_of_publication(make, ledger):
    early, middle, late = ledger.articles.sort_values("published").index[[0, 5, -1]]
    printed = [(late, 1.0, "a"), (early, 1.0, "a"), (middle, 1.0, "a"), (late, 2.0, "b"), (early, 2.0, "b")]
    claims = ({"article_id": article, "value": value, "indicator_id": name} for article, value, name in printed)
    links = disagreements.article_links(make(*claims))
    assert set(links.itertuples(index=False, name=None)) == {(early, middle, 1), (early, late, 2), (middle, late, 1)}


@each_of(("claim", "record", "low", "high", "fold", "reach"), cases("disagreements", "distance is claim over record"))
def test_distance_is_claim_over_record(make, claim, record, low, high, fold, reach):
    found = disagreements.distances(make(claim, row=record))
    assert found["reach"].tolist() == ([reach] if reach else [])
    assert not reach or found[["low", "high", "fold"]].iloc[0].tolist() == pytest.approx([low, high, fold])


@each_of(
    ("period", "days"),
    [("2025-10-09", 0), ("2025-10", 0), ("2025", 0), ("2025-10-06", 3), ("2025-09", 9), ("2025-11-10", 2)],
)
def test_days_run_from_the_period_to_the_nearest_day_of_a_measure(make, ledger, period, days):
    assert ledger.measures.loc["cn-2025-57", ["announced", "effective"]].tolist() == ["2025-10-09", "2025-11-08"]
    date, named = {"unit": "date", "period": period}, {"record_ids": "cn-2025-57"}
    # A target has no day yet.
    own = make(date, date | {"qualifier": "target"}, RU_001=named, RU_002=named)
    assert disagreements.date_gaps(own).to_dict() == {"RU-001": days}


def test_judged_claims_stand_by_verdict_with_label_and_number_and_moved_ones_are_told(make, ledger):
    own = make({"indicator_id": ""}, {}, {}, RU_002={"verdict": "outdated"})
    judged = disagreements.judged_claims(own, ("outdated", "confirmed"))
    label = ledger.indicators.at["ru.output", "label"]
    assert judged[["evidence", "verdict", "about", "number"]].to_numpy().tolist() == [
        ["RU-002", "outdated", label, 1],
        ["RU-001", "confirmed", "", 2],
        ["RU-003", "confirmed", label, 2],
    ]
    assert disagreements.moved_verdicts(own).index.tolist() == ["RU-002"]


def test_the_farthest_of_each_verdict_stand_once(make, ledger):
    claims = [{"value": value, "unit": "%"} for value in (100.0, 400.0, 400.0, 300.0, 200.0)]
    table = disagreements.farthest(make(*claims, row={"value": 100.0}), 3)
    label = ledger.indicators.at["ru.output", "label"]
    assert table[["label", "multiple", "points"]].to_numpy().tolist() == [
        [f"{label}, RU-002", "4", "300"],
        [f"{label}, RU-004", "3", "200"],
    ]


@pytest.fixture
def reread(ledger):
    """Return a function that makes a ledger whose claims were judged twice and settled."""

    def make_readings(first, second, settled):
        keys = [f"RU-{number:03}" for number in range(len(first))]
        return replace(
            ledger,
            editions=pd.DataFrame({"edition": "1", "subject": keys, "field": "verdict", "value": [*first]}),
            readings=pd.DataFrame({"edition": "1", "verdict": [*second]}, index=keys),
            verdicts=pd.DataFrame({"verdict": [*settled]}, index=keys),
        )

    return make_readings


@each_of(("first", "second", "kappa"), cases("disagreements", "kappa is what two readings share beyond chance"))
def test_kappa_is_what_two_readings_share_beyond_chance(reread, first, second, kappa):
    found = disagreements.agreement(reread(first, second, first))
    assert (found.read, found.agree) == (
        len(first),
        sum(one == other for one, other in zip(first, second, strict=True)),
    )
    assert found.kappa == pytest.approx(kappa, nan_ok=True)


@each_of(("first", "second", "settled", "names"), cases("disagreements", "readings that differ are counted by kind"))
def test_readings_that_differ_are_counted_by_kind_and_by_what_became_of_them(reread, first, second, settled, names):
    judged = disagreements.readings(reread([first], [second], [settled]))
    counts = disagreements.count_readings(judged).items()
    assert {name.removeprefix("readings-"): count.number for name, count in counts if count.number} == dict.fromkeys(
        names, 1
    )


def test_counts_of_the_book_add_up(ledger):
    counts = {name: count.number for name, count in disagreements.counts(ledger).items()}
    reached = [counts[f"quantities-{name}"] for name in ("agreeing", "covering", "departing")]
    assert sum(reached) == counts["quantities-compared"]
    assert counts["quantities-compared"] + counts["quantities-not-compared"] == counts["quantities"]
    assert sum(counts[f"claims-{name}"] for name in ("xc", "ru", "us", "eu", "gl")) == len(ledger.claims)
    # Claims borne out and open leave the others.
    names = ("different-measure", "outdated", "misleading", "garbled", "contradicted")
    others = 100 * sum(fact(f"book.claims-{name}").value for name in names) / len(ledger.claims)
    borne_out, open_ends = fact("model.gl-borne-out-share").value, fact("model.gl-open-share").value
    assert borne_out + open_ends + others == pytest.approx(100)


@pytest.fixture(scope="module")
def examples():
    """Return the word that opens each example on how to read, and the keys of the claims in it, in order."""
    text = (BOOK / "how_to_read.md").read_text(encoding="utf-8")
    section = text.partition("## Why claims differ")[2].partition("\n## ")[0]
    entries = [" ".join(entry.split()) for entry in re.findall(r"^- .*(?:\n  .*)*", section, re.MULTILINE)]
    found = [re.match(r"- \*\*\[?([A-Z][a-z ]+)\.?(?:\]\([^)]*\))?\*\*(.*)$", entry) for entry in entries]
    return {word[1].lower(): [key for key in bound_facts(word[2]) if CLAIM_ID.fullmatch(key)] for word in found}


def test_the_book_shows_every_class_and_two_verdicts_by_examples(ledger, examples):
    classes = next(f for f in read_resource("resolutions")["schema"]["fields"] if f["name"] == "class")
    for name in classes["constraints"]["enum"]:
        judged = {ledger.resolutions["class"].get(ledger.claims.at[key, "indicator_id"]) for key in examples[name]}
        assert name in judged, name
    for verdict in ("misleading", "outdated"):
        assert {ledger.verdicts.at[key, "verdict"] for key in examples[verdict]} == {verdict}
