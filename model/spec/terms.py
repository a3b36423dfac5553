"""The terms of work: how fees are shared, what collateral, audits and slashes ask of a node."""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    SHARE,
    Domain,
    definitions,
    in_force,
    parameter,
)
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import nodes as n
from model.spec.core import Constraint, Definition, Equation

protocol_take = parameter(
    "protocol_take",
    r"\kappa",
    "1",
    "share of compute fees that goes to the community treasury",
    SHARE,
    "protocol_take",
)
validator_share = parameter(
    "validator_share",
    r"\nu_{\mathrm{V}}",
    "1",
    "share of compute fees that goes to validators",
    SHARE,
    "validator_share",
)
stake_days = parameter(
    "stake_days",
    r"\tau_K",
    "day",
    "collateral asked of a node, in days of what its GPUs earn outside",
    Domain(0, 365),
    "stake_days",
)
maintenance_share = parameter(
    "maintenance_share",
    r"\underline{k}",
    "1",
    "part of the collateral asked below which a node may no longer work at full capacity",
    Domain(0, 1, open_low=True),
    "maintenance_share",
)
audit_probability = parameter(
    "audit_probability",
    r"\alpha",
    "1",
    "probability that a task is audited",
    SHARE,
    "audit_probability",
)
verification_overhead = parameter(
    "verification_overhead",
    r"o_\alpha",
    "1",
    "work of an audit over the work of the task",
    Domain(0, 100),
    "verification_overhead",
)
audit_cost_share = parameter(
    "audit_cost_share",
    r"c_\alpha",
    "1",
    "cost of an audited GPU-hour, as a share of the price outside",
    NOT_NEGATIVE,
    "audit_cost_share",
)
detection_probability = parameter(
    "detection_probability",
    r"\delta",
    "1",
    "probability that an audit finds a wrong result",
    SHARE,
    "detection_probability",
)
slash_fraction = parameter(
    "slash_fraction",
    r"\zeta",
    "1",
    "fraction of the stake behind a task that is slashed when it is refuted",
    SHARE,
    "slash_fraction",
)
gpus_per_task = parameter(
    "gpus_per_task",
    r"\kappa_\tau",
    "GPU/task",
    "GPUs whose stake stands behind one task",
    Domain(0, open_low=True),
    "gpus_per_task",
)

audit_charge = definitions(
    "audit_charge",
    r"\chi",
    "USD/GPU_hour",
    "what users pay for audits, an hour of {} GPUs",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
collateral_per_gpu = definitions(
    "collateral_per_gpu",
    r"\bar k",
    "USD/GPU",
    "collateral asked of a GPU of {} nodes",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
error_cost = definitions(
    "error_cost",
    r"c^{e}",
    "USD/GPU_hour",
    "what honest {} nodes lose by their errors, an hour of work",
    NOT_NEGATIVE,
    over=a.CLASSES,
)


def node_share() -> sp.Expr:
    """What is left of a fee for the nodes."""
    return 1 - in_force(protocol_take) - validator_share


def caught() -> sp.Expr:
    """Probability that a wrong result is refuted."""
    return in_force(audit_probability) * detection_probability


def audit_charges() -> tuple[Equation, ...]:
    """What audits add to an hour's price, by class."""
    an_hour = in_force(audit_probability) * verification_overhead * audit_cost_share
    return tuple(Definition(audit_charge[c], an_hour * d.price_outside[c]) for c in a.CLASSES)


def collateral(utilisation: sp.Expr) -> tuple[Equation, ...]:
    """Collateral in days of what a GPU earns outside at ``utilisation``; what errors cost of it."""
    equations: list[Equation] = []
    for c in a.CLASSES:
        a_day = node_share() * d.price_outside[c] * n.day_in_hours * n.uptime[c] * utilisation
        slash = in_force(slash_fraction) * gpus_per_task / d.gpu_hours_per_task
        equations += [
            Definition(collateral_per_gpu[c], in_force(stake_days) / a.one_day * a_day),
            Definition(
                error_cost[c], caught() * (1 - n.quality[c]) * slash * collateral_per_gpu[c]
            ),
        ]
    return tuple(equations)


def constraints() -> tuple[Constraint, ...]:
    """Nodes are left something."""
    return (
        Constraint(
            sp.Lt(protocol_take + validator_share, 1),
            "protocol_take + validator_share must stay below 1, so that nodes are paid: "
            "lower one of them",
        ),
    )
