"""Printed Python as machine code: the very text that cadCAD runs, read as instructions of LLVM.

`Translator` walks the syntax tree of straight-line Python functions and writes one instruction
for every operation, in the order in which Python would do it, on one number or on ``width``
numbers side by side. Nothing is rearranged and no multiplication is fused with an addition, so
every lane has the bits that Python computes. exp, log, sin and power are translated from the text
of `model.elementary`, which Python runs too.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from llvmlite import ir

from model import elementary
from model.compile.syntax import parsed

Value = Any  # an ir.Value, a Python number not yet given a type, or a tuple of them
NUMBER, WORD, BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(1)

#: Functions that are written once and called, not written in place.
SHARED = ("exp", "log", "sin", "power")

_ARITHMETIC = {
    ast.Add: ("fadd", "add"),
    ast.Sub: ("fsub", "sub"),
    ast.Mult: ("fmul", "mul"),
    ast.Div: ("fdiv", ""),
    ast.LShift: ("", "shl"),
    ast.RShift: ("", "lshr"),
    ast.BitAnd: ("", "and_"),
    ast.BitOr: ("", "or_"),
    ast.BitXor: ("", "xor"),
}
_FOLDED: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.RShift: lambda a, b: a >> b,
    ast.BitAnd: lambda a, b: a & b,
}
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_COMPARISONS = dict(
    zip((ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq), _COMPARED, strict=True)
)


class TranslationError(ValueError):
    """Printed text that uses something the machine has no instruction for."""


def functions(text: str) -> dict[str, ast.FunctionDef]:
    """The functions of a module's text by name."""
    return {n.name: n for n in parsed(text).body if isinstance(n, ast.FunctionDef)}


