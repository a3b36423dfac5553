"""What breaks without an assumption is computed, and never typed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import model

THEORY = Path(model.__file__).parent / "theory"
NUMBERS_ONLY = {"sp", "np", "math"}


def examples(text: str) -> Iterator[ast.expr]:
    """What each assumption of a module gives without it, its own or ``shared.without(...)``."""
    for call in ast.walk(ast.parse(text)):
        match call:
            case (
                ast.Call(func=ast.Name(id="Assumption"), args=[_, _, _, found])
                | ast.Call(func=ast.Attribute(attr="without"), args=[_, found])
            ):
                yield found.body if isinstance(found, ast.Lambda) else found


def is_typed(part: ast.expr) -> bool:
    """Whether a part is made of numbers alone, with no name of the model in it."""
    names = {each.id for each in ast.walk(part) if isinstance(each, ast.Name)}
    return names <= NUMBERS_ONLY


def typed(text: str) -> list[str]:
    """Examples of which one side is typed, as they stand."""
    found = []
    for example in examples(text):
        parts = example.elts if isinstance(example, ast.Tuple) else [example]
        found += [ast.unparse(part) for part in parts if is_typed(part)]
    return found


def test_every_counterexample_is_computed() -> None:
    texts = {path: path.read_text("utf-8") for path in THEORY.rglob("*.py")}
    assert sum(len(list(examples(text))) for text in texts.values()) > 200
    assert {str(path): found for path, text in texts.items() if (found := typed(text))} == {}


def test_a_typed_one_is_found() -> None:
    assert typed("one.without('words', lambda: (run(2), 1_000_001))") == ["1000001"]
    assert typed("one.without('words', lambda: sp.Eq(sp.oo, 3))") == ["sp.Eq(sp.oo, 3)"]
    assert typed("Assumption('one', 'is needed', 'words', lambda: (run(2), 7))") == ["7"]
    assert typed("one.without('words', lambda: (run(2), claimed.subs(x, 1)))") == []
