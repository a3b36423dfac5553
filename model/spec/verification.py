"""Verification: audits, honest errors, cheating that follows its gain, slashing, reputation.

A task is audited with a given probability and a wrong result is then found with another. Nodes err,
and they cheat where it pays: what a cheat saves is the cost of the work, which is his, and a side
gain. Each refuted task costs its node a fraction of the stake behind it, never more than the stake.
Wrong results that nobody found cost the network its reputation, quickly; it comes back slowly.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    SHARE,
    Domain,
    definition,
    definitions,
    flow,
    flows,
    in_force,
    levels,
    parameter,
)
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import fees as f
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law

side_gain = parameter(
    "side_gain",
    r"\mathcal{G}",
    "USD/GPU_hour",
    "what a cheat gains beside the work that he saves, an hour",
    NOT_NEGATIVE,
    "side_gain",
)
cheating_response = parameter(
    "cheating_response",
    r"k_x",
    "1",
    "steepness with which cheating follows its expected gain",
    Domain(0, 100),
    "cheating_response",
)
cheating_speed = parameter(
    "cheating_speed",
    r"\nu_x",
    "1",
    "part of the gap to the invited cheating share that closes in a day",
    SHARE,
    "cheating_speed",
)
slash_challenger_share = parameter(
    "slash_challenger_share",
    r"\psi",
    "1",
    "share of a slash that rewards the challenger",
    SHARE,
    "slash_challenger_share",
)
slash_burn_share = parameter(
    "slash_burn_share",
    r"\beta_s",
    "1",
    "share of a slash that is burned",
    SHARE,
    "slash_burn_share",
)

refuted_weight = parameter(
    "refuted_weight",
    r"w_R",
    "1",
    "what a refuted result costs the reputation, over a wrong one that nobody found",
    SHARE,
    "refuted_weight",
)
trust_lost = parameter(
    "trust_lost",
    r"\lambda_R^{-}",
    "1",
    "part of the gap to a lower reputation that closes in a day",
    SHARE,
    "trust_lost",
)
trust_regained = parameter(
    "trust_regained",
    r"\lambda_R^{+}",
    "1",
    "part of the gap to a higher reputation that closes in a day",
    SHARE,
    "trust_regained",
)

cheating = levels(
    "cheating", "x", "1", "share of tasks on which {} nodes cheat", SHARE, over=a.CLASSES
)
refuted_share = levels(
    "refuted_share",
    r"k",
    "1",
    "share of the results of {} nodes that an audit refuted today",
    SHARE,
    over=a.CLASSES,
)
slashed = levels(
    "slashed", "z", "AI", "stake that {} nodes lost today", NOT_NEGATIVE, over=a.CLASSES
)
caught_share = definition(
    "caught_share", r"\alpha\delta", "1", "probability that a wrong result is refuted", SHARE
)
wrong_share = definitions(
    "wrong_share",
    "w^{\\times}",
    "1",
    "share of the results of {} nodes that are wrong",
    SHARE,
    over=a.CLASSES,
)
tasks = definitions("tasks", r"N^{\tau}", "task", "tasks of {} nodes", NOT_NEGATIVE, over=a.CLASSES)
task_pay = definitions(
    "task_pay",
    r"\pi^{\tau}",
    "USD/task",
    "what {} nodes are paid in fees for a task",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
stake_per_task = definitions(
    "stake_per_task",
    r"K^{\tau}",
    "USD/task",
    "stake of {} nodes behind one task",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
cheating_gain = definitions(
    "cheating_gain",
    r"\Gamma",
    "1",
    "what {} nodes gain by cheating on a task, in pays of a task",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
net_gain = definitions(
    "cheating_net_gain",
    r"\gamma",
    "1",
    "expected gain of cheating for {} nodes, in pays of a task",
    over=a.CLASSES,
)
slash_due = definitions(
    "slash_due", r"z^{s}", "AI", "stake that {} nodes lose today", NOT_NEGATIVE, over=a.CLASSES
)
work_done = definition("work_done", r"G_w", "USD", "work done today, at its prices", NOT_NEGATIVE)
found_wrong = definition(
    "found_wrong", r"k_t", "1", "share of today's work that was refuted", SHARE
)
left_wrong = definition(
    "left_wrong", r"w_t", "1", "share of today's work that was wrong and that nobody found", SHARE
)
reputation_due = definition(
    "reputation_due", r"R^{*}", "1", "reputation that today's work deserves", SHARE
)
insurance_paid = flow(
    "insurance_paid", r"\jmath", "AI", "insurance paid to users for work that was refuted"
)
slash_to_challenger = flows(
    "slash_to_challenger",
    r"z^{\psi}",
    "AI",
    "slashed stake of {} nodes that goes to the challenger",
    over=a.CLASSES,
)
slash_to_burn = flows(
    "slash_to_burn", r"z^{\beta}", "AI", "slashed stake of {} nodes that is burned", over=a.CLASSES
)
slash_to_insurance = flows(
    "slash_to_insurance",
    r"z^{\jmath}",
    "AI",
    "slashed stake of {} nodes that goes to the insurance",
    over=a.CLASSES,
)


def _audits(c: str) -> tuple[Equation, ...]:
    """What audits find of a class, what its stake loses, and how its nodes answer."""
    # What is above the collateral asked belongs to those who left, and is on its way back.
    stake = sp.Min(a.price * a.node_stake[c], m.collateral_asked[c])
    steepness = sp.Max(-50, sp.Min(50, cheating_response * net_gain[c]))
    saved = d.cost_index * n.variable_cost[c] + side_gain
    return (
        Definition(tasks[c], f.served_hours[c] / d.task_size),
        Definition(wrong_share[c], cheating[c] + (1 - cheating[c]) * (1 - n.quality[c])),
        Definition(task_pay[c], terms.node_share() * m.compute_price[c] * d.gpu_hours_per_task),
        Definition(stake_per_task[c], terms.gpus_per_task * stake / n.gpus[c]),
        Definition(cheating_gain[c], saved * d.gpu_hours_per_task / task_pay[c]),
        Definition(
            net_gain[c],
            cheating_gain[c]
            # Honest work is refuted too, as often as it is wrong.
            - caught_share
            * n.quality[c]
            * (1 + in_force(terms.slash_fraction) * stake_per_task[c] / task_pay[c]),
        ),
        Definition(
            slash_due[c],
            sp.Min(
                in_force(terms.slash_fraction)
                * stake_per_task[c]
                / a.price
                * caught_share
                * wrong_share[c]
                * tasks[c],
                a.node_stake[c],
            ),
        ),
        Flow(
            slash_to_challenger[c],
            a.node_stake[c],
            a.validators,
            slash_challenger_share * slash_due[c],
        ),
        Flow(slash_to_burn[c], a.node_stake[c], a.slash_burned, slash_burn_share * slash_due[c]),
        Flow(
            slash_to_insurance[c],
            a.node_stake[c],
            a.insurance,
            (1 - slash_challenger_share - slash_burn_share) * slash_due[c],
        ),
        Law(slashed[c], slash_due[c]),
        Law(refuted_share[c], caught_share * wrong_share[c]),
        Law(
            cheating[c],
            cheating[c]
            + d.market_open * cheating_speed * (1 / (1 + sp.exp(-steepness)) - cheating[c]),
        ),
    )


def verification() -> Block:
    """Audit the day's tasks, slash what is refuted; cheating follows its gain, trust results."""
    equations: list[Equation] = [Definition(caught_share, terms.caught())]
    for c in a.CLASSES:
        equations += _audits(c)
    value = {c: m.compute_price[c] * f.served_hours[c] for c in a.CLASSES}
    wrong = sp.Add(*(wrong_share[c] * value[c] for c in value)) / work_done
    equations += [
        Definition(work_done, sp.Add(*value.values())),
        Definition(
            found_wrong, sp.Piecewise((caught_share * wrong, sp.Gt(work_done, 0)), (0, True))
        ),
        Definition(
            left_wrong,
            sp.Piecewise(
                ((1 - caught_share) * wrong, sp.Gt(work_done, 0)), (1 - m.reputation, True)
            ),
        ),
        Definition(reputation_due, sp.Max(0, 1 - left_wrong - refuted_weight * found_wrong)),
        Flow(insurance_paid, a.insurance, a.users, found_wrong * work_done / a.price),
        Law(f.right_share, sp.Max(0, 1 - left_wrong - found_wrong)),
        Law(
            m.reputation,
            # A millionth of trust is always left, so that nothing divides by zero.
            sp.Max(
                sp.Rational(1, 10**6),
                m.reputation
                + trust_regained * sp.Max(0, reputation_due - m.reputation)
                - trust_lost * sp.Max(0, m.reputation - reputation_due),
            ),
        ),
    ]
    return Block(
        "verification",
        "Audits find some wrong results; the stake behind them is slashed; trust follows.",
        tuple(equations),
    )


def initial() -> tuple[Initial, ...]:
    """Nobody cheats on day 0 and the insurance fund is empty."""
    zero = sp.Integer(0)
    levels_at_zero = (*cheating.values(), *refuted_share.values(), *slashed.values())
    return tuple(Initial(each, zero) for each in (a.insurance, a.slash_burned, *levels_at_zero))


def constraints() -> tuple[Constraint, ...]:
    """A slash is split in three."""
    return (
        Constraint(
            sp.Le(slash_challenger_share + slash_burn_share, 1),
            "slash_challenger_share + slash_burn_share must not exceed 1: lower one",
        ),
    )
