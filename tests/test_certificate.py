"""A certificate is issued only of what is complete, stable and consistent, and says when it no longer holds."""

import json
import shutil
import subprocess
import sys

import pytest
from conftest import edit_cell
from docutils import nodes

from _ext.status_pages import measurements
from evidence.certificate import (
    FILE,
    INPUTS,
    changed_inputs,
    file_digests,
    group_digests,
    joint_digest,
    load_certificate,
)
from evidence.certificate import __main__ as certificate
from evidence.certificate.builds import CONDITIONS, Build
from evidence.certificate.consistency import count_consistent
from evidence.errors import EvidenceError
from evidence.paths import BOOK, ROOT


def clone(folder, text):
    """Return a made-up build of a repository with one page."""
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    (folder / "_build" / "html").mkdir(parents=True)
    (folder / "_build" / "html" / "page.html").write_text(text)
    (folder / ".gitignore").write_text("/_build/\n/.gitignore\n")
    return Build(CONDITIONS[0], folder, cut_off=False, stages={}, notebooks={})


def test_the_conditions_differ_in_everything_that_must_not_matter():
    first, second = (vars(conditions) for conditions in CONDITIONS)
    assert all(first[name] != second[name] for name in first)
    assert " " in second["folder"]
    assert not second["folder"].isascii()


def test_equal_builds_are_the_same_and_a_difference_is_named(tmp_path):
    first, second = clone(tmp_path / "a", "one"), clone(tmp_path / "b", "one")
    assert list(certificate.check_same([first, second])) == ["html/page.html"]
    (second.clone / "_build" / "html" / "page.html").write_text("another")
    with pytest.raises(EvidenceError, match=r"_build/html/page\.html: two builds of one commit differ"):
        certificate.check_same([first, second])


def test_a_file_of_one_build_only_and_a_notebook_that_changed_are_named(tmp_path):
    first, second = clone(tmp_path / "a", "one"), clone(tmp_path / "b", "one")
    (second.clone / "_build" / "html" / "more.js").write_text("x")
    (second.clone / "chapter.ipynb").write_text("executed otherwise")
    with pytest.raises(
        EvidenceError, match=r"(?s)_build/html/more\.js.*chapter\.ipynb: a full execution gives other bytes"
    ):
        certificate.check_same([first, second])


def test_what_is_not_committed_is_not_certified(tmp_path, monkeypatch):
    clone(tmp_path, "one")
    (tmp_path / "draft.md").touch()
    monkeypatch.setattr(certificate, "ROOT", tmp_path)
    with pytest.raises(EvidenceError, match=r"draft\.md: it isn't committed"):
        certificate.certify(tmp_path)


def test_digests_are_those_of_sha256sum(tmp_path):
    (tmp_path / "data").mkdir()
    for name in ("b.csv", "a.csv"):
        (tmp_path / "data" / name).write_text(name)
    digests = file_digests(tmp_path, ["data/*.csv"])
    assert list(digests) == ["data/a.csv", "data/b.csv"]
    lines = subprocess.run(["sha256sum", *digests], cwd=tmp_path, capture_output=True, check=True).stdout
    told = subprocess.run(["sha256sum"], input=lines, capture_output=True, check=True).stdout.decode().split()[0]
    assert joint_digest(digests) == told


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("data", "data/record/gaps.csv"),
        ("code", "book/evidence/models/leverage.py"),
        ("code", "book/evidence/typesetting/template.typ"),
        ("notebooks", "book/outlook.ipynb"),
        ("other pages", "book/index.md"),
        ("settings", "requirements.txt"),
    ],
)
def test_a_change_of_any_input_is_told(copy, group, name):
    issued = {"inputs": group_digests(copy, INPUTS)}
    assert changed_inputs(issued, copy) == []
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert changed_inputs(issued, copy) == [group]


def test_every_file_of_the_project_is_an_input_or_known_to_be_none():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    inputs = {name for patterns in INPUTS.values() for name in file_digests(ROOT, patterns)}
    rest = {name for name in listed if name.startswith(("book/", "data/", "_"))} - inputs
    assert rest == {FILE}


def test_the_certificate_of_the_book_can_be_read():
    issued = load_certificate()
    assert issued["stable"]["files"] > 0
    assert issued["complete"]["claims"] == issued["complete"]["claims with a verdict"]
    assert min(issued["consistent"].values()) > 0


@pytest.mark.parametrize("text", ["{", "[]", '{"inputs": {}}'])
def test_a_spoiled_certificate_says_what_to_do(copy, text):
    (copy / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"book/certificate\.json: this is no certificate\n.*make certify"):
        load_certificate(copy)


def test_built_pages_agree_with_notebooks_and_data(book, ledger):
    counts = count_consistent(book, BOOK, ledger)
    assert counts["claims with an entry and a verdict"] == len(ledger.claims)
    assert all(counts.values())


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        (
            "leverage",
            'id="fig-lev-neck"',
            'id="fig-lev-throat"',
            r"leverage\.html, fig-lev-neck: the exhibit isn't shown",
        ),
        (
            "leverage",
            'results.html#model.lev-keep-all"',
            'results.html#x"',
            r"leverage\.html, fact model\.lev-keep-all",
        ),
        ("ledger", 'id="RU-031"', 'id="RU-999"', r"ledger\.html, RU-031: the claim has no entry"),
    ],
)
def test_a_page_that_does_not_agree_is_named(book, ledger, tmp_path, page, old, new, told):
    spoiled = shutil.copytree(book, tmp_path / "html")
    path = spoiled / "book" / f"{page}.html"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(EvidenceError, match=told):
        count_consistent(spoiled, BOOK, ledger)


def test_a_build_elsewhere_in_another_language_gives_the_same_bytes(book, tmp_path):
    conditions = CONDITIONS[1]
    copy = shutil.copytree(ROOT, tmp_path / conditions.folder, ignore=shutil.ignore_patterns(*SET_ASIDE))
    environment = conditions.environment(copy)
    subprocess.run([sys.executable, "-m", "evidence.build", "html"], cwd=copy, env=environment, check=True)
    assert file_digests(copy / "_build", ["html/**/*"]) == file_digests(book.parent, ["html/**/*"])


# The history goes along: the pages name the commit.
SET_ASIDE = (".venv", "_build", "__pycache__", ".*_cache", ".hypothesis", "review.csv")


def test_the_certificate_holds_until_an_input_changes(copy):
    text = json.dumps(load_certificate(copy) | {"inputs": group_digests(copy, INPUTS)})
    (copy / FILE).write_text(text, encoding="utf-8")
    assert changed_inputs(load_certificate(copy), copy) == []
    edit_cell(copy / "data" / "claims.csv", "RU-072", "note", "another")
    assert changed_inputs(load_certificate(copy), copy) == ["data"]


def test_what_was_not_measured_stays_empty():
    measured = {
        "bench": {"title": "A table", "rows": [{"road": "one", "s": 1.5, "pages": 1200}, {"road": "two", "s": None}]}
    }
    (shown,) = measurements({"measurements": measured})
    cells = [entry.astext() for entry in shown.findall(nodes.entry)]
    assert cells == ["road", "s", "pages", "one", "1.5", "1,200", "two", "", ""]
