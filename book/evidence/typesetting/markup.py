"""Text as Typst markup. Every text stands in a string, so that no character of it is ever read as markup."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

# Keys of the record, fact keys and addresses: no hyphen may be added to them.
KEY = re.compile(r"[\w-]+(?:[./@:][\w,-]+)+")
# Where a key may be broken although a digit or a sign follows, which lines of text don't begin with.
KEY_BREAK = r"(?<=[a-z]/)|(?=@)"


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
            pieces = map(string, re.split(KEY_BREAK, found.group()))
            parts += [shown(text[last : found.start()]), f"#key({', '.join(pieces)})"]
            last = found.end()
    return "".join([*parts, shown(text[last:])])


def unmarked(markup: str) -> str:
    """Return markup without the marks of the index, for lists that repeat a title."""
    return re.sub(r"#mark\(\d+\)", "", markup)


def tuple_of(parts: Sequence[str]) -> str:
    """Return parts as a Typst array."""
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
