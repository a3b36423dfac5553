"""The treasury spends what buybacks bring it: how much more is burned, what stays bought, when."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp

from model import contract
from model.contract_runs import rounds
from model.logic import (Assumption, Chapter, Claim, Steps, Values, against,
                         by_induction, drawn, identity, limit, limit_of, only_root)
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, in_force, theoretical
from model.spec import treasury, vault
from model.spec.accounts import day_in_years, vault_ai
from model.spec.accounts import treasury as balance
from model.theory.invariants.split import split_amounts
from model.theory.notation import elapsed, first_revenue, growth, price_growth, token_price
from model.theory.sourced import BURN_AS_FOUND, spec

spent = theoretical("treasury_spent_part", r"\varsigma", "1",
    "part of what buybacks bring the treasury that it spends", SHARE)
back = theoretical("returned_part", r"\chi_{\mathrm{r}}", "1",
    "part of what the treasury spends that reaches the vault again, less the pool's take", SHARE)
all_burned = theoretical("burned_in_all_rounds", r"b_{\infty}", "1",
    "burned of a token bought with outside revenue, all rounds together", POSITIVE)
sold_executor = theoretical("sold_by_executors", r"\sigma_{E}", "1",
    "part of their reward that executors sell", SHARE)
sold_others = theoretical("sold_by_recipients", r"\sigma_{G}", "1",
    "part that recipients of grants sell, of what they do not return", SHARE)
net_bought = theoretical("net_bought", r"\nu", "1",
    "bought less sold, of a token bought with outside revenue")
lag = theoretical("return_lag", r"\ell", "calendar_year", "years until what is spent returns",
    NOT_NEGATIVE)
inflow = theoretical("inflow_over_revenue", r"\mathcal{M}", "1",
    "what the vault receives, over its revenue from outside", POSITIVE)
income = theoretical("treasury_income", "i", "AI", "tokens that the treasury receives today",
    POSITIVE)
shrinkage = theoretical("daily_shrinkage", r"\delta_S", "1",
    "part by which the supply shrinks in a day", SHARE)
BURN, REWARD = in_force(vault.burn_share), in_force(vault.executor_share)
KEPT = (1 - REWARD) * (1 - BURN)
AGAIN = KEPT * spent * back
BURNED = sp.Eq(all_burned, (1 - REWARD) * BURN / (1 - AGAIN))
SOLD = REWARD * sold_executor + KEPT * spent * (1 - back) * sold_others
NET = sp.Eq(net_bought, 1 - SOLD / (1 - AGAIN))
INFLOW = sp.Eq(inflow, 1 / (1 - AGAIN * sp.exp(-(growth - price_growth) * lag)))
GRANTED = treasury.treasury_spend_rate * day_in_years
HELD = sp.Eq(balance, income * (1 - GRANTED) / (GRANTED - shrinkage), evaluate=False)
# Bound variables: rounds or lags, what so many rounds make, and the odds that a token does not
# return; the part by which what returns falls short of a multiple of revenue; by how much the
# part granted in a day exceeds the part that burns.
round_of = sp.Symbol("i", integer=True, nonnegative=True)
lags = sp.Symbol("i", integer=True, positive=True)
of_rounds = sp.Symbol("y_i")
odds, short, outrun = sp.symbols("y z a", positive=True)
#: The contract's split, of which the treasury spends all and all returns.
ROUND = {REWARD: sp.Rational(contract.deployed("executor_bps"), contract.BPS), BURN: BURN_AS_FOUND,
         spent: sp.S.One, back: sp.S.One, sold_executor: sp.Rational(1, 2), sold_others: sp.S.One}


def _shares(rule: int = vault.CONTRACT) -> list[sp.Expr]:
    """Executor, burn and treasury of one token, from the specification's split."""
    return [each.subs(vault_ai, 1) for each in split_amounts(rule).values()]


def _all_rounds(statement: sp.Basic, text: str, once: sp.Expr) -> Steps:
    """What all rounds make of one token, if each round makes ``once`` of what it splits."""
    again = _shares()[2] * spent * back
    yield (total := by_induction("Rounds make what the first one makes, and of what returns what "
        "one round less makes of it.",
        sp.Eq(of_rounds, once * (1 - again**round_of) / (1 - again)), round_of, sp.Integer(0),
        once + again * of_rounds))
    # What returns is below one, as something is burned or paid out: one over one plus odds.
    yield limit_of(text, statement, total.relation.rhs, round_of, sp.oo,
                   where={back: back / ((1 + odds) * again)}, direction="-")


def _rounds(statement: sp.Basic) -> Steps:
    executor, burn, rest = _shares()
    yield from _all_rounds(BURNED, "Every round burns the same share of what is split in it. What "
                           "returns is less than the whole, so that all rounds have a limit.", burn)
    others = rest * spent * (1 - back) * sold_others
    yield from _all_rounds(NET, "In a round the vault buys, executors and recipients sell, and "
                           "what returns is sold to pay the fee. The next round buys that back.",
                           1 - executor * sold_executor - others - rest * spent * back)


