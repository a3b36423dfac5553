"""The fair price of the specification: what moves it, and what waits in it."""

import numpy as np
import sympy as sp
from scipy.integrate import quad

from model.logic import (Assumption, Chapter, Claim, Draw, Steps, Values, against, bound,
                         by_meaning, drawn, elasticity, identity, limit, logs, only_root)
from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import accounts, cycle, fees, learning, market, vault, worth
from model.theory.notation import positive
from model.theory.sourced import fair_by, spec
from model.theory.value.transmission import moves, scaled

FIGURE = "fig-lever"
to_usage, to_share, to_revenue = (
    theoretical(f"value_to_{name}", tex, "1", f"elasticity of the fair price in {of}", NOT_NEGATIVE)
    for name, tex, of in (("usage", r"\zeta_{G}", "usage"),
                          ("burn_share", r"\zeta_{\beta}", "the burn share"),
                          ("revenue", r"\zeta_{\Pi}", "revenue that is expected")))
takeover = theoretical("takeover", r"t_{\Omega}", "calendar_year",
    "age at which usage makes half of the fair price", POSITIVE)
cash_worth = theoretical("cash_worth", r"\eta_W", "1",
    "worth of a dollar in the vault, over one that is spent today", NOT_NEGATIVE)
share, executor = in_force(vault.burn_share), in_force(vault.executor_share)
asked, patience, cash = worth.discount_rate, worth.patience_limit, accounts.vault_usd
HOPE = sp.Min(1, market.reputation / worth.trusted_reputation)
#: Value of all tokens that the price counts, and of that the burns to come.
WHOLE = worth.fair_price * worth.priced_tokens
BURNS = sp.exp(cycle.mood) * worth.growth_multiple * share * (1 - executor) * (
    learning.revenue_trend / accounts.day_in_years) / (asked - worth.long_run_growth)
USAGE = 1 - sp.exp(cycle.mood) * worth.premium * HOPE / WHOLE
PAYOUT = (BURNS + worth.cash_value) / WHOLE
STREAM = BURNS / WHOLE
BY_USAGE = worth.usage_value + sp.exp(-cycle.mood) * worth.cash_value
TAKEOVER = worth.premium_half_life * sp.log(worth.premium_at_launch * HOPE / BY_USAGE) / sp.log(2)
PACE = vault.spend_trend / accounts.day_in_years
CASH = 1 / (1 + asked * patience * cash / (cash + patience * PACE))
COLLATERAL, BILLS = sp.symbols("collateral bills")
STATES: dict[sp.Symbol, Draw] = {
    COLLATERAL: (0.1, 2), BILLS: (1, 10), learning.revenue_trend: (0.1, 2), cash: (0.01, 1),
    vault.spend_trend: (0.1, 2), worth.premium: (0.1, 20), cycle.mood: (-1, 1), share: (0.1, 1),
    worth.growth_multiple: (0.2, 3), worth.velocity: (2, 30), asked: (0.1, 0.6), patience: (0.5, 8),
    market.reputation: (0.2, 1), worth.long_run_growth: (-0.05, 0.05), executor: 0,
    worth.trusted_reputation: 1, worth.priced_tokens: 1, accounts.day_in_years: 1}
#: All of one, but a return of two and no mood: half of the value is premium, or burns, or balances.
ONES = dict.fromkeys((worth.premium, market.reputation, worth.trusted_reputation, share, patience,
                      worth.priced_tokens, worth.growth_multiple, learning.revenue_trend, cash,
                      accounts.day_in_years, worth.long_run_growth), 1) | {
    asked: 2, cycle.mood: 0, executor: 0, vault.spend_trend: 0, worth.cash_value: 0,
    worth.fair_price: 2}
SIXTEEN = ONES | {worth.premium_at_launch: 16, worth.premium_half_life: 1, worth.usage_value: 1}


def made_of(symbol: sp.Symbol) -> sp.Expr:
    """Usage value or cash value in the states of the day, of a vault with cash."""
    wait = spec("worth", worth.cash_wait).args[0].expr
    return spec("worth", symbol).subs(worth.cash_wait, wait).subs(vault.split_rule, vault.CONTRACT)


