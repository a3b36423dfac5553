"""What the build would refuse of the interface after minutes, a test tells at once."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import model
from book import page as one_page

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "book").glob("api*.md"))
#: Functions, classes and methods of a page. Each takes two or three kilobytes of HTML, so that this
#: many are a page of at most 500.
ROOM = 150


def modules(page: Path) -> list[str]:
    """The modules that a page of the Python interface has, by name."""
    return re.findall(r"automodule:: (\S+)", page.read_text("utf-8"))


def documented(*pages: Path) -> dict[str, ast.Module]:
    """The modules of some pages of the Python interface, or of all, by name."""
    names = [name for page in pages or PAGES for name in modules(page)]
    return {name: ast.parse(source(name).read_text("utf-8")) for name in names}


def shown(tree: ast.AST) -> int:
    """How many functions, classes and methods of a module its page prints."""
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    of = [node for node in ast.iter_child_nodes(tree) if isinstance(node, kinds)]
    told = [node for node in of if not node.name.startswith("_") and ast.get_docstring(node)]
    return len(told) + sum(shown(node) for node in told if isinstance(node, ast.ClassDef))


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


def test_each_module_stands_on_one_page() -> None:
    names = [name for page in PAGES for name in modules(page)]
    assert len(names) > 200
    assert sorted(names) == sorted(set(names))


def test_every_page_is_in_the_book_and_on_the_list_in_its_order() -> None:
    pages = [name for name in one_page.pages() if name.startswith("book/api")]
    assert sorted(pages) == [f"book/{page.stem}" for page in PAGES]
    listed = re.findall(r"[<`](page-api-[\w-]+)[>`]", (ROOT / "book" / "api.md").read_text("utf-8"))
    assert ["page-api", *listed] == [f"page-{Path(name).name.replace('_', '-')}" for name in pages]


def test_the_public_names_are_said_and_their_modules_have_a_place() -> None:
    text, places = (ROOT / "book" / "api.md").read_text("utf-8"), documented()
    interface: dict[str, str] = vars(model)["_INTERFACE"]
    for name, module in interface.items():
        assert f"`model.{name}`" in text
        assert module in places, name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_gets_too_long(page: Path) -> None:
    assert 0 < sum(map(shown, documented(page).values())) <= ROOM


def test_a_name_without_its_module_belongs_to_one_class() -> None:
    modules = documented()
    classes = [
        n.name for tree in modules.values() for n in tree.body if isinstance(n, ast.ClassDef)
    ]
    bare = [(name, each) for name, tree in modules.items() for each in for_types_alone(tree)]
    assert bare
    assert not [(name, each) for name, each in bare if classes.count(each) > 1]
