"""What the book counts of its own claims: shared figures, distances, moved verdicts, on small ledgers with known answers."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pandas as pd
import pytest
from conftest import each_of

from evidence.chapters import disagreements
from evidence.facts import CLAIM_ID, fact
from evidence.facts.binding import bound_facts
from evidence.ledger import load_ledger
from evidence.ledger.tables import read_resource
from evidence.paths import BOOK

CLAIM = {
    "theme": "RU",
    "indicator_id": "ru.output",
    "value": float("nan"),
    "low": float("nan"),
    "high": float("nan"),
    "qualifier": "exact",
    "unit": "t",
    "period": "",
}
ROW = {"value": float("nan"), "low": float("nan"), "high": float("nan")}
VERDICT = {"verdict": "confirmed", "verdict_then": "confirmed", "record_ids": "", "compared_with": "", "reason": ""}


def frame(rows, defaults, key):
    table = pd.DataFrame([defaults | row for row in rows])
    return table.set_index(pd.Index(table[key], name="key"))


@pytest.fixture
def make(ledger):
    """Return a function that makes a ledger of a few claims, with rows of the record to set them against."""

    def make_ledger(claims, record=(), verdicts=()):
        judged = {row["claim_id"]: row for row in verdicts}
        rows = [{"claim_id": row["claim_id"]} | judged.get(row["claim_id"], {}) for row in claims]
        return replace(
            ledger,
            claims=frame(claims, CLAIM, "claim_id"),
            verdicts=frame(rows, VERDICT, "claim_id"),
            observations=frame(record, ROW, "name") if record else ledger.observations,
        )

    return make_ledger


def compared(make, claim, record):
    verdicts = [{"claim_id": "RU-001", "compared_with": "row"}]
    claims = [{"claim_id": "RU-001", "article_id": "001-01"} | claim]
    return disagreements.distances(make(claims, [{"name": "row"} | record], verdicts)).iloc[0]


def test_a_figure_is_the_same_whatever_stands_before_it(make):
    claims = [
        {"claim_id": "RU-001", "article_id": "001-01", "value": 700.0, "qualifier": "over"},
        {"claim_id": "RU-002", "article_id": "001-02", "value": 700.0},
        {"claim_id": "RU-003", "article_id": "001-02", "value": 700.0},
        {"claim_id": "RU-004", "article_id": "001-03", "value": 700.0, "unit": "kg"},
        {"claim_id": "RU-005", "article_id": "001-03", "value": 700.0, "indicator_id": "ru.reserves"},
        {"claim_id": "RU-006", "article_id": "001-04", "unit": ""},
    ]
    figures = disagreements.printed_figures(make(claims)).set_index("claim_id")["articles"]
    assert figures["RU-001"] == 2
    assert figures["RU-004"] == figures["RU-005"] == 1
    assert "RU-006" not in figures
    assert len(figures) == 4


def test_dates_are_figures_by_their_period(make):
    date = {"unit": "date", "indicator_id": "ru.target-year"}
    claims = [
        {"claim_id": "RU-001", "article_id": "001-01", "period": "2030"} | date,
        {"claim_id": "RU-002", "article_id": "001-02", "period": "2030"} | date,
        {"claim_id": "RU-003", "article_id": "001-03", "period": "2031"} | date,
    ]
    assert disagreements.printed_figures(make(claims))["articles"].tolist().count(2) == 2


def test_links_join_each_pair_once_in_order_of_publication(make, ledger):
    early, middle, late = ledger.articles.sort_values("published").index[[0, 5, -1]]
    claims = [
        {"claim_id": f"RU-00{number}", "article_id": article, "value": value, "indicator_id": indicator}
        for number, (article, value, indicator) in enumerate(
            [(late, 1.0, "a"), (early, 1.0, "a"), (middle, 1.0, "a"), (late, 2.0, "b"), (early, 2.0, "b")]
        )
    ]
    links = disagreements.article_links(make(claims))
    assert set(links.itertuples(index=False, name=None)) == {(early, middle, 1), (early, late, 2), (middle, late, 1)}


@pytest.mark.parametrize(
    ("claim", "record", "low", "high", "reach"),
    [
        ({"value": 100.0}, {"value": 100.0}, 1, 1, "agrees"),
        ({"value": 102.0}, {"value": 100.0}, 1.02, 1.02, "agrees"),
        ({"value": 103.0}, {"value": 100.0}, 1.03, 1.03, "departs"),
        ({"value": 612.0}, {"value": 61.2}, 10, 10, "departs"),
        ({"value": 50.0}, {"value": 100.0}, 0.5, 0.5, "departs"),
        ({"value": 80.0, "qualifier": "over"}, {"value": 100.0}, 0.8, 0.8, "covers"),
        ({"value": 120.0, "qualifier": "over"}, {"value": 100.0}, 1.2, 1.2, "departs"),
        ({"value": 120.0, "qualifier": "under"}, {"value": 100.0}, 1.2, 1.2, "covers"),
        ({"low": 50.0, "high": 200.0}, {"value": 100.0}, 0.5, 2, "covers"),
        ({"low": 300.0, "high": 400.0}, {"value": 100.0}, 3, 4, "departs"),
        ({"value": 10.0}, {"low": 7.0, "high": 15.0}, 10 / 15, 10 / 7, "covers"),
        ({"value": 700.0}, {"low": 700.0}, 1, 1, "agrees"),
        ({"value": 800.0}, {"low": 400.0}, 2, 2, "covers"),
        ({"value": 200.0}, {"low": 400.0}, 0.5, 0.5, "departs"),
        ({"value": 37.0}, {"high": 74.0}, 0.5, 0.5, "covers"),
        ({"value": 74.0}, {"high": 37.0}, 2, 2, "departs"),
    ],
)
def test_distance_is_claim_over_record(make, claim, record, low, high, reach):
    found = compared(make, claim, record)
    assert (found["low"], found["high"]) == (pytest.approx(low), pytest.approx(high))
    assert found["reach"] == reach


@pytest.mark.parametrize(
    ("claim", "fold"),
    [({"value": 1000.0}, 10), ({"value": 10.0}, 10), ({"low": 300.0, "high": 900.0}, 3), ({"value": 100.0}, 1)],
)
def test_fold_is_how_many_times_too_much_or_too_little(make, claim, fold):
    assert compared(make, claim, {"value": 100.0})["fold"] == pytest.approx(fold)


@pytest.mark.parametrize("claim", [{"value": 5.0, "unit": "rank"}, {"value": 0.0}])
def test_ranks_and_zeros_have_no_ratio(make, claim):
    claims = [{"claim_id": "RU-001", "article_id": "001-01"} | claim]
    ledger = make(claims, [{"name": "row", "value": 5.0}], [{"claim_id": "RU-001", "compared_with": "row"}])
    assert disagreements.distances(ledger).empty


@pytest.mark.parametrize(
    ("period", "days"),
    [("2025-10-09", 0), ("2025-10", 0), ("2025", 0), ("2025-10-06", 3), ("2025-09", 9), ("2025-11-10", 2)],
)
def test_days_run_from_the_period_to_the_nearest_day_of_a_measure(make, ledger, period, days):
    assert ledger.measures.loc["cn-2025-57", ["announced", "effective"]].tolist() == ["2025-10-09", "2025-11-08"]
    claims = [{"claim_id": "XC-001", "article_id": "001-01", "unit": "date", "period": period}]
    verdicts = [{"claim_id": "XC-001", "record_ids": "cn-2025-57"}]
    assert disagreements.date_gaps(make(claims, verdicts=verdicts)).to_dict() == {"XC-001": days}


def test_only_exact_dates_have_a_gap(make):
    claims = [{"claim_id": "XC-001", "article_id": "001-01", "unit": "date", "period": "2030", "qualifier": "target"}]
    assert disagreements.date_gaps(make(claims, verdicts=[{"claim_id": "XC-001", "record_ids": "cn-2025-57"}])).empty


def test_judged_claims_stand_by_verdict_with_label_and_number(make, ledger):
    claims = [{"claim_id": f"RU-00{number}", "article_id": "001-01"} for number in (1, 2, 3)]
    claims[0]["indicator_id"] = ""
    grown = make(claims, verdicts=[{"claim_id": "RU-002", "verdict": "outdated"}])
    judged = disagreements.judged_claims(grown, ("outdated", "confirmed"))
    label = ledger.indicators.at["ru.output", "label"]
    assert judged[["evidence", "verdict", "about", "number"]].to_numpy().tolist() == [
        ["RU-002", "outdated", label, 1],
        ["RU-001", "confirmed", "", 2],
        ["RU-003", "confirmed", label, 2],
    ]


def test_the_farthest_of_each_verdict_stand_once(make, ledger):
    values = {"RU-001": 100.0, "RU-002": 400.0, "RU-003": 400.0, "RU-004": 300.0, "RU-005": 200.0}
    claims = [{"claim_id": key, "article_id": "001-01", "value": value, "unit": "%"} for key, value in values.items()]
    verdicts = [{"claim_id": key, "compared_with": "row"} for key in values]
    table = disagreements.farthest(make(claims, [{"name": "row", "value": 100.0}], verdicts), 3)
    label = ledger.indicators.at["ru.output", "label"]
    assert table[["label", "multiple", "points"]].to_numpy().tolist() == [
        [f"{label}, RU-002", "4", "300"],
        [f"{label}, RU-004", "3", "200"],
    ]


def test_moved_verdicts_are_those_that_differ(make):
    claims = [{"claim_id": "RU-001", "article_id": "001-01"}, {"claim_id": "RU-002", "article_id": "001-01"}]
    ledger = make(claims, verdicts=[{"claim_id": "RU-002", "verdict": "outdated"}])
    assert disagreements.moved_verdicts(ledger).index.tolist() == ["RU-002"]


@pytest.fixture
def reread(ledger):
    """Return a function that makes a ledger whose claims were judged twice and settled, from triples of verdicts."""

    def make_readings(*triples):
        keys = [f"RU-{number:03}" for number in range(1, len(triples) + 1)]
        first, second, settled = zip(*triples, strict=True)
        return replace(
            ledger,
            editions=pd.DataFrame({"edition": "1", "subject": keys, "field": "verdict", "value": first}),
            readings=pd.DataFrame({"edition": "1", "verdict": second}, index=keys),
            verdicts=pd.DataFrame({"verdict": settled}, index=keys),
        )

    return make_readings


def test_kappa_is_what_two_readings_share_beyond_chance(reread):
    alike = [(name, name, name) for name in ("confirmed", "contradicted")]
    assert disagreements.agreement(reread(*alike)).kappa == pytest.approx(1)
    crossed = [(one, other, one) for one in ("confirmed", "close") for other in ("confirmed", "close")]
    assert disagreements.agreement(reread(*crossed)).kappa == pytest.approx(0)
    both = disagreements.agreement(reread(*alike, *crossed))
    assert (both.read, both.agree) == (6, 4)


def test_differences_of_two_readings_are_counted_by_kind_and_by_what_became_of_them(reread):
    judged = disagreements.readings(
        reread(
            ("not found", "confirmed", "confirmed"),
            ("not found", "not found", "not found"),
            ("not checkable", "close", "not checkable"),
            ("confirmed", "close", "close"),
            ("misleading", "contradicted", "garbled"),
            ("contradicted", "misleading", "contradicted"),
        )
    )
    counts = {name: count.number for name, count in disagreements.count_readings(judged).items()}
    assert counts == {
        "readings-differing": 5,
        "readings-differing-not-found": 1,
        "readings-not-found": 2,
        "readings-found": 1,
        "readings-checked": 1,
        "readings-degree": 1,
        "readings-severity": 2,
        "readings-settled-first": 2,
        "readings-settled-second": 2,
        "readings-settled-otherwise": 1,
        "readings-second-decided": 5,
        "readings-second-misleading": 1,
        "readings-second-wrong": 1,
    }


def test_every_difference_of_the_readings_is_settled_once(ledger):
    counts = {name: count.number for name, count in disagreements.counts(ledger).items()}
    both = disagreements.agreement(ledger)
    assert counts["readings-differing"] == both.read - both.agree
    settled = [counts[f"readings-settled-{name}"] for name in ("first", "second", "otherwise")]
    assert sum(settled) == counts["readings-differing"]
    assert counts["readings-differing-not-found"] <= counts["readings-not-found"]


def test_counts_of_the_book_add_up(ledger):
    counts = {name: count.number for name, count in disagreements.counts(ledger).items()}
    reached = [counts[f"quantities-{name}"] for name in ("agreeing", "covering", "departing")]
    assert sum(reached) == counts["quantities-compared"]
    assert counts["quantities-compared"] + counts["quantities-not-compared"] == counts["quantities"]
    assert sum(counts[f"claims-{name}"] for name in ("xc", "ru", "us", "eu", "gl")) == len(ledger.claims)
    assert counts["article-pairs-sharing-most"] <= counts["article-pairs"]
    assert counts["articles-sharing"] <= len(ledger.articles)


def test_the_tenfold_slip_is_ten_times_its_record(ledger):
    slip = disagreements.distances(ledger).set_index("claim_id").loc["RU-031"]
    assert slip["low"] == pytest.approx(10, rel=0.02)


def test_claims_borne_out_and_open_leave_the_others():
    rest = 100 - fact("model.gl-borne-out-share").value - fact("model.gl-open-share").value
    names = ("different-measure", "outdated", "misleading", "garbled", "contradicted")
    others = sum(fact(f"book.claims-{name}").value for name in names)
    assert rest == pytest.approx(100 * others / fact("book.claims").value)


def examples():
    """Return the word that opens each example on how to read, and the keys of the claims in it, in order."""
    text = (BOOK / "how_to_read.md").read_text(encoding="utf-8")
    section = text.partition("## Why claims differ")[2].partition("\n## ")[0]
    entries = [" ".join(entry.split()) for entry in re.findall(r"^- .*(?:\n  .*)*", section, re.MULTILINE)]
    found = [re.match(r"- \*\*\[?([A-Z][a-z ]+)\.?(?:\]\([^)]*\))?\*\*(.*)$", entry) for entry in entries]
    return {word[1].lower(): [key for key in bound_facts(word[2]) if CLAIM_ID.fullmatch(key)] for word in found}


def test_the_book_shows_every_class_by_an_example_of_it(ledger):
    classes = next(f for f in read_resource("resolutions")["schema"]["fields"] if f["name"] == "class")
    shown = examples()
    for name in classes["constraints"]["enum"]:
        judged = {ledger.resolutions["class"].get(ledger.claims.at[key, "indicator_id"]) for key in shown[name]}
        assert name in judged, name


@each_of("verdict", ["misleading", "outdated"])
def test_the_book_shows_verdicts_by_examples_of_them(ledger, verdict):
    assert {ledger.verdicts.at[key, "verdict"] for key in examples()[verdict]} == {verdict}


def twice(first: list[str], second: list[str]) -> disagreements.Agreement:
    """Compare two readings of claims that are named by number."""
    claims = [f"XC-{number:03}" for number in range(len(first))]
    editions = pd.DataFrame({"edition": "1", "subject": claims, "field": "verdict", "value": first})
    readings = pd.DataFrame({"edition": "1", "verdict": second}, index=claims)
    return disagreements.agreement(replace(load_ledger(), editions=editions, readings=readings))


def test_kappa_is_what_a_table_of_three_kinds_gives_by_hand() -> None:
    table = {"a": (25, 13, 12), "b": (12, 2, 16), "c": (3, 15, 2)}
    pairs = [
        (one, other)
        for one, row in table.items()
        for other, number in zip(table, row, strict=True)
        for _ in range(number)
    ]
    found = twice(*map(list, zip(*pairs, strict=True)))
    assert (found.read, found.agree) == (100, 29)
    # By chance 0.5 × 0.4 + 0.3 × 0.3 + 0.2 × 0.3 = 0.35 agree.
    assert found.kappa == pytest.approx((0.29 - 0.35) / (1 - 0.35))


@each_of(
    ("first", "second", "kappa"),
    [("aabb", "aabb", 1), ("aabb", "abab", 0), ("aabb", "bbaa", -1), ("aaab", "aabb", 0.5)],
)
def test_kappa_of_readings_that_agree_by_chance_is_nil(first: str, second: str, kappa: float) -> None:
    assert twice(list(first), list(second)).kappa == pytest.approx(kappa)


def test_kappa_has_no_value_where_chance_alone_makes_both_agree() -> None:
    assert math.isnan(twice(["a", "a"], ["a", "a"]).kappa)
