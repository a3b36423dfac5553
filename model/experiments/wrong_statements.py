"""Statements made wrong at their source, where claim and proof both read them: who refuses them?

One constant, sign, exponent or direction is changed in a formula that stands at the head of a
module of the theory. The proof should refuse what follows, and numbers what a proof lets pass.
"""

from __future__ import annotations

import ast
import copy
import random
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from model import theory
from model.logic.claim import CheckError, Claim
from model.logic.step import ProofError
from model.theory.registry import TOPICS, claims

FOLDER = Path(str(theory.__file__)).parent
#: What the book prints; `python -m benchmarks.wrong_statements` writes it.
STORED = Path(__file__).with_name("wrong_statements.yaml")
SEED, EACH = 11, 12
#: Seconds after which a proof of a wrong statement counts as one that does not prove it: those of
#: the true ones take two at most.
PATIENCE = 20
#: Changes that only move accounts from one side of a true equation to the other.
STILL_TRUE = ("invariants.accounting: WORLD:", "invariants.accounting: INSIDE:")
_FAILURES = (ArithmeticError, ValueError, TypeError, KeyError, StopIteration)
SWAPS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
NAMES = {
    "Max": "Min",
    "Min": "Max",
    "Ge": "Le",
    "Le": "Ge",
    "Gt": "Lt",
    "Lt": "Gt",
    "ceiling": "floor",
    "floor": "ceiling",
}


def _sites(tree: ast.Module) -> list[tuple[ast.Assign, ast.AST]]:
    """Places in formulas that stand at the head of a module, and what may be changed there."""
    found = []
    for assign in tree.body:
        if not isinstance(assign, ast.Assign) or not ast.unparse(assign.targets[0]).isupper():
            continue
        for node in ast.walk(assign.value):
            number = isinstance(node, ast.Constant) and type(node.value) is int
            swap = isinstance(node, ast.BinOp) and type(node.op) in SWAPS
            minus = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
            called = isinstance(node, ast.Attribute) and node.attr in NAMES
            if number or swap or minus or called:
                found.append((assign, node))
    return found


def _change(node: ast.AST) -> str:
    """Change a node in place, and say what was done."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        node.value += 1
        return f"{node.value - 1} became {node.value}"
    if isinstance(node, ast.BinOp):
        old, node.op = type(node.op), SWAPS[type(node.op)]()
        return f"{old.__name__} became {type(node.op).__name__}"
    if isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd()
        return "a minus is gone"
    if not isinstance(node, ast.Attribute):
        raise TypeError(f"nothing to change in {ast.dump(node)}")
    old_name, node.attr = node.attr, NAMES[node.attr]
    return f"{old_name} became {node.attr}"


def mutants(topic: str, count: int, seed: int) -> Iterator[tuple[str, list[Claim]]]:
    """What was changed, and the claims whose statements are others for it."""
    name = f"model.theory.{topic}"
    sound = {claim.id: claim.statement for claim in import_module(name).claims()}
    text = (FOLDER / f"{topic.replace('.', '/')}.py").read_text(encoding="utf-8")
    tree = ast.parse(text)
    places = list(range(len(_sites(tree))))
    random.Random(seed).shuffle(places)
    made = 0
    for place in places:
        if made == count:
            return
        other = copy.deepcopy(tree)
        assign, node = _sites(other)[place]
        name_of = ast.unparse(assign.targets[0])
        what = f"{topic}: {name_of}: {_change(node)} in line {assign.lineno}"
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


class OutOfTime(BaseException):
    """A proof that has not come to an end; nobody on the way takes it for an error of its own."""


@contextmanager
def limited(seconds: int = PATIENCE) -> Iterator[None]:
    """Stop what takes longer with `OutOfTime`; without alarms, or in a thread, wait for it."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() != threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise OutOfTime(f"no proof within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def refused_by_proof(claim: Claim) -> bool:
    """Whether the proof of a wrong statement fails, or finds no end, as it should."""
    try:
        with limited():
            claim.prove()
    except (OutOfTime, ProofError, *_FAILURES):
        return True
    return False


def refused_by_numbers(claim: Claim) -> bool:
    """Whether numbers contradict it."""
    try:
        claim.check()
    except (CheckError, *_FAILURES):
        return True
    return False


@dataclass(frozen=True)
class Tried:
    """A wrong statement: what was changed, in which claim, and who refused it, if anybody."""

    what: str
    claim: str
    by: str


def tried(topic: str, count: int = EACH, seed: int = SEED) -> Iterator[Tried]:
    """Wrong statements of a module, each offered to its proof and, if that accepts, to numbers."""
    for what, wrong in mutants(topic, count, seed):
        if what.startswith(STILL_TRUE):
            continue
        for claim in wrong:
            by = "proof" if refused_by_proof(claim) else ""
            yield Tried(what, claim.id, by or ("numbers" if refused_by_numbers(claim) else ""))


def counted(count: int = EACH) -> Iterator[tuple[str, list[Tried]]]:
    """For each module of the theory what was tried."""
    for topic in TOPICS:
        yield topic, list(tried(topic, count))


def summary(found: dict[str, list[Tried]]) -> dict[str, Any]:
    """What the book prints: counts by chapter, and what no proof refused."""
    chapters: dict[str, dict[str, int]] = {}
    for topic, each in found.items():
        row = chapters.setdefault(topic.partition(".")[0], {"tried": 0, "proof": 0, "numbers": 0})
        row["tried"] += len(each)
        for by in ("proof", "numbers"):
            row[by] += sum(one.by == by for one in each)
    passed = [
        f"{one.what}: {one.claim}: {one.by or 'nobody'}"
        for each in found.values()
        for one in each
        if one.by != "proof"
    ]
    return {"claims": len(claims), "chapters": chapters, "not refused by proof": passed}


def stored() -> dict[str, Any]:
    """The last count, as the book prints it."""
    found: dict[str, Any] = yaml.safe_load(STORED.read_text(encoding="utf-8"))
    return found
