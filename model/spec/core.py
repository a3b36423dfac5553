"""The specification language: definitions, flows, laws of motion, blocks.

A *flow* moves an amount from one stock to another of the same unit, so every unit is
conserved by construction. Flows are paid in the order they are listed, and each is limited
by what its payer has left::

    amount = max(0, min(request, payer − what the payer has paid in this block)),

so no stock can become negative, whatever the parameters. All other symbols of a block mean
the state when the block begins.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import sympy as sp
from sympy.logic.boolalg import Boolean

from model import gates
from model.quantities import Kind, QuantityError, in_order, quantity
from model.spec.dimensions import UnitError, same, unit_of
from model.spec.language import FormulaError, readable
from model.units import unit


class SpecificationError(gates.Refused):
    """The specification does not hold together; the message names the block and the symbol."""


def _symbol(part: object, **symbols: object) -> None:
    """Refuse what is no symbol of a quantity."""
    for name, given in symbols.items():
        gates.of_kind(
            SpecificationError,
            f"{name} of a {gates.kind_of(part)}",
            given,
            sp.Symbol,
            "declare a quantity and pass what comes back",
        )


def expression(where: object, given: object) -> sp.Expr:
    """A number or a formula of symbols. Text is no formula: SymPy would run it as a program."""
    try:
        found = sp.sympify(given, strict=True)
    except (sp.SympifyError, TypeError, ValueError, AttributeError):
        found = None
    if not isinstance(found, sp.Expr) or found.atoms(*_NO_NUMBERS):
        raise SpecificationError(
            f"{where} is given by {gates.shown(given)}, which is no formula: write real numbers "
            "and symbols"
        )
    _check_readable(where, found)
    return found


def _check_readable(where: object, formula: sp.Basic) -> None:
    try:
        readable(formula)
    except FormulaError as error:
        raise SpecificationError(
            f"{where} is given by a formula that not all engines can read: {error}"
        ) from error


#: What no engine can compute with.
_NO_NUMBERS = (sp.nan, sp.oo, -sp.oo, sp.zoo, sp.I)


@dataclass(frozen=True)
class Definition:
    """A named intermediate: ``symbol`` stands for ``amount`` in the rest of the block."""

    symbol: sp.Symbol
    amount: sp.Expr

    def __post_init__(self) -> None:
        _symbol(self, symbol=self.symbol)
        object.__setattr__(self, "amount", expression(self.symbol, self.amount))


@dataclass(frozen=True)
class Flow:
    """An amount that moves from ``payer`` to ``receiver``; ``request`` is what is asked for."""

    symbol: sp.Symbol
    payer: sp.Symbol
    receiver: sp.Symbol
    request: sp.Expr

    def __post_init__(self) -> None:
        _symbol(self, symbol=self.symbol, payer=self.payer, receiver=self.receiver)
        object.__setattr__(self, "request", expression(self.symbol, self.request))


@dataclass(frozen=True)
class Law:
    """The law of motion of a level: its value when the block ends."""

    level: sp.Symbol
    value: sp.Expr

    def __post_init__(self) -> None:
        _symbol(self, level=self.level)
        object.__setattr__(self, "value", expression(self.level, self.value))


Equation = Definition | Flow | Law


@dataclass(frozen=True)
class Initial:
    """A state on day 0, as an expression in parameters and earlier initial states."""

    state: sp.Symbol
    value: sp.Expr

    def __post_init__(self) -> None:
        _symbol(self, state=self.state)
        object.__setattr__(self, "value", expression(self.state, self.value))
        with suppress(QuantityError):  # what is not declared, an economy names with its place
            domain = quantity(self.state).domain
            if self.value.is_number and float(self.value) not in domain:
                raise SpecificationError(
                    f"{self.state} starts at {float(self.value):g}, outside its domain: give a "
                    f"value in {domain}"
                )


@dataclass(frozen=True)
class Constraint:
    """A joint condition on parameters: ``expression`` must hold, else ``message``."""

    expression: sp.Basic
    message: str

    def __post_init__(self) -> None:
        if not isinstance(self.expression, (Boolean, bool)):
            raise SpecificationError(
                f"the condition {gates.shown(self.expression)} is neither true nor false: compare "
                "parameters, as in a + b <= 1"
            )
        object.__setattr__(self, "expression", sp.sympify(self.expression))
        _check_readable("a condition", self.expression)
        gates.text(SpecificationError, f"the message of {self.expression}", self.message)


@dataclass(frozen=True)
class Block:
    """Simultaneous flows and laws: one event of the day, one cadCAD partial state update."""

    name: str
    info: str
    equations: tuple[Equation, ...]

    def __post_init__(self) -> None:
        gates.text(SpecificationError, "the name of a block", self.name)
        gates.text(SpecificationError, f"the info of block {self.name}", self.info)
        parts: list[Equation] = gates.rows(
            SpecificationError,
            f"block {self.name}",
            self.equations,
            (Definition, Flow, Law),
            "list Definition, Flow and Law",
        )
        object.__setattr__(self, "equations", tuple(parts))
        stated: set[sp.Symbol] = set()
        for equation in self.equations:
            target = target_of(equation)
            accounts = {equation.payer, equation.receiver} if isinstance(equation, Flow) else set()
            read = right_of(equation).free_symbols
            for symbol in sorted(read | {target} | accounts, key=str):
                self._check_symbol(target, symbol, stated, target in read)
            if target in stated:
                raise SpecificationError(f"block {self.name}: {target} is stated twice")
            stated.add(target)
            self._check_kinds(equation)
            self._check_units(equation)
        self._check_definitions_are_used()

    def _check_symbol(
        self, target: sp.Symbol, symbol: sp.Symbol, stated: set[sp.Symbol], itself: bool
    ) -> None:
        try:
            kind = quantity(symbol).kind
        except QuantityError as error:
            raise SpecificationError(
                f"block {self.name}: {target} uses {symbol}, which is not declared"
            ) from error
        known = symbol in stated or (symbol == target and not itself)
        if kind in (Kind.FLOW, Kind.DEFINITION) and not known:
            raise SpecificationError(
                f"block {self.name}: {target} uses {symbol}, which is not stated before it"
            )

    def _check_definitions_are_used(self) -> None:
        read = {symbol for e in self.equations for symbol in right_of(e).free_symbols}
        for definition in self.definitions:
            if definition.symbol not in read:
                raise SpecificationError(
                    f"block {self.name}: {definition.symbol} is defined, but nothing uses it"
                )

    def _check_kinds(self, equation: Equation) -> None:
        wanted = {Definition: Kind.DEFINITION, Flow: Kind.FLOW, Law: Kind.LEVEL}[type(equation)]
        target = target_of(equation)
        if quantity(target).kind != wanted:
            raise SpecificationError(
                f"block {self.name}: {target} is a {quantity(target).kind}, not a {wanted}"
            )
        if isinstance(equation, Flow):
            for account in (equation.payer, equation.receiver):
                if quantity(account).kind != Kind.STOCK:
                    raise SpecificationError(
                        f"block {self.name}: flow {target} needs a stock, not {account}"
                    )
            if equation.payer == equation.receiver:
                raise SpecificationError(
                    f"block {self.name}: flow {target} pays {equation.payer} to itself"
                )

    def _check_units(self, equation: Equation) -> None:
        target = target_of(equation)
        where = f"block {self.name}: {target}"
        try:
            found = unit_of(right_of(equation))
        except UnitError as error:
            raise SpecificationError(f"{where}: {error}") from error
        wanted = quantity(target).unit
        if found is not None and not same(found, unit(wanted)):
            raise SpecificationError(f"{where} is in {wanted}, but its right side is not")
        if isinstance(equation, Flow):
            for account in (equation.payer, equation.receiver):
                if not same(unit(quantity(account).unit), unit(wanted)):
                    raise SpecificationError(
                        f"{where} moves {wanted}, but {account} holds {quantity(account).unit}"
                    )

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The definitions, in order."""
        return tuple(e for e in self.equations if isinstance(e, Definition))

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """The flows, in the order in which they are paid."""
        return tuple(e for e in self.equations if isinstance(e, Flow))

    @cached_property
    def laws(self) -> tuple[Law, ...]:
        """The laws of motion, in order."""
        return tuple(e for e in self.equations if isinstance(e, Law))

    @cached_property
    def inputs(self) -> tuple[sp.Symbol, ...]:
        """Every symbol that the block reads: states, parameters, schedules and shocks."""
        stated = {target_of(e) for e in self.equations if not isinstance(e, Law)}
        read = {s for e in self.equations for s in right_of(e).free_symbols} - stated
        read |= {flow.payer for flow in self.flows if limited(flow)}
        return in_order(read)

    @cached_property
    def moved(self) -> tuple[sp.Symbol, ...]:
        """The stocks that the block's flows move, in order of first appearance."""
        accounts = (account for f in self.flows for account in (f.payer, f.receiver))
        return tuple(dict.fromkeys(accounts))


def target_of(equation: Equation) -> sp.Symbol:
    """The symbol on the left side."""
    return equation.level if isinstance(equation, Law) else equation.symbol


def right_of(equation: Equation) -> sp.Expr:
    """The expression on the right side, as the author wrote it."""
    if isinstance(equation, Flow):
        return equation.request
    return equation.value if isinstance(equation, Law) else equation.amount


def stated(block: Block, symbol: sp.Symbol) -> sp.Expr:
    """The right side of the equation of ``block`` that gives ``symbol``."""
    return next(right_of(e) for e in block.equations if target_of(e) == symbol)


def limited(flow: Flow) -> bool:
    """Whether the payer can run out: every account can, except the world outside."""
    return bool(quantity(flow.payer).domain.low >= 0)
