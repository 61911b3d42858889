"""Terms: which indicator a figure would join, by its unit and the words around it.

The guess can be followed. An indicator stands in question if its unit fits the figure's and the words of one of its
``terms`` (``data/indicators.csv``) all occur around the figure. A word counts more the nearer it stands: in the clause of
the figure, or elsewhere in its sentence. Names of places stand for all their forms in both languages; a sentence without
any speaks of the place in the title. The theme that the article speaks of most breaks ties.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from evidence.intake.digest import Article
from evidence.intake.figures import Figure
from evidence.intake.numerals import normalise
from evidence.intake.rivals import conversion, may_convert

# What a word counts by where it stands.
CLAUSE, SENTENCE, TITLE = 4.0, 2.0, 1.0
# What it costs to read the figure in another unit, and what it brings that the article speaks of the theme most.
CONVERTED, THEME = -1.5, 1.0

# What lies further off says nothing of a figure.
_REACH = 600
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z\"“(\[-]|\s*\[|$)|[。!?;;]| - (?=[A-Z])|Group \d+ ?[:-]")
_CLAUSE_END = re.compile(r"[,:;(](?!\d)|[、—)]|\b(?:while|whereas|but)\b")
# Places that ``terms`` may name, in the forms texts use for them; as words of a term they stand for all their forms.
_PLACES = {
    "russia": ("russia", "moscow", "kremlin", "putin", "siberia", "俄", "莫斯科", "普京"),
    "us": ("u.s", "us", "united states", "america", "washington", "trump", "美国", "美方", "美专家", "特朗普"),
    "china": ("china", "chinese", "beijing", "中国", "中方", "北京"),
    "europe": ("europe", "eu", "brussels", "欧"),
}
_THEME_WORDS = {
    "RU": _PLACES["russia"],
    "US": _PLACES["us"],
    "EU": _PLACES["europe"],
    "XC": ("export control", "regulation", "license", "permit", "管制", "许可"),
    "GL": ("global", "world", "全球", "世界"),
}


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


def _compile_forms(forms: Iterable[str]) -> re.Pattern[str]:
    patterns = (
        rf"(?<![a-z]){re.escape(form)}{'(?![a-z])' if len(form) < _WHOLE else ''}" if form.isascii() else form
        for form in forms
    )
    return re.compile("|".join(patterns))


# Shorter forms ("us", "eu") are whole words only.
_WHOLE = 3
_THEMES = {theme: _compile_forms(words) for theme, words in _THEME_WORDS.items()}


@dataclass(frozen=True)
class Surroundings:
    """The text around a figure, in small letters: its clause, its sentence, and title and theme of its article."""

    clause: str
    sentence: str
    title: str
    theme: str


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
    return max(_THEMES, key=lambda theme: len(_THEMES[theme].findall(text)))


def read_surroundings(text: str, figure: Figure, title: str, theme: str) -> Surroundings:
    """Cut the clause and the sentence of a figure out of its line.

    Parameters
    ----------
    text : str
        The line.
    figure : Figure
        A figure of the line.
    title, theme : str
        Title of the article and the theme it speaks of most.

    Returns
    -------
    Surroundings
        With full-width letters and digits made plain.
    """
    first = max(0, figure.start - _REACH)
    near = normalise(text)[first : figure.end + _REACH]
    start, end = figure.start - first, figure.end - first
    sentence = _part(near, start, end, _SENTENCE_END)
    clause = _part(near[slice(*sentence)], start - sentence[0], end - sentence[0], _CLAUSE_END)
    clause_start = sentence[0] + clause[0]
    return Surroundings(
        near[clause_start : clause_start + clause[1] - clause[0]].lower(),
        near[slice(*sentence)].lower(),
        title.lower(),
        theme,
    )


def _part(text: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[int, int]:
    """Return where the part between separators that holds a figure begins and ends."""
    first = 0
    for match in separator.finditer(text, 0, start):
        first = match.end()
    following = separator.search(text, end)
    return first, following.start() if following else len(text)


Row = tuple[str, str, str, tuple[tuple[str, ...], ...]]


class Terms:
    """The terms of all indicators with a unit, prepared for guessing.

    Parameters
    ----------
    indicators : DataFrame
        As in the ledger.
    """

    def __init__(self, indicators: pd.DataFrame) -> None:
        chosen = indicators[(indicators["unit"] != "") & (indicators["terms"] != "")]
        self._rows: list[Row] = [
            (
                row.indicator_id,
                row.unit,
                row.theme,
                tuple(tuple(group.lower().split()) for group in row.terms.split(";")),
            )
            for row in chosen.itertuples()
        ]
        words = {word for *_, groups in self._rows for group in groups for word in group}
        forms = {word: _PLACES.get(word, (word,)) for word in words}
        self._patterns = {word: _compile_forms(forms[word]) for word in words}
        self._forms = [(form, word) for word in sorted(words) for form in forms[word]]
        units = [unit for _, unit, _, _ in self._rows]
        # A figure in rubles can only join the one indicator in rubles, whatever the words.
        self._lone_units = {unit: name for name, unit, _, _ in self._rows if units.count(unit) == 1}
        self._by_unit: dict[str, list[Row]] = {}
        self._found: dict[str, tuple[str, ...]] = {}

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
        weights = dict.fromkeys(self._words_in(around.sentence), SENTENCE)
        weights |= dict.fromkeys(self._words_in(around.clause), CLAUSE)
        # A sentence that names no place speaks of that of the title; other words of the title say nothing of a figure.
        if not weights.keys() & _PLACES.keys():
            weights |= {word: TITLE for word in self._words_in(around.title) if word in _PLACES}
        candidates = []
        for indicator_id, unit, theme, groups in self._rows_for(figure.unit):
            found = [group for group in groups if all(word in weights for word in group)]
            if not found or conversion(figure, unit) is None:
                continue
            best = max(found, key=lambda group: sum(weights[word] for word in group))
            score = sum(weights[word] for word in best)
            score += (CONVERTED if unit != figure.unit else 0) + (THEME if theme == around.theme else 0)
            candidates.append(Candidate(indicator_id, score, best))
        if not candidates and figure.unit in self._lone_units:
            candidates = [Candidate(self._lone_units[figure.unit], 0.0, ("its unit alone",))]
        return sorted(candidates, key=lambda candidate: -candidate.score)

    def _rows_for(self, unit: str) -> list[Row]:
        """Return the rows whose unit a figure in this one may be brought to."""
        if unit not in self._by_unit:
            self._by_unit[unit] = [row for row in self._rows if may_convert(unit, row[1])]
        return self._by_unit[unit]

    def _words_in(self, text: str) -> tuple[str, ...]:
        if text not in self._found:
            if len(self._found) >= _KEPT:
                self._found.clear()
            # Most words are in few texts: looking for the letters first is many times faster than the patterns.
            likely = dict.fromkeys([word for form, word in self._forms if form in text])
            self._found[text] = tuple(word for word in likely if self._patterns[word].search(text))
        return self._found[text]


# Sentences whose words are kept: the figures of one sentence share them.
_KEPT = 1000
