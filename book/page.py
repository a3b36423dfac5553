"""Build one page by itself, for a look while it is written: ``make page PAGE=notebooks/index``.

Links to other pages stay open; the notebook's cache is that of the whole book.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "_build" / "page"


def pages() -> list[str]:
    """All pages of the book, as its contents name them."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [parts["root"], *(c["file"] for part in parts["parts"] for c in part["chapters"])]


def build(page: str) -> int:
    """Build the page of that name; the exit status."""
    name = page.removesuffix(".ipynb").removesuffix(".md")
    if name not in pages():
        near = [each for each in pages() if name.rpartition("/")[2] in each]
        hint = f"did you mean {near[0]}?" if near else f"it has {', '.join(pages())}"
        print(f"PAGE={page} is no page of the book: {hint}", file=sys.stderr)
        return 2
    OUT.mkdir(parents=True, exist_ok=True)
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    local = config["sphinx"]["local_extensions"]
    config["sphinx"]["local_extensions"] = {each: str(ROOT / local[each]) for each in local}
    config["sphinx"]["config"]["model_partial_book"] = True
    (OUT / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    contents = {"format": "jb-book", "root": name}
    (OUT / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("jupyter-book")), "build", str(ROOT), "--quiet"]
    command += ["--config", str(OUT / "_config.yml"), "--toc", str(OUT / "_toc.yml")]
    command += ["--path-output", str(OUT)]
    found = {**os.environ, "PYTHONPATH": str(ROOT)}  # the extensions import each other's folder
    status = subprocess.run(command, cwd=ROOT, env=found, check=False).returncode
    if not status:
        print(f"Open {OUT / '_build' / 'html' / (name + '.html')}")
    return status


if __name__ == "__main__":
    sys.exit(build(sys.argv[1] if len(sys.argv) > 1 else ""))
