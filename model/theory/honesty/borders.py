"""The borders of honesty as a table: in which variable, where, and how steep the gain is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from model.quantities import theoretical
from model.theory.honesty.temptation import (
    audit,
    caught,
    detection,
    pay,
    quality,
    saved,
    side_gain,
    slash,
    stake,
)

BEGINS = "from which on honesty pays"
honest_stake = theoretical("honest_stake", r"D^{\circ}", "USD/task", f"stake {BEGINS}")
honest_slash = theoretical("honest_slash", r"\zeta^{\circ}", "1", f"slash {BEGINS}")
honest_audit = theoretical("honest_audit", r"\alpha^{\circ}", "1", f"audit probability {BEGINS}")
honest_detection = theoretical("honest_detection", r"\delta^{\circ}", "1", f"detection {BEGINS}")
largest_side_gain = theoretical(
    "largest_side_gain", r"\mathcal{G}^{\circ}", "USD/task", "side gain up to which honesty pays"
)
enough_chance = theoretical(
    "enough_chance", r"\chi^{\circ}", "1", "chance of being caught that needs no stake"
)
prize = saved + side_gain
at_risk = pay + slash * stake
#: What a cheat adds to the chance of being refuted: honest work is wrong at times as well.
added = caught * quality
missing = prize - added * pay


@dataclass(frozen=True)
class Border:
    """Where the gain of cheating is zero: ``slope`` × (``value`` − ``variable``) is that gain."""

    symbol: sp.Symbol
    variable: sp.Symbol
    value: sp.Expr
    slope: sp.Expr
    title: str
    words: str


BORDERS: Mapping[str, Border] = {
    "honest-stake": Border(
        honest_stake,
        stake,
        missing / (added * slash),
        added * slash,
        "The stake that makes cheating a loss",
        "It covers what a cheat expects to gain, divided by what cheating adds to the chance of "
        "being refuted and by the part of the stake that is then lost. Honest work that often "
        "fails needs more stake. If it is negative, no stake is needed.",
    ),
    "honest-slash": Border(
        honest_slash,
        slash,
        missing / (added * stake),
        added * stake,
        "The slash that makes cheating a loss",
        "Stake and slash count only as a product: half the slash needs twice the stake. Above "
        "one, no slash is enough.",
    ),
    "honest-audit": Border(
        honest_audit,
        audit,
        prize / (detection * quality * at_risk),
        detection * quality * at_risk,
        "The audit probability that makes cheating a loss",
        "It is what a cheat gains over all that it has at risk, divided by the chance that an "
        "audit finds out and by the quality of honest work.",
    ),
    "honest-detection": Border(
        honest_detection,
        detection,
        prize / (audit * quality * at_risk),
        audit * quality * at_risk,
        "The chance of detection that makes cheating a loss",
        "Audit and detection count only as a product: an audit that misses half needs to come "
        "twice as often. Above one, no detection is enough.",
    ),
    "honest-side-gain": Border(
        largest_side_gain,
        side_gain,
        added * at_risk - saved,
        sp.Integer(-1),
        "The bribe that honesty withstands",
        "It is what a cheat expects to lose beyond honest work, less the work it saves: the "
        "bribe is its own, caught or not. If it is negative, cheating pays without any bribe.",
    ),
    "no-stake-needed": Border(
        enough_chance,
        caught,
        prize / (quality * pay),
        quality * pay,
        "The chance of being caught that needs no stake",
        "From here on the lost pay alone deters a cheat that has nothing at stake. Above one, "
        "no chance is enough.",
    ),
}
