"""What pages conclude: one value for a quantity, and what it rests on in the same sentence.

Sources of pages are read, not the built book: numbers stand there as roles. `answer` takes a number
from the answers, `glue:text` from the page's own runs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
NUMBER = r"(?:\{(?:glue:text|answer)\}`[^`]+`|\d[\d,.]*)"
OWN_RUN = re.compile(r"\{glue:text\}`|(?<![`\w-])\d")
#: How a sentence tells a quantity that answers have, and the time without which it is another.
QUANTITIES = {
    "burn": (
        rf"\bburns? {NUMBER} per cent of (?:the )?supply|{NUMBER} per cent .{{,20}} is .{{,9}}burn",
        "five years",
    ),
    "released": (
        rf"{NUMBER} per cent of the supply leaves its locks|{NUMBER} per cent is .{{,9}}released",
        "five years",
    ),
    "price": (rf"\bcosts {NUMBER} cents|\bprice is {NUMBER} cents", "fifth year|year five"),
    "usage-explains": (rf"[Uu]sage explains {NUMBER} per cent", ""),
    "fees": (rf"\b(?:pays?|earns) {NUMBER} dollars a day", "fifth year|year five"),
    "gpus": (rf"{NUMBER} GPUs (?:work|run)", "fifth year|year five"),
}
#: In another state of the world it is another quantity.
CONDITION = re.compile(r"\b(if|halves|factors)\b", re.IGNORECASE)
#: A sentence says with these what its numbers rest on: a scenario, chance, what is assumed, or an
#: idea of the price.
SAID = re.compile(
    r"\b(base|bear|bull|observed|scenarios?|nine (?:of|in) ten|nine runs|median|chance|drawn"
    r"|assume[ds]|assumptions?|ranges?|of the variance|launch price|price of July"
    r"|ideas? of (?:a|the) price)\b",
)
#: They count observations, lines and hours of a machine: no results of an economy.
COUNTS = {"core_hours", "own_lines", "akash_lines", "hind_rows", "hind_inside", "ahead", "due"}


def texts(path: Path) -> list[str]:
    """The running text of a page, cell by cell."""
    if path.suffix == ".md":
        return [path.read_text("utf-8")]
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]


def sentences(text: str) -> Iterator[str]:
    """Its sentences, each in one line, without the fences of directives."""
    bare = re.sub(r"^`{3,}.*$", "\n", text, flags=re.MULTILINE)
    for paragraph in re.split(r"\n\s*\n", bare):
        yield from re.split(r"(?<=[.?!])\**\s+(?=[^a-z])", " ".join(paragraph.split()))


def tells(name: str, sentence: str) -> re.Match[str] | None:
    """Where a sentence tells a quantity, as it is and not under a condition."""
    form, when = QUANTITIES[name]
    if CONDITION.search(sentence) or not re.search(when, sentence):
        return None
    return re.search(form, sentence)


PAGES = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("book/*.md")])


def told() -> list[tuple[str, str, str]]:
    """Quantity, page, and how it is told, of every sentence of the book that tells one."""
    return [
        (name, path.name, found[0])
        for path in PAGES
        for text in texts(path)
        for sentence in sentences(text)
        for name in QUANTITIES
        if (found := tells(name, sentence))
    ]


def test_a_quantity_that_answers_have_is_told_by_its_answer() -> None:
    """So it has one value in the whole book, whichever page tells it."""
    found = told()
    assert {name for name, _, _ in found} == set(QUANTITIES)
    assert len({page for _, page, _ in found}) > 5
    own = [(page, how) for _, page, how in found if OWN_RUN.search(how)]
    assert not own, f"another run may say another number: use the answer in {own}"


@pytest.mark.parametrize(
    "sentence",
    [
        "In base the vault burns {glue:text}`burned:.2f` per cent of the supply in five years.",
        "In base the vault burns 0.54 per cent of the supply in five years.",
        "The token of bull costs {glue:text}`price:.1f` cents in the fifth year.",
        "In base usage explains {glue:text}`part:.1f` per cent of it.",
    ],
)
def test_a_number_of_the_page_s_own_would_be_found(sentence: str) -> None:
    (found,) = [each[0] for name in QUANTITIES if (each := tells(name, sentence))]
    assert OWN_RUN.search(found)
    answered = re.sub(r"\{glue:text\}`[^`]+`|0\.54", "{answer}`burn-base`", sentence)
    (found,) = [each[0] for name in QUANTITIES if (each := tells(name, answered))]
    assert not OWN_RUN.search(found)
    assert not any(tells(name, f"If it halves, {sentence}") for name in QUANTITIES)


def parts(*numbers: str) -> list[Path]:
    """The notebooks of some parts of the book, by the number of the part."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    return [
        ROOT / f"{chapter['file']}.ipynb"
        for part in contents["parts"]
        if part["caption"].partition(".")[0] in numbers
        for chapter in part["chapters"]
        if chapter["file"].startswith("notebooks/")
    ]


def lead(path: Path) -> str:
    """What stands above a page's first heading, and above what a reader will be able to do."""
    text = "\n\n".join(texts(path))
    first, *rest = re.split(r"^After this page you will be able to|^## ", text, flags=re.MULTILINE)
    assert rest, path
    return first


def unsaid(text: str) -> list[str]:
    """Sentences with numbers of runs that do not say what those rest on."""
    found = []
    for sentence in sentences(text):
        names = re.findall(r"\{glue:text\}`([^`:]+)", sentence)
        results = [name for name in names if name not in COUNTS]
        question = sentence.rstrip("*").endswith("?")
        interval = re.search(r"\{answer\}`[^`]* (?:chance|assumed)`", sentence)
        says = interval or SAID.search(re.sub(r"`[^`]*`", "", sentence))
        if (results or "{answer}" in sentence) and not question and not says:
            found.append(sentence)
    return found


@pytest.mark.parametrize("path", parts("IV", "V"), ids=lambda path: path.stem)
def test_a_conclusion_says_what_it_rests_on_in_the_same_sentence(path: Path) -> None:
    """What a page concludes stands at its top."""
    assert unsaid(lead(path)) == []


def test_a_conclusion_that_says_nothing_would_be_found() -> None:
    bare = "The vault burns {glue:text}`share:.1f` per cent. In base it burns {answer}`burn-base`."
    assert unsaid(bare) == ["The vault burns {glue:text}`share:.1f` per cent."]
    assert unsaid("It takes {answer}`fees-base` dollars.") == [
        "It takes {answer}`fees-base` dollars."
    ]
    assert unsaid("It burns {answer}`burn-base assumed` per cent.") == []
    assert unsaid("It took {glue:text}`core_hours:.0f` hours.") == []


def test_no_count_is_listed_that_no_page_tells() -> None:
    leads = "".join(map(lead, parts("IV", "V")))
    assert {name for name in COUNTS if f"{{glue:text}}`{name}:" in leads} == COUNTS
