"""Results: numbers that stand in no source, each computed as ``data/results/`` says, from facts named by key."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from evidence.errors import EvidenceError, Problem, nearest
from evidence.ledger import Ledger
from evidence.ledger.quantities import format_quantity, round_significant
from evidence.paths import DATA
from evidence.results.definitions import Definition, Outcome, read_definitions
from evidence.results.whatif import what_if

__all__ = ["RESULTS", "Definition", "Lookup", "Result", "compute", "read_results", "what_if"]

Lookup = Callable[[str], float]


@dataclass(frozen=True)
class Result:
    """A computed result: a `Definition`'s label, unit, basis and inputs with its number and text."""

    key: str
    label: str
    unit: str
    basis: str
    inputs: tuple[str, ...]
    value: float
    low: float
    high: float
    text: str


def read_results() -> dict[str, Definition]:
    """Read all definitions by key, file by file; `EvidenceError` for a faulty file, a key twice, or a circle."""
    found: dict[str, Definition] = {}
    for path in sorted((DATA / "results").glob("*.yml")):
        for definition in read_definitions(path):
            if definition.key in found:
                remedy = f"choose another key: it stands in {found[definition.key].chapter}.yml"
                raise EvidenceError(Problem(f"data/results/{path.name}", definition.key, "the key is taken", remedy))
            found[definition.key] = definition
    rests_on = {key: [name.removesuffix(".low").removesuffix(".high") for name in found[key].inputs] for key in found}
    try:
        TopologicalSorter(rests_on).prepare()
    except CycleError as error:
        key, *way = error.args[1][::-1]
        what = f"it rests on itself, by way of {', '.join(way[:-1])}" if way[1:] else "it rests on itself"
        place = f"data/results/{found[key].chapter}.yml"
        raise EvidenceError(Problem(place, key, what, "compute one of them from something else")) from None
    return found


RESULTS = read_results()


def compute(key: str, lookup: Lookup, ledger: Ledger) -> Result:
    """Compute one result from the facts it names: its number, and its text rounded to the definition's digits.

    ``lookup`` gives the number of a fact by its key. Raises `EvidenceError` if the key or one of its inputs is unknown,
    it can't be computed from these, or the outcome isn't finite.
    """

    def refusal(what: str, remedy: str) -> EvidenceError:
        return EvidenceError(Problem(f"fact {key}", "", what, remedy))

    if key not in RESULTS:
        raise refusal("no such result", nearest(key, RESULTS, "look it up on the results page"))
    made = RESULTS[key]
    try:
        outcome = _outcome(made, lookup, ledger)
    except EvidenceError:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        what = f"can't be computed: {type(error).__name__}: {error}"
        raise refusal(what, "mend the formula, its inputs, or what the algorithm is given") from None
    numbers = (math.nan, *outcome) if isinstance(outcome, tuple) else (float(outcome), math.nan, math.nan)
    if not any(map(math.isfinite, numbers)):
        raise refusal(f"the result is {outcome}", "check its inputs on the record page")
    value, low, high = (n if math.isnan(n) else round_significant(n, made.digits) for n in numbers)
    text = format_quantity(value, made.unit, low=low, high=high, qualifier=made.qualifier)
    return Result(key, made.label, made.unit, made.basis, made.inputs, *numbers, text)


def _outcome(definition: Definition, lookup: Lookup, ledger: Ledger) -> Outcome:
    numbers = definition.numbers(lookup)
    if definition.by:
        tables = {name: table for name, table in (("ledger", ledger), ("lookup", lookup)) if name in definition.tables}
        return definition.algorithm(**definition.given, **numbers, **tables)
    ends = [formula.compute(numbers) for formula in definition.formulas]
    return (ends[0], ends[1]) if len(ends) == 2 else ends[0]
