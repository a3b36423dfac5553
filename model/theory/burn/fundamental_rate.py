"""The burn rate under the two prices of the specification that look at fees, without a premium.

The quantity equation values tokens by the fees that they carry. The fundamental price adds what
future burns are worth, and the half-lives of the two add. Theory: T6, T28.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model import contract, exact
from model.logic import (Assumption, Chapter, Claim, Draw, Step, Steps, Values, against, by_meaning,
                         case, drawn, identity, limit, read)
from model.quantities import in_force, quantity
from model.spec import accounts, cycle, learning, market, vault, worth
from model.spec.fees import application_margin, fee_trend
from model.spec.pool import pool_fee, spot
from model.theory.notation import burn_rate, positive, yearly_fees
from model.theory.sourced import fair_by, spec
from model.theory.vault.purchase import PER_DOLLAR

KEPT = in_force(vault.burn_share) * (1 - in_force(vault.executor_share))
LEAD = worth.discount_rate - worth.long_run_growth
RATE = (1 - pool_fee) * KEPT * application_margin * worth.velocity
SUM = 1 / RATE + 1 / ((1 - pool_fee) * LEAD)
spends = application_margin * yearly_fees  # what the vault spends in a year
YEARLY = {fee_trend: yearly_fees * accounts.day_in_years}
SHARES = {pool_fee: quantity(pool_fee).default, **{
    in_force(each): quantity(each).default for each in (vault.burn_share, vault.executor_share)}}
#: What the claims assume away, in numbers; a run may change each.
ASSUMED: Values = {
    worth.premium_at_launch: 0.0, worth.premium_half_life: 1.0, worth.growth_horizon: 0.0,
    worth.unlock_anticipation: 1.0, accounts.vault_usd: 0.0, worth.patience_limit: 1.0,
    cycle.mood: 0.0, market.reputation: 1.0, worth.trusted_reputation: 1.0,
    worth.exogenous_step: 1.0, worth.least_price: 0.0, vault.split_rule: vault.CONTRACT,
    accounts.day_in_years: 1 / 365, accounts.initial_supply: 1e10, accounts.slash_burned: 0.0,
    accounts.locked_investors: 0.0, accounts.locked_team: 0.0, accounts.locked_sale: 0.0,
    **dict.fromkeys(market.collateral_asked.values(), 0.0)}
#: The definitions on the way to a fair price, in order.
ON_THE_WAY = (worth.premium, worth.growth_multiple, worth.usage_value, worth.cash_wait,
              worth.cash_value, worth.priced_tokens, worth.fair_today)
NETWORKS: dict[sp.Symbol, Draw] = {application_margin: (0.005, 0.05), worth.velocity: (2, 15),
                                   worth.discount_rate: (0.15, 0.3),
                                   worth.long_run_growth: (-0.05, 0.1), **SHARES}
HALF_LOCKED = {accounts.locked_investors: ASSUMED[accounts.initial_supply] / 2}
#: Revenue a fiftieth of fees, a velocity of ten, fifteen per cent asked, five of growth.
NETWORK = {application_margin: 0.02, worth.velocity: 10.0, worth.discount_rate: 0.15,
           worth.long_run_growth: 0.05, **SHARES}


def burned_of_a_dollar() -> Step:
    """What a dollar of a small purchase burns, at the price before it."""
    spent = positive(vault.one_purchase)
    return limit("What a dollar burns, in tokens times the price before a purchase, is this for a "
        "small one.", (spot * PER_DOLLAR).subs(vault.one_purchase, spent), spent, sp.Integer(0),
        (1 - pool_fee) * KEPT)


def fair(rule: int, expected: sp.Expr) -> Step:
    """The fair price of the specification under a rule, above the least price."""
    return read("Above the least price the specification's fair price is this.", worth.fair_today,
        fair_by(rule), expected)


def _velocity(statement: sp.Basic) -> Steps:
    yield (dollar := burned_of_a_dollar())
    yield (price := fair(
        worth.QUANTITY, fee_trend / (accounts.day_in_years * worth.velocity * accounts.free_float)))
    yield by_meaning("In a year the margin's share of fees is spent. Fees and tokens cancel from "
        "the share of the float that burns; everything can be sold, so it is a share of the "
        "supply.", statement,
        dollar.relation.lhs * spends / price.relation.rhs.subs(YEARLY) / accounts.free_float)


def _sum(statement: sp.Basic) -> Steps:
    yield (dollar := burned_of_a_dollar())
    hope = sp.Min(1, market.reputation / worth.trusted_reputation)
    moody = sp.exp(cycle.mood) * (worth.usage_value + worth.premium * hope) + worth.cash_value
    yield (price := fair(worth.FUNDAMENTAL, moody / worth.priced_tokens))
    left = accounts.initial_supply - accounts.burned - accounts.slash_burned
    yield identity("If insiders' locked tokens count in full, the price is over all unburned "
        "tokens.", spec("worth", worth.priced_tokens).subs(worth.unlock_anticipation, 1), left)
    steady = {learning.expected_growth: worth.long_run_growth}
    yield case("Growth that stays as holders expect it for ever adds nothing.",
        spec("worth", worth.growth_multiple).subs(steady), sp.Integer(1))
    usage = spec("worth", worth.usage_value).subs(
        dict.fromkeys(market.collateral_asked.values(), 0) | {
            worth.growth_multiple: 1, vault.split_rule: vault.CONTRACT,
            learning.revenue_trend: application_margin * fee_trend})
    yield (both := identity("With the vault's revenue the margin's share of fees, usage is worth "
        "transaction balances and burns to come.", usage.subs(YEARLY),
        yearly_fees / worth.velocity + KEPT * spends / LEAD))
    # Without a premium, in a sober mood and with an empty vault.
    sober = price.relation.rhs.subs({cycle.mood: 0, worth.cash_value: 0, worth.premium: 0,
                                     worth.usage_value: both.relation.rhs,
                                     worth.priced_tokens: left})
    burns = dollar.relation.lhs * spends / sober
    yield by_meaning("The vault spends the margin's share of fees at that price, in a sober mood, "
        "with an empty vault and no premium. Unburned tokens over those that burn in a year: the "
        "pool's fee burns nothing, and holders do not subtract it. So the half-life is a sum of "
        "two.", statement, left / burns, where={burn_rate: burns / left})


def purchases(network: Values, rule: int = worth.FUNDAMENTAL, days: int = 365, spent: float = 1.0,
              keeps: float = 0.0, changes: Values | None = None) -> Iterator[tuple[float, float]]:
    """Each day's part of supply that is left before a purchase, and the fair price of all tokens.

    Amounts are split in the contract's whole numbers. ``spent`` is the part of revenue that is
    spent, ``keeps`` the part of its tokens that the treasury does not sell at once.
    """
    margin, grows = network[application_margin], network[worth.long_run_growth]
    known = {**ASSUMED, learning.expected_growth: grows, **network, worth.price_rule: rule,
             **(changes or {})}
    tokens, burned, treasury = known[accounts.initial_supply], 0, 0
    for day in range(days + 1):
        trend = 1e6 * float(np.exp(grows * day / 365)) / 365
        known |= {accounts.years: day / 365, accounts.burned: burned / 1e18, fee_trend: trend,
                  learning.revenue_trend: margin * trend, vault.spend_trend: spent * margin * trend,
                  accounts.free_float: tokens - (burned + treasury) / 1e18
                  - known[accounts.locked_investors]}
        for symbol in ON_THE_WAY:
            known[symbol] = exact.value(spec("worth", symbol), known)
        yield 1 - burned / 1e18 / tokens, known[worth.fair_today] * tokens
        dollars = (1 - SHARES[pool_fee]) * spent * margin * trend
        parts = contract.split(int(1e18 * dollars / known[worth.fair_today]))
        burned, treasury = burned + parts.burn, treasury + int(keeps * parts.treasury)


def rate_seen(network: Values, **situation: object) -> float:
    """The burn rate of a network in a year of purchases."""
    *_, (left, _) = purchases(network, **situation)  # type: ignore[arg-type]
    return -float(np.log(left))


def instead(formula: sp.Expr, **situation: object) -> tuple[float, float]:
    """The burn rate of a changed year and the formula's, if they differ by over a hundredth."""
    said, found = float(formula.subs(NETWORK)), rate_seen(NETWORK, **situation)
    return (found if abs(found / said - 1) > 0.01 else said), said


