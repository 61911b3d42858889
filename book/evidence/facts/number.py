"""Arithmetic for what stands for one number."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from evidence.errors import EvidenceError


def _forward(operation: Callable[[Any, Any], Any]) -> Callable[[Number, Any], Any]:
    return lambda number, other: operation(number.point, _plain(other))


def _reflected(operation: Callable[[Any, Any], Any]) -> Callable[[Number, Any], Any]:
    return lambda number, other: operation(_plain(other), number.point)


def _alone(operation: Callable[[Any], Any]) -> Callable[[Number], Any]:
    return lambda number: operation(number.point)


def _plain(other: Any) -> Any:
    return other.point if isinstance(other, Number) else other


class Number:
    """What computes as its ``point``, to plain numbers; it is equal by its text where that property raises."""

    point: float
    # Arrays leave operations to the methods here.
    __array_ufunc__ = None

    __add__, __radd__ = _forward(operator.add), _reflected(operator.add)
    __sub__, __rsub__ = _forward(operator.sub), _reflected(operator.sub)
    __mul__, __rmul__ = _forward(operator.mul), _reflected(operator.mul)
    __truediv__, __rtruediv__ = _forward(operator.truediv), _reflected(operator.truediv)
    __floordiv__, __rfloordiv__ = _forward(operator.floordiv), _reflected(operator.floordiv)
    __mod__, __rmod__ = _forward(operator.mod), _reflected(operator.mod)
    __pow__, __rpow__ = _forward(operator.pow), _reflected(operator.pow)
    __neg__, __pos__, __abs__ = _alone(operator.neg), _alone(operator.pos), _alone(abs)
    __int__, __float__ = _alone(int), _alone(float)
    __lt__, __le__ = _forward(operator.lt), _forward(operator.le)
    __gt__, __ge__ = _forward(operator.gt), _forward(operator.ge)

    def __eq__(self, other: object) -> Any:
        return self._compared() == (other._compared() if isinstance(other, Number) else other)

    def __hash__(self) -> int:
        return hash(self._compared())

    def _compared(self) -> float | str:
        try:
            return self.point
        except EvidenceError:
            return str(self)

    def __round__(self, digits: int | None = None) -> float:
        return round(self.point, digits)

    def __format__(self, spec: str) -> str:
        return format(self.point, spec) if spec else str(self)
