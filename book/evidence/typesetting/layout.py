"""How wide charts and columns are set."""

from __future__ import annotations

import re

import numpy as np

# Width of a page's wide block in characters of the type of tables, and what a column needs beside its text.
TABLE_CHARACTERS = 114
CELL_PADDING = 4
# Characters a column grows by at a time, and the length up to which a cell stays in one line.
STEP = 3
SHORT_CELL = 16
# Where a line may end within a cell; not before a digit, so that dates stay whole.
LINE_BREAK = re.compile(r"(?<=\s)|(?<=[/-])(?=\D)")
# Pixels of a chart that fill the wide block's width; the height that leaves room for text on a page, and the most that a
# page bears. The smallest scale keeps labels at about six and a half points.
CHART_WIDTH, CHART_HEIGHT, PAGE_HEIGHT = 620, 480, 720
SMALLEST = 0.68


def picture_width(svg: str) -> str:
    """Return the part of the wide block that a chart fills: all of it, less if it is high, but never unreadably small."""
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    scale = min(1.0, max(CHART_HEIGHT / height, SMALLEST), PAGE_HEIGHT / height)
    return f"{min(width / CHART_WIDTH, 1) * scale:.3f}"


def column_layout(heads: list[str], rows: list[list[str]]) -> tuple[list[str], list[str]]:
    """Choose widths and alignment of a table's columns.

    Parameters
    ----------
    heads : list of str
        Headings.
    rows : list of list of str
        Cells as text.

    Returns
    -------
    (list of str, list of str)
        Typst sizes, ``auto`` where all text fits in one line, else the fractions that make the table short: each
        column begins with its longest word, and the room left goes, bit by bit, where it saves most lines. And
        ``right`` for columns of numbers.
    """
    columns = [[head, *(row[position] for row in rows)] for position, head in enumerate(heads)]
    aligns = ["right" if is_numeric(column[1:]) else "left" for column in columns]
    lengths = np.array([[len(cell) for cell in column] for column in columns])
    if (lengths.max(axis=1) + CELL_PADDING).sum() <= TABLE_CHARACTERS:
        return ["auto"] * len(heads), aligns
    words = [max(longest_piece(cell) for cell in column) for column in columns]
    widths = np.minimum(words, TABLE_CHARACTERS // len(heads)).astype(float)
    room = TABLE_CHARACTERS - CELL_PADDING * len(heads)
    while widths.sum() + STEP <= room:
        heights = [
            np.ceil(lengths / (widths + STEP * chosen)[:, None]).max(axis=0).sum() for chosen in np.eye(len(heads))
        ]
        tallest = (lengths / widths[:, None]).max(axis=1)
        widths[min(range(len(heads)), key=lambda column: (heights[column], -tallest[column]))] += STEP
    return [f"{width + CELL_PADDING:.0f}fr" for width in widths], aligns


def longest_piece(cell: str) -> int:
    """Return the length of a cell's longest piece that stays in one line; dates and other short cells are one piece."""
    return len(cell) if len(cell) <= SHORT_CELL else max(map(len, LINE_BREAK.split(cell)))


def is_numeric(cells: list[str]) -> bool:
    """Say whether a column holds plain numbers, other than years."""
    filled = [cell for cell in cells if cell]
    years = all(re.fullmatch(r"\d{4}", cell) for cell in filled)
    return bool(filled) and not years and all(re.fullmatch(r"[−-]?[\d.,]+ ?%?", cell) for cell in filled)
