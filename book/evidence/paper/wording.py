"""One typography for all that is printed: curly quotes, per cent signs close to their numbers."""

import html
import re

QUOTES = {'"': "“”", "'": "‘’"}
PER_CENT = re.compile(r"(?<=\d)[ \u00a0\u202f]%")
# After these a quote opens.
OPENERS = frozenset("([{–—/“‘\u00a0")
# Texts of a picture, other than its style.
PICTURE_TEXT = re.compile(r"(<(?:text|tspan)\b[^>]*>)([^<]+)")


def typographic(text: str, before: str = "") -> str:
    """Return a text with curly quotes, which what stands before may open, and per cent signs close to numbers."""
    text = PER_CENT.sub("%", text)
    start = len(before)
    line = before + text

    def curl(found: re.Match[str]) -> str:
        place = found.start() + start
        previous = line[place - 1] if place else " "
        opens = previous.isspace() or previous in OPENERS or (previous in QUOTES and previous != found.group())
        return QUOTES[found.group()][0 if opens else 1]

    return re.sub("[\"']", curl, text)


def typographic_picture(svg: str) -> str:
    """Return a picture whose labels have the typography of the text."""
    return PICTURE_TEXT.sub(
        lambda found: found[1] + html.escape(typographic(html.unescape(found[2])), quote=False), svg
    )
