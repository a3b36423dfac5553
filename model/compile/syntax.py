"""Syntax trees of printed text, one thread at a time.

CPython 3.11 counts the depth of a tree that it turns into objects for all threads together, and
fails where two are at it at once.
"""

from __future__ import annotations

import ast
from threading import Lock
from types import CodeType

_ALONE = Lock()


def parsed(text: str) -> ast.Module:
    """The tree of a printed text."""
    with _ALONE:
        return ast.parse(text)


def compiled(tree: ast.Module, filename: str) -> CodeType:
    """The code of a tree, whose lines are those of the file of that name."""
    with _ALONE:
        code: CodeType = compile(tree, filename, "exec")
        return code
