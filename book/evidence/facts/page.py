"""What a page rests on, as the last cell of its notebook prints it."""

import linecache
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from evidence.errors import EvidenceError, Problem
from evidence.facts.binding import Binding, bound_facts, check_bindings, find_bindings
from evidence.facts.registry import Fact, fact
from evidence.pages.notebooks import chapter_paths, prose, read_notebook
from evidence.pages.templates import template

# How viewers of notebooks write an address: they look a row up by what stands in the link, so written.
UNQUOTED = "-_.!~*'();/?:@&=+$,"
LABEL_LETTERS = 64


@dataclass(frozen=True)
class PageEvidence:
    """The facts and comparisons of a page; it shows itself as two tables to which the links of the prose lead."""

    facts: tuple[Fact, ...]
    comparisons: tuple[Binding, ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        # Several sentences may rely on the same comparison.
        words: dict[str, list[str]] = {}
        for binding in self.comparisons:
            words.setdefault(binding.target, []).append(binding.text)
        rest_on = {binding.target: binding.conditions for binding in self.comparisons}
        conditions = [
            (_address(target), "; ".join(dict.fromkeys(words[target])), [each.read()[0] for each in rest_on[target]])
            for target in words
        ]
        facts = [(_address(each.key), each, textwrap.shorten(each.label, LABEL_LETTERS)) for each in self.facts]
        return {
            "text/html": template("evidence.html").render(facts=facts, conditions=conditions),
            "text/plain": f"{len(self.facts)} facts, {len(words)} comparisons, all of which hold",
        }


def _address(target: str) -> str:
    return quote(target, safe=UNQUOTED)


def page_evidence() -> PageEvidence:
    """List every fact and comparison of this notebook's prose; nbval holds the committed outputs to their text.

    Raises `EvidenceError` if no notebook here holds the cells that have run, a fact is unknown, a number isn't the
    registry's, or a comparison isn't true.
    """
    # What this kernel has compiled; a history has only the cells that some viewers keep.
    cells = ["".join(entry[2]) for entry in list(linecache.cache.values()) if len(entry) == 4]
    path = find_notebook(cells, Path.cwd())
    text = prose(read_notebook(path))
    if problems := list(check_bindings(f"book/{path.name}", text)):
        raise EvidenceError(problems)
    comparisons = tuple(binding for binding in find_bindings(text) if binding.conditions)
    return PageEvidence(tuple(map(fact, bound_facts(text))), comparisons)


def find_notebook(cells: list[str], folder: Path) -> Path:
    """Return the notebook with most of some cells, as no viewer tells which it runs; `EvidenceError` if none has."""
    run = {cell.strip() for cell in cells if cell.strip()}
    held = {}
    for path in chapter_paths(folder):
        sources = {cell.source.strip() for cell in read_notebook(path).cells if cell.cell_type == "code"}
        held[path] = len(run & sources)
    best = max(held, key=lambda path: held[path], default=None)
    if best is None or not held[best]:
        what = "no notebook here holds the cells that have run"
        raise EvidenceError(Problem(str(folder), "", what, "save the notebook, and run it from its own folder"))
    return best
