"""The book's equations: exact texts, unique labels, nothing left out, queues stated once."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
import sympy as sp

import model
from model.compile import latex
from model.compile.families import shown
from model.compile.text import text
from model.quantities import quantity
from model.spec import accounts as a
from model.spec.core import Block, Definition, Flow, Law, limited, right_of, target_of
from model.spec.economy import Economy


@pytest.fixture(scope="module", params=["announced", "deployed"])
def economy(request: pytest.FixtureRequest) -> Economy:
    return model.economy(request.param)


def printed(block: str) -> dict[str, str]:
    return dict(latex.block(model.economy("announced").block(block)))


# The economics of these is fixed by the contracts, so their texts may be too.
EXACT = {
    ("vault", "eq-vault-spot"): r"P = \frac{Y}{X}",
    ("vault", "eq-vault-affordable"):
        r"\Delta^{*} = \min\left(\Lambda_t, W, n_e\,\Delta_{\max}\right)",
    ("vault", "eq-vault-buyback_charge"):
        r"\lambda_B = \min\left(\varphi\,\Delta_t, W\right), \qquad W \to \Lambda_Y",
    ("vault", "eq-vault-buyback_dollars"):
        r"\delta_B = \min\left(\left[\Delta_t\,\left(1 - \varphi\right)\right]_{+}, "
        r"W - \lambda_B\right), \qquad W \to Y",
    ("vault", "eq-vault-buyback_usd"): r"\Delta_W' = \Delta_t",
    ("trading", "eq-trading-exogenous_price"): r"\left(P^{x}\right)' = P^{x}_{t}",
    ("unbonding", "eq-unbonding-unbonding_step"):
        r"q_{k} = Q_{k}, \qquad Q_{k} \to Q_{k-1}, \qquad k = 2, \dots, 30",
}  # fmt: skip


@pytest.mark.parametrize(("place", "expected"), EXACT.items(), ids=lambda p: p[1] if p else "")
def test_an_equation_reads_as_the_specification_states_it(
    place: tuple[str, str], expected: str
) -> None:
    block, label = place
    assert printed(block)[label] == expected


def test_the_last_flow_of_the_split_is_what_the_others_leave() -> None:
    tex = printed("split")["eq-split-treasury_part"]
    executor, burn = latex.symbol("executor_reward"), latex.symbol("burn")
    holding = latex.symbol("vault_ai")
    assert f"= {holding} - {executor} - {burn}, " in tex


def test_labels_are_unique_in_an_economy(economy: Economy) -> None:
    labels = [label for block in economy.blocks for label, _ in latex.block(block)]
    assert len(labels) == len(set(labels))
    assert all(label.startswith("eq-") for label in labels)


def test_a_queue_is_stated_once() -> None:
    block = model.economy("announced").block("unbonding")
    assert len(block.equations) == 60
    labels = [label for label, _ in latex.block(block)]
    assert labels.count("eq-unbonding-unbonding_step") == 1
    assert labels.count("eq-unbonding-unbonding_join") == 1
    # One more for the end of the queue, which leads to the float, and one for the stocks.
    assert len(labels) == 4
    told = sum(max(len(one.members), 1) for one in shown(block))
    assert told == len(block.equations)


def test_a_member_that_differs_stands_for_itself() -> None:
    block = model.economy("announced").block("unbonding")
    odd = block.flows[9]
    changed = dataclasses.replace(odd, request=odd.request / 2)
    broken = Block(
        block.name, block.info, tuple(changed if e == odd else e for e in block.equations)
    )
    with pytest.raises(ValueError, match="gaps"):
        list(shown(broken))


def parts_of(block: Block, equation: Definition | Flow | Law) -> set[sp.Symbol]:
    parts = {target_of(equation)} | right_of(equation).free_symbols
    if isinstance(equation, Flow):
        parts |= {equation.payer, equation.receiver}
        if limited(equation):
            before = block.flows[: block.flows.index(equation)]
            parts |= {f.symbol for f in before if f.payer == equation.payer}
    return parts


def test_no_symbol_of_an_equation_is_left_out(economy: Economy) -> None:
    for block in economy.blocks:
        for one in shown(block):
            if not one.members:
                tex = latex.equation(one, block)
                for symbol in parts_of(block, one.equation):
                    assert quantity(symbol).tex in tex, f"{one.label}: {symbol} is missing"


def test_a_bracket_stands_where_the_sign_is_unknown(economy: Economy) -> None:
    for block in economy.blocks:
        for one in shown(block):
            equation = one.equation
            if isinstance(equation, Flow) and not one.members:
                bracketed = r"\left[" in latex.equation(one, block)
                known = equation.request.is_nonnegative
                all_of_it = equation.request == equation.payer
                assert bracketed or known or all_of_it, one.label


def test_every_stock_that_moves_is_updated(economy: Economy) -> None:
    for block in economy.blocks:
        tex = latex.stock_updates(block)
        for stock in block.moved:
            if not stock.name.startswith("unbonding_"):
                assert latex.prime(latex.symbol(stock)) + " &=" in tex
    assert "+ -" not in "".join(latex.stock_updates(b) for b in economy.blocks)


def test_a_rule_is_named_and_not_numbered() -> None:
    tex = printed("split")["eq-split-burn"]
    assert r"\mathcal{R}_s = \text{contract}" in tex


def test_powers_of_a_symbol_with_a_superscript_are_bracketed() -> None:
    record = quantity(a.price)
    assert latex.BookPrinter().doprint(record.symbol**2) == rf"\left({record.tex}\right)^{{2}}"


def test_long_sums_are_broken() -> None:
    accounts = model.economy("announced").accounts("AI")
    law = Definition(a.spot, sp.Add(*accounts))
    assert r"\begin{aligned}" in latex.equation(law)
    assert r"\\" in latex.equation(law)


def test_day_zero_says_so() -> None:
    economy = model.economy("announced")
    start = {s.state.name: latex.initial(s) for s in economy.initial}
    trend = start["spend_trend"]
    assert trend.startswith(latex.symbol("spend_trend") + "(0)")
    assert latex.symbol("fee_trend") + "(0)" in trend


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
    path, texts = ":".join(sys.path), set()
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        texts.add(run.stdout)
    assert len(texts) == 1
