"""The BuyBack Vault: guard, epoch cap, executor, purchase, split, burn.

The guard compares a purchase with a TWAP quote that contains neither the pool's fee nor the
purchase's own impact, so both eat into the tolerated slippage. Executors come as often as their
reward pays the gas, at most once in a window of the average price; after each purchase arbitrage
takes the pool back. What is not spent stays in the vault. Source: contract (facts, vault);
theory T2, T11, T12, T24.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    choice,
    definition,
    flow,
    in_force,
    level,
    parameter,
    shock,
)
from model.spec import accounts as a
from model.spec.core import Block, Constraint, Definition, Flow, Initial, Law
from model.spec.learning import smoothed
from model.spec.pool import arbitrage_limit, bought, pool_fee, spot, spot_price
from model.spec.worth import depth, price_volatility

CONTRACT, GROSS = 0, 1

burn_share = parameter(
    "burn_share",
    r"\beta",
    "1",
    "share of bought AI, after the split rule's base, that is burned",
    SHARE,
    "burn_bps",
)
executor_share = parameter(
    "executor_share",
    r"\epsilon",
    "1",
    "share of bought AI that rewards the executor",
    SHARE,
    "executor_bps",
)
split_rule = parameter(
    "split_rule",
    r"\mathcal{R}_s",
    "1",
    "what the burn share applies to: the rest after the executor, or the gross amount",
    choice("contract", "gross"),
    "split_rule",
)
max_slippage = parameter(
    "max_slippage",
    "s",
    "1",
    "tolerated shortfall against the TWAP quote",
    Domain(0, 0.05),
    "max_slippage_bps",
)
twap_window = parameter(
    "twap_window",
    r"w",
    "second",
    "window of the time-weighted average price",
    Domain(1800, 86400),
    "twap_window",
)
epoch_volume_cap = parameter(
    "epoch_volume_cap",
    r"\Lambda",
    "USD",
    "dollars the vault may spend in an epoch; 0 means that there is no cap",
    NOT_NEGATIVE,
    "epoch_volume_cap",
)
epoch_days = parameter(
    "epoch_days", r"\tau_e", "day", "length of an epoch", Domain(1, 30), "epoch_length"
)
gas_cost = parameter(
    "gas_cost",
    r"\gamma",
    "USD",
    "gas that an execution costs its executor",
    NOT_NEGATIVE,
    "executor_gas_cost",
)
depth_share = parameter(
    "depth_share",
    r"\bar v",
    "1",
    "largest part of the day's depth that executors take for the vault",
    Domain(0, 10, open_low=True),
    "depth_share",
)

twap_noise = shock("twap_noise", r"\xi_{\bar P}", "gap between the spot price and its average")

epoch_used = level(
    "epoch_used", r"\lambda_e", "USD", "dollars spent in the running epoch", NOT_NEGATIVE
)
epoch_age = level("epoch_age", r"t_e", "day", "age of the running epoch", NOT_NEGATIVE)
buyback_usd = level(
    "buyback_usd", r"\Delta_W", "USD", "dollars that the vault spends today", NOT_NEGATIVE
)
spend_trend = level(
    "spend_trend",
    r"\bar\Delta_W",
    "USD",
    "running mean of the dollars that the vault spends in a day",
    NOT_NEGATIVE,
)

twap = definition(
    "twap", r"\bar P", "USD/AI", "time-weighted average price that the guard reads", POSITIVE
)
new_epoch = definition("new_epoch", r"1_e", "1", "one if a new epoch begins today", SHARE)
cap_left = definition(
    "cap_left", r"\Lambda_t", "USD", "dollars that the epoch still allows", NOT_NEGATIVE
)
guard_room = definition(
    "guard_room",
    r"\Delta_{\max}",
    "USD",
    "largest purchase that the guard lets through",
    NOT_NEGATIVE,
)
affordable = definition(
    "affordable",
    r"\Delta^{*}",
    "USD",
    "dollars that cash, cap, the market's depth and arbitrage allow today",
    NOT_NEGATIVE,
)
executor_reward_usd = definition(
    "executor_reward_usd",
    r"\rho_E",
    "USD",
    "executor's reward for the largest purchase that the guard lets through",
    NOT_NEGATIVE,
)
least_purchase = definition(
    "least_purchase",
    r"\Delta_{\min}",
    "USD",
    "smallest purchase whose reward pays the gas; 0 if none does",
    NOT_NEGATIVE,
)
executions = definition(
    "executions", r"n_e", "1", "purchases that executors make today", NOT_NEGATIVE
)
one_purchase = definition("one_purchase", r"\Delta_1", "USD", "size of one purchase", NOT_NEGATIVE)
spend = definition(
    "vault_spend",
    r"\Delta_t",
    "USD",
    "dollars that the vault spends today",
    NOT_NEGATIVE,
)
buyback_dollars = flow(
    "buyback_dollars", r"\delta_B", "USD", "dollars of the vault that pass through the pool"
)
buyback_charge = flow("buyback_charge", r"\lambda_B", "USD", "pool fee on the vault's purchases")
gas = flow("gas", r"\gamma_E", "USD", "gas that executors pay today")
buyback = flow("buyback", r"\phi_B", "AI", "AI that the vault buys")
executor_reward = flow("executor_reward", r"\phi_E", "AI", "bought AI that rewards the executor")
burn = flow("burn", r"b", "AI", "bought AI that is burned")
treasury_share_of_buyback = flow(
    "treasury_part", r"\phi_{W}", "AI", "bought AI that goes to the community treasury"
)


def vault() -> Block:
    """Guard, cap and executors decide what the vault spends; the pool decides what it gets."""
    gap = price_volatility * sp.sqrt(in_force(twap_window) * second_in_years() / 3) * twap_noise
    passes = 1 / (spot / twap * (1 - in_force(max_slippage))) - 1 / (1 - pool_fee)
    share = in_force(executor_share)
    largest = sp.Min(affordable, guard_room)
    reward = share * spot * bought((1 - pool_fee) * largest)
    # The reward of a purchase falls short of the share of it by the pool's fee and the impact.
    just_pays = gas_cost * a.pool_usd / ((1 - pool_fee) * (share * a.pool_usd - gas_cost))
    windows = a.day_in_seconds / in_force(twap_window)
    paying = sp.Piecewise(
        (sp.Max(1, sp.Min(windows, affordable / least_purchase)), sp.Gt(least_purchase, 0)),
        (windows, True),
    )
    cap = in_force(epoch_volume_cap)
    capped = sp.Max(0, cap - (1 - new_epoch) * epoch_used)
    return Block(
        "vault",
        "Executors spend the vault's dollars on AI in the pool, within guard and cap.",
        (
            Definition(spot, spot_price),
            Definition(twap, spot * sp.exp(-gap)),
            Definition(new_epoch, sp.Piecewise((1, sp.Ge(epoch_age, epoch_days)), (0, True))),
            Definition(cap_left, sp.Piecewise((capped, sp.Gt(cap, 0)), (a.vault_usd, True))),
            Definition(guard_room, a.pool_usd * sp.Max(0, passes)),
            Definition(
                affordable,
                sp.Min(
                    a.vault_usd,
                    cap_left,
                    depth_share * depth,
                    arbitrage_limit * a.holders * spot,
                ),
            ),
            Definition(executor_reward_usd, reward),
            Definition(
                least_purchase,
                sp.Piecewise((just_pays, sp.Gt(share * a.pool_usd, gas_cost)), (0, True)),
            ),
            Definition(
                executions,
                sp.Piecewise(
                    (0, sp.Lt(executor_reward_usd, gas_cost)),
                    (0, sp.Le(executor_reward_usd, 0)),
                    (paying, True),
                ),
            ),
            Definition(spend, sp.Min(affordable, executions * guard_room)),
            Definition(
                one_purchase, sp.Piecewise((spend / executions, sp.Gt(executions, 0)), (0, True))
            ),
            Flow(buyback_charge, a.vault_usd, a.providers_usd, pool_fee * spend),
            Flow(buyback_dollars, a.vault_usd, a.holders_usd, (1 - pool_fee) * spend),
            Flow(
                buyback,
                a.holders,
                a.vault_ai,
                a.pool_ai * buyback_dollars / (a.pool_usd + (1 - pool_fee) * one_purchase),
            ),
            Flow(gas, a.executor_usd, a.outside, gas_cost * executions),
            Law(epoch_used, (1 - new_epoch) * epoch_used + spend),
            Law(epoch_age, (1 - new_epoch) * epoch_age + a.one_day),
            Law(buyback_usd, spend),
            smoothed(spend_trend, spend),
        ),
    )


def split() -> Block:
    """Divide what was bought: executor, burn, and the rest to the treasury."""
    base = sp.Piecewise(
        (a.vault_ai - executor_reward, sp.Eq(split_rule, CONTRACT)), (a.vault_ai, True)
    )
    return Block(
        "split",
        "The bought AI is divided: executor, burn, treasury.",
        (
            Flow(executor_reward, a.vault_ai, a.executor, in_force(executor_share) * a.vault_ai),
            Flow(burn, a.vault_ai, a.burned, in_force(burn_share) * base),
            Flow(treasury_share_of_buyback, a.vault_ai, a.treasury, a.vault_ai),
        ),
    )


def burned_part() -> sp.Expr:
    """Share of a purchase that is burned, under either base of the split."""
    contract = (1 - in_force(executor_share)) * in_force(burn_share)
    return sp.Piecewise((contract, sp.Eq(split_rule, CONTRACT)), (in_force(burn_share), True))


def second_in_years() -> sp.Expr:
    """One second as a part of a year, from the length of a step."""
    return a.day_in_years / a.day_in_seconds


def initial(first_revenue: sp.Expr) -> tuple[Initial, ...]:
    """An empty vault and a fresh epoch; holders expect the vault to spend its first revenue."""
    zero = sp.Integer(0)
    states = (
        a.vault_usd,
        a.vault_ai,
        a.executor,
        a.executor_usd,
        a.burned,
        epoch_used,
        epoch_age,
        buyback_usd,
    )
    return (*(Initial(each, zero) for each in states), Initial(spend_trend, first_revenue))


def constraints() -> tuple[Constraint, ...]:
    """The contract refuses shares that sum to more than one."""
    return (
        Constraint(
            sp.Le(burn_share + executor_share, 1),
            "burn_share + executor_share must not exceed 1 (the contract's limit of "
            "10000 bps): lower one of them",
        ),
    )
