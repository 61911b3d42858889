"""Surroundings: the text around a figure, cut into what speaks of it closely, less closely, and by the title alone."""

import re
from dataclasses import dataclass
from functools import cached_property

from intake.figures import Figure
from intake.grammar import NUMERIC
from intake.lexicon import PLACES, find_places, find_topics, list_places, strip_places
from intake.numerals import normalise

# A word with a capital that doesn't begin a sentence.
_NAME = re.compile(r"(?<=[a-z,;:'’”)\d] )[A-Z][A-Za-z'’-]+")
# A name that begins a sentence, before what it does; plurals and pronouns are no names.
_ACTOR = re.compile(
    r"[\s\"“-]*(?!(?:It|He|She|They|This|That|There|Which|What|Who|One|Each|Demand|Growth|Supply|Research)\b)([A-Z][A-Za-z-]*[A-RT-Za-rt-z])"
    r"(?: [A-Z][A-Za-z]+){0,2} (?:will|has|had|is|was|would|could|plans|wants|aims|mined|mines|produced|produces|made|makes|sold|holds|"
    r"owns|invested|invests|spent|processed|processes|refined|refines|separated|separates|shipped|exported|expects|recovers|controls)\b"
)
# What lies further off says nothing of a figure.
_REACH = 600
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z\"“(\[-]|\s*\[|$)|[。!?;;]| - (?=[A-Z])|Group \d+ ?[:-]")
_CLAUSE_END = re.compile(r"(?<!\d)[,:;(]|[,:;(](?!\d)|[、—–)]|\b(?:while|whereas|but|though)\b")
# Parts a clause where either side has a numeral of its own.
_AND = re.compile(r" (?:and|or|plus|against) |[和与跟]|(?<![涉以普])及")
# Bytes beside a figure, a Chinese character or a very short word, that don't say what it is of.
_ELLIPSIS = 3
_PARTICIPLE = re.compile(r"^\s*[a-z]+(?:ed|ing)\b")
# Bytes of a clause that says nothing but when.
_ADVERBIAL = 30
# Words beside a figure that name nothing.
_FILLERS = re.compile(
    r"\b(?:can|could|may|might|will|would|needs?|takes?|is|are|was|were|to|of|for|on|in|only|the|an?|it|then|still|once|now|put|at|"
    r"already|equal)\b|"
    "可能|还|需要|全年|这笔钱|折?合|早在|[需要将会已达约仅为是有则却又其]"
)
# With what a line begins that tells when or of what all of it is.
_HEADING = re.compile(r"[^.:;。;]{1,40}?[.:。](?!\d)")
# A sentence with one of these speaks of what was spoken of before.
_PRONOUN = re.compile(r"\b(?:it|its|they|their|the country)\b|它|该国|这笔|其(?![中实他余次])")
_COUNTRY = re.compile(r"\bthe country(?:'s)?\b|该国")
# Printed lines break Chinese words.
_BREAK = re.compile(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f]|\d)|(?<=\d) +(?=[^\x00-\x7f])")
# Places that something is compared with; what is said is not said of them.
_BESIDE = re.compile(
    r"\b(?:behind|than|those in|those of|that of|compared to|compared with|versus|unlike) (?:the )?(?:united )?[\w.]+"
    r"|(?:落后于?|较|比|不及|不如|不同于)[\u4e00-\u9fff]{2}|[较比是]\d{4}年"
)


