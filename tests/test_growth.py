"""What the ledger costs grows no faster than the ledger: operations are counted, since seconds depend on the machine."""

import cProfile
import json
import shutil

import pandas as pd
import pytest
from bench.growth import grow_claims
from conftest import made_figures

from _ext.explorer import explorer_rows
from _ext.exports import ledger_document, ledger_table
from evidence.facts.peek import peek
from evidence.ledger import load_ledger
from evidence.ledger.reconcile import reconcile
from evidence.paths import DATA
from evidence.rules import RULES

SIZES = (1, 2, 3)
# What the second step costs, in parts of the first: 1 for linear growth, 5/3 for quadratic. Sorting adds a logarithm.
LINEAR = 1.1


def grow(folder, times):
    data = folder / "data"
    shutil.copytree(DATA, data)
    grow_claims(data, times)
    return load_ledger(data)


@pytest.fixture(scope="module")
def ledgers(tmp_path_factory):
    return [grow(tmp_path_factory.mktemp("grown"), times) for times in SIZES]


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Return a ledger that has more of everything than a picture draws, and one of twice its size."""
    return [grow(tmp_path_factory.mktemp("large"), times) for times in (20, 40)]


def count_operations(work, monkeypatch):
    """Count calls of functions, and cells compared: a filter of a table is one call for all its rows."""
    cells, equal = [0], pd.Series.__eq__

    def compared(series, other):
        cells[0] += len(series)
        return equal(series, other)

    profile = cProfile.Profile(builtins=False)
    with monkeypatch.context() as patch:
        patch.setattr(pd.Series, "__eq__", compared)
        profile.runcall(work)
    return cells[0] + sum(entry.callcount for entry in profile.getstats())


def second_step(work, ledgers, monkeypatch):
    """Return what the second step costs in parts of the first; fixed costs fall out."""
    small, middle, large = (count_operations(lambda ledger=each: work(ledger), monkeypatch) for each in ledgers)
    assert small > len(ledgers[0].claims)
    return (large - middle) / (middle - small)


WORKS = {
    "rules": lambda ledger: [list(rule(ledger)) for rule in RULES],
    "reconcile": lambda ledger: [outcome.spread for outcome in reconcile(ledger).values()],
    "cards": lambda ledger: [peek(key, ledger) for key in ledger.claims.index],
    "exports": lambda ledger: ledger_table(ledger_document(ledger)["claims"]),
    "explorer": explorer_rows,
}


@pytest.mark.parametrize("name", ["rules", *(pytest.param(name, marks=pytest.mark.whole) for name in [*WORKS][1:])])
def test_the_work_grows_with_the_claims_and_no_faster(name, ledgers, monkeypatch):
    # What is read once a process, such as results and pages, is no part of what grows.
    WORKS[name](load_ledger())
    assert second_step(WORKS[name], ledgers, monkeypatch) < LINEAR


def test_grown_tables_keep_every_rule(ledgers):
    first, *_, last = ledgers
    assert len(last.claims) == SIZES[-1] * len(first.claims)
    assert [problem for rule in RULES for problem in rule(last)] == []


def test_a_filter_for_every_row_is_found_out(ledgers, monkeypatch):
    def work(ledger):
        return [(ledger.claims["article_id"] == article).sum() for article in ledger.claims["article_id"]]

    assert second_step(work, ledgers, monkeypatch) > 1.5


@pytest.fixture(scope="module")
def drawn(large):
    """Return the figures of the chapter on disagreements, by id, for each of the grown ledgers."""
    figures = [made_figures("disagreements", load_ledger=lambda ledger=ledger: ledger) for ledger in large]
    return [{figure.id: figure for figure in made} for made in figures]


def sizes(figure):
    return len(figure.rows), len(json.dumps(figure.chart.to_dict())), len(figure.description)


@pytest.mark.whole
def test_what_a_chapter_draws_of_the_ledger_does_not_grow_with_it_and_what_is_left_out_is_said(drawn, large):
    for name, said in (("scoreboard", "one tile for up to"), ("distances", "farthest of each verdict are drawn")):
        figures = [made[f"fig-gl-{name}"] for made in drawn]
        assert all(said in figure.subtitle for figure in figures)
        assert all(after < 1.1 * before for before, after in zip(*map(sizes, figures), strict=True)), name
    board = drawn[0]["fig-gl-scoreboard"]
    assert f" of {len(large[0].claims)} claims" in board.title
    words = json.dumps(board.chart.to_dict())
    for verdict, number in large[0].verdicts["verdict"].value_counts().items():
        assert f'"{verdict}, {number}"' in words
