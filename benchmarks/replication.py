"""What a replicator asks for, from the sources: which program makes which figure, on what data.

``python -m benchmarks.replication`` writes ``REPLICATION-programs.md``, which a test holds current;
``python -m benchmarks.replication --times`` writes ``REPLICATION-times.md``, the machine and the
seconds of the last build, which belong to that build alone.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import yaml

from benchmarks.uses import Shown, shown
from model.factbook import facts, sources

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS, TIMES = ROOT / "REPLICATION-programs.md", ROOT / "REPLICATION-times.md"
#: What computes a result; the rest of the model is what every page is made of.
_COMPUTES = ("experiments", "outside", "theory", "logic", "examples", "answerbook", "ensembles")
_CALLS = {
    f"model.{name}"
    for name in (
        "simulate",
        "sweep",
        "ensemble",
        "paired",
        "solve",
        "contract",
        "answers",
        "claims",
        "facts",
    )
}
_CELL = "the cell itself"


def notebooks(root: Path = ROOT) -> list[Path]:
    """The notebooks of the book in the order of its contents."""
    parts = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    files = [parts["root"], *(c["file"] for part in parts["parts"] for c in part["chapters"])]
    return [root / f"{name}.ipynb" for name in files if name.startswith("notebooks/")]


def title(notebook: Path) -> str:
    """A page's first heading."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    heads = (line[2:].strip() for line in text.splitlines() if line.startswith("# "))
    return next(heads, notebook.stem)


def located(name: str, root: Path = ROOT) -> tuple[str, str]:
    """The file that holds ``model.a.b.name``, and the name in it; no file where there is none."""
    parts = name.split(".")
    for end in range(len(parts), 1, -1):
        base = root.joinpath(*parts[:end])
        for file in (base.with_suffix(".py"), base / "__init__.py"):
            if file.is_file():
                return file.relative_to(root).as_posix(), "".join(parts[end : end + 1])
    return "", ".".join(parts[:2])


def programs_of(names: Iterable[str], root: Path = ROOT) -> str:
    """The files behind dotted names, each with the functions that are used of it."""
    found: dict[str, set[str]] = {}
    for name in names:
        file, inner = located(name, root)
        found.setdefault(file, set()).add(inner)
    calls = [f"`{name}`" for name in sorted(found.pop("", ()))]
    for file, inners in sorted(found.items()):
        # A constant says less than what computes with it.
        functions = sorted(i for i in inners if i and not i.isupper()) or sorted(inners - {""})
        calls.append(f"`{file}`" + (f" ({', '.join(functions)})" if functions else ""))
    return "; ".join(calls)


def _imports(file: str, root: Path) -> set[str]:
    """What a module of figures takes from those that compute."""
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    taken = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom))
    return {f"{n.module}.{a.name}" for n in taken for a in n.names if _computes(f"{n.module}.")}


def _stored(file: str, root: Path) -> set[str]:
    """The tables beside a module that its text names: what a long run has left."""
    names = re.findall(r"\b\w+\.yaml\b", (root / file).read_text(encoding="utf-8"))
    places = {(root / file).with_name(name) for name in names}
    return {place.relative_to(root).as_posix() for place in places if place.is_file()}


def _computes(name: str) -> bool:
    return name.startswith(tuple(f"model.{room}." for room in _COMPUTES))


def _table(head: str, rows: Iterable[Sequence[object]]) -> list[str]:
    columns = head.split(" | ")
    lines = [f"| {head} |", "|" + "---|" * len(columns)]
    return [*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)]


def _makers(uses: Iterable[str], root: Path) -> tuple[str, str]:
    """What draws and what computes, as lists of programs."""
    draws = {n for n in uses if n.startswith("model.figures.") and n != "model.figures.show"}
    computes = {n for n in uses if _computes(n) or ".".join(n.split(".")[:2]) in _CALLS}
    if not computes:  # the module that draws asks for it itself
        files = {located(n, root)[0] for n in draws}
        computes = {n for file in files if file for n in _imports(file, root)}
        stored = sorted(path for file in files if file for path in _stored(file, root))
        if not computes and stored:
            return programs_of(draws, root), "; ".join(f"`{path}`, stored" for path in stored)
    return programs_of(draws, root) or _CELL, programs_of(computes, root) or _CELL


def made(pages: Iterable[Path], root: Path = ROOT) -> Iterator[tuple[Path, Shown, str, str]]:
    """Each figure and table of these pages: page, itself, what draws and what computes it."""
    for page in pages:
        for each in shown(page):
            yield page, each, *_makers(each.uses, root)


def seeds(paths: Iterable[Path], root: Path = ROOT) -> Iterator[tuple[str, str]]:
    """Files that name a seed as a number, with the numbers."""
    for path in paths:
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        else:
            code = [path.read_text(encoding="utf-8")]
        found = sorted({seed for text in code for seed in _seeds(ast.parse(text))})
        if found:
            yield path.relative_to(root).as_posix(), ", ".join(map(str, found))