def _lagged(statement: sp.Basic) -> Steps:
    revenue = first_revenue * sp.exp(growth * elapsed)
    price = token_price * sp.exp(price_growth * elapsed)
    again = _shares()[2] * spent * back
    tokens = again * inflow * (revenue / price).subs(elapsed, elapsed - lag)
    yield limit("Any other start comes closer by the part that returns with every lag, and that "
        "part is below one.", (1 / (1 + odds)) ** lags, lags, sp.oo, sp.Integer(0), "-")
    # What returns of today's multiple of revenue falls short of it by a positive part.
    part = again / back * sp.exp(-(growth - price_growth) * lag)
    yield only_root("The vault receives today's revenue, and at today's price the tokens that "
        "return of what it bought a lag ago with that day's multiple of revenue. One multiple only "
        "stays as it is.", statement,
        sp.Eq(inflow * revenue, revenue + tokens * price, evaluate=False), slope=revenue * short,
        where={back: (1 - short) / part})


def _rests(statement: sp.Basic) -> Steps:
    granted = spec("treasury", treasury.grants).subs(balance, balance + income)
    repeats = sp.Eq(balance + income - granted, balance * (1 - shrinkage), evaluate=False)
    yield identity("Any other balance comes nearer: the gap, as a part of the supply, is "
        "multiplied by this every day, which is less than one if grants outrun the burn.",
        (repeats.lhs - statement.rhs * (1 - shrinkage)) / (1 - shrinkage),
        (balance - statement.rhs) * (1 - GRANTED) / (1 - shrinkage))
    yield only_root("The treasury grants from what it holds and has received today. It rests where "
        "what it keeps is the same part of a supply that has shrunk, and nowhere else.", statement,
        repeats, where={treasury.treasury_spend_rate: (shrinkage + outrun) / day_in_years})


def play(at: Values, dearer: int = 1) -> tuple[Fraction, Fraction]:
    """Burned and net bought of a token, by rounds of the contract's split; dearer in each round."""
    bps = int(at[REWARD] * contract.BPS), int(at[BURN] * contract.BPS)
    goes, returns, first_sold, then_sold = (
        Fraction(at[each]) for each in (spent, back, sold_executor, sold_others))
    return rounds(bps, goes, returns, first_sold, then_sold, dearer)


def _played() -> Iterator[Values]:
    """Random shares, and the nearest fractions to what rounds come to that are not too fine."""
    draw = np.random.default_rng(7)
    for _ in range(200):
        at = {REWARD: Fraction(int(draw.integers(0, 500)), contract.BPS),
              BURN: Fraction(int(draw.integers(100, 9500)), contract.BPS)}
        at |= {each: Fraction(int(draw.integers(0, 101)), 100)
               for each in (spent, back, sold_executor, sold_others)}
        burned, bought = (each.limit_denominator(10**16) for each in play(at))
        yield at | {all_burned: burned, net_bought: bought}


def multiple(part: float, revenue: Any, price: Any, share: int) -> float:
    """Inflow over revenue at the end of two paths, ``share`` steps to a lag, from nothing."""
    received = np.array(revenue, float)
    for step in range(share, len(received)):
        received[step] += part * received[step - share] * price[step] / price[step - share]
    return float(received[-1] / revenue[-1])


def _steps(at: Values) -> Values:
    """The multiple of a vault and a treasury, step by step."""
    part = (1 - at[REWARD]) * (1 - at[BURN]) * at[spent] * at[back]
    times = at[lag] / 7 * np.arange(800)
    revenue, price = (np.exp(at[rate] * times) for rate in (growth, price_growth))
    return {inflow: multiple(part, revenue, price, 7)}


def _otherwise(revenue: Any, price: Any, doubles: int) -> tuple[float, float]:
    """Half returns after a year: the multiple of two paths, and the claim's of steady doubling."""
    known = {REWARD: 0, BURN: sp.Rational(1, 2), spent: 1, back: 1, lag: 1, growth: sp.log(2)}
    claimed = INFLOW.rhs.subs({**known, price_growth: doubles * sp.log(2)})
    return multiple(0.5, revenue, price, 1), float(claimed)


def _settled(at: Values, steady: bool = False) -> float:
    """A treasury over its income after 30,000 days, in units of the day's supply."""
    grants, left = 1 - at[treasury.treasury_spend_rate], 1 - at[shrinkage]
    held, gets = 0.0, 1.0
    for _ in range(30_000):
        held = (held + gets) * grants / left
        gets = gets / left if steady else gets
    return held / gets


