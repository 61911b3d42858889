"""Indicators: what each is about, read from its label, definition and terms, and whether a figure can be of it.

A figure is of an indicator if subject, area, measure, basis and kind of period fit, and nothing beside it names another:
a company where a country is meant, a part where the whole, what was or may be where what is.
"""

import re
from dataclasses import dataclass

from intake import cues
from intake.figures import Figure
from intake.lexicon import (
    APART,
    OTHER_SUBSTANCES,
    PLACES,
    SUBSTANCES,
    THEME_PLACES,
    find_months,
    find_places,
    find_topics,
    names_part_of_year,
    strip_places,
)
from intake.surroundings import Surroundings

# Bases that a change may be a figure of.
_CHANGES = frozenset({"change", "growth rate", "yield advantage"})
# Bases of amounts in a year, of which a month or another year is no figure.
_YEARLY = ("mine output", "magnet gross", "magnet output", "trade value", "share own output")
# Bases of what one country has, makes or trades: another country, substance or measure in the clause is another thing.
_STRICT = (*_YEARLY, "share", "reserves", "economic loss", "cost ratio", "multiple", "recovery", "purity", "yield")
_ORES = ("mine output", "share mine", "share refined", "reserves", "share reserves", "material mass")
# A figure of another year than the last few is none of today's.
_YEARS_BACK = 3
# Measures that a sentence may name only if the indicator does.
_ASIDE = frozenset({"control", "ending", "capacity", "concentrate", "domestic", "threat"})
# An event of a month may come again, and a time of history has no sharp ends: neither makes a conflict.
_BLURRED = ("Time", "Month")


