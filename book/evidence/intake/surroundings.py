"""Surroundings: the text around a figure, cut into what speaks of it closely, less closely, and only by way of the title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from evidence.intake.figures import Figure
from evidence.intake.grammar import NUMERIC
from evidence.intake.lexicon import find_places, find_topics
from evidence.intake.numerals import normalise

# What lies further off says nothing of a figure.
_REACH = 600
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z\"“(\[-]|\s*\[|$)|[。!?;;]| - (?=[A-Z])|Group \d+ ?[:-]")
_CLAUSE_END = re.compile(r"[,:;(](?!\d)|[、—–)]|\b(?:while|whereas|but|though)\b")
# Bytes beside a figure, five Chinese characters or two words, that don't say what it is of.
_ELLIPSIS = 16
# Parts a clause where either side has a numeral of its own.
_AND = re.compile(r" (?:and|or|plus|against) |[和与及跟]")
# Printed lines break Chinese words.
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f]|\d)|(?<=\d) +(?=[^\x00-\x7f])")

# Places that something is compared with; what is said is not said of them.
_BESIDE = re.compile(
    r"\b(?:behind|than|those in|those of|that of|compared to|compared with|versus|unlike) (?:the )?[\w.]+|(?:落后于?|较|比|不同于)[\u4e00-\u9fff]{2}"
)


@dataclass(frozen=True)
class Surroundings:
    """The text around a figure, in small letters.

    Attributes
    ----------
    clause : str
        What speaks of this figure and of no other.
    before : tuple of str
        The clauses of its sentence before it, the nearest first.
    after : str
        The rest of its sentence.
    earlier, title : str
        What its line says before the sentence, and the title of the article.
    rest : str
        The clause without the figure.
    theme : str
        The theme the article speaks of most.
    published : str
        ISO date of the article; empty if unknown.
    """

    clause: str
    before: tuple[str, ...]
    after: str
    earlier: str
    title: str
    rest: str
    theme: str
    published: str = ""

    @cached_property
    def places(self) -> frozenset[str]:
        """The places that the clause names."""
        return find_places(self.clause)

    @cached_property
    def subject_places(self) -> frozenset[str]:
        """The places of the clause, or else of the nearest text that names any but to compare with."""
        return self.places or self._subjects

    @cached_property
    def sentence_places(self) -> frozenset[str]:
        """The places of the sentence, but those compared with, or else the nearest."""
        return find_places(_BESIDE.sub("", " ".join((self.clause, *self.before, self.after)))) or self._subjects

    @cached_property
    def _subjects(self) -> frozenset[str]:
        near = (self.clause, *self.before, self.after, self.earlier, self.title)
        return next((places for text in near if (places := find_places(_BESIDE.sub("", text)))), frozenset())

    @cached_property
    def topics(self) -> frozenset[str]:
        """The substances and measures that the clause names."""
        return find_topics(self.clause)

    @cached_property
    def sentence_topics(self) -> frozenset[str]:
        """Those of its whole sentence."""
        return find_topics(" ".join((self.clause, *self.before, self.after)))

    def is_elliptic(self, figure: Figure) -> bool:
        """Whether the clause leaves what the figure is of to the clause before."""
        return len(self.rest.encode()) <= _ELLIPSIS or (figure.unit == "rank" and not self.topics)

    @cached_property
    def inherited(self) -> frozenset[str]:
        """Those of the nearest clause before it that names any."""
        return next((topics for topics in map(find_topics, self.before) if topics), frozenset())


def read_surroundings(text: str, figure: Figure, title: str, theme: str, published: str = "") -> Surroundings:
    """Cut the clause and the sentence of a figure out of its line.

    Parameters
    ----------
    text : str
        The line.
    figure : Figure
        A figure of the line.
    title, theme : str
        Title of the article and the theme it speaks of most.
    published : str
        ISO date of the article; empty if unknown.

    Returns
    -------
    Surroundings
        With full-width letters and digits made plain.
    """
    first = max(0, figure.start - _REACH)
    near = normalise(text)[first : figure.end + _REACH]
    start, end = figure.start - first, figure.end - first
    left, right = _part(near, start, end, _SENTENCE_END)
    clauses = _cut(near, left, start, end, right)
    own = next(number for number, (begin, stop) in enumerate(clauses) if begin <= start < stop)
    texts = [_BREAK.sub("", near[begin:stop]).lower() for begin, stop in clauses]
    begin, stop = clauses[own]
    return Surroundings(
        texts[own],
        tuple(reversed(texts[:own])),
        " ".join(texts[own + 1 :]),
        _BREAK.sub("", near[max(0, left - _REACH // 2) : left]).lower(),
        title.lower(),
        _BREAK.sub("", f"{near[begin:start]} {near[end:stop]}").strip().lower(),
        theme,
        published,
    )


def _cut(text: str, left: int, start: int, end: int, right: int) -> list[tuple[int, int]]:
    """Cut a sentence, from left to right, into clauses; none of the cuts goes through the figure from start to end."""
    marks = [match.span() for match in _CLAUSE_END.finditer(text, left, right) if not start < match.end() <= end]
    edges = [left, *(edge for span in marks for edge in span), right]
    clauses = []
    for begin, stop in zip(edges[::2], edges[1::2], strict=True):
        for match in _AND.finditer(text, begin, stop):
            within = start < match.end() and match.start() < end
            if not within and NUMERIC.search(text, begin, match.start()) and NUMERIC.search(text, match.end(), stop):
                clauses.append((begin, match.start()))
                begin = match.end()
        clauses.append((begin, stop))
    return clauses


def _part(text: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[int, int]:
    """Return where the part between separators that holds a figure begins and ends."""
    first = 0
    for match in separator.finditer(text, 0, start):
        first = match.end()
    following = separator.search(text, end)
    return first, following.start() if following else len(text)