def _levers(statement: sp.Basic) -> Steps:
    parts, usage = {part.lhs: part for part in statement.args}, made_of(worth.usage_value)
    price, held = fair_by(worth.FUNDAMENTAL), made_of(worth.cash_value)
    grow = {each: scaled * each for each in (fees.fee_trend, learning.revenue_trend, cash,
                                             vault.spend_trend, *market.collateral_asked.values())}
    yield identity("All that usage gives to value grows in one proportion, by a factor l: "
        "collateral, balances and burns. So does the vault's cash, whose wait stays.",
        (usage + held).subs(grow, simultaneous=True), scaled * (usage + held))
    yield identity("The vault's cash is worth the share of it that is burned.",
        held.subs(share, scaled * share), scaled * held)
    more, known = {worth.cash_value: scaled * worth.cash_value}, {worth.usage_value: usage}
    for symbol, text, then, now in (
        (to_usage, "So the price moves with usage by the part of it that is not premium.",
         more | {worth.usage_value: scaled * worth.usage_value}, {}),
        (to_share, "With the burn share it moves by burns, those to come and those of the cash.",
         more | {worth.usage_value: usage.subs(share, scaled * share)}, known),
        (to_revenue, "With expected revenue it moves by burns to come alone.",
         {worth.usage_value: usage.subs(learning.revenue_trend, grow[learning.revenue_trend])},
         known),
    ):
        yield elasticity(text, parts[symbol], price.subs(then), scaled,
                         {scaled: sp.Integer(1), worth.fair_price: price.subs(now)})
    lead, kept = sp.Symbol("a", positive=True), sp.Symbol("k", nonnegative=True)
    ahead = {worth.long_run_growth: asked - lead, executor: 1 - kept}
    yield bound("That is never negative: with a for the return less growth and k for what "
        "executors leave, no factor is. It is nothing where nothing is burned.",
        sp.Ge(STREAM, 0, evaluate=False), STREAM.subs(ahead), {share: 0}, where=ahead)


def priced(at: Values, **moved: float) -> tuple[float, float]:
    """Value of all tokens and of the vault's cash, streams integrated; some states ``moved``."""
    now = {symbol.name: value * moved.get(symbol.name, 1) for symbol, value in at.items()}
    rate, burnt = now["discount_rate"], now["burn_share_in_force"]
    # Dollars leave the vault as it spends them, or when holders' patience ends.
    leaves = now["spend_trend"] / now["vault_usd"] + 1 / now["patience_limit"]
    burns, held = (burnt * flow * quad(lambda year, at: np.exp(-at * year), 0, np.inf, fades)[0]
                   for flow, fades in ((now["revenue_trend"], rate - now["long_run_growth"]),
                                       (leaves * now["vault_usd"], leaves + rate)))
    usage = now["collateral"] + now["growth_multiple"] * (now["bills"] / now["velocity"] + burns)
    return float(np.exp(now["mood"]) * (usage + now["premium"] * now["reputation"]) + held), held


def _priced(at: Values) -> Values:
    found = dict(zip((worth.fair_price, worth.cash_value), priced(at), strict=True))
    usage = ("collateral", "bills", "revenue_trend", "spend_trend", "vault_usd")
    for symbol, names in ((to_usage, usage), (to_share, (share.name,)), (to_revenue, usage[2:3])):
        less, more = (priced(at, **dict.fromkeys(names, each))[0] for each in (0.999, 1.001))
        found[symbol] = np.log(more / less) / np.log(1.001 / 0.999)
    return found


def _takeover(statement: sp.Basic) -> Steps:
    premium = spec("worth", worth.premium)
    yield identity("The premium halves with every half-life, and so the odds of usage double.",
        premium.subs(accounts.years, accounts.years + worth.premium_half_life), premium / 2)
    whole = fair_by(worth.FUNDAMENTAL) * worth.priced_tokens
    usage, aged = (whole.subs(worth.premium, each)
                   for each in (0, premium.subs(accounts.years, takeover)))
    yield only_root("What the price holds without the premium is half of it at one age only, as "
        "the premium shrinks all the time.", statement, sp.Eq(usage, aged / 2),
        slope=sp.log(2) / worth.premium_half_life * (aged - usage) / 2,
        where={market.reputation: positive(market.reputation)})


def _aged(at: Values) -> Values:
    """The age at which a premium that shrinks day by day is worth what usage is."""
    premium, days = at[worth.premium_at_launch] * at[market.reputation], 0
    value = at[worth.usage_value] + at[worth.cash_value] / np.exp(at[cycle.mood])
    while premium > value:
        before, days = premium, days + 1
        premium *= 0.5 ** (1 / (365 * at[worth.premium_half_life]))
    return {takeover: (days - 1 + np.log(before / value) / np.log(before / premium)) / 365}


def _cash(statement: sp.Basic) -> Steps:
    age, spending, held = sp.Symbol("u", positive=True), positive(vault.spend_trend), positive(cash)
    known = {vault.spend_trend: spending, cash: held}
    par, leaves = statement.rhs.subs(known), (1 / patience + PACE / cash).subs(known)
    yield identity("The specification values the vault's cash by this, for what is burned of it.",
        made_of(worth.cash_value).subs(known), share * (1 - executor) * held * par)
    yield limit("A vault that spends nothing makes its cash wait for the longest time.", par,
        spending, sp.Integer(0), 1 / (1 + asked * patience))
    yield by_meaning("A dollar leaves the vault as the vault spends, or when holders' patience "
        "ends: the two rates add, and it is worth its present value over them.", statement,
        sp.Integral(leaves * sp.exp(-(leaves + asked) * age), (age, 0, sp.oo)), known)


