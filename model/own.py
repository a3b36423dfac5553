r"""An economy of one's own: units, quantities and blocks that this package does not ship.

For example::

    from model import own

    own.unit("AKT", "Akash's token")
    users = own.stock("users_akt", "AKT", "tokens of the users")
    burned = own.stock("burned_akt", "AKT", "tokens that are burned")
    share = own.parameter("share", "1", "share burned in a day", value=0.01, low=0, high=0.1)
    burn = own.flow("burn_akt", "AKT", "tokens burned today")
    day = own.Block("burn", "Users burn.", (own.Flow(burn, users, burned, share * users),))
    economy = own.economy("akash", "burns a share", {users: 3e8, burned: 0}, [day])

All that is declared belongs to the economies that use it: two may use one name, and a cell can be
run again with an edit. Quantities of the package may be used beside one's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from model import gates, units
from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    REAL,
    SHARE,
    Domain,
    Kind,
    Own,
    Quantity,
    QuantityError,
    choice,
    declare,
    in_force,
    schedule,
)
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law
from model.spec.economy import Economy
from model.spec.variants import started

__all__ = [
    "NOT_NEGATIVE",
    "POSITIVE",
    "REAL",
    "SHARE",
    "Block",
    "Constraint",
    "Definition",
    "Domain",
    "Economy",
    "Equation",
    "Flow",
    "Initial",
    "Law",
    "choice",
    "definition",
    "economy",
    "flow",
    "in_force",
    "level",
    "parameter",
    "path",
    "schedule",
    "shock",
    "stock",
    "unit",
]


def unit(name: str, meaning: str) -> str:
    """Declare a unit of one's own, such as a token, and return its name.

    Raises ``ValueError`` for a name that is not of letters and _, or that means something else.
    """
    return units.declare(name, meaning)


def parameter(
    name: str,
    unit: str,
    info: str,
    domain: Domain = REAL,
    *,
    value: float | None = None,
    low: float | None = None,
    high: float | None = None,
    source: str = "assumed",
    tex: str = "",
) -> sp.Symbol:
    """A number that stays fixed in a run, in ``unit``.

    Without a ``value`` whoever asks for the parameters has to give one. ``low`` and ``high`` are
    the range that designs draw from; ``source`` says where the value comes from. Raises
    `model.quantities.QuantityError` for a value outside the domain or the range.
    """
    source = gates.text(QuantityError, "source", source)
    if (low is None) != (high is None):
        ends = f"{gates.shown(low)} and {gates.shown(high)}"
        raise QuantityError(f"{name} has one end of a range, {ends}: give low= and high=, or none")
    value, low, high = (_inside(name, each, domain) for each in (value, low, high))
    between = low if value is None else value
    if None not in (low, high, between) and not low <= between <= high:  # type: ignore[operator]
        raise QuantityError(f"{name}={between} is not within its range from {low} to {high}")
    return _kind(Kind.PARAMETER, name, unit, info, domain, tex, Own(value, low, high, source))


def _inside(name: str, given: Any, domain: Domain) -> float | None:
    """A number of the domain, or none."""
    if given is None:
        return None
    number = isinstance(given, (int, float, np.integer, np.floating))
    domain = gates.of_kind(QuantityError, "domain", domain, Domain, DOMAIN)
    if isinstance(given, bool) or not number or not math.isfinite(given) or given not in domain:
        raise QuantityError(
            f"{name}={gates.shown(given)} is outside its domain: give a value in {domain}"
        )
    return float(given)


#: How a domain is had.
DOMAIN = "take own.REAL, POSITIVE, NOT_NEGATIVE, SHARE, own.Domain(low, high) or own.choice(...)"


def _kind(
    kind: Kind,
    name: str,
    unit: str,
    info: str,
    domain: Domain,
    tex: str,
    own: Own = Own(),  # noqa: B008 - it cannot be changed
) -> sp.Symbol:
    for what, given in (("name", name), ("unit", unit), ("info", info), ("tex", tex)):
        gates.text(QuantityError, f"{what} of a {kind}", given)
    gates.of_kind(QuantityError, f"domain of {name}", domain, Domain, DOMAIN)
    return declare(Quantity(name, kind, tex or _tex(name), unit, info, domain, own=own))


def _tex(name: str) -> str:
    return r"\mathit{" + name.replace("_", r"\_") + "}"


def stock(
    name: str, unit: str, info: str, domain: Domain = NOT_NEGATIVE, *, tex: str = ""
) -> sp.Symbol:
    """An amount in an account; with the domain `REAL` an account of the world outside."""
    return _kind(Kind.STOCK, name, unit, info, domain, tex)


def level(name: str, unit: str, info: str, domain: Domain = REAL, *, tex: str = "") -> sp.Symbol:
    """A state that is not conserved: a price, a count, a share."""
    return _kind(Kind.LEVEL, name, unit, info, domain, tex)


def flow(name: str, unit: str, info: str, *, tex: str = "") -> sp.Symbol:
    """An amount that moves in a day; never negative."""
    return _kind(Kind.FLOW, name, unit, info, NOT_NEGATIVE, tex)


def definition(
    name: str, unit: str, info: str, domain: Domain = REAL, *, tex: str = ""
) -> sp.Symbol:
    """A named intermediate."""
    return _kind(Kind.DEFINITION, name, unit, info, domain, tex)


def shock(name: str, info: str, *, tex: str = "") -> sp.Symbol:
    """A standard normal draw of the day, which nothing in the run can move."""
    return _kind(Kind.SHOCK, name, "1", info, REAL, tex)


def path(name: str, unit: str, info: str, domain: Domain = REAL, *, tex: str = "") -> sp.Symbol:
    """A quantity that the caller gives day by day: ``model.parameters(economy, name=series)``."""
    return _kind(Kind.SCHEDULE, name, unit, info, domain, tex)


def economy(
    name: str,
    info: str,
    start: Mapping[sp.Symbol, Any],
    blocks: Iterable[Block],
    constraints: Iterable[Constraint] = (),
) -> Economy:
    """An economy whose states ``start`` as given, in order, and whose blocks run in order each day.

    A start is a number or an expression in parameters and in states before it. Raises
    `model.spec.core.SpecificationError`, which names the block and the symbol.
    """
    return Economy(name, info, started(start), blocks, constraints)
