"""Fees: billed three ways, quoted in USD, paid in AI; and the dollars of applications.

A task can be billed by its kind (task scale), by the GPU time it takes, or by its training
cycles. The three tariffs are calibrated to charge the same in expectation; they differ in
risk when the mix of tasks moves. Users pay a part from AI they hold and buy the rest in the
pool. Source: seed.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, SHARE, Domain, definition, flow, level, parameter, shock
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec.core import Block, Constraint, Definition, Flow, Initial, Law
from model.spec.exchange import bought, order_limit, pool_fee

billed_by_task = parameter(
    "billed_by_task", r"w_\tau", "1", "share of work billed by task scale", SHARE, "billed_by_task"
)
billed_by_cycle = parameter(
    "billed_by_cycle",
    r"w_c",
    "1",
    "share of work billed by training cycle",
    SHARE,
    "billed_by_cycle",
)
held_payment_share = parameter(
    "held_payment_share",
    r"\chi_U",
    "1",
    "share of fees that users pay from AI they already hold",
    SHARE,
    "held_payment_share",
)
application_margin = parameter(
    "application_margin",
    r"\rho",
    "1",
    "application revenue per dollar of compute fees",
    Domain(0, 5),
    "application_margin",
)
application_volatility = parameter(
    "application_volatility",
    r"\sigma_\rho",
    "1",
    "standard deviation of the log of daily application revenue",
    Domain(0, 2),
    "application_volatility",
)
trend_days = parameter(
    "trend_days",
    r"\tau_m",
    "day",
    "memory of the averages that people act on",
    Domain(1, 365),
    "trend_days",
)

application_noise = shock("application_noise", r"\xi_\rho", "surprise in application revenue")

fee_by_task = definition(
    "fee_by_task", r"G_\tau", "USD", "bill of today's work by task scale", NOT_NEGATIVE
)
fee_by_gpu_time = definition(
    "fee_by_gpu_time", r"G_h", "USD", "bill of today's work by GPU time", NOT_NEGATIVE
)
fee_by_cycle = definition(
    "fee_by_cycle", r"G_c", "USD", "bill of today's work by training cycle", NOT_NEGATIVE
)
fee_bill = definition("fee_bill", "G_t", "USD", "fees billed today", NOT_NEGATIVE)
fee_spend = definition(
    "fee_spend", r"\Delta_U", "USD", "dollars that users spend in the pool on fees", NOT_NEGATIVE
)
application_revenue = definition(
    "application_revenue", r"\Pi_t", "USD", "application revenue today", NOT_NEGATIVE
)
paid_from_holdings = flow(
    "paid_from_holdings", r"\phi_U", "AI", "fees that users pay from AI they hold"
)
fee_purchase = flow("fee_purchase", r"\phi_X", "AI", "fees that users buy in the pool and pay")
fee_dollars = flow("fee_dollars", r"\delta_U", "USD", "dollars of users that reach the reserve")
fee_pool_charge = flow("fee_pool_charge", r"\lambda_U", "USD", "pool fee on the purchases of users")
vault_deposit = flow(
    "vault_deposit", r"\delta_W", "USD", "application revenue that enters the vault"
)
fees_usd = level("fees_usd", "G", "USD", "fees paid today, in dollars", NOT_NEGATIVE)
fee_trend = level("fee_trend", r"\bar G", "USD", "running mean of daily fees", NOT_NEGATIVE)


def smoothed(mean: sp.Symbol, today: sp.Expr) -> Law:
    """The law of an exponential running mean with memory `trend_days`."""
    return Law(mean, mean + (today - mean) * a.one_day / trend_days)


def fees() -> Block:
    """Users are billed, pay in AI, and applications pass their revenue to the vault."""
    hours_per_cycle = d.gpu_hours_per_task / d.cycles_per_task
    surprise = sp.exp(application_volatility * application_noise - application_volatility**2 / 2)
    return Block(
        "fees",
        "Users are billed in USD and pay in AI; applications pay the vault.",
        (
            Definition(a.spot, a.spot_price),
            Definition(fee_by_task, m.compute_price * d.gpu_hours_per_task * m.served_tasks),
            Definition(fee_by_gpu_time, m.compute_price * m.served_hours),
            Definition(
                fee_by_cycle, m.compute_price * hours_per_cycle * d.task_cycles * m.served_tasks
            ),
            Definition(
                fee_bill,
                billed_by_task * fee_by_task
                + billed_by_cycle * fee_by_cycle
                + (1 - billed_by_task - billed_by_cycle) * fee_by_gpu_time,
            ),
            Flow(paid_from_holdings, a.users, a.fee_pot, held_payment_share * fee_bill / a.spot),
            Definition(
                fee_spend,
                sp.Max(0, sp.Min(fee_bill - a.spot * paid_from_holdings, order_limit * a.pool_usd)),
            ),
            Flow(fee_dollars, a.outside, a.pool_usd, (1 - pool_fee) * fee_spend),
            Flow(fee_pool_charge, a.outside, a.pool_fees_usd, pool_fee * fee_spend),
            Flow(fee_purchase, a.pool_ai, a.fee_pot, bought(fee_dollars)),
            Definition(application_revenue, application_margin * fee_bill * surprise),
            Flow(vault_deposit, a.outside, a.vault_usd, application_revenue),
            Law(fees_usd, fee_spend + a.spot * paid_from_holdings),
            smoothed(fee_trend, fee_spend + a.spot * paid_from_holdings),
        ),
    )


def initial() -> tuple[Initial, ...]:
    """The trends start at the fees that launch demand and launch capacity would give."""
    zero = sp.Integer(0)
    offered = sp.Add(*(n.first_gpus[c] * n.day_in_hours * n.uptime[c] for c in a.CLASSES))
    start = d.reference_price * sp.Min(d.demand_scale, offered)
    return (
        Initial(a.fee_pot, zero),
        Initial(a.vault_usd, zero),
        Initial(fees_usd, zero),
        Initial(fee_trend, start),
    )


def constraints() -> tuple[Constraint, ...]:
    """Work is billed in one of three ways."""
    return (
        Constraint(
            sp.Le(billed_by_task + billed_by_cycle, 1),
            "billed_by_task + billed_by_cycle must not exceed 1: lower one of them",
        ),
    )
