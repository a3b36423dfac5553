"""How large a purchase the guard lets through, and how small a one still pays its executor.

Both are read from the specification's own definitions, so a change there changes the numbers; the
contract's whole numbers stand beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from model import contract
from model.contract_runs import largest_passing
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.economy import Economy
from model.spec.pool import pool_fee, spot

Array = NDArray[np.float64]
_PREMIUM, _SLIPPAGE, _FEE = sp.symbols("premium slippage fee")
#: Premiums of the spot price over its average, and those at which the contract is asked.
_FINE = np.linspace(0.98, 1.06, 401)
_STEP = 0.005
#: Reserves of the pool in which the contract is asked, in base units of AI and of USD.
_RESERVES = 10**26, 10**13


@dataclass(frozen=True)
class Room:
    """The largest purchase by premium at one tolerance, in % of the dollar reserve.

    ``premium`` is the spot price over its average less one, in %; ``tried`` and ``passing`` are
    what whole-number guards of the contract accept; from ``freeze``, in %, no purchase passes.
    """

    slippage: float
    premium: Array
    room: Array
    tried: Array
    passing: Array
    freeze: float
    at_par: float


def _margin(economy: Economy) -> sp.Expr:
    """What the guard leaves of a reserve, before it is cut off at zero; 1 is the reserve."""
    stated = next(d for d in economy.block("vault").definitions if d.symbol == v.guard_room)
    positive = sp.Symbol("premium", positive=True)
    share = (stated.amount / a.pool_usd).subs(spot, positive * v.twap)
    (inside,) = [arg for top in share.atoms(sp.Max) for arg in top.args if arg != 0]
    return inside.subs({in_force(v.max_slippage): _SLIPPAGE, pool_fee: _FEE, positive: _PREMIUM})


def admissible(economy: Economy, premium: ArrayLike, slippage: float, fee: float) -> Array:
    """Largest purchase that the guard lets through, as a share of the dollar reserve.

    ``premium`` is the spot price over the TWAP (1 where they are equal), ``slippage`` and
    ``fee`` are shares. Source: the definition `guard_room` of the vault block.
    """
    inside = sp.lambdify((_PREMIUM, _SLIPPAGE, _FEE), _margin(economy), "numpy")
    values = inside(np.asarray(premium, float), slippage, fee)
    return np.asarray(np.maximum(values, 0.0), float)


def freeze_premium(economy: Economy, slippage: float, fee: float) -> float:
    """The spot price over the TWAP at which no purchase of any size passes the guard."""
    known = {_SLIPPAGE: sp.nsimplify(slippage), _FEE: sp.nsimplify(fee)}
    (root,) = sp.solve(_margin(economy).subs(known), _PREMIUM)
    return float(root)


def least_purchase(
    economy: Economy, dollars: float, executor_share: float, gas: float, fee: float
) -> float:
    """The smallest purchase in USD whose reward pays the gas, in a pool of ``dollars`` a side.

    Infinite if no purchase does. Source: the definition `least_purchase` of the vault.
    """
    stated = next(d for d in economy.block("vault").definitions if d.symbol == v.least_purchase)
    known = {
        a.pool_usd: dollars,
        in_force(v.executor_share): executor_share,
        v.gas_cost: gas,
        pool_fee: fee,
    }
    (least, some_pays), *_ = stated.amount.args
    return float(least.subs(known)) if some_pays.subs(known) else float("inf")


def rooms(economy: Economy, slippages: Sequence[float], fee: float) -> list[Room]:
    """The largest purchase by premium for each tolerated slippage, a share."""
    found = []
    for slippage in slippages:
        freeze = freeze_premium(economy, slippage, fee)
        tried = np.arange(_FINE[0], freeze, _STEP)
        found.append(
            Room(
                slippage,
                100 * (_FINE - 1),
                100 * admissible(economy, _FINE, slippage, fee),
                100 * (tried - 1),
                np.array([_largest(float(each), slippage, fee) for each in tried]),
                100 * (freeze - 1),
                100 * float(admissible(economy, 1.0, slippage, fee)),
            )
        )
    return found


def _largest(premium: float, slippage: float, fee: float) -> float:
    """Largest purchase that the contract's whole-number guard accepts, in % of the reserve."""
    tokens, dollars = _RESERVES
    average = Fraction(dollars, tokens) / Fraction(premium)
    bps, exact = round(slippage * contract.BPS), Fraction(fee).limit_denominator()
    return 100 * largest_passing(tokens, dollars, average, bps, exact) / dollars