def _seeds(tree: ast.AST) -> Iterator[int]:
    """Whole numbers given to a name, an argument or a default that is called seed."""
    for node in ast.walk(tree):
        pairs: list[tuple[str, ast.AST | None]] = []
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs += _named(target, node.value)
        elif isinstance(node, ast.AnnAssign):
            pairs = _named(node.target, node.value)
        elif isinstance(node, ast.keyword):
            pairs = [(node.arg or "", node.value)]
        elif isinstance(node, ast.arguments):
            last = [*node.posonlyargs, *node.args]
            given = zip(last[len(last) - len(node.defaults) :], node.defaults, strict=True)
            named = zip(node.kwonlyargs, node.kw_defaults, strict=True)
            pairs = [(argument.arg, default) for argument, default in (*given, *named)]
        for name, value in pairs:
            number = value.value if isinstance(value, ast.Constant) else None
            if "seed" in name.lower() and type(number) is int:
                yield number


def _named(target: ast.AST, value: ast.AST | None) -> list[tuple[str, ast.AST | None]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        pairs = zip(target.elts, value.elts, strict=False)
        return [pair for one, other in pairs for pair in _named(one, other)]
    return [(target.id, value)] if isinstance(target, ast.Name) else []


def programs(root: Path = ROOT) -> str:
    """The text of ``REPLICATION-programs.md``."""
    pages = notebooks(root)
    every, known = list(made(pages, root)), sources()
    statuses = Counter(fact.status for fact in facts.values())
    used = Counter(source.id for fact in facts.values() for source in fact.sources)
    code = sorted([*(root / "model").rglob("*.py"), *(root / "benchmarks").rglob("*.py")])

    def rows(figure: bool) -> list[tuple[str, ...]]:
        found = []
        for page, each, draws, computes in every:
            if each.figure == figure:
                named = (f"`{each.name}`",) if figure else ()
                where = (title(page), f"`{page.name}`", *named, f"`{each.cell}`")
                found.append((*where, draws, computes))
        return found

    figures, tables = rows(figure=True), rows(figure=False)
    return "\n".join(
        [
            "# Programs, data and seeds",
            "",
            "Written by `python -m benchmarks.replication`; what it means is in `REPLICATION.md`.",
            "",
            f"## Figures: {len(figures)}",
            "",
            *_table("Page | Notebook | Figure | Cell | Drawn by | Computed by", figures),
            "",
            f"## Tables and other outputs: {len(tables)}",
            "",
            *_table("Page | Notebook | Cell | Laid out by | Computed by", tables),
            "",
            f"## Facts: {len(facts)}",
            "",
            *_table("Status | Facts", sorted(statuses.items())),
            "",
            f"## Sources of facts: {len(used)}",
            "",
            *_table(
                "Source | Title | Kind | Date | Facts that name it",
                (
                    (
                        f"`{id_}`",
                        _cell(known[id_].title),
                        known[id_].kind,
                        known[id_].date or "none",
                        count,
                    )
                    for id_, count in sorted(used.items())
                ),
            ),
            "",
            "## Seeds",
            "",
            *_table("File | Seeds", seeds([*pages, *code], root)),
            "",
        ]
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", r"\|")


def times(root: Path = ROOT) -> str:
    """The text of ``REPLICATION-times.md``. Raises `FileNotFoundError` before the first build."""
    from jupyter_cache import get_cache

    from benchmarks.machine import described

    folder = root / "_build" / ".jupyter_cache"
    if not folder.is_dir():
        raise FileNotFoundError(f"no notebook has been executed in {root}: make book first")
    records = {Path(r.uri).name: r.data for r in get_cache(str(folder)).list_cache_records()}
    seconds = {
        page: float(records[page.name]["execution_seconds"])
        for page in notebooks(root)
        if page.name in records
    }
    machine, every = described(), len(notebooks(root))
    together = (
        f"Together {sum(seconds.values()):.0f} seconds, added up over the cores, "
        f"in {len(seconds)} of {every} notebooks."
    )
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return "\n".join(
        [
            "# Times of one build",
            "",
            "Written by `python -m benchmarks.replication --times` after `make book`, which",
            "executes the notebooks beside each other, as many at a time as there are cores.",
            "",
            f"- Processor: {machine['processor']}, {machine['cores']} cores",
            f"- Memory: {machine['memory_gib']} GiB",
            f"- System: {machine['system']}",
            f"- Versions: {versions}",
            f"- Written on: {machine['date']}",
            "",
            *_table(
                "Page | Notebook | Seconds",
                ((title(p), f"`{p.name}`", f"{s:.0f}") for p, s in seconds.items()),
            ),
            "",
            together,
            "",
        ]
    )


def main(words: Sequence[str]) -> int:
    """Write one of the two files; the exit status."""
    path, text = (TIMES, times) if list(words) == ["--times"] else (PROGRAMS, programs)
    path.write_text(text(), encoding="utf-8")
    print(f"written: {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
