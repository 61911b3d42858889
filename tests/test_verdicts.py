"""Verdicts against the record: comparisons that hold, judgements that move only when the record does."""

import math
import re

import pandas as pd
from conftest import each_of

from evidence.ledger import load_ledger
from evidence.ledger.quantities import CEILINGS, FLOORS
from evidence.paths import BOOK
from evidence.rules.classes import printed_step
from evidence.rules.verdicts import WITHOUT_RECORD

LEDGER = load_ledger()
JUDGED = LEDGER.claims.join(LEDGER.verdicts.drop(columns="claim_id"))
COMPARED = JUDGED[JUDGED["compared_with"] != ""]
WEAK = re.compile(r"weak|second hand|secondary|grade C")


def bounds(row: pd.Series) -> tuple[float, float]:
    """Return the interval a number leaves open: "over 80" reaches to infinity, "at most 48.9" down to 0."""
    known = row[["value", "low", "high"]].dropna()
    return 0 if row["qualifier"] in CEILINGS else min(known), math.inf if row["qualifier"] in FLOORS else max(known)


def rows_of(verdict: pd.Series) -> list[pd.Series]:
    tables = (LEDGER.observations, LEDGER.measures, LEDGER.projects)
    return [next(table.loc[key] for table in tables if key in table.index) for key in verdict["record_ids"].split()]


def known_since(row: pd.Series) -> str:
    """Return the day on which a row of the record became known: a measure's own, else its source's."""
    return row["announced"] if "announced" in row else LEDGER.sources.at[row["source_id"], "published"]


@each_of("claim_id", JUDGED.index[~JUDGED["unit"].isin(["", "date"])])
def test_a_decided_number_is_compared_where_the_record_has_its_unit(claim_id):
    claim = JUDGED.loc[claim_id]
    rows = LEDGER.observations.reindex(claim["record_ids"].split())
    comparable = rows.index[rows["unit"] == claim["unit"]]
    decided = len(comparable) and claim["verdict"] not in WITHOUT_RECORD
    assert claim["compared_with"] in (comparable if decided else [""])


@each_of("claim_id", COMPARED.index[COMPARED["verdict"] == "confirmed"])
def test_a_confirmed_number_agrees_with_its_row(claim_id):
    claim = COMPARED.loc[claim_id]
    tolerance = LEDGER.indicators.at[claim["indicator_id"], "tolerance"]
    (low, high), (least, most) = bounds(claim), bounds(LEDGER.observations.loc[claim["compared_with"]])
    # Rounding to the digits printed moves half a step of the last one; words and ranges have none.
    step = printed_step(claim["figure_text"], claim["value"]) if claim["value"] > 0 else None
    rounding = (step or 0) / 2
    assert low <= max(most * (1 + tolerance), most + rounding)
    assert high >= min(least * (1 - tolerance), least - rounding)


BOUNDS = COMPARED.query("indicator_id == 'gl.share-processing' and qualifier == 'over'")


@each_of("claim_id", BOUNDS.query("verdict in ['confirmed', 'misleading']").index)
def test_a_bound_is_confirmed_where_the_record_lies_within_a_quarter_of_it(claim_id):
    claim = COMPARED.loc[claim_id]
    named, _ = bounds(claim)
    shares = LEDGER.observations.loc[[key for key in claim["record_ids"].split() if key.startswith("share.refining")]]
    largest = max(bounds(LEDGER.observations.loc[claim["compared_with"]])[0], shares["value"].max())
    assert (claim["verdict"] == "confirmed") == (largest <= 1.25 * named)


@each_of("claim_id", COMPARED.index[COMPARED["verdict"].isin(["outdated", "garbled"])])
def test_a_number_that_no_longer_holds_differs_from_its_row(claim_id):
    claim = COMPARED.loc[claim_id]
    row = LEDGER.observations.loc[claim["compared_with"]]
    suspended = any("suspended_from" in fact and fact["suspended_from"] for fact in rows_of(claim))
    assert bounds(claim) != bounds(row) or suspended


@each_of("claim_id", JUDGED.index[JUDGED["verdict"] != JUDGED["verdict_then"]])
def test_a_verdict_moves_only_with_a_row_known_later(claim_id):
    verdict = JUDGED.loc[claim_id]
    published = LEDGER.articles.at[verdict["article_id"], "published"]
    assert any(found > published[: len(found)] for found in map(known_since, rows_of(verdict)) if found)


@each_of("claim_id", LEDGER.verdicts.index)
def test_a_verdict_that_names_a_weak_row_says_so(claim_id):
    verdict = LEDGER.verdicts.loc[claim_id]
    grades = {LEDGER.sources.at[row["source_id"], "grade"] for row in rows_of(verdict)}
    assert "C" not in grades or WEAK.search(verdict["reason"])


def test_the_rank_by_reserves_follows_from_the_edition():
    reserves = LEDGER.observations.query("series == 'usgs.reserves' and vintage == 'mcs-2026'").set_index("area")[
        "value"
    ]
    larger = reserves.drop(["world", "other"], errors="ignore") > reserves["russia"]
    assert LEDGER.observations.at["usgs.reserves-rank/russia/2025@mcs-2026", "value"] == 1 + larger.sum()


def test_the_rubric_has_an_example_and_a_counter_example_of_every_verdict():
    section = (BOOK / "how_to_read.md").read_text("utf-8").split("\n## Verdicts\n")[1].split("\n## ")[0]
    rubric = dict(re.findall(r"^([a-z ]+)\n: (.+?)(?=\n\n)", section, re.M | re.S))
    assert set(rubric) == set(LEDGER.verdicts["verdict"])
    for name, text in rubric.items():
        examples, counter_examples = (re.findall(r"\.verdict=([a-z-]+)\)", part) for part in text.split("Not so"))
        assert set(examples) == {name.replace(" ", "-")}, name
        assert counter_examples and not set(examples) & set(counter_examples), name
