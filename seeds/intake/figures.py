"""Figures: every number, date, share, rank and multiple of a text, in digits or in words, English or Chinese.

The list is generous on purpose, so that nothing can be overlooked. In a figure lies every digit, of any script or
width, and every numeric sign such as ½ or ⑩; every Chinese numeral (一二三四五六七八九十百千万亿两半几双 and formal forms); every
English number word of a closed vocabulary (cardinals, ordinals, scales, dozen, decade, century, several, a few, a
couple, multiples, parts, months). "Both", "pair", "few" and "many" without "a", and words that only contain a number
("unilateral"), are left out: they make no claim that a table could hold. Marks that are no figure of the text
(footnotes, lists, time stamps, names such as F-35) and set phrases (统一, 十分) carry the reason for which they are no
claim.

The grammar is tried at each place where a figure may begin, the most specific form first. Every pattern is bounded,
so that the time grows with the length of the text alone.
"""

import math
import re
from dataclasses import dataclass, replace

from intake.changes import count_minus, find_change
from intake.grammar import NUMERIC, TOKEN, may_begin, read_form
from intake.numerals import normalise


@dataclass(frozen=True)
class Figure:
    """One figure of a text, with what it says in a unit of ``data/units.csv``."""

    text: str  # exactly as printed, with its qualifier
    start: int
    end: int
    numerals: tuple[tuple[int, int], ...]  # where its digits and number words stand, without unit and sign
    value: float = math.nan
    low: float = math.nan  # the bounds of a range
    high: float = math.nan
    qualifier: str = "exact"  # one of those that claims have
    unit: str = "count"  # of a bare number; "date" has a period in place of a number
    period: str = ""  # the date, ISO-like (see `intake.dates`)
    mark: str = ""  # why it is no figure of the text, as in ``data/not_claims.csv``: "footnote mark", "list mark" ...
    fault: str = ""  # why no number could be read
    change: bool = False  # whether something rose by the number or, where it is negative, fell
    year_printed: bool = True  # whether the year of a date is printed; otherwise it is that of the article

    @property
    def has_number(self) -> bool:
        """Whether a value or a range could be read."""
        return not (math.isnan(self.value) and math.isnan(self.low))


# Words before and after a figure that qualify it; the longer stand first. Those of a date are its own.
_BEFORE = {
    "about": "approximately|about|around|roughly|nearly|almost|close to|an estimated|estimated|circa|some|~|≈|约为|大约|约|"
    "将近|接近|近",
    "over": "more than|greater than|in excess of|upwards of|exceeding|exceeds|exceeded|exceed|surpassing|surpasses|"
    "surpassed|surpass|over|above|beyond|>|超过|超出|突破|高于|多于|大于|超|逾",
    "up to": "no more than|not more than|up to|as much as|as many as|at most|a maximum of|≤|不超过|不高于|至多|最多|高达|多达",
    "under": "less than|fewer than|lower than|below|under|<|不到|不足|低于|少于|小于",
    "at least": "no less than|no fewer than|not less than|at least|a minimum of|≥|至少|不少于|不低于|起码",
    "forecast": "(?:could|may|might|would|(?:is|are) (?:expected|projected) to) (?:reach|be|cost|total|take|hit)|"
    "(?:可能|预计|有望|预期)(?:将|会)?(?:达到|达|为|需要|需)?",
}
_AFTER = {
    "about": "or so|左右|上下",
    "at least": "or more|or above|and above|及以上|以上",
    "up to": "or less|or fewer|or below|及以下|以下|以内",
}
_DATE_BEFORE = {"target": "by the end of|by|before", "about": "around|about|circa|约|大约"}
_DATE_AFTER = {"target": "之前|以前|前"}


def _compile(form: str, words: dict[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(form.format(words=alternatives)), name) for name, alternatives in words.items())


