"""The constant-product pool: what empties it, what moves it, what leaves its price alone."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.exact import alone
from model.logic import (Assumption, Chapter, Claim, ProofError, Steps, Values, against, all_of,
                         bound, by_arithmetic, by_specification, identity, moved)
from model.quantities import quantity
from model.spec import pool
from model.spec.accounts import holders, initial_supply, pool_ai, pool_usd, price
from model.spec.announced import announced
from model.spec.core import Flow, stated
from model.spec.pool import bought, proceeds, spot_price
from model.theory.invariants.accounting import both, sides
from model.theory.notation import positive

dollars_in, dollars_out = pool.arbitrage_dollars_in, pool.arbitrage_dollars_out
tokens_in, tokens_out = pool.arbitrage_tokens_in, pool.arbitrage_tokens_out
ARBITRAGE, LIQUIDITY = announced().block("arbitrage"), announced().block("liquidity")
TOKENS_LEFT = sp.Gt(pool_ai - bought(dollars_in), 0, evaluate=False)
DOLLARS_LEFT = sp.Gt(pool_usd - proceeds(tokens_in), 0, evaluate=False)
TOKENS_AFTER = pool_ai - tokens_out + tokens_in
DOLLARS_AFTER = pool_usd + dollars_in - dollars_out
ALONG = sp.Eq(TOKENS_AFTER * DOLLARS_AFTER, pool_ai * pool_usd, evaluate=False)
THERE = sp.Eq(DOLLARS_AFTER / TOKENS_AFTER, price, evaluate=False)
PROVIDED = sp.Eq((pool_usd + pool.liquidity_dollars_in - pool.liquidity_dollars_out) / (
    pool_ai + pool.liquidity_tokens_in - pool.liquidity_tokens_out), spot_price, evaluate=False)
tokens, dollars = positive(pool_ai), positive(pool_usd)
# Bound variables: what comes in, and the square root of X Y P.
order, root = sp.symbols("d q", positive=True)
KNOWN = {pool_ai: tokens, pool_usd: dollars, dollars_in: order, tokens_in: order}
#: A pool of five and five, to which five dollars come, or five tokens of providers alone.
FIVE = {pool_ai: 5, pool_usd: 5, dollars_in: 5, tokens_in: 0, dollars_out: 0,
        pool.liquidity_tokens_in: 5, pool.liquidity_dollars_in: 0, pool.liquidity_tokens_out: 0,
        pool.liquidity_dollars_out: 0}


def _is_swap(flow: Flow) -> bool:
    curve = bought if flow.payer == pool_ai else proceeds
    brought = sp.Wild("brought")
    found = flow.request.match(curve(brought))
    return found is not None and flow.request == curve(found[brought])


def _never_empties(statement: sp.Basic) -> Steps:
    for block, flow in both().flows():
        withdrawn = sp.Max(0, -pool.liquidity_step) * flow.payer
        if flow.payer in (pool_ai, pool_usd) and not _is_swap(flow) and flow.request != withdrawn:
            raise ProofError(f"{block.name}: {flow.symbol} leaves the pool and is no swap")
    if not 0 < quantity(pool.provider_speed).domain.high < 1:
        raise ProofError("providers could withdraw all")
    yield identity("The product of the reserves is the same after a swap as before it.",
        (tokens - bought(order).subs(KNOWN)) * (dollars + order), tokens * dollars)
    parts = [bound("So what is left is the product over the other reserve, less and less the more "
        "comes in.", part, tokens * dollars / (other + order), (order, sp.oo), KNOWN)
        for part, other in ((TOKENS_LEFT, dollars), (DOLLARS_LEFT, tokens))]
    yield from parts
    yield all_of("It is positive. Every flow of both economies that leaves a reserve is a swap, or "
        "a withdrawal of at most half of it: positive reserves stay positive for ever.", statement,
        *parts)


def _there(statement: sp.Basic) -> Steps:
    known = {pool_ai: tokens, pool_usd: dollars, price: root**2 / (tokens * dollars)}
    fall = tokens * dollars / root - tokens
    flows = [moved(ARBITRAGE, flow.symbol) for flow in ARBITRAGE.flows]
    (limit,) = (each for each in stated(ARBITRAGE, tokens_in).args if not each.has(sp.Max))
    enough = [most >= fall for most in (limit, holders)]
    along = by_arithmetic("Either dollars come or tokens, and what leaves is what the curve gives, "
        "so the product stays.", ALONG, *flows, where=known)
    there = by_arithmetic("Let q be the root of X Y P. A higher price brings the dollars that lift "
        "Y to q, a lower one the tokens that lift X to X Y over q. In both cases the reserves are "
        "then q and X Y over q, whose ratio is the price of the day.", THERE, *flows, given=enough,
        where=known)
    provided = by_specification("Providers add dollars in proportion to the tokens that they add, "
        "and withdraw the same part of both reserves. So their ratio stays.", PROVIDED,
        *((LIQUIDITY, flow) for flow in (pool.liquidity_dollars_in, pool.liquidity_tokens_out,
                                         pool.liquidity_dollars_out)))
    yield from (*flows, along, there, provided)
    yield all_of("Arbitrage sets the price, and nothing else moves it.", statement, along, there,
        provided)


def _swaps() -> Iterator[Values]:
    """One pool through swaps of 1 to 10^39 units in whole numbers, from either side in turn."""
    draw, reserves = np.random.default_rng(7), [10**20, 10**20]
    for turn in range(200):
        brought, paid, other = 10 ** int(draw.integers(0, 40)), turn % 2, 1 - turn % 2
        yield dict(zip(KNOWN, (*reserves, brought, brought), strict=True))
        reserves[other] -= reserves[other] * brought // (reserves[paid] + brought)
        reserves[paid] += brought


def _day(known: Values) -> Values:
    """The morning's state, and the flows of arbitrage and of providers from there."""
    blank = dict.fromkeys((*ARBITRAGE.inputs, *LIQUIDITY.inputs), 0.01)
    blank |= dict.fromkeys(both().accounts("USD"), 0.0)
    state = {**blank, initial_supply: 1e10, pool.arbitrage_limit: 1.0, **known}
    return alone(ARBITRAGE, state).values | alone(LIQUIDITY, state).values | state


