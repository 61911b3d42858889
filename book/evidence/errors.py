"""Faults in data or prose, told so that the person who reads them can mend them."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One fault: file, row as a reader finds it (``row 12 (RU-004)``; empty for all), what is wrong, what to do."""

    file: str
    row: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}, {self.row}" if self.row else self.file
        return f"{place}: {self.what}\n    -> {self.remedy}"


class EvidenceError(ValueError):
    """Raised when data, facts, figures or pages break a rule of the book; the message lists all problems."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(name: object, known: Iterable[object], otherwise: str = "") -> str:
    """Return a remedy that names what is spelt most like a name nobody knows, else ``otherwise`` or what there is."""
    names = [str(each) for each in known]
    near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.5)
    return f"did you mean {', '.join(near)}?" if near else otherwise or f"there are {', '.join(names[:12])}"
