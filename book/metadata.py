"""The files that catalogues read, from the one record: `python -m book.metadata` writes them.

`CITATION.cff` for GitHub and citation managers, `codemeta.json` for software catalogues,
`.zenodo.json` for an archived release. A test holds that the kept files are what this makes.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import yaml

from model.cited import Record, record

ROOT = Path(__file__).resolve().parent.parent
SPDX = "https://spdx.org/licenses/"


def known(given: dict[str, Any]) -> dict[str, Any]:
    """What is known of these fields."""
    return {name: value for name, value in given.items() if value is not None}


def cff(about: Record) -> str:
    """The Citation File Format, version 1.2.0."""
    authors = [{"name": author} for author in about.authors]
    same = {
        "title": about.title,
        "type": "software",
        "version": about.version,
        "authors": authors,
        "doi": about.doi,
        "date-released": about.released,
        "repository-code": about.repository,
        "url": about.address,
    }
    whole = {
        "cff-version": "1.2.0",
        "message": "If you use this model or quote the book, please cite it as below.",
        **same,
        "abstract": about.abstract,
        "keywords": list(about.keywords),
        "license": list(about.licences.values()),
        # Without a release there is no date, and readers of this format take the year from here.
        "preferred-citation": known({**same, "year": about.year}),
    }
    return yaml.dump(known(whole), Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100)


class _Plain(yaml.SafeDumper):
    """YAML that says everything where it stands."""

    def ignore_aliases(self, data: object) -> bool:
        """No value refers to an earlier one."""
        return True


def codemeta(about: Record) -> str:
    """CodeMeta 3.0, which is schema.org with terms for software."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    whole = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "identifier": about.doi,
        "name": about.title,
        "alternateName": project["name"],
        "description": about.abstract,
        "version": about.version,
        "author": [{"@type": "Organization", "name": author} for author in about.authors],
        "license": [SPDX + licence for licence in about.licences.values()],
        "keywords": list(about.keywords),
        "programmingLanguage": "Python",
        "runtimePlatform": f"Python {project['requires-python']}",
        "inLanguage": about.language,
        "copyrightYear": about.year,
        "datePublished": about.released,
        "codeRepository": about.repository,
        "url": about.address,
    }
    return json.dumps(known(whole), indent=2, ensure_ascii=False) + "\n"


def zenodo(about: Record) -> str:
    """What Zenodo takes from a repository; it knows one licence and adds the DOI itself."""
    rest = ", ".join(f"{what}: {licence}" for what, licence in about.licences.items())
    whole = {
        "upload_type": "software",
        "title": about.title,
        "description": about.abstract,
        "creators": [{"name": author} for author in about.authors],
        "version": about.version,
        "publication_date": about.released,
        "license": about.licences["code"],
        "notes": f"Licences of {rest}.",
        "keywords": list(about.keywords),
        "language": "eng",
    }
    return json.dumps(known(whole), indent=2, ensure_ascii=False) + "\n"


FILES = {"CITATION.cff": cff, "codemeta.json": codemeta, ".zenodo.json": zenodo}


def write() -> None:
    """Write all of them into the root of the repository."""
    for name, made in FILES.items():
        (ROOT / name).write_text(made(record()), encoding="utf-8")
        print(f"{name} is written.")


if __name__ == "__main__":
    write()
