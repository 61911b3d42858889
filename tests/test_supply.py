"""The supply: the lock is complete, every dependency is used, every licence is known, and notices go along with the book."""

import ast
import json
import re
import sys
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import packages_distributions
from itertools import product

import pikepdf
import pytest
from conftest import cases, each_of
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
from evidence.upkeep.supply import LAB_LOCK, LOCK, RELEASES, SYSTEMS, audit, installable, read_lock
from evidence.upkeep.supply.licences import READ_BY_HAND, SPDX, declared, is_spdx
from evidence.upkeep.supply.lock import compile_lock, installed
from evidence.upkeep.supply.notices import DOCUMENTS, NAME, notices

PINS, LAB_PINS = (read_lock(lock.read_text(encoding="utf-8")) for lock in (LOCK, LAB_LOCK))
ASKED = supply.read_requirements(supply.REQUIREMENTS.read_text(encoding="utf-8"))
# Licences that would bind the book itself, were it to carry what is under them.
COPYLEFT = re.compile(r"GPL|EUPL|OSL|SSPL|-SA-|-NC-|-ND-")


# The lock.


def test_the_lock_has_what_is_asked_for_and_needed_and_nothing_else_and_is_what_is_installed():
    here = {pin.package: pin for pin in PINS if not pin.marker or Marker(pin.marker).evaluate()}
    packages = installed()
    assert [pin for name, pin in here.items() if Version(packages[name].version) != Version(pin.version)] == []
    needed = [Requirement(text) for name in here for text in packages[name].requires or []]
    needed = [each for each in needed if not each.marker or each.marker.evaluate({"extra": ""})]
    needed += [requirement for requirement, _ in ASKED.values()]
    assert {canonicalize_name(each.name) for each in needed} - here.keys() == set(), "not locked"
    versions = {name: Version(pin.version) for name, pin in here.items()}
    assert [each for each in needed if not each.specifier.contains(versions[canonicalize_name(each.name)], True)] == []
    assert {pin.package for pin in PINS if "-r requirements.in" in pin.needed_by} == set(ASKED)
    brought_by = {name for pin in PINS for name in pin.needed_by}
    assert brought_by <= {*(pin.package for pin in PINS), "-r requirements.in"}, "locked, and nothing needs it any more"


@each_of("lock", [LOCK, LAB_LOCK])
def test_every_pin_of_a_lock_has_hashes_and_none_an_index_or_an_address(lock):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(r"://|^-|\s@\s", text, flags=re.MULTILINE)
    hashes = {pin.package: {digest.partition(":")[0] for digest in pin.hashes} for pin in read_lock(text)}
    assert {name: kinds for name, kinds in hashes.items() if kinds != {"sha256"}} == {}


@each_of(("system", "release"), list(product(SYSTEMS, RELEASES)))
def test_every_system_gets_each_package_once_and_jupyterlab_with_the_versions_of_the_book(system, release):
    book, lab = ([pin for pin in pins if pin.applies(system, release)] for pins in (PINS, LAB_PINS))
    versions, lab_versions = ({pin.package: pin.version for pin in pins} for pins in (book, lab))
    assert (len(versions), len(lab_versions)) == (len(book), len(lab))
    assert set(ASKED) <= versions.keys()
    assert "jupyterlab" in lab_versions
    assert {name: lab_versions[name] for name in lab_versions.keys() & versions.keys()}.items() <= versions.items()


def test_the_systems_that_must_find_wheels_are_the_ones_supported():
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]
    for marker, system in zip(map(Marker, options["required-environments"]), SYSTEMS, strict=True):
        assert [each for each in SYSTEMS if marker.evaluate(each.environment(RELEASES[0]))] == [system]
    assert options["no-build"] is True


def test_a_lock_without_solution_is_a_fault_and_leaves_the_old_one(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.txt"
    lock.write_text("as it was", encoding="utf-8")
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "empty"))
    with pytest.raises(EvidenceError, match=r"requirements\.in: "):
        compile_lock(lock, "--upgrade")
    assert lock.read_text(encoding="utf-8") == "as it was"


# What is used.


