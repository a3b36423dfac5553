"""Straight-line Python functions as C++ text, for one number or for vectors of them.

It reads the syntax tree of the text that cadCAD runs and of `model.elementary`. Types are few:
numbers (``V``), words of 64 bits (``U``) and what comparisons give.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "&",
    ast.Or: "|",
}
_TYPES = {"Numbers": "V", "Words": "U", "int": "uint64_t"}
_FOLDED: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


class PrintingError(ValueError):
    """Python text for which there is no C++ here."""


@dataclass(frozen=True)
class Text:
    """An expression in C++, or a Python number not printed yet; of words or of numbers."""

    text: str = ""
    value: float | None = None
    words: bool = False

    def c(self, words: bool = False) -> str:
        """The text; a number becomes a literal of words or of numbers."""
        if self.value is None:
            return self.text
        if words:
            return f"{int(self.value) & (2**64 - 1):#x}ULL"
        if math.isnan(self.value):
            return "NAN"
        if math.isinf(self.value):
            return "INFINITY" if self.value > 0 else "(-INFINITY)"
        return f"({float(self.value)!r})"


class Printer:
    """Prints expressions and functions of a text; ``constants`` are its module's numbers."""

    def __init__(self, text: str, constants: Mapping[str, float]) -> None:
        nodes = ast.parse(text).body
        self.functions = {n.name: n for n in nodes if isinstance(n, ast.FunctionDef)}
        self.constants = constants

    # Expressions

    def expression(self, node: ast.expr, words: Mapping[str, bool]) -> Text:
        """A node in C++; ``words`` says of each variable whether it holds words."""
        match node:
            case ast.Constant(value=int() | float() as value):
                return Text(value=value)
            case ast.Name(id=name) if name in words:
                return Text(f"v_{name}", words=words[name])
            case ast.Name(id=name):
                return Text(value=self.constants[name])
            case ast.Attribute(value=ast.Name(id="math"), attr=name):
                return Text(value=getattr(math, name))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                inner = self.expression(operand, words)
                return Text(f"(-{inner.text})") if inner.value is None else Text(value=-inner.value)
            case (
                ast.BinOp(left=left, op=operator, right=right)
                | ast.Compare(left=left, ops=[operator], comparators=[right])
            ):
                pair = (self.expression(side, words) for side in (left, right))
                return self._operation(operator, *pair)
            case ast.BoolOp(op=operator, values=parts):
                texts = [self.expression(part, words).c() for part in parts]
                return Text(f"({f' {_SIGNS[type(operator)]} '.join(texts)})")
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                three = [self.expression(part, words) for part in (test, then, otherwise)]
                return self._call("where", three)
            case ast.Call(func=function, args=arguments):
                given = [self.expression(argument, words) for argument in arguments]
                return self._call(ast.unparse(function).split(".")[-1], given)
        raise PrintingError(f"no C++ for {ast.unparse(node)!r}")

    def _operation(self, operator: ast.operator | ast.cmpop, left: Text, right: Text) -> Text:
        if left.value is not None and right.value is not None:
            return Text(value=_FOLDED[type(operator)](left.value, right.value))
        words = left.words or right.words
        if isinstance(operator, ast.Div):
            return Text(f"quotient({left.c()}, {right.c()})")
        return Text(f"({left.c(words)} {_SIGNS[type(operator)]} {right.c(words)})", words=words)

    def _call(self, name: str, values: list[Text]) -> Text:
        if name == "where":
            test, *rest = values
            return Text(f"where({test.c()}, {', '.join(f'all({v.c()})' for v in rest)})")
        if name in ("bits", "number"):
            return Text(f"{name}({values[0].c()})", words=name == "bits")
        if name == "sqrt" and values[0].value is not None:
            return Text(value=math.sqrt(values[0].value))
        function = {"min": "least", "max": "most", "sqrt": "root"}.get(name, f"f_{name}")
        return Text(f"{function}({', '.join(self._given(value) for value in values)})")

    def _given(self, value: Text) -> str:
        return value.text if value.words else f"all({value.c()})"

    # Statements

    def body(self, statements: list[ast.stmt], words: dict[str, bool]) -> Iterator[str]:
        """Statements in C++; a new variable gets the type of its value."""
        for statement in statements:
            match statement:
                case ast.Assign(targets=[target], value=value):
                    yield from self._assign(target, value, words)
                case ast.For(iter=ast.Call(args=[ast.Constant(value=int() as times)])):
                    yield f"for (int turn = 0; turn < {times}; turn++) {{"
                    yield from self.body(statement.body, dict(words))
                    yield "}"
                case ast.Return(value=ast.Tuple(elts=values)):
                    texts = [self.expression(value, words).c() for value in values]
                    yield " ".join(f"o_{place} = {text};" for place, text in enumerate(texts))
                case ast.Return(value=ast.expr() as value):
                    yield f"return {self.expression(value, words).c()};"
                case ast.Expr(value=ast.Constant()):
                    pass  # a docstring
                case _:
                    raise PrintingError(f"no C++ for {ast.unparse(statement)!r}")

    def _assign(self, target: ast.expr, value: ast.expr, words: dict[str, bool]) -> Iterator[str]:
        if isinstance(target, ast.Name):
            yield self.set(target.id, self.expression(value, words), words)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
            yield from self._several([ast.unparse(n) for n in target.elts], value, words)
        elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            # All are computed before the first is set.
            texts = [self.expression(part, words) for part in value.elts]
            held = [f"t_{value.lineno}_{place}" for place in range(len(texts))]
            for name, text in zip(held, texts, strict=True):
                yield f"auto {name} = {text.c()};"
            for part, name, text in zip(target.elts, held, texts, strict=True):
                yield self.set(ast.unparse(part), Text(name, None, text.words), words)
        else:
            raise PrintingError(f"no C++ to set {ast.unparse(target)!r}")

    def set(self, name: str, text: Text, words: dict[str, bool]) -> str:
        """A statement that gives a variable a value."""
        new = "" if name in words else "auto "
        words[name] = text.words
        value = text.text if text.value is None else self._given(text)
        return f"{new}v_{name} = {value};"

    def _several(self, names: list[str], call: ast.Call, words: dict[str, bool]) -> Iterator[str]:
        function = self.functions[ast.unparse(call.func)]
        kinds = [ast.unparse(a.annotation) for a in function.args.args if a.annotation]
        given = [self.expression(argument, words) for argument in call.args]
        texts = [v.c(words=kind != "Numbers") for v, kind in zip(given, kinds, strict=True)]
        results = ast.unparse(function.returns or ast.Constant(None))
        for name in names:
            if name not in words:
                words[name] = "Words" in results
                yield f"{'U' if words[name] else 'V'} v_{name};"
        outputs = [f"v_{name}" for name in names]
        yield f"f_{function.name}({', '.join(texts + outputs)});"

    def function(self, name: str, how: str) -> str:
        """A function in C++; one that gives several values writes them to its last arguments."""
        node = self.functions[name]
        arguments, words = [], {}
        for argument in node.args.args:
            kind = ast.unparse(argument.annotation) if argument.annotation else "Numbers"
            arguments.append(f"{_TYPES[kind]} v_{argument.arg}")
            words[argument.arg] = kind != "Numbers"
        results = ast.unparse(node.returns or ast.Constant(None))
        if results.startswith("tuple"):
            kind = "U" if "Words" in results else "V"
            count = results.count(",") + 1
            arguments += [f"{kind} &o_{place}" for place in range(count)]
            head = f"IN void f_{name}({', '.join(arguments)})"
        else:
            head = f"{how} {_TYPES[results]} f_{name}({', '.join(arguments)})"
        lines = "\n".join(f"  {line}" for line in self.body(node.body, words))
        return f"{head} {{\n{lines}\n}}\n"

    def inlined(self, name: str) -> list[str]:
        """A function that only calls others by the names of their own arguments, as one list.

        Its arguments must exist as variables; what it returns stays in variables of that name.
        """
        node = self.functions[name]
        words = {argument.arg: False for argument in node.args.args}
        lines: list[str] = []
        for statement in node.body:
            match statement:
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Call(func=f, args=args)):
                    lines += self._block(ast.unparse(f), names, args, words)
                case ast.Return():
                    break
                case _:
                    lines += self.body([statement], words)
        return lines

    def _block(
        self, name: str, names: list[ast.expr], args: list[ast.expr], words: dict[str, bool]
    ) -> Iterator[str]:
        block = self.functions[name]
        *body, last = block.body
        same = [a.arg for a in block.args.args] == [ast.unparse(a) for a in args]
        returned = last.value.elts if isinstance(last, ast.Return) else []  # type: ignore[union-attr]
        if not same or list(map(ast.unparse, returned)) != list(map(ast.unparse, names)):
            raise PrintingError(f"{name} is not called by the names of its own arguments")
        yield from self.body(body, words)
