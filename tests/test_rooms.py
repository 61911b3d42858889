"""The rooms of the package stand in the order of the way of a number: no import runs back."""

import ast
import re

from evidence.paths import BOOK

INNER = ("errors", "paths", "pages", "ledger", "results", "models", "chapters", "facts")
ORDER = (*INNER, "charts", "rules", "paper", "upkeep")
# Imported for type checkers alone.
HINTS = re.compile(r"(?m)^if TYPE_CHECKING:\n(?: +.*\n)+")


def room_imports(left_out="$^"):
    """Give each import of the package by a room: importing room, what is imported in full, file."""
    for path in sorted(BOOK.glob("evidence/*/**/*.py")):
        for node in ast.walk(ast.parse(re.sub(left_out, "", path.read_text(encoding="utf-8")))):
            if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] == "evidence":
                for name in node.names:
                    yield path.relative_to(BOOK / "evidence").parts[0], f"{node.module}.{name.name}", path


def test_nothing_in_the_book_imports_intake():
    intake = re.compile(r"^\s*(?:from|import) intake\b", re.M)
    assert [path for path in BOOK.rglob("*.py") if intake.search(path.read_text("utf-8"))] == []


def test_every_room_has_its_place_in_the_order_and_no_import_runs_back():
    rooms = {path.parent.name for path in BOOK.glob("evidence/*/__init__.py")}
    assert rooms | {path.stem for path in BOOK.glob("evidence/[a-z]*.py")} == set(ORDER)
    imports = [(room, name.split(".")[1], path) for room, name, path in room_imports()]
    back = [(path, of) for room, of, path in imports if of != room and ORDER.index(of) >= ORDER.index(room)]
    assert back == []


def test_algorithms_know_neither_results_nor_the_ledger_at_hand():
    imports = [(path, name) for room, name, path in room_imports(HINTS) if room in {"models", "chapters"}]
    unwanted = re.compile(r"evidence\.(results\b|ledger\.load_ledger)")
    assert [(path, name) for path, name in imports if unwanted.match(name)] == []
