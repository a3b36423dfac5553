"""How a purchase is divided: the contract's whole numbers, their limit, and the article's reading.

The program that cadCAD runs is given fractions in place of floats, so the limit is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from model import contract
from model.compile.python import outputs, printed
from model.spec.economy import Economy

if TYPE_CHECKING:
    import pandas as pd

#: The parameter `split_rule`, by value.
RULES = ("contract", "gross")
_FLOWS = {"executor": "executor_reward", "burn": "burn", "treasury": "treasury_part"}


def shares() -> tuple[Fraction, Fraction]:
    """The executor's share of a purchase and the burn's of the rest, as the contract has them."""
    executor, burned = (
        Fraction(contract.deployed(name), contract.BPS) for name in ("executor_bps", "burn_bps")
    )
    return executor, burned


def in_the_limit(economy: Economy, amount: Fraction, rule: str) -> dict[str, Fraction]:
    """The specification's split of ``amount`` among executor, burn and treasury, unrounded.

    ``rule`` is one of `RULES`. Source: block split.
    """
    block, (executor, burned) = economy.block("split"), shares()
    known = {
        "vault_ai": amount,
        "executor_share_in_force": executor,
        "burn_share_in_force": burned,
        "split_rule": Fraction(RULES.index(rule)),
    }
    function = printed(economy, "math").function(block)
    arguments: list[Any] = [known[symbol.name] for symbol in block.inputs]
    flows: dict[str, Any] = dict(zip(outputs(block), function(*arguments), strict=True))
    return {who: Fraction(flows[name]) for who, name in _FLOWS.items()}


def table(economy: Economy, amounts: Mapping[str, int]) -> pd.DataFrame:
    """The contract's split of named amounts of base units, beside the specification's.

    One row for each amount and receiver: the contract's whole units, how far they are off the
    unrounded split, and the share of the gross under the contract's rule and the article's.
    """
    import pandas as pd

    rows = {}
    for name, amount in amounts.items():
        whole = contract.split(amount)._asdict()
        limit, gross = (in_the_limit(economy, Fraction(amount), rule) for rule in RULES)
        for who, units in whole.items():
            rows[name, who] = {
                "units": f"{units:,}",
                "off the limit": f"{float(units - limit[who]):.3f}",
                "contract, %": f"{float(100 * Fraction(units, amount)):.4f}",
                "article, %": f"{float(100 * gross[who] / amount):.4f}",
            }
    return pd.DataFrame.from_dict(rows, orient="index")
