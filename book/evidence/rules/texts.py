"""Rules for the text of every cell: short enough to be one, visible as it is, no command to any program.

They come first, since a cell that breaks them could mislead in another rule's message. Markup shows as it is.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from evidence.errors import Problem
from evidence.ledger.cells import is_formula, is_hidden, name_character
from evidence.ledger.tables import read_cells, read_descriptor

# The longest cell of the tables has 624 characters; what needs three times as much is a chapter, or a quote left open.
LONGEST = 2000
IDENTIFIER = re.compile(r"[\w.-]{1,40}", re.ASCII)
SHOWN = 40
# The record's sources become a BibTeX file, in which these begin and end commands.
BIBLIOGRAPHY = "sources"
COMMANDS = frozenset("\\{}")


def check_texts(data: Path) -> Iterator[Problem]:
    """Yield cells that are too long, hold characters nobody sees, or would be run as formula or command."""
    for resource in read_descriptor(data)["resources"]:
        cells = read_cells(resource["name"], data)
        file, key = f"data/{resource['path']}", cells.columns[0]
        numeric = {field["name"] for field in resource["schema"]["fields"] if field["type"] in {"number", "integer"}}
        for column in cells:
            for row, what, remedy in _faults(cells[column], column in numeric, resource["name"] == BIBLIOGRAPHY):
                name = cells.at[row, key]
                place = f"row {row} ({name})" if IDENTIFIER.fullmatch(name) else f"row {row}"
                yield Problem(file, place, f"{column} {what}", remedy)


def _faults(cells: pd.Series, numeric: bool, bibliography: bool) -> Iterator[tuple[int, str, str]]:
    """Yield row, fault and remedy of each cell of a column that breaks a rule."""
    characters = frozenset().union(*cells)
    hidden = frozenset(filter(is_hidden, characters))
    commands = COMMANDS & characters if bibliography else frozenset()
    for row, text in cells.items():
        if len(text) > LONGEST:
            what = f"has {len(text):,} characters, more than {LONGEST:,}: {text[:SHOWN]!r} ..."
            yield row, what, "shorten it, or close the quote that was left open"
        elif found := hidden.intersection(text):
            first = min(found, key=text.index)
            place = f"at character {text.index(first) + 1}"
            yield row, f"holds {name_character(first)} {place}, which nobody sees", "take the character out"
        elif not numeric and is_formula(text):
            what = f"begins like a formula: {text[:SHOWN]!r}"
            yield row, what, "put a word in front: a spreadsheet would run it"
        elif found := commands.intersection(text):
            what = f"holds {min(found, key=text.index)!r}, a command in the bibliography for LaTeX"
            yield row, what, "write the title without it"