def imports(code):
    """Return the top-level modules that a text of Python imports."""
    nodes = list(ast.walk(ast.parse(code)))
    names = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names += [node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


def imports_within(*folders):
    return set().union(*(imports(path.read_text("utf-8")) for folder in folders for path in folder.rglob("*.py")))


def test_every_requirement_is_used_and_everything_imported_is_asked_for():
    cells = [cell for path in chapter_paths() for cell in read_notebook(path).cells if cell.cell_type == "code"]
    modules = imports_within(BOOK, SEEDS, ROOT / "tests").union(*(imports(cell.source) for cell in cells))
    modules -= {"evidence", "_ext", *sys.stdlib_module_names, *(path.stem for path in (ROOT / "tests").iterdir())}
    installed_by = packages_distributions()
    found = {module: {canonicalize_name(name) for name in installed_by.get(module, [])} for module in modules}
    assert [module for module, packages in found.items() if not packages & ASKED.keys()] == []
    otherwise = cases("supply", "packages used otherwise than by an import: the file, and the words that show it")
    assert ASKED.keys() - set().union(*found.values()) == {package for package, *_ in otherwise}
    assert [row for row in otherwise if row[2] not in (ROOT / row[1]).read_text(encoding="utf-8")] == []


def test_only_the_extension_knows_the_page_builder():
    builders = {"sphinx", "docutils", "jupyter_book", "myst_nb", "myst_parser", "sphinx_external_toc", "_ext"}
    assert not imports_within(BOOK / "evidence") & builders
    assert imports_within(BOOK / "_ext") & builders


# Licences and notices.


def test_the_licences_listed_are_those_the_packages_declare():
    licences, here = supply.read_licences(), installed()
    locked = {pin.package for pin in installable(PINS)}
    assert list(licences.index) == sorted(locked)
    assert {name: licences[name] for name in locked & here.keys() if licences[name] != declared(here[name])} == {}
    assert all(map(is_spdx, licences))
    assert READ_BY_HAND.keys() <= locked


@each_of(("text", "licence"), cases("supply", "what metadata declare, and the licence read from it"))
def test_a_licence_is_read_from_metadata_and_an_unknown_one_is_refused(text, licence, tmp_path):
    folder = tmp_path / "odd-1.0.dist-info"
    folder.mkdir(exist_ok=True)
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
    needing = {canonicalize_name(name) for names in table["needed_by"] for name in names.split(", ") if name}
    assert needing <= set(table.index)
    versions = {name: version.split(" or ") for name, version in table["version"].items()}
    assert versions == {name: [pin.version for pin in PINS if pin.package == name] for name in versions}
    assert {len(PARTS[part]()[0][0][-1]) for part in PARTS} == {len(table), len(supply.carried())}


def test_what_the_book_carries_may_be_carried_and_its_notices_are_whole():
    parts, text = supply.carried(), notices()
    kept = parts["brought_by"].str.fullmatch(r"\S+ [\d.]+ of npm")
    assert set(parts.loc[~kept, "brought_by"]) <= {pin.package for pin in PINS}
    assert {BOOK / file for file in parts.loc[kept, "file"]} <= {*(BOOK / "_static").iterdir()}
    for part in parts.itertuples():
        assert part.copyright, part.part
        assert part.copyright in text, part.part
        assert is_spdx(part.licence), part.part
        assert not COPYLEFT.search(part.licence), part.part
        for key in SPDX.license_keys(part.licence) * (not part.file.startswith(DOCUMENTS)):
            assert f"\n{key}\n\n" in text
    assert "Permission is hereby granted, free of charge" in text
    assert "endorse or promote products derived" in text


def words_of(path):
    """Return a text, what a font says of itself, or the names of the fonts of a document."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as document:
            entries = [item for item in document.objects if isinstance(item, pikepdf.Dictionary)]
            return {str(item["/BaseFont"]) for item in entries if item.get("/Type") == "/Font" and "/BaseFont" in item}
    if path.suffix != ".woff2":
        return {path.read_text(encoding="utf-8")}
    words = " ".join(str(record) for record in TTFont(path)["name"].names)
    assert "SIL Open Font License" in words, path.name
    return {words}


@pytest.mark.whole
def test_the_built_book_carries_what_is_listed_and_its_notices(book):
    assert (book / "_static" / NAME).read_text(encoding="utf-8") == notices()
    for pattern, parts in supply.carried().groupby("file"):
        words = set().union(*map(words_of, book.glob(pattern)))
        assert [mark for mark in parts["mark"] if not any(mark in word for word in words)] == [], pattern
        if pattern.startswith(DOCUMENTS):
            assert [font for font in words if not any(mark in font for mark in parts["mark"])] == []


def test_the_built_book_carries_no_script_style_or_font_of_others_that_is_not_listed(book):
    own = {path.name for path in (BOOK / "_static").iterdir()} | {"search-index.js", NAME}
    listed = {path for pattern in supply.carried()["file"] for path in book.glob(pattern)}
    files = {path for path in (book / "_static").rglob("*") if path.is_file() and path.name not in own}
    fonts = {path for path in book.rglob("*") if path.suffix in {".woff", ".woff2", ".ttf", ".otf", ".wasm"}}
    assert files | fonts <= listed


# The audit.


def test_what_is_audited_is_every_version_for_every_system():
    texts = [read_lock(text) for text in audit.layers(installable(PINS))]
    assert [len({pin.package for pin in text}) for text in texts] == [len(text) for text in texts]
    audited = sorted((pin.package, pin.version, "", pin.hashes) for pin in installable(PINS))
    assert sorted((pin.package, pin.version, pin.marker, pin.hashes) for text in texts for pin in text) == audited


class Service(BaseHTTPRequestHandler):
    """Serves, in the form of OSV, one vulnerability of one package and none of the others."""

    def do_POST(self):
        package = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        known = {"id": "PYSEC-0000-1", "summary": "made up", "affected": [], "aliases": []}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulns": [known]} if package == "jinja2" else {}).encode())


@pytest.mark.whole
def test_the_audit_finds_a_known_vulnerability():
    few = [pin for pin in PINS if pin.package in {"jinja2", "markupsafe"}]
    with HTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        options = ("--vulnerability-service", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}")
        (problem,) = audit.known_vulnerabilities(few, *options)
        assert "PYSEC-0000-1" in str(problem)
        assert audit.known_vulnerabilities([pin for pin in few if pin.package != "jinja2"], *options) == []
        server.shutdown()
