"""A folder with files of every kind, right and wrong, in which generated commands and calls run."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

#: Texts of files; the names say what they are.
TEXTS = {
    "prices.csv": "day,price\n" + "".join(f"{day},{0.02 + day / 1e4}\n" for day in range(1, 41)),
    "dates.csv": "date,a,b\n"
    + "".join(f"2026-01-{day:02},{day / 100},{day}\n" for day in range(1, 31)),
    "gap.csv": "date,price\n2026-01-01,0.02\n2026-01-03,0.02\n",
    "hole.csv": "price\n0.02\n\n0.03\n,\n",
    "commas.csv": 'price\n"1,234"\n"2,345"\n',
    "words.csv": "price\nmuch\nmore\n",
    "empty.csv": "",
    "head.csv": "price\n",
    "ragged.csv": "price\n1\n1,2,3\n4\n",
    "quote.csv": 'price\n"0.02\n0.03\n',
    "twice.csv": "day,price,price\n1,2,3\n2,3,4\n",
    "years.csv": "date,price\n9999-12-31,1\n0001-01-01,2\n",
    "zones.csv": "date,price\n2026-01-01T00:00:00Z,1\n2026-01-02T00:00:00+05:00,2\n",
    "mixed.csv": "day,price\n1,0.1\ntwo,0.2\n",
    "huge.csv": "price\n1e308\n1e309\n-1e400\n",
    "flags.csv": "price\nTrue\nFalse\n",
    "text.parquet": "this is no Parquet\n",
    "old.csv": "kept\n",
    "notes.txt": "no table\n",
    "a:b.csv": "price\n0.02\n0.03\n0.04\n",
}
BYTES = {
    "latin.csv": "prix\n0,02\u20ac\n".encode("cp1252"),
    "nulls.csv": b"price\n0.02\0\n\0\0\n",
    "binary.csv": bytes(range(256)) * 4,
    "cut.parquet": b"PAR1" + bytes(20),
    "mark.csv": b"\xef\xbb\xbfprice\n0.02\n0.03\n0.02\n0.03\n0.02\n0.03\n0.02\n0.03\n",
    "wide.csv": "price\n0.02\n".encode("utf-16"),
    "packed.csv": b"\x1f\x8b\x08\x00nothing",
}
FOLDERS = ("folder", "folder.csv", "folder.nc", "folder.parquet")
PIPES = ("pipe", "pipe.csv", "pipe.nc", "pipe.parquet")
LINKS = {"nothing.csv": "gone.csv", "round.csv": "round.csv", "link.csv": "prices.csv"}
TABLES = (*(name for name in (*TEXTS, *BYTES)), "good.parquet", "nested.parquet")


def furnish(folder: Path) -> None:
    """Put everything there."""
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    for name, content in BYTES.items():
        (folder / name).write_bytes(content)
    pd.DataFrame({"price": [0.02] * 20}).to_parquet(folder / "good.parquet")
    pd.DataFrame({"price": [[1.0], [2.0]]}).to_parquet(folder / "nested.parquet")
    for name in FOLDERS:
        (folder / name).mkdir()
    for name in PIPES:
        os.mkfifo(folder / name)
    for name, target in LINKS.items():
        (folder / name).symlink_to(target)


def listed(folder: Path) -> dict[str, tuple[int, int]]:
    """All that is in a folder, with the size and time of each."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place) / name
            status = path.lstat()
            changed = 0 if path.is_dir() else status.st_mtime_ns
            size = 0 if path.is_dir() else status.st_size
            found[path.relative_to(folder).as_posix()] = size, changed
    return found
