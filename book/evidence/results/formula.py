"""The language of formulas: one text that is computed, printed, drawn and put to numbers.

A formula holds numbers, names, ``+ - * / **``, brackets, comparisons, which give 1 or 0 (``(price > limit) * price``), and
the functions of `FUNCTIONS`. A name stands for a number, or for a list of numbers, which only functions take.
"""

import ast
import math
import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Number = float | Sequence[float]


def rank(own: float, *others: float) -> float:
    """Return the place of the first number among all, 1 for the largest; equal numbers share the better place."""
    return 1 + sum(other > own for other in others)


def power(base: float, exponent: float) -> float:
    """Return a power; of a negative number only a whole one."""
    if isinstance(base, float) and isinstance(exponent, float):
        return math.pow(base, exponent)
    return base**exponent


def _of_all(function: Callable[[Sequence[float]], float]) -> Callable[..., float]:
    return lambda *numbers: function(numbers)


ARITHMETIC: dict[type[ast.AST], tuple[Callable[..., float], str, int]] = {
    # How it is computed, how it is printed, and how closely it binds.
    ast.Lt: (operator.lt, "<", 0),
    ast.LtE: (operator.le, "≤", 0),
    ast.Gt: (operator.gt, ">", 0),
    ast.GtE: (operator.ge, "≥", 0),
    ast.Add: (operator.add, "+", 1),
    ast.Sub: (operator.sub, "−", 1),
    ast.Mult: (operator.mul, "×", 2),
    ast.Div: (operator.truediv, "/", 2),
    ast.USub: (operator.neg, "−", 3),
    ast.Pow: (power, "^", 4),
}

# Functions, and how many arguments they take at least and at most; lists count as their numbers.
FUNCTIONS: dict[str, tuple[Callable[..., float], int, float]] = {
    "abs": (abs, 1, 1),
    "count": (_of_all(len), 1, math.inf),
    "exp": (math.exp, 1, 1),
    "log": (math.log, 1, 1),
    "max": (_of_all(max), 1, math.inf),
    "mean": (_of_all(lambda numbers: sum(numbers) / len(numbers)), 1, math.inf),
    "min": (_of_all(min), 1, math.inf),
    "pow": (power, 2, 2),
    "rank": (rank, 2, math.inf),
    "sqrt": (math.sqrt, 1, 1),
    "total": (_of_all(sum), 1, math.inf),
}
# How operations are named where a formula is a list.
WRITTEN: dict[type[ast.AST], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "pow",
}  # fmt: skip
# Functions that Vega has under the same name.
VEGA = frozenset({"abs", "exp", "log", "max", "min", "pow", "sqrt"})
# How functions are printed where their name isn't what a reader would say.
SAID = {"max": "largest of", "mean": "mean of", "min": "smallest of", "rank": "place of", "sqrt": "root of"}
# Units and identities: any other number is an assumption, with a key and a reason.
IDENTITIES = frozenset({0, 1, 2, 12, 100, 1000, 1_000_000, 1_000_000_000})


class FormulaError(ValueError):
    """A formula that isn't in the language."""


