"""Every claim proves itself, agrees with numbers, and needs each of its assumptions."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp

import model
from model import literature
from model.cited import record
from model.logic import presentation
from model.logic.claim import Assumption, CheckError, Claim, parts
from model.logic.step import ProofError, Proved
from model.logic.steps import case, equivalence, identity, inequality, limit
from model.quantities import registry
from model.rests import graph
from model.theory.registry import TOPICS, UnknownClaim

ROOT = Path(__file__).resolve().parents[2]
CLAIMS = list(model.claims.values())
x, y = sp.symbols("x y", nonnegative=True)


def wrong(statement: sp.Basic) -> sp.Basic:
    """The statement with one constant changed, far enough for numbers to notice."""
    if isinstance(statement, sp.And):
        first, *rest = sp.ordered(statement.args)
        other = wrong(first) if isinstance(first, sp.Eq) else sp.Not(first)
        return sp.And(other, *rest)
    left, right = statement.args
    if isinstance(statement, sp.Eq):
        return sp.Eq(left, 2 * right, evaluate=False)
    return statement.func(left / 2, right, evaluate=False)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_a_claim_is_proved(claim: Claim) -> None:
    last = presentation.decided(claim)[1][-1]
    assert isinstance(last, Proved)
    assert last.relation == claim.statement


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_numbers_agree_with_a_claim(claim: Claim) -> None:
    evidence = claim.check()
    assert evidence.cases >= 60


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_each_assumption_is_needed(claim: Claim) -> None:
    assert set(claim.necessity()) == {assumption.name for assumption in claim.assumptions}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_a_wrong_statement_is_neither_proved_nor_checked(claim: Claim) -> None:
    broken = replace(claim, statement=wrong(claim.statement))
    with pytest.raises(ProofError):
        broken.prove()
    with pytest.raises(CheckError, match=claim.id):
        broken.check()


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_a_claim_speaks_in_the_words_of_the_model(claim: Claim) -> None:
    known = {record.symbol for record in registry.values()}
    assert claim.statement.free_symbols <= known
    assert claim.cite().startswith(f"@misc{{claim-{claim.id},")
    assert claim.title in " ".join(claim.text().split())
    assert all(step.text[0].isupper() for step in presentation.decided(claim)[1])
    assert claim.latex() in claim.markdown()
    assert claim.proof_markdown().startswith("1. ")


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_a_copied_theorem_stands_alone(claim: Claim) -> None:
    text = claim.theorem()
    assert text.isascii(), "text mode takes no other letters"
    assert nested(text) == []
    assert text.startswith(r"\begin{theorem}[")
    assert text.endswith(r"\end{theorem}")
    for tex, name, info, _ in presentation.symbols(claim):
        assert rf"\item[${tex}$]" in text
        assert info
        assert name not in claim.latex(), "a formula has symbols, not names of code"
    assert claim.latex() not in (r"\text{False}", r"\text{True}")
    assert all(assumption.name in text for assumption in claim.assumptions)


def nested(text: str) -> list[str]:
    """What is left open or closed wrongly in a piece of LaTeX: braces, environments, formulas."""
    opened: list[str] = []
    wrong = []
    marks = re.finditer(r"\\begin\{(\w+)\}|\\end\{(\w+)\}|\\left|\\right|\\\[|\\\]|\\.|[{}$]", text)
    pairs = {"}": "{", r"\]": r"\[", r"\right": r"\left"}
    for mark in marks:
        begin, end = mark.groups()
        token = mark.group()
        if begin:
            opened.append(begin)
        elif token in ("{", r"\[", r"\left"):
            opened.append(token)
        elif token == "$":
            opened.pop() if opened and opened[-1] == "$" else opened.append("$")
        elif end or token in pairs:
            wanted = end or pairs[token]
            if not opened or opened.pop() != wanted:
                wrong.append(token)
    return wrong + opened


def test_latex_that_is_left_open_is_noticed() -> None:
    for broken in (r"\frac{1}{2", r"\begin{theorem} x", "$x", r"\left(x", r"\[ x \end{theorem}"):
        assert nested(broken)
    assert nested(r"\begin{theorem} \[ \left(\frac{1}{2}\right) \] $x_{1}$ 5\% \end{theorem}") == []


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no TeX here: structure is tested")
def test_all_theorems_compile_in_one_document(tmp_path: Path) -> None:
    packages = r"\usepackage{amsmath,amsthm,amssymb}\newtheorem{theorem}{Theorem}"
    head = rf"\documentclass{{article}}{packages}"
    body = "\n\n".join(claim.theorem() for claim in CLAIMS)
    (tmp_path / "all.tex").write_text(
        "\n".join([head, r"\begin{document}", body, r"\end{document}"]), encoding="ascii"
    )
    call = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def test_every_claim_says_whose_result_it_is_and_what_it_uses() -> None:
    for claim in CLAIMS:
        assert claim.owner, f"{claim.id}: say whose result it is, or that no source is known"
        assert set(claim.uses) <= set(model.claims) - {claim.id}
    left = {claim.id: set(claim.uses) for claim in CLAIMS}
    while left:
        free = [name for name, used in left.items() if not used & set(left)]
        assert free, f"these claims use each other in a circle: {sorted(left)}"
        left = {name: used for name, used in left.items() if name not in free}


def test_an_assumption_without_an_example_is_refused() -> None:
    claim = model.claims["split-sums-to-purchase"]
    with pytest.raises(ProofError, match="counterexample for each"):
        replace(claim, assumptions=(Assumption("bare", "nothing shows that it is needed"),))


def test_an_example_that_breaks_nothing_is_refused() -> None:
    claim = model.claims["split-sums-to-purchase"]
    idle = replace(claim, assumptions=(claim.assumptions[0].without("nothing", lambda: sp.true),))
    with pytest.raises(ProofError, match="breaks nothing"):
        idle.necessity()


def test_an_example_of_two_equal_numbers_is_refused() -> None:
    claim = model.claims["split-sums-to-purchase"]
    idle = replace(claim, assumptions=(claim.assumptions[0].without("x", lambda: (2.0, 2)),))
    with pytest.raises(ProofError, match="breaks nothing"):
        idle.necessity()


def test_parts_are_put_together_and_none_may_be_missing() -> None:
    claim = model.claims["supply-falls-exponentially"]
    made = claim.proof(claim.statement)
    assert not isinstance(made, Proved)
    *steps, last = made
    assert last.relation in claim.statement.args
    assert [*steps, last] == list(claim.prove()[:-1])
    assert claim.prove()[-1].relation == claim.statement
    with pytest.raises(ProofError, match="not every part is proved"):
        replace(claim, proof=lambda _: steps).prove()


def test_parts_of_a_statement_are_found_by_what_they_speak_of() -> None:
    both = sp.And(sp.Eq(x, 2), sp.Ge(x, y, evaluate=False))
    assert parts(both, sp.Eq) == {x: sp.Eq(x, 2)}
    with pytest.raises(ProofError, match="says two things"):
        parts(both)


def test_an_unknown_claim_suggests_the_nearest() -> None:
    with pytest.raises(UnknownClaim, match="did you mean 'burn-per-dollar'"):
        model.claims["burn-per-dolar"]


def test_a_false_step_is_refused() -> None:
    with pytest.raises(ProofError, match="is not"):
        identity("double", x + x, 3 * x)
    with pytest.raises(ProofError, match="is not"):
        inequality("other", x, y, x)
    with pytest.raises(ProofError, match="sign"):
        inequality("open", x, y, x - y)
    with pytest.raises(ProofError, match="sign"):
        inequality("zero is not positive", x, sp.Integer(0), x, strict=True)
    with pytest.raises(ProofError, match="is not"):
        case("largest", sp.Max(x, 0), sp.Integer(0))
    with pytest.raises(ProofError, match="is not"):
        equivalence("another factor", x, y, sp.Integer(2))
    with pytest.raises(ProofError, match="sign"):
        equivalence("a factor that may be zero", x * y, y, x)
    with pytest.raises(ProofError, match="limit"):
        limit("to nothing", 1 / (1 + x), x, sp.oo, sp.Integer(1))


def test_a_true_step_is_accepted() -> None:
    assert equivalence("twice", 2 * x - 2, x - 1, sp.Integer(2)).text == "twice"
    assert limit("to nothing", 1 / (1 + x), x, sp.oo, sp.Integer(0)).relation.rhs == 0


# Where claims live -----------------------------------------------------------------------------


def test_every_module_with_claims_is_listed() -> None:
    folder = ROOT / "model" / "theory"
    made = {
        path.relative_to(folder).with_suffix("").as_posix().replace("/", ".")
        for path in folder.rglob("*.py")
        if "def claims() ->" in path.read_text(encoding="utf-8")
    }
    assert made == set(TOPICS)
    assert len(TOPICS) == len(made)


def pages() -> dict[str, str]:
    found = [*(ROOT / "book").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(found)}


def test_every_claim_is_printed_on_one_page() -> None:
    printed = [
        name for text in pages().values() for name in re.findall(r"\{claim\} ([\w-]+)", text)
    ]
    assert sorted(printed) == sorted(model.claims)


def test_a_page_opens_at_most_seven_cards() -> None:
    for name, text in pages().items():
        shown = len(re.findall(r"\{claim\} [\w-]+", text)) - text.count(":fold:")
        assert shown <= 7, f"{name} opens {shown} cards: fold some"


def test_every_claim_has_a_figure_where_theory_and_numbers_meet() -> None:
    figures = {
        name for text in pages().values() for name in re.findall(r'"name": "(fig-[\w-]+)"', text)
    }
    for claim in CLAIMS:
        assert claim.shown_in in figures, f"{claim.id}: no page has {claim.shown_in!r}"


# Literature ------------------------------------------------------------------------------------


def cited() -> set[str]:
    texts = "".join(pages().values())
    groups = re.findall(r"\{cite[^}]*\}`([^`]+)`", texts)
    keys = {key.strip() for group in groups for key in group.split(",")}
    return keys | {key for claim in CLAIMS for key in claim.literature}


def test_what_is_cited_was_confirmed() -> None:
    assert cited() <= set(literature.keys())
    for key in cited():
        note = literature.status(key)
        assert note.startswith("verified"), f"{key}: {note}"
        assert not re.search(r"from memory|unconfirmed|NOT verified", note), f"{key}: {note}"


def test_a_citation_has_the_address_once_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = model.claims["split-sums-to-purchase"]
    page = f"{presentation.place(claim.id)}.html#claim-{claim.id}"
    assert page.startswith("notebooks/")
    assert page in claim.cite()
    assert "url" not in claim.cite().split("@")[1]
    published = replace(record(), address="https://example.org/book")
    monkeypatch.setattr("model.cited.record", lambda: published)
    assert f"url = {{https://example.org/book/{page}}}" in claim.cite()


def test_an_earlier_id_leads_to_the_claim_that_it_became() -> None:
    for claim in CLAIMS:
        for earlier in claim.formerly:
            assert earlier not in set(model.claims), f"{earlier} is in use"
            assert model.claims[earlier].id == claim.id
            assert graph(proofs=False).find(earlier)[0].name == claim.id


def test_every_work_of_the_bibliography_is_cited() -> None:
    """By a page, a claim, or a published number that the model is tried on."""
    cases = (ROOT / "model" / "outside" / "cases.yaml").read_text(encoding="utf-8")
    idle = {key for key in set(literature.keys()) - cited() if key not in cases}
    assert not idle


def test_a_citation_brings_its_literature() -> None:
    claim = model.claims["swap-never-empties"]
    (key,) = claim.literature
    assert claim.cite().count("@") == 2
    assert f"{{{key}," in claim.cite()
    assert "annote" not in claim.cite()
    with pytest.raises(KeyError):
        literature.entry("nobody1900nothing")
