"""How the book and its parts are cited: one record, and BibTeX made from it.

The record is ``record.yaml``; the version is the package's. What has a place of its own in the book
(a page, a claim, an answer, a figure, a scenario) is cited with that place and the version.
"""

from __future__ import annotations

import datetime
import subprocess
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).with_name("record.yaml")
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Record:
    """What all metadata say; ``None`` is not known yet.

    ``licences`` are SPDX names by what they cover. ``address`` is where the book is published,
    ``released`` the day of this version as YYYY-MM-DD.
    """

    title: str
    short: str
    authors: tuple[str, ...]
    abstract: str
    keywords: tuple[str, ...]
    language: str
    licences: dict[str, str]
    year: int
    released: str | None
    repository: str | None
    address: str | None
    doi: str | None
    version: str


def read(text: str) -> Record:
    """A record from YAML. Raises ``ValueError`` naming fields that are missing or unknown."""
    from model import __version__

    given: dict[str, Any] = {**yaml.safe_load(text), "version": __version__}
    names = {field.name for field in fields(Record)}
    if wrong := sorted(names ^ set(given)):
        raise ValueError(f"the record must have {', '.join(sorted(names))}; look at {wrong}")
    for name, value in given.items():
        if isinstance(value, list):
            given[name] = tuple(value)
        elif isinstance(value, datetime.date):
            given[name] = value.isoformat()
    return Record(**given)


@cache
def record() -> Record:
    """The book's own record."""
    return read(FILE.read_text("utf-8"))


@cache
def commit() -> str:
    """Twelve digits of the commit of these files, or nothing outside of a repository."""
    here = Path(__file__).resolve().parent
    call = ["git", "-C", str(here), "rev-parse", "--short=12", "HEAD"]
    try:
        done = subprocess.run(call, capture_output=True, text=True, timeout=5, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def which() -> str:
    """The version and, in a repository, the commit."""
    return f"version {record().version}" + (f", commit {commit()}" if commit() else "")


def tex(words: str) -> str:
    """Words as BibTeX takes them: letters with a meaning in LaTeX are escaped."""
    return "".join(f"\\{letter}" if letter in "%&#_$" else letter for letter in words)


def book() -> str:
    """The BibTeX of the whole book."""
    about = record()
    licence = " AND ".join(about.licences.values())
    return _entry(
        "software",
        "compute_token_economy",
        title=f"{{{tex(about.title)}}}",
        version=about.version,
        note=f"{f'commit {commit()}, ' if commit() else ''}licence {licence}",
        url=about.address,
    )


def chapter(key: str, title: str, page: str) -> str:
    """The BibTeX of a page of the book; ``page`` is its path, without the address."""
    about = record()
    return _entry(
        "incollection",
        key,
        title=f"{{{tex(title)}}}",
        booktitle=f"{{{tex(about.title)}}}",
        note=f"{which()}, page {tex(page)}",
        url=_url(page),
    )


def part(key: str, title: str, what: str, page: str = "") -> str:
    """The BibTeX of what has a place within a page; ``what`` is its kind with number or id.

    ``page`` is the path with the anchor, or empty where there is none.
    """
    about = record()
    where = f", page {page}" if page else ""
    return _entry(
        "misc",
        key,
        title=f"{{{tex(title)}}}",
        howpublished=f"{tex(what)} in {{{tex(about.title)}}}, {which()}{where}",
        url=_url(page),
    )


def _url(page: str) -> str | None:
    address = record().address
    return f"{address.rstrip('/')}/{page}" if address and page else None


def _entry(kind: str, key: str, **given: str | None) -> str:
    about = record()
    authors = " and ".join(f"{{{tex(author)}}}" for author in about.authors)
    rows = {"author": authors, **given, "doi": about.doi, "year": str(about.year)}
    lines = [f"{INDENT}{name} = {{{text}}}" for name, text in rows.items() if text]
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"