_LOOK_BACK, _LOOK_AHEAD = 32, 12
_PREFIXES = _compile(r"(?i:(?<![A-Za-z])(?:{words}) ?(?:the )?)$", _BEFORE)
_SUFFIXES = _compile(r" ?(?:{words})(?![A-Za-z])", _AFTER)
_DATE_PREFIXES = _compile(r"(?i:(?<![A-Za-z])(?:{words}) ?)$", _DATE_BEFORE)
_DATE_SUFFIXES = _compile(r" ?(?:{words})", _DATE_AFTER)
# Units of figures that nothing rises or falls by, and what always says by how much something changed.
_LEVELS = frozenset({"date", "rank", "years"})
_POINTS = ("percentage point", "percentage points", "百分点")


def find_figures(text: str, published: str = "") -> list[Figure]:
    """Find every figure of a text, in its order; ISO date ``published`` gives dates without a year their year."""
    plain = normalise(text)
    figures: list[Figure] = []
    position = 0
    while token := TOKEN.search(plain, position):
        begin = token.start()
        form = read_form(plain, begin, published) if may_begin(plain, token) else None
        if form is None:
            position = token.end()
            continue
        end, reading = form
        # All of it is numeral, if it has none ("April").
        numerals = tuple(match.span() for match in NUMERIC.finditer(plain, begin, end)) or ((begin, end),)
        figure = Figure(text[begin:end], begin, end, numerals, **reading)
        figures.append(_qualify(figure, text, plain, figures[-1] if figures else None))
        position = figures[-1].end
    return figures


def _qualify(figure: Figure, text: str, plain: str, last: Figure | None) -> Figure:
    """Take the words that qualify a figure into it."""
    if figure.mark:
        return figure
    prefixes, suffixes = (_DATE_PREFIXES, _DATE_SUFFIXES) if figure.unit == "date" else (_PREFIXES, _SUFFIXES)
    before = plain[max(last.end if last else 0, figure.start - _LOOK_BACK) : figure.start]
    start, end, qualifier = figure.start, figure.end, figure.qualifier
    # Of several words the one that begins first is whole: "no more than", not "more than".
    found = [(match.start(), name) for pattern, name in prefixes if (match := pattern.search(before))]
    if found:
        position, word = min(found)
        start += position - len(before)
        qualifier = _merge(qualifier, word)
    for pattern, word in suffixes:
        if match := pattern.match(plain[figure.end : figure.end + _LOOK_AHEAD]):
            end += match.end()
            qualifier = _merge(qualifier, word)
    figure = replace(figure, text=text[start:end], start=start, end=end, qualifier=qualifier)
    return figure if figure.unit in _LEVELS or figure.fault else _turn(figure, text, plain, last)


def _merge(own: str, word: str) -> str:
    """Combine the qualifier a form has by itself with that of a word beside it: a range stays a range."""
    return own if own in {"range", "up to"} or (own, word) == ("over", "about") else word


def _turn(figure: Figure, text: str, plain: str, last: Figure | None) -> Figure:
    """Give a figure by which something fell, or that has a minus sign, its sign."""
    before = plain[max(last.end if last else 0, figure.start - _LOOK_BACK) : figure.start]
    change = find_change(before, plain[figure.end : figure.end + _LOOK_AHEAD])
    if not change and last and last.change and re.fullmatch(r"[^.;,]* by ", before):
        change = -1 if last.value < 0 else 1  # "fell 30%, and those of germanium by a third"
    if change > 0 and figure.text.endswith("倍"):  # on top of what was: 增长三倍 is four times as much
        return replace(figure, value=figure.value + 1, low=figure.low + 1, high=figure.high + 1)
    minus = count_minus(before)
    start = figure.start - minus
    figure = replace(figure, text=text[start : figure.end], start=start)
    if change < 0 or minus:
        figure = replace(figure, value=-figure.value, low=-figure.high, high=-figure.low)
    # A multiple compares by itself: "rose threefold" is no change by three. Points are always a change.
    is_multiple = figure.unit == "ratio" and figure.value > 1
    return replace(figure, change=(bool(change) and not is_multiple) or figure.text.endswith(_POINTS))