def claims() -> Chapter:
    """The quantity equation, and the fundamental price."""
    a_year = "a year of whole-number purchases at the specified price"
    yield Claim("velocity-sets-the-burn-rate",
        "Under the quantity equation the burn rate is a share of velocity",
        "Usage raises fees and price alike and cancels.",
        (Assumption("quantity-equation", "tokens that can be sold are worth yearly fees over a "
             "given velocity", "let the price be fundamental: the burn rate",
             lambda: instead(RATE)),
         Assumption("share-of-fees", "the vault spends a given share of fees", "let the guard stop "
             "half of what should be spent: the burn rate",
             lambda: instead(RATE, rule=worth.QUANTITY, spent=0.5)),
         Assumption("all-floats", "nothing is locked or staked, and the treasury sells at once "
             "what buybacks bring it", "lock half of the supply: the burn rate",
             lambda: instead(RATE, rule=worth.QUANTITY, changes=HALF_LOCKED))),
        sp.Eq(burn_rate, RATE), proof=_velocity,
        numbers=against(a_year, 2e-3, drawn(60, NETWORKS,
            lambda at: {burn_rate: rate_seen(at, rule=worth.QUANTITY)})),
        region="any path of fees; purchases small against the pool; prices above the least one",
        shown_in="fig-burn-rates", literature=("samani2017velocity",), uses=("burn-per-dollar",))
    yield Claim("half-lives-add", "Without a premium the half-life is the sum of two half-lives",
        "One is that of the quantity equation, the other that of rational pricing, longer by the "
        "pool's fee. The burn is slower than under either alone.",
        (Assumption("fundamental", "the price is what usage is worth, over the tokens",
             "let the price be the quantity equation's: the burn rate",
             lambda: instead(1 / SUM, rule=worth.QUANTITY)),
         Assumption("no-premium", "holders pay no premium for what is not there yet",
             "let holders pay a premium of a year of fees, which halves in a year: the burn rate",
             lambda: instead(1 / SUM, changes={worth.premium_at_launch: 1e6})),
         Assumption("sober", "the mood is sober, the vault empty, and no collateral is asked",
             "let the vault sit on a year of fees, as holders know: the burn rate",
             lambda: instead(1 / SUM, changes={accounts.vault_usd: 1e6})),
         Assumption("steady-growth", "revenue grows as holders expect it to grow for ever",
             "let holders expect fifty per cent of growth, and pay for a year of it: the burn rate",
             lambda: instead(1 / SUM, changes={
                 worth.growth_horizon: 1.0, learning.expected_growth: 0.5})),
         Assumption("all-counts", "insiders' locked tokens count in full",
             "lock half of the supply and let it count for nothing: the burn rate",
             lambda: instead(1 / SUM, changes={**HALF_LOCKED, worth.unlock_anticipation: 0.0})),
         Assumption("all-is-spent", "the vault spends its revenue, which is a share of fees",
             "let the guard stop half of what is valued: the burn rate",
             lambda: instead(1 / SUM, spent=0.5))),
        sp.Eq(1 / burn_rate, SUM), proof=_sum,
        numbers=against(a_year, 2e-3, drawn(60, NETWORKS,
            lambda at: {burn_rate: rate_seen(at, keeps=1, changes=HALF_LOCKED)})),
        region="expected growth below the rate asked; running means equal to the flows; purchases "
        "small against the pool", shown_in="fig-burn-rates", owner="own; no source is known",
        uses=("burn-per-dollar",))