@dataclass(frozen=True)
class Surroundings:
    """The text around a figure, in small letters, with full-width letters and digits made plain."""

    clause: str  # what speaks of this figure and of no other
    before: tuple[str, ...]  # the clauses of its sentence before it, the nearest first
    after: str  # the rest of its sentence
    earlier: str  # what its line says before the sentence
    heading: str  # the few words with which its line begins, up to a mark, if the sentence comes after them
    title: str  # of the article
    rest: str  # the clause without the figure
    leading: str  # what of it stands before the figure
    following: str  # what of it follows the figure
    names: frozenset[str]  # what is written with a capital in its sentence, but for the first word
    actor: str  # who or what by name begins its sentence and does something, unless it is a place
    theme: str  # the theme the article speaks of most
    published: str  # ISO date of the article; empty if unknown

    @property
    def so_far(self) -> str:
        """The sentence up to the end of the clause, the clause first."""
        return " ".join((self.clause, *self.before))

    @property
    def sentence(self) -> str:
        """The whole sentence, the clause first."""
        return f"{self.so_far} {self.after}"

    @property
    def time_frame(self) -> str:
        """The clause and what short clauses before it and the line's heading say of the time ("In 1998, ...")."""
        adverbs = (text for text in self.before if len(text.encode()) <= _ADVERBIAL)
        return _BESIDE.sub("", " ".join((self.clause, *adverbs, self.heading)))

    @cached_property
    def places(self) -> frozenset[str]:
        """The places that the clause names."""
        return find_places(self.clause)

    @cached_property
    def own_places(self) -> frozenset[str]:
        """Those of them that nothing is compared with."""
        return _find_subjects(self.clause)

    @cached_property
    def sentence_places(self) -> frozenset[str]:
        """The places of the sentence, but those compared with."""
        return _find_subjects(self.sentence)

    @cached_property
    def subject_places(self) -> frozenset[str]:
        """The places of the clause, or else of the nearest text that names any but to compare with."""
        for places in (self.places, *map(_find_subjects, self.before)):
            if places:
                return places
        last, after = self.last_place, _find_subjects(self.after)
        return (last or after if self.goes_on else after or last) or _find_subjects(self.title)

    @cached_property
    def nearby_places(self) -> frozenset[str]:
        """Those of the subject and the sentence; if none, all spoken of earlier, unless another country was last."""
        earlier = frozenset() if self.sentence_places or not self.last_place <= PLACES else find_places(self.earlier)
        return self.subject_places | self.sentence_places | earlier

    @cached_property
    def last_place(self) -> frozenset[str]:
        """The last place spoken of before the sentence, alone."""
        return frozenset(list_places(_BESIDE.sub("", self.earlier))[-1:])

    @cached_property
    def goes_on(self) -> bool:
        """Whether the sentence goes on to speak of what was spoken of before."""
        return self.earlier.rstrip().endswith((";", ";")) or bool(_PRONOUN.search(self.so_far))

    @cached_property
    def has_subject(self) -> bool:
        """Whether it is said of which place the sentence speaks: by itself, by a pronoun, or in the title alone."""
        return bool(self.sentence_places) or self.goes_on or not self.last_place

    @cached_property
    def takes_up(self) -> bool:
        """Whether the sentence speaks, by a word for it, of the country spoken of last."""
        return bool(self.last_place and _COUNTRY.search(self.so_far))

    @cached_property
    def leaves_place(self) -> bool:
        """Whether the sentence names places only after the clause, where they have a number of their own."""
        here = _find_subjects(self.so_far)
        return not (here or (self.goes_on and self.last_place)) and bool(
            _find_subjects(self.after) and NUMERIC.search(self.after)
        )

    @cached_property
    def topics(self) -> frozenset[str]:
        """The substances and measures that the clause names."""
        return find_topics(self.clause)

    @cached_property
    def inherited_topics(self) -> frozenset[str]:
        """Those of the nearest clause before it that names any."""
        return next((topics for topics in map(find_topics, self.before) if topics), frozenset())

    @cached_property
    def sentence_topics(self) -> frozenset[str]:
        """Those of its whole sentence."""
        return find_topics(self.sentence)

    def is_elliptic(self, figure: Figure) -> bool:
        """Whether the clause leaves what the figure is of to the clause before."""
        words = _FILLERS.sub("", _PARTICIPLE.sub("", strip_places(_BESIDE.sub("", self.rest)))).strip()
        return len(words.encode()) <= _ELLIPSIS or (figure.unit == "rank" and not self.topics)


def _find_subjects(text: str) -> frozenset[str]:
    return find_places(_BESIDE.sub("", text))


def read_surroundings(text: str, figure: Figure, title: str, theme: str, published: str) -> Surroundings:
    """Cut the clause and the sentence of a figure out of its line; the rest is of its article."""
    first = max(0, figure.start - _REACH)
    near = normalise(text)[first : figure.end + _REACH]
    start, end = figure.start - first, figure.end - first
    left = max((match.end() for match in _SENTENCE_END.finditer(near, 0, start)), default=0)
    stop_mark = _SENTENCE_END.search(near, end)
    right = stop_mark.start() if stop_mark else len(near)
    clauses = _cut(near, left, start, end, right)
    own = next(number for number, (begin, stop) in enumerate(clauses) if begin <= start < stop)
    begin, stop = clauses[own]
    earlier, rest = near[max(0, left - _REACH // 2) : left], f"{near[begin:start]} {near[end:stop]}".strip()
    parts = (*(near[slice(*span)] for span in clauses), earlier, rest, near[begin:start], near[end:stop])
    *texts, earlier, rest, leading, following = (_BREAK.sub("", part).lower() for part in parts)
    names = frozenset(name.lower() for name in _NAME.findall(near, left, right))
    actor = _ACTOR.match(near, left)
    actor = actor[1].lower() if actor and not (find_places(actor[1].lower()) or find_topics(actor[1].lower())) else ""
    heading = _HEADING.match(normalise(text[: max(0, first + left)]))
    before, after = tuple(reversed(texts[:own])), " ".join(texts[own + 1 :])
    return Surroundings(
        texts[own],
        before,
        after,
        earlier,
        heading.group().lower() if heading else "",
        title.lower(),
        rest,
        leading,
        following,
        names,
        actor,
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
