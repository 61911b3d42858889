"""What is changed, what became of it, and how a number, a word or a name is exchanged for another."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from evidence.facts import known_keys
from evidence.paths import ROOT

# A word of a text; what stands in braces is filled in.
WORD = re.compile(r"(?<![{\w])[^\W_]+(?![\w}])")


@dataclass(frozen=True)
class Change:
    """One changed cell of a table, or part of another file."""

    what: str  # table and column, field of a definition, module, or part of a page
    file: str
    place: str  # as messages name it
    kind: str  # ``digit``, ``operator``, ``words`` ...
    old: str
    new: str
    leads: tuple[str, ...]  # a message that holds one of these words leads to the change
    row: int = 0
    key: str = ""  # of the row, or the subject it speaks of
    start: int = 0  # offset in a file that is no table


@dataclass(frozen=True)
class Finding:
    """What became of a change: the first layer that noticed it, or the reason why none needs to."""

    change: Change
    layer: str = ""
    message: str = ""
    reason: str = ""

    def record(self) -> dict[str, Any]:
        """Return the finding as a row of ``_build/mutation.csv``."""
        change, reason = asdict(self.change), self.reason or ("" if self.layer else _reason(self.change))
        placed = any(word in self.message for word in change.pop("leads") if word)
        outcome = "killed" if self.layer else "equivalent" if reason else "survived"
        told = {"outcome": outcome, "layer": self.layer, "placed": placed, "reason": reason}
        return change | told | {"message": self.message[:600]}


def _reason(change: Change) -> str:
    """Return why ``equivalents.csv`` says that a change is no error."""
    place = f"{change.place}, {change.kind}"
    return next((reason for known, reason in _equivalents() if re.search(known, place)), "")


@cache
def _equivalents() -> list[list[str]]:
    return pd.read_csv(Path(__file__).with_name("equivalents.csv"), dtype=str).to_numpy().tolist()


def changed_text(file: str, changes: Iterable[Change]) -> str:
    """Return the text of a file with parts of it changed that don't overlap."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        text = text[: change.start] + change.new + text[change.start + len(change.old) :]
    return text


def change_digit(text: str) -> str:
    """Change the last digit that isn't a trailing zero: 2600 to 2700, 0.31 to 0.32."""
    place = max((match.start() for match in re.finditer(r"[1-9]", text)), default=text.rfind("0"))
    return f"{text[:place]}{(int(text[place]) % 9) + 1}{text[place + 1 :]}"


def change_words(text: str) -> str:
    """Exchange two neighbouring words that differ, near the middle; where there are none, drop a letter."""
    words = list(WORD.finditer(text))
    pairs = [(first, second) for first, second in pairwise(words) if first[0] != second[0]]
    if pairs:
        first, second = min(pairs, key=lambda pair: abs(pair[0].end() - len(text) // 2))
        return exchange(text, first, second)
    at = max(words, key=lambda word: len(word[0])).start() if words else 0
    return text[:at] + text[at + 1 :] if len(text) > 1 else text + text


def exchange(text: str, first: re.Match[str], second: re.Match[str]) -> str:
    between = text[first.end() : second.start()]
    return f"{text[: first.start()]}{second[0]}{between}{first[0]}{text[second.end() :]}"


def change_text(text: str) -> str:
    """Change a digit of a text, or words where it has none."""
    return change_digit(text) if re.search(r"\d", text) else change_words(text)


def next_of(members: Sequence[str], old: str) -> str:
    """Return the member after the old one, around the end; where it is the only one, one that doesn't exist."""
    new = members[(members.index(old) + 1) % len(members)] if old in members else members[0]
    return new if new != old else f"{old}x"


@cache
def keys() -> dict[str, None]:
    return dict.fromkeys(known_keys())


def another_key(key: str) -> str:
    """Return a key of the same kind: a claim of the same theme, a row of the same series, a result of the same family."""
    head = key.partition("@" if "@" in key else "/" if "/" in key else "-")[0].partition("/")[0]
    alike = [other for other in keys() if other.startswith(head)]
    return next_of(alike if len(alike) > 1 else [*keys()], key)
