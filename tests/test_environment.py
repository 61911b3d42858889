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

import nbformat
import pytest
from conftest import cases
from reduced import ADDRESS, make_project

from evidence.errors import EvidenceError
from evidence.paths import ROOT
from evidence.upkeep import build, execute, serve
from evidence.upkeep.execute import replace_files
from evidence.upkeep.staging import exchange, staging

PYTHON = sys.executable
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
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(project), "PYTHONPATH": str(project / "book")}
    return subprocess.run(
        command, cwd=project, env=environment | variables, capture_output=True, encoding="utf-8", errors="replace"
    )


def assert_told(outcome, *words):
    """Assert that a command failed in words, with a remedy."""
    assert outcome.returncode
    assert "Traceback" not in outcome.stdout + outcome.stderr
    for word in (*words, "->"):
        assert word in outcome.stderr, outcome.stderr


ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.whole
@needs_namespace
def test_it_builds_offline_in_ascii_under_a_path_with_spaces_and_chinese(awkward):
    offline = [*NAMESPACE, PYTHON, "-c", LOOPBACK_UP, PYTHON]
    outcome = run(awkward, *offline, "-m", "evidence.upkeep.build", **ASCII)
    assert outcome.returncode == 0, outcome.stderr
    assert sorted(path.name for path in (awkward / "_build").iterdir()) == [".html-lock", "html", "pdf", "times.json"]
    page = (awkward / "_build" / "html" / "book" / "index.html").read_bytes()
    alone = run(awkward, *offline, str(Path(PYTHON).with_name("jupyter-book")), "build", ".", **ASCII)
    assert alone.returncode == 0, alone.stderr
    for address in (f"{ADDRESS}/_static/favicon.svg", f"{ADDRESS}/book/index.html"):
        assert f'"{address}'.encode() in page, "other sites are told where the book is published"
    assert (awkward / "_build" / "html" / "book" / "index.html").read_bytes() == page


def mounted(project, mount):
    """Return the start of a command that sees a project with something mounted."""
    return [
        *NAMESPACE,
        "sh",
        "-c",
        f'{mount} && cd "$0" && exec "$@"',
        str(project),
        PYTHON,
        "-m",
        "evidence.upkeep.build",
    ]


@pytest.mark.whole
@needs_namespace
def test_a_folder_that_cannot_be_written_is_named(awkward):
    read_only = mounted(awkward, 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"')
    assert_told(run(awkward, *read_only, "html"), "_build", "Read-only file system", "mend its rights")


@pytest.mark.whole
@needs_namespace
def test_a_full_disk_is_named(awkward):
    (awkward / "_build").mkdir(exist_ok=True)
    full = mounted(awkward, 'mount -t tmpfs -o size=64k none "$0/_build"')
    assert_told(run(awkward, *full, "html"), "No space left on device", "make room on the disk", "untouched")


@pytest.mark.parametrize(
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
    paths = [tmp_path / name for name in ("a.ipynb", "b.ipynb", "c.ipynb")]
    for path in paths:
        path.write_text("old", encoding="utf-8")
    limit = 10_000
    texts = dict(zip(paths, ["new", "x" * (limit + 1), "new"], strict=True))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            replace_files(texts)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == dict.fromkeys(
        ("a.ipynb", "b.ipynb", "c.ipynb"), "old"
    )


def notebook(folder, source):
    path = folder / "a.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id="cell")]), path)
    return path


def test_a_kernel_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(execute.KERNEL, "name", "gone")
    with pytest.raises(EvidenceError, match=r"book/a\.ipynb: no Python kernel starts\n.*rm -r \.venv; make book"):
        execute.execute(notebook(tmp_path, "1"))


def test_a_kernel_that_does_not_start_is_named(awkward, tmp_path):
    (tmp_path / "ipykernel_launcher.py").write_text("raise SystemExit('no module named ipykernel')", encoding="utf-8")
    path = next((awkward / "book").glob("*.ipynb"))
    path.write_text(path.read_text(encoding="utf-8").replace("It counts", "It  counts"), encoding="utf-8")
    outcome = run(
        awkward, PYTHON, "-m", "evidence.upkeep.build", "notebooks", PYTHONPATH=f"{awkward / 'book'}:{tmp_path}"
    )
    assert_told(outcome, f"book/{path.name}: no Python kernel starts", "rm -r .venv; make book")


def test_a_kernel_that_dies_is_named(tmp_path):
    with pytest.raises(EvidenceError, match=r"book/a\.ipynb: its kernel died\n.*more memory"):
        execute.execute(notebook(tmp_path, "import os; os._exit(1)"))


def test_a_cell_that_never_ends_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(execute, "TIMEOUT", 1)
    with pytest.raises(EvidenceError, match=r"book/a\.ipynb: a cell took more than 1 s\n"):
        execute.execute(notebook(tmp_path, "import time; time.sleep(60)"))


@pytest.mark.parametrize(
    ("interpreter", "message"), cases("environment", "a wrong python is told before anything is made")
)
def test_a_wrong_python_is_told_before_anything_is_made(interpreter, message, tmp_path):
    for name in ("Makefile", "requirements.txt"):
        shutil.copy(ROOT / name, tmp_path)
    other = tmp_path / "other"
    if interpreter:
        other.write_text(f'#!/bin/sh\nexec {shlex.quote(PYTHON)} -c "{interpreter}" "$@"\n', encoding="utf-8")
        other.chmod(0o755)
    outcome = subprocess.run(["make", "book", "PYTHON=./other", "UV="], cwd=tmp_path, capture_output=True, text=True)
    assert outcome.returncode == 2
    assert message in outcome.stdout + outcome.stderr
    assert not (tmp_path / ".venv").exists()


def test_who_writes_a_page_has_it_built_again_and_nothing_else_builds():
    pages = ("/a/book/index.md", "/a/book/outlook.ipynb")
    others = (
        "/a/data/claims.csv",
        "/a/book/evidence/paths.py",
        "/a/book/.outlook.ipynb.tmp",
        "/a/_build/html/book/x.html",
    )
    assert [path for path in (*pages, *others) if not re.search(serve.NOT_A_PAGE, path)] == [*pages]


# Kills, in the moments that matter; `bench.kills` kills whole builds.

SIZE = 3_000_000


def switch(folder):
    """Write notebooks and pages over and over, of one sign and of another."""
    while True:
        for sign in "ab":
            replace_files({folder / f"{name}.ipynb": sign * SIZE for name in "xy"})
            with staging(folder / "html") as lent:
                (lent / "html").mkdir()
                for number in range(50):
                    (lent / "html" / f"{number}.html").write_text(sign, encoding="utf-8")
                exchange(lent / "html", folder / "html")


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


def test_two_builds_do_not_meet(tmp_path):
    with staging(tmp_path / "html"):
        with (
            pytest.raises(EvidenceError, match=r"html: another build is at work\n    -> wait"),
            staging(tmp_path / "html"),
        ):
            pass
        with staging(tmp_path / "other"):
            pass
    assert sorted(path.name for path in tmp_path.iterdir()) == [".html-lock", ".other-lock"]


def test_the_first_exchange_needs_no_earlier_folder(tmp_path):
    for text in ("first", "second"):
        with staging(tmp_path / "html") as lent:
            (lent / "new").mkdir()
            (lent / "new" / "page").write_text(text)
            exchange(lent / "new", tmp_path / "html")
        assert [path.read_text() for path in (tmp_path / "html").iterdir()] == [text]
