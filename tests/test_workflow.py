"""What runs elsewhere: the workflow that tests, builds and publishes the book, and the place where readers execute it."""

import json
import os
import re
import subprocess
import sys
import venv
from datetime import date
from pathlib import Path

import pytest
import yaml
from conftest import cases

from evidence.ledger import edition
from evidence.pages.notebooks import chapter_paths
from evidence.paths import BOOK, ROOT
from evidence.upkeep.supply import LAB_LOCK, LOCK


def test_the_workflow_passes_its_lint():
    command = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--no-progress", "--strict-collection"]
    outcome = subprocess.run(
        [*command, str(ROOT / ".github" / "workflows")], capture_output=True, text=True, check=False
    )
    assert outcome.returncode == 0, outcome.stdout


def test_the_workflow_publishes_from_a_clone_that_knows_when_notebooks_were_executed():
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8"))["jobs"]
    checkout = next(step for step in jobs["build"]["steps"] if step.get("uses", "").startswith("actions/checkout"))
    assert checkout["with"]["fetch-depth"] == 0


def test_binder_makes_the_environment_of_make_lab():
    folder = ROOT / ".binder"
    lines = (folder / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [(folder / line.removeprefix("-r ")).resolve() for line in lines] == [LOCK, LAB_LOCK]
    version = (folder / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert f"python-version: {version!r}".replace("'", '"') in (ROOT / ".github/workflows/book.yml").read_text()
    assert (folder / "postBuild").stat().st_mode & 0o111


def test_binder_and_make_lab_let_a_notebook_find_the_code_wherever_it_lies(tmp_path):
    venv.create(tmp_path / "environment", symlinks=True)
    binaries = tmp_path / "environment" / "bin"
    search = {"PATH": f"{binaries}:{os.environ['PATH']}"}
    subprocess.run([ROOT / ".binder" / "postBuild"], cwd=ROOT, env=search, check=True)
    found = "from importlib.util import find_spec; print(find_spec('evidence').origin)"
    outcome = subprocess.run(
        [binaries / "python", "-c", found], cwd=tmp_path, env=search, capture_output=True, text=True
    )
    assert outcome.stdout.strip() == str(BOOK / "evidence" / "__init__.py")
    settings = tmp_path / "environment" / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert json.loads(settings.read_text(encoding="utf-8"))["@jupyterlab/notebook-extension:tracker"]
    assert '@PATH="$(CURDIR)/$(BIN):$$PATH" .binder/postBuild' in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_make_lab_opens_a_notebook_of_the_book():
    (opened,) = re.findall(r"/lab/tree/([\w/.]+)\?file-browser-path=/", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert ROOT / opened in chapter_paths()


@pytest.mark.parametrize(
    ("repository", "launch", "source"),
    cases("workflow", "a chapter leads to binder and source only from a repository that is named"),
)
def test_a_chapter_leads_to_binder_and_source_only_from_a_repository_that_is_named(
    repository, launch, source, monkeypatch
):
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
