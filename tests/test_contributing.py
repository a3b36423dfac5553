"""The recipes of CONTRIBUTING.md, followed to the letter on a copy, do what they promise.

A recipe's blocks go where their first lines say; its last block is what is run then. A recipe with
a mistake in it is refused.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.fresh import started

ROOT = Path(__file__).resolve().parents[1]
COPIED = ("model", "tests", "book", "notebooks", "pyproject.toml", "CHANGELOG.md", "CITATION.cff")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NEW = re.compile(r"# ([\w./-]+)")
END = re.compile(r"# at the end of ([\w./-]+)")
CELL = re.compile(r"# in ([\w./-]+\.ipynb), after the cell `(.+)`")
LINE = re.compile(r"# in ([\w./-]+), after `(.+)`")


class RecipeError(ValueError):
    """A block that cannot be put where it says."""


@dataclass(frozen=True)
class Block:
    """The first line of a fenced block, which names a place, and the lines that go there."""

    head: str
    body: str

    def file(self) -> str:
        """The file that the first line names."""
        found = next(filter(None, (each.fullmatch(self.head) for each in (NEW, END, CELL, LINE))))
        return found[1]

    def put(self, folder: Path) -> None:
        """Put the lines where they belong. Raises `RecipeError` if the place is not to be found."""
        if found := NEW.fullmatch(self.head):
            path = folder / found[1]
            if path.exists() or not path.parent.is_dir():
                raise RecipeError(f"{found[1]} is no new file in a folder that there is")
            path.write_text(self.body, encoding="utf-8")
        elif found := END.fullmatch(self.head):
            path = folder / found[1]
            path.write_text(path.read_text(encoding="utf-8") + self.body, encoding="utf-8")
        elif found := CELL.fullmatch(self.head):
            path = folder / found[1]
            page = json.loads(path.read_text(encoding="utf-8"))
            place = only(found[2], [cell["id"] for cell in page["cells"]], self.head)
            page["cells"].insert(place + 1, json.loads(self.body))
            path.write_text(json.dumps(page, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        elif found := LINE.fullmatch(self.head):
            path = folder / found[1]
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            place = only(found[2], [line.strip() for line in lines], self.head)
            lines.insert(place + 1, self.body)
            path.write_text("".join(lines), encoding="utf-8")
        else:
            raise RecipeError(f"{self.head!r} names no place")


def only(wanted: str, among: list[str], head: str) -> int:
    """The one place of something in a list; `RecipeError` if there are more, or none."""
    if among.count(wanted) != 1:
        raise RecipeError(f"{head}: it is there {among.count(wanted)} times")
    return among.index(wanted)


@dataclass(frozen=True)
class Recipe:
    """Blocks to put in place, and the command that shows that it worked."""

    blocks: tuple[Block, ...]
    command: str

    def follow(self, folder: Path) -> None:
        """Put every block in its place."""
        for block in self.blocks:
            block.put(folder)

    def with_mistake(self, old: str, new: str) -> Recipe:
        """The recipe with some words of one block replaced, or without the block if all are."""
        (place,) = (n for n, b in enumerate(self.blocks) if old in f"{b.head}\n{b.body}")
        block, rest = self.blocks[place], list(self.blocks)
        if old == block.head:
            del rest[place]
        else:
            assert block.body.count(old) == 1, f"{old!r} must occur once, to change one thing"
            rest[place] = replace(block, body=block.body.replace(old, new))
        return replace(self, blocks=tuple(rest))


def recipes() -> dict[str, Recipe]:
    """The recipes by the last word of their headings, in the order of the page."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = {}
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        if section.startswith("Recipes\n"):
            for part in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
                fences = FENCE.findall(part)
                assert [language for language, _ in fences].count("sh") == 1
                assert fences[-1][0] == "sh", "what is run comes last"
                blocks = (Block(*body.split("\n", 1)) for _, body in fences[:-1])
                found[part.splitlines()[0].split()[-1]] = Recipe(tuple(blocks), fences[-1][1])
    return found


