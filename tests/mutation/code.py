"""Changes of single constants in the code of the models: numbers, fact keys and words."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from multiprocessing import Pipe, Process, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType
from typing import Any

from evidence.facts import known_keys
from evidence.paths import BOOK
from evidence.results import RESULTS
from mutation.cells import change_digit, change_words, next_of
from mutation.findings import Finding
from mutation.layers import LAYERS
from mutation.suite import failing_tests
from mutation.world import Reads

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
    near : frozenset of str
        Fact keys in the same statement: the result that it defines, or what it is computed from.
    """

    module: str
    row: int
    column: int
    kind: str
    old: str
    new: str
    start: int
    stop: int
    near: frozenset[str]

    @property
    def import_name(self) -> str:
        """Name under which the module is imported."""
        return f"evidence.models.{self.module}"

    @property
    def place(self) -> str:
        """Where it stands, as messages name it."""
        return f"book/evidence/models/{self.module}.py, row {self.row}: {self.old}"

    @property
    def what(self) -> str:
        """Module and kind."""
        return f"models/{self.module}.py, {self.kind}"

    @property
    def names(self) -> tuple[str, ...]:
        """Words of which a message must hold one: the module, or the chapter that shows what it computes."""
        return (f"models/{self.module}", f"models.{self.module}", "book/", "tests/")


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
    near, known = {}, frozenset(keys)
    for statement in tree.body:
        found = [part for part in ast.walk(statement) if isinstance(part, ast.Constant)]
        near |= dict.fromkeys(found, known.intersection(part.value for part in found))
    for node in sorted(_constants(tree), key=lambda node: (node.lineno, node.col_offset)):
        if node in skipped or isinstance(node.value, bool) or not isinstance(node.value, int | float | str):
            continue
        start, stop = lines[node.lineno - 1] + node.col_offset, lines[node.end_lineno - 1] + node.end_col_offset
        old = text.encode()[start:stop].decode()
        if isinstance(node.value, str):
            kind = "key" if node.value in keys else "words"
            new = repr(next_of(alike(node.value, keys), node.value) if kind == "key" else change_words(node.value))
        else:
            kind, new = "number", change_digit(old) if any(digit in old for digit in "0123456789") else old
        yield Constant(path.stem, node.lineno, node.col_offset, kind, old, new, start, stop, near[node])


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


def alike(key: str, keys: list[str]) -> list[str]:
    """Return the keys of the same kind: claims of one theme, rows of one series, results of one family."""
    sign = "@" if "@" in key else "/" if "/" in key else "-"
    head = key.partition(sign)[0].partition("/")[0]
    alike = [other for other in keys if other.startswith(head)]
    return alike if len(alike) > 1 else keys


# Trying them.

# What is imported anew with a changed model: all that may have taken something from it.
AGAIN = re.compile(r"evidence(\.(facts|whatif|models|charts|rules|history)\b.*)?|mutation\.layers")
# The tests of a module whose file isn't named after it.
TESTS = {"chain": "leverage"}


class _Patched(SourceFileLoader):
    """A loader that gives a module another text."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.text, self.path, "exec")


class _Finder(MetaPathFinder):
    """A finder that knows one module."""

    def __init__(self, constant: Constant) -> None:
        self.name, self.path = constant.import_name, str(MODELS / f"{constant.module}.py")
        self.text = changed_text(constant)

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self.name:
            return None
        return spec_from_file_location(fullname, self.path, loader=_Patched(fullname, self.path, self.text))


def changed_text(constant: Constant) -> str:
    """Return the text of the module with the constant changed."""
    text = (MODELS / f"{constant.module}.py").read_bytes()
    return (text[: constant.start] + constant.new.encode() + text[constant.stop :]).decode()


def try_constants(constants: Sequence[Constant], answers: dict[str, tuple[Any, Reads]]) -> list[Finding]:
    """Change one constant after the other, each in a process of its own, as many at once as there are cores.

    Parameters
    ----------
    constants : sequence of Constant
        Changes.
    answers : dict
        Answers of the chapters by the code as it is, by question, each with what was looked at for it.

    Returns
    -------
    list of Finding
        ``import`` is the layer where the package can't be loaded any more.
    """
    parts = [[one for one in constants if one.module == path.stem] for path in modules()]
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork")) as pool:
        return [found for part in pool.map(_try_in_order, parts, [answers] * len(parts)) for found in part]


def _try_in_order(constants: list[Constant], answers: dict[str, tuple[Any, Reads]]) -> list[Finding]:
    """Try constants in the order of the text.

    Asked first is what looks at a fact near the constant, then what looks at a result of its module, then the others; among
    these what noticed the last constant.
    """
    known = {name: found for name, (found, _) in answers.items()}
    names, findings = sorted(known, key=lambda name: LAYERS.index(name.partition(":")[0])), []
    for constant in constants:
        own = {key for key, definition in RESULTS.items() if definition.function.__module__ == constant.import_name}
        order = sorted(names, key=partial(_distance, answers, (constant.near, own)))
        receiver, sender = Pipe(duplex=False)
        process = Process(target=_try, args=(constant, order, known, sender))
        process.start()
        sender.close()
        try:
            name, message = receiver.recv()
        except EOFError:
            name, message = "import", f"{constant.place}: the process died"
        process.join()
        if name in known:
            names.remove(name)
            names.insert(0, name)
        findings.append(Finding(constant, name.partition(":")[0], message))
    return findings


def _distance(answers: dict[str, tuple[Any, Reads]], circles: Sequence[Set[str]], name: str) -> int:
    """Return the first of some sets of facts of which a question looks at one."""
    keys = answers[name][1].keys
    return next((number for number, circle in enumerate(circles) if not keys.isdisjoint(circle)), len(circles))


def _try(constant: Constant, order: list[str], known: dict[str, Any], sender: Connection) -> None:
    for name in [name for name in sys.modules if AGAIN.fullmatch(name)]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Finder(constant))
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        sender.send(_noticed(constant, order, known))


def _noticed(constant: Constant, order: list[str], known: dict[str, Any]) -> tuple[str, str]:
    try:
        layers = import_module("mutation.layers")
        questions = layers.chapter_questions()
    except Exception as error:
        return "import", f"{constant.place}: {type(error).__name__}: {error}"[:600]
    for name in order:
        found = layers.answer(questions[name])
        if found != known[name]:
            return name, f"{name}: {found}"[:600]
    if constant.kind == "words":  # tests ask what is computed: they would take minutes to pass over a formula's words
        return "", ""
    failed = failing_tests(
        [f"tests/test_models_{TESTS.get(constant.module, constant.module)}.py", "tests/test_results.py"]
    )
    return (f"tests: {failed[0]}", " ".join(failed)[:600]) if failed else ("", "")
