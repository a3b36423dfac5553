"""Fees: billed three ways, quoted in USD, paid in AI; and the dollars of applications.

Work can be billed by task scale, by the GPU time it takes, or by its training cycles. The three
tariffs are calibrated to charge the same in expectation; they differ in risk when the mix of tasks
moves. Work that is not paid is not done. Applications earn on work that was paid and right.
Source: seed.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    SHARE,
    Domain,
    definition,
    flow,
    level,
    levels,
    parameter,
    shock,
)
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec import terms
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law
from model.spec.learning import smoothed

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
work_bill = level(
    "work_bill", "G", "USD", "bill of the work that could be done today", NOT_NEGATIVE
)
audit_bill = level(
    "audit_bill", r"A_\alpha", "USD", "bill of the audits of that work", NOT_NEGATIVE
)
fee_trend = level("fee_trend", r"\bar G", "USD", "running mean of the daily bills", NOT_NEGATIVE)
payable_share = level(
    "payable_share", r"\bar\chi", "1", "share of the bills that the market lets users pay", SHARE
)
paid_share = level("paid_share", r"\chi", "1", "share of the bills that users paid", SHARE)
served_hours = levels(
    "served_hours",
    "Q",
    "GPU_hour",
    "GPU-hours of {} nodes that were paid and worked today",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
fees_usd = level("fees_usd", r"G^{p}", "USD", "bills of work and audits paid today", NOT_NEGATIVE)
application_revenue = level(
    "application_revenue", r"\Pi_A", "USD", "application revenue today", NOT_NEGATIVE
)
right_share = level(
    "right_share", r"q^{\checkmark}", "1", "share of the paid work whose results were right", SHARE
)
application_due = definition(
    "application_due",
    r"\Pi_{A,t}",
    "USD",
    "revenue of applications from today's work",
    NOT_NEGATIVE,
)
paid_today = definition(
    "paid_today", r"\chi_p", "1", "share of the bills that users paid today", SHARE
)
tokens_due = definition(
    "tokens_due", r"\phi^{*}", "AI", "tokens that today's paid bills are worth", NOT_NEGATIVE
)
paid_from_holdings = flow(
    "paid_from_holdings", r"\phi_U", "AI", "fees that users pay from AI they hold"
)
fee_purchase = flow("fee_purchase", r"\phi_X", "AI", "fees that users buy in the market and pay")
fee_dollars = flow("fee_dollars", r"\delta_U", "USD", "dollars that users pay for these tokens")
vault_deposit = flow(
    "vault_deposit", r"\delta_W", "USD", "application revenue that enters the vault"
)


def billing() -> Block:
    """What the day's work would cost its users, and what its audits would."""
    hours_per_cycle = d.gpu_hours_per_task / d.cycles_per_task
    by_time = sp.Add(*(m.compute_price[c] * m.workable_hours[c] for c in a.CLASSES))
    audits = sp.Add(*(terms.audit_charge[c] * m.workable_hours[c] for c in a.CLASSES))
    bill = (
        billed_by_task * fee_by_task
        + billed_by_cycle * fee_by_cycle
        + (1 - billed_by_task - billed_by_cycle) * fee_by_gpu_time
    )
    equations: list[Equation] = [
        *terms.audit_charges(),
        Definition(fee_by_gpu_time, by_time),
        Definition(fee_by_task, fee_by_gpu_time * d.gpu_hours_per_task / d.task_size),
        Definition(fee_by_cycle, fee_by_gpu_time * hours_per_cycle * d.task_cycles / d.task_size),
        Law(work_bill, bill),
        Law(audit_bill, audits),
        smoothed(fee_trend, bill + audits),
    ]
    return Block(
        "billing", "Users are billed in USD, for the work and for its audits.", tuple(equations)
    )


def payment() -> Block:
    """Users pay in AI what the market let them buy, and nodes work."""
    return Block(
        "payment",
        "Users pay in AI, and nodes do the work that is paid.",
        (
            Definition(tokens_due, payable_share * (work_bill + audit_bill) / a.price),
            Flow(paid_from_holdings, a.users, a.fee_pot, tokens_due),
            Flow(fee_purchase, a.holders, a.fee_pot, tokens_due - paid_from_holdings),
            Flow(fee_dollars, a.users_usd, a.holders_usd, a.price * fee_purchase),
            Definition(
                paid_today,
                sp.Piecewise(
                    (
                        payable_share * sp.Min(1, (paid_from_holdings + fee_purchase) / tokens_due),
                        sp.Gt(tokens_due, 0),
                    ),
                    (payable_share, True),
                ),
            ),
            Law(paid_share, paid_today),
            Law(fees_usd, a.price * (paid_from_holdings + fee_purchase)),
            *(Law(served_hours[c], paid_today * m.workable_hours[c]) for c in a.CLASSES),
        ),
    )


def applications() -> Block:
    """Applications earn on the day's paid work that was right, and pay the vault."""
    surprise = sp.exp(application_volatility * application_noise - application_volatility**2 / 2)
    return Block(
        "applications",
        "Applications earn on work that was paid and right, and pay the vault.",
        (
            Definition(
                application_due,
                application_margin * right_share * paid_share * work_bill * surprise,
            ),
            Flow(vault_deposit, a.outside, a.vault_usd, application_due),
            Law(application_revenue, application_due),
        ),
    )


def initial() -> tuple[Initial, ...]:
    """Nothing is billed before the market opens."""
    nothing = (
        a.users,
        a.users_usd,
        a.fee_pot,
        work_bill,
        audit_bill,
        fee_trend,
        fees_usd,
        application_revenue,
        *served_hours.values(),
    )
    return (
        *(Initial(each, sp.Integer(0)) for each in nothing),
        Initial(payable_share, sp.Integer(1)),
        Initial(paid_share, sp.Integer(1)),
        Initial(right_share, m.reputation),
    )


def constraints() -> tuple[Constraint, ...]:
    """Work is billed in one of three ways."""
    return (
        Constraint(
            sp.Le(billed_by_task + billed_by_cycle, 1),
            "billed_by_task + billed_by_cycle must not exceed 1: lower one of them",
        ),
    )
