"""Registry of computed results: each a pure function whose inputs are facts named by key."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from evidence.errors import EvidenceError, Problem

Outcome = float | tuple[float, float]
Lookup = Callable[[str], float]


@dataclass(frozen=True)
class Definition:
    """How a result is computed.

    Attributes
    ----------
    key : str
        Public key, ``model.`` and a name.
    function : callable
        Takes the inputs' numbers in their order; returns a number, or a pair (low, high). Before them it takes the ledger
        and the look-up of numbers in it, if it reads tables itself.
    label : str
        What it is, with area and period.
    unit, basis : str
        Unit and what exactly is counted, from the closed vocabularies.
    inputs : tuple of str
        Fact keys.
    formula : str
        The arithmetic in words a reader can follow.
    assumes : str
        Assumptions; empty if there are none beyond the inputs.
    digits : int
        Significant digits printed.
    qualifier : str
        For example ``under``, where inputs are bounds.
    reads_tables : bool
        Whether the function reads tables itself.
    """

    key: str
    function: Callable[..., Outcome]
    label: str
    unit: str
    basis: str
    inputs: tuple[str, ...]
    formula: str
    assumes: str
    digits: int
    qualifier: str
    reads_tables: bool = False

    @property
    def tables(self) -> bool:
        """As those that have moved say."""
        return self.reads_tables


RESULTS: dict[str, Definition] = {}


def result(
    key: str,
    *,
    label: str,
    unit: str,
    basis: str,
    inputs: tuple[str, ...],
    formula: str,
    assumes: str = "",
    digits: int = 3,
    qualifier: str = "",
    reads_tables: bool = False,
) -> Callable[[Callable[..., Outcome]], Callable[..., Outcome]]:
    """Register a function as a result of the book.

    Parameters
    ----------
    key, label, unit, basis, inputs, formula, assumes, digits, qualifier, reads_tables
        See `Definition`.

    Returns
    -------
    callable
        A decorator that returns the function unchanged.

    Raises
    ------
    EvidenceError
        If the key is taken or malformed, or the function doesn't take one number an input. One that gathers the rest
        (``*numbers``) takes any number of inputs beyond its named ones.
    """

    def register(function: Callable[..., Outcome]) -> Callable[..., Outcome]:
        where = f"{function.__module__}.{function.__name__}"
        if key in RESULTS or not key.startswith("model."):
            raise EvidenceError(
                Problem(where, "", f"{key} is taken or doesn't start with model.", "choose another key")
            )
        if not _takes(function, len(inputs) + 2 * reads_tables):
            raise EvidenceError(Problem(where, "", f"{key} names {len(inputs)} inputs", "take one parameter an input"))
        RESULTS[key] = Definition(
            key, function, label, unit, basis, inputs, formula, assumes, digits, qualifier, reads_tables
        )
        return function

    return register


def _takes(function: Callable[..., Outcome], inputs: int) -> bool:
    kinds = [parameter.kind for parameter in inspect.signature(function).parameters.values()]
    gathers = inspect.Parameter.VAR_POSITIONAL in kinds
    named = len(kinds) - gathers
    return inputs == named or (gathers and inputs > named)
