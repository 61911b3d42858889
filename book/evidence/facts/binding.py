"""What prose binds: numbers and comparisons as links whose address says what they rest on.

A number is the text of a link to its key, ``[2,600 t](#ru.output)``. A comparison is the words that rely on it, linked to what
must be true: ``[less than one per cent](#model.ru-share-of-world-output<1)``. Its relations are ``<``, ``<=``, ``>``, ``>=``,
``=`` and ``~`` (within 5 %); on the right stands a number in the unit of the left fact, or another fact. A verdict reads
``(#RU-053.verdict=contradicted)``, a status ``(#cn-2023-57.status=in-force)``, the word of a judgement
``(#KJ-11.word=likely)``; a comma joins several conditions. Addresses
hold no spaces, so that every viewer of Markdown takes them for links.

Nobody types the number: `settle` writes it from the registry, and `check_bindings` refuses any other.
"""

import difflib
import hashlib
import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence.errors import EvidenceError, Problem
from evidence.facts.registry import CLAIM_ID, Fact, fact
from evidence.ledger import Ledger, load_ledger
from evidence.ledger.quantities import NBSP, format_quantity

# What "about" and "roughly" may mean in the book: a difference of at most 5 % of the larger.
NEARLY = 0.05
# Fields that hold a word and no number.
JUDGED = frozenset({"verdict", "status", "word"})


RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "~": lambda left, right: abs(left - right) <= NEARLY * max(abs(left), abs(right)),
}
SIGNS = {"<=": "≤", ">=": "≥", "~": "≈"}
WORDS = r"\[((?:\\.|[^\[\]\\])*)\]"
LINK = re.compile(rf"(?<!\\){WORDS}\(#([^\s()]+)\)")
CODE = re.compile(r"```[\s\S]*?```|`[^`]*`")
DIRECTIVE = re.compile(r"^(```\{.*)(\n(?:.*\n)*?)```$", re.MULTILINE)
CONDITION = re.compile(r"([^<>=~]+)(<=|>=|[<>=~])([^<>=~]+)")
# Text for pages or for paper alone.
SPAN = re.compile(rf"{WORDS}\{{\.([\w-]+)\}}")
SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bU\.S\.)[*_)]*\s+(?=[A-Z*\"“\[])|\n\s*\n|\n\s*[-:#|] ?| \| ")


@dataclass(frozen=True)
class Condition:
    """One thing that must be true: a fact, a relation, and a number, another fact or a word."""

    left: str
    relation: str
    right: str

    def read(self, ledger: Ledger | None = None) -> tuple[str, bool]:
        """Put the present numbers in: what it says now, and whether it is so.

        Raises `EvidenceError` if a fact is unknown or no single number, if the two differ in unit or basis, or if a
        word is no verdict or status.
        """
        ledger = ledger or load_ledger()
        subject, _, field = self.left.rpartition(".")
        if field in JUDGED:
            found, words = _judged(subject, field, ledger)
            wanted = self.right.replace("-", " ")
            if self.relation != "=" or wanted not in words:
                near = ", ".join(word.replace(" ", "-") for word in words)
                raise _problem(self, f"no {field} is {self.right!r} or compared so", f"use = and one of {near}")
            return f"{field} of {subject}: {found}", found == wanted
        first = fact(self.left, ledger)
        try:
            number = float(self.right)
            text = format_quantity(number, first.unit)
        except ValueError:
            second = fact(self.right, ledger)
            if (first.unit, first.basis) != (second.unit, second.basis):
                what = f"{first.key} is {first.unit} {first.basis!r}, {second.key} is {second.unit} {second.basis!r}"
                raise _problem(self, what, "compare like with like") from None
            number, text = second.point, f"{second.text} ({self.right})"
        sign = SIGNS.get(self.relation, self.relation)
        return f"{first.text} ({self.left}) {sign} {text}", RELATIONS[self.relation](first.point, number)

    def __str__(self) -> str:
        return f"{self.left}{self.relation}{self.right}"


def read_conditions(text: str) -> tuple[Condition, ...]:
    """Read conditions that commas join; `EvidenceError` for one that isn't key, relation, and number or key."""
    found = []
    for part in text.split(","):
        match = CONDITION.fullmatch(part)
        if match is None:
            remedy = "write key, relation, number or key"
            raise EvidenceError(Problem("comparison", text, f"{part!r} is no condition", remedy))
        found.append(Condition(*match.groups()))
    return tuple(found)


@dataclass(frozen=True)
class Binding:
    """A link of the prose: words and place as in the source ``page``, target without number sign."""

    words: str
    target: str
    start: int
    end: int
    page: str

    @cached_property
    def sentence(self) -> str:
        """The sentence around the link as pages show it, with links as their words."""
        begin = max((end.end() for end in SENTENCE_END.finditer(self.page, 0, self.start - 1)), default=0)
        stop = SENTENCE_END.search(self.page, self.end)
        source = re.sub(rf"{WORDS}\([^()]*\)", r"\1", self.page[begin : stop.start() if stop else len(self.page)])
        return _plain(SPAN.sub(lambda span: "" if span[2] == "only-in-pdf" else span[1], source))

    @property
    def text(self) -> str:
        """The words without marks of Markdown, in one line."""
        return _plain(self.words)

    @property
    def anchor(self) -> str:
        """Id of the words on their page, made of the letters alone: builders of pages differ in signs and spaces."""
        letters = "".join(re.findall(r"[^\W_]", self.text))
        return f"says-{hashlib.sha256(f'{letters} {self.target}'.encode()).hexdigest()[:8]}"

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What must be true; none for a number."""
        return read_conditions(self.target) if re.search("[<>=~]", self.target) else ()


def is_evidence(target: str) -> bool:
    """Say whether an address within a page is that of evidence: keys hold a dot or stroke, or are claims; headings don't."""
    return "." in target or "/" in target or bool(CLAIM_ID.match(target))


def open_directives(text: str) -> str:
    """Return a page in Markdown with the bodies of directives as prose, which they are: spaces stand for their fences."""
    return DIRECTIVE.sub(lambda found: " " * len(found[1]) + found[2] + "   ", text)


def find_bindings(text: str) -> list[Binding]:
    """Return the bindings of a page or cell in Markdown in order, without those in code."""
    bare = CODE.sub(lambda code: " " * len(code.group()), open_directives(text))
    return [
        Binding(text[match.start(1) : match.end(1)], match.group(2), match.start(1), match.end(1), text)
        for match in LINK.finditer(bare)
        if is_evidence(match.group(2))
    ]


def bound_facts(text: str) -> list[str]:
    """Return the keys whose numbers a text prints, each once, in order."""
    return list(dict.fromkeys(found.target for found in find_bindings(text) if not found.conditions))


def printed(found: Fact) -> str:
    """Return a fact as the source of a page prints it: with plain spaces, and signs of Markdown escaped."""
    return re.sub(r"([\[\]*_`<|~\\])", r"\\\1", found.text.replace(NBSP, " "))


def settle(text: str, ledger: Ledger | None = None) -> tuple[str, list[tuple[str, str]]]:
    """Write the numbers of facts into their links; return the text, and each sentence before and after a change."""
    before, parts, at = find_bindings(text), [], 0
    for found in (found for found in before if not found.conditions):
        right = printed(fact(found.target, ledger))
        if " ".join(found.words.split()) != right:
            parts += [text[at : found.start], right]
            at = found.end
    settled = "".join([*parts, text[at:]])
    pairs = zip(before, find_bindings(settled), strict=True)
    # A sentence may print several numbers that changed.
    changed = dict.fromkeys((old.sentence, new.sentence) for old, new in pairs if old.words != new.words)
    return settled, list(changed)


def check_bindings(page: str, text: str, ledger: Ledger | None = None) -> Iterator[Problem]:
    """Yield each unknown fact, other number than the registry's, and comparison that isn't true or can't be read."""
    for found in find_bindings(text):
        try:
            conditions = found.conditions
            if not conditions and " ".join(found.words.split()) != (right := printed(fact(found.target, ledger))):
                what = f"it prints {found.words!r} for {found.target}, which is {right!r}"
                yield Problem(
                    page, repr(found.sentence), what, "run make book: it writes the numbers, nobody types them"
                )
            for condition in conditions:
                reading, holds = condition.read(ledger)
                if not holds:
                    remedy = "rewrite the sentence, or find what changed in data/"
                    yield Problem(page, repr(found.sentence), f"{found.text!r} is no longer true: {reading}", remedy)
        except EvidenceError as error:
            problem = error.problems[0]
            yield Problem(page, repr(found.sentence), f"{problem.row or problem.file}: {problem.what}", problem.remedy)


def _plain(source: str) -> str:
    return re.sub(r"\\(.)|\*", r"\1", " ".join(source.split()))


def _judged(subject: str, field: str, ledger: Ledger) -> tuple[str, list[str]]:
    """Return the verdict on a claim, the status of a measure or the word of a judgement, and the words it could be."""
    table, name = {
        "verdict": (ledger.verdicts, "data/verdicts.csv"),
        "status": (ledger.measures, "data/record/measures.csv"),
        "word": (ledger.judgements, "data/judgements.csv"),
    }[field]
    if subject not in table.index:
        near = ", ".join(difflib.get_close_matches(subject, table.index)) or f"look it up in {name}"
        raise EvidenceError(Problem(name, subject, f"it has no {field}", f"did you mean {near}?"))
    return table.at[subject, field], sorted(set(table[field]))


def _problem(condition: Condition, what: str, remedy: str) -> EvidenceError:
    return EvidenceError(Problem(f"comparison {condition}", "", what, remedy))
