"""Modules of the theory with one thing changed at its source, where statement and proof read it."""

from __future__ import annotations

import ast
import copy
import random
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from model.theory.claim import Claim

FOLDER = Path(__file__).resolve().parents[2] / "model" / "theory"
SWAPS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
NAMES = {"Max": "Min", "Min": "Max", "Ge": "Le", "Le": "Ge", "Gt": "Lt", "Lt": "Gt",
         "ceiling": "floor", "floor": "ceiling"}  # fmt: skip


def sites(tree: ast.Module) -> list[tuple[ast.Assign, ast.AST]]:
    """Places in formulas that stand at the head of a module, and what may be changed there."""
    found = []
    for assign in tree.body:
        if not (isinstance(assign, ast.Assign) and isinstance(assign.targets[0], ast.Name)):
            continue
        if not assign.targets[0].id.isupper():
            continue
        for node in ast.walk(assign.value):
            number = isinstance(node, ast.Constant) and type(node.value) is int
            swap = isinstance(node, ast.BinOp) and type(node.op) in SWAPS
            minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
            called = isinstance(node, ast.Attribute) and node.attr in NAMES
            if number or swap or minus or called:
                found.append((assign, node))
    return found


def change(node: ast.AST) -> str:
    """Change a node in place, and say what was done."""
    if isinstance(node, ast.Constant):
        node.value += 1
        return f"{node.value - 1} became {node.value}"
    if isinstance(node, ast.BinOp):
        old, node.op = type(node.op), SWAPS[type(node.op)]()
        return f"{old.__name__} became {type(node.op).__name__}"
    if isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        return "a minus is gone"
    assert isinstance(node, ast.Attribute)
    old_name, node.attr = node.attr, NAMES[node.attr]
    return f"{old_name} became {node.attr}"


def mutants(topic: str, count: int, seed: int) -> Iterator[tuple[str, list[Claim]]]:
    """What was changed, and the claims whose statements are others for it."""
    name = f"model.theory.{topic}"
    sound = {claim.id: claim.statement for claim in import_module(name).claims()}
    text = (FOLDER / f"{topic.replace('.', '/')}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    places = list(range(len(sites(tree))))
    random.Random(seed).shuffle(places)
    made = 0
    for place in places:
        if made == count:
            return
        other = copy.deepcopy(tree)
        assign, node = sites(other)[place]
        what = f"{topic}: {assign.targets[0].id}: {change(node)} in line {node.lineno}"
        claims = _claims(other, name)
        wrong = [claim for claim in claims if claim.statement != sound.get(claim.id)]
        if wrong:
            made += 1
            yield what, wrong


def _claims(tree: ast.Module, name: str) -> list[Claim]:
    """The claims of a changed module; none if it does not even load."""
    module = ModuleType(f"{name}_changed")
    sys.modules[module.__name__] = module
    try:
        exec(compile(ast.fix_missing_locations(tree), name, "exec"), module.__dict__)  # noqa: S102
        return list(module.claims())
    except Exception:
        return []
    finally:
        del sys.modules[module.__name__]