@dataclass(frozen=True)
class Formula:
    """A formula, checked when it is made: `FormulaError` if its text isn't in the language of this module."""

    text: str

    def __post_init__(self) -> None:
        try:
            nodes = list(ast.walk(self.tree))
        except SyntaxError as error:
            raise FormulaError(f"{self.text!r} can't be read: {error.msg}") from None
        for node in nodes:
            if fault := _fault(node):
                raise FormulaError(fault)

    @cached_property
    def tree(self) -> ast.expr:
        """The parsed text."""
        return ast.parse(self.text, mode="eval").body

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that stand for numbers."""
        return frozenset(node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)) - FUNCTIONS.keys()

    @cached_property
    def single(self) -> frozenset[str]:
        """The names that stand for one number somewhere: not only in a function that takes any number of them."""
        return frozenset(_single(self.tree))

    @cached_property
    def assumed(self) -> frozenset[float]:
        """Numbers in the text that are neither units nor identities."""
        written = {node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant)}
        return frozenset(written - IDENTITIES)

    def compute(self, numbers: Mapping[str, Number], constant: Callable[[float], float] = float) -> float:
        """Compute the formula; comparisons count as 1 or 0.

        Numbers and what ``constant`` makes of one in the text may be what else has arithmetic, such as quantities.
        Raises as Python's arithmetic does, as for a division by nought.
        """
        return _compute(self.tree, numbers, constant)

    def say(self, words: Mapping[str, str | Sequence[str]] | None = None) -> str:
        """Print ``100 × (consumption − output) / consumption``; ``words`` (a list's in turn) may stand for names."""
        return _say(self.tree, words or {}, 0)

    def to_list(self) -> Any:
        """Return the formula as JSON holds it: numbers, names, and lists of an operation or function with its arguments."""
        return _to_list(self.tree)

    def to_vega(self, columns: Collection[str] = ()) -> str:
        """Return a Vega expression of fields (columns) and signals; `FormulaError` if Vega lacks a function."""
        called = {node.func.id for node in ast.walk(self.tree) if isinstance(node, ast.Call)}
        if lacking := called - VEGA:
            raise FormulaError(f"a chart can't compute {', '.join(sorted(lacking))}")
        return ast.unparse(_Vega(columns).visit(ast.parse(self.text, mode="eval").body))


def _fault(node: ast.AST) -> str:
    """Say why a part of a formula isn't in the language; empty if it is."""
    match node:
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            return f"{node.value!r} is no number"
        case ast.Compare(ops=[_, _, *_]):
            return "a chain of comparisons means another thing in a chart"
        case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if name in FUNCTIONS:
            _, least, most = FUNCTIONS[name]
            fits = least <= len(given) <= most or (most == math.inf and given)
            return "" if fits else f"{name} takes {least} arguments here"
        case ast.Constant() | ast.Name() | ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.Load():
            return ""
    return "" if type(node) in ARITHMETIC else f"{type(node).__name__} is not in the language"


def _single(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name):
            yield name
        case ast.Call(func=ast.Name(id=name), args=given):
            for part in given:
                if not (isinstance(part, ast.Name) and FUNCTIONS[name][2] == math.inf):
                    yield from _single(part)
        case _:
            for part in ast.iter_child_nodes(node):
                yield from _single(part)


def _compute(node: ast.AST, numbers: Mapping[str, Number], constant: Callable[[float], float]) -> float:
    def part(node: ast.AST) -> float:
        return _compute(node, numbers, constant)

    match node:
        case ast.Constant(value=number):
            return constant(number)
        case ast.Name(id=name):
            return numbers[name]
        case ast.UnaryOp(op=sign, operand=operand):
            return ARITHMETIC[type(sign)][0](part(operand))
        case ast.BinOp(left=left, op=sign, right=right):
            return ARITHMETIC[type(sign)][0](part(left), part(right))
        case ast.Compare(left=left, ops=[sign], comparators=[right]):
            return constant(float(ARITHMETIC[type(sign)][0](part(left), part(right))))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            given = map(part, arguments)
            return FUNCTIONS[name][0](*(n for one in given for n in (one if isinstance(one, Sequence) else [one])))
    raise AssertionError(node)


def _say(node: ast.AST, words: Mapping[str, str | Sequence[str]], outer: int, joint: str = ", ") -> str:
    match node:
        case ast.Constant(value=number):
            return f"{number:,}"
        case ast.Name(id=name):
            said = words.get(name, name.replace("_", " "))
            return said if isinstance(said, str) else joint.join(said)
        case ast.UnaryOp(op=sign, operand=operand):
            _, printed, level = ARITHMETIC[type(sign)]
            return f"{printed}{_say(operand, words, level)}"
        case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
            _, printed, level = ARITHMETIC[type(sign)]
            # What follows a minus or a stroke needs brackets where it binds no closer; so does the base of a power.
            tight = isinstance(sign, ast.Sub | ast.Div)
            before, after = _say(left, words, level + isinstance(sign, ast.Pow)), _say(right, words, level + tight)
            text = f"{before} {printed} {after}"
            return f"({text})" if level < outer else text
        case ast.Call(func=ast.Name(id="total"), args=arguments):
            text = " + ".join(_say(argument, words, 1, " + ") for argument in arguments)
            return f"({text})" if outer > 1 else text
        case ast.Call(func=ast.Name(id=name), args=arguments):
            given = ", ".join(_say(argument, words, 0) for argument in arguments)
            return f"{SAID[name]} ({given})" if name in SAID else f"{name}({given})"
    raise AssertionError(node)


def _to_list(node: ast.AST) -> Any:
    match node:
        case ast.Constant(value=number):
            return number
        case ast.Name(id=name):
            return name
        case ast.UnaryOp(operand=operand):
            return ["neg", _to_list(operand)]
        case ast.BinOp(left=left, op=sign, right=right) | ast.Compare(left=left, ops=[sign], comparators=[right]):
            return [WRITTEN[type(sign)], _to_list(left), _to_list(right)]
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return [name, *map(_to_list, arguments)]
    raise AssertionError(node)


class _Vega(ast.NodeTransformer):
    """Turn columns into fields of the datum, and what Vega lacks into what it has."""

    def __init__(self, columns: Collection[str]) -> None:
        self.columns = columns

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a column's name."""
        return ast.Attribute(ast.Name("datum"), node.id) if node.id in self.columns else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """Write powers as calls."""
        self.generic_visit(node)
        return ast.Call(ast.Name("pow"), [node.left, node.right], []) if isinstance(node.op, ast.Pow) else node
