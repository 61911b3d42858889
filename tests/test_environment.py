"""Where the book is built: what is missing is named with what to do about it, never by a traceback; the rest works."""

import errno
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import cases, each_of
from reduced import ADDRESS, make_project

from evidence.errors import EvidenceError
from evidence.paths import ROOT
from evidence.upkeep import build, serve
from evidence.upkeep.execute import replace_files
from evidence.upkeep.staging import exchange, staging

BUILD = [sys.executable, "-m", "evidence.upkeep.build"]
# A namespace of its own has the loopback device switched off, by which a kernel is spoken to; a machine offline has it.
LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as probe:
    fcntl.ioctl(probe, 0x8914, struct.pack("16sh", b"lo", 0x41))
os.execvp(sys.argv[1], sys.argv[1:])
"""
NAMESPACE = ["unshare", "--map-root-user", "--net", "--mount"]
CAN_UNSHARE = shutil.which("unshare") and not subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode
needs_namespace = pytest.mark.skipif(not CAN_UNSHARE, reason="this user may not make namespaces: no network, no mounts")


@pytest.fixture(scope="module")
def awkward(tmp_path_factory):
    """Return a small project under a path with spaces and Chinese characters."""
    return make_project(tmp_path_factory.mktemp("book") / "a book 稀土 это")


def run(project, *command, **variables):
    """Run a command in a project with an environment of its own."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(project), "PYTHONPATH": str(project / "book")} | variables
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, errors="replace")


def assert_told(outcome, *words):
    """Assert that a command failed in words, with a remedy."""
    assert outcome.returncode
    assert "Traceback" not in outcome.stdout + outcome.stderr
    assert [word for word in (*words, "->") if word not in outcome.stderr] == [], outcome.stderr


@pytest.mark.whole
@needs_namespace
def test_it_builds_offline_in_ascii_under_a_path_with_spaces_and_chinese(awkward):
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    pages = []
    for command in (BUILD, [str(Path(sys.executable).with_name("jupyter-book")), "build", "."]):
        outcome = run(awkward, *NAMESPACE, sys.executable, "-c", LOOPBACK_UP, *command, **ascii_only)
        assert outcome.returncode == 0, outcome.stderr
        pages.append((awkward / "_build" / "html" / "book" / "index.html").read_text(encoding="utf-8"))
        if command == BUILD:
            built = sorted(path.name for path in (awkward / "_build").iterdir())
            assert built == [".html-lock", "html", "pdf", "pictures", "times.json"]
    assert pages[0] == pages[1]
    for address in (f"{ADDRESS}/_static/favicon.svg", f"{ADDRESS}/book/index.html"):
        assert f'"{address}' in pages[0], "other sites are told where the book is published"


@pytest.mark.whole
@needs_namespace
@each_of(("mount", "words"), cases("environment", "a disk that can't be written is named"))
def test_a_disk_that_cannot_be_written_is_named(mount, words, awkward):
    (awkward / "_build").mkdir(exist_ok=True)
    within = [*NAMESPACE, "sh", "-c", f'{mount} && cd "$0" && exec "$@"', str(awkward)]
    assert_told(run(awkward, *within, *BUILD, "html"), *words)


@each_of(
    ("number", "remedy"),
    [(errno.ENOSPC, "make room"), (errno.EACCES, "mend its rights"), (errno.ENOENT, "set the environment up again")],
)
def test_what_the_system_refuses_is_told_with_a_remedy(number, remedy, monkeypatch, capsys):
    def refuse():
        raise OSError(number, os.strerror(number), "a.ipynb")

    monkeypatch.setitem(build.STAGES, "check", ("check the data", refuse))
    assert build.main(["check"]) == 1
    assert f"a.ipynb: {os.strerror(number)}\n    -> {remedy}" in capsys.readouterr().err


def test_a_full_disk_changes_no_notebook(tmp_path):
    before = {tmp_path / name: "old" for name in ("a.ipynb", "b.ipynb", "c.ipynb")}
    replace_files(before)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            replace_files(dict(zip(before, ["new", "x" * 10_001, "new"], strict=True)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert {path: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == before


def test_a_kernel_that_does_not_start_is_named(awkward, tmp_path):
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('no module named ipykernel')", encoding="utf-8")
    path = next((awkward / "book").glob("*.ipynb"))
    path.write_text(path.read_text(encoding="utf-8").replace("It counts", "It  counts"), encoding="utf-8")
    outcome = run(awkward, *BUILD, "notebooks", PYTHONPATH=f"{awkward / 'book'}:{tmp_path}")
    assert_told(outcome, f"book/{path.name}: no Python kernel starts", "rm -r .venv; make book")


@each_of(("interpreter", "message"), cases("environment", "a wrong python is told before anything is made"))
def test_a_wrong_python_is_told_before_anything_is_made(interpreter, message, tmp_path):
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    other = tmp_path / "other"
    if interpreter:
        other.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c "{interpreter}" "$@"\n', encoding="utf-8")
        other.chmod(0o755)
    outcome = subprocess.run(["make", "book", "PYTHON=./other", "UV="], cwd=tmp_path, capture_output=True, text=True)
    assert outcome.returncode == 2
    assert message in outcome.stdout + outcome.stderr
    assert not (tmp_path / ".venv").exists()


def test_who_writes_a_page_has_it_built_again_and_nothing_else_builds():
    pages = ["/a/book/index.md", "/a/book/outlook.ipynb"]
    others = ["/a/data/claims.csv", "/a/book/evidence/paths.py", "/a/book/.x.ipynb.tmp", "/a/_build/html/book/x.html"]
    assert [path for path in pages + others if not re.search(serve.NOT_A_PAGE, path)] == pages


# Kills, in the moments that matter.

SIZE = 3_000_000


def write_pages(folder, texts):
    """Write pages into a folder as a build does."""
    with staging(folder / "html") as lent:
        (lent / "html").mkdir()
        for name, text in texts.items():
            (lent / "html" / name).write_text(text, encoding="utf-8")
        exchange(lent / "html", folder / "html")


def switch(folder):
    """Write notebooks and pages over and over, of one sign and of another."""
    while True:
        for sign in "ab":
            replace_files({folder / f"{name}.ipynb": sign * SIZE for name in "xy"})
            write_pages(folder, {f"{number}.html": sign for number in range(50)})


def test_a_kill_leaves_files_and_folders_whole(tmp_path):
    absent = 0
    for trial in range(20):
        process = os.fork()
        if not process:
            switch(tmp_path)
        time.sleep(0.1 + 0.0137 * trial)
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        for path in tmp_path.glob("[xy].ipynb"):
            assert path.read_text(encoding="utf-8") in {"a" * SIZE, "b" * SIZE}
        pages = [path.read_text(encoding="utf-8") for path in (tmp_path / "html").glob("*")]
        assert pages in ([], ["a"] * 50, ["b"] * 50)
        absent += not pages
    assert absent < 5, "the folder is away for the moment between two renames only"
    with staging(tmp_path / "html") as lent:
        assert list(tmp_path.glob(".html-staging-*")) == [lent], "what killed builds left is removed"


def test_the_pages_are_exchanged_whole_and_two_builds_do_not_meet(tmp_path):
    for texts in ({"first": "1", "left": ""}, {"first": "2"}):
        write_pages(tmp_path, texts)
        assert {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "html").iterdir()} == texts
    with staging(tmp_path / "html"):
        with pytest.raises(EvidenceError, match=r"html: another build is at work\n    -> wait"):
            write_pages(tmp_path, {})
        with staging(tmp_path / "other"):
            pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".html-lock", ".other-lock", "html"]