def _days() -> Iterator[Values]:
    """Days at random reserves and prices."""
    draw = np.random.default_rng(7)
    for _ in range(200):
        deep, first, away, trade = map(float, np.exp(draw.uniform((0, -7, -1, -9), (15, 0, 1, -2))))
        yield _day({holders: 1e3 * deep / first, pool_usd: deep, pool_ai: deep / first,
                    price: first * away, pool.turnover: trade})


def claims() -> Chapter:
    """Reserves that stay, and what moves their ratio."""
    curve = Assumption("constant-product", "what leaves is what the curve X Y gives")
    yield Claim("swap-never-empties", "Nothing empties a reserve of the pool",
        "However much comes in, the constant product leaves something of the other side in the "
        "pool; and providers withdraw no more than a part of it in a day.",
        (Assumption("positive-reserves", "both reserves are positive before the swap",
             "with no dollars in the pool the first dollar takes every token",
             lambda: TOKENS_LEFT.subs(pool_usd, 0).subs(FIVE)),
         curve.without("let five dollars buy at the price before them: of five tokens are left",
             lambda: ((pool_ai - dollars_in / spot_price).subs(FIVE), TOKENS_LEFT.lhs.subs(FIVE)))),
        sp.And(TOKENS_LEFT, DOLLARS_LEFT), proof=_never_empties,
        numbers=against("a pool through swaps of 1 to 10^39 units in whole numbers: swaps that "
            "leave nothing", 0.0, _swaps, exact=True),
        region="all orders, all positive reserves, fees kept outside the reserves",
        literature=("angeris2020analysis",), shown_in="fig-invariants",
        owner="Angeris et al. 2020 on Uniswap markets, no-depletion property")
    yield Claim("arbitrage-takes-the-pool-to-the-price",
        "Arbitrage moves the pool along its curve to the price of the day, and only arbitrage",
        "What comes in and what goes out leave the product of the reserves, and their ratio is "
        "then the market's price: the pool makes no price of its own. Liquidity that comes or goes "
        "leaves that price as it was.",
        (curve.without("let five dollars buy at the price before them: the product is",
             lambda: sides(ALONG.subs(tokens_out, dollars_in / spot_price), FIVE)),
         Assumption("enough-tokens", "a fall asks for no more tokens than holders bring",
             "let nobody have tokens while the price falls to a quarter: the pool's price is",
             lambda: sides(THERE, _day({holders: 0.0, pool_ai: 5.0, pool_usd: 5.0, price: 0.25}))),
         Assumption("in-proportion", "dollars come with tokens as the reserves stand", "let five "
             "tokens of providers come alone: the pool's price is", lambda: sides(PROVIDED, FIVE))),
        sp.And(ALONG, THERE, PROVIDED), proof=_there,
        numbers=against("random days of the two blocks", 1e-9, _days),
        region="positive reserves and prices; for the product any number of tokens will do; "
        "providers add and withdraw what the block allows",
        literature=("angeris2020analysis", "angeris2020improved"), shown_in="fig-invariants",
        owner="Angeris et al. 2020 on Uniswap markets, no-arbitrage conditions, without a fee",
        formerly=("arbitrage-keeps-the-product", "providers-keep-the-price"),
        uses=("swap-never-empties",))
