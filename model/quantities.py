"""Every quantity of the economy, declared once: name, symbol, unit, meaning, domain, source.

``parameter``, ``stock``, ``level`` and their fellows register a `Quantity` and return the
SymPy symbol that equations are written with. Nobody else makes a symbol for a model
quantity, because SymPy treats two symbols of one name but unlike assumptions as strangers.

What each member of a set has of its own (a class of node, a cohort of holders, a stage of a
queue) is declared once, ``over=`` an `Index`: the symbols come back by member.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType

import sympy as sp

from model import gates, units
from model.declared import Declared as Declared
from model.declared import Own as Own
from model.domains import INSIDE as INSIDE
from model.domains import NOT_NEGATIVE as NOT_NEGATIVE
from model.domains import POSITIVE as POSITIVE
from model.domains import REAL as REAL
from model.domains import SHARE as SHARE
from model.domains import Domain as Domain
from model.domains import Kind as Kind
from model.domains import choice as choice
from model.factbook import facts
from model.indices import Index, Place


class QuantityError(gates.Refused):
    """A quantity is declared twice, or its record does not hold together."""


@dataclass(frozen=True)
class Quantity:
    """One quantity of the economy.

    ``tex`` is its symbol in the book, ``unit`` a text Pint reads, ``fact`` the id of the
    fact that gives a parameter its default and range, converted to ``unit``. ``place`` says where
    it stands in a row of like quantities; ``of`` names the parameter whose path or value in force
    this is. ``own`` is there if a reader declared it, and not this package.
    """

    name: str
    kind: Kind
    tex: str
    unit: str
    info: str
    domain: Domain = REAL
    fact: str | None = None
    place: Place | None = field(default=None, repr=False)
    of: str | None = None
    own: Own | None = None

    def __getstate__(self) -> dict[str, object]:
        """The fields alone: a symbol that carries its record would be met before it is made."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @cached_property
    def symbol(self) -> sp.Symbol:
        """The SymPy symbol; its sign is assumed only where the domain fixes it."""
        if self.domain.low > 0 or (self.domain.low == 0 and self.domain.open_low):
            sign = {"positive": True}
        elif self.domain.low >= 0:
            sign = {"nonnegative": True}
        else:
            sign = {"real": True}
        return sp.Symbol(self.name, **sign) if self.own is None else Declared(self, **sign)

    @property
    def default(self) -> float:
        """The fact's value in this quantity's unit."""
        return self.under("base")

    def under(self, scenario: str) -> float:
        """The fact's value in a scenario, "bear", "base" or "bull", in this quantity's unit."""
        if self.own is not None:
            if self.own.value is None:
                raise QuantityError(f"{self.name} has no value of its own: give one")
            return self.own.value
        if self.fact is None:
            raise QuantityError(f"{self.name} has no fact, so it has no value in {scenario}")
        return facts[self.fact].under(scenario, self.unit)

    @property
    def range(self) -> tuple[float, float]:
        """The fact's low and high in this quantity's unit, within the domain."""
        if self.own is not None:
            low, high = self.own.low, self.own.high
            if low is None or high is None:
                raise QuantityError(f"{self.name} has no range: declare it with low= and high=")
            return low, high
        if self.fact is None:
            raise QuantityError(f"{self.name} has no fact, so it has no range")
        low, high = facts[self.fact].range(self.unit)
        return max(low, self.domain.low), min(high, self.domain.high)


_REGISTRY: dict[str, Quantity] = {}
registry: Mapping[str, Quantity] = MappingProxyType(_REGISTRY)
#: Readers' own quantities in the order in which they were declared; no name leads to them.
_OWN: dict[Quantity, int] = {}


def declare(quantity: Quantity) -> sp.Symbol:
    """Register a quantity and return its symbol.

    Declaring the same record again is harmless; another record under the same name is a
    `QuantityError`.
    """
    if not quantity.name.isidentifier():
        raise QuantityError(
            f"{gates.shown(quantity.name)} cannot name a quantity: use letters, digits and _"
        )
    units.unit(quantity.unit)
    if quantity.own is not None:
        _OWN.setdefault(quantity, len(_OWN))
        return quantity.symbol
    known = _REGISTRY.setdefault(quantity.name, quantity)
    if known != quantity:
        unlike = [
            f.name for f in fields(quantity) if getattr(known, f.name) != getattr(quantity, f.name)
        ]
        raise QuantityError(
            f"{quantity.name} is declared twice with unlike records: {', '.join(unlike)} differ"
        )
    return known.symbol


def quantity(symbol: sp.Symbol) -> Quantity:
    """The record behind a symbol; `QuantityError` if the registry did not make it."""
    own = getattr(symbol, "record", None)
    if isinstance(own, Quantity):
        return own
    known = _REGISTRY.get(symbol.name)
    if known is None or known.symbol != symbol:
        raise QuantityError(f"{symbol.name} was not made by the registry of quantities")
    return known


def kind_of(symbol: sp.Symbol) -> Kind | None:
    """What a symbol is to the economy, or nothing for a symbol that nobody declared."""
    own = getattr(symbol, "record", None)
    known = own if isinstance(own, Quantity) else _REGISTRY.get(symbol.name)
    return known.kind if known else None


def in_order(symbols: Iterable[sp.Symbol]) -> tuple[sp.Symbol, ...]:
    """Symbols in the order in which they were declared, this package's first."""
    place = {name: number for number, name in enumerate(_REGISTRY)}

    def key(symbol: sp.Symbol) -> tuple[bool, int]:
        if isinstance(symbol, Declared):
            return True, _OWN.setdefault(symbol.record, len(_OWN))
        return False, place[symbol.name]

    return tuple(sorted(symbols, key=key))


