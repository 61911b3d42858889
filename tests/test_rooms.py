"""The rooms of the package stand in the order of the way of a number: no import runs back."""

import ast
import re

from evidence.paths import BOOK

ORDER = (
    "errors",
    "paths",
    "pages",
    "ledger",
    "results",
    "models",
    "chapters",
    "facts",
    "charts",
    "rules",
    "paper",
    "upkeep",
)


def room_imports():
    """Give each import of one room by another: importing room, imported room, file."""
    for path in sorted(BOOK.glob("evidence/*/**/*.py")):
        room = path.relative_to(BOOK / "evidence").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] == "evidence":
                names = [node.module] if "." in node.module else [f"evidence.{alias.name}" for alias in node.names]
                yield from ((room, name.split(".")[1], path) for name in names if name.split(".")[1] != room)


def test_nothing_in_the_book_imports_intake():
    paths = [
        path for path in BOOK.rglob("*.py") if re.search(r"^\s*(?:from|import) intake\b", path.read_text("utf-8"), re.M)
    ]
    assert paths == []


def test_every_room_has_its_place_in_the_order():
    rooms = {path.parent.name for path in BOOK.glob("evidence/*/__init__.py")}
    assert rooms | {path.stem for path in BOOK.glob("evidence/[a-z]*.py")} == set(ORDER)


def test_no_import_runs_back():
    back = [(str(path), of) for room, of, path in room_imports() if ORDER.index(of) >= ORDER.index(room)]
    assert back == []
