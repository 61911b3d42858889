"""Indicators: what each is about, read from its label, definition and terms, and whether a figure can be of it.

A figure is of an indicator if subject, area, measure, basis and kind of period fit, and nothing beside it names another:
a company where a country is meant, a part where the whole, what was or may be where what is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_AIM = re.compile(
    r"\b(?:aims?|aiming|goals?|targets?|wants?|plans? to|hopes?|planned)\b|目标|力争|计划|拟|希望|打算|还想|想要|欲"
)
# Before the whole that a count is a part of: "15 of the 17".
_OF_WHOLE = re.compile(r"\d of (?:the )?$")
_EARLIEST = re.compile(r"才能|\b(?:at the earliest|not before|only (?:in|by)|could|may|might)\b|预计")
_RATE = re.compile(r"\b(?:a|per|each|every) (?:year|month|week|day)\b|annually|每年|一年|每月|每天")
_DEADLINE = re.compile(r"\bwithin\b|年之?内")
_RARE_EARTHS = re.compile("rare.earth|稀土")
_MATERIAL = re.compile("rare.earth|material|稀土|材料")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]*\d|%)")
_PROJECT = re.compile(r"rare.earth|\b(?:cluster|projects?|the plan|scheme)\b|稀土|集群|项目|[该项一]计划")
_WORLD = re.compile(
    r"\b(?:world|world's|worldwide|global|globally|all (?:sources|countries|origins))\b|各国|所有国家|全球|世界"
)
# Definitions of what is not yet.
_PROSPECTIVE = re.compile(r"\b(?:wants?|planned|could|would|need(?:s|ed)?|is to|threatened|said to|assumed|loss)\b")
_FORECAST = re.compile(
    r"\b(?:will|would|could|may|might|should|shall|expects?|expected|forecasts?|projected|by (?:19|20)\d\d|if)\b"
    r"|预计|预测|有望|可望|将(?=[达增升占降为有会突超跌减扩]|从|能)|会(?=[达增升占降跌减])|到20\d\d年|未来|如果|若"
)
_PAST = re.compile(
    r"\b(?:used to|once|formerly|years? (?:ago|earlier|before)|decades? ago|back then|at (?:its|the) peak|previously|"
    r"in the (?:19|20)?\d0s|soviet)\b|曾|当年|年前|以前|以往|原先|原本|一度|上世纪|苏联"
)
# Before a figure: what it is a part of, or what was before a change. After it: that it is a part.
_PART_BEFORE = re.compile(
    r"(?:\b(?:of which|of them|of those|another|further|additional|an extra|a new|added|adds|includ\w+|from)"
    r"|其中|另有|另外|其余|还有|新增|增加(?!值)|再加|包括|(?:从|由))[^,。;]{0,9}$"
)
_PART_AFTER = re.compile(
    r"^ ?(?:(?:more|further|additional|other|new) |of (?:the|these|those|them|it|its|their) |[^,.;\d]{0,24}\b(?:was|were|are) (?:newly )?added|(?:上升|下降|上调|下调|下修)?[升降增减]?[至到])"
)
# The whole that a share is of, where it isn't the world.
_OTHER_WHOLE = re.compile(
    r"^ ?of (?:its|their|what (?!is)|the country|the nation|china|chinese|russia|america|all (?:exports|imports|sales)|(?:its )?exports|"
    r"imports|sales|applications|suppliers|companies|firms)"
)
_OTHER_WHOLE_BEFORE = re.compile(
    "占(?:到了?|了|据|有|比)?(?:约|近|超过)?(?!全球|世界|国际|到|了|据|有|比|约|近|超|为|达)[\u4e00-\u9fff]|(?:全国|国内|该国)的?$"
)
# What is said of all but the place that follows.
_ALL_BUT = re.compile(
    r"\b(?:without|outside(?: of)?|excluding|except|apart from|other than)\b|以外|之外|除了?(?=中|美|俄)|不含|不包括"
)


# Measures that a sentence may name only if the indicator does.
_ASIDE = frozenset({"control", "ending", "capacity", "concentrate", "domestic", "threat"})
# How a share is counted.
_COUNTED_BY = re.compile(r"\bby (?:value|weight|mass|volume|tonnage|number)\b|按(?:价值|金额|重量|体积|数量)")
# Who doubts or denies a figure.
_DOUBT = re.compile(
    r"\b(?:not|never|denie[sd]|deny|false|wrong|wrongly|rumou?rs?|contrary|instead of|rather than)\b|否认|并非|不是|而非|谣|误"
)
# Months and words of layout that stand capitalised in any sentence.
_ORDINARY = re.compile(
    "january|february|march|april|may|june|july|august|september|october|november|december|group|core|viewpoint|insights?"
)


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
        return self.basis == "policy target" or bool(_PROSPECTIVE.search(self.definition))

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
        """Say whether the sentence, or what leads to it, names the project or the substances of the definition."""
        if self.basis == "investment" and self.places:
            return around.goes_on or bool(_PROJECT.search(around.sentence))
        lead = find_topics(around.earlier if around.goes_on else "") | find_topics(around.title)
        return not self.strict or self.substances <= around.sentence_topics | lead

    def is_named(self, text: str) -> bool:
        """Say whether a text in small letters names rare earths, or the substances of the definition."""
        return bool(_RARE_EARTHS.search(text) or find_topics(text) & self.substances)

    def is_stated(self, figure: Figure, around: Surroundings) -> bool:
        """Say whether every part of the definition stands in the sentence or what leads to it, and nothing else does."""
        sentence, lead = around.sentence, f"{around.title} {around.earlier}"
        places, topics = find_places(sentence), find_topics(sentence)
        is_of_kind = figure.unit == self.unit or {figure.unit, self.unit} == {"ratio", "%"}
        return (
            is_of_kind
            and not self.definition.startswith(
                ("Time", "Month")
            )  # a period has no sharp ends, and there are many meetings
            and places <= self.places <= (find_places(around.so_far) or find_places(lead))
            and self.is_named(sentence)
            and self.topics & SUBSTANCES <= topics
            and not (topics - self.topics) & (SUBSTANCES | APART | _ASIDE)
            and not around.topics - self.topics
            and bool(not self._is_of_world or _WORLD.search(sentence))
            and (self.is_prospective or not (_FORECAST.search(sentence) or _AIM.search(sentence)))
            and not (_PAST.search(sentence) or _DOUBT.search(sentence) or _ALL_BUT.search(sentence))
            and all(name in self.about for name in around.names if not (find_places(name) or _ORDINARY.fullmatch(name)))
            and (self.unit == "date" or self._is_recent(sentence, around.published, 1))
        )

    @property
    def _is_of_world(self) -> bool:
        return bool(_WORLD.search(self.definition.lower()))

    def _fits_area(self, around: Surroundings) -> bool:
        if self.strict and not (around.places <= self.places and (around.has_subject or not self.places)):
            return False
        # China is beside all: who taxes, controls and invests does so because of it.
        others = around.places if len(self.places) > 1 else around.own_places - {"china"}
        if self.places and not others <= self.places:
            return False
        if self.strict and _ALL_BUT.search(around.so_far):
            return False
        own = THEME_PLACES.get(self.theme)
        so_far = find_places(around.so_far)
        if self.strict and own in self.places - so_far and own in find_places(around.after):
            return False
        is_of_own = own in around.own_places or (own in around.nearby_places and around.own_places <= self.places)
        if own in self.places and not is_of_own:
            return False
        if not self.places:  # a figure of the world, or of any plant
            return self.basis != "investment" or around.subject_places <= PLACES
        if self.strict and not (self._is_of_world or around.own_places >= self.places) and _WORLD.search(around.clause):
            return False
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
            if _EARLIEST.search(around.clause):
                return False
            is_goal = find_topics(self.definition.lower()) & find_topics(around.sentence)
            return (
                bool(is_goal) and figure.year_printed and figure.period[:7] > around.published[:7][: len(figure.period)]
            )
        return True

    def _fits_aim(self, around: Surroundings) -> bool:
        """Say whether both are of what is, or both of what may be."""
        if self.basis == "policy target" or " wants " in self.definition:
            return bool(_AIM.search(around.so_far))
        if self.is_prospective or not self.strict:
            return True
        return not (_AIM.search(around.clause) or _FORECAST.search(around.clause) or _PAST.search(around.time_frame))

    def _fits_topics(self, around: Surroundings) -> bool:
        inherited = frozenset() if "tariff" in around.inherited_topics else around.inherited_topics
        if "threat" in self.topics and not (
            "threat" in around.sentence_topics and {"threat", "magnets"} & (around.topics | inherited)
        ):
            return False
        if self.basis == "material mass" and not _MATERIAL.search(around.sentence):
            return False
        apart = APART | OTHER_SUBSTANCES | ({"capacity", "concentrate"} if self.unit == "t" else set())
        apart |= {"control", "ending"} if self.unit == "count" else set()
        apart |= {"trade", "domestic"} if self.strict else set()
        apart |= {"elements"} if self.unit != "date" else set()
        apart |= {"heavy"} if self._is_of_world or not self.places else set()
        apart |= {"elements", "heavy", "magnets"} if self.basis.startswith(_ORES) else set()
        if (around.topics - self.topics) & apart or (self.places and around.actor):
            return False
        names_own = around.topics & SUBSTANCES or _RARE_EARTHS.search(around.clause)
        others = OTHER_SUBSTANCES | ({"magnets"} if self.basis.startswith(_ORES) else set())
        return bool(names_own) or not (around.inherited_topics - self.topics) & others

    def _fits_whole(self, around: Surroundings) -> bool:
        """Say whether the figure is of all that is counted, and a share of the world that of the world."""
        if self.strict or self.unit in {"count", "jobs", "RUB", "CNY"}:
            before = _PART_BEFORE.search(around.leading)
            is_part = before and not find_places(before.group())  # not "of which Russia mined"
            is_part = is_part or (self.unit not in {"%", "ratio"} and _PART_AFTER.match(around.following))
            if is_part and "further" not in self.definition.lower():
                return False
        if self.strict and _COUNTED_BY.search(around.clause):
            return False
        if self._is_of_world and self.strict:
            return not (_OTHER_WHOLE.match(around.following) or _OTHER_WHOLE_BEFORE.search(around.leading))
        return True

    def _fits_period(self, around: Surroundings) -> bool:
        if self.basis.startswith(_YEARLY) and names_part_of_year(around.time_frame):
            return False
        if self.unit == "count" and (_RATE.search(around.clause) or (self.places and _OF_WHOLE.search(around.leading))):
            return False
        months = find_months(self.definition.lower())
        if months and not find_months(around.clause) <= months:
            return False
        if self.basis == "duration" and _DEADLINE.search(around.clause):
            return False
        if self.basis == "investment" and names_part_of_year(around.clause):
            return False
        return not self.strict or self._is_recent(around.time_frame, around.published, _YEARS_BACK)

    @staticmethod
    def _is_recent(text: str, published: str, years: int) -> bool:
        """Say whether all years of a text are among the last before an article was published."""
        last = int(published[:4] or 0)
        return not last or all(last - years <= int(year) <= last for year in _YEAR.findall(text))


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
