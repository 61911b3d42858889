"""A sample of the mutation trial: what readers cite can't be changed unnoticed, and the message names the place.

`make mutate` tries everything. The trial puts itself between the tables and the code that reads them, so that it runs in a
process of its own; what it says is held against the real rules here.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from evidence.ledger import load_ledger
from evidence.paths import BOOK, ROOT
from evidence.rules import check_data

PROGRAM = "import sys; from mutation.__main__ import try_few; try_few(1).to_csv(sys.argv[1], index=False)"
KINDS = ("claims.value", "verdicts.verdict", "resolutions.class", "assumptions.value", "results, is operator")
KINDS += ("results, is constant", "results, of key", "results, unit member", "results, key words", "models/")
KINDS += ("relation", "mark", "printed", "pages, key", "cell", "output")


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    path = tmp_path_factory.mktemp("mutation") / "few.csv"
    environment = os.environ | {"PYTHONPATH": f"{BOOK}{os.pathsep}{Path(__file__).parent}", "PYTHONUTF8": "1"}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM, path], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    texts = dict.fromkeys(("old", "new", "layer", "message"), str)
    return pd.read_csv(path, dtype=texts, keep_default_na=False)


def test_all_kinds_of_things_are_changed(findings):
    assert [kind for kind in KINDS if not findings["what"].str.contains(kind, regex=False).any()] == []


def test_no_change_of_what_readers_cite_survives_and_every_message_names_the_place(findings):
    survivors = findings[findings["outcome"] == "survived"]
    assert survivors[["place", "old", "new"]].to_dict("records") == []
    lost = findings[(findings["outcome"] == "killed") & ~findings["placed"]]
    assert lost[["place", "message"]].to_dict("records") == []


def make_change(project, change):
    """Write a change into its file in a copy of the project."""
    path, column, old = project / change["file"], change["what"].partition(".")[2], change["old"]
    if path.suffix == ".csv":
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        assert frame.at[change["row"] - 2, column] == old
        frame.at[change["row"] - 2, column] = change["new"]
        frame.to_csv(path, index=False, lineterminator="\n")
    else:
        text, start = path.read_text(encoding="utf-8"), change["start"]
        assert text[start:].startswith(old)
        path.write_text(text[:start] + change["new"] + text[start + len(old) :], encoding="utf-8")


def one_a_layer(findings, project):
    """Make one change that each layer notices, one after the other."""
    for _, change in findings.groupby("layer").head(1).iterrows():
        make_change(project, change)
        yield change
        shutil.copy(ROOT / change["file"], project / change["file"])


def test_the_real_rules_agree_with_the_trial(findings, data):
    """The schema is asked of single cells in the trial; all of it, of all rows, must say the same."""
    cells = findings[findings["what"].str.fullmatch(r"(claims|verdicts|resolutions|scenarios)\.\w+")]
    for change in one_a_layer(cells, data.parent):
        load_ledger.cache_clear()
        assert bool(check_data(data)) == (change["layer"] in {"schema", "rules", "history"}), change["place"]
    load_ledger.cache_clear()


@pytest.mark.whole
def test_the_real_check_agrees_with_the_trial_on_results(findings, copy, run):
    slips = findings[findings["what"].str.startswith("results,")]
    for change in one_a_layer(slips[slips["layer"].isin(["schema", "rules", "history"])], copy):
        told = run(copy, "evidence.upkeep.build", "check")
        # A result that is gone is named by its key, as nothing says in which of these files it was.
        named = change["file"] in told.stderr or change["old"] in told.stderr
        assert (told.returncode, "data/results" in told.stderr, named) == (1, True, True), change["place"]


@pytest.mark.whole
def test_the_notebooks_tests_agree_with_the_trial(findings, copy, run):
    """The trial asks what the last cells say without running notebooks; a chapter's own test must fail as well."""

    def check(page):
        return run(copy, "pytest", "-q", "-x", f"book/{page}.ipynb").returncode

    noticed = findings[findings["message"].str.contains("ipynb") & (findings["row"] > 0)]
    assert {"facts", "figures"} <= set(noticed["layer"]) <= {"facts", "figures", "comparisons"}
    assert check("leverage") == 0
    for change in one_a_layer(noticed, copy):
        assert check(re.search(r"book/(\w+)\.ipynb", change["message"])[1]) == 1, change["place"]
    # Rules and history notice first what would make a comparison false, so one is turned round where it stands.
    page = copy / "book" / "leverage.ipynb"
    turned, count = re.subn(r"(\]\(#[\w./-]+)<(?=[\w./-]+\))", r"\1>", page.read_text(encoding="utf-8"), count=1)
    page.write_text(turned, encoding="utf-8")
    assert (count, check("leverage")) == (1, 1)
