"""What-ifs: a formula that answers in a notebook and, with sliders, in a page.

An entry of ``what-ifs`` in ``data/results/``: one formula for Python's tables and for readers who move a slider.
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any, ClassVar, Protocol

import pandas as pd

from evidence.errors import EvidenceError, Problem, nearest
from evidence.ledger import load_ledger
from evidence.ledger.quantities import format_quantity
from evidence.paths import DATA
from evidence.results.definitions import read_file, read_formulas, refusal, split_entry
from evidence.results.formula import FUNCTIONS, Formula

NAME = re.compile(r"[a-z][a-z0-9_]*")
# Names that mean something else in a chart or in either language.
TAKEN = frozenset({*FUNCTIONS, "autosize", "background", "cursor", "datum", "event", "false", "height", "item"})
TAKEN |= frozenset({"null", "padding", "parent", "true", "undefined", "width"})
_FIELDS = frozenset({"is", "unit", "basis", "columns", "sliders"})


class Evidence(Protocol):
    """What a what-if asks of the fact that gives a default: number, text and unit."""

    point: float
    text: str
    unit: str


@dataclass(frozen=True)
class Parameter:
    """A number that a reader may change."""

    name: str  # in the formula: small letters, digits and underscores
    label: str  # what it is, as the slider says
    evidence: str  # key of the fact, or end of one, that gives default and unit
    low: float  # what the slider offers, in that unit; the notebook takes any number
    high: float
    step: float

    # Facts rest on results, so `evidence.facts` hands its look-up down when it is imported.
    look_up: ClassVar[Callable[[str], Evidence]]

    @property
    def default(self) -> Evidence:
        """The fact that gives the default; an EvidenceError if there is none, or, of its ``point``, no single number."""
        return self.look_up(self.evidence)


@dataclass(frozen=True)
class WhatIf:
    """A quantity that depends on what a reader may change; `EvidenceError` for odd names or a slider without room."""

    name: str  # column of the answer, in rows and in the chart
    label: str  # what is computed
    parameters: tuple[Parameter, ...]  # in the order of the sliders
    formula: Formula
    unit: str  # of the answer, from the closed vocabularies
    basis: str
    columns: tuple[str, ...] = ()  # of the plotted rows, where it is computed for several cases

    def __post_init__(self) -> None:
        names = [parameter.name for parameter in self.parameters]
        known = [*names, *self.columns]
        for name in (self.name, *known):
            if not NAME.fullmatch(name) or name in TAKEN or [self.name, *known].count(name) > 1:
                raise self._problem(f"{name!r} is taken, repeated or no name", "use small letters, each name once")
        for parameter in self.parameters:
            if not (parameter.low < parameter.high and 0 < parameter.step <= parameter.high - parameter.low):
                raise self._problem(f"the slider of {parameter.name} has no room", "set low < high and a smaller step")
        if self.formula.names != set(known):
            odd = ", ".join(sorted(self.formula.names ^ set(known)))
            raise self._problem(f"formula and names differ in {odd}", "use each parameter and column, and nothing else")

    def __call__(self, **values: float) -> float:
        """Compute the answer; parameters have defaults, columns none. `EvidenceError` if it isn't a finite number."""
        numbers = self._defaults(values) | {name: float(number) for name, number in values.items()}
        if numbers.keys() != self.formula.names:
            odd = ", ".join(sorted(numbers.keys() ^ self.formula.names))
            raise self._problem(f"unknown or missing: {odd}", f"it takes {', '.join(sorted(self.formula.names))}")
        try:
            answer = float(self.formula.compute(numbers))
        except (ArithmeticError, ValueError) as error:
            raise self._problem(f"no answer for {numbers}: {error}", "choose values the formula is meant for") from None
        if not math.isfinite(answer):
            raise self._problem(f"the answer for {numbers} is {answer}", "choose values the formula is meant for")
        return answer

    def _defaults(self, values: Mapping[str, float]) -> dict[str, float]:
        return {item.name: item.default.point for item in self.parameters if item.name not in values}

    def fill(self, rows: pd.DataFrame, **values: float) -> pd.DataFrame:
        """Return a copy of rows with answers in the column ``name``; ``values`` are parameters off their defaults."""
        chosen = self._defaults(values) | values
        cases = rows[list(self.columns)].to_dict("records") if self.columns else [{}] * len(rows)
        return rows.assign(**{self.name: [self(**case, **chosen) for case in cases]})

    @cached_property
    def expression(self) -> str:
        """The formula for Vega: parameters are signals, columns fields of ``datum``."""
        return self.formula.to_vega(self.columns)

    def problems(self, rows: pd.DataFrame) -> list[Problem]:
        """Find defaults and answers off the sliders, unknown words, and rows that don't show the default case."""
        ledger, found = load_ledger(), []
        for item in self.parameters:
            if not item.low <= item.default.point <= item.high:
                found.append(self._fault(f"the default of {item.name} is off the slider", "widen low and high"))
        for kind, word, known in (("unit", self.unit, ledger.units), ("basis", self.basis, ledger.bases)):
            if word not in known.index:
                found.append(self._fault(f"unknown {kind} {word!r}", "use a word of data/units.csv or data/bases.csv"))
        if missing := {self.name, *self.columns} - set(rows.columns):
            found.append(self._fault(f"the rows lack {', '.join(sorted(missing))}", "fill the rows with WhatIf.fill"))
        if found:
            return found
        if rows[self.name].tolist() != self.fill(rows)[self.name].tolist():
            found.append(self._fault("the rows don't show the default case", "fill the rows with WhatIf.fill"))
        names = [item.name for item in self.parameters]
        try:
            for corner in itertools.product(*((item.low, item.high) for item in self.parameters)):
                self.fill(rows, **dict(zip(names, corner, strict=True)))
        except EvidenceError as error:
            found += error.problems
        return found

    def to_payload(self) -> dict[str, Any]:
        """Return the what-if as JSON-ready data: formula as printed and as code, unit, defaults, ranges and evidence."""
        return {
            "name": self.name,
            "label": self.label,
            "words": self.formula.say(),
            "formula": self.expression,
            "unit": self.unit,
            "basis": self.basis,
            "parameters": [
                {
                    "name": item.name,
                    "label": item.label,
                    "unit": item.default.unit,
                    "default": item.default.point,
                    "low": item.low,
                    "high": item.high,
                    "step": item.step,
                    "evidence": item.evidence,
                    "default_text": item.default.text,
                    "range_text": format_quantity(None, item.default.unit, low=item.low, high=item.high),
                }
                for item in self.parameters
            ],
        }

    def _fault(self, what: str, remedy: str) -> Problem:
        return Problem(f"what-if {self.name}", "", what, remedy)

    def _problem(self, what: str, remedy: str) -> EvidenceError:
        return EvidenceError(self._fault(what, remedy))


@cache
def read_whatifs() -> dict[str, WhatIf]:
    """Return the what-ifs of all chapters by name; `EvidenceError` if an entry or its formula can't be read."""
    found = {}
    for path in sorted((DATA / "results").glob("*.yml")):
        for entry in read_file(path).get("what-ifs", ()):
            name, label, rest = split_entry(entry, _FIELDS, path)
            try:
                sliders = tuple(Parameter(slider, **told) for slider, told in rest.pop("sliders").items())
            except TypeError as error:
                raise refusal(path, name, str(error), "write each slider as the others are") from None
            (formula,) = read_formulas(rest.pop("is"), partial(refusal, path, name))
            columns = tuple(rest.pop("columns", ()))
            found[name] = WhatIf(name, label, sliders, formula, columns=columns, **rest)
    return found


def what_if(name: str) -> WhatIf:
    """Return a what-if of the book; an EvidenceError if there is none of that name."""
    known = read_whatifs()
    if name not in known:
        raise EvidenceError(Problem(f"what-if {name}", "", "there is none of that name", nearest(name, known)))
    return known[name]
