"""What the parts of this economy keep in every state, beside their domains: questions for Z3.

The pool's product through arbitrage, the vault's spending within cash, cap, guard and market, a
slash within the stake, a queue that loses nothing. Day 0 and each block: `model.logic.inductive`.
"""

from collections.abc import Iterator

import sympy as sp

from model.logic.inductive import Found, Goal, change, decide, goal, goals, shares
from model.spec import accounts, staking, vault, verification, worth
from model.spec.economy import Economy

#: What is asked, by the kind of a question.
KINDS = {"first": "states of day 0 in their domains", "definition": "definitions in their domains",
         "level": "levels in their domains, a block later", "stock": "accounts that stay what an "
         "account may be", "conserved": "sums of tokens and of dollars",
         "kept": "limits that parts of the economy keep"}


def kept(economy: Economy) -> Iterator[tuple[str, str, sp.Basic]]:
    """Block, what is kept, and the statement about the block's symbols."""
    pool = accounts.pool_ai, accounts.pool_usd
    after = sp.Mul(*(each + change(each, economy.block("arbitrage")) for each in pool))
    product = sp.Eq(after, sp.Mul(*pool), evaluate=False)
    yield "arbitrage", "arbitrage keeps the pool's product", product
    for what, spends, most in (
        ("the vault spends what it has", vault.spend, accounts.vault_usd),
        ("the vault spends within its cap", vault.spend, vault.cap_left),
        ("the vault spends within its part of the market's depth", vault.spend,
         vault.depth_share * worth.depth),
        ("the vault spends within the guard's room", vault.spend,
         vault.executions * vault.guard_room),
        ("each purchase passes the guard", vault.one_purchase, vault.guard_room),
    ):
        yield "vault", what, sp.Le(spends, most, evaluate=False)
    for c in accounts.CLASSES:
        slash = sp.Le(verification.slash_due[c], accounts.node_stake[c], evaluate=False)
        yield "verification", f"a slash of {c} nodes is within their stake", slash
    queue = (accounts.leaving_stake, *staking.queue.values(), accounts.holders)
    moved = sp.Add(*(change(each, economy.block("unbonding")) for each in queue))
    yield "unbonding", "the queue loses nothing", sp.Eq(moved, 0, evaluate=False)


def questions(economy: Economy) -> Iterator[Goal]:
    """Every goal of an economy: its domains and accounts, and what its parts keep."""
    yield from goals(economy)
    for name, what, statement in kept(economy):
        yield goal(economy, economy.block(name), "kept", what, statement, shares(economy))


def decided(economy: Economy) -> Iterator[Found]:
    """Z3's answer to every question, in the order of the day."""
    blocks = {block.name: block for block in economy.blocks}
    return (decide(question, blocks.get(question.block)) for question in questions(economy))
