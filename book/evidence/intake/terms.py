"""Terms: which indicator a figure would join, by what it counts and the words around it.

An indicator stands in question if the figure fits it in unit, area, substance, measure and kind of period, and the words of
one of its ``terms`` (``data/indicators.csv``) stand around the figure. What an indicator is about is read from its label,
definition and terms. A word counts more in the clause of the figure than elsewhere in its sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from evidence.intake.digest import Article
from evidence.intake.figures import Figure
from evidence.intake.lexicon import PLACES, SUBSTANCES, find_places, find_topics, list_places, names_part_of_year
from evidence.intake.rivals import conversion
from evidence.intake.surroundings import Surroundings

# What a word counts by where it stands.
_CLAUSE, _BEFORE, _AFTER = 4.0, 1.5, 1.0
# What it costs to read the figure in another unit, and what it brings that the article speaks of the theme most.
_CONVERTED, _THEME = -1.5, 0.5
_EACH = 0.5
_THEME_WORDS = {
    "XC": re.compile("export control|regulation|license|permit|管制|许可"),
    "GL": re.compile("global|world|全球|世界"),
}
_THEME_PLACES = {"RU": "russia", "US": "us", "EU": "europe"}
# Bases that a change may be a figure of.
_CHANGES = ("change", "growth rate", "yield advantage")
# Bases of amounts in a year, of which a month or another year is no figure.
_YEARLY = ("mine output", "magnet gross", "magnet output", "trade value", "share own output")
# Bases of what one country has, makes or trades: another country, substance or measure in the clause is another thing.
_STRICT = (*_YEARLY, "share", "reserves", "economic loss", "cost ratio", "multiple", "recovery", "purity", "yield")
_ORES = ("mine output", "share mine", "share refined", "reserves", "share reserves", "material mass")
_OTHER_METALS = frozenset({"metals", "goods"})
# Measures beside which a figure is of another thing than an indicator that doesn't name them.
_APART = frozenset(
    {
        "price",
        "quota",
        "stock",
        "income",
        "demand",
        "granted",
        "recycling",
        "people",
        "owner",
        "employees",
        "patents",
        "tariff",
    }
)
# Words of terms that don't say what is counted.
_EVERYWHERE = frozenset({"global", "world", "全球", "世界"})
_AIM = re.compile(
    r"(?<![a-z])(?:aims?|goals?|targets?|wants?|plans? to|hopes?|planned)(?![a-z])|目标|力争|计划|拟|希望|打算|还想|想要|欲"
)
_RARE_EARTHS = re.compile("rare earth|稀土")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d|%)")


@dataclass(frozen=True)
class Candidate:
    """An indicator that a figure may join.

    Attributes
    ----------
    indicator_id : str
        The indicator.
    score : float
        How well it fits; comparable for one figure only.
    words : tuple of str
        The words that speak for it.
    """

    indicator_id: str
    score: float
    words: tuple[str, ...]


def find_theme(article: Article) -> str:
    """Return the theme whose words an article has most.

    Parameters
    ----------
    article : Article
        The article.

    Returns
    -------
    str
        ``XC``, ``RU``, ``US``, ``EU`` or ``GL``.
    """
    text = " ".join((article.title, *(line for _, line in article.body))).lower()
    places = list_places(text)
    counts = {theme: places.count(place) for theme, place in _THEME_PLACES.items()}
    return max(
        counts := counts | {theme: len(words.findall(text)) for theme, words in _THEME_WORDS.items()}, key=counts.get
    )


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

    @cached_property
    def strict(self) -> bool:
        return self.basis.startswith(_STRICT)

    @cached_property
    def is_aim(self) -> bool:
        return self.basis == "policy target"

    def is_about(self, figure: Figure, around: Surroundings) -> bool:
        """Say whether a figure is of the same area, measure and kind of period."""
        if figure.change and self.basis not in _CHANGES:
            return False
        aimed = (around.clause, *around.before) if self.basis == "policy target" else (around.clause,)
        if (self.strict or self.basis == "policy target") and self.is_aim != any(map(_AIM.search, aimed)):
            return False
        if self.unit == "date":
            return self._fits_area(around) and self._fits_date(figure, around)
        return self._fits_area(around) and self._fits_topics(figure, around) and self._fits_period(around)

    def _fits_area(self, around: Surroundings) -> bool:
        if self.strict and not around.places <= self.places:
            return False
        own = _THEME_PLACES.get(self.theme)
        if own in self.places and own not in around.sentence_places:
            return False
        if not self.places or (self.theme == around.theme and not around.subject_places):
            return True
        return bool(self.places & around.subject_places)

    def _fits_topics(self, figure: Figure, around: Surroundings) -> bool:
        if "threat" in self.topics and not {"threat", "magnets"} & around.sentence_topics:
            return False
        foreign = around.topics - self.topics
        if foreign & _OTHER_METALS:
            return False
        inherited = around.inherited - self.topics
        if inherited & _OTHER_METALS and not around.topics & SUBSTANCES and not _RARE_EARTHS.search(around.clause):
            return False
        apart = set(_APART)
        if self.strict:
            apart |= {"trade", "domestic"}
        if self.basis.startswith(_ORES):
            apart |= {"elements", "heavy", "magnets", "concentrate"}
        if self.unit == "t":
            apart |= {"capacity"}
        return not foreign & apart

    def _fits_period(self, around: Surroundings) -> bool:
        if self.basis.startswith(_YEARLY) and any(map(names_part_of_year, (around.clause, *around.before))):
            return False
        if self.basis == "investment" and names_part_of_year(around.clause):
            return False
        if not (self.strict and around.published):
            return True
        year = int(around.published[:4])
        return all(year - 3 <= int(found) <= year for found in _YEAR.findall(" ".join((around.clause, *around.before))))

    def _fits_date(self, figure: Figure, around: Surroundings) -> bool:
        kind = self.definition.split()[0]
        if kind == "Day":
            return len(figure.period) == len("2025-10-09")
        if kind == "Month":
            return bool(re.match(r"[-\d]+-\d\d", figure.period))
        if self.definition.startswith("Year by which"):
            return figure.year_printed and figure.period[:7] > around.published[:7][: len(figure.period)]
        return True


class Terms:
    """The terms of all indicators with a unit, prepared for guessing.

    Parameters
    ----------
    indicators : DataFrame
        As in the ledger.
    """

    def __init__(self, indicators: pd.DataFrame) -> None:
        chosen = indicators[(indicators["unit"] != "") & (indicators["terms"] != "")]
        self._rows = [_read_row(row) for row in chosen.itertuples()]
        words = {word for row in self._rows for group in row.groups for word in group} - PLACES
        invested = [row.unit for row in self._rows if row.basis == "investment"]
        # An amount of rubles beside the place of the one plan in rubles speaks of it, whatever the words.
        self._lone_units = {unit for unit in invested if invested.count(unit) == 1}
        self._patterns = {word: _compile(word) for word in words}
        self._names = {word for word in words if find_places(word)}

    def rank(self, figure: Figure, around: Surroundings) -> list[Candidate]:
        """Rank the indicators that a figure may join.

        Parameters
        ----------
        figure : Figure
            The figure.
        around : Surroundings
            The text around it.

        Returns
        -------
        list of Candidate
            The best first.
        """
        weights = dict.fromkeys((around.sentence_places | around.places) & PLACES, _AFTER)
        weights |= dict.fromkeys(self._words_in(around.after), _AFTER)
        weights |= dict.fromkeys(self._words_in(" ".join(around.before)), _BEFORE)
        near = self._words_in(around.clause)
        weights |= dict.fromkeys(near, _CLAUSE)
        if not around.places:
            # Then a name in the sentence is what the clause speaks of.
            weights |= dict.fromkeys(self._names & weights.keys(), _CLAUSE)
        candidates = []
        if figure.unit == "count" and figure.value == 1:
            return candidates  # an article or a pronoun
        for row in self._rows:
            found = [group for group in row.groups if all(word in weights for word in group)]
            if conversion(figure, row.unit) is None or not (found or row.unit in self._lone_units):
                continue
            if not row.is_about(figure, around):
                continue
            best = max(found, key=lambda group: _weigh(group, weights), default=())
            if best and not (
                near & set(best) - _EVERYWHERE or around.topics & row.topics or around.is_elliptic(figure)
            ):
                continue
            score = _weigh(best, weights) if best else 0.0
            score += (_CONVERTED if row.unit != figure.unit else 0) + (_THEME if row.theme == around.theme else 0)
            candidates.append(Candidate(row.indicator_id, score, best or ("its unit alone",)))
        return sorted(candidates, key=lambda candidate: -candidate.score)

    def _words_in(self, text: str) -> set[str]:
        return {word for word, pattern in self._patterns.items() if pattern.search(text)}


def _weigh(group: tuple[str, ...], weights: dict[str, float]) -> float:
    """Weigh the words of a group: two in the clause count more than one, and one more than two of which one is far off."""
    return sum(weights[word] for word in group) / len(group) + _EACH * len(group)


def _read_row(row: object) -> _Row:
    about = f"{row.label} {row.definition}".lower()
    groups = tuple(tuple(group.lower().split()) for group in row.terms.split(";"))
    topics = find_topics(f"{about} {row.terms} {row.basis}".lower())
    return _Row(row.indicator_id, row.theme, row.unit, row.basis, row.definition, groups, find_places(about), topics)


def _compile(word: str) -> re.Pattern[str]:
    # Shorter words are whole words only; of longer ones the stem counts.
    word = re.sub("(?<=[a-z]{4})(?:s|es|ed|ing)$", "", word)
    ending = "(?![a-z])" if len(word) <= 2 else ""
    return re.compile(rf"(?<![a-z]){re.escape(word)}{ending}" if word.isascii() else re.escape(word))
