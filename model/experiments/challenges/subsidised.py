"""The announced economy with a subsidy in three spells, paid in dollars or in tokens.

The announced subsidy fades by halves and is counted in tokens. Here it is so many dollars a day in
each of three spells, at the price of the day, or the tokens that these dollars bought at launch.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import sympy as sp

from model import own
from model.experiments.challenges.common import CLOSURES, GROWN
from model.factbook import facts
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import rewards
from model.spec.core import Block, Definition, Law
from model.spec.economy import Economy

#: A day that no run reaches.
NEVER = 36_500.0
#: What a token cost at launch, USD.
LAUNCH = facts["initial_price"].to("USD/AI")
#: What the announced subsidy was worth a day when it began, at the launch price: USD.
_ANNOUNCED = parameters("announced", "base", ())
DESIGN = float(
    LAUNCH
    * _ANNOUNCED["treasury_subsidy_share"]
    * _ANNOUNCED["initial_supply"]
    * _ANNOUNCED["treasury_share"]
    * (1 - _ANNOUNCED["treasury_start_share"])
    / _ANNOUNCED["treasury_vesting_days"]
)


class Offer(NamedTuple):
    """Dollars a day until ``ends``, from there until ``back``, and after it.

    ``in_tokens`` pays in their place what they bought at the launch price.
    """

    first: float
    ends: float = NEVER
    then: float = 0.0
    back: float = NEVER
    later: float = 0.0
    in_tokens: bool = False

    @property
    def changes(self) -> dict[str, float]:
        """The parameters of `subsidised` that it sets."""
        return {
            "offer_first": self.first,
            "offer_then": self.then,
            "offer_later": self.later,
            "offer_ends": self.ends,
            "offer_back": self.back,
            "offer_counted_at": LAUNCH if self.in_tokens else 0.0,
        }


@cache
def subsidised() -> Economy:
    """The announced economy whose subsidy is an `Offer`.

    Two levels more: ``subsidy_paid``, the dollars' worth that nodes received so far at the price
    of each day, and ``subsidy_missed``, the tokens that were promised and not there.
    """
    announced = economy("announced")
    dollars = own.NOT_NEGATIVE
    spells = [
        own.parameter(name, "USD", f"subsidy a day in the {which} spell", dollars, value=0.0)
        for name, which in (
            ("offer_first", "first"),
            ("offer_then", "second"),
            ("offer_later", "third"),
        )
    ]
    ends = own.parameter("offer_ends", "1", "day on which the first spell ends", dollars, value=0.0)
    back = own.parameter(
        "offer_back", "1", "day on which the second spell ends", dollars, value=0.0
    )
    counted_at = own.parameter(
        "offer_counted_at",
        "USD/AI",
        "price at which dollars are turned into tokens; 0 for the price of the day",
        dollars,
        value=0.0,
    )
    paid = own.level("subsidy_paid", "USD", "dollars' worth of subsidy that nodes received so far")
    missed = own.level("subsidy_missed", "AI", "tokens of subsidy promised and not paid so far")
    offered = sp.Piecewise(
        (spells[0], sp.Lt(a.day, ends)), (spells[1], sp.Lt(a.day, back)), (spells[2], True)
    )
    at = sp.Piecewise((counted_at, sp.Gt(counted_at, 0)), (a.price, True))
    old = announced.block("rewards")
    equations = tuple(
        Definition(each.symbol, d.market_open * offered / at)
        if isinstance(each, Definition) and each.symbol == rewards.subsidy
        else each
        for each in old.equations
    )
    received = sp.Add(*rewards.node_subsidy.values())
    # A day on which nobody works has nobody to pay: that is no promise broken.
    promised = sp.Piecewise((rewards.subsidy, sp.Gt(rewards.total_score, 0)), (0, True))
    counted = (
        Law(paid, paid + received * a.price),
        Law(missed, missed + sp.Max(0, promised - received)),
    )
    return announced.replace(
        "rewards", Block(old.name, old.info, (*equations, *counted)), start={paid: 0, missed: 0}
    )


def point(
    scenario: str, closure: str, offer: Offer, usage: float = 1.0, **changes: float
) -> Parameters:
    """A state of the world, an idea of the price, an offer, and usage times a factor.

    Usage stands still and is there from the first day.
    """
    base = parameters("announced", scenario, ())
    return parameters(
        subsidised(),
        scenario,
        (),
        **{
            **GROWN,
            **CLOSURES[closure],
            "usage_at_maturity": usage * base["usage_at_maturity"],
            **offer.changes,
            **changes,
        },
    )
