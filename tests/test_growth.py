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


def second_step(small, middle, large):
    """Return the second step in parts of the first; fixed costs fall out."""
    return (large - middle) / (middle - small)


def cards(ledger, _):
    for key in ledger.claims.index:
        peek(key, ledger)


WORKS = {
    "rules": lambda ledger, _: [list(rule(ledger)) for rule in RULES],
    "reconcile": lambda ledger, _: [outcome.spread for outcome in reconcile(ledger).values()],
    "cards": cards,
    "exports": lambda ledger, _: ledger_table(ledger_document(ledger)["claims"]),
    "explorer": lambda ledger, _: explorer_rows(ledger),
}


@pytest.mark.parametrize(
    "name", [name if name == "rules" else pytest.param(name, marks=pytest.mark.whole) for name in WORKS]
)
def test_the_work_grows_with_the_claims_and_no_faster(name, ledgers, monkeypatch):
    # What is read once a process, such as results and pages, is no part of what grows.
    WORKS[name](load_ledger(), monkeypatch)
    counts = []
    for ledger in ledgers:
        with monkeypatch.context() as patch:
            counts.append(count_operations(lambda ledger=ledger, patch=patch: WORKS[name](ledger, patch), monkeypatch))
    assert counts[0] > len(ledgers[0].claims)
    assert second_step(*counts) < LINEAR, counts


def test_grown_tables_keep_every_rule(ledgers):
    first, *_, last = ledgers
    assert len(last.claims) == SIZES[-1] * len(first.claims)
    assert [problem for rule in RULES for problem in rule(last)] == []


def test_a_filter_for_every_row_is_found_out(ledgers, monkeypatch):
    def work(ledger):
        articles = ledger.claims["article_id"]
        return [(articles == article).sum() for article in articles]

    counts = [count_operations(lambda ledger=ledger: work(ledger), monkeypatch) for ledger in ledgers]
    assert second_step(*counts) > 1.5


@pytest.fixture(scope="module")
def drawn(large):
    """Return the figures of the chapter on disagreements, by id, for each of the grown ledgers."""
    figures = [made_figures("disagreements", load_ledger=lambda ledger=ledger: ledger) for ledger in large]
    return [{figure.id: figure for figure in made} for made in figures]


@pytest.mark.whole
@pytest.mark.parametrize("name", ["fig-gl-scoreboard", "fig-gl-distances"])
def test_what_a_chapter_draws_of_the_ledger_does_not_grow_with_it(name, drawn):
    sizes = [
        (len(figure.rows), len(json.dumps(figure.chart.to_dict())), len(figure.description))
        for figure in (figures[name] for figures in drawn)
    ]
    said = {"fig-gl-scoreboard": "one tile for up to", "fig-gl-distances": "farthest of each verdict are drawn"}[name]
    assert all(said in figures[name].subtitle for figures in drawn), "what is left out is said"
    assert all(after < 1.1 * before for before, after in zip(*sizes, strict=True)), sizes


@pytest.mark.whole
def test_the_board_of_verdicts_counts_claims_that_have_no_tile(drawn, large):
    figure = drawn[0]["fig-gl-scoreboard"]
    assert f" of {len(large[0].claims)} claims" in figure.title
    assert "one tile for up to" in figure.subtitle
    words = json.dumps(figure.chart.to_dict())
    for verdict, number in large[0].verdicts["verdict"].value_counts().items():
        assert f'"{verdict}, {number}"' in words