def _waited(at: Values) -> Values:
    """Of two waits whichever ends first: by parts, one less the rate times their common rest."""
    ends = at[asked] + at[vault.spend_trend] / at[cash] + 1 / at[patience]
    return {cash_worth: 1 - at[asked] * quad(lambda year: np.exp(-ends * year), 0, np.inf)[0]}


def claims() -> Chapter:
    """What moves the fair price, when usage rules it, and what waiting cash is worth."""
    fair, age = fair_by(worth.QUANTITY), sp.Symbol("u", positive=True)
    grows = sp.Integral(sp.exp(-age), (age, 0, 1)).doit()
    yield Claim("fair-price-follows-usage",
        "A lever moves the fair price by the part of it that the lever scales",
        "Usage gives collateral, balances and burns, and the vault's cash with them. What holders "
        "pay beyond that is a sum of dollars that usage does not move, and it dilutes the answer. "
        "Burning is a payout: its weight is the present value of burns over all that holders pay "
        "for. So more revenue never lowers the price.",
        (Assumption("fundamental", "the fair price is the fundamental one",
             "let the quantity equation price a token, half of whose value is premium: by usage it "
             "moves by", lambda: (moves(fair, fees.fee_trend), USAGE.subs(ONES))),
         Assumption("all-grows", "all that usage gives grows in one proportion",
             "let only balances grow, a third of a value of three: it moves by",
             lambda: (moves(sp.Add(scaled, 2), scaled).subs(scaled, 1),
                      USAGE.subs(ONES | {worth.fair_price: 3}))),
         Assumption("growing-for-ever", "holders expect one rate of growth for ever, below the "
             "return they ask for", "let revenue end after a year, beside a premium of one: by the "
             "burn share it moves by", lambda: (grows / (1 + grows), PAYOUT.subs(ONES)))),
        sp.And(sp.Eq(to_usage, USAGE), sp.Eq(to_share, PAYOUT), sp.Eq(to_revenue, STREAM)),
        proof=_levers,
        numbers=against("streams of dollars integrated, levers a little apart", 1e-5,
            drawn(100, STATES, _priced)),
        region="the moment of a change, at given mood, reputation and tokens; above the least "
        "price; the contract's split",
        literature=("cong2021tokenomics", "prat2025fundamental", "kalabic2025helium"),
        shown_in=FIGURE, owner="own; no source is known",
        formerly=("burn-share-moves-its-part", "more-revenue-never-lowers-the-price"))
    yield Claim("usage-takes-over", "When usage has become half of the fair price",
        "The premium halves, so the odds of usage double with every half-life. The age at which "
        "usage makes half of the price is the half-life times the number of halvings from the "
        "premium at launch to what usage is worth.",
        (Assumption("halves", "the premium halves with every half-life", "let a premium of 16 lose "
             "8 in every half-life: it is worth a usage of one after",
             lambda: (sp.solve(16 - 8 * takeover - 1, takeover)[0], TAKEOVER.subs(SIXTEEN))),
         Assumption("usage-rests", "what usage is worth, and trust, are given",
             "let usage double with every half-life too: it is worth the premium after", lambda: (
                 sp.solve(16 / 2**takeover - 2**takeover, takeover)[0], TAKEOVER.subs(SIXTEEN)))),
        sp.Eq(takeover, TAKEOVER), proof=_takeover,
        numbers=against("a premium that shrinks day by day", 1e-9, drawn(80,
            {worth.premium_half_life: (1, 5), worth.usage_value: (1, 10), cycle.mood: (-1, 1),
             worth.cash_value: (0, 3), market.reputation: (0.5, 1),
             worth.premium_at_launch: logs(1e2, 1e4), worth.trusted_reputation: 1}, _aged)),
        region="usage of some worth, premiums above it at launch, some trust; fundamental rule",
        shown_in=FIGURE)
    yield Claim("waiting-cash-is-below-par",
        "A dollar that waits in the vault is worth less than one that is spent",
        "By the return that holders ask for over the wait. Frozen cash is worth what it is worth "
        "after the longest wait that holders reckon with, and not nothing.",
        (Assumption("one-rate", "each dollar of the vault leaves at the same rate, whatever its "
             "age", "let it leave after exactly one year at a return of two: it is worth",
             lambda: (sp.exp(-ONES[asked]), CASH.subs(ONES))),
         Assumption("patience-ends", "holders reckon that stuck cash is freed some day",
             "let frozen cash stay for ever: it is worth",
             lambda: (sp.limit(CASH.subs(vault.spend_trend, 0).subs(patience, age), age, sp.oo),
                      CASH.subs(ONES)))),
        sp.Eq(cash_worth, CASH), proof=_cash,
        numbers=against("two waits of which the first counts, integrated", 1e-7,
            drawn(100, {asked: (0.05, 0.6), patience: (0.5, 8), cash: (1, 9),
                        vault.spend_trend: (0, 30), accounts.day_in_years: 1}, _waited)),
        region="cash in the vault; before the split, which is the same for both dollars",
        shown_in=FIGURE, owner="own; no source is known")
