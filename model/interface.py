"""The two ways in: an economy by name, and its validated parameters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from model import gates
from model.parameter_sets import Parameters, Vote, build
from model.spec.announced import announced, deployed
from model.spec.economy import Economy
from model.values import nearest

ECONOMIES: dict[str, Callable[[], Economy]] = {"announced": announced, "deployed": deployed}


class UnknownEconomy(gates.Refused):
    """There is no economy of that name."""


def economy(name: str) -> Economy:
    """The economy of that name; `UnknownEconomy` lists the names there are."""
    name = gates.text(UnknownEconomy, "the name of an economy", name)
    if name not in ECONOMIES:
        hint = nearest(name, ECONOMIES)
        raise UnknownEconomy(
            f"no economy is called {gates.shown(name)}{hint}; there are {', '.join(ECONOMIES)}"
        )
    return ECONOMIES[name]()


def parameters(
    which: str | Economy,
    /,
    scenario: str = "base",
    votes: Sequence[Vote] | None = None,
    **changes: Any,
) -> Parameters:
    """Validated parameters of an economy: the facts' defaults, a scenario, then ``changes``.

    ``which`` is an economy, or the name of one that is shipped.

    A change is a number in the parameter's unit, a text with a unit, or an alternative's name.
    ``votes`` replaces the votes of the scenario. Raises
    `model.parameter_sets.ParameterError` naming the value, the limit and the way out.
    """
    found = which if isinstance(which, Economy) else economy(which)
    return build(found, scenario, votes, **changes)
