"""Terms: which indicator a figure would join, by what it counts and the words around it.

An indicator stands in question if the figure fits it in unit, area, substance, measure and kind of period, and the
words of one of its ``terms`` (``data/indicators.csv``) stand around the figure. What an indicator is about is read
from its label, definition and terms. A word counts more in the clause of the figure than elsewhere in its sentence.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from intake.digest import Article
from intake.figures import Figure
from intake.indicators import read_indicator
from intake.lexicon import PLACES, SUBSTANCES, THEME_PLACES, find_places, find_topics, list_places
from intake.rivals import conversion
from intake.surroundings import Surroundings

# What a word counts in the clause, by another of its topic there, before and after, and each word of a term by itself.
_CLAUSE, _TOPIC, _BEFORE, _AFTER, _EACH = 4.0, 3.0, 1.5, 1.0, 0.5
# What it costs to read the figure in another unit, what it brings that the article speaks of the theme most,
# and that the clause names its place.
_CONVERTED, _THEME, _PLACE = -1.5, 0.5, 1.0
_THEME_WORDS = {"XC": "export control|regulation|license|permit|管制|许可", "GL": "global|world|全球|世界"}
# After a figure English names what it counts.
_ENGLISH_NOUN = re.compile(r"[^\d\u4e00-\u9fff]{3,40}")
# Units that terms name, which say nothing of what they count.
_UNITS_NAMED = frozenset({"years", "RUB", "CNY"})
# Clauses whose words are kept: the figures of a sentence share them.
_KEPT = 1000
# Words of terms that don't say what is counted.
_EVERYWHERE = frozenset({"by", "before", "global", "world", "全球", "世界"})


@dataclass(frozen=True)
class Candidate:
    """An indicator that a figure may join."""

    indicator_id: str
    score: float  # how well it fits; comparable for one figure only
    words: tuple[str, ...]  # the words that speak for it
    is_sure: bool  # whether all of them stand in the clause of the figure, and its place in the sentence
    names_subject: bool  # whether its clause names rare earths, or what the indicator has of them
    is_stated: bool  # whether that and every part of the definition is said, and nothing else


def find_theme(article: Article) -> str:
    """Return the theme whose words an article has most: ``XC``, ``RU``, ``US``, ``EU`` or ``GL``."""
    text = " ".join((article.title, *(line for _, line in article.body))).lower()
    places = list_places(text)
    counts = {theme: places.count(place) for theme, place in THEME_PLACES.items()}
    counts |= {theme: len(re.findall(words, text)) for theme, words in _THEME_WORDS.items()}
    return max(counts, key=counts.__getitem__)


class Terms:
    """The terms of all indicators of a ledger that have a unit, prepared for guessing."""

    def __init__(self, indicators: pd.DataFrame) -> None:
        chosen = indicators[(indicators["unit"] != "") & (indicators["terms"] != "")]
        self._rows = [read_indicator(row) for row in chosen.itertuples()]
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
            if not (is_near if best else named or (elliptic and around.goes_on)) or not row.fits(figure, around):
                continue
            score = _weigh(best, weights) + _CONVERTED * (row.unit != figure.unit)
            score += _THEME * (row.theme == around.theme)
            score += _PLACE * bool(row.places & around.own_places)
            placed = not row.places or row.places & around.sentence_places or around.goes_on
            is_sure = (bool(placed and set(best) <= near | PLACES) if best else named) and row.has_object(around)
            candidates.append(
                Candidate(
                    row.indicator_id,
                    score,
                    best or ("its unit alone",),
                    is_sure,
                    row.is_named(around.clause),
                    is_sure and row.is_stated(figure, around),
                )
            )
        return sorted(candidates, key=lambda candidate: -candidate.score)

    def _find_words(self, text: str) -> set[str]:
        # Most words are in few texts: looking for the letters first is many times faster than the patterns.
        return {word for word, (stem, pattern) in self._patterns.items() if stem in text and pattern.search(text)}


def _weigh(group: tuple[str, ...], weights: dict[str, float]) -> float:
    """Weigh the words of a group: two in the clause count more than one, one more than two of which one is far off."""
    return sum(weights[word] for word in group) / len(group) + _EACH * len(group) if group else 0.0


def _compile(word: str) -> tuple[str, re.Pattern[str]]:
    """Return the stem of a word and its pattern; short words are whole words only."""
    stem = re.sub("(?<=[a-z]{4})(?:s|es|ed|ing)$", "", word)
    ending = "(?![a-z])" if len(stem) <= 2 else ""
    return stem, re.compile(rf"(?<![a-z]){re.escape(stem)}{ending}" if stem.isascii() else stem)
