"""The supply: the lock is complete, every dependency is used, every licence is known, and notices go along with the book."""

import ast
import json
import re
import sys
import threading
import tomllib
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import packages_distributions

import pikepdf
import pytest
from conftest import each_of
from fontTools.ttLib import TTFont
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from _ext.notices import PARTS
from evidence.errors import EvidenceError
from evidence.pages.notebooks import chapter_paths, read_notebook
from evidence.paths import BOOK, ROOT, SEEDS
from evidence.upkeep import supply
from evidence.upkeep.supply import (
    LAB_LOCK,
    LOCK,
    RELEASES,
    REQUIREMENTS,
    SYSTEMS,
    audit,
    installable,
    read_lock,
    read_requirements,
)
from evidence.upkeep.supply.licences import READ_BY_HAND, SPDX, declared, is_spdx
from evidence.upkeep.supply.lock import compile_lock, installed
from evidence.upkeep.supply.notices import DOCUMENTS, NAME, notices

PINS = read_lock(LOCK.read_text(encoding="utf-8"))
LAB_PINS = read_lock(LAB_LOCK.read_text(encoding="utf-8"))
ASKED = read_requirements(REQUIREMENTS.read_text(encoding="utf-8"))
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FIRST_PARTY = {"evidence", "_ext"} | {path.stem for path in (ROOT / "tests").iterdir()}
# What isn't imported: where it is used instead, and the words there that show it.
USED_OTHERWISE = {
    "brotli": ("book/_ext/typefaces.py", '"woff2"'),
    "fontpkg-source-sans-3": ("book/_ext/typefaces.py", '"fontpkg_source_sans_3/'),
    "fontpkg-source-serif-4": ("book/_ext/typefaces.py", '"fontpkg_source_serif_4/'),
    "fontpkg-arimo": ("book/evidence/paper/fonts.py", '"fontpkg_arimo"'),
    "ipykernel": ("book/outlook.ipynb", '"name": "python3"'),
    "itables": ("book/_ext/explorer.py", 'resources.files("itables")'),
    "nbval": ("pyproject.toml", "--nbval"),
    "pip-audit": ("book/evidence/upkeep/supply/audit.py", '"pip-audit"'),
    "pylopdf-fonts-ko": ("book/evidence/paper/fonts.py", '"pylopdf_fonts_ko"'),
    "pylopdf-fonts-zh-cn": ("book/evidence/paper/fonts.py", '"pylopdf_fonts_zh_cn"'),
    "pytest-xdist": ("Makefile", "--numprocesses"),
    "ruff": ("Makefile", "ruff check"),
    "sphinx-autobuild": ("book/evidence/upkeep/serve.py", '"sphinx_autobuild"'),
    "uv": ("book/evidence/upkeep/supply/lock.py", '"uv"'),
    "zizmor": ("tests/test_workflow.py", '"zizmor"'),
}
# Licences that would bind the book itself, were it to carry what is under them.
COPYLEFT = re.compile(r"GPL|EUPL|OSL|SSPL|-SA-|-NC-|-ND-")