class Translator:
    """Writes functions of a text into an LLVM module, ``width`` numbers side by side."""

    def __init__(
        self,
        module: ir.Module,
        width: int,
        texts: Mapping[str, ast.FunctionDef],
        constants: Mapping[str, Any],
    ) -> None:
        self.module, self.width = module, width
        self.texts, self.constants = texts, constants
        self.builder = ir.IRBuilder()

    def of(self, scalar: ir.Type) -> ir.Type:
        """The type of ``width`` numbers, words or bits."""
        return scalar if self.width == 1 else ir.VectorType(scalar, self.width)

    def constant(self, value: float, scalar: ir.Type) -> ir.Constant:
        """A constant in every lane."""
        if scalar == WORD:
            value = int(value) & (2**64 - 1)
        elif scalar == NUMBER:
            value = float(value)
        one = ir.Constant(scalar, value)
        return one if self.width == 1 else ir.Constant(self.of(scalar), [one] * self.width)

    def typed(self, value: Value, scalar: ir.Type) -> ir.Value:
        """A value in a register; Python numbers become constants, what holds or not a bit."""
        if not isinstance(value, (int, float)):
            return value
        return self.constant(value, BIT if isinstance(value, bool) else scalar)

    def _pair(self, a: Value, b: Value) -> tuple[ir.Value, ir.Value, bool]:
        """Two operands of one type, and whether they are words."""
        known = a if not isinstance(a, (int, float)) else b
        words = known.type == self.of(WORD)
        scalar = WORD if words else BIT if known.type == self.of(BIT) else NUMBER
        return self.typed(a, scalar), self.typed(b, scalar), words

    def call(self, name: str, arguments: Sequence[Value]) -> Value:
        """The results of a function of the texts, its instructions written in place."""
        function = self.texts[name]
        names = [argument.arg for argument in function.args.args]
        return self._body(function.body, dict(zip(names, arguments, strict=True)))

    def _body(self, body: Sequence[ast.stmt], known: dict[str, Value]) -> Value:
        for statement in body:
            match statement:
                case ast.Return(value=ast.expr() as value):
                    return self.expression(value, known)
                case ast.Assign(targets=[target], value=value):
                    self._assign(target, self.expression(value, known), known)
                case ast.For(iter=ast.Call(args=[ast.Constant(value=int(times))])):
                    for _ in range(times):
                        self._body(statement.body, known)
                case ast.Expr(value=ast.Constant()):
                    pass  # a docstring
                case _:
                    raise TranslationError(f"no instructions for {ast.unparse(statement)!r}")
        return None

    def _assign(self, target: ast.expr, value: Value, known: dict[str, Value]) -> None:
        if isinstance(target, ast.Name):
            known[target.id] = value
        elif isinstance(target, ast.Tuple):
            for part, one in zip(target.elts, value, strict=True):
                self._assign(part, one, known)
        else:
            raise TranslationError(f"no instructions to set {ast.unparse(target)!r}")

    def expression(self, node: ast.expr, known: Mapping[str, Value]) -> Value:
        """The value of an expression; its instructions are written on the way."""
        rule = getattr(self, f"_{type(node).__name__}", None)
        if rule is None:
            raise TranslationError(f"no instructions for {ast.unparse(node)!r}")
        return rule(node, known)

    def _Constant(self, node: ast.Constant, known: Mapping[str, Value]) -> Value:
        return node.value

    def _Name(self, node: ast.Name, known: Mapping[str, Value]) -> Value:
        return known[node.id] if node.id in known else self.constants[node.id]

    def _Attribute(self, node: ast.Attribute, known: Mapping[str, Value]) -> Value:
        return getattr(math, node.attr)  # pi and e

    def _Tuple(self, node: ast.Tuple, known: Mapping[str, Value]) -> Value:
        return tuple(self.expression(part, known) for part in node.elts)

    def _UnaryOp(self, node: ast.UnaryOp, known: Mapping[str, Value]) -> Value:
        value = self.expression(node.operand, known)
        if isinstance(node.op, ast.Not):
            return not value if isinstance(value, bool) else self.builder.not_(value)
        return -value if isinstance(value, (int, float)) else self.builder.fneg(value)

    def _BinOp(self, node: ast.BinOp, known: Mapping[str, Value]) -> Value:
        left, right = self.expression(node.left, known), self.expression(node.right, known)
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            return _FOLDED[type(node.op)](left, right)
        left, right, words = self._pair(left, right)
        return getattr(self.builder, _ARITHMETIC[type(node.op)][words])(left, right)

    def _IfExp(self, node: ast.IfExp, known: Mapping[str, Value]) -> Value:
        if self.width == 1 and _is_dear(node):
            return self._branch(node, known)
        return self._where(
            *(self.expression(part, known) for part in (node.test, node.body, node.orelse))
        )

    def _branch(self, node: ast.IfExp, known: Mapping[str, Value]) -> Value:
        """One number or the other; only that one is worked out, since its terms are dear."""
        builder, values = self.builder, []
        holds = self.expression(node.test, known)
        if isinstance(holds, bool):
            return self.expression(node.body if holds else node.orelse, known)
        places = [builder.append_basic_block() for _ in ("then", "else", "after")]
        *sides, after = places
        builder.cbranch(holds, *sides)
        for place, part in zip(sides, (node.body, node.orelse), strict=True):
            builder.position_at_end(place)
            value = self.typed(self.expression(part, known), NUMBER)
            values.append((value, builder.block))
            builder.branch(after)
        builder.position_at_end(after)
        met = builder.phi(values[0][0].type)
        for value, place in values:
            met.add_incoming(value, place)
        return met

    def _Compare(self, node: ast.Compare, known: Mapping[str, Value]) -> Value:
        left, right = self.expression(node.left, known), self.expression(node.comparators[0], known)
        return self._compare(_COMPARISONS[type(node.ops[0])], left, right)

    def _BoolOp(self, node: ast.BoolOp, known: Mapping[str, Value]) -> Value:
        both = isinstance(node.op, ast.And)
        join = self.builder.and_ if both else self.builder.or_
        values = [self.expression(part, known) for part in node.values]
        if any(value is (not both) for value in values):
            return not both
        open_ = [value for value in values if not isinstance(value, bool)]
        return reduce(join, open_) if open_ else both

    def _Call(self, node: ast.Call, known: Mapping[str, Value]) -> Value:
        values = [self.expression(argument, known) for argument in node.args]
        return self._apply(ast.unparse(node.func), values)

    def _compare(self, sign: str, a: Value, b: Value) -> Value:
        """One bit a lane, or a bool of two constants; of a NaN only != holds, as in Python."""
        if isinstance(a, (int, float)) and isinstance(b, (int, float)):
            return _COMPARED[sign](a, b)
        left, right, _ = self._pair(a, b)
        compare = self.builder.fcmp_unordered if sign == "!=" else self.builder.fcmp_ordered
        return compare(sign, left, right)

    def _where(self, condition: Value, then: Value, otherwise: Value) -> Value:
        """Lane by lane, one value or the other; both are computed."""
        if isinstance(condition, bool):
            return then if condition else otherwise
        if isinstance(then, (int, float)) and isinstance(otherwise, (int, float)):
            then = self.typed(then, NUMBER)
        left, right, _ = self._pair(then, otherwise)
        return self.builder.select(condition, left, right)

    def _apply(self, name: str, values: list[Value]) -> Value:
        """A call by its name in the text."""
        if name in ("min", "max"):
            # Python keeps the first unless the second is truly less, or more.
            first, second = values
            sign = "<" if name == "min" else ">"
            return self._where(self._compare(sign, second, first), second, first)
        if name in ("math.sqrt", "sqrt"):
            return self._square_root(self.typed(values[0], NUMBER))
        if name == "where":
            return self._where(*values)
        if name in ("bits", "number"):
            return self.builder.bitcast(values[0], self.of(WORD if name == "bits" else NUMBER))
        if name in SHARED:
            return self._shared(name, [self.typed(value, NUMBER) for value in values])
        return self.call(name, values)

    def _square_root(self, value: ir.Value) -> ir.Value:
        lanes = f"v{self.width}" if self.width > 1 else ""
        shape = ir.FunctionType(value.type, [value.type])
        return self.builder.call(self._declared(f"llvm.sqrt.{lanes}f64", shape), [value])

    def _shared(self, name: str, values: list[ir.Value]) -> ir.Value:
        """A call of exp, log, sin or power, which the first call defines."""
        lanes = self.of(NUMBER)
        shape = ir.FunctionType(lanes, [lanes] * len(values))
        function = self._declared(f"{name}_{self.width}", shape)
        if not function.blocks:
            function.linkage = "internal"
            inner = elementary_translator(self.module, self.width)
            inner.builder = ir.IRBuilder(function.append_basic_block())
            inner.builder.ret(inner.call(name, list(function.args)))
        return self.builder.call(function, values)

    def _declared(self, name: str, shape: ir.FunctionType) -> ir.Function:
        """A function that depends on its arguments alone, so a call may be taken out of a loop."""
        known = self.module.globals.get(name)
        if known is None:
            known = ir.Function(self.module, shape, name)
            for attribute in ("nounwind", "readnone"):
                known.attributes.add(attribute)
        return known


def _is_dear(node: ast.IfExp) -> bool:
    """Whether a case asks for a power, an exponential or the like."""
    calls = (
        each
        for part in (node.body, node.orelse)
        for each in ast.walk(part)
        if isinstance(each, ast.Call)
    )
    return any(ast.unparse(call.func) in SHARED for call in calls)


def elementary_translator(module: ir.Module, width: int) -> Translator:
    """A translator for the text of `model.elementary`."""
    text = inspect.getsource(elementary)
    constants = {n: v for n, v in vars(elementary).items() if isinstance(v, (int, float))}
    return Translator(module, width, functions(text), constants)
