"""What a replicator asks for, from the sources: which program makes which figure, on what data.

``python -m benchmarks.replication`` writes ``REPLICATION-programs.md``, which a test holds current;
``python -m benchmarks.replication --times`` writes ``REPLICATION-times.md``, the machine and the
seconds of the last build, which belong to that build alone.
"""

from __future__ import annotations

import ast
import json
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
    for name in ("simulate", "sweep", "ensemble", "paired", "solve", "contract", "answers", "facts")
}


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


def program(name: str, root: Path = ROOT) -> str:
    """``model.a.b.name`` as the file that holds it and the name in it."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        base = root.joinpath(*parts[:end])
        for file in (base.with_suffix(".py"), base / "__init__.py"):
            if file.is_file():
                inner = ".".join(parts[end:])
                return f"`{file.relative_to(root).as_posix()}`" + (f" {inner}" if inner else "")
    return f"`{name}`"


def _table(head: str, rows: Iterable[Sequence[object]]) -> list[str]:
    columns = head.split(" | ")
    lines = [f"| {head} |", "|" + "---|" * len(columns)]
    return [*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)]


def _makers(uses: Iterable[str], root: Path) -> tuple[str, str]:
    """What draws and what computes, as lists of programs."""
    draws = {n for n in uses if n.startswith("model.figures.") and n != "model.figures.show"}
    inner = {n for n in uses if n.startswith(tuple(f"model.{room}." for room in _COMPUTES))}
    calls = {n for n in uses if n in _CALLS or any(n.startswith(f"{c}.") for c in _CALLS)}
    computes = {program(n, root) for n in inner} | {
        f"`{'.'.join(n.split('.')[:2])}`" for n in calls
    }
    drawn = sorted({program(n, root) for n in draws})
    return "; ".join(drawn) or "the cell", "; ".join(sorted(computes)) or "the cell"


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
            defaults = [*node.defaults]
            given = zip(last[len(last) - len(defaults) :], defaults, strict=True)
            pairs = [(a.arg, d) for a, d in (*given, *zip(node.kwonlyargs, node.kw_defaults))]
        for name, value in pairs:
            if "seed" in name.lower() and isinstance(value, ast.Constant):
                if type(value.value) is int:
                    yield value.value


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
                    (f"`{id_}`", _cell(known[id_].title), known[id_].kind, known[id_].date, count)
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
    from benchmarks.machine import described
    from jupyter_cache import get_cache

    folder = root / "_build" / ".jupyter_cache"
    if not folder.is_dir():
        raise FileNotFoundError(f"no notebook has been executed in {root}: make book first")
    records = {Path(r.uri).name: r.data for r in get_cache(str(folder)).list_cache_records()}
    seconds = {
        page: float(records[page.name]["execution_seconds"])
        for page in notebooks(root)
        if page.name in records
    }
    machine = described()
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return "\n".join(
        [
            "# Times of one build",
            "",
            "Written by `python -m benchmarks.replication --times` after `make book`, which executes",
            "the notebooks beside each other, as many at a time as there are cores.",
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
            f"Together {sum(seconds.values()):.0f} seconds in {len(seconds)} of "
            f"{len(notebooks(root))} notebooks, added up over all cores.",
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
