"""Changes of single constants in the code of the models: numbers, fact keys and words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence.facts import known_keys
from evidence.paths import BOOK
from mutation.cells import change_digit, change_words, next_of

MODELS = BOOK / "evidence" / "models"


@dataclass(frozen=True)
class Constant:
    """One changed constant.

    Attributes
    ----------
    module : str
        Name of the module in `evidence.models`.
    row, column : int
        Where it stands.
    kind : str
        ``number``, ``key`` or ``words``.
    old, new : str
        Its source before and after.
    start, stop : int
        Offsets of the old source in the module's text.
    """

    module: str
    row: int
    column: int
    kind: str
    old: str
    new: str
    start: int
    stop: int

    @property
    def place(self) -> str:
        """Where it stands, as messages name it."""
        return f"book/evidence/models/{self.module}.py, row {self.row}: {self.old}"


def modules() -> list[Path]:
    """Return the modules that define results."""
    return [path for path in sorted(MODELS.glob("*.py")) if path.stem not in {"__init__", "results"}]


def all_constants() -> Iterator[Constant]:
    """Yield a change of every constant of every module but for docstrings and types."""
    keys = known_keys()
    for path in modules():
        yield from constants_of(path, keys)


def constants_of(path: Path, keys: list[str]) -> Iterator[Constant]:
    """Yield a change of every constant of one module, in the order of its text."""
    text = path.read_text(encoding="utf-8")
    lines = [0]
    for line in text.encode().split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    tree = ast.parse(text)
    skipped = set(_not_meant(tree))
    for node in sorted(_constants(tree), key=lambda node: (node.lineno, node.col_offset)):
        if node in skipped or isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
            continue
        start, stop = lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset
        old = text.encode()[start:stop].decode()
        if isinstance(node.value, str):
            kind = "key" if node.value in keys else "words"
            new = repr(next_of(_alike(node.value, keys), node.value) if kind == "key" else change_words(node.value))
        else:
            kind, new = "number", change_digit(old) if any(digit in old for digit in "0123456789") else old
        yield Constant(path.stem, node.lineno, node.col_offset, kind, old, new, start, stop)


def _constants(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield constants with a text of their own: not the parts of formatted strings."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Constant) and node.value != "":
            yield node
        elif not isinstance(node, ast.JoinedStr):
            yield from _constants(node)


def _not_meant(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield docstrings and what stands in types."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value
        types = [getattr(node, name, None) for name in ("annotation", "returns")]
        for found in filter(None, types):
            yield from ast.walk(found)


def _alike(key: str, keys: list[str]) -> list[str]:
    """Return the keys of the same kind: claims of one theme, rows of one series, results of one family."""
    sign = "@" if "@" in key else "/" if "/" in key else "-"
    head = key.partition(sign)[0].partition("/")[0]
    alike = [other for other in keys if other.startswith(head)]
    return alike if len(alike) > 1 else keys
