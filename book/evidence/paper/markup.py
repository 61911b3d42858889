"""Text as Typst markup. Every text stands in a string, so that no character of it is ever read as markup."""

import json
import re
from collections.abc import Sequence

# Keys of the record, fact keys, addresses, and identifiers of sources and measures: no hyphen may be added to them.
KEY = re.compile(r"[\w-]+(?:[./@:][\w,-]+)+|\b[a-z][a-z0-9]*(?:-[a-z0-9]+){2,}\b")
# Where a key may be broken: before a hyphen, never after it, since what is copied loses a hyphen at the end of a line.
KEY_BREAK = re.compile(r"(?<=[/_])|(?=[@-])|(?<=[a-z]\.)(?=[a-z])")
# Shorter pieces are joined; longer ones are broken where they are as long.
SHORT_PIECE, LONG_PIECE = 12, 30


def string(text: str) -> str:
    """Return a text as a Typst string."""
    return json.dumps(text, ensure_ascii=False)


def shown(text: str) -> str:
    """Return a text as Typst markup that prints exactly it."""
    return f"#{string(text)}" if text else ""


def with_keys(text: str) -> str:
    """Return a text as markup in which keys are never hyphenated, but broken between their parts."""
    parts, last = [], 0
    for found in KEY.finditer(text):
        if re.search(r"[a-z]", found.group()):
            parts += [shown(text[last : found.start()]), key(found.group())]
            last = found.end()
    return "".join([*parts, shown(text[last:])])


def key(text: str) -> str:
    """Return a key or an address as markup that is broken between its parts alone."""
    return f"#key({', '.join(map(string, key_pieces(text)))})"


def key_pieces(text: str) -> list[str]:
    """Return the parts of a key that stay in one line."""
    pieces = [""]
    for piece in re.findall(f".{{1,{LONG_PIECE}}}", "\n".join(KEY_BREAK.split(text))):
        if pieces[-1] and len(pieces[-1]) + len(piece) > SHORT_PIECE:
            pieces.append("")
        pieces[-1] += piece
    return pieces


def unmarked(markup: str) -> str:
    """Return markup without the marks of the index, for lists that repeat a title."""
    return re.sub(r"#mark\(\d+\)", "", markup)


def tuple_of(parts: Sequence[str]) -> str:
    """Return parts as a Typst array."""
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
