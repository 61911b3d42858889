"""Units and substances put through a formula: whether its inputs give what the result says it is.

Each input is a quantity: a number in base units (tonnes, parts of one, years, a currency) with the powers of what it
counts. In a formula 100 stands for 100 %, 1,000 for the kilograms of a tonne, 12 for the months of a year, so that each is
one in base units: a formula that forgets one, or uses one too many, gives another number than its result prints.
Tonnes bear the substance of their basis, and only a yield turns one into another. Time has no power of its own: a
capacity in tonnes a year and an output in tonnes are alike.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from evidence.ledger import Ledger
from evidence.results.definitions import Definition
from evidence.results.formula import Formula

# Base unit and how many of it one unit is; parts of one have no base.
UNITS: dict[str, tuple[float, dict[str, int]]] = {
    "t": (1, {"t": 1}),
    "t/yr": (1, {"t": 1}),
    "kg": (1e-3, {"t": 1}),
    "%": (1e-2, {}),
    "ppm": (1e-6, {}),
    "years": (1, {}),
    "months": (1 / 12, {}),
    "weeks": (7 / 365.25, {}),
    "ha": (1, {"ha": 1}),
    **{currency: (1, {currency: 1}) for currency in ("USD", "EUR", "CNY", "RUB", "AUD")},
    "USD/kg": (1e3, {"USD": 1, "t": -1}),
    "CNY/t": (1, {"CNY": 1, "t": -1}),
    "RUB/CNY": (1, {"RUB": 1, "CNY": -1}),
    "RUB/USD": (1, {"RUB": 1, "USD": -1}),
    **{number: (1, {}) for number in ("count", "jobs", "ratio", "rank", "date")},
}
# A result that counts squares of per cents.
SQUARES = {"concentration index": 1e-4}
CONVERSIONS = frozenset({100, 1000, 1_000_000, 1_000_000_000})
MONTHS = 12


class DimensionError(ValueError):
    """Quantities that can't be added or compared."""


def _reflected(operation: Callable[[Quantity, Quantity], Quantity]) -> Callable[[Quantity, float], Quantity]:
    return lambda quantity, other: operation(_measured(other), quantity)


@dataclass(frozen=True)
class Quantity:
    """A number in base units with powers of units and substances; if these aren't ``told``, they may be any."""

    number: float
    powers: Mapping[str, int] = field(default_factory=dict)
    substances: Mapping[str, int] = field(default_factory=dict)
    told: bool = True

    def __str__(self) -> str:
        of = " of " + _written(self.substances) if self.substances and self.powers.get("t") else ""
        return (_written(self.powers) or "a pure number") + of

    def is_like(self, other: Quantity) -> bool:
        """Whether both count the same: units, and for tonnes the substance, if both tell it."""
        same = self.substances == other.substances or not (self.told and other.told) or not self.powers.get("t")
        return self.powers == other.powers and same

    def __add__(self, other: Quantity | float) -> Quantity:
        return self._joined(other, operator.add)

    def __sub__(self, other: Quantity | float) -> Quantity:
        return self._joined(other, operator.sub)

    def __mul__(self, other: Quantity | float) -> Quantity:
        return self._times(_measured(other), operator.mul, 1)

    def __truediv__(self, other: Quantity | float) -> Quantity:
        return self._times(_measured(other), operator.truediv, -1)

    # Counts and places come as plain numbers.
    __radd__, __rsub__ = _reflected(operator.add), _reflected(operator.sub)
    __rmul__, __rtruediv__ = _reflected(operator.mul), _reflected(operator.truediv)

    def __neg__(self) -> Quantity:
        return replace(self, number=-self.number)

    def __abs__(self) -> Quantity:
        return replace(self, number=abs(self.number))

    def __pow__(self, other: Quantity) -> Quantity:
        if other.powers or (self.powers and not other.number.is_integer()):
            raise DimensionError("quantities have whole powers only")
        times = int(other.number) if self.powers or self.substances else 0
        powers, substances = (
            {name: power * times for name, power in ours.items()} for ours in (self.powers, self.substances)
        )
        return Quantity(self.number**other.number, powers, substances, self.told)

    def __float__(self) -> float:
        if self.powers:
            raise DimensionError(f"a function of {self}")
        return self.number

    # Python turns > and >= round.
    def __lt__(self, other: Quantity | float) -> bool:
        return bool(self._joined(other, operator.lt).number)

    def __le__(self, other: Quantity | float) -> bool:
        return bool(self._joined(other, operator.le).number)

    def _joined(self, other: Quantity | float, join: Callable[[float, float], float]) -> Quantity:
        other = _measured(other)
        # Nought is nought of anything.
        if not self.is_like(other) and self.number and other.number:
            raise DimensionError(f"{self} and {other} are added or compared")
        known = self if self.number and (self.told or not other.number) else other
        return replace(known, number=join(self.number, other.number))

    def _times(self, other: Quantity, join: Callable[[float, float], float], sign: int) -> Quantity:
        powers, substances = (
            {name: power for name in {*ours, *theirs} if (power := ours.get(name, 0) + sign * theirs.get(name, 0))}
            for ours, theirs in ((self.powers, other.powers), (self.substances, other.substances))
        )
        return Quantity(join(self.number, other.number), powers, substances, self.told and other.told)


