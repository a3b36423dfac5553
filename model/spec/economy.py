"""An economy: ordered blocks over named accounts, checked when constructed.

Blocks run in the order of the economy; that order is the order of events in a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import sympy as sp

from model import gates, shown
from model.quantities import Kind, Quantity, QuantityError, in_order, quantity
from model.spec.core import (
    Block,
    Constraint,
    Equation,
    Flow,
    Initial,
    Law,
    SpecificationError,
    target_of,
)
from model.spec.dimensions import UnitError, same, unit_of
from model.spec.names import refused
from model.spec.variants import Varied
from model.units import unit
from model.values import nearest

if TYPE_CHECKING:
    import xarray as xr

T = TypeVar("T")
_STATES = (Kind.STOCK, Kind.LEVEL)


def known(error: type[Exception], given: object) -> Economy:
    """What is given, if it is an economy; else the error, with a way to one."""
    return gates.of_kind(
        error, "economy", given, Economy, "pass model.economy('announced') or one of your own"
    )


def _kind(where: str, symbol: sp.Symbol) -> Kind:
    try:
        return quantity(symbol).kind
    except QuantityError as error:
        raise SpecificationError(f"{where} uses {symbol}, which is not declared") from error


def _members(name: str, given: Any, wanted: type[T], way_out: str) -> list[T]:
    return gates.rows(SpecificationError, name, given, wanted, way_out)


class Economy(Varied):
    """Ordered blocks over named accounts, checked when constructed.

    ``initial`` gives every state on day 0; ``rules`` are parameters that bind the schedule of
    votes and stand in no equation; ``defaults`` differ from the facts' own values;
    ``votes`` are parameter, fact of the new value, fact of the proposal's day. Errors name the
    block, the flow and the symbol: unused states, states without an initial value, a level
    with two laws, unlike units.
    """

    def __init__(
        self,
        name: str,
        info: str,
        initial: Iterable[Initial],
        blocks: Iterable[Block],
        constraints: Iterable[Constraint] = (),
        rules: Iterable[sp.Symbol] = (),
        defaults: Mapping[str, float | str] | None = None,
        votes: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self.name = gates.text(SpecificationError, "the name of an economy", name)
        self.info = gates.text(SpecificationError, f"the info of {name}", info)
        self.initial = tuple(_members("initial", initial, Initial, "write Initial(state, value)"))
        self.blocks = tuple(_members("blocks", blocks, Block, "write Block(name, info, (...))"))
        self.constraints = tuple(
            _members("constraints", constraints, Constraint, "write Constraint(x < y, 'why')")
        )
        self.rules = tuple(_members("rules", rules, sp.Symbol, "list symbols of parameters"))
        self.defaults: Mapping[str, float | str] = MappingProxyType(dict(defaults or {}))
        self.votes = tuple(votes)
        self._check()
        self._made = True

    def __setattr__(self, name: str, value: object = None) -> None:
        if getattr(self, "_made", False):  # an economy is shared by all who ask for it
            raise AttributeError(f"an economy is not changed in place: {name} stays as it is")
        super().__setattr__(name, value)

    __delattr__ = __setattr__

    def _repr_html_(self) -> str:
        counted = ("flows", "definitions", "laws")
        rows = [(b.name, b.info, *(len(getattr(b, c)) for c in counted)) for b in self.blocks]
        caption = (
            f"{self.name}: {self.info}; {len(self.states)} states, {len(self.parameters)} "
            f"parameters, {len(self.shocks)} shocks"
        )
        head = ("block, in the order of the day", "what happens", *counted)
        return shown.table(caption, head, rows)

    def table(self) -> str:
        """Parameters with default, unit, domain and where the value comes from, in HTML."""
        rows = []
        for r in self.records(self.parameters):
            default = r.default if r.own is None or r.own.value is not None else "to be given"
            source = r.fact or (r.own.source if r.own else "")
            rows.append((r.name, default, r.unit, r.domain, source, r.info))
        head = ("parameter", "default", "unit", "domain", "fact or source", "meaning")
        return shown.table(f"Parameters of {self.name}", head, rows)

    def with_parts(self, initial: Iterable[Initial], blocks: Iterable[Block]) -> Economy:
        """The same with other states on day 0 and other blocks."""
        kept = (self.constraints, self.rules, self.defaults, self.votes)
        return Economy(self.name, self.info, initial, blocks, *kept)

    def __reduce__(self) -> tuple[type[Economy], tuple[object, ...]]:
        made = (self.name, self.info, self.initial, self.blocks, self.constraints, self.rules)
        return Economy, (*made, dict(self.defaults), self.votes)

    def __repr__(self) -> str:
        return f"Economy({self.name!r}: {len(self.blocks)} blocks, {len(self.states)} states)"

    def _check(self) -> None:
        for block in self.blocks:
            used = set(block.inputs) | set(block.moved) | {law.level for law in block.laws}
            for symbol in sorted(used - set(self.states), key=str):
                if quantity(symbol).kind in _STATES:
                    raise SpecificationError(f"block {block.name}: {symbol} has no initial value")
        self._check_initial()
        self._check_constraints()
        self._check_single_assignment()
        touched = {s for b in self.blocks for s in (*b.inputs, *b.moved)}
        touched |= {law.level for b in self.blocks for law in b.laws}
        for state in self.states:
            if state not in touched:
                raise SpecificationError(f"{state} has an initial value, but no block uses it")
        self._check_names()

    def _check_names(self) -> None:
        if not self.blocks or not self.initial:
            raise SpecificationError(f"{self.name} needs a state on day 0 and a block that uses it")
        for sentence in refused(self.name, self.blocks, self._by_name):
            raise SpecificationError(sentence)
        known = {symbol.name for symbol in self.parameters}
        for symbol in self.schedules:
            if quantity(symbol).of not in (None, *known):
                raise SpecificationError(
                    f"votes set {quantity(symbol).of}, which no equation and no value of day 0 "
                    "reads: start its value in force from it"
                )

    @cached_property
    def _by_name(self) -> dict[str, set[sp.Symbol]]:
        found: dict[str, set[sp.Symbol]] = {}
        outside = (*self.parameters, *self.shocks, *self.schedules)
        for symbol in (*self.states, *self.observables, *outside):
            found.setdefault(symbol.name, set()).add(symbol)
        return found

    def record(self, name: str) -> Quantity:
        """The quantity of that name; `SpecificationError` if the economy has none."""
        name = gates.text(SpecificationError, "the name of a quantity", name)
        if name not in self._by_name:
            unknown = f"{self.name} has no quantity {gates.shown(name)}"
            raise SpecificationError(f"{unknown}{nearest(name, self._by_name)}")
        (symbol,) = self._by_name[name]
        return quantity(symbol)

    def _check_initial(self) -> None:
        known: set[sp.Symbol] = set()
        for start in self.initial:
            where = f"{start.state} on day 0"
            for symbol in sorted(start.value.free_symbols | {start.state}, key=str):
                kind = _kind(where, symbol)
                used = symbol in start.value.free_symbols
                if used and kind in _STATES and symbol not in known:
                    raise SpecificationError(f"{where} uses {symbol} before it is set")
                if kind not in (*_STATES, Kind.PARAMETER):
                    raise SpecificationError(f"{where} uses {symbol}, a {kind}")
            if start.state in known:
                raise SpecificationError(f"{start.state} has two initial values")
            wanted = quantity(start.state).unit
            if quantity(start.state).own and start.value.is_number:
                known.add(start.state)  # a plain number is in the unit of the state
                continue
            try:
                found = unit_of(start.value)
            except UnitError as error:
                raise SpecificationError(f"{where}: {error}") from error
            if found is not None and not same(found, unit(wanted)):
                raise SpecificationError(
                    f"{start.state} is in {wanted}, but its value on day 0 is not"
                )
            known.add(start.state)

    def _check_constraints(self) -> None:
        for constraint in self.constraints:
            for symbol in sorted(constraint.expression.free_symbols, key=str):
                kind = _kind(f"the condition {constraint.expression}", symbol)
                if kind != Kind.PARAMETER:
                    raise SpecificationError(
                        f"the condition {constraint.expression} uses {symbol}, a {kind}: "
                        "only parameters are known before a run"
                    )

    def _check_single_assignment(self) -> None:
        stated: dict[sp.Symbol, tuple[str, Equation]] = {}
        for block in self.blocks:
            for equation in block.equations:
                target = target_of(equation)
                earlier, first = stated.setdefault(target, (block.name, equation))
                # A definition may be read again later in the day, if its words are the same.
                if first != equation and not isinstance(equation, Law):
                    raise SpecificationError(f"{target} differs between {earlier} and {block.name}")
                if isinstance(equation, Law) and earlier != block.name:
                    raise SpecificationError(
                        f"{target} has two laws of motion, in {earlier} and {block.name}"
                    )

    @cached_property
    def states(self) -> tuple[sp.Symbol, ...]:
        """Stocks and levels, in the order of their initial values."""
        return tuple(start.state for start in self.initial)

    @cached_property
    def stocks(self) -> tuple[sp.Symbol, ...]:
        """The accounts."""
        return tuple(s for s in self.states if quantity(s).kind == Kind.STOCK)

    @cached_property
    def levels(self) -> tuple[sp.Symbol, ...]:
        """The states that are not conserved."""
        return tuple(s for s in self.states if quantity(s).kind == Kind.LEVEL)

    def _used(self, kind: Kind) -> tuple[sp.Symbol, ...]:
        symbols = {s for b in self.blocks for s in b.inputs} | set(self.rules)
        symbols |= {s for start in self.initial for s in start.value.free_symbols}
        symbols |= {s for c in self.constraints for s in c.expression.free_symbols}
        return in_order(symbol for symbol in symbols if quantity(symbol).kind == kind)

    @cached_property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The parameters that some equation uses, in the order of the registry."""
        return self._used(Kind.PARAMETER)

    @cached_property
    def shocks(self) -> tuple[sp.Symbol, ...]:
        """The random processes."""
        return self._used(Kind.SHOCK)

    @cached_property
    def schedules(self) -> tuple[sp.Symbol, ...]:
        """The paths that governance sets."""
        return self._used(Kind.SCHEDULE)

    @cached_property
    def observables(self) -> tuple[sp.Symbol, ...]:
        """Flows and definitions: what is recorded beside the states."""
        seen = (e.symbol for b in self.blocks for e in b.equations if not isinstance(e, Law))
        return tuple(dict.fromkeys(seen))

    def flows(self) -> Iterator[tuple[Block, Flow]]:
        """Every flow with its block, in the order of the day."""
        yield from ((block, flow) for block in self.blocks for flow in block.flows)

    def block(self, name: str) -> Block:
        """The block of that name; `SpecificationError` lists the names there are."""
        name = gates.text(SpecificationError, "the name of a block", name)
        for block in self.blocks:
            if block.name == name:
                return block
        unknown = f"{self.name} has no block {gates.shown(name)}"
        names = ", ".join(block.name for block in self.blocks)
        raise SpecificationError(f"{unknown}; its blocks are {names}")

    def records(self, symbols: Iterable[sp.Symbol]) -> list[Quantity]:
        """The records of some symbols."""
        return [quantity(symbol) for symbol in symbols]

    def accounts(self, unit_name: str) -> tuple[sp.Symbol, ...]:
        """The stocks that hold one unit, AI or USD; `UnknownUnit` for what is none."""
        unit(unit_name)
        return tuple(s for s in self.stocks if quantity(s).unit == unit_name)

    def tokens(self, ds: xr.Dataset) -> xr.DataArray:
        """Sum of all AI stocks of a trajectory, by run and day: the fixed supply."""
        names = [symbol.name for symbol in self.accounts("AI")]
        for name in names or ["an account in AI"]:
            if name not in getattr(ds, "data_vars", ()):
                raise SpecificationError(f"no sum without {name}: pass what model.simulate gives")
        return ds[names].to_dataarray("account").sum("account")
