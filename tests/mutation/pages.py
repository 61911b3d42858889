"""Changes of what chapters assert, bind and store."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidence import chapter
from evidence.errors import EvidenceError
from evidence.facts import fact, known_keys
from evidence.notebooks import FACT_ROLE, bound_facts
from evidence.paths import BOOK
from evidence.rules import pages as rules
from mutation import chapters
from mutation.cells import change_digit, change_words, next_of
from mutation.code import alike
from mutation.layers import answer, asserted, checks_of


@dataclass(frozen=True)
class Edit:
    """One change of a page.

    Attributes
    ----------
    page : str
        The page's file.
    kind : str
        ``phrase`` (words of an assertion), ``sentence`` (the same words in the prose), ``relation``, ``mark`` (what is
        compared with), ``key`` (a fact bound in prose) or ``output`` (what is stored).
    old, new : str
        Before and after.
    layer : str
        What notices it: ``comparisons``, ``facts``, ``outputs`` (nbval, which compares what is stored) or nothing.
    message : str
        What it says.
    """

    page: str
    kind: str
    old: str
    new: str
    layer: str
    message: str

    @property
    def place(self) -> str:
        """Where it is."""
        return f"book/{self.page}, {self.kind} {self.old!r}"

    @property
    def what(self) -> str:
        """Kind of change, and whether of a chapter or another page."""
        return f"{'chapters' if self.page.endswith('.ipynb') else 'pages'}, {self.kind}"

    @property
    def names(self) -> tuple[str, ...]:
        """Words of which a message must hold one."""
        return (self.page, self.old)


def all_edits() -> Iterator[Edit]:
    """Try a change of every assertion, bound fact and stored output, and yield each with what notices it."""
    yield from try_assertions()
    yield from try_keys()
    yield from try_outputs()


def _flat(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def try_assertions() -> Iterator[Edit]:
    """Change words, relations and marks of what the last cells assert, and the sentences they stand for."""
    keys = known_keys()
    for page, argument in asserted():
        path = BOOK / f"{page}.ipynb"
        text = _flat(chapters.text(path))
        for check in checks_of(argument):
            new = _drop_word(check.phrase)
            told = chapter.failures(f"book/{path.name}", text, (chapter.Check(new, check.reading, True),))
            yield _edit(path.name, "phrase", check.phrase, new, told, stored=True)
            told = chapter.failures(f"book/{path.name}", text.replace(check.phrase, new, 1), (check,))
            yield _edit(path.name, "sentence", check.phrase, new, told, stored=False)
        if isinstance(argument, ast.Call) and argument.func.attr == "compare":
            yield from _try_comparison(path.name, argument, text, keys)


def _try_comparison(name: str, call: ast.Call, text: str, keys: list[str]) -> Iterator[Edit]:
    relation, right = call.args[2], call.args[3]
    changes = [("relation", relation, next_of(list(chapter.OPERATORS), relation.value))]
    if isinstance(right, ast.Constant):
        number = not isinstance(right.value, str)
        new = float(change_digit(str(right.value))) if number else next_of(alike(right.value, keys), right.value)
        changes.append(("mark", right, new))
    for kind, node, new in changes:
        old = node.value
        try:
            node.value = new
            told = answer(lambda: [*chapter.failures(f"book/{name}", text, tuple(checks_of(call)))])
        finally:
            node.value = old
        yield _edit(name, kind, str(old), str(new), told, stored=True)


def _edit(page: str, kind: str, old: str, new: str, told: object, *, stored: bool) -> Edit:
    """Return an edit with what notices it: the assertion itself, else the stored list of assertions if it would differ."""
    if told:
        # An error is told by execution, which puts the cell before it.
        message = f"book/{page}, last cell: {told}" if isinstance(told, str) else " ".join(map(str, told))
        return Edit(page, kind, old, new, "comparisons", message[:600])
    return Edit(page, kind, old, new, "outputs" if stored else "", f"book/{page}, last cell" if stored else "")


def _drop_word(phrase: str) -> str:
    """Drop a word from the middle of a phrase; of a single word, a letter."""
    words = phrase.split()
    return " ".join(words[: len(words) // 2] + words[len(words) // 2 + 1 :]) if len(words) > 1 else change_words(phrase)


def try_keys() -> Iterator[Edit]:
    """Bind another fact in each place of the prose, and see whether the page's list of facts, or a rule, notices."""
    keys = known_keys()
    for path in sorted([*BOOK.glob("*.md"), *chapters.paths()]):
        text = path.read_text(encoding="utf-8") if path.suffix == ".md" else chapters.text(path)
        listed = bound_facts(text)
        for role in FACT_ROLE.finditer(text):
            new = next_of(alike(role[1], keys), role[1])
            changed = f"{text[: role.start(1)]}{new}{text[role.end(1) :]}"
            try:
                fact(new)
                layer, message = _notice_key(path, listed, changed)
            except EvidenceError as error:
                layer, message = "rules", f"book/{path.name}, {error}"
            yield Edit(path.name, "key", role[1], new, layer, message)


def _notice_key(path: Path, listed: list[str], changed: str) -> tuple[str, str]:
    """Return the layer that notices a page's changed text, and what it says."""
    if path.suffix == ".ipynb":
        new = bound_facts(changed)
        return ("facts", f"book/{path.name}, last cell: {' '.join(new)}"[:600]) if new != listed else ("", "")
    told = list(rules.check_summary(f"book/{path.name}", changed, BOOK)) if path.name == rules.SUMMARY else []
    return ("rules", " ".join(map(str, told))) if told else ("", "")


def try_outputs() -> Iterator[Edit]:
    """Change a digit, or a letter, of every representation of every stored output; nbval compares them all."""
    for path in chapters.paths():
        for number, cell in enumerate(chapters.notebook(path).cells, start=1):
            for output in cell.get("outputs", []):
                for mime, content in output.get("data", {}).items():
                    old = content if isinstance(content, str) else json.dumps(content)
                    new = change_digit(old) if re.search(r"\d", old) else change_words(old)
                    layer = "outputs" if old != new and mime not in SKIPPED else ""
                    yield Edit(
                        path.name, "output", f"cell {number} {mime}", "", layer, f"book/{path.name}, cell {number}"
                    )


# The rule reads each chapter anew; here it is asked once for each fact of the summary.
rules._shown = cache(rules._shown)
# What nbval doesn't compare.
SKIPPED = ("text/latex", "application/vnd.jupyter.widget-view+json")
