"""The book's equations: exact texts, unique labels, nothing left out, rows stated once."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
import sympy as sp

import model
from model.compile import latex
from model.compile.families import shown, updates
from model.compile.text import text
from model.quantities import quantity, registry
from model.spec.core import Equation, Flow, right_of, target_of
from model.spec.economy import Economy


@pytest.fixture(scope="module", params=["announced", "deployed"])
def economy(request: pytest.FixtureRequest) -> Economy:
    return model.economy(request.param)


def printed(block: str) -> dict[str, str]:
    return dict(latex.block(model.economy("announced").block(block)))


# The economics of these is fixed by the contracts, so their texts may be too; <x> is a symbol.
EXACT = {
    ("vault", "spot"): r"<spot> = \frac{<pool_usd>}{<pool_ai>}",
    ("vault", "vault_spend"): (
        r"<vault_spend> = \min\left(<affordable>, <executions>\,<guard_room>\right)"
    ),
    ("vault", "buyback_charge"): (
        r"<buyback_charge> = \min\left(<pool_fee>\,<vault_spend>, <vault_usd>\right), "
        r"\qquad <vault_usd> \to <providers_usd>"
    ),
    ("vault", "buyback_dollars"): (
        r"<buyback_dollars> = "
        r"\min\left(\left[<vault_spend>\,\left(1 - <pool_fee>\right)\right]_{+}, "
        r"<vault_usd> - <buyback_charge>\right), \qquad <vault_usd> \to <holders_usd>"
    ),
    ("vault", "buyback_usd"): r"<buyback_usd>' = <vault_spend>",
    ("unbonding", "unbonding_step"): (
        r"q_{k} = Q_{k}, \qquad Q_{k} \to Q_{k-1}, \qquad k = 2, \dots, 30"
    ),
}


@pytest.mark.parametrize(("place", "expected"), EXACT.items(), ids=lambda p: p[1] if p else "")
def test_an_equation_reads_as_the_specification_states_it(
    place: tuple[str, str], expected: str
) -> None:
    of, name = place
    found = printed(of)[f"eq-{of}-{name}"]
    assert found == re.sub(r"<(\w+)>", lambda name: latex.symbol(name[1]), expected)


def test_the_last_flow_of_the_split_is_what_the_others_leave() -> None:
    tex = printed("split")["eq-split-treasury_part"]
    executor, burn = latex.symbol("executor_reward"), latex.symbol("burn")
    holding = latex.symbol("vault_ai")
    assert f"= {holding} - {executor} - {burn}, " in tex


def test_labels_are_unique_in_an_economy(economy: Economy) -> None:
    labels = [label for block in economy.blocks for label, _ in latex.block(block)]
    assert len(labels) == len(set(labels))
    assert all(label.startswith("eq-") for label in labels)


def test_no_symbol_of_an_equation_is_left_out(economy: Economy) -> None:
    for block in economy.blocks:
        for one in shown(block):
            tex = latex.equation(one, block)
            for symbol in symbols_of(one.equation):
                record = one.records.get(symbol)
                name = record.tex if record else written(symbol)
                assert name in tex, f"{one.label}: {symbol} is missing"
            for term in latex.terms(one.paid):
                assert term in tex, f"{one.label}: {term} is missing"


def written(symbol: sp.Symbol) -> str:
    """A symbol as it is printed; the number that a queue's letter stands for is no quantity."""
    return registry[symbol.name].tex if symbol.name in registry else symbol.name


def symbols_of(equation: Equation) -> set[sp.Symbol]:
    found = {target_of(equation)} | right_of(equation).free_symbols
    return found | ({equation.payer, equation.receiver} if isinstance(equation, Flow) else set())


def test_a_bracket_stands_where_the_sign_is_unknown(economy: Economy) -> None:
    for block in economy.blocks:
        for one in shown(block):
            equation = one.equation
            if isinstance(equation, Flow):
                bracketed = r"\left[" in latex.equation(one, block)
                known = equation.request.is_nonnegative
                all_of_it = equation.request == equation.payer
                assert bracketed or known or all_of_it, one.label


def test_every_stock_that_moves_is_updated(economy: Economy) -> None:
    for block in economy.blocks:
        tex = latex.stock_updates(block)
        for update in updates(block):
            assert f"{latex.prime(update.stock.tex)} &= {update.stock.tex}" in tex
            assert all(term in tex for term in latex.terms(update.terms))
    assert "+ -" not in "".join(latex.stock_updates(b) for b in economy.blocks)


def scripts_clash(tex: str) -> bool:
    """Whether a letter has two subscripts or two superscripts, which LaTeX refuses."""
    while re.search(r"\{[^{}]*\}", tex):
        tex = re.sub(r"\{[^{}]*\}", "G", tex)
    runs = re.findall(r"(?:[_^](?:\\[a-zA-Z]+|.)|')+", tex)
    return any(run.count("_") > 1 or run.count("^") + run.count("'") > 1 for run in runs)


def test_no_letter_has_two_subscripts(economy: Economy) -> None:
    assert scripts_clash("x_t_{c}")
    assert scripts_clash(r"\pi^{n}_t^{2}")
    assert not scripts_clash(r"\left(x^{n}_{c}\right)' + y_{a_b}^2")
    groups = (economy.parameters, economy.states, economy.observables, economy.shocks)
    symbols = {quantity(s).tex for group in groups for s in group}
    assert not {tex for tex in symbols if scripts_clash(tex)}
    equations = [tex for block in economy.blocks for _, tex in latex.block(block)]
    assert not [tex for tex in equations if scripts_clash(tex)]


def test_a_rule_is_named_and_not_numbered() -> None:
    tex = printed("split")["eq-split-burn"]
    assert r"\mathcal{R}_s = \text{contract}" in tex


def test_day_zero_says_so() -> None:
    economy = model.economy("announced")
    start = {s.state.name: latex.initial(s) for s in economy.initial}
    trend = start["spend_trend"]
    assert trend.startswith(latex.symbol("spend_trend") + "(0)")
    assert trend.endswith(latex.symbol("one_day"))
    price = start["price"]
    assert price == f"{latex.symbol('price')}(0) = {latex.symbol('fair_price')}(0)"


def test_text_tells_who_pays_whom() -> None:
    lines = text(model.economy("announced").block("split")).splitlines()
    assert "treasury_part = vault_ai - executor_reward - burn" in lines
    assert "    vault_ai -> treasury" in lines


def test_align_numbers_every_equation() -> None:
    block = model.economy("announced").block("vault")
    tex = latex.align(block)
    assert tex.startswith(r"\begin{align}")
    assert tex.count(r"\label{") == len(latex.block(block))


def test_the_text_does_not_depend_on_the_order_of_hashes() -> None:
    code = (
        "import model; from model.compile import latex; e = model.economy('announced'); "
        "print([latex.block(b) for b in e.blocks])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    here = [latex.block(block) for block in model.economy("announced").blocks]
    assert run.stdout == f"{here}\n"
