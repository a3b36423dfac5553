"""What of the model is behind a cell of a notebook: names followed back through the cells."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

#: They put a number or a sentence into the text, or write a file: no result of their own.
_SAID = {"glue", "print", "revise", "say", "to_csv"}
#: Methods that change what they belong to.
_GROWS = {"add", "append", "extend", "insert", "update"}


class Shown(NamedTuple):
    """A figure or a table of a page: its name (the cell's, for a table), cell, and what it uses."""

    name: str
    figure: bool
    cell: str
    uses: frozenset[str]


class Trace:
    """What each name of a notebook rests on, statement by statement, as dotted names."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.imported: dict[str, str] = {}
        self.rests: dict[str, frozenset[str]] = {}
        self.silent: set[str] = set()

    def follow(self, statement: ast.stmt) -> frozenset[str]:
        """What a statement uses; the names it sets rest on that from here on."""
        if isinstance(statement, ast.FunctionDef):
            returns = (n for n in ast.walk(statement) if isinstance(n, ast.Return))
            if not any(each.value is not None for each in returns):
                self.silent.add(statement.name)
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom):
                for each in node.names:
                    self.imported[each.asname or each.name] = f"{node.module}.{each.name}"
            elif isinstance(node, ast.Import):
                for each in node.names:
                    self.imported[each.asname or each.name.split(".")[0]] = each.name
        used = self.used(statement)
        for name in _changed(statement):
            self.imported.pop(name, None)
            kept = self.rests.get(name, frozenset()) if not _sets(statement, name) else frozenset()
            self.rests[name] = used | kept
        return used

    def used(self, tree: ast.AST) -> frozenset[str]:
        """The dotted names that are read, those behind the notebook's own names among them."""
        found: set[str] = set()
        for node in ast.walk(tree):
            chain = _chain(node)
            if chain and chain[0] in self.imported:
                found.add(".".join((self.imported[chain[0]], *chain[1:])))
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                found |= self.rests.get(node.id, frozenset())
        # An attribute's inner parts are met as well: only the longest of a chain says something.
        return frozenset(n for n in found if not any(o.startswith(f"{n}.") for o in found))

    def is_shown(self, statement: ast.stmt) -> bool:
        """Whether a cell's last statement leaves a result on the page."""
        if not isinstance(statement, ast.Expr) or not isinstance(
            statement.value, (ast.Call, ast.Name, ast.Subscript, ast.DictComp, ast.BinOp)
        ):
            return False
        call = statement.value
        if not isinstance(call, ast.Call):
            return True
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
        return name not in _SAID | self.silent


def _chain(node: ast.AST) -> tuple[str, ...]:
    """The names of ``a.b.c``, or nothing where it starts with something else than a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return (node.id, *reversed(parts)) if isinstance(node, ast.Name) else ()


def _changed(statement: ast.stmt) -> set[str]:
    """The names that a statement sets or changes: ``x = …``, ``x[k] = …``, ``x.append(…)``."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    found = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, ast.Store):
            base: ast.AST = node
            while isinstance(base, (ast.Subscript, ast.Attribute)):
                base = base.value
            if isinstance(base, ast.Name):
                found.add(base.id)
        elif isinstance(node, ast.Call) and len(chain := _chain(node.func)) == 2:
            found |= {chain[0]} if chain[1] in _GROWS else set()
    return found


def _sets(statement: ast.stmt, name: str) -> bool:
    """Whether the name is replaced as a whole, so that what it was no longer counts."""
    return isinstance(statement, ast.Assign) and any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for target in statement.targets
        for node in ast.walk(target)
    )


def shown(notebook: Path) -> Iterator[Shown]:
    """The figures and tables of a notebook in their order, each with what it rests on."""
    trace = Trace()
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield from _of_cell(trace, cell)


def _of_cell(trace: Trace, cell: dict[str, Any]) -> Iterator[Shown]:
    statements = ast.parse("".join(cell["source"])).body
    figure = cell["metadata"].get("mystnb", {}).get("figure", {}).get("name")
    for number, statement in enumerate(statements, start=1):
        uses = trace.follow(statement)
        if figure and "model.figures.show" in uses:
            yield Shown(figure, True, cell["id"], uses)
        elif not figure and number == len(statements) and trace.is_shown(statement):
            yield Shown(cell["id"], False, cell["id"], uses)
