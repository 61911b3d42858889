"""Changes of what pages bind, of the cells that draw, and of what notebooks store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from evidence.facts import known_keys
from evidence.facts.binding import RELATIONS, Binding, check_bindings
from evidence.pages.notebooks import chapter_paths, stored_notebook
from mutation.cells import alike, change_digit, change_words, next_of
from mutation.layers import answer, bindings, compared, draw_figures, figure_cells, pages


@dataclass(frozen=True)
class Edit:
    """One change of a page.

    Attributes
    ----------
    page : str
        The page's file.
    kind : str
        ``relation``, ``mark`` (what is compared with), ``printed`` (a number in prose), ``key`` (what it is bound to),
        ``cell`` (a constant of a cell that draws) or ``output`` (what is stored).
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
    """Try a change of every comparison, bound fact, drawing cell and stored output, and yield each with what notices it."""
    yield from try_comparisons()
    yield from try_numbers()
    yield from try_cells()
    yield from try_outputs()


def try_comparisons() -> Iterator[Edit]:
    """Change the relation and the mark of what sentences rely on."""
    keys = known_keys()
    for path, found in compared():
        first, *rest = found.conditions
        relation = next_of(list(RELATIONS), first.relation)
        changes = [("relation", first.relation, relation, f"{first.left}{relation}{first.right}")]
        is_number = re.fullmatch(r"-?[\d.]+", first.right)
        if is_number or first.right in _all_keys():
            mark = change_digit(first.right) if is_number else next_of(alike(first.right, keys), first.right)
            changes.append(("mark", first.right, mark, f"{first.left}{first.relation}{mark}"))
        for kind, old, new, condition in changes:
            yield _edit(path, kind, old, new, found, replace(found, target=",".join([condition, *map(str, rest)])))


def try_numbers() -> Iterator[Edit]:
    """Change each number that prose prints, and what it is bound to."""
    keys = known_keys()
    for path in pages():
        for found in (found for found in bindings(path) if not found.conditions):
            new = change_digit(found.words) if re.search(r"\d", found.words) else change_words(found.words)
            yield _edit(path, "printed", found.words, new, found, replace(found, words=new))
            other = next_of(alike(found.target, keys), found.target)
            yield _edit(path, "key", found.target, other, found, replace(found, target=other))


def _edit(path: Path, kind: str, old: str, new: str, before: Binding, after: Binding) -> Edit:
    """Say what notices another binding: the check of bindings, else the table of evidence that notebooks store."""
    told = answer(lambda: list(check_bindings(f"book/{path.name}", f"[{after.words}](#{after.target})")))
    if told:
        message = f"book/{path.name}: {told}" if isinstance(told, str) else " ".join(map(str, told))
        return Edit(path.name, kind, old, new, "comparisons" if before.conditions else "facts", message[:600])
    others = [after if found is before else found for found in bindings(path)]
    stored = path.suffix == ".ipynb" and _tables(others) != _tables(bindings(path))
    return Edit(
        path.name, kind, old, new, "outputs" if stored else "", f"book/{path.name}, last cell" if stored else ""
    )


def _tables(found: list[Binding]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what the last cell of a notebook lists: facts, and comparisons with the words that rely on them."""
    facts = dict.fromkeys(binding.target for binding in found if not binding.conditions)
    return [*facts], [(binding.target, binding.text) for binding in found if binding.conditions]


def try_cells() -> Iterator[Edit]:
    """Plot another fact in each cell that draws, and see whether what it shows differs."""
    keys = known_keys()
    for path in (path for path in chapter_paths() if path.stem != "explore"):
        cells = figure_cells(path)
        before = draw_figures("\n".join(cells))
        for place, source in enumerate(cells):
            bound = [key for key in re.findall(r'"([^"{}\n]+)"', source) if key in _all_keys()]
            if bound:
                new = next_of(alike(bound[0], keys), bound[0])
                changed = [*cells[:place], source.replace(f'"{bound[0]}"', f'"{new}"', 1), *cells[place + 1 :]]
                after = answer(lambda changed=changed: draw_figures("\n".join(changed)))
                noticed = "outputs" if after != before else ""
                yield Edit(path.name, "cell", bound[0], new, noticed, f"book/{path.name}, cell that binds {bound[0]}")


@cache
def _all_keys() -> frozenset[str]:
    return frozenset(known_keys())


def try_outputs() -> Iterator[Edit]:
    """Change a digit, or a letter, of every representation of every stored output; nbval compares them all."""
    for path in chapter_paths():
        for number, cell in enumerate(stored_notebook(path).cells, start=1):
            for output in cell.get("outputs", []):
                for mime, content in output.get("data", {}).items():
                    old = content if isinstance(content, str) else json.dumps(content)
                    new = change_digit(old) if re.search(r"\d", old) else change_words(old)
                    layer = "outputs" if old != new and mime not in SKIPPED else ""
                    yield Edit(
                        path.name, "output", f"cell {number} {mime}", "", layer, f"book/{path.name}, cell {number}"
                    )


# What nbval doesn't compare.
SKIPPED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
