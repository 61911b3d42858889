"""Changes of what pages bind, of the cells that draw, and of what notebooks store."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from evidence.facts import known_keys
from evidence.facts.binding import RELATIONS, Binding, check_bindings, find_bindings
from mutation import chapters
from mutation.cells import change_digit, change_words, next_of
from mutation.code import alike
from mutation.layers import answer, compared, draw_figures, figure_cells, pages


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


def _edit(page: str, kind: str, old: str, new: str, told: object, *, stored: bool) -> Edit:
    """Return an edit with what notices it: the check of bindings, else the stored table of evidence if it would differ."""
    if told:
        message = f"book/{page}: {told}" if isinstance(told, str) else " ".join(map(str, told))
        return Edit(page, kind, old, new, "comparisons" if kind in {"relation", "mark"} else "facts", message[:600])
    return Edit(page, kind, old, new, "outputs" if stored else "", f"book/{page}, last cell" if stored else "")


def _around(text: str, found: Binding, words: str, target: str) -> str:
    """Return the paragraph of a binding, with other words or another target: a check of the whole page takes long."""
    begin, end = text.rfind("\n\n", 0, found.start) + 1, text.find("\n\n", found.end)
    after = text[found.end : end if end > 0 else len(text)].replace(f"](#{found.target})", f"](#{target})", 1)
    return text[begin : found.start] + words + after


def try_comparisons() -> Iterator[Edit]:
    """Change the relation and the mark of what the chapters' sentences rely on."""
    keys = known_keys()
    for path, found in compared():
        first, *rest = found.conditions
        changes = [("relation", first.relation, next_of(list(RELATIONS), first.relation))]
        if re.fullmatch(r"-?[\d.]+", first.right):
            changes.append(("mark", first.right, change_digit(first.right)))
        elif first.right in keys:
            changes.append(("mark", first.right, next_of(alike(first.right, keys), first.right)))
        for kind, old, new in changes:
            condition = (
                f"{first.left}{new}{first.right}" if kind == "relation" else f"{first.left}{first.relation}{new}"
            )
            target = ",".join([condition, *map(str, rest)])
            text = _around(pages()[path], found, found.words, target)
            told = answer(lambda text=text, path=path: list(check_bindings(f"book/{path.name}", text)))
            # Only chapters store what they compare.
            if told or path.suffix == ".ipynb":
                yield _edit(path.name, kind, old, new, told, stored=True)


def try_numbers() -> Iterator[Edit]:
    """Change each number that prose prints, and what it is bound to."""
    keys = known_keys()
    for path, text in pages().items():
        for found in (found for found in find_bindings(text) if not found.conditions):
            new = change_digit(found.words) if re.search(r"\d", found.words) else change_words(found.words)
            told = list(check_bindings(f"book/{path.name}", _around(text, found, new, found.target)))
            yield _edit(path.name, "printed", found.words, new, told, stored=False)
            other = next_of(alike(found.target, keys), found.target)
            page = _around(text, found, found.words, other)
            told = answer(lambda page=page, path=path: list(check_bindings(f"book/{path.name}", page)))
            if told or path.suffix == ".ipynb":
                yield _edit(path.name, "key", found.target, other, told, stored=True)


def try_cells() -> Iterator[Edit]:
    """Plot another fact in each cell that draws, and see whether what it shows differs."""
    keys = known_keys()
    for path in (path for path in chapters.paths() if path.stem != "explore"):
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


# What nbval doesn't compare.
SKIPPED = ("text/latex", "application/vnd.jupyter.widget-view+json")