def imports(code):
    """Return the top-level modules that a text of Python imports."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.partition(".")[0])
    return found


@cache
def imported():
    """Return every module that the package, the extension, intake, the tests and the notebooks import."""
    codes = [
        path.read_text(encoding="utf-8") for folder in (BOOK, SEEDS, ROOT / "tests") for path in folder.rglob("*.py")
    ]
    for path in chapter_paths():
        codes += [cell.source for cell in read_notebook(path).cells if cell.cell_type == "code"]
    return set().union(*map(imports, codes))


@cache
def distributions_by_module():
    """Return the installed packages by the modules they provide."""
    return packages_distributions()


def providers(module):
    """Return the packages that provide a module."""
    return {canonicalize_name(name) for name in distributions_by_module().get(module, [])}


def unused(asked):
    """Return the requirements that nothing imports and nothing else uses."""
    used = set(USED_OTHERWISE).union(*map(providers, imported()))
    return set(asked) - used


def undeclared(modules, asked):
    """Return the modules of others that no requirement provides by name."""
    others = modules - FIRST_PARTY - sys.stdlib_module_names
    return {module for module in others if not providers(module) & set(asked)}


def lock_faults(pins, asked):
    """Return what is wrong with a lock as far as the installed packages can tell."""
    faults = [f"{pin.package}: no hash" for pin in pins if not pin.hashes]
    faults += [f"{pin.package}: {digest}" for pin in pins for digest in pin.hashes if not digest.startswith("sha256:")]
    here = {pin.package: pin for pin in pins if not pin.marker or Marker(pin.marker).evaluate()}
    packages = installed()
    wanted = [requirement for requirement, _ in asked.values()]
    reached = set()
    while wanted:
        requirement = wanted.pop()
        name = canonicalize_name(requirement.name)
        if name not in here:
            faults.append(f"{name}: asked for, not locked")
        elif not requirement.specifier.contains(here[name].version, prereleases=True):
            faults.append(f"{name}: {here[name].version} isn't {requirement.specifier}")
        elif (name, *requirement.extras) not in reached:
            reached.add((name, *requirement.extras))
            if Version(packages[name].version) != Version(here[name].version):
                faults.append(f"{name}: {packages[name].version} is installed")
            for extra in ("", *requirement.extras):
                further = map(Requirement, packages[name].requires or [])
                wanted += [more for more in further if not more.marker or more.marker.evaluate({"extra": extra})]
    return faults + [f"{name}: locked, not asked for" for name in here.keys() - {name for name, *_ in reached}]


def test_the_lock_is_complete_hashed_and_what_is_installed():
    assert lock_faults(PINS, ASKED) == []


def test_a_spoiled_lock_is_noticed():
    without = [pin for pin in PINS if pin.package != "traitlets"]
    assert set(lock_faults(without, ASKED)) == {"traitlets: asked for, not locked"}
    unhashed = read_lock(re.sub(r"(altair==\S+) \\\n(?:    --hash=\S+(?: \\)?\n)+", r"\1\n", LOCK.read_text("utf-8")))
    assert lock_faults(unhashed, ASKED) == ["altair: no hash"]
    older = ASKED | {"numpy": (Requirement("numpy<1"), "")}
    assert any(re.match(r"numpy: .* isn't <1", fault) for fault in lock_faults(PINS, older))
    less = {name: asked for name, asked in ASKED.items() if name != "hypothesis"}
    assert "hypothesis: locked, not asked for" in lock_faults(PINS, less)


@pytest.mark.parametrize("lock", [LOCK, LAB_LOCK], ids=lambda lock: lock.name)
def test_the_lock_names_no_index_and_no_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|^-|\s@\s", text, flags=re.MULTILINE)


@pytest.mark.parametrize(("pins", "asked"), [(PINS, {*ASKED}), (LAB_PINS, {"jupyterlab"})], ids=["book", "lab"])
def test_every_system_gets_each_package_once(pins, asked):
    for system in SYSTEMS:
        for release in RELEASES:
            names = [pin.package for pin in pins if pin.applies(system, release)]
            assert len(names) == len(set(names)), (system, release)
            assert asked <= set(names), (system, release)


def test_jupyterlab_leaves_the_versions_of_the_book_as_they_are():
    assert all(digest.startswith("sha256:") for pin in LAB_PINS for digest in pin.hashes or [""])
    for system in SYSTEMS:
        for release in RELEASES:
            book, lab = (
                {pin.package: pin.version for pin in pins if pin.applies(system, release)} for pins in (PINS, LAB_PINS)
            )
            assert {name: lab[name] for name in lab.keys() & book.keys()} == {
                name: book[name] for name in lab.keys() & book.keys()
            }, (system, release)


def test_the_systems_that_must_find_wheels_are_the_ones_supported():
    markers = [Marker(text) for text in PYPROJECT["tool"]["uv"]["required-environments"]]
    matches = [[marker.evaluate(system.environment(RELEASES[0])) for system in SYSTEMS] for marker in markers]
    assert matches == [[row == column for column in range(len(SYSTEMS))] for row in range(len(SYSTEMS))]
    assert PYPROJECT["tool"]["uv"]["no-build"] is True


def test_every_requirement_is_used():
    assert unused(ASKED) == set()
    assert unused(ASKED | {"requests": (Requirement("requests"), "")}) == {"requests"}


@each_of("package", USED_OTHERWISE)
def test_a_package_that_is_not_imported_is_used_where_it_is_said_to_be(package):
    file, words = USED_OTHERWISE[package]
    assert package in ASKED
    assert words in (ROOT / file).read_text(encoding="utf-8")
    assert not any(package in providers(module) for module in imported())


def test_everything_imported_is_asked_for():
    assert undeclared(imported(), ASKED) == set()
    assert undeclared({"requests", "json", "numpy"}, ASKED) == {"requests"}


def test_only_the_extension_knows_the_page_builder():
    builders = {"sphinx", "docutils", "jupyter_book", "myst_nb", "myst_parser", "sphinx_external_toc", "_ext"}
    for path in (BOOK / "evidence").rglob("*.py"):
        assert not imports(path.read_text(encoding="utf-8")) & builders, path
    assert builders & set().union(*(imports(path.read_text("utf-8")) for path in (BOOK / "_ext").glob("*.py")))


def test_the_licences_listed_are_those_the_packages_declare():
    licences = supply.read_licences()
    locked = {pin.package for pin in installable(PINS)}
    assert list(licences.index) == sorted(locked)
    here = installed()
    assert {name: declared(here[name]) for name in locked & here.keys()} == {
        name: licences[name] for name in locked & here.keys()
    }
    assert all(map(is_spdx, licences))
    assert READ_BY_HAND.keys() <= locked


def test_a_package_without_a_known_licence_is_refused(tmp_path):
    folder = tmp_path / "odd-1.0.dist-info"
    folder.mkdir()
    for text, licence in {
        "License-Expression: MIT OR Apache-2.0": "MIT OR Apache-2.0",
        "Classifier: License :: OSI Approved :: MIT License": "MIT",
        "Classifier: License :: OSI Approved :: BSD License": "BSD-2-Clause",
        "License: do as you like": None,
        "License-Expression: Nobody-1.0": None,
        "Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: Public Domain": None,
        "": None,
    }.items():
        (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: odd\nVersion: 1.0\n{text}\n", encoding="utf-8")
        package = installed(tmp_path)["odd"]
        if licence:
            assert declared(package) == licence
        else:
            with pytest.raises(EvidenceError, match=r"requirements\.txt, odd: .*no licence that is known"):
                declared(package)


def test_the_table_says_what_each_package_is_for():
    table = supply.packages().set_index("package")
    assert set(table.index[table["use"] != ""]) == set(ASKED)
    assert (table["needed_by"] != "").eq(table["use"] == "").all()
    known = set(table.index)
    for needed_by in table["needed_by"]:
        assert {canonicalize_name(name) for name in needed_by.split(", ") if name} <= known
    versions = {name: version.split(" or ") for name, version in table["version"].items()}
    assert versions == {name: [pin.version for pin in PINS if pin.package == name] for name in versions}
    assert {len(PARTS[part]()[0][0][-1]) for part in PARTS} == {len(table), len(supply.carried())}


def test_what_the_book_carries_may_be_carried():
    parts = supply.carried()
    kept = parts["brought_by"].str.fullmatch(r"\S+ [\d.]+ of npm")
    assert set(parts.loc[~kept, "brought_by"]) <= {pin.package for pin in PINS}
    assert {BOOK / file for file in parts.loc[kept, "file"]} <= {*(BOOK / "_static").iterdir()}
    for _, part in parts.iterrows():
        assert part["copyright"], part["part"]
        assert is_spdx(part["licence"]), part["part"]
        assert not COPYLEFT.search(part["licence"]), part["part"]
    assert COPYLEFT.search("GPL-3.0-or-later")


def test_the_notices_hold_every_copyright_and_the_text_of_every_licence():
    text, parts = notices(), supply.carried()
    for _, part in parts.iterrows():
        assert part["copyright"] in text
        if not part["file"].startswith(DOCUMENTS):
            for key in SPDX.license_keys(part["licence"]):
                assert f"\n{key}\n\n" in text
    assert "Permission is hereby granted, free of charge" in text
    assert "endorse or promote products derived" in text


def fonts_of(path):
    with pikepdf.open(path) as document:
        dictionaries = (item for item in document.objects if isinstance(item, pikepdf.Dictionary))
        return {str(item["/BaseFont"]) for item in dictionaries if item.get("/Type") == "/Font" and "/BaseFont" in item}


def words_of(path):
    """Return a text, or what a font says of itself."""
    if path.suffix != ".woff2":
        return path.read_text(encoding="utf-8")
    records = TTFont(path)["name"].names
    assert any("SIL Open Font License" in str(record) for record in records), path.name
    return " ".join(map(str, records))


@pytest.mark.whole
def test_the_built_book_carries_what_is_listed_and_its_notices(book):
    assert (book / "_static" / NAME).read_text(encoding="utf-8") == notices()
    listed = supply.carried()
    for pattern, parts in listed.groupby("file"):
        files = sorted(book.glob(pattern))
        assert files, pattern
        if pattern.startswith(DOCUMENTS):
            fonts = set().union(*map(fonts_of, files))
            for _, part in parts.iterrows():
                assert any(part["mark"] in font for font in fonts), part["part"]
            assert all(any(mark in font for mark in parts["mark"]) for font in fonts), fonts
        else:
            text = "".join(map(words_of, files))
            for _, part in parts.iterrows():
                assert part["mark"] in text, part["part"]


def test_the_built_book_carries_no_script_style_or_font_of_others_that_is_not_listed(book):
    own = {path.name for path in (BOOK / "_static").iterdir()} | {"search-index.js", NAME}
    listed = {path for pattern in supply.carried()["file"] for path in book.glob(pattern)}
    files = {path for path in (book / "_static").rglob("*") if path.is_file()}
    assert {path for path in files if path.name not in own} <= listed
    fonts = {path for path in book.rglob("*") if path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".wasm"}}
    assert fonts <= listed


def test_what_is_audited_is_every_version_for_every_system():
    texts = [read_lock(text) for text in audit.layers(installable(PINS))]
    assert [pin.marker for text in texts for pin in text if pin.marker] == []
    for text in texts:
        assert len({pin.package for pin in text}) == len(text)
    assert sorted((pin.package, pin.version, pin.hashes) for text in texts for pin in text) == sorted(
        (pin.package, pin.version, pin.hashes) for pin in installable(PINS)
    )


@pytest.fixture
def service():
    """Serve, in the form of OSV, one vulnerability of one package and none of the others."""

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            package = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
            known = {"id": "PYSEC-0000-1", "summary": "made up", "affected": [], "aliases": []}
            body = json.dumps({"vulns": [known]} if package == "jinja2" else {}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.whole
def test_the_audit_finds_a_known_vulnerability(service):
    options = ("--vulnerability-service", "osv", "--osv-url", service)
    few = [pin for pin in PINS if pin.package in {"jinja2", "markupsafe"}]
    (problem,) = audit.known_vulnerabilities(few, *options)
    assert "PYSEC-0000-1" in str(problem)
    assert audit.known_vulnerabilities([pin for pin in few if pin.package != "jinja2"], *options) == []


def test_a_lock_without_solution_is_a_fault_and_leaves_the_old_one(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.txt"
    lock.write_text("as it was", encoding="utf-8")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    with pytest.raises(EvidenceError, match=r"requirements\.in: "):
        compile_lock(lock, "--upgrade")
    assert lock.read_text(encoding="utf-8") == "as it was"
