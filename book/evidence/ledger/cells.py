"""Text in a cell of a table: what a reader can't see in it, and what a spreadsheet would do with it."""

import re
import unicodedata

# Controls, format characters (bidirectional, zero-width, tags), lone surrogates, private use, no character, line ends.
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and marks by category that show nothing: fillers, joiners and inherent vowels.
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# After OWASP, "CSV Injection"; full-width forms count in East Asian spreadsheets.
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
# A signed figure computes nothing: no call, no reference, no operator.
SIGNED_FIGURE = re.compile(r"[+-]\s?\d[\w\s.,%]*")


def is_hidden(character: str) -> bool:
    """Say whether a character changes or hides text without being seen."""
    return unicodedata.category(character) in HIDDEN_CATEGORIES or character in FILLERS


def name_character(character: str) -> str:
    """Return code point and name, for example ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def is_formula(text: str) -> bool:
    """Say whether a spreadsheet would run a text as a formula, with a program of the reader's if it says so."""
    return FORMULA.match(text) is not None and SIGNED_FIGURE.fullmatch(text) is None


def defuse(text: str) -> str:
    """Return a text as a spreadsheet shows it and doesn't run it: an apostrophe in front, which isn't shown."""
    return f"'{text}" if is_formula(text) else text
