"""One purchase against the pool: what it pays, leaves behind and burns.

Depth is the dollar reserve. In a pool of concentrated liquidity read the virtual reserve of the
active range for it, which the claim `range-is-a-deeper-pool` allows. Theory: T2.
"""

import sympy as sp
from scipy.integrate import quad

from model.contract import split
from model.contract_runs import paid_in, swapped
from model.logic import (Assumption, Case, Chapter, Claim, Draw, Steps, Values, against, by_meaning,
                         by_specification, drawn, elasticity, identity, parts, put, read)
from model.quantities import POSITIVE, in_force, theoretical
from model.spec import vault
from model.spec.accounts import pool_ai, pool_usd, vault_ai
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, spot
from model.spec.vault import burn, buyback, buyback_dollars, executions, one_purchase, spend
from model.theory.notation import positive
from model.theory.sourced import AFTER_FEE, BURN_AS_FOUND, FEE_AS_FOUND, POOL_FEE

price_after = theoretical(
    "price_after", "P^{+}", "USD/AI", "price that a purchase leaves behind", POSITIVE)
relative_gain = theoretical(
    "purchase_elasticity", r"\eta_{B}", "1", "per cent more AI bought for a per cent more dollars")
liquidity = theoretical("range_liquidity", r"\mathcal{L}", "AI**0.5*USD**0.5",
                        "liquidity of the active range", POSITIVE)
KEPT = 1 - pool_fee
GROSS = spot * (1 / KEPT + one_purchase / pool_usd)
AFTER = spot * (1 + KEPT * one_purchase / pool_usd) ** 2
ELASTIC = 1 / (1 + KEPT * one_purchase / pool_usd)
PER_DOLLAR = in_force(vault.burn_share) * (1 - in_force(vault.executor_share)) / GROSS
IN_RANGE = liquidity * KEPT * one_purchase / (
    sp.sqrt(spot) * (liquidity * sp.sqrt(spot) + KEPT * one_purchase))

# Bound variables, known to be positive here: reserves, dollars of one purchase, what the fee leaves
# of a dollar; the root of a price, and dollars on the way through a range.
tokens, dollars, spent = positive(pool_ai), positive(pool_usd), positive(one_purchase)
left, root, still = sp.symbols("f q y", positive=True)
IN_POOL = {pool_ai: tokens, pool_usd: dollars, one_purchase: spent, spot: dollars / tokens,
           pool_fee: 1 - left}
VIRTUAL = {pool_ai: liquidity / root, pool_usd: liquidity * root}
POOL = Assumption("constant-product", "the pool keeps the product of its reserves")
BACK = Assumption("taken-back", "between purchases arbitrage takes the pool back")
UNIT, FINE = 10**30, 10**9
TRADES: dict[sp.Symbol, Draw] = {
    pool_ai: (1e6, 1e9), pool_usd: (1e4, 1e8), one_purchase: (1e-6, 0.3), executions: range(1, 49),
    pool_fee: POOL_FEE, in_force(vault.burn_share): float(BURN_AS_FOUND),
    in_force(vault.executor_share): 0.01}


def purchased() -> tuple[sp.Expr, sp.Expr]:
    """Dollars that one purchase of the specification brings to the pool, and what it gets."""
    paid = stated(vault.vault(), buyback_dollars).subs(spend, one_purchase)
    return paid, stated(vault.vault(), buyback).subs(buyback_dollars, paid)


def _dollar(statement: sp.Basic) -> Steps:
    (paid, got), block, said = purchased(), vault.vault(), parts(statement)
    yield read("The fee leaves f = 1 − φ of each dollar. The constant product gives this for it.",
               buyback, put(got, IN_POOL), tokens * left * spent / (dollars + left * spent))
    yield by_specification("Each purchase meets the same reserves. Dollars over tokens are the "
                           "price paid.", said[spend / buyback], (block, buyback),
                           (block, buyback_dollars), (block, spot), where=IN_POOL)
    yield by_meaning("The price is the ratio of the reserves, after one swap as before it: dollars "
                     "have come in, tokens have gone out.", said[price_after],
                     (pool_usd + paid) / (pool_ai - got), where=IN_POOL)
    yield elasticity("The elasticity is the slope of what it gets, times dollars over tokens.",
                     said[relative_gain], got, one_purchase, where=IN_POOL)
    known = IN_POOL | {spend: positive(spend)}
    whole = stated(block, buyback).subs(buyback_dollars, stated(block, buyback_dollars))
    yield by_specification("Burn is its share of what the executor leaves of the tokens, under the "
                           "contract's rule.", said[burn / spend], (vault.split(), burn),
                           (vault.split(), vault.executor_reward), (block, spot),
                           where=known | {vault.split_rule: sp.Integer(vault.CONTRACT),
                                          vault_ai: put(whole, known)})


def _range(statement: sp.Basic) -> Steps:
    paid, got = (each.subs(one_purchase, spent) for each in purchased())
    yield identity(
        "At the price q² of the range, let the reserves be liquidity over q and liquidity times q. "
        "A purchase of the specification's pool then gets this.",
        got.subs(VIRTUAL), liquidity * KEPT * spent / (root * (liquidity * root + KEPT * spent)))
    yield by_meaning(
        "In a range each dollar moves the root of the price by one over the liquidity, and buys at "
        "the price that the dollars before it have left. Added up, that is what one purchase of "
        "the pool gets: range and pool are one and the same swap.",
        statement, sp.Integral(1 / (sp.sqrt(spot) + still / liquidity) ** 2, (still, 0, paid)),
        where={buyback: executions * got.subs(VIRTUAL), spot: root**2, one_purchase: spent})


