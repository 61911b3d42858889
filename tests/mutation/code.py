"""Changes of single constants and operators in the code of the models."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.machinery import SourceFileLoader
from itertools import accumulate
from pathlib import Path
from types import CodeType
from unittest.mock import patch

from evidence.ledger import load_ledger
from evidence.paths import BOOK, ROOT
from evidence.results import RESULTS
from mutation.changes import Change, Finding, another_key, change_digit, change_words, changed_text, keys
from mutation.trial import failing_tests, in_a_process, known_failures, test_files
from mutation.world import ask_all

# What takes the place of an operator. A comparison loses or gains what is equal; an exchanged side would be seen by anyone.
OTHER = {"+": "-", "-": "+", "*": "/", "/": "*", "**": "*", "//": "/", "%": "/"}
OTHER |= {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "and": "or", "or": "and"}
SIGN = re.compile(rf"(?<![\w.])({'|'.join(sorted(map(re.escape, OTHER), key=len, reverse=True))})(?![\w=])")
OPERATIONS = (ast.BinOp, ast.BoolOp, ast.Compare, ast.AugAssign)
TESTS = test_files("models_*")
# What is imported anew with a changed model: all that may have taken something from it.
AGAIN = re.compile(r"evidence(\.(facts|results|models|charts|rules|history)\b.*)?|mutation\.world")


def all_constants() -> Iterator[Change]:
    """Yield a change of every constant and operator of every module but for docstrings and types."""
    for path in sorted((BOOK / "evidence" / "models").glob("*.py")):
        yield from _constants_of(path)


def _constants_of(path: Path) -> Iterator[Change]:
    source, file = path.read_bytes(), path.relative_to(ROOT).as_posix()
    lines = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    # The module, its tests, a result it computes or a chapter that shows it.
    leads = (f"models/{path.name}", "book/", "tests/", "model.")
    for node in sorted(_parts(ast.parse(source)), key=lambda node: (node.lineno, node.col_offset)):
        start = lines[node.lineno - 1] + node.col_offset
        stop = lines[node.end_lineno - 1] + node.end_col_offset
        if isinstance(node, ast.Constant):
            old = source[start:stop].decode()
            if not isinstance(node.value, str):
                kind, new = "number", change_digit(old)
            elif node.value in keys():
                kind, new = "key", repr(another_key(node.value))
            else:
                kind, new = "words", repr(change_words(node.value))
        else:
            left, right, *_ = (part for part in ast.iter_child_nodes(node) if isinstance(part, ast.expr))
            start = lines[left.end_lineno - 1] + left.end_col_offset
            sign = SIGN.search(source[start : lines[right.lineno - 1] + right.col_offset].decode())
            if not sign:
                continue
            kind, old, new, start = "operator", sign[0], OTHER[sign[0]], start + sign.start()
        row, start = source.count(b"\n", 0, start) + 1, len(source[:start].decode())
        what = f"models/{path.name}, {kind}"
        yield Change(what, file, f"{file}, row {row}: {old}", kind, old, new, leads, row, start=start)


def _parts(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    """Yield operations, and constants with a text of their own: not docstrings, types or parts of formatted strings."""
    for name, value in ast.iter_fields(node):
        for part in value if isinstance(value, list) else [value]:
            if name in {"annotation", "returns"} or isinstance(part, ast.JoinedStr) or not isinstance(part, ast.AST):
                continue
            if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                continue
            if isinstance(part, OPERATIONS) or (
                isinstance(part, ast.Constant) and type(part.value) in {int, float, str} and part.value != ""
            ):
                yield part
            yield from _parts(part)


def try_constant(constant: Change) -> Finding:
    """Find the layer that notices a constant, in a process of its own; ``import`` where the package can't be loaded.

    Asked are first the texts of the results, then the rules and chapters, then the tests of the models.
    """
    return Finding(constant, *(in_a_process(_noticed, constant) or ("import", f"{constant.place}: the process died")))


@cache
def _texts() -> dict[str, str]:
    """Return the text of each result that an algorithm computes."""
    fact = import_module("evidence.facts").fact
    return {key: fact(key).text for key, definition in RESULTS.items() if definition.by}


def _noticed(constant: Change) -> tuple[str, str]:
    texts, known, failures = _texts(), ask_all().answers, known_failures(TESTS)
    source, get_code = changed_text(constant.file, [constant]), SourceFileLoader.get_code

    def changed_code(loader: SourceFileLoader, name: str) -> CodeType:
        is_changed = loader.path == str(ROOT / constant.file)
        return compile(source, loader.path, "exec") if is_changed else get_code(loader, name)

    for name in [name for name in sys.modules if AGAIN.fullmatch(name)]:
        del sys.modules[name]
    vars(load_ledger())["answers"] = {}
    with patch.object(SourceFileLoader, "get_code", changed_code):
        try:
            world, fact = import_module("mutation.world"), import_module("evidence.facts").fact
        except Exception as error:
            return "import", f"{constant.place}: {type(error).__name__}: {error}"
        for key, text in texts.items():
            if (found := world.answer(lambda key=key: fact(key).text)) != text:
                return "history", f"{key} is {found}"
        for name, question in world.questions().items():
            if (found := world.answer(question)) != known[name]:
                return name.partition(":")[0], f"{name}: {found}"
        failed = failing_tests(TESTS, failures, stop=True)
    return ("tests", " ".join(failed)) if failed else ("", "")