def _measured(number: Quantity | float) -> Quantity:
    return number if isinstance(number, Quantity) else Quantity(float(number))


def _written(powers: Mapping[str, int]) -> str:
    over = " ".join(name for name, power in powers.items() if power > 0)
    under = " ".join(name for name, power in powers.items() if power < 0)
    return f"{over} per {under}" if under else over


def quantity(number: float, unit: str, basis: str, ledger: Ledger, *, per: str = "", converts: str = "") -> Quantity:
    """Return a number of a table, in ``unit``, as a quantity; the ledger's bases name the substances.

    ``per`` is the unit of what the number is for each of, where its own unit doesn't say, and ``converts`` what a yield
    turns into what, such as ``oxide to metal``.
    """
    scale, powers = UNITS.get(unit, (1, {unit: 1}))  # the rule for quantities names a unit that isn't known
    scale = SQUARES.get(basis, scale)
    if per:
        powers = powers | {name: -power for name, power in UNITS[per][1].items()}
    if converts:
        source, product = converts.split(" to ")
        return Quantity(number * scale, powers, {product: 1, source: -1})
    substance = ledger.bases.at[basis, "substance"] if basis else ""
    power = powers.get("t", 0)
    # What a price or another rate is of, its basis doesn't tell.
    told = power == 0 or (power == 1 and len(powers) == 1 and bool(substance))
    return Quantity(number * scale, powers, {substance: 1} if told and power else {}, told)


def check_dimensions(definition: Definition, inputs: Callable[[str], Quantity], own: list[Quantity]) -> Iterator[str]:
    """Yield what speaks against a result's formulas, each with the quantity it prints; ``inputs`` finds facts' own."""
    named = definition.numbers(inputs)
    for formula, printed in zip(definition.formulas, own, strict=True):
        # Twelve months are a year, or a year's tonnes are those of twelve months.
        faults = [_fault(formula, named, printed, definition.converts, constant) for constant in (_counted, _converted)]
        if all(faults):
            yield faults[0]


def _fault(
    formula: Formula, named: Mapping[str, Any], printed: Quantity, converts: str, constant: Callable[[float], Quantity]
) -> str:
    try:
        found = _measured(formula.compute(named, constant))
    except DimensionError as error:
        return str(error)
    if not found.is_like(printed):
        return f"its inputs give {found}, it says {printed}"
    if converts and found.told and found.substances != printed.substances:
        return f"its inputs give {_written(found.substances)}, it says that it converts {converts}"
    if not math.isclose(found.number, printed.number, rel_tol=1e-9, abs_tol=1e-12):
        factor = printed.number / found.number if found.number else math.inf
        return f"its units are off by a factor of {factor:.6g}"
    return ""


def _counted(number: float) -> Quantity:
    return Quantity(1.0 if number in CONVERSIONS else float(number))


def _converted(number: float) -> Quantity:
    return Quantity(1.0) if number == MONTHS else _counted(number)
