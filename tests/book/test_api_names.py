"""What the build would refuse of the interface after minutes, a test tells at once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def documented() -> dict[str, ast.Module]:
    """The modules of the page on the Python interface, by name."""
    names = re.findall(r"automodule:: (\S+)", (ROOT / "book" / "api.md").read_text("utf-8"))
    return {name: ast.parse(source(name).read_text("utf-8")) for name in names}


def source(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def for_types_alone(tree: ast.Module) -> Iterator[str]:
    """Names that a module imports for annotations only, which stand bare in its page."""
    for node in tree.body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for line in node.body:
                if isinstance(line, ast.ImportFrom):
                    yield from (each.name for each in line.names)


def test_a_name_without_its_module_belongs_to_one_class() -> None:
    modules = documented()
    classes = [
        n.name for tree in modules.values() for n in tree.body if isinstance(n, ast.ClassDef)
    ]
    bare = [(name, each) for name, tree in modules.items() for each in for_types_alone(tree)]
    assert bare
    assert not [(name, each) for name, each in bare if classes.count(each) > 1]
