"""What runs elsewhere: the workflow that tests, builds and publishes the book, and the place where readers execute it."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
import yaml

from evidence import edition
from evidence.paths import BOOK, ROOT


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


def test_binder_makes_the_locked_environment():
    folder = ROOT / ".binder"
    reference = (folder / "requirements.txt").read_text(encoding="utf-8").removeprefix("-r ").strip()
    assert (folder / reference).resolve() == ROOT / "requirements.txt"
    version = (folder / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    assert f"python-version: {version!r}".replace("'", '"') in (ROOT / ".github/workflows/book.yml").read_text()
    assert (folder / "postBuild").stat().st_mode & 0o111


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("", ""),
        ("https://example.org/some/book", ""),
        (
            "https://github.com/some/book.git",
            "https://mybinder.org/v2/gh/some/book/0123456789?urlpath=lab%2Ftree%2Fbook%2Foutlook.ipynb",
        ),
    ],
)
def test_a_chapter_leads_to_binder_only_from_a_repository_that_is_named(repository, expected, monkeypatch):
    monkeypatch.setattr(edition, "citation", lambda: {"repository-code": repository} if repository else {})
    monkeypatch.setattr(edition, "commit", lambda: "0123456789")
    assert edition.launch_address(BOOK / "outlook.ipynb") == expected


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
