"""What the parts of this economy keep in every state, beside their domains: questions for Z3.

The pool's product through arbitrage, the vault's spending within cash, cap, guard and market, a
slash within the stake, a queue that loses nothing. Day 0 and each block: `model.logic.inductive`.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from model.logic.inductive import Found, Goal, change, decide, goal, goals, shares
from model.spec import accounts as a
from model.spec import staking, vault, verification
from model.spec import worth as w
from model.spec.economy import Economy

#: What is asked, by the kind of a question.
KINDS = {
    "first": "states of day 0 in their domains",
    "definition": "definitions in their domains",
    "level": "levels in their domains, a block later",
    "stock": "accounts that stay what an account may be",
    "conserved": "sums of tokens and of dollars",
    "kept": "limits that parts of the economy keep",
}


def kept(economy: Economy) -> Iterator[tuple[str, str, sp.Basic]]:
    """Block, what is kept, and the statement about the block's symbols."""
    pool = economy.block("arbitrage")
    tokens, dollars = (each + change(each, pool) for each in (a.pool_ai, a.pool_usd))
    product = sp.Eq(tokens * dollars, a.pool_ai * a.pool_usd, evaluate=False)
    yield "arbitrage", "arbitrage keeps the pool's product", product
    most = {
        "the vault spends what it has": a.vault_usd,
        "the vault spends within its cap": vault.cap_left,
        "the vault spends within its part of the market's depth": vault.depth_share * w.depth,
        "the vault spends within the guard's room": vault.executions * vault.guard_room,
    }
    for what, limit in most.items():
        yield "vault", what, sp.Le(vault.spend, limit, evaluate=False)
    one = sp.Le(vault.one_purchase, vault.guard_room, evaluate=False)
    yield "vault", "each purchase passes the guard", one
    for c in a.CLASSES:
        slash = sp.Le(verification.slash_due[c], a.node_stake[c], evaluate=False)
        yield "verification", f"a slash of {c} nodes is within their stake", slash
    queue = (a.leaving_stake, *staking.queue.values(), a.holders)
    moved = sp.Add(*(change(each, economy.block("unbonding")) for each in queue))
    yield "unbonding", "the queue loses nothing", sp.Eq(moved, 0, evaluate=False)


def questions(economy: Economy) -> Iterator[Goal]:
    """Every goal of an economy: its domains and accounts, and what its parts keep."""
    yield from goals(economy)
    joint = shares(economy)
    for name, what, statement in kept(economy):
        yield goal(economy, economy.block(name), "kept", what, statement, joint)


def decided(economy: Economy) -> Iterator[Found]:
    """Z3's answer to every question, in the order of the day."""
    blocks = {block.name: block for block in economy.blocks}
    for question in questions(economy):
        yield decide(question, blocks.get(question.block))
