"""A sample of the mutation trial: what readers cite can't be changed unnoticed, and the message names the place.

`make mutate` tries everything. The trial puts itself between the tables and the code that reads them, so that it runs in a
process of its own; what it says is held against the real rules here.
"""

import json
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

PROGRAM = """
import json, sys
from mutation.__main__ import try_few
json.dump([found.row() for found in try_few(1)], sys.stdout)
"""


@pytest.fixture(scope="module")
def findings():
    paths = os.pathsep.join(map(str, (BOOK, Path(__file__).parent)))
    outcome = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": paths, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stderr
    return pd.DataFrame(json.loads(outcome.stdout))


KINDS = ("claims.value", "verdicts.verdict", "resolutions.class", "assumptions.value", "results, is operator")
KINDS += (
    "results, is constant",
    "results, of key",
    "results, unit member",
    "results, key words",
    "models/",
    "relation",
)
KINDS += ("mark", "printed", "pages, key", "cell", "output")


def test_all_kinds_of_things_are_changed(findings):
    assert [kind for kind in KINDS if not findings["what"].str.contains(kind, regex=False).any()] == []


def test_no_change_of_what_readers_cite_survives(findings):
    survivors = findings[findings["outcome"] == "survived"]
    assert survivors[["place", "old", "new"]].to_dict("records") == []


def test_every_message_names_the_place(findings):
    lost = findings[(findings["outcome"] == "killed") & ~findings["placed"]]
    assert lost[["place", "message"]].to_dict("records") == []


def make_change(project, change):
    """Write a change into its file in a copy of the project; return the file's place."""
    name, row = re.match(r"(\S+), row (\d+)", change["place"]).groups()
    if not name.endswith(".csv"):
        text, start = (project / name).read_text(encoding="utf-8"), int(change["start"])
        end = start + len(change["old"])
        assert text[start:end] == change["old"]
        (project / name).write_text(text[:start] + change["new"] + text[end:], encoding="utf-8")
        return name
    column = change["what"].partition(".")[2]
    frame = pd.read_csv(project / name, dtype=str, keep_default_na=False)
    assert frame.at[int(row) - 2, column] == change["old"]
    frame.at[int(row) - 2, column] = change["new"]
    frame.to_csv(project / name, index=False, lineterminator="\n")
    return name


def test_the_real_rules_agree_with_the_trial(findings, data):
    """The schema is asked of single cells in the trial; all of it, of all rows, must say the same."""
    cells = findings[findings["what"].str.fullmatch(r"(claims|verdicts|resolutions|scenarios)\.\w+")]
    for _, change in cells.groupby("layer").head(1).iterrows():
        name = make_change(data.parent, change)
        load_ledger.cache_clear()
        assert bool(check_data(data)) == (change["layer"] in {"schema", "rules", "history"}), change["place"]
        shutil.copy(ROOT / name, data.parent / name)
    load_ledger.cache_clear()


@pytest.mark.whole
def test_the_real_check_agrees_with_the_trial_on_results(findings, copy, run):
    slips = findings[
        findings["what"].str.startswith("results,") & findings["layer"].isin(["schema", "rules", "history"])
    ]
    for _, change in slips.groupby("layer").head(1).iterrows():
        name = make_change(copy, change)
        told = run(copy, "evidence.upkeep.build", "check")
        assert (told.returncode, name in told.stderr) == (1, True), change["place"]
        shutil.copy(ROOT / name, copy / name)


@pytest.mark.whole
def test_the_notebooks_tests_agree_with_the_trial(findings, copy, run):
    """The trial asks what the last cells say without running notebooks; a chapter's own test must fail as well."""

    def check(page):
        return run(copy, "pytest", "-q", "-x", f"book/{page}.ipynb").returncode

    noticed = findings[
        findings["place"].str.contains(r"\.(?:csv|py|yml), row") & findings["message"].str.contains("ipynb")
    ]
    changes = noticed.groupby("layer").head(1)
    assert {"facts", "figures"} <= set(changes["layer"]) <= {"facts", "figures", "comparisons"}
    assert check("leverage") == 0
    for _, change in changes.iterrows():
        name = make_change(copy, change)
        assert check(re.search(r"book/(\w+)\.ipynb", change["message"])[1]) == 1, change["place"]
        shutil.copy(ROOT / name, copy / name)
    # Rules and history notice first what would make a comparison false, so one is turned round where it stands.
    page = copy / "book" / "leverage.ipynb"
    turned, count = re.subn(r"(\]\(#[\w./-]+)<(?=[\w./-]+\))", r"\1>", page.read_text(encoding="utf-8"), count=1)
    page.write_text(turned, encoding="utf-8")
    assert (count, check("leverage")) == (1, 1)
