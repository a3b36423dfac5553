"""The announced economy with a blow on one day, each of whose parts is a parameter.

GPUs leave, the token loses a part of its price, the network loses a part of its reputation, and
audits are out for the days before. A blow of nothing is the announced economy to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import sympy as sp

from model import own
from model.experiments.rivals.edits import changed
from model.experiments.stress.common import SHOCK
from model.interface import economy
from model.quantities import in_force, schedule
from model.spec import accounts as a
from model.spec import cycle, terms, worth
from model.spec import market as m
from model.spec import nodes as n
from model.spec.core import Definition, Equation, Law, stated, target_of
from model.spec.economy import Economy

leaving = own.parameter("struck_gpus", "1", "part of the GPUs that leaves", own.SHARE, value=0.0)
fall = own.parameter(
    "struck_price", "1", "part of its price that the token loses", own.Domain(0, 0.99), value=0.0
)
distrust = own.parameter(
    "struck_trust", "1", "part of its reputation that the network loses", own.SHARE, value=0.0
)
outage = own.parameter(
    "struck_audits", "1", "days without audits before the day", own.NOT_NEGATIVE, value=0.0
)


@cache
def strikable() -> Economy:
    """The announced economy with a blow on the day `SHOCK`.

    The token's fall is one of the market's mood and of a price path of its own; the quantity
    equation knows neither, and there the token falls only with usage.
    """
    announced = economy("announced")
    today = sp.Piecewise((1, sp.Eq(a.day, SHOCK)), (0, True))
    audits = in_force(terms.audit_probability)
    out = sp.And(sp.Ge(a.day, SHOCK - outage), sp.Lt(a.day, SHOCK))
    laws: Mapping[str, tuple[Equation, ...]] = {
        "governance": (
            Law(audits, sp.Piecewise((0, out), (schedule(terms.audit_probability), True))),
        ),
        "market_mood": (
            Law(
                cycle.mood,
                stated(announced.block("market_mood"), cycle.mood) + today * sp.log(1 - fall),
            ),
        ),
        "worth": (
            Definition(
                worth.exogenous_step,
                stated(announced.block("worth"), worth.exogenous_step) * (1 - today * fall),
            ),
        ),
        "verification": (
            Law(
                m.reputation,
                sp.Max(
                    sp.Rational(1, 10**6),
                    stated(announced.block("verification"), m.reputation) * (1 - today * distrust),
                ),
            ),
        ),
        "adjustment": tuple(
            Law(n.gpus[c], stated(announced.block("adjustment"), n.gpus[c]) * (1 - today * leaving))
            for c in a.CLASSES
        ),
    }
    which = announced
    for name, equations in laws.items():
        said = {target_of(each): each for each in equations}
        which = which.replace(name, changed(which.block(name), said))
    return which