def _traded(at: Case) -> Values:
    """Swaps and splits in whole units, each in the pool as it was; purchases drawn as shares."""
    reserve, other = (int(at[each]) * UNIT for each in (pool_ai, pool_usd))
    size, calls = int(at[one_purchase] * other), int(at[executions])
    less, got, more = (swapped(reserve, other, paid_in(size + by))
                       for by in (-size // FINE, 0, size // FINE))
    return {pool_usd: other / UNIT, spot: other / reserve, one_purchase: size / UNIT,
            spend: calls * size / UNIT, buyback: calls * got / UNIT,
            burn: calls * split(got).burn / UNIT, relative_gain: (more - less) * FINE / (2 * got),
            price_after: (other + paid_in(size)) / (reserve - got)}


def beside(found: sp.Expr, formula: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """What another rule gives, beside the formula, for 10 USD in a pool of 100 USD and 100 AI."""
    here = {spot: 1, one_purchase: 10, pool_usd: 100, pool_ai: 100, pool_fee: FEE_AS_FOUND,
            in_force(vault.burn_share): BURN_AS_FOUND,
            in_force(vault.executor_share): sp.Rational(1, 100)}
    return found.subs(here), formula.subs(here)


def claims() -> Chapter:
    """What a dollar does, and the range that is a pool."""
    size, edge = one_purchase, sp.Rational(21, 20)
    yield Claim(
        "burn-per-dollar",
        "What a dollar spent by the vault pays, moves and burns",
        "A purchase's share of the reserve decides it all. Fee and impact add up in the price "
        "paid: the fee costs the same at every size, impact grows with it. Dollars come in and "
        "tokens go out in the same proportion, so the price that is left moves twice. One per cent "
        "more dollars buys less than one per cent more tokens. And of what a dollar buys, the "
        "split leaves a fixed part to the burn.",
        (POOL.without("sell at a fixed price, and the price paid is",
                      lambda: beside(spot / KEPT, GROSS)),
         Assumption("fee-on-input", "the fee is a share of the dollars that come in",
                    "take the fee from the tokens that go out, and the price paid is",
                    lambda: beside(size / (KEPT * bought(size)), GROSS)),
         Assumption("fee-outside", "the pool keeps its fee outside the reserves",
                    "leave the fee in the reserve, and the price left is",
                    lambda: beside((pool_usd + size) / (pool_ai - bought(KEPT * size)), AFTER)),
         Assumption("contract-split", "the burn is of what the executor leaves",
                    "take the burn from the gross amount, and a dollar burns",
                    lambda: beside(vault.burned_part().subs(vault.split_rule, vault.GROSS) / GROSS,
                                   PER_DOLLAR)),
         BACK.without("leave the pool as it is between two purchases, and the price paid is",
                      lambda: beside(2 * size / bought(2 * KEPT * size), GROSS))),
        sp.And(sp.Eq(burn / spend, PER_DOLLAR), sp.Eq(spend / buyback, GROSS),
               sp.Eq(price_after, AFTER), sp.Eq(relative_gain, ELASTIC)), proof=_dollar,
        numbers=against("swaps and splits in whole units, 1 to 48 of one size", 1e-15,
                        drawn(500, TRADES, _traded)),
        region="any number of purchases of one size, each at its own price before",
        literature=("angeris2020analysis",), shown_in="fig-purchase",
        owner="Angeris et al. 2020, the constant product, place not looked up; split: own",
        formerly=("purchase-price-adds-fee-and-impact", "price-after-purchase",
                  "purchase-elasticity", "tokens-lag-dollars"))
    yield Claim(
        "range-is-a-deeper-pool",
        "Inside a price range, concentrated liquidity is a pool with virtual reserves",
        "Its virtual dollar reserve is liquidity times the root of the price. It can be many times "
        "the dollars that lie in the range.",
        (Assumption("inside-range", "the purchase stays in the liquidity's range",
                    "let a range of liquidity 10 at a price of 1 end after a rise of its root by a "
                    "twentieth, and 2 USD buy",
                    lambda: (sp.integrate(1 / (1 + still / 10) ** 2, (still, 0, 10 * (edge - 1))),
                             IN_RANGE.subs({liquidity: 10, spot: 1, size: 2, pool_fee: 0}))),),
        sp.Eq(buyback / executions, IN_RANGE), proof=_range,
        numbers=against("dollar by dollar along the range's price, by quadrature", 1e-9, drawn(
            100, {liquidity: (1, 100), spot: (0.01, 9), one_purchase: (0.01, 100), executions: 3,
                  pool_fee: POOL_FEE}, lambda at: {buyback: at[executions] * quad(
                      lambda dollar: (at[spot] ** 0.5 + dollar / at[liquidity]) ** -2, 0,
                      AFTER_FEE * at[one_purchase], epsabs=0)[0]})),
        region="purchases that end inside the range, each of which meets it as it was",
        literature=("adams2021uniswapv3",), shown_in="fig-purchase",
        owner="Adams et al. 2021, virtual reserves, equations 6.3 to 6.6")
