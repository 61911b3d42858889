"""Terms: which indicator a figure would join, by what it counts and the words around it.

An indicator stands in question if the figure fits it in unit, area, substance, measure and kind of period, and the
words of one of its ``terms`` (``data/indicators.csv``) stand around the figure. What an indicator is about is read
from its label, definition and terms. A word counts more in the clause of the figure than elsewhere in its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from intake.digest import Article
from intake.figures import Figure
from intake.lexicon import (
    APART,
    OTHER_SUBSTANCES,
    PLACES,
    SUBSTANCES,
    find_places,
    find_topics,
    list_places,
    names_part_of_year,
    strip_places,
)
from intake.rivals import conversion
from intake.surroundings import Surroundings

# What a word counts in the clause, by another of its topic there, before and after, and each word of a term by itself.
_CLAUSE, _TOPIC, _BEFORE, _AFTER, _EACH = 4.0, 3.0, 1.5, 1.0, 0.5
# What it costs to read the figure in another unit, and what it brings that the article speaks of the theme most.
_CONVERTED, _THEME = -1.5, 0.5
_THEME_PLACES = {"RU": "russia", "US": "us", "EU": "europe"}
_THEME_WORDS = {"XC": "export control|regulation|license|permit|管制|许可", "GL": "global|world|全球|世界"}
# Bases that a change may be a figure of.
_CHANGES = frozenset({"change", "growth rate", "yield advantage"})
# Bases of amounts in a year, of which a month or another year is no figure.
_YEARLY = ("mine output", "magnet gross", "magnet output", "trade value", "share own output")
# Bases of what one country has, makes or trades: another country, substance or measure in the clause is another thing.
_STRICT = (*_YEARLY, "share", "reserves", "economic loss", "cost ratio", "multiple", "recovery", "purity", "yield")
_ORES = ("mine output", "share mine", "share refined", "reserves", "share reserves", "material mass")
# A figure of another year than the last few is none of today's.
_YEARS_BACK = 3
# After a figure English names what it counts.
_ENGLISH_NOUN = re.compile(r"[^\d\u4e00-\u9fff]{3,40}")
# Units that terms name, which say nothing of what they count.
_UNITS_NAMED = frozenset({"years", "RUB", "CNY"})
# Clauses whose words are kept: the figures of a sentence share them.
_KEPT = 1000
# Words of terms that don't say what is counted.
_EVERYWHERE = frozenset({"by", "before", "global", "world", "全球", "世界"})
_AIM = re.compile(
    r"\b(?:aims?|goals?|targets?|wants?|plans? to|hopes?|planned)\b|目标|力争|计划|拟|希望|打算|还想|想要|欲"
)
_DEADLINE = re.compile(r"\bwithin\b|年之?内")
_RARE_EARTHS = re.compile("rare earth|稀土")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d|%)")


@dataclass(frozen=True)
class Candidate:
    """An indicator that a figure may join."""

    indicator_id: str
    score: float  # how well it fits; comparable for one figure only
    words: tuple[str, ...]  # the words that speak for it
    is_sure: bool  # whether all of them stand in the clause of the figure, and its place in the sentence


def find_theme(article: Article) -> str:
    """Return the theme whose words an article has most: ``XC``, ``RU``, ``US``, ``EU`` or ``GL``."""
    text = " ".join((article.title, *(line for _, line in article.body))).lower()
    places = list_places(text)
    counts = {theme: places.count(place) for theme, place in _THEME_PLACES.items()}
    counts |= {theme: len(re.findall(words, text)) for theme, words in _THEME_WORDS.items()}
    return max(counts, key=counts.__getitem__)


@dataclass(frozen=True)
class _Row:
    """An indicator with a unit, and what it is about."""

    indicator_id: str
    theme: str
    unit: str
    basis: str
    definition: str
    groups: tuple[tuple[str, ...], ...]
    places: frozenset[str]
    topics: frozenset[str]
    strict: bool
    words: re.Pattern[str]  # the longer words of its definition

    def is_about(self, figure: Figure, around: Surroundings) -> bool:
        """Say whether a figure is of the same area, measure and kind of period."""
        if (figure.change and self.basis not in _CHANGES) or not self._fits_area(around):
            return False
        if self.unit == "date":
            return self._fits_date(figure, around)
        return self._fits_aim(around) and self._fits_topics(around) and self._fits_period(around)

    def _fits_area(self, around: Surroundings) -> bool:
        if self.strict and not (around.places <= self.places and (around.has_subject or not self.places)):
            return False
        own = _THEME_PLACES.get(self.theme)
        is_of_own = own in around.own_places or (own in around.nearby_places and around.own_places <= self.places)
        if own in self.places and not is_of_own:
            return False
        if not self.places:  # a figure of the world, or of any plant
            return self.basis != "investment" or around.subject_places <= PLACES
        subjects = around.subject_places if self.strict else around.nearby_places
        return bool(self.places & subjects) or (not self.strict and self.theme == around.theme and not subjects)

    def _fits_date(self, figure: Figure, around: Surroundings) -> bool:
        if "ending" in around.topics:
            return False
        if self.definition.startswith("Day"):
            return len(figure.period) == len("2025-10-09")
        if self.definition.startswith("Month"):
            return bool(re.match(r"[-\d]+-\d\d", figure.period))
        if self.definition.startswith("Year by which"):
            return figure.year_printed and figure.period[:7] > around.published[:7][: len(figure.period)]
        return True

    def _fits_aim(self, around: Surroundings) -> bool:
        """Say whether both are aims, or neither is."""
        if self.basis == "policy target" or " wants " in self.definition:
            return bool(_AIM.search(around.so_far))
        return not (self.strict and _AIM.search(around.clause))

    def _fits_topics(self, around: Surroundings) -> bool:
        if "threat" in self.topics and not {"threat", "magnets"} & around.sentence_topics:
            return False
        apart = APART | OTHER_SUBSTANCES | ({"capacity", "concentrate"} if self.unit == "t" else set())
        apart |= {"control"} if self.unit == "count" else set()
        apart |= {"trade", "domestic"} if self.strict else set()
        apart |= {"elements", "heavy", "magnets"} if self.basis.startswith(_ORES) else set()
        if (around.topics - self.topics) & apart:
            return False
        names_own = around.topics & SUBSTANCES or _RARE_EARTHS.search(around.clause)
        return bool(names_own) or not (around.inherited_topics - self.topics) & OTHER_SUBSTANCES

    def _fits_period(self, around: Surroundings) -> bool:
        if self.basis.startswith(_YEARLY) and names_part_of_year(around.time_frame):
            return False
        if self.basis == "duration" and _DEADLINE.search(around.clause):
            return False
        if self.basis == "investment" and names_part_of_year(around.clause):
            return False
        if not (self.strict and around.published):
            return True
        last = int(around.published[:4])
        return all(last - _YEARS_BACK <= int(year) <= last for year in _YEAR.findall(around.time_frame))


class Terms:
    """The terms of all indicators of a ledger that have a unit, prepared for guessing."""

    def __init__(self, indicators: pd.DataFrame) -> None:
        chosen = indicators[(indicators["unit"] != "") & (indicators["terms"] != "")]
        self._rows = [_read_row(row) for row in chosen.itertuples()]
        words = {word for row in self._rows for group in row.groups for word in group} - PLACES
        self._patterns = {word: _compile(word) for word in words}
        self._topics = {word: topics for word in words if (topics := find_topics(word) - SUBSTANCES)}
        self._words_in = lru_cache(maxsize=_KEPT)(self._find_words)
        self._names = {word for word in words if find_places(word)}
        # An amount of rubles beside the place of the one plan in rubles speaks of it, whatever the words.
        invested = [row.unit for row in self._rows if row.basis == "investment"]
        self._lone_units = {unit for unit in invested if invested.count(unit) == 1}

    def rank(self, figure: Figure, around: Surroundings) -> list[Candidate]:
        """Rank the indicators that a figure may join, the best first."""
        if figure.unit == "count" and figure.value == 1:
            return []  # an article or a pronoun
        rows = [row for row in self._rows if conversion(figure, row.unit) is not None]
        if not rows:
            return []
        near = self._words_in(around.rest if figure.unit in _UNITS_NAMED else around.clause)
        elliptic = around.is_elliptic(figure)
        weights = dict.fromkeys(around.nearby_places & PLACES, _AFTER)
        weights |= dict.fromkeys(self._words_in(around.after), _AFTER) if elliptic else {}
        weights |= {word: _BEFORE for clause in around.before for word in self._words_in(clause)}
        if not around.places:  # then a name in the sentence is what the clause speaks of
            weights |= dict.fromkeys(self._names & weights.keys(), _CLAUSE)
        weights |= {word: _TOPIC for word, topics in self._topics.items() if topics & around.topics}
        weights |= dict.fromkeys(near, _CLAUSE)
        candidates = []
        for row in rows:
            found = [group for group in row.groups if all(word in weights for word in group)]
            if not (found or row.unit in self._lone_units):
                continue
            best = max(found, key=lambda group: _weigh(group, weights), default=())
            is_near = near & set(best) - _EVERYWHERE or around.topics & row.topics or elliptic
            if figure.unit == "count" and _ENGLISH_NOUN.match(around.following):
                is_near = self._words_in(_ENGLISH_NOUN.match(around.following).group()) & set(best)
            is_near = is_near or (row.unit == "date" and row.words.search(around.rest))
            named = bool(around.places and row.words.search(around.clause))
            if not (is_near if best else named or (elliptic and around.goes_on)) or not row.is_about(figure, around):
                continue
            score = _weigh(best, weights) + _CONVERTED * (row.unit != figure.unit)
            score += _THEME * (row.theme == around.theme)
            placed = not row.places or row.places & around.sentence_places or around.goes_on
            is_sure = bool(placed and set(best) <= near | PLACES) if best else named
            candidates.append(Candidate(row.indicator_id, score, best or ("its unit alone",), is_sure))
        return sorted(candidates, key=lambda candidate: -candidate.score)

    def _find_words(self, text: str) -> set[str]:
        # Most words are in few texts: looking for the letters first is many times faster than the patterns.
        return {word for word, (stem, pattern) in self._patterns.items() if stem in text and pattern.search(text)}


def _weigh(group: tuple[str, ...], weights: dict[str, float]) -> float:
    """Weigh the words of a group: two in the clause count more than one, one more than two of which one is far off."""
    return sum(weights[word] for word in group) / len(group) + _EACH * len(group) if group else 0.0


def _read_row(row: object) -> _Row:
    about = f"{row.label} {row.definition}".lower()
    groups = tuple(tuple(group.lower().split()) for group in row.terms.split(";"))
    places, topics = find_places(about), find_topics(f"{about} {row.terms} {row.basis}".lower())
    strict = row.basis.startswith(_STRICT)
    words = re.compile("|".join(re.findall("[a-z]{5}", strip_places(about))) + "|稀土|集群|投")
    return _Row(row.indicator_id, row.theme, row.unit, row.basis, row.definition, groups, places, topics, strict, words)


def _compile(word: str) -> tuple[str, re.Pattern[str]]:
    """Return the stem of a word and its pattern; short words are whole words only."""
    stem = re.sub("(?<=[a-z]{4})(?:s|es|ed|ing)$", "", word)
    ending = "(?![a-z])" if len(stem) <= 2 else ""
    return stem, re.compile(rf"(?<![a-z]){re.escape(stem)}{ending}" if stem.isascii() else stem)
