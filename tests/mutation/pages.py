"""Changes of what pages bind, of the cells that draw, and of what notebooks store, each with what notices it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evidence.facts.binding import RELATIONS, Binding, check_bindings
from evidence.pages.notebooks import chapter_paths, stored_notebook
from mutation.changes import Change, Finding, another_key, change_digit, change_text, keys, next_of
from mutation.world import answer, draw_figures, drawings, pages

# What nbval doesn't compare.
SKIPPED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")


def try_pages() -> Iterator[Finding]:
    """Try a change of every comparison, bound fact, drawing cell and stored output."""
    for path, bindings in pages().items():
        for found in bindings:
            for kind, old, new, other in _comparisons(found) if found.conditions else _numbers(found):
                yield _finding(path, kind, old, new, *_ask_bindings(path, found, other))
    for path, cells in drawings().items():
        yield from _try_cells(path, cells)
    for path in chapter_paths():
        for number, cell in enumerate(stored_notebook(path).cells, start=1):
            for mime, content in (
                (m, c) for output in cell.get("outputs", []) for m, c in output.get("data", {}).items()
            ):
                text = content if isinstance(content, str) else json.dumps(content)
                layer = "outputs" if change_text(text) != text and mime not in SKIPPED else ""
                yield _finding(path, "output", f"cell {number} {mime}", "", layer, f"book/{path.name}, cell {number}")


def _finding(path: Path, kind: str, old: str, new: str, layer: str, message: str) -> Finding:
    what, place = "chapters" if path.suffix == ".ipynb" else "pages", f"book/{path.name}, {kind} {old!r}"
    change = Change(f"{what}, {kind}", f"book/{path.name}", place, kind, old, new, (path.name, old))
    return Finding(change, layer, message)


def _comparisons(found: Binding) -> Iterator[tuple[str, str, str, Binding]]:
    """Change the relation and the mark of what a sentence relies on."""
    first, *rest = found.conditions
    relation, mark = next_of(list(RELATIONS), first.relation), ""
    changes = [("relation", first.relation, relation, replace(first, relation=relation))]
    if re.fullmatch(r"-?[\d.]+", first.right):
        mark = change_digit(first.right)
    elif first.right in keys():
        mark = another_key(first.right)
    if mark:
        changes.append(("mark", first.right, mark, replace(first, right=mark)))
    for kind, old, new, condition in changes:
        yield kind, old, new, replace(found, target=",".join(map(str, [condition, *rest])))


def _numbers(found: Binding) -> Iterator[tuple[str, str, str, Binding]]:
    """Change a number that prose prints, and what it is bound to."""
    words, key = change_text(found.words), another_key(found.target)
    yield "printed", found.words, words, replace(found, words=words)
    yield "key", found.target, key, replace(found, target=key)


def _ask_bindings(path: Path, before: Binding, after: Binding) -> tuple[str, str]:
    """Say what notices another binding: the check of bindings, else the table of evidence that notebooks store."""
    told = answer(lambda: list(check_bindings(f"book/{path.name}", f"[{after.words}](#{after.target})")))
    if told:
        message = f"book/{path.name}: {told}" if isinstance(told, str) else " ".join(map(str, told))
        return "comparisons" if before.conditions else "facts", message
    others = [after if found is before else found for found in pages()[path]]
    stored = path.suffix == ".ipynb" and _tables(others) != _tables(pages()[path])
    return ("outputs", f"book/{path.name}, last cell") if stored else ("", "")


def _tables(found: list[Binding]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return what the last cell of a notebook lists: facts, and comparisons with the words that rely on them."""
    facts = dict.fromkeys(binding.target for binding in found if not binding.conditions)
    return [*facts], [(binding.target, binding.text) for binding in found if binding.conditions]


def _try_cells(path: Path, cells: list[str]) -> Iterator[Finding]:
    """Plot another fact in each cell that draws, and see whether what it shows differs."""
    before = draw_figures(cells)
    for place, source in enumerate(cells):
        if bound := [key for key in re.findall(r'"([^"{}\n]+)"', source) if key in keys()]:
            new = another_key(bound[0])
            changed = [*cells[:place], source.replace(f'"{bound[0]}"', f'"{new}"', 1), *cells[place + 1 :]]
            noticed = "outputs" if answer(lambda changed=changed: draw_figures(changed)) != before else ""
            yield _finding(path, "cell", bound[0], new, noticed, f"book/{path.name}, cell that binds {bound[0]}")
