"""Build the book so that no page can show a number from an older model.

Two hashes decide. If nothing at all changed, nothing is built. If the model, its facts, the pins,
the directives or Python changed, the notebook cache goes as well: it looks only at a page's own
code. Pages are always rendered afresh, as a page is not told when a notebook it quotes has changed.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "_build"
CACHE = BUILD / ".jupyter_cache"
#: The build writes it: what the book calls its places is known when its pages are there.
WRITTEN = Path("model/readable/places.csv")
#: Set in a build that the files of the whole book come after: only then do pages lead to them.
VOLUMES = "BOOK_VOLUMES"
ENGINE = ("model", "benchmarks", "requirements.txt", "book/_ext")
PAGES = ("book", "notebooks", "tests", "_config.yml", "_toc.yml", "README.md", "CHANGELOG.md")
# The kernel notes on each start that it listens on loopback without encryption.
COMPLAINT = re.compile(
    r"^(?!\[IPKernelApp\]).*(\b(WARNING|ERROR|CRITICAL|Traceback)\b|\w+Warning: )"
)


def fingerprint(*names: str) -> str:
    """Hash of the files under these paths, by content, and of the Python that runs them."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in names:
        top = ROOT / name
        for path in sorted([top] if top.is_file() else top.rglob("*")):
            inner = path.relative_to(ROOT)
            if (
                path.is_file()
                and inner != WRITTEN
                and not any(part == "__pycache__" or part.startswith(".") for part in inner.parts)
            ):
                digest.update(f"{inner.as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def execute() -> None:
    """Run the book's notebooks beside each other, into the cache that the build reads.

    A notebook that fails is not cached; the build runs it again and reports it.
    """
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [parts["root"], *(c["file"] for part in parts["parts"] for c in part["chapters"])]
    notebooks = [str(ROOT / f"{name}.ipynb") for name in files if name.startswith("notebooks/")]
    cache = get_cache(str(CACHE))
    for path in notebooks:
        cache.add_nb_to_project(path)
    print(f"Executing those of {len(notebooks)} notebooks that changed.", flush=True)
    load_executor("local-parallel", cache=cache).run_and_cache(filter_uris=notebooks, timeout=300)


def build() -> int:
    """Build `_build/html` if anything changed; the exit status."""
    engine, everything = fingerprint(*ENGINE), fingerprint(*ENGINE, *PAGES)
    engine_mark, done_mark = BUILD / "engine.sha256", BUILD / "done.sha256"
    if done_mark.is_file() and done_mark.read_text() == everything:
        print("The book is up to date.")
        return 0

    done_mark.unlink(missing_ok=True)
    if not engine_mark.is_file() or engine_mark.read_text() != engine:
        shutil.rmtree(CACHE, ignore_errors=True)
    for stale in ("html", ".doctrees", "jupyter_execute"):
        shutil.rmtree(BUILD / stale, ignore_errors=True)
    BUILD.mkdir(exist_ok=True)
    engine_mark.write_text(engine)

    execute()
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT)]
    command += ["-W", "-n", "--keep-going"]
    complaints = []
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, VOLUMES: "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            print(line, end="", flush=True)
            if COMPLAINT.search(line):
                complaints.append(line.strip())
    if run.returncode or complaints or not (BUILD / "html" / "index.html").is_file():
        print(f"\nThe book was not built: {len(complaints)} complaint(s).", file=sys.stderr)
        print("\n".join(complaints), file=sys.stderr)
        return 1
    done_mark.write_text(everything)
    return 0


def pages() -> dict[str, str]:
    """The content hash of every built file, but for the page that reports execution times."""
    html = BUILD / "html"
    return {
        path.relative_to(html).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in html.rglob("*")
        if path.is_file() and path.name != "reproduce.html"
    }


def build_twice() -> int:
    """Build from nothing twice; 1 if a byte differs outside the status page."""
    results = []
    for _ in range(2):
        shutil.rmtree(BUILD, ignore_errors=True)
        if build():
            return 1
        results.append(pages())
    first, second = results
    differing = sorted(n for n in first | second if first.get(n) != second.get(n))
    print("\n".join(["These differ between two builds:", *differing] if differing else ["Equal."]))
    return bool(differing)


if __name__ == "__main__":
    sys.exit(build_twice() if sys.argv[1:] == ["twice"] else build())
