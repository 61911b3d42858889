"""How wide charts and columns are set."""

import re

import numpy as np
from numpy.typing import NDArray

from evidence.paper.markup import KEY, key_pieces

# Width of a page's wide block in characters of the type of tables, and what a column needs beside its text: the gap, and
# room for wide letters where there is any.
TABLE_CHARACTERS = 114
CELL_PADDING, CELL_GAP = 4, 2
# Characters a column grows by at a time, and the length up to which a cell stays in one line.
STEP = 3
SHORT_CELL = 16
# Lines that a table must save if its short cells are to be broken.
WORTH_BREAKING = 10
# Where a line may end within a cell; not before a digit, so that dates stay whole.
LINE_BREAK = re.compile(r"(?<=\s)|(?<=[/-])(?=\D)")
# Pixels of a chart that fill the wide block's width, the height that leaves room for text on a page, and the smallest label.
CHART_WIDTH, CHART_HEIGHT, SMALLEST_LABEL = 680, 480, 7.05
# Width of the wide block, and the height of a picture that leaves no room for its notes, in points.
WIDE, TALL = 162 * 72 / 25.4, 560


def picture_width(svg: str) -> str:
    """Return the part of the wide block that a chart fills: all of it, less if it is high, but no label under 7 points."""
    return f"{_share(svg):.3f}"


def is_tall(svg: str) -> bool:
    """Say whether a chart, as `picture_width` sets it, needs a page of its own."""
    width, height = _size(svg)
    return height * WIDE * _share(svg) / width > TALL


def _size(svg: str) -> tuple[float, float]:
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups())
    return width, height


def _share(svg: str) -> float:
    width, height = _size(svg)
    labels = [float(size) for size in re.findall(r'font-size="([\d.]+)(?:px)?"', svg)]
    readable = SMALLEST_LABEL * width / (min(labels, default=12) * WIDE)
    return min(1.0, max(min(width / CHART_WIDTH, 1) * CHART_HEIGHT / height, readable))


def column_layout(heads: list[str], rows: list[list[str]]) -> tuple[list[str], list[str]]:
    """Choose Typst widths of a table's columns by their texts, and ``right`` for columns of numbers.

    ``auto`` where all text fits in one line, else fractions that make the table short: each column begins with its
    longest piece, and room goes, bit by bit, where it saves most lines. Short cells stay whole unless that starves a
    long column.
    """
    columns = [[head, *(row[position] for row in rows)] for position, head in enumerate(heads)]
    aligns = ["right" if is_numeric(column[1:]) else "left" for column in columns]
    lengths = np.array([[len(cell) for cell in column] for column in columns])
    if (lengths.max(axis=1) + CELL_PADDING).sum() <= TABLE_CHARACTERS:
        return ["auto"] * len(heads), aligns
    (whole, most_lines), (broken, fewest_lines) = (
        _spread([max(longest_piece(cell, short) for cell in column) for column in columns], lengths)
        for short in (SHORT_CELL, 0)
    )
    widths = broken if most_lines - fewest_lines >= WORTH_BREAKING else whole
    return [f"{width:.0f}fr" for width in widths], aligns


def _spread(pieces: list[int], lengths: NDArray[np.int_]) -> tuple[NDArray[np.float64], float]:
    """Return widths, with padding, that save most lines, and how many lines the table then takes."""
    widths = np.array(pieces, dtype=float)
    padding = CELL_PADDING if widths.sum() + CELL_PADDING * len(pieces) <= TABLE_CHARACTERS else CELL_GAP
    room = TABLE_CHARACTERS - padding * len(pieces)
    while widths.sum() > room:
        widths[widths.argmax()] -= 1
    while widths.sum() + STEP <= room:
        heights = [_lines(widths + STEP * chosen, lengths) for chosen in np.eye(len(pieces))]
        tallest = (lengths / widths[:, None]).max(axis=1)
        widths[min(range(len(pieces)), key=lambda column: (heights[column], -tallest[column]))] += STEP
    return widths + padding, _lines(widths, lengths)


def _lines(widths: NDArray[np.float64], lengths: NDArray[np.int_]) -> float:
    """Return how many lines a table takes with these widths."""
    return float(np.ceil(lengths / widths[:, None]).max(axis=0).sum())


def longest_piece(cell: str, short: int = SHORT_CELL) -> int:
    """Return the length of a cell's longest piece that stays in one line; dates and other short cells are one piece."""
    if len(cell) <= short:
        return len(cell)
    keys = [piece for found in KEY.finditer(cell) for piece in key_pieces(found.group())]
    return max(map(len, [*keys, *LINE_BREAK.split(KEY.sub(" ", cell))]))


def is_numeric(cells: list[str]) -> bool:
    """Say whether a column holds plain numbers, other than years."""
    filled = [cell for cell in cells if cell]
    years = all(re.fullmatch(r"\d{4}", cell) for cell in filled)
    return bool(filled) and not years and all(re.fullmatch(r"[−-]?[\d.,]+ ?%?", cell) for cell in filled)
