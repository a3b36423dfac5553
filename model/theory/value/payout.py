"""Buying and burning as a payout: what it equals, who is paid instead, and what leaks on the way.

A network is worth V after it pays out D dollars, and has S tokens. Before the payout a token is
worth (V + D)/S. Everything here is one payout; a stream is one after the other.
"""

from collections.abc import Callable

import sympy as sp
from scipy.optimize import brentq

from model.contract_runs import whole_efficiency
from model.factbook import facts
from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bound, by_meaning,
                         drawn, equivalence, identity, logs, only_root)
from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import accounts, vault
from model.spec.pool import pool_fee, spot_price
from model.theory.invariants.split import split_amounts
from model.theory.notation import supply
from model.theory.sourced import POOL_FEE, spec

FIGURE, EQUALS = "fig-payout", "burning-equals-distributing"
paid_out = theoretical("paid_out", "D_0", "USD", "dollars that are paid out to holders", POSITIVE)
value_after = theoretical("value_after", "V_1", "USD", "value of the network after the payout",
    POSITIVE)
price_ex_payout = theoretical("price_ex_payout", "P_1", "USD/AI", "price after a payout", POSITIVE)
overpaid = theoretical("overpaid", r"\pi_x", "1",
    "what a purchase pays over the fair price, as a share of it", NOT_NEGATIVE)
gain = theoretical("gain_of_stayers", r"\gamma_P", "1", "relative gain of those who keep tokens")
staked_part = theoretical("staked_part", r"\theta_S", "1", "share of all tokens that is staked",
    POSITIVE)
stakers_gain = theoretical("stakers_gain", r"\gamma_S", "USD/AI",
    "what a staked token gains over a burn", NOT_NEGATIVE)
tobins_q = theoretical("tobins_q", "q", "1",
    "worth to holders of a dollar that the treasury spends", NOT_NEGATIVE)
efficiency = theoretical("payout_efficiency", r"\eta_{\Delta}", "1",
    "worth to holders, at the price before, of what a dollar of the vault buys", NOT_NEGATIVE)
burned, taken = in_force(vault.burn_share), in_force(vault.executor_share)
CUM = (value_after + paid_out) / supply
SOLD = paid_out / (value_after + paid_out)
AFTER = value_after / supply + paid_out / supply
LOST = 1 - (vault.burn_share + tobins_q * (1 - vault.burn_share)) / (1 + overpaid)
GAIN = -LOST * paid_out / (value_after + LOST * paid_out)
GAINED = (1 - staked_part) / staked_part * paid_out / supply
LEAK = (1 - taken) * (1 - pool_fee) / (1 + (1 - pool_fee) * vault.one_purchase / accounts.pool_usd)
EFFICIENCY = (burned + tobins_q * (1 - burned)) * LEAK
#: A network of one token is worth a dollar after paying out one; half is burned, half staked.
EVEN = {value_after: 1, paid_out: 1, supply: 1, overpaid: 0, tobins_q: 1,
        vault.burn_share: sp.Rational(1, 2), staked_part: sp.Rational(1, 2)}
#: The shares as found; a purchase of a hundredth of the reserve, of which the treasury makes none.
FOUND = {burned: facts["burn_bps"].to("1"), taken: facts["executor_bps"].to("1"),
         pool_fee: POOL_FEE}
SMALL = FOUND | {vault.one_purchase: 10**22, accounts.pool_usd: 10**24, tobins_q: 0}


def after_burn(price: sp.Expr) -> sp.Expr:
    """The price once D dollars have bought at ``price`` and all that was bought is burned."""
    return value_after / (supply - paid_out / price)


def paid_to(part: sp.Expr) -> sp.Expr:
    """Worth of a token and its payment, if this part of all tokens is paid."""
    return value_after / supply + paid_out / (part * supply)


