"""Each role and directive, written out by hand for one small page."""

from __future__ import annotations

from typing import Any

import pytest

from model.answerbook import answers
from model.compile import tables
from model.factbook import facts
from model.quantities import registry
from model.readable import ReadableError, readable
from model.readable.directives import WRITERS
from model.readable.markup import plain
from model.readable.roles import Page
from model.theory.registry import claims
from tests.readable.test_pages import stored


def written(text: str, **values: str) -> str:
    return plain(text, Page(values), WRITERS)


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("asked", "value", "said"),
    [
        ("a", "'guard room'", "guard room"),
        ("a", "41.5", "41.5"),
        ("a:.0f", "41.51", "42"),
        ("a:,.1f", "1234.56", "1,234.6"),
        ("a:.2g", "0.0123", "0.012"),
        ("a:d", "41.9", "41"),
        ("a:s", "more", "more"),
        ("a", "'a_b*'", r"a\_b\*"),
        ("a", "-3", "-3"),
    ],
)
def test_a_stored_value_is_said_in_the_format_asked_for(asked: str, value: str, said: str) -> None:
    assert written(f"It is {{glue:text}}`{asked}`.", a=value) == f"It is {said}."


def test_a_value_that_does_not_fit_its_format_is_refused() -> None:
    with pytest.raises(ReadableError, match=r"'a' is 'more', which '.2f' cannot format"):
        written("{glue:text}`a:.2f`", a="'more'")


def test_roles_of_the_model() -> None:
    fact = facts["burn_bps"]
    assert written("{fact}`burn_bps`") == tables.amount(fact.value, fact.unit)
    assert written("{fact}`burn_bps in percent`") == "70 per cent"
    assert written("{sym}`burn_share`") == f"${registry['burn_share'].tex}$"
    assert written("{param}`burn_share`") == f"${registry['burn_share'].tex}$ = 0.7"
    assert written("{param}`split_rule`").endswith("= contract")
    assert written("{block}`vault`") == "*vault*"
    assert written("{py:mod}`model.spec.vault`") == "`model.spec.vault`"
    assert written("{term}`velocity`, {term}`fast <velocity>`") == "velocity, fast"


def test_answers_are_those_that_the_book_quotes() -> None:
    name, answer = next(iter(answers.items()))
    assert written(f"{{answer}}`{name}`") == answer.value
    assert written(f"{{answer}}`{name} chance`") == answer.told("chance")
    assert written(f"{{answer}}`{name} sentence`") == answer.sentence
    with pytest.raises(ReadableError, match="there is no part of an answer 'luck'"):
        written(f"{{answer}}`{name} luck`")


def test_places_have_the_books_names_or_words() -> None:
    assert written("{ref}`C8 <contradiction-c8>`") == "C8"
    assert written("{numref}`fig-of-nobody`") == "the figure “of nobody”"
    title = claims["split-sums-to-purchase"].title
    assert written("{prf:ref}`claim-split-sums-to-purchase`") in (
        f"the claim “{title}”",
        *(f"Theorem {number}" for number in range(1, 400)),
    )


def test_a_page_knows_its_own_headings() -> None:
    cell = {
        "cell_type": "markdown",
        "metadata": {},
        "source": "(here)=\n## Where\n\nSee {ref}`here`.",
    }
    (made,) = readable(notebook(cell))["cells"]
    assert made["source"] == "## Where\n\nSee *Where*."


def test_works_are_cited_and_listed() -> None:
    source = "As in {cite:t}`becker1968crime`, and again {cite}`becker1968crime,sobol2001global`."
    cell = {"cell_type": "markdown", "metadata": {}, "source": source}
    first, last = readable(notebook(cell))["cells"]
    assert first["source"] == "As in Becker [1968], and again [Becker, 1968; Sobol', 2001]."
    assert last["source"].startswith("## Works cited\n\n- Becker. *Crime and Punishment")
    assert "doi:10.1086/259394" in last["source"]


def test_code_and_formulas_are_left_alone() -> None:
    text = "A `{fact}` and ``{glue:text}`a` ``.\n\n```python\n{fact}`x` = $\n```\n\n$x$ is five."
    assert written(text) == text


def test_a_sign_for_dollars_opens_no_formula() -> None:
    dollar = "<span>&#36;</span>"
    assert written("\\$AI and $x\\$y$ and \\$AI") == f"{dollar}AI and $x\\$y$ and {dollar}AI"
    assert written("{glue:text}`a`", a="'$5_'") == f"{dollar}5\\_"


def test_a_formula_loses_its_label_and_the_books_macros() -> None:
    assert written("$$\n\\EE[x] \\EEx\n$$ (eq-of-nobody)") == "$$\n\\mathbb{E}[x] \\EEx\n$$"


def test_directives_may_stand_in_each_other() -> None:
    text = (
        "````{grid} 1 1 3 3\n:gutter: 3\n\n```{grid-item-card} One\n{fact}`burn_bps`\n```\n"
        "\n```{grid-item-card} Two\nb\n```\n````"
    )
    assert written(text) == "- **One.** 7,000 basis points\n\n- **Two.** b"


