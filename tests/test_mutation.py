"""A sample of the mutation trial: what readers cite can't be changed unnoticed, and the message names the place.

`make mutate` tries everything. The trial puts itself between the tables and the code that reads them, so that it runs in a
process of its own; what it says is held against the real rules here.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from evidence.ledger import load_ledger
from evidence.paths import BOOK, ROOT
from evidence.rules import check_data
from evidence.tables import read_resource

PROGRAM = """
import json, sys
from mutation.__main__ import try_few
json.dump([found.row() for found in try_few()], sys.stdout)
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


def test_all_kinds_of_things_are_changed(findings):
    assert len(findings) > 500
    for what in (
        "claims.value",
        "verdicts.verdict",
        "resolutions.class",
        "models/arithmetic",
        "phrase",
        "mark",
        "output",
    ):
        assert findings["what"].str.contains(what, regex=False).any(), what


def test_no_change_of_what_readers_cite_survives(findings):
    survivors = findings[findings["outcome"] == "survived"]
    assert survivors[["place", "old", "new"]].to_dict("records") == []


def test_every_message_names_the_place(findings):
    lost = findings[~findings["placed"]]
    assert lost[["place", "message"]].to_dict("records") == []


def test_the_real_rules_agree_with_the_trial(findings, data):
    """Rules are asked of few rows in the trial; all of them, of all rows, must say the same."""
    cells = findings[findings["what"].str.fullmatch(r"(claims|verdicts|resolutions|scenarios)\.\w+")]
    for _, change in cells.groupby("layer").head(1).iterrows():
        table, _, column = change["what"].partition(".")
        path = data / read_resource(table)["path"]
        before = path.read_text(encoding="utf-8")
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        row = int(change["place"].partition("row ")[2].partition(" ")[0]) - 2
        assert frame.at[row, column] == change["old"]
        frame.at[row, column] = change["new"]
        frame.to_csv(path, index=False, lineterminator="\n")
        load_ledger.cache_clear()
        assert bool(check_data(data)) == (change["layer"] in {"schema", "rules", "history"}), change["place"]
        path.write_text(before, encoding="utf-8")
    load_ledger.cache_clear()