@dataclass(frozen=True)
class Indicator:
    """An indicator with a unit, and what it is about."""

    indicator_id: str
    theme: str
    unit: str
    basis: str
    definition: str
    about: str  # label, definition and terms, in small letters
    groups: tuple[tuple[str, ...], ...]
    places: frozenset[str]
    topics: frozenset[str]
    substances: frozenset[str]  # those of its label and definition
    strict: bool
    words: re.Pattern[str]  # the longer words of its definition

    @property
    def is_prospective(self) -> bool:
        """Whether it is of what is planned, threatened or possible."""
        return self.basis == "policy target" or bool(cues.PROSPECTIVE.search(self.definition))

    def fits(self, figure: Figure, around: Surroundings) -> bool:
        """Say whether a figure is of the same area, measure and kind of period, and of no part or other time of it."""
        if (figure.change and self.basis not in _CHANGES) or not self._fits_area(around):
            return False
        if not self._fits_topics(around):
            return False
        if self.unit == "date":
            return self._fits_date(figure, around)
        return self._fits_aim(around) and self._fits_period(around) and self._fits_whole(around)

    def has_object(self, around: Surroundings) -> bool:
        """Say whether the sentence, or what leads to it, names the substances of the definition."""
        lead = find_topics(around.earlier if around.goes_on else "") | find_topics(around.title)
        return not self.strict or self.substances <= around.sentence_topics | lead

    def is_named(self, text: str) -> bool:
        """Say whether a text in small letters names rare earths, or the substances of the definition."""
        return bool(cues.RARE_EARTHS.search(text) or find_topics(text) & self.substances)

    def is_stated(self, figure: Figure, around: Surroundings) -> bool:
        """Say whether every part of the definition stands in the sentence or what leads to it, and nothing else does."""
        sentence, lead = around.sentence, f"{around.title} {around.earlier}"
        places, topics = find_places(sentence), find_topics(sentence)
        is_of_kind = figure.unit == self.unit or {figure.unit, self.unit} == {"ratio", "%"}
        return (
            is_of_kind
            and not self.definition.startswith(_BLURRED)
            and places <= self.places <= (find_places(around.so_far) or find_places(lead))
            and self.is_named(sentence)
            and self.topics & SUBSTANCES <= topics
            and not (topics - self.topics) & (SUBSTANCES | APART | _ASIDE)
            and not around.topics - self.topics
            and bool(not self._is_of_world or cues.WORLD.search(sentence))
            and (self.is_prospective or not (cues.FORECAST.search(sentence) or cues.AIM.search(sentence)))
            and not (cues.PAST.search(sentence) or cues.DOUBT.search(sentence) or cues.ALL_BUT.search(sentence))
            and all(name in self.about for name in around.names if not (find_places(name) or name in cues.ORDINARY))
            and (self.unit == "date" or self._is_recent(sentence, around.published, 1))
        )

    @property
    def _is_of_world(self) -> bool:
        return bool(cues.WORLD.search(self.definition.lower()))

    def _fits_area(self, around: Surroundings) -> bool:
        if self.strict and not (around.places <= self.places and (around.has_subject or not self.places)):
            return False
        # China is beside all: who taxes, controls and invests does so because of it.
        others = around.places if len(self.places) > 1 else around.own_places - {"china"}
        if self.places and not others <= self.places:
            return False
        if self.strict and cues.ALL_BUT.search(around.so_far):
            return False
        if self.strict and self.places and around.leaves_place:
            return False
        if around.takes_up and self.places and not around.last_place <= self.places:
            return False
        own = THEME_PLACES.get(self.theme)
        is_of_own = own in around.own_places or (own in around.nearby_places and around.own_places <= self.places)
        if own in self.places and not is_of_own:
            return False
        if not self.places:  # a figure of the world, or of any plant
            return self.basis != "investment" or around.subject_places <= PLACES
        if (
            self.strict
            and not (self._is_of_world or around.own_places >= self.places)
            and cues.WORLD.search(around.clause)
        ):
            return False
        subjects = around.subject_places if self.strict else around.nearby_places
        return bool(self.places & subjects) or (not self.strict and self.theme == around.theme and not subjects)

    def _fits_date(self, figure: Figure, around: Surroundings) -> bool:
        if "ending" in around.topics or not figure.period:
            return False
        if self.definition.startswith("Day"):
            return len(figure.period) == len("2025-10-09")
        if self.definition.startswith("Month"):
            return bool(re.match(r"[-\d]+-\d\d", figure.period))
        if self.definition.startswith("Year by which"):
            if cues.EARLIEST.search(around.clause):
                return False
            is_goal = find_topics(self.definition.lower()) & find_topics(around.sentence)
            return (
                bool(is_goal) and figure.year_printed and figure.period[:7] > around.published[:7][: len(figure.period)]
            )
        return True

    def _fits_aim(self, around: Surroundings) -> bool:
        """Say whether both are of what is, or both of what may be."""
        if self.basis == "policy target" or " wants " in self.definition:
            return bool(cues.AIM.search(around.so_far))
        if self.is_prospective or not self.strict:
            return True
        return not (
            cues.AIM.search(around.clause) or cues.FORECAST.search(around.clause) or cues.PAST.search(around.time_frame)
        )

    def _fits_topics(self, around: Surroundings) -> bool:
        inherited = frozenset() if "tariff" in around.inherited_topics else around.inherited_topics
        if "threat" in self.topics and not (
            "threat" in around.sentence_topics and {"threat", "magnets"} & (around.topics | inherited)
        ):
            return False
        if self.basis == "material mass" and not cues.MATERIAL.search(around.sentence):
            return False
        apart = APART | OTHER_SUBSTANCES | ({"capacity", "concentrate"} if self.unit == "t" else set())
        apart |= {"control", "ending"} if self.unit == "count" else set()
        apart |= {"trade", "domestic"} if self.strict else set()
        apart |= {"elements"} if self.unit != "date" else set()
        apart |= {"heavy", "magnets"} if self._is_of_world or not self.places else set()
        apart |= {"elements", "heavy", "magnets"} if self.basis.startswith(_ORES) else set()
        if (around.topics - self.topics) & apart or (self.places and around.actor):
            return False
        names_own = around.topics & SUBSTANCES or cues.RARE_EARTHS.search(around.clause)
        others = OTHER_SUBSTANCES | ({"magnets"} if self.basis.startswith(_ORES) else set())
        return bool(names_own) or not (around.inherited_topics - self.topics) & others

    def _fits_whole(self, around: Surroundings) -> bool:
        """Say whether the figure is of all that is counted, and a share of the world that of the world."""
        if self.basis == "investment" and cues.PART.search(around.clause):
            return False
        if self.strict or self.unit in {"count", "jobs", "RUB", "CNY"}:
            before = cues.PART_BEFORE.search(around.leading)
            is_part = before and not find_places(before.group())  # not "of which Russia mined"
            is_part = is_part or (self.unit not in {"%", "ratio"} and cues.PART_AFTER.match(around.following))
            if is_part and "further" not in self.definition.lower():
                return False
        if self.strict and cues.COUNTED_BY.search(around.clause):
            return False
        if self.unit == "count" and cues.NUMBERED.search(" and ".join((*around.before[:1], around.leading))):
            return False
        if self.basis.startswith("share") and (cues.DUTY.search(around.clause) or cues.MADE_FOR.search(around.clause)):
            return False
        if self._is_of_world and self.strict:
            return not (cues.OTHER_WHOLE.match(around.following) or cues.OTHER_WHOLE_BEFORE.search(around.leading))
        return True

    def _fits_period(self, around: Surroundings) -> bool:
        if self.basis.startswith(_YEARLY) and names_part_of_year(around.time_frame):
            return False
        if self.unit == "count" and (
            cues.RATE.search(around.clause) or (self.places and cues.OF_WHOLE.search(around.leading))
        ):
            return False
        months = find_months(self.definition.lower())
        if months and not find_months(around.clause) <= months:
            return False
        if self.basis == "duration" and cues.DEADLINE.search(around.clause):
            return False
        if self.basis == "investment" and names_part_of_year(around.clause):
            return False
        return not self.strict or self._is_recent(around.time_frame, around.published, _YEARS_BACK)

    @staticmethod
    def _is_recent(text: str, published: str, years: int) -> bool:
        """Say whether all years of a text are among the last before an article was published."""
        last = int(published[:4] or 0)
        return not last or all(last - years <= int(year) <= last for year in cues.YEAR.findall(text))


def read_indicator(row: object) -> Indicator:
    """Read what a row of ``indicators`` is about; the row as `pandas.DataFrame.itertuples` gives it."""
    about = f"{row.label} {row.definition}".lower()
    groups = tuple(tuple(group.lower().split()) for group in row.terms.split(";"))
    places, topics = find_places(about), find_topics(f"{about} {row.terms} {row.basis}".lower())
    strict = row.basis.startswith(_STRICT)
    words = re.compile("|".join(re.findall("[a-z]{5}", strip_places(about))) + "|稀土|集群|投")
    return Indicator(
        row.indicator_id,
        row.theme,
        row.unit,
        row.basis,
        row.definition,
        f"{about} {row.terms.lower()}",
        groups,
        places,
        topics,
        find_topics(about) & SUBSTANCES,
        strict,
        words,
    )