def _settles(at: Values) -> Values:
    """The same, if a part of what is granted burns."""
    burns = {shrinkage: at[treasury.treasury_spend_rate] * at[shrinkage]}
    return {**burns, balance: _settled({**at, **burns})}


def _treasury(spends: float, burns: float, steady: bool = False) -> tuple[float, float]:
    """What a treasury comes to hold in multiples of its income, and the claim's."""
    at = {treasury.treasury_spend_rate: spends, shrinkage: burns, day_in_years: 1, income: 1}
    return _settled(at, steady), float(HELD.rhs.subs(at))


def claims() -> Chapter:
    """Rounds without and with a lag, and the treasury on a path that burns."""
    _, gross, left = _shares(vault.GROSS)
    years, jump = 2.0 ** np.arange(40), np.where(np.arange(40) == 39, 2, 1)
    yield Claim("recirculation-burns-more",
        "A treasury whose spending returns to the vault multiplies the burn",
        "What the treasury spends and the vault receives again is split again. The burn of a token "
        "bought with outside revenue is its share over what does not return. What returns is sold "
        "to pay and bought again, so it pushes the price nowhere: what stays bought is what "
        "executors and recipients do not sell for themselves, in all rounds.",
        (Assumption("same-price", "the vault buys at the price at which recipients sold",
             "let the vault buy at twice the price at which recipients sold: burned are",
             lambda: (float(play(ROUND, dearer=2)[0]), BURNED.rhs.subs(ROUND))),
         Assumption("contract-split", "the burn is a share of what the executor leaves",
             "burn a share of the gross purchase: burned are",
             lambda: ((gross / (1 - left)).subs(ROUND), BURNED.rhs.subs(ROUND))),
         Assumption("rest-is-held", "nobody sells later what is held now", "let executors sell the "
             "other half later: bought in net are",
             lambda: (float(play(ROUND | {sold_executor: 1})[1]), NET.rhs.subs(ROUND)))),
        sp.And(BURNED, NET), proof=_rounds,
        numbers=against("rounds of the contract's split in whole numbers, to the nearest fraction "
            "with a denominator up to 10^16: cases that differ", 0.0, _played, exact=True),
        region="shares of which the executor's or the burned one is positive; all rounds together",
        shown_in="fig-recirculation", owner="own; no source is known",
        formerly=("net-purchase-of-all-rounds",), uses=("split-sums-to-purchase",))
    yield Claim("lag-waters-recirculation-down",
        "Recirculation that takes time counts less if revenue outgrows the price",
        "What returns was bought a lag ago, with smaller revenue, but it has gained with the "
        "price. The part that goes round is discounted at growth less price growth.",
        (Assumption("steady-revenue-growth", "revenue grows at a constant rate",
             "let revenue, which doubles every year as the price does, double once more in the "
             "last: the multiple is", lambda: _otherwise(years * jump, years, 1)),
         Assumption("steady-price-growth", "so does the price", "let the price double once more in "
             "the last year: the multiple is", lambda: _otherwise(years, years * jump, 1)),
         Assumption("less-returns-than-came", "the discounted part is below one", "let the price "
             "rise eightfold a year while revenue doubles: more returns each year than came in "
             "before, and after 40 years the multiple is", lambda: _otherwise(years, years**3, 3))),
        INFLOW, proof=_lagged,
        numbers=against("a vault and a treasury, step by step", 1e-9,
            drawn(60, {REWARD: (0, 0.05), BURN: (0.5, 0.9), spent: (0, 1), back: (0, 1),
                       growth: (-0.2, 1), price_growth: (-0.5, 0.5), lag: (0.05, 1)}, _steps)),
        region="after the first rounds have faded; the lag is the same for every token",
        shown_in="fig-recirculation", owner="own; no source is known",
        uses=("recirculation-burns-more",))
    yield Claim("treasury-on-a-burning-path", "What a treasury holds while the supply shrinks",
        "If the supply shrinks by the same part every day and the treasury's income in tokens with "
        "it, the treasury comes to hold a fixed multiple of its income: larger than it would be "
        "without the burn, because it is still granting what it received when there were more "
        "tokens.",
        (Assumption("shrinks together", "income in tokens shrinks as the supply does",
             "let the income stay the same number of tokens: it comes to hold",
             lambda: _treasury(0.01, 0.004, steady=True)),
         Assumption("grants outrun the burn", "the part granted in a day exceeds the part by which "
             "the supply shrinks", "let the supply shrink faster than the treasury grants: after "
             "30,000 days it holds", lambda: _treasury(0.0010, 0.0011))),
        HELD, proof=_rests,
        numbers=against("treasuries followed for 30,000 days", 1e-9,
            drawn(80, {treasury.treasury_spend_rate: (0.002, 0.2), shrinkage: (0, 0.8),
                       day_in_years: 1, income: 1}, _settles)),
        region="grants faster than the burn, no subsidy left, all vesting over",
        shown_in="fig-recirculation")
