"""Verification: audits, cheating that follows its gain, and slashing.

A task is audited with a given probability and a wrong result is then detected with another.
Nodes drift towards the cheating share that the expected gain of cheating invites. Each
caught task costs its node a fraction of the stake behind it, never more than the stake.
Theory: T14a.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import NOT_NEGATIVE, SHARE, Domain, definition, flow, level, parameter
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law
from model.spec.governance import in_force
from model.spec.rewards import node_share

audit_probability = parameter(
    "audit_probability",
    r"\alpha",
    "1",
    "probability that a task is audited",
    SHARE,
    "audit_probability",
)
detection_probability = parameter(
    "detection_probability",
    r"\delta",
    "1",
    "probability that an audit finds a wrong result",
    SHARE,
    "detection_probability",
)
cheating_gain = parameter(
    "cheating_gain",
    r"\Gamma",
    "1",
    "cost that cheating saves, as a share of the task's pay",
    Domain(0, 2),
    "cheating_gain",
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
slash_fraction = parameter(
    "slash_fraction",
    r"\zeta",
    "1",
    "fraction of the stake behind a task that is slashed when it is caught",
    SHARE,
    "slash_fraction",
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
gpus_per_task = parameter(
    "gpus_per_task",
    r"\kappa_\tau",
    "GPU/task",
    "GPUs whose stake stands behind one task",
    Domain(0, open_low=True),
    "gpus_per_task",
)

cheating = {
    c: level(
        f"cheating_{c}", a.class_tex("x", c), "1", f"share of tasks on which {c} nodes cheat", SHARE
    )
    for c in a.CLASSES
}
valid_tasks = {
    c: level(
        f"valid_tasks_{c}",
        a.class_tex(r"N^{\checkmark}", c),
        "task",
        f"tasks of {c} nodes that no audit refuted",
        NOT_NEGATIVE,
    )
    for c in a.CLASSES
}
slashed = {
    c: level(
        f"slashed_{c}", a.class_tex("z", c), "AI", f"stake that {c} nodes lost today", NOT_NEGATIVE
    )
    for c in a.CLASSES
}

caught_share = definition(
    "caught_share", r"\alpha\delta", "1", "probability that a wrong result is caught", SHARE
)
task_pay = definition(
    "task_pay", r"\pi_\tau", "USD/task", "what nodes are paid for a task", NOT_NEGATIVE
)
wrong_tasks = definition(
    "wrong_tasks", r"N^{\times}", "task", "wrong results that nobody caught", NOT_NEGATIVE
)
insurance_paid = flow(
    "insurance_paid", r"\jmath", "AI", "insurance paid to users for wrong results"
)
_per_class = {
    "tasks": (r"N^{\tau}", "task", "tasks of {} nodes", NOT_NEGATIVE),
    "caught": (r"N^{!}", "task", "tasks on which {} nodes are caught", NOT_NEGATIVE),
    "stake_per_task": ("D", "USD/task", "stake of {} nodes behind one task", NOT_NEGATIVE),
    "cheating_net_gain": (
        r"\gamma",
        "1",
        "expected gain of cheating for {} nodes, in pays of a task",
        Domain(),
    ),
    "slash_due": (r"z^{s}", "AI", "stake that {} nodes lose today", NOT_NEGATIVE),
}
_definitions = {
    key: {
        c: definition(f"{key}_{c}", a.class_tex(tex, c), unit, info.format(c), domain)
        for c in a.CLASSES
    }
    for key, (tex, unit, info, domain) in _per_class.items()
}
tasks, caught = _definitions["tasks"], _definitions["caught"]
stake_per_task, net_gain = _definitions["stake_per_task"], _definitions["cheating_net_gain"]
slash_due = _definitions["slash_due"]


def verification() -> Block:
    """Audit the day's tasks, slash what is caught, and let cheating follow its gain."""
    equations: list[Equation] = [
        *n.capacities(),
        Definition(a.spot, a.spot_price),
        Definition(caught_share, in_force(audit_probability) * detection_probability),
        Definition(task_pay, node_share() * m.compute_price * d.gpu_hours_per_task),
    ]
    wrong: list[sp.Expr] = []
    for c in a.CLASSES:
        steepness = sp.Max(-50, sp.Min(50, cheating_response * net_gain[c]))
        equations += [
            Definition(tasks[c], m.served_tasks * n.capacity[c] / n.total_capacity),
            Definition(caught[c], caught_share * cheating[c] * tasks[c]),
            Definition(stake_per_task[c], a.spot * gpus_per_task * a.node_stake[c] / n.gpus[c]),
            Definition(
                net_gain[c],
                cheating_gain - caught_share * (1 + slash_fraction * stake_per_task[c] / task_pay),
            ),
            Definition(
                slash_due[c],
                sp.Min(
                    slash_fraction * gpus_per_task * caught[c] * a.node_stake[c] / n.gpus[c],
                    a.node_stake[c],
                ),
            ),
            *_slash(c),
            Law(slashed[c], slash_due[c]),
            Law(valid_tasks[c], tasks[c] - caught[c]),
            Law(
                cheating[c],
                cheating[c] + cheating_speed * (1 / (1 + sp.exp(-steepness)) - cheating[c]),
            ),
        ]
        wrong.append(cheating[c] * tasks[c])
    equations += [
        Definition(wrong_tasks, (1 - caught_share) * sp.Add(*wrong)),
        Flow(
            insurance_paid,
            a.insurance,
            a.users,
            wrong_tasks * m.compute_price * d.gpu_hours_per_task / a.spot,
        ),
    ]
    return Block(
        "verification",
        "Audits find some wrong results; the stake behind them is slashed.",
        tuple(equations),
    )


def _slash(c: str) -> tuple[Flow, ...]:
    parts = (
        ("challenger", a.validators, slash_challenger_share, r"\psi"),
        ("burn", a.burned, slash_burn_share, r"\beta"),
        ("insurance", a.insurance, 1 - slash_challenger_share - slash_burn_share, r"\jmath"),
    )
    return tuple(
        Flow(
            flow(
                f"slash_to_{who}_{c}",
                a.class_tex(rf"z^{{{letter}}}", c),
                "AI",
                f"slashed stake of {c} nodes that goes to the {who}",
            ),
            a.node_stake[c],
            account,
            share * slash_due[c],
        )
        for who, account, share, letter in parts
    )


def initial() -> tuple[Initial, ...]:
    """Nobody cheats on day 0 and the insurance fund is empty."""
    zero = sp.Integer(0)
    return (
        Initial(a.insurance, zero),
        *(Initial(cheating[c], zero) for c in a.CLASSES),
        *(Initial(valid_tasks[c], zero) for c in a.CLASSES),
        *(Initial(slashed[c], zero) for c in a.CLASSES),
    )


def constraints() -> tuple[Constraint, ...]:
    """A slash is split in three."""
    return (
        Constraint(
            sp.Le(slash_challenger_share + slash_burn_share, 1),
            "slash_challenger_share + slash_burn_share must not exceed 1: lower one",
        ),
    )
