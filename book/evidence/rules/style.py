"""Rules for the prose of chapters: short, few numbers, no codes; what is cut stands in figures, tables and folded notes."""

import re
from collections.abc import Iterator

from evidence.errors import Problem
from evidence.facts.binding import open_directives
from evidence.rules.probability import quote, sentences

MOST_WORDS = 1500
MOST_NUMBERS = 5  # in a hundred words
LONGEST_SENTENCE = 45  # words
# Tables, headings, figures and folded notes are looked up, not read through.
NOT_READ = (
    r"(?s)```.*?```",
    r"(?s)<details.*?</details>",
    r"(?m)^\|.*$",
    r"(?m)^#.*$",
    r"(?m)^:::.*$",
    r"(?<=\])\([^)]*\)",  # targets of links
)
ARTICLE = re.compile(r"\b00\d-\d\d\b")
NUMBER = re.compile(r"\d")


def check_style(page: str, text: str) -> Iterator[Problem]:
    """Yield what makes a chapter hard to read: length, numbers, long sentences, codes of articles."""
    text = open_directives(text)
    for pattern in NOT_READ:
        text = re.sub(pattern, " ", text)
    text = text.replace("[", "").replace("]", "")
    words = text.split()
    numbers = sum(bool(NUMBER.search(word)) for word in words)
    if len(words) > MOST_WORDS:
        remedy = "cut it, or move it to a table, a figure or a folded note (<details>)"
        yield Problem(page, "", f"has {len(words)} words, at most {MOST_WORDS} are read", remedy)
    if numbers * 100 > MOST_NUMBERS * len(words):
        density = f"{100 * numbers / len(words):.1f} numbers in a hundred words"
        what = f"prints {density}, at most {MOST_NUMBERS} are followed"
        yield Problem(page, "", what, "leave numbers to the figure, to a table or to a folded note (<details>)")
    for sentence in sentences(text):
        where = quote(sentence)
        if (length := len(sentence.split())) > LONGEST_SENTENCE:
            yield Problem(page, where, f"a sentence of {length} words", f"part it: at most {LONGEST_SENTENCE}")
        if ARTICLE.search(sentence):
            yield Problem(page, where, "names an article by its code", "say which: an article of 26 October")
