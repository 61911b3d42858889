"""The last cell of a chapter: every fact its prose uses, and every comparison its sentences rely on.

A comparison is an assertion with the words it stands for. It fails when the numbers stop bearing the words out, and
also when the words have left the page, so that neither can drift from the other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from evidence.errors import EvidenceError, Problem
from evidence.facts import Fact, fact
from evidence.ledger import load_ledger
from evidence.notebooks import bound_facts, prose, read_notebook
from evidence.paths import BOOK
from evidence.quantities import format_number
from evidence.templates import template

MIME = "application/vnd.rare-earth-leverage.evidence+json"
NEARLY = 0.05


def nearly_equal(left: float, right: float) -> bool:
    """Say whether two numbers differ by at most 5 % of the larger: what "about" and "roughly" may mean in the book."""
    return abs(left - right) <= NEARLY * max(abs(left), abs(right))


OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "about": nearly_equal,
}


@dataclass(frozen=True)
class Check:
    """An assertion that a sentence relies on.

    Attributes
    ----------
    phrase : str
        The words on the page.
    reading : str
        What they are taken to mean, with the present numbers.
    holds : bool
        Whether it is so.
    """

    phrase: str
    reading: str
    holds: bool


def compare(phrase: str, left: str, relation: str, right: str | float) -> Check:
    """Assert that a fact stands in a relation to another fact or to a number.

    Parameters
    ----------
    phrase : str
        The words on the page that rely on it, as they stand there (without roles and emphasis).
    left : str
        Fact key.
    relation : str
        One of ``<``, ``<=``, ``>``, ``>=``, ``=``, ``about`` (within 5 %).
    right : str or float
        Fact key, or a number in the unit of the left fact.

    Returns
    -------
    Check
        With the numbers as they stand.

    Raises
    ------
    EvidenceError
        If the relation is unknown, or the two facts differ in unit or basis.
    """
    if relation not in OPERATORS:
        known = ", ".join(OPERATORS)
        raise EvidenceError(Problem("comparison", phrase, f"unknown relation {relation!r}", f"use one of {known}"))
    first = fact(left)
    if isinstance(right, str):
        second = fact(right)
        if (first.unit, first.basis) != (second.unit, second.basis):
            what = f"{left} is {first.unit} {first.basis!r}, {right} is {second.unit} {second.basis!r}"
            raise EvidenceError(Problem("comparison", phrase, what, "compare like with like"))
        number, text = second.point, f"{second.text} ({right})"
    else:
        number, text = float(right), format_number(right)
    return Check(phrase, f"{first.text} ({left}) {relation} {text}", OPERATORS[relation](first.point, number))


def verdict(phrase: str, claim_id: str, expected: str) -> Check:
    """Assert the verdict on a claim.

    Parameters
    ----------
    phrase : str
        The words on the page that rely on it.
    claim_id : str
        The claim.
    expected : str
        Verdict that the words presuppose.

    Returns
    -------
    Check
        Holds if the ledger's verdict is the expected one.

    Raises
    ------
    EvidenceError
        If the claim has no verdict.
    """
    verdicts = load_ledger().verdicts
    if claim_id not in verdicts.index:
        remedy = "judge it in data/verdicts.csv"
        raise EvidenceError(Problem("comparison", phrase, f"{claim_id} has no verdict", remedy))
    found = verdicts.at[claim_id, "verdict"]
    return Check(phrase, f"verdict on {claim_id}: {found}; expected {expected}", found == expected)


def status(phrase: str, measure_id: str, expected: str) -> Check:
    """Assert the status of a measure at the evidence cut-off.

    Parameters
    ----------
    phrase : str
        The words on the page that rely on it.
    measure_id : str
        The measure.
    expected : str
        Status that the words presuppose.

    Returns
    -------
    Check
        Holds if the record's status is the expected one.
    """
    found = fact(f"{measure_id}.status").text
    return Check(phrase, f"status of {measure_id}: {found}; expected {expected}", found == expected)


def failures(page: str, text: str, checks: tuple[Check, ...]) -> list[Problem]:
    """Return what is wrong with the checks of a page.

    Parameters
    ----------
    page : str
        File name, for messages.
    text : str
        The page's prose.
    checks : tuple of Check
        Its assertions.

    Returns
    -------
    list of Problem
        One for each check that doesn't hold or whose words aren't on the page.
    """
    flat = " ".join(text.replace("*", "").split())
    problems = []
    for check in checks:
        if not check.holds:
            remedy = "rewrite the sentence, or find what changed in data/"
            problems.append(Problem(page, f"{check.phrase!r}", f"no longer true: {check.reading}", remedy))
        if check.phrase not in flat:
            remedy = "quote the sentence as it stands, or drop the comparison"
            problems.append(Problem(page, f"{check.phrase!r}", "these words aren't on the page", remedy))
    return problems


@dataclass(frozen=True)
class Evidence:
    """What a page rests on, as a notebook shows it.

    Attributes
    ----------
    page : str
        Name of the page.
    facts : tuple of Fact
        Facts bound in its prose.
    checks : tuple of Check
        Comparisons, all of which hold.
    """

    page: str
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {
            "text/html": template("evidence.html").render(evidence=self),
            "text/plain": f"{self.page}: {len(self.facts)} facts, {len(self.checks)} comparisons hold",
            MIME: {
                "page": self.page,
                "facts": {found.key: found.text for found in self.facts},
                "checks": [[check.phrase, check.reading] for check in self.checks],
            },
        }


def close(page: str, *checks: Check) -> Evidence:
    """List every fact the chapter's prose binds and assert every comparison it relies on.

    Parameters
    ----------
    page : str
        Name of the chapter's notebook without suffix, for example ``russian_autonomy``.
    *checks : Check
        Results of `compare`, `verdict` and `status`.

    Returns
    -------
    Evidence
        Shows itself as a table; its text is part of the committed outputs, so a changed fact fails nbval.

    Raises
    ------
    EvidenceError
        If a fact is unknown, a comparison isn't true, or its words aren't on the page.
    """
    text = prose(read_notebook(BOOK / f"{page}.ipynb"))
    problems = failures(f"book/{page}.ipynb", text, checks)
    if problems:
        raise EvidenceError(problems)
    return Evidence(page, tuple(fact(key) for key in bound_facts(text)), checks)