def _equal(statement: sp.Basic) -> Steps:
    held = sp.Symbol("f", positive=True)
    yield identity("Who sells D/(V + D) of his tokens into the purchase at the price that includes "
        "the payout gets his part f of D, his dividend.",
        sp.Mul(held * supply, SOLD, CUM, evaluate=False), held * paid_out)
    yield identity("The supply shrinks by the same part, so his share of it is what it was, and he "
        "can do it again.", held * supply * (1 - SOLD) / (supply - paid_out / CUM), held)
    yield only_root("Sellers part with a token for what it is worth afterwards. There is one such "
        "price, at which the tokens that are not burned are worth what the network is: that of a "
        "token after a distribution, and the part of D that it is paid.", statement,
        sp.Eq(price_ex_payout * (supply - paid_out / price_ex_payout), value_after))


def indifferent(value: float, cash: float, tokens: float) -> float:
    """The price at which a seller does not care whether he sells to the burn or keeps."""
    return float(brentq(lambda price: value / (tokens - cash / price) - price, cash / tokens
                        * (1 + 1e-14), 1e3 * (value + cash) / tokens, xtol=1e-300, rtol=1e-14))


def _gain(statement: sp.Basic) -> Steps:
    room, dollars = sp.symbols("R D", positive=True)
    worth = vault.burn_share + tobins_q * (1 - vault.burn_share)
    yield equivalence("With R for the denominator, positive: those who stay gain if and only if "
        "what is burned, and q times the rest, is more than 1 + x, the fair prices that are paid.",
        -dollars * LOST / room, worth - 1 - overpaid, dollars / (room * (1 + overpaid)))
    bought, price = paid_out / ((1 + overpaid) * CUM), (1 + gain) * CUM
    yield only_root("Of the tokens bought at 1 + x times the fair price the part b is burned. The "
        "treasury sells the rest at the price afterwards and makes q dollars of value of each "
        "dollar: value is price times tokens. Where R is positive, one price does that.", statement,
        sp.Eq((supply - vault.burn_share * bought) * price,
              value_after + tobins_q * (1 - vault.burn_share) * bought * price),
        where={value_after: room - LOST * paid_out})


def stayers(value: float, cash: float, burn: float, dear: float,
            makes: Callable[[float], float]) -> float:
    """What those gain who keep their part of one token, with the treasury's accounts balanced.

    It sells what is not burned at the price afterwards, and ``makes`` value of these dollars.
    """
    bought = cash / ((1 + dear) * (value + cash))
    price = brentq(lambda then: value + makes((1 - burn) * bought * then)
                   - then * (1 - burn * bought), 1e-9, 1e9, xtol=1e-14, rtol=1e-14)
    return float(price) / (value + cash) - 1


def _stakers(statement: sp.Basic) -> Steps:
    won, lost = paid_to(staked_part) - CUM, CUM - value_after / supply
    yield identity("Any other token loses its part of the payout: what staked ones gain the others "
        "lose.", staked_part * supply * won, (1 - staked_part) * supply * lost)
    yield by_meaning("After a burn every token is worth the price before it. If stakers alone are "
        "paid, a staked token is worth its price and its part of the payout.", statement, won)


def bought_of_dollar(rule: int) -> tuple[sp.Expr, sp.Expr]:
    """What the specification burns, and leaves to the treasury, of one dollar of the vault."""
    out = spec("vault", vault.buyback, vault.buyback_dollars)
    burnt, rest = (split_amounts(rule)[each].subs(accounts.vault_ai, out) / vault.spend
                   for each in (vault.burn, vault.treasury_share_of_buyback))
    return burnt, rest


