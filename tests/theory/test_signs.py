"""The table of signs is decided, follows the claims, and agrees with small changes in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import sympy as sp

import model
from model.logic.step import ProofError
from model.theory import signs

COUNT = 192
NAMES = (
    "supply-under-a-given-price",
    "supply-falls-exponentially",
    "half-lives-add",
    "premium-slows-the-burn",
    "velocity-sets-the-burn-rate",
    "rational-burn-rate-is-what-holders-ask-less-growth",
)


@cache
def cells() -> list[signs.Cell]:
    """The table, made when a test needs it."""
    return signs.table()


@cache
def formulas() -> dict[str, dict[str, sp.Expr]]:
    return signs.outcomes(model.claims)


def name(cell: signs.Cell) -> str:
    return f"{cell.outcome}, {cell.closure}, {cell.parameter}"


def value(cell: signs.Cell, at: Mapping[str, float]) -> float:
    """The outcome where parameters have these values, by the region's words alone."""
    words = {
        **at,
        **{f"odds:{share}": at[share] / (1 - at[share]) for share in at if share in SHARES},
        "lead:discount_rate": at["discount_rate"] - at["growth"] - at["convenience"],
        "gap:price_growth": at["growth"] - at["price_growth"],
        "decay:premium_half_life": np.log(2) / at["premium_half_life"],
        "fall": at["growth"] + np.log(2) / at["premium_half_life"],
    }
    (paid,) = formulas()["flow"].values()
    words["flow"] = float(paid.subs({s: words[s.name] for s in paid.free_symbols}))
    formula = formulas()[cell.outcome][cell.closure]
    return float(formula.subs({s: words[s.name] for s in formula.free_symbols}))


SHARES = ("burn_share_in_force", "executor_share_in_force", "pool_fee")


def test_every_cell_is_looked_at() -> None:
    assert len(cells()) == COUNT


@pytest.mark.parametrize("number", range(COUNT))
def test_every_cell_is_decided(number: int) -> None:
    cell = cells()[number]
    assert cell.mark in ("0", "+", "−", "±"), f"{name(cell)} is open: {cell.change}"
    if cell.mark == "±":
        assert cell.witnesses is not None
        rises, falls = (sp.N(cell.change.subs(case)) for case in cell.witnesses)
        assert rises > 0
        assert falls < 0


def test_small_changes_agree_with_the_table() -> None:
    draw = np.random.default_rng(7)
    for _ in range(3):
        growth, use, lead = draw.uniform(0.01, 0.2, 3)
        at = {
            "growth": growth,
            "convenience": use,
            "discount_rate": growth + use + lead,
            "price_growth": draw.uniform(-0.2, 0.3),
            "elapsed": draw.uniform(0.5, 5),
            "initial_price": 0.05,
            "initial_supply": 1e10,
            "velocity": 10.0,
            "premium_at_launch": 1e6,
            "premium_half_life": draw.uniform(0.5, 8),
            "market_multiple": draw.uniform(5, 20),
            "application_margin": 0.05,
            "yearly_fees": 1e7,
            **dict.fromkeys(SHARES, draw.uniform(0.1, 0.8)),
        }
        for cell in cells():
            near = [{**at, cell.parameter: at[cell.parameter] * step} for step in (1.001, 0.999)]
            more, less = (value(cell, each) for each in near)
            moved = (more - less) / abs(more + less) * np.sign(at[cell.parameter])
            if cell.mark == "0":
                assert moved == pytest.approx(0, abs=1e-12), name(cell)
            elif cell.mark in "+−":
                assert np.sign(moved) == (1 if cell.mark == "+" else -1), name(cell)


@pytest.mark.parametrize("which", NAMES)
def test_a_broken_formula_changes_the_table(which: str) -> None:
    known = dict(model.claims)
    sound = known[which]
    parts = [
        sp.Eq(part.lhs, 1 / part.rhs) if isinstance(part, sp.Eq) else part
        for part in sp.And.make_args(sound.statement)
    ]
    known[which] = replace(sound, statement=sp.And(*parts))
    before = {name(cell): cell for cell in cells()}
    unlike = [cell for cell in signs.table(known) if cell.change != before[name(cell)].change]
    assert any(cell.mark != before[name(cell)].mark for cell in unlike)


def test_a_claim_that_is_silent_is_named() -> None:
    known = dict(model.claims)
    known[NAMES[0]] = known[NAMES[1]]
    with pytest.raises(ProofError, match="does not say"):
        signs.said(known, "velocity-sets-the-burn-rate", sp.Symbol("nothing"))
