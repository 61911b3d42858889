"""What the tests share: the ledger, editable copies of data and project, and the book built afresh."""

import inspect
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml
from filelock import FileLock
from reduced import make_project

from evidence.charts import Figure
from evidence.ledger import edition, load_ledger
from evidence.pages.notebooks import read_notebook
from evidence.paths import BOOK, DATA, ROOT
from evidence.results import RESULTS
from evidence.upkeep import build

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", "_build", "__pycache__", ".*_cache", ".hypothesis", "review.csv", "tests"
)
CASES = Path(__file__).with_name("cases")
# Begun first, since they take longest: the one that waits for the book, and the other that doesn't.
FIRST = ("tests/test_browser", "book/", "tests/test_change", "tests/test_pdf")


def pytest_addoption(parser):
    parser.addoption("--whole", action="store_true", help="try everything: all PDFs, sweeps, whole builds in copies")


def pytest_configure(config):
    config.addinivalue_line("markers", "whole: runs in make test-all alone")


def pytest_collection_modifyitems(config, items):
    """Leave out what only the whole has, among it the annex; begin with the files that take longest."""
    if not config.getoption("--whole"):
        left = [one for one in items if one.get_closest_marker("whole") or "annex" in getattr(one, "fixturenames", ())]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    items.sort(key=lambda item: next((n for n, start in enumerate(FIRST) if item.nodeid.startswith(start)), len(FIRST)))


def each_of(names, rows):
    """Try a rule on every row, as ``parametrize`` would, in one case: it fails with all rows named that break the rule."""
    keys = (names,) if isinstance(names, str) else names
    table = [(row,) if isinstance(names, str) else row for row in rows]
    assert table, "no row to try"

    def decorate(rule):
        def test(**fixtures):
            broken = []
            for row in table:
                try:
                    rule(**dict(zip(keys, row, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    broken.append(f"{row}: {type(error).__name__}: {str(error)[:300]}")
            assert not broken, "\n".join([f"{len(broken)} of {len(table)} rows", *broken])

        known = inspect.signature(rule).parameters
        test.__signature__ = inspect.Signature([known[name] for name in known if name not in keys])
        test.__name__, test.__doc__, test.__module__ = rule.__name__, rule.__doc__, rule.__module__
        return test

    return decorate


def cases(file, name):
    """Return the rows of a table of ``cases``."""
    table = yaml.safe_load((CASES / f"{file}.yml").read_text(encoding="utf-8"))[name]
    return [tuple(row) if isinstance(row, list) else row for row in table]


@pytest.fixture
def ledger():
    return load_ledger()


@pytest.fixture
def data(tmp_path):
    """Return a copy of the data folder that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=NOT_COPIED))


@pytest.fixture
def copy(tmp_path):
    """Return a copy of the whole project that a test may spoil."""
    return Path(shutil.copytree(ROOT, tmp_path / "project", ignore=NOT_COPIED))


@pytest.fixture
def project(copy):
    """Return a copy of the whole project, with an earlier output that must survive a failed build."""
    return with_earlier_output(copy)


@pytest.fixture
def small(tmp_path):
    """Return a small project, with an earlier output as well."""
    return with_earlier_output(make_project(tmp_path / "small"))


def with_earlier_output(project):
    earlier = project / "_build" / "html" / "index.html"
    earlier.parent.mkdir(parents=True)
    earlier.write_text("the earlier book", encoding="utf-8")
    return project


@pytest.fixture
def run():
    """Return a function that runs a Python module in a copy of the project."""

    def run_module(project, *arguments):
        command = [sys.executable, "-m", *arguments]
        environment = {"PYTHONPATH": str(project / "book"), "PATH": "/usr/bin:/bin", "HOME": str(project)}
        return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)

    return run_module


@pytest.fixture(scope="session")
def book(tmp_path_factory, worker_id, request):
    """Build the pages into a folder of their own, so that no test passes because an old output lies around.

    Workers share it: the first that needs it builds it, and the others wait. The whole has all PDFs.
    """
    folder = tmp_path_factory.getbasetemp()
    shared = folder if worker_id == "master" else folder.parent
    target = shared / "book" / "html"
    with FileLock(shared / "book.lock"):
        if not target.exists():
            build.html(target, whole=request.config.getoption("--whole"))
    return target


@pytest.fixture(scope="module")
def browser():
    """Return the one browser of a module; a loop of its own keeps it from serving the whole session."""
    from browsing import CHROMIUM, FLAGS

    with pytest.importorskip("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, book):
    """Return a function that opens a page and collects its complaints."""
    contexts = []

    def open_page(name, theme="light", width=1280, **options):
        size, complaints = {"width": width, "height": 900}, []
        contexts.append(browser.new_context(viewport=size, color_scheme=theme, offline=True, **options))
        page = contexts[-1].new_page()

        def hear(message):
            if message.type in {"error", "warning"}:
                complaints.append(message.text)

        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", hear)
        page.on("request", lambda request: complaints.append(request.url) if "file:" not in request.url[:5] else None)
        address, sign, fragment = name.partition("#")
        page.goto((book / "book" / f"{address}.html").resolve().as_uri() + sign + fragment)
        return page, complaints

    yield open_page
    for context in contexts:
        context.close()


def made_figures(chapter, **exchanged):
    """Run the cells of a chapter that draw, with some functions they call exchanged, and return the figures they make."""
    space = {f"exchanged_{name}": value for name, value in exchanged.items()}
    for cell in read_notebook(BOOK / f"{chapter}.ipynb").cells[:-1]:
        if cell.cell_type == "code":
            source = cell.source
            for name in exchanged:
                source = source.replace(f"{name}(", f"exchanged_{name}(")
            exec(source, space)
    return [made for made in space.values() if isinstance(made, Figure)]


def edit_cell(path, key, column, value):
    """Change one cell of the row whose first column is ``key``."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame.loc[frame.iloc[:, 0] == key, column] = value
    frame.to_csv(path, index=False, lineterminator="\n")


def unpublish(data):
    """Take the edition in work out of ``editions.csv``, where it may stand already, so that it can change."""
    path = data / "editions.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame[frame["edition"] != edition.edition()].to_csv(path, index=False, lineterminator="\n")


def answer(key, **numbers):
    """Compute a result from numbers of a test's own, by the names of its inputs."""
    definition = RESULTS[key]
    if definition.by:
        return definition.algorithm(**definition.given, **numbers)
    ends = [formula.compute(numbers) for formula in definition.formulas]
    return tuple(ends) if len(ends) > 1 else ends[0]
