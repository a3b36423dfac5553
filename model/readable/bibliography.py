"""Works that a page cites: author and year in the text, the full reference at its end."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from model.literature import entry, keys
from model.readable.glued import ReadableError

_FIELD = re.compile(r"^  (\w+)=\{(.*)\},?$", re.M)
_ACCENT = re.compile(r"\\(['`\"^~]|[cvu] )\{?(\w)\}?")
#: The combining letter of Unicode for each accent of LaTeX.
_COMBINING = {
    "'": "\u0301",
    "`": "\u0300",
    '"': "\u0308",
    "^": "\u0302",
    "~": "\u0303",
    "c": "\u0327",
    "v": "\u030c",
    "u": "\u0306",
}


def _plain(tex: str) -> str:
    """A field of BibTeX as text: accents as letters, no braces."""
    made = _ACCENT.sub(lambda m: m[2] + _COMBINING[m[1].strip()], tex)
    made = re.sub(r"\\(ss)\b", "ß", made).replace("--", "–").replace(r"\lambda", "λ")
    made = re.sub(r"\\([&_%#$])", r"\1", made).replace("$", "")
    return unicodedata.normalize("NFC", re.sub(r"[{}]", "", made)).strip()


@cache
def _fields(key: str) -> dict[str, str]:
    if key not in keys():
        raise ReadableError(f"the bibliography has no work {key!r}")
    return dict(_FIELD.findall(entry(key)))


@cache
def _authors(key: str) -> tuple[str, ...]:
    """Family names, or the name of an organisation; those who edited what has no author."""
    found = _fields(key)
    people = found.get("author") or found.get("editor") or found.get("organization", "")
    names = re.split(r"\s+and\s+(?![^{]*\})", people) if people else []
    return tuple(_plain(name.split(",")[0]) for name in names)


def by(key: str) -> str:
    """The authors of a work in a sentence: one name, two, or the first and "et al."."""
    names = _authors(key)
    if not names:
        return f"“{_plain(_fields(key)['title'])}”"
    if len(names) > 2:
        return f"{names[0]} et al."
    return " and ".join(names)


def cited(listed: str, in_text: bool = False) -> str:
    """One or more works, comma between: "[Becker, 1968]", or in the text "Becker [1968]"."""
    works = [key.strip() for key in listed.split(",")]
    years = [_fields(key).get("year", "n.d.") for key in works]
    if in_text:
        return ", ".join(f"{by(k)} [{year}]" for k, year in zip(works, years, strict=True))
    return f"[{'; '.join(f'{by(k)}, {year}' for k, year in zip(works, years, strict=True))}]"


def reference(key: str) -> str:
    """A work with all that finds it, in a line of Markdown."""
    found = {name: _plain(value) for name, value in _fields(key).items()}
    people = ", ".join(_authors(key))
    where = [
        found[name]
        for name in ("journal", "booktitle", "institution", "howpublished", "publisher", "note")
        if name in found
    ]
    if "volume" in found:
        number = f"({found['number']})" if "number" in found else ""
        where.append(f"{found['volume']}{number}")
    where += [f"pages {found['pages']}"] if "pages" in found else []
    where += [found["year"]] if "year" in found else []
    where += [f"arXiv:{found['eprint']}"] if "eprint" in found else []
    where += [f"doi:{found['doi']}"] if "doi" in found else []
    where += [found["url"]] if "url" in found and "doi" not in found else []
    parts = [people, f"*{found['title']}*", ", ".join(where)]
    return ". ".join(part for part in parts if part) + "."