def _leaks(statement: sp.Basic) -> Steps:
    # A share of 1/(1 + s) is any but none; one less it is any but the whole.
    spared, cut, fee = sp.symbols("s_b s_e s_f", nonnegative=True)
    impact, (burnt, rest) = sp.Symbol("i", positive=True), bought_of_dollar(vault.CONTRACT)
    yield bound("A fee paid in tokens that are burned burns a dollar for each dollar. Treasury, "
        "executor, pool fee and impact (i is what reaches the reserve, over it) each make a "
        "purchase burn less, and only without all four as much.",
        sp.Gt(1, burned * LEAK, evaluate=False),
        (spared + (1 + spared) * (cut + (1 + cut) * (fee + (1 + fee) * impact)))
        / ((1 + spared) * (1 + cut) * (1 + fee) * (1 + impact)),
        {spared: 0, cut: 0, fee: 0, impact: 0},
        where={burned: 1 / (1 + spared), taken: 1 - 1 / (1 + cut), pool_fee: 1 - 1 / (1 + fee),
               vault.one_purchase: impact * (1 + fee) * accounts.pool_usd})
    yield by_meaning("The pool's providers keep the fee, and the pool answers each purchase with "
        "its impact; executor, burn and treasury divide the rest. A burned token is worth its "
        "price to holders, one of the treasury's q times it.", statement,
        (burnt + tobins_q * rest) * spot_price)


def _whole(at: Values) -> Values:
    tokens, dollars = int(at[accounts.pool_ai]), int(at[accounts.pool_usd])
    spent = int(dollars * at[vault.one_purchase])
    worth = whole_efficiency(spent, tokens, dollars, at[tobins_q])
    return {vault.one_purchase: spent, accounts.pool_usd: dollars, efficiency: worth}


