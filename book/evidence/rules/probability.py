"""Rules for words of probability: one yardstick, and confidence in another sentence."""

import re
from collections.abc import Iterator

from evidence.errors import Problem
from evidence.facts.binding import open_directives
from evidence.ledger.yardstick import YARDSTICK

# Longest first, so that "very unlikely" isn't read as "unlikely".
WORD = re.compile(rf"\b(?:{'|'.join(sorted(YARDSTICK, key=len, reverse=True))})\b(?: chance\b)?", re.IGNORECASE)
# Looked for once the yardstick's words are taken out, except those that something before them bends.
BENT = re.compile(
    r"\b(?:highly|quite|rather|most|more|less|extremely|fairly|somewhat|increasingly|as|so|too|not|hardly|equally)"
    r" (?:very )?(?:un)?likely\b",
    re.IGNORECASE,
)
ELSEWHERE = re.compile(
    r"\b(?:(?:im)?probabl[ey]|likelihood|(?:un)?likel(?:y|ier|iest)|almost certainly|certainly|certain (?:to|that)|surely"
    r"|(?:no|beyond|without) doubt|undoubtedly|doubtless|possibly|(?:is|it|seems|quite|just) possible that|possible that"
    r"|perhaps|maybe|presumably|conceivabl[ey]|(?:may|might|could) (?:very )?well|bound to|odds"
    r"|(?:a|an|no|any|some|little|good|fair|even|slim|small|high|low|every) chances?|chances are)\b",
    re.IGNORECASE,
)
CONFIDENCE = re.compile(r"\bconfiden(?:ce|t|tly)\b", re.IGNORECASE)
PROBABILITY = re.compile(r"\bprobabilit(?:y|ies)\b", re.IGNORECASE)

NOT_OURS = (
    r"```[\s\S]*?```",  # fences
    r"\{[a-z-]+\}`[^`]*`",  # roles
    r"`[^`]*`",  # code
    r"(?<=\])\([^)]*\)",  # targets of links
    r'"[^"\n]*"|“[^”\n]*”',  # words of others
)
SENTENCE_END = re.compile(r"(?<=[.?!])(?<!\bNo\.)(?<!\bNos\.)[*_)\]]*\s+|\n\s*\n|\n\s*[-:#|] ?| \| ")


def sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a Markdown text, without code, roles, quotations and emphasis."""
    text = open_directives(text)
    for pattern in NOT_OURS:
        text = re.sub(pattern, " ", text)
    for sentence in SENTENCE_END.split(text):
        if words := " ".join(sentence.replace("*", "").split()):
            yield words


def quote(sentence: str) -> str:
    """Return a sentence as messages name it: its first hundred characters."""
    return repr(sentence if len(sentence) <= 100 else f"{sentence[:97]}...")


def check_probability(page: str, text: str) -> Iterator[Problem]:
    """Yield the sentences that use words of probability otherwise than the yardstick allows."""
    for sentence in sentences(text):
        where = quote(sentence)
        found = list(BENT.finditer(sentence)) or ELSEWHERE.finditer(WORD.sub("", sentence))
        for word in (match[0] for match in found):
            remedy = f"say it in the yardstick's words ({', '.join(YARDSTICK)}), or without a probability"
            yield Problem(page, where, f"{word!r} is not on the yardstick", remedy)
        if CONFIDENCE.search(sentence) and (WORD.search(sentence) or PROBABILITY.search(sentence)):
            yield Problem(page, where, "it states a probability and a confidence", "make two sentences of it")