def test_an_exercise_and_its_solution_behind_a_line() -> None:
    text = (
        "```{exercise} A leak\n:label: ex-mine\n\nWhich?\n```\n\n"
        "```{solution} ex-mine\n:class: dropdown\n\nThis: $x$.\n```"
    )
    assert written(text) == (
        "**Exercise (A leak).** Which?\n\n"
        "<details>\n<summary>Solution to the exercise</summary>\n\nThis: $x$.\n\n</details>"
    )


def test_a_claim_has_its_statement_assumptions_and_proof() -> None:
    found = claims["split-sums-to-purchase"]
    text = written("```{claim} split-sums-to-purchase\n```")
    assert found.title in text
    assert found.words in text
    assert found.latex() in text
    assert all(f"- *{a.name}*: {a.meaning}" in text for a in found.assumptions)
    proof = text[text.index("<summary>Proof</summary>") :]
    assert "**1.** " in proof
    assert found.verdict().fingerprint in proof
    folded = written("```{claim} split-sums-to-purchase\n:fold:\n```")
    assert folded.startswith("<details>\n<summary>")


def test_equations_are_those_of_the_specification() -> None:
    from model import economy
    from model.compile import latex

    block = economy("announced").block("vault")
    whole = written("```{spec-equations} vault\n```")
    assert all(tex in whole for _, tex in latex.block(block))
    some = written("```{spec-equations} vault\n:only: buyback\n```")
    assert some.count("$$") == 2
    assert some.endswith("From all of *vault*; code: `model.spec.vault.vault`.")


@pytest.mark.parametrize("target", ["python", "numpy", "cadcad", "machine", "latex"])
def test_programs_are_printed_as_code(target: str) -> None:
    text = written(f"```{{printed-source}} split\n:target: {target}\n```")
    assert text.startswith("```")
    assert text.count("\n") > 3


def test_a_fact_stands_in_the_table_of_its_status() -> None:
    text = written("```{facts-table} contract\n```")
    rows = [fact.id for fact in facts.values() if fact.status == "contract"]
    assert rows
    assert all(f"| `{name}` |" in text for name in rows)
    assert len({line.replace(r"\|", "").count("|") for line in text.splitlines()}) == 1


WRONG = {
    "{fakt}`burn_bps`": "there is no role 'fakt'; did you mean 'fact'?",
    "{fact}`burn_bsp`": "there is no fact 'burn_bsp'; did you mean 'burn_bps'?",
    "{param}`vault_spend`": "there is no parameter 'vault_spend'",
    "{block}`vaults`": "there is no block 'vaults'; did you mean 'vault'?",
    "{cite}`nobody1900`": "the bibliography has no work 'nobody1900'",
    "```{claims} x\n```": "there is no directive 'claims'",
    "```{claim} split-sums\n```": "there is no claim 'split-sums'",
    "```{spec-equations} vault\n:only: bought\n```": "there is no equation of block vault 'bought'",
    "```{facts-table} contracts\n```": "no fact has the status 'contracts'",
    "```{claim} split-sums-to-purchase": "is never closed",
    "$$\nx": "is never closed",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_misspelt_is_refused(text: str) -> None:
    with pytest.raises(ReadableError) as refusal:
        written(text)
    assert WRONG[text] in str(refusal.value)


def test_a_drawing_says_what_it_shows_and_stored_values_are_not_outputs() -> None:
    drawing = (
        "<svg><metadata><dc:description>Burns rise &amp;\n fall.</dc:description></metadata></svg>"
    )
    shown = {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/svg+xml": drawing, "text/plain": "<IPython.core.display.SVG object>"},
    }
    table = {
        "output_type": "execute_result",
        "metadata": {},
        "execution_count": 1,
        "data": {"text/markdown": "| {fact}`burn_bps` |"},
    }
    code = {
        "cell_type": "code",
        "id": "draw",
        "source": ["x\n", "y"],
        "execution_count": 1,
        "metadata": {
            "execution": {"iopub.execute_input": "2026-01-01T00:00:00Z"},
            "mystnb": {
                "figure": {"caption": "burns, {glue:text}`n:.0f` of them", "name": "fig-own"}
            },
        },
        "outputs": [shown, table, stored("n", "3.2")],
    }
    made, below = readable(notebook(code))["cells"]
    assert [o["data"].get("text/plain") for o in made["outputs"]] == ["Burns rise & fall.", None]
    assert made["outputs"][1]["data"]["text/markdown"] == "| 7,000 basis points |"
    assert "execution" not in made["metadata"]
    assert below["source"] == "**Figure.** Burns, 3 of them"
    # JupyterLab draws no SVG of a file from elsewhere: with both, the copy has the other.
    shown["data"] |= {"image/png": "iVBORw0KGgo="}  # type: ignore[operator]
    (made, _) = readable(notebook(code))["cells"]
    assert made["outputs"][0]["data"] == {
        "image/png": "iVBORw0KGgo=",
        "text/plain": "Burns rise & fall.",
    }
