"""Division and root as every processor has them, in the text that Python itself runs.

Python refuses to divide by zero and to take the root of a negative number; arrays and compiled code
answer with an infinity or with no number, as IEEE 754 says. A quantity that nobody needs on a day
may be such a one. So that no engine stops where another goes on, Python runs the printed text with
these two operations in place of its own.
"""

from __future__ import annotations

import ast
import math

from model.compile.syntax import parsed


def ratio(above: float, below: float) -> float:
    """``above / below``, also where ``below`` is zero."""
    try:
        return above / below
    except ZeroDivisionError:
        if above == 0 or above != above:
            return math.nan
        return math.copysign(math.inf, above) * math.copysign(1.0, below)


def root(x: float) -> float:
    """The square root, no number below zero."""
    return math.sqrt(x) if x >= 0 else math.nan


class _Operations(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div) or isinstance(node.right, ast.Constant):
            return node
        call = ast.Call(ast.Name("_ratio", ast.Load()), [node.left, node.right], [])
        return ast.copy_location(call, node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if ast.unparse(node) != "math.sqrt":
            return node
        return ast.copy_location(ast.Name("_root", ast.Load()), node)


def as_processors_do(text: str) -> ast.Module:
    """Printed text with `ratio` and `root` for Python's division and root, to be compiled."""
    tree: ast.Module = _Operations().visit(parsed(text))
    return ast.fix_missing_locations(tree)