RECIPES = recipes()
#: What a recipe goes on from.
BEFORE = {"mechanism": (), "claim": ("mechanism",), "figure": ("mechanism", "claim"), "engine": ()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the sources, without what tools made."""
    made = shutil.ignore_patterns("_build", ".*", "*.egg-info")
    for name in COPIED:
        source, place = ROOT / name, tmp_path / "copy" / name
        if source.is_dir():
            shutil.copytree(source, place, ignore=made)
        else:
            shutil.copy(source, place)
    return tmp_path / "copy"


def prepared(folder: Path, name: str) -> Recipe:
    """The recipe, once those that it goes on from are followed."""
    for before in BEFORE[name]:
        RECIPES[before].follow(folder)
    return RECIPES[name]


#: What the lines of the page import that is no part of the copy: had once for all of them.
OUTSIDE = (
    "import matplotlib.pyplot, numpy, pandas, pydantic, pytest, scipy.integrate, scipy.optimize, "
    "scipy.stats, sympy, xarray, yaml"
)
#: What `python -m` does in a folder, with a cache of compiled code of its own.
MODULE = """
import os, runpy, sys
os.chdir({folder!r})
os.environ["MODEL_CACHE"] = {cache!r}
sys.path[0], sys.argv = {folder!r}, {words!r}
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""
Line = Callable[[Path, str], subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def run() -> Iterator[Line]:
    """A line of the page in the copy, with this Python and a cache of its own."""
    with started(OUTSIDE) as program:

        def line(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
            python, option, *words = shlex.split(command)
            assert (python, option) == ("python", "-m")
            cache = str(folder.parent / "cache")
            return program(MODULE.format(folder=str(folder), cache=cache, words=words))

        yield line


def test_the_page_has_four_recipes() -> None:
    assert list(RECIPES) == list(BEFORE)


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_does_what_it_promises(folder: Path, run: Line, name: str) -> None:
    recipe = prepared(folder, name)
    recipe.follow(folder)
    done = run(folder, recipe.command)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert re.search(r"^\d+ passed", done.stdout, re.MULTILINE), done.stdout
    files = " ".join({file for each in recipe.blocks if (file := each.file())[-5:] != ".yaml"})
    style = run(folder, f"python -m ruff check --no-cache {files}")
    assert style.returncode == 0, style.stdout


@pytest.mark.bench
def test_the_types_of_all_recipes_fit(folder: Path, run: Line) -> None:
    for recipe in RECIPES.values():
        recipe.follow(folder)
    files = {each.file() for recipe in RECIPES.values() for each in recipe.blocks}
    added = sorted(file for file in files if re.fullmatch(r"model/.*\.py", file))
    done = run(folder, f"python -m mypy --cache-dir {folder / 'types'} {' '.join(added)}")
    assert re.search(r"(checked|no issues found in) \d+ source files", done.stdout), done.stderr
    assert not [line for line in done.stdout.splitlines() if line.startswith(tuple(added))]


def test_the_copy_is_what_is_run(folder: Path, run: Line) -> None:
    """And not the package that this environment has installed."""
    (folder / "place.py").write_text("import model; print(model.__file__)\n", encoding="utf-8")
    done = run(folder, "python -m place")
    assert Path(done.stdout.strip()).is_relative_to(folder)


def test_the_figure_of_the_recipe_is_drawn_by_its_cell(folder: Path, run: Line) -> None:
    """And its claim then has the figure that it names."""
    prepared(folder, "figure").follow(folder)
    page = json.loads((folder / "notebooks/12_unlocks_against_burn.ipynb").read_text("utf-8"))
    (cell,) = (cell for cell in page["cells"] if cell["id"] == "commons-figure")
    code = (
        "import IPython.display as d\n"
        "d.display = lambda drawn, **more: print(drawn['image/svg+xml'])\n"
        + "".join(cell["source"])
        + "\nimport model\nprint(model.claims['gifts-leave-a-geometric-rest'].shown_in)\n"
    )
    (folder / "cell.py").write_text(code, encoding="utf-8")
    done = run(folder, "python -m cell")
    assert done.returncode == 0, done.stderr
    assert "<dc:description>What is left to holders falls" in done.stdout
    assert done.stdout.endswith(f"{cell['metadata']['mystnb']['figure']['name']}\n")


ANNOUNCED = "# in model/spec/announced.py, after `*treasury.initial(pool.first_tokens()),`"
PAGE = "# in notebooks/12_unlocks_against_burn.ipynb, after the cell `unlocks-27`"
TABLE = '# in model/simulation.py, after `"lanes": _lanes,`'
#: A mistake in a recipe: what is written instead of what, and words of the refusal.
MISTAKES = [
    ("mechanism", "giving_rate * a.day_in_years *", "giving_rate *", "gifts is in AI, but its"),
    ("claim", "(1 - giving_rate", "(1 + giving_rate", "ProofError: .* is not"),
    ("figure", "{line[-1]:.0f}", "40", "37 per cent are left"),
    ("engine", "float(tape[day])", "float(tape[day - 1])", "Arrays are not equal"),
]
MORE = [
    ("mechanism", '"AI", "tokens that', '"USD", "tokens that', "gifts is in USD, but its"),
    ("mechanism", "  source: model-judgement\n", "", "giving_rate: source is missing"),
    ("mechanism", ANNOUNCED, "", "commons_fund has no initial value"),
    ("mechanism", "a.holders, commons_fund, g", "commons_fund, a.holders, g", "2 failed"),
    ("claim", "+= bought", "+= 2 * bought + 1e-3", "CheckError: .* off by"),
    ("claim", "bought=1)", "bought=0)", "dropping alone breaks nothing"),
    ("claim", PAGE, "", "FAILED .*test_every_claim_is_printed_on_one_page"),
    ("figure", "theory.after(case)", "1.01 * theory.after(case)", "Not equal to tolerance"),
    ("figure", 'name": "fig-commons"', 'name": "fig-gifts"', "no page has 'fig-commons'"),
    ("engine", "problem.restricted(out)", "out", "FAILED .*test_what_is_kept"),
    ("engine", TABLE, "", "no engine is called 'abreast'"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    MISTAKES + [pytest.param(*each, marks=pytest.mark.bench) for each in MORE],
)
def test_a_recipe_with_a_mistake_is_refused(
    folder: Path, run: Line, name: str, old: str, new: str, words: str
) -> None:
    recipe = prepared(folder, name).with_mistake(old, new)
    recipe.follow(folder)
    done = run(folder, recipe.command)
    assert done.returncode != 0
    assert re.search(words, done.stdout + done.stderr), done.stdout[-3000:]


def test_a_block_that_names_no_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\nx = 1\n", encoding="utf-8")
    for head in (
        "# in a.py, after `x = 1`",
        "# in a.py, after `y = 1`",
        "# a.py",
        "# b/c.py",
        "x = 2",
    ):
        with pytest.raises(RecipeError):
            Block(head, "x = 2\n").put(tmp_path)
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "x = 1\nx = 1\n"
