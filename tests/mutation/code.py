"""Changes of single constants and operators in the code of the models."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from unittest.mock import patch

from evidence.facts import known_keys
from evidence.ledger import load_ledger
from evidence.paths import BOOK, ROOT
from evidence.results import RESULTS
from mutation.cells import alike, change_digit, change_words, next_of
from mutation.findings import Finding, Spot, changed_text
from mutation.layers import LAYERS
from mutation.suite import failing_tests, in_a_process, known_failures
from mutation.trial import known_answers

MODELS = BOOK / "evidence" / "models"
# What takes the place of an operator. A comparison loses or gains what is equal; an exchanged side would be seen by anyone.
OTHER = {"+": "-", "-": "+", "*": "/", "/": "*", "**": "*", "//": "/", "%": "/"}
OTHER |= {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "and": "or", "or": "and"}
SIGN = re.compile(rf"(?<![\w.])({'|'.join(sorted(map(re.escape, OTHER), key=len, reverse=True))})(?![\w=])")


@dataclass(frozen=True)
class Constant(Spot):
    """One changed constant or operator: ``number``, ``key``, ``words`` or ``operator``."""

    @property
    def module(self) -> str:
        """Its module's file."""
        return self.file.rpartition("/")[2]

    @property
    def what(self) -> str:
        """Module and kind."""
        return f"models/{self.module}, {self.kind}"

    @property
    def names(self) -> tuple[str, ...]:
        """Words of which a message must hold one: the module, its tests, a result it computes or a chapter that shows it."""
        return (f"models/{self.module}", "book/", "tests/", "model.")


def all_constants() -> Iterator[Constant]:
    """Yield a change of every constant and operator of every module but for docstrings and types."""
    for path in sorted(MODELS.glob("*.py")):
        yield from _constants_of(path)


def _constants_of(path: Path) -> Iterator[Constant]:
    text, file = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
    lines = [0]
    for line in text.split("\n"):
        lines.append(lines[-1] + len(line) + 1)

    def offset(row: int, column: int) -> int:
        start = lines[row - 1]
        return start + len(text[start : lines[row] - 1].encode()[:column].decode())

    tree = ast.parse(text)
    skipped = set(_not_meant(tree))
    for node in sorted(_parts(tree), key=lambda node: (node.lineno, node.col_offset)):
        if node in skipped:
            continue
        start, stop = offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)
        if isinstance(node, ast.Constant):
            old = text[start:stop]
            if isinstance(node.value, str):
                kind = "key" if node.value in _keys() else "words"
                new = repr(
                    next_of(alike(node.value, _keys()), node.value) if kind == "key" else change_words(node.value)
                )
            else:
                kind, new = "number", change_digit(old)
        else:
            left, right = _sides(node)
            start = offset(left.end_lineno, left.end_col_offset)
            match = SIGN.search(text, start, offset(right.lineno, right.col_offset))
            if not match:
                continue
            kind, start, old, new = "operator", match.start(), match[0], OTHER[match[0]]
        yield Constant(file, text.count("\n", 0, start) + 1, kind, old, new, start)


_keys = cache(known_keys)


def _parts(tree: ast.AST) -> Iterator[ast.expr | ast.AugAssign]:
    """Yield operations, and constants with a text of their own: not the parts of formatted strings."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.BinOp | ast.BoolOp | ast.Compare | ast.AugAssign):
            yield node
        if isinstance(node, ast.Constant):
            if type(node.value) in {int, float, str} and node.value != "":
                yield node
        elif not isinstance(node, ast.JoinedStr):
            yield from _parts(node)


def _sides(node: ast.AST) -> tuple[ast.expr, ast.expr]:
    """Return what stands around an operator; of several the first."""
    match node:
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right, *_]):
            return left, right
        case ast.BoolOp(values=[left, right, *_]) | ast.AugAssign(target=left, value=right):
            return left, right
    raise AssertionError(node)


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


# Trying them.

# What is imported anew with a changed model: all that may have taken something from it.
AGAIN = re.compile(r"evidence(\.(facts|results|models|charts|rules|history)\b.*)?|mutation\.(layers|world)")


def try_constant(constant: Constant) -> Finding:
    """Find the layer that notices a constant, in a process of its own; ``import`` where the package can't be loaded.

    Asked are first the texts of the results, then the rules and chapters, then the tests of the models.
    """
    told = in_a_process(_noticed, constant) or ("import", f"{constant.place}: the process died")
    return Finding(constant, *told)


@cache
def _texts() -> dict[str, str]:
    """Return the text of each result that an algorithm computes."""
    facts = import_module("evidence.facts")
    return {key: facts.fact(key).text for key, definition in RESULTS.items() if definition.by}


def _noticed(constant: Constant) -> tuple[str, str]:
    texts, known, failures = _texts(), known_answers(), known_failures(TESTS)
    source, get_code = changed_text(constant.file, [constant]), SourceFileLoader.get_code

    def changed_code(loader: SourceFileLoader, name: str) -> CodeType:
        return (
            compile(source, loader.path, "exec") if loader.path == str(ROOT / constant.file) else get_code(loader, name)
        )

    for name in [name for name in sys.modules if AGAIN.fullmatch(name)]:
        del sys.modules[name]
    load_ledger().answers.clear()
    with patch.object(SourceFileLoader, "get_code", changed_code):
        try:
            layers, fact = import_module("mutation.layers"), import_module("evidence.facts").fact
        except Exception as error:
            return "import", f"{constant.place}: {type(error).__name__}: {error}"[:600]
        for key, text in texts.items():
            if (found := layers.answer(lambda key=key: fact(key).text)) != text:
                return "history", f"{key} is {found}"[:600]
        questions = layers.rule_questions() | layers.chapter_questions()
        for name in sorted(questions, key=lambda name: LAYERS.index(name.partition(":")[0])):
            if (found := layers.answer(questions[name])) != known[name][0]:
                return name.partition(":")[0], f"{name}: {found}"[:600]
        failed = failing_tests(TESTS, failures, stop=True)
    return ("tests", " ".join(failed)[:600]) if failed else ("", "")


TESTS = tuple(sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").glob("test_models_*.py")))