def claims() -> Chapter:
    """What a burn equals, what is paid too much or kept, who is paid instead, and what leaks."""
    fair = Assumption("fair-price", "the purchase pays the price that includes the payout")
    given = Assumption("value-given", "the way of paying does not change the network's value")
    twice, leaks = after_burn(2 * CUM), EFFICIENCY.subs(SMALL)
    yield Claim(
        EQUALS, "Buying and burning is worth to a holder what a distribution is worth",
        "A burn leaves the price where it was before the payout; a distribution takes the price "
        "down by what it pays. Who sells in proportion turns burns into his dividend and keeps his "
        "share. Burning creates no value: it pays out value that has been earned.",
        (fair.without("pay twice the fair price: those who stay have",
             lambda: (twice.subs(EVEN), AFTER.subs(EVEN))),
         Assumption("all-burned", "every dollar buys and every token bought is burned",
             "let half of what is bought go to others: those who stay have",
             lambda: (twice.subs(EVEN), AFTER.subs(EVEN))),
         given.without("let a burn leave twice the value: those who stay have",
             lambda: (2 * after_burn(CUM).subs(EVEN), AFTER.subs(EVEN)))),
        sp.Eq(price_ex_payout, AFTER), proof=_equal,
        numbers=against("the price that leaves sellers indifferent", 1e-8,
            drawn(200, dict.fromkeys((value_after, paid_out, supply), logs(1, 1e6)),
                lambda at: {price_ex_payout: indifferent(*at.values())})),
        region="no taxes, no costs of trading",
        literature=("modigliani1958cost", "miller1961dividend"), shown_in="fig-replication",
        owner="Miller and Modigliani 1961, section I: dividend policy does not matter",
        formerly=("sellers-replicate-dividends",))
    yield Claim("making-beats-burning-if-q-exceeds-one",
        "What a purchase pays too much, and what the treasury keeps, those who stay feel",
        "What is paid over the fair price goes to those who sell. What is not burned is spent by "
        "the treasury: holders are better off than with a burn of everything if and only if a "
        "dollar that it spends adds more than a dollar to the value of the network.",
        (given.without("let a purchase attract users worth half the network: they gain",
             lambda: (stayers(1, 1, 0.5, 0, lambda spent: spent + 0.5), GAIN.subs(EVEN))),
         Assumption("constant-q", "every dollar spent makes q dollars of value",
             "let only the first tenth of a dollar make q = 1 and the rest nothing: they gain",
             lambda: (stayers(1, 1, 0.5, 0, lambda spent: min(spent, 0.1)), GAIN.subs(EVEN))),
         Assumption("sold", "the treasury sells what it spends, at the price then",
             "let it keep its part for ever, as good as burned, at q = 0: they gain", lambda: (
                 stayers(1, 1, 1, 0, lambda spent: 0 * spent), GAIN.subs(EVEN | {tobins_q: 0})))),
        sp.Eq(gain, GAIN), proof=_gain,
        numbers=against("a treasury that sells and makes, by bisection: gap", 1e-12, drawn(200,
            {value_after: (1, 5), paid_out: (0.05, 0.5), vault.burn_share: (0, 1), overpaid: (0, 1),
             tobins_q: (0, 2)},
            lambda at: {gain: stayers(at[value_after], at[paid_out], at[vault.burn_share],
                                      at[overpaid], lambda spent: at[tobins_q] * spent)}), unit=1),
        region="q not too large for what the treasury spends, so that the price is finite; one may "
        "also pay less than the fair price", literature=("placeholder2020buyback",),
        shown_in=FIGURE, owner="Monegro 2020, in words; the formula is own", uses=(EQUALS,),
        formerly=("overpaying-costs-the-stayers",))
    yield Claim("stakers-only-takes-from-others",
        "Paying stakers alone takes the payout from those who do not stake",
        "It equals a burn if and only if every token is staked. The fewer stake, the more a staked "
        "token gains.",
        (fair.without("pay twice the fair price in the burn: a staked token gains",
             lambda: ((paid_to(staked_part) - twice).subs(EVEN), GAINED.subs(EVEN))),
         Assumption("stake-given", "who stakes does not change with the way of paying",
             "let everybody stake to be paid, at no cost: a staked token gains",
             lambda: ((paid_to(sp.S.One) - CUM).subs(EVEN), GAINED.subs(EVEN)))),
        sp.Eq(stakers_gain, GAINED), proof=_stakers,
        numbers=against("accounts of stakers, and of holders who sell to a burn", 1e-9, drawn(200,
            {value_after: (0.5, 5), paid_out: (0.05, 1), staked_part: (0.02, 0.95)},
            lambda at: {supply: 1, stakers_gain: (at[staked_part] * at[value_after] + at[paid_out])
                        / at[staked_part] - indifferent(at[value_after], at[paid_out], 1)})),
        region="staking that costs something is paid for by this transfer",
        literature=("cong2025staking",), shown_in=FIGURE, uses=(EQUALS,))
    yield Claim("buyback-leaks", "How much of a dollar reaches holders through the vault",
        "Executor, pool fee and impact take a part of each dollar; it goes to executors, to "
        "liquidity providers and to the holders who sell; the treasury's part counts with what the "
        "treasury makes of it. A fee that is paid in tokens and burned does not leak; who has to "
        "buy the tokens first pays what that costs.",
        (Assumption("constant-product", "the pool keeps the product of its reserves",
             "sell at a fixed price, without impact: what reaches holders of a dollar is",
             lambda: (EFFICIENCY.subs(SMALL | {vault.one_purchase: 0}), leaks)),
         Assumption("contract-split", "the burn is of what the executor leaves",
             "take the burn from the gross amount: what reaches holders of a dollar is",
             lambda: ((bought_of_dollar(vault.GROSS)[0] * spot_price).subs(SMALL), leaks)),
         Assumption("price-before", "tokens count at the price before the purchase",
             "value the burn at the price that the purchase leaves: what reaches them seems",
             lambda: (whole_efficiency(10**22, 10**27, 10**24, 0, after=True), leaks))),
        sp.Eq(efficiency, EFFICIENCY), proof=_leaks,
        numbers=against("the contract's whole numbers", 1e-6, drawn(300,
            {**FOUND, tobins_q: (0, 3), vault.one_purchase: (0.0001, 1),
             accounts.pool_usd: logs(1e12, 1e15), accounts.pool_ai: logs(1e24, 1e27)}, _whole)),
        region="each purchase alone in the pool, which arbitrage takes back after it",
        literature=("angeris2020analysis", "roughgarden2020transaction"), shown_in=FIGURE,
        uses=("split-sums-to-purchase",), formerly=("fee-burn-has-no-leakage",))
