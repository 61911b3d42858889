"""What runs elsewhere: the workflow that tests, builds and publishes the book, and the place where readers execute it."""

import json
import os
import re
import subprocess
import sys
import venv
from datetime import date
from pathlib import Path

import yaml
from conftest import cases, each_of

from evidence.ledger import edition
from evidence.pages.notebooks import chapter_paths
from evidence.paths import BOOK, ROOT
from evidence.upkeep.supply import LAB_LOCK, LOCK

WORKFLOW = ROOT / ".github" / "workflows" / "book.yml"
BINDER = ROOT / ".binder"


def test_the_workflow_passes_its_lint_and_publishes_from_a_clone_that_knows_when_notebooks_were_executed():
    program = str(Path(sys.executable).with_name("zizmor"))
    command = [program, "--offline", "--no-progress", "--strict-collection", str(WORKFLOW.parent)]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout
    steps = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    checkout = next(step for step in steps if step.get("uses", "").startswith("actions/checkout"))
    assert checkout["with"]["fetch-depth"] == 0


def test_binder_and_make_lab_make_one_environment_and_let_a_notebook_find_the_code_wherever_it_lies(tmp_path):
    lines = (BINDER / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [(BINDER / line.removeprefix("-r ")).resolve() for line in lines] == [LOCK, LAB_LOCK]
    version = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert f'python-version: "{version}"' in WORKFLOW.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert '@PATH="$(CURDIR)/$(BIN):$$PATH" .binder/postBuild' in makefile
    (opened,) = re.findall(r"/lab/tree/([\w/.]+)\?file-browser-path=/", makefile)
    assert ROOT / opened in chapter_paths()
    made = tmp_path / "environment"
    venv.create(made, symlinks=True)
    search = {"PATH": f"{made / 'bin'}:{os.environ['PATH']}"}
    subprocess.run([BINDER / "postBuild"], cwd=ROOT, env=search, check=True)
    found = [made / "bin" / "python", "-c", "from importlib.util import find_spec; print(find_spec('evidence').origin)"]
    outcome = subprocess.run(found, cwd=tmp_path, env=search, capture_output=True, text=True)
    assert outcome.stdout.strip() == str(BOOK / "evidence" / "__init__.py")
    settings = made / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(settings.read_text(encoding="utf-8"))["@jupyterlab/notebook-extension:tracker"]


@each_of(("repository", "launch", "source"), cases("workflow", "repository, and where a chapter leads from there"))
def test_a_chapter_leads_to_binder_and_source_only_on_github(repository, launch, source, monkeypatch):
    monkeypatch.setattr(edition, "citation", lambda: {"repository-code": repository} if repository else {})
    monkeypatch.setattr(edition, "commit", lambda: "0123456789")
    assert edition.launch_address(BOOK / "outlook.ipynb") == launch
    assert edition.source_address(BOOK / "outlook.ipynb") == source


def test_the_last_execution_is_the_last_commit_of_a_notebook(tmp_path, monkeypatch):
    notebook = tmp_path / "chapter.ipynb"
    monkeypatch.setattr(edition, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-04T12:00:00+00:00")
    assert edition.last_execution(notebook) is None

    def git(*arguments):
        names = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *names, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    notebook.write_text("first", encoding="utf-8")
    assert edition.last_execution(notebook) is None
    git("add", ".")
    git("commit", "-m", "outputs")
    committed = edition.last_execution(notebook)
    assert committed.date == date(2026, 3, 4)
    git("commit", "--allow-empty", "-m", "something else")
    assert edition.last_execution(notebook) == committed
    assert edition.commit() != committed.commit
    notebook.write_text("second", encoding="utf-8")
    assert edition.last_execution(notebook) is None
