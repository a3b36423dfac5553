"""The search finds what is called by number, id, name or another text's word, and shows where.

On the built book, opened from the disk; what the page is told: `test_search_places`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.search.en import SearchEnglish

import model
from book import search_places
from model.readable import places
from tests.book.pipe import Page

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
PAGES = sorted(p for p in SITE.rglob("*.html") if "_static" not in p.relative_to(SITE).parts)
#: Bytes that the search page loads beside Sphinx's own.
ROOM = 150_000
STEMMER = SearchEnglish({})


def rows(kind: str) -> list[list[Any]]:
    """The rows of a kind that the built search page has."""
    script = (SITE / search_places.FILE).read_text("utf-8")
    found = re.search(rf"^{kind}: (\[.*?\n\])", script, re.M | re.S)
    assert found, kind
    made: list[list[Any]] = json.loads(found[1])
    return made


def printed(text: str) -> str:
    """A text with the apostrophes of the book."""
    return text.replace("'", "’")


@pytest.mark.site
def test_the_search_page_knows_every_place_by_its_number() -> None:
    shown = places.stored()
    claims = rows("claims")
    assert {row[1] for row in claims} == set(model.claims)
    assert {row[1]: row[2] for row in rows("answers")} == {
        answer.id: printed(answer.sentence) for answer in model.answers.values()
    }
    for _, name, number, equation, title, words in claims:
        assert title == printed(model.claims[name].title)
        assert words
        assert (number, equation) == (shown[f"claim-{name}"], shown[f"eq-claim-{name}"])
    numbered = {row[1]: row[2] for row in rows("equations")}
    numbered |= {f"fig-{row[1]}": row[2] for row in rows("figures")}
    numbers = {label: number for label, number in shown.items() if re.search(r"\d\)?$", number)}
    missing = {
        label: number
        for label, number in numbers.items()
        if label.startswith(("eq-", "fig-"))
        and not label.startswith("eq-claim-")
        and numbered.get(label) != number
    }
    assert not missing


@pytest.mark.site
def test_all_that_the_search_page_leads_to_is_there() -> None:
    pages = [row[0] for row in rows("pages")]
    anchors: dict[str, set[str]] = {}
    for name in pages:
        soup = BeautifulSoup((SITE / f"{name}.html").read_text("utf-8"), "html.parser")
        anchors[name] = {str(tag["id"]) for tag in soup.find_all(id=True) if isinstance(tag, Tag)}
    for name, _, *sections in rows("pages"):
        for title, _, *own in sections:
            assert (own[0] if own else search_places.slug(title).lower()) in anchors[name], title
    for at, names, _, *own in rows("terms"):
        assert (own[0] if own else f"term-{search_places.slug(names[0])}") in anchors[pages[at]]
    for kind, begin in {"claims": "claim-", "answers": "answer-", "figures": "fig-"}.items():
        for row in rows(kind):
            assert f"{begin}{row[1]}" in anchors[pages[row[0]]], row


@pytest.mark.site
def test_only_the_search_page_loads_it_and_it_is_small() -> None:
    scripts = [SITE / search_places.FILE, SITE / "_static" / "search.js"]
    assert sum(path.stat().st_size for path in scripts) < ROOM
    for script in scripts:
        of = [each for each in PAGES if f"{script.name}" in each.read_text("utf-8")]
        assert of == [SITE / "search.html"], script.name


class Result(NamedTuple):
    """A line of the results."""

    href: str
    title: str
    text: str
    excerpt: str
    marks: list[str]


RESULTS = """[...document.querySelectorAll("ul.search > li")].map((line) => [
  line.querySelector("a").getAttribute("href"), line.querySelector("a").textContent,
  line.textContent, line.querySelector("p.context")?.textContent || "",
  [...line.querySelectorAll("mark")].map((mark) => mark.textContent)])"""
WORDS = "This book’s words for it"
STATUS = "document.querySelector('.search-summary')"


@pytest.fixture
def search(chromium: Page) -> Callable[..., list[Result]]:
    """Ask the search page, opened from the disk: it must be silent and fetch no page."""

    def asked(query: str, width: int = 1200) -> list[Result]:
        chromium.said.clear()
        chromium.fetched.clear()
        chromium.open(f"{(SITE / 'search.html').as_uri()}?q={quote(query)}", width)
        chromium.wait(f"{STATUS}?.textContent")
        found = [Result(*line) for line in chromium.value(RESULTS)]
        assert not chromium.said
        fetched = [each.partition("?")[0] for each in chromium.fetched]
        assert not [each for each in fetched if not each.startswith(("file:", "data:", "about:"))]
        assert [each for each in fetched if each.endswith(".html")] == [
            (SITE / "search.html").as_uri()
        ]
        return found

    return asked


Search = Callable[..., list[Result]]


@pytest.mark.browser
def test_a_claim_is_found_by_number_and_id(search: Search) -> None:
    name = "break-even-revenue"
    number, equation = places.stored()[f"claim-{name}"], places.stored()[f"eq-claim-{name}"]
    claim = f"notebooks/12_unlocks_against_burn.html#claim-{name}"
    for query in (number, number.lower(), equation, number.replace("Theorem", "claim")):
        (only,) = search(query)
        assert only.href == claim, query
        assert only.title == printed(model.claims[name].title)
        assert number in only.text
    for query in (name, f"claim-{name}", model.claims[name].title):
        first, *others = search(query)
        assert first.href == claim, query
        assert others, query


@pytest.mark.browser
def test_a_bare_number_finds_all_that_have_it(search: Search) -> None:
    numbers = {
        label.replace("eq-claim-", "claim-")
        for label, number in places.stored().items()
        if re.sub(r"\D", "", number) == "30" and label.startswith(("claim-", "eq-", "fig-"))
    }
    assert len(numbers) > 2
    anchors = {result.href.partition("#")[2] for result in search("30")}
    assert {anchor.removeprefix("equation-") for anchor in anchors} == numbers


@pytest.mark.browser
def test_answers_and_equations_are_found_by_id(search: Search) -> None:
    first = search("burn-base")[0]
    assert first.href == "book/results_to_quote.html#answer-burn-base"
    assert first.title == printed(model.answers["burn-base"].sentence)
    first = search("eq-split-burn")[0]
    assert first.href == "book/08_equations.html#equation-eq-split-burn"
    assert first.title == places.stored()["eq-split-burn"]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("APY", ["yield", "stake"]),
        ("inflation", ["mint", "unlock", "subsidy"]),
        ("emissions", ["mint", "unlock", "subsidy"]),
        ("what is the fully diluted value", ["total-supply"]),
        ("unlocks", ["unlock"]),
        ("BuyBack Vault", ["BuyBack-Vault"]),
    ],
)
def test_terms_come_first_under_their_names_and_those_of_others(
    query: str, terms: list[str], search: Search, chromium: Page
) -> None:
    found = search(query)
    hrefs = [f"book/glossary.html#term-{term}" for term in terms]
    assert [result.href for result in found[: len(terms)]] == hrefs
    assert all(result.excerpt for result in found[: len(terms)])
    assert any(re.fullmatch(r"(book|notebooks)/\w+\.html", result.href) for result in found)
    own = query in ("unlocks", "BuyBack Vault")
    assert (WORDS in chromium.value(f"{STATUS}.textContent")) is not own


@pytest.mark.browser
def test_an_abbreviation_is_no_other(search: Search, chromium: Page) -> None:
    assert search("API")
    assert WORDS not in chromium.value(f"{STATUS}.textContent")


@pytest.mark.browser
def test_pages_show_the_words_and_programs_come_last(search: Search) -> None:
    found = search("unlocks")
    first = next(r for r in found if re.fullmatch(r"(book|notebooks)/\w+\.html", r.href))
    assert first.marks
    assert {STEMMER.stem(mark.lower()) for mark in first.marks} == {"unlock"}
    assert first.marks[-1] in first.excerpt
    found = search("vault")
    program = [result.href.startswith(("book/api", "_modules/")) for result in found]
    start = program.index(True)
    assert start > 10
    assert all(program[start:])
    pages = {result.href.partition("#")[0] for result in found[start:]}
    assert {"book/api_specification.html", "book/api_answers.html"} <= pages
    assert len({result.href for result in found}) == len(found)


@pytest.mark.browser
def test_a_page_is_found_by_its_title(search: Search) -> None:
    assert search("Equations")[0].href == "book/08_equations.html"
    assert search("Unlocks against burn")[0].href == "notebooks/12_unlocks_against_burn.html"


@pytest.mark.browser
def test_how_many_are_found_is_said_and_fits_a_phone(search: Search, chromium: Page) -> None:
    found = search("inflation", 375)
    assert chromium.value(f"{STATUS}.getAttribute('role')") == "status"
    assert chromium.value(f"{STATUS}.textContent").startswith(f"{len(found)} places found.")
    assert chromium.value("document.scrollingElement.scrollWidth") <= 375
    assert not search("zzzz")
    assert "did not match" in chromium.value(f"{STATUS}.textContent")
