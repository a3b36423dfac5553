"""All that says who made the book says the same: files, page tags, package and settings."""

from __future__ import annotations

import importlib
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

import model
from book import metadata, pdf, permalinks
from model import cited
from model.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]
RECORD = cited.record()
#: The record as it will be: every field that waits for a release is filled.
RELEASED = replace(
    RECORD,
    released="2027-01-02",
    repository="https://example.org/code",
    address="https://example.org/book/",
    doi="10.1234/5678",
)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that writes into pages."""
    monkeypatch.syspath_prepend(str(ROOT / "book" / "_ext"))
    return importlib.import_module("model_metadata")


@pytest.mark.parametrize("name", metadata.FILES)
def test_kept_files_are_those_of_the_record(name: str) -> None:
    made = metadata.FILES[name](RECORD)
    assert (ROOT / name).read_text("utf-8") == made, "run `python -m book.metadata`"


def test_the_package_and_the_book_say_what_the_record_says() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == model.__version__ == RECORD.version
    assert tuple(author["name"] for author in project["authors"]) == RECORD.authors
    assert tuple(project["keywords"]) == RECORD.keywords
    assert project["license"] == RECORD.licences["code"]
    settings = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert settings["title"] == RECORD.title
    assert settings["author"] == " and ".join(RECORD.authors)
    assert settings["copyright"] == str(RECORD.year)
    assert settings["sphinx"]["config"]["language"] == RECORD.language.replace("-", "_")


@pytest.mark.parametrize("about", [RECORD, RELEASED], ids=["now", "released"])
def test_the_files_agree_with_each_other(about: cited.Record) -> None:
    cff = yaml.safe_load(metadata.cff(about))
    codemeta = json.loads(metadata.codemeta(about))
    zenodo = json.loads(metadata.zenodo(about))
    assert cff["title"] == codemeta["name"] == zenodo["title"] == about.title
    assert cff["version"] == codemeta["version"] == zenodo["version"] == about.version
    assert cff["abstract"] == codemeta["description"] == zenodo["description"]
    assert cff["keywords"] == codemeta["keywords"] == zenodo["keywords"]
    names = [author["name"] for author in cff["authors"]]
    assert names == [author["name"] for author in codemeta["author"]]
    assert names == [author["name"] for author in zenodo["creators"]]
    assert [row.rsplit("/", 1)[1] for row in codemeta["license"]] == cff["license"]
    assert zenodo["license"] == cff["license"][0]
    assert cff["preferred-citation"]["year"] == codemeta["copyrightYear"] == about.year
    assert cff.get("doi") == codemeta.get("identifier") == about.doi
    assert cff.get("url") == codemeta.get("url") == about.address
    assert cff.get("repository-code") == codemeta.get("codeRepository") == about.repository
    assert cff.get("date-released") == about.released
    assert codemeta.get("datePublished") == zenodo.get("publication_date") == about.released


def fields(entry: str) -> dict[str, str]:
    """The fields of a BibTeX entry, without braces."""
    rows = re.findall(r"^  (\w+) = \{(.*)\},?$", entry, re.M)
    return {name: re.sub(r"[{}\\]", "", text) for name, text in rows}


@pytest.mark.parametrize("about", [RECORD, RELEASED], ids=["now", "released"])
def test_bibtex_says_what_the_record_says(
    about: cited.Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cited, "record", lambda: about)
    book = fields(cited.book())
    assert (book["title"], book["version"], book["year"]) == (
        about.title,
        about.version,
        str(about.year),
    )
    assert all(licence in book["note"] for licence in about.licences.values())
    page = fields(cited.chapter("page-x", "A 5 % share_of $AI", "book/x.html"))
    assert page["title"] == "A 5 % share_of $AI"
    assert page["booktitle"] == about.title
    part = fields(cited.part("claim-x", "T", "Claim x", "book/x.html#claim-x"))
    assert about.title in part["howpublished"]
    for entry, place in ((book, ""), (page, "book/x.html"), (part, "book/x.html#claim-x")):
        assert entry["author"] == " and ".join(about.authors)
        assert entry.get("doi") == about.doi
        assert entry.get("url") == (f"{about.address}{place}" if about.address else None)


def test_letters_of_latex_are_escaped() -> None:
    assert cited.tex("5 % of a_b & $AI #1") == r"5 \% of a\_b \& \$AI \#1"


def test_a_record_with_an_unknown_or_a_missing_field_is_refused() -> None:
    text = cited.FILE.read_text("utf-8")
    with pytest.raises(ValueError, match=r"look at .*'licence'"):
        cited.read(text + "licence: MIT\n")
    with pytest.raises(ValueError, match=r"look at .*'doi'"):
        cited.read(text.replace("doi: null\n", ""))
    assert cited.read(text.replace("released: null", "released: 2027-01-02")).released == (
        "2027-01-02"
    )


@pytest.mark.parametrize("about", [RECORD, RELEASED], ids=["now", "released"])
@pytest.mark.parametrize("root", [True, False], ids=["book", "page"])
def test_page_tags_say_what_the_record_says(
    pages: ModuleType, about: cited.Record, root: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cited, "record", lambda: about)
    made = pages.tags('A "title" </script>', "Why?", root)
    tags = dict(re.findall(r'<meta name="(\w+)" content="([^"]*)" />', made))
    assert tags["citation_author"] == about.authors[0]
    assert tags["citation_publication_date"] == (about.released or str(about.year))
    assert tags.get("citation_doi") == about.doi
    assert tags["citation_language"] == about.language
    data: dict[str, Any] = json.loads(made.partition('ld+json">')[2].rpartition("</script>")[0])
    book = data if root else data["isPartOf"]
    assert book["@type"] == "Book"
    assert (book["name"], book["version"]) == (about.title, about.version)
    assert book.get("identifier") == about.doi
    assert book.get("url") == about.address
    assert book["license"].endswith(about.licences["text"])
    if root:
        assert tags["citation_title"] == about.title
    else:
        assert tags["citation_title"] == "A &quot;title&quot; &lt;/script&gt;"
        assert tags["citation_inbook_title"] == about.title
        assert (data["@type"], data["name"]) == ("Chapter", 'A "title" </script>')
        # The title does not end the script.
        assert made.count("</script>") == 1


# The book itself ---------------------------------------------------------------------------------


@pytest.mark.site
def test_every_page_of_the_book_says_what_it_is() -> None:
    for chapter in pdf.chapters(pdf.SITE, ROOT / "_toc.yml"):
        soup = BeautifulSoup((pdf.SITE / chapter.page).read_text("utf-8"), "html.parser")
        meta = {str(tag["name"]): str(tag["content"]) for tag in soup.select("meta[name]")}
        data = json.loads(soup.select('script[type="application/ld+json"]')[0].get_text())
        root = data["@type"] == "Book"
        title = RECORD.title if root else chapter.title
        assert meta["citation_title"] == data["name"] == title, chapter.page
        assert meta["citation_author"] == RECORD.authors[0]
        assert meta["description"], chapter.page
        assert root == (chapter.page == "notebooks/index.html")


@pytest.mark.site
def test_the_file_of_citations_has_every_part() -> None:
    text = (pdf.SITE / "citations.bib").read_text("utf-8")
    keys = re.findall(r"^@\w+\{([^,]+),$", text, re.M)
    assert len(keys) == len(set(keys))
    expected = {"compute_token_economy"}
    expected |= {
        f"page-{Path(each.page).stem}" for each in pdf.chapters(pdf.SITE, ROOT / "_toc.yml")
    }
    expected |= {f"claim-{claim}" for claim in model.claims}
    expected |= {f"answer-{answer}" for answer in model.answers}
    expected |= {f"scenario-{name.replace(' ', '-')}" for name in SCENARIOS}
    places = permalinks.built(pdf.SITE)
    expected |= {f"figure-{each.anchor}" for each in places if each.anchor.startswith("fig-")}
    assert set(keys) == expected