def rows(record: Quantity, index: Index) -> dict[str, sp.Symbol]:
    """Declare one quantity for each member of ``index``; ``record`` says what all of them share.

    Names, and the ids of facts, get the member's name; ``{}`` in the record's info becomes it.
    """
    return {
        member: declare(
            replace(
                record,
                name=f"{record.name}_{member}",
                tex=f"{record.tex}_{{{subscript}}}",
                info=record.info.format(member),
                fact=record.fact and f"{record.fact}_{member}",
                place=Place(record.name, record.tex, index, member),
            )
        )
        for member, subscript in zip(index.members, index.subscripts, strict=True)
    }


def parameter(name: str, tex: str, unit: str, info: str, domain: Domain, fact: str) -> sp.Symbol:
    """A number that stays fixed in a run; its default and range come from ``fact``."""
    return declare(Quantity(name, Kind.PARAMETER, tex, unit, info, domain, fact))


def parameters(
    name: str, tex: str, unit: str, info: str, domain: Domain, fact: str, *, over: Index
) -> dict[str, sp.Symbol]:
    """A parameter for each member of ``over``, each with a fact of its own."""
    return rows(Quantity(name, Kind.PARAMETER, tex, unit, info, domain, fact), over)


def stock(name: str, tex: str, unit: str, info: str, domain: Domain = NOT_NEGATIVE) -> sp.Symbol:
    """An amount in an account. Only accounts of the world outside may be negative."""
    return declare(Quantity(name, Kind.STOCK, tex, unit, info, domain))


def stocks(
    name: str, tex: str, unit: str, info: str, domain: Domain = NOT_NEGATIVE, *, over: Index
) -> dict[str, sp.Symbol]:
    """An account for each member of ``over``."""
    return rows(Quantity(name, Kind.STOCK, tex, unit, info, domain), over)


def level(name: str, tex: str, unit: str, info: str, domain: Domain = REAL) -> sp.Symbol:
    """A state that is not conserved: a price, a count, a share."""
    return declare(Quantity(name, Kind.LEVEL, tex, unit, info, domain))


def levels(
    name: str, tex: str, unit: str, info: str, domain: Domain = REAL, *, over: Index
) -> dict[str, sp.Symbol]:
    """A level for each member of ``over``."""
    return rows(Quantity(name, Kind.LEVEL, tex, unit, info, domain), over)


def flow(name: str, tex: str, unit: str, info: str) -> sp.Symbol:
    """An amount that moves in a day; never negative."""
    return declare(Quantity(name, Kind.FLOW, tex, unit, info, NOT_NEGATIVE))


def flows(name: str, tex: str, unit: str, info: str, *, over: Index) -> dict[str, sp.Symbol]:
    """A flow for each member of ``over``."""
    return rows(Quantity(name, Kind.FLOW, tex, unit, info, NOT_NEGATIVE), over)


def definition(name: str, tex: str, unit: str, info: str, domain: Domain = REAL) -> sp.Symbol:
    """A named intermediate, so that equations read as economics."""
    return declare(Quantity(name, Kind.DEFINITION, tex, unit, info, domain))


def definitions(
    name: str, tex: str, unit: str, info: str, domain: Domain = REAL, *, over: Index
) -> dict[str, sp.Symbol]:
    """A named intermediate for each member of ``over``."""
    return rows(Quantity(name, Kind.DEFINITION, tex, unit, info, domain), over)


def shock(name: str, tex: str, info: str) -> sp.Symbol:
    """A standard normal draw of the day, which nothing in the run can move."""
    return declare(Quantity(name, Kind.SHOCK, tex, "1", info))


def theoretical(name: str, tex: str, unit: str, info: str, domain: Domain = REAL) -> sp.Symbol:
    """A quantity that only claims speak of: a rate, a bound, a limit. No economy computes it."""
    return declare(Quantity(name, Kind.THEORY, tex, unit, info, domain))


#: The name of the path that governance sets for a parameter.
SCHEDULED = "scheduled_{}"


def schedule(governed: sp.Symbol) -> sp.Symbol:
    """The path that governance sets for a parameter, known before the run."""
    return _of(governed, Kind.SCHEDULE, SCHEDULED, r"\hat{{{}}}", "value that votes give: {}")


def today(tex: str) -> str:
    """A symbol's LaTeX with the day as its index, after the index it has; braces doubled."""
    stem, mark, index = tex.partition("_")
    index = index.removeprefix("{").removesuffix("}") if mark else ""
    both = f"{stem}_{{{index + ',' if index else ''}t}}"
    return both.replace("{", "{{").replace("}", "}}")


def in_force(governed: sp.Symbol) -> sp.Symbol:
    """The level that holds today's value of a parameter that votes can change."""
    return _of(
        governed, Kind.LEVEL, "{}_in_force", today(quantity(governed).tex), "{}, as in force today"
    )


def _of(governed: sp.Symbol, kind: Kind, name: str, tex: str, info: str) -> sp.Symbol:
    record = quantity(governed)
    return declare(
        replace(
            record,
            name=name.format(record.name),
            kind=kind,
            tex=tex.format(record.tex),
            info=info.format(record.info),
            fact=None,
            of=record.name,
            own=record.own and Own(source=record.own.source),
        )
    )
