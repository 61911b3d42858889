"""What became of changes, and which of those that nothing notices are no errors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from evidence.paths import ROOT


class Change(Protocol):
    """A change: where it stands, of what kind it is, and the text before and after."""

    kind: str
    old: str
    new: str

    @property
    def place(self) -> str:
        """Where it stands, as messages name it."""

    @property
    def what(self) -> str:
        """What was changed: the table and column, the module, the kind of assertion."""

    @property
    def names(self) -> tuple[str, ...]:
        """Words of which a message must hold one to lead to the change."""


@dataclass(frozen=True)
class Spot:
    """One changed part of a text file.

    Attributes
    ----------
    file : str
        Its place from the root.
    row : int
        Line.
    kind : str
        How it was changed.
    old, new : str
        The part before and after.
    start : int
        Offset of the part in the text.
    """

    file: str
    row: int
    kind: str
    old: str
    new: str
    start: int

    @property
    def place(self) -> str:
        """Where it stands, as messages name it."""
        return f"{self.file}, row {self.row}: {self.old}"


def changed_text(file: str, spots: Iterable[Spot]) -> str:
    """Return the text of a file with some parts of it changed, all in this file and apart."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for spot in sorted(spots, key=lambda spot: spot.start, reverse=True):
        text = text[: spot.start] + spot.new + text[spot.start + len(spot.old) :]
    return text


@dataclass(frozen=True)
class Finding:
    """What became of a change.

    Attributes
    ----------
    change : Change
        The change.
    layer : str
        The first layer that noticed it; empty if none did.
    message : str
        What it said.
    reason : str
        Why a change that nothing notices is no error.
    """

    change: Change
    layer: str
    message: str = ""
    reason: str = ""

    @property
    def what(self) -> str:
        """What was changed."""
        return self.change.what

    @property
    def outcome(self) -> str:
        """``killed``, ``equivalent`` or ``survived``."""
        return "killed" if self.layer else "equivalent" if self.reason else "survived"

    @property
    def placed(self) -> bool:
        """Whether the message leads to the change."""
        return any(name in self.message for name in self.change.names if name)

    def row(self) -> dict[str, Any]:
        """Return the finding as a row of ``_build/mutation.csv``."""
        change = self.change
        return {
            "what": change.what,
            "place": change.place,
            "kind": change.kind,
            "old": change.old,
            "new": change.new,
            "start": getattr(change, "start", None),
            "outcome": self.outcome,
            "layer": self.layer,
            "placed": self.placed,
            "reason": self.reason,
            "message": self.message,
        }


@cache
def _equivalents() -> list[tuple[re.Pattern[str], str]]:
    frame = pd.read_csv(Path(__file__).with_name("equivalents.csv"), dtype=str, keep_default_na=False)
    return [(re.compile(place), reason) for place, reason in zip(frame["place"], frame["reason"], strict=True)]


def settle(finding: Finding) -> Finding:
    """Give a change that nothing noticed the reason for which that is right, if ``equivalents.csv`` has one."""
    if finding.layer or finding.reason:
        return finding
    reasons = (
        reason for place, reason in _equivalents() if place.search(f"{finding.change.place}, {finding.change.kind}")
    )
    return replace(finding, reason=next(reasons, ""))
