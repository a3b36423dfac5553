"""Validated parameters, named scenarios, and the schedule of votes.

A value may be a number in the parameter's unit, a text with a unit ("80 percent", "12
calendar_month"), or the name of an alternative. Everything inadmissible is one
`ParameterError` that names the value, the limit and the way out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import sympy as sp

from model import gates, shown
from model.factbook import facts
from model.paths import Path
from model.paths import read as read_path
from model.quantities import SCHEDULED, Quantity, quantity
from model.scenarios import NEVER as NEVER
from model.scenarios import SCENARIOS
from model.scenarios import Scenario as Scenario
from model.values import ParameterError, nearest, read
from model.votes import Vote, day_of, enacted_on
from model.votes import check as check_every_vote

__all__ = ["SCENARIOS", "ParameterError", "Parameters", "Vote", "build", "governed_by"]


class JointCondition(Protocol):
    """A joint condition on parameters, with the sentence that refuses what breaks it."""

    @property
    def expression(self) -> sp.Basic:
        """The condition."""

    @property
    def message(self) -> str:
        """What is wrong and what to do."""


class HasParameters(Protocol):
    """What this module needs of an economy, which is specified to its right."""

    name: str

    @property
    def constraints(self) -> Sequence[JointCondition]:
        """Joint conditions on the parameters."""

    @property
    def votes(self) -> Sequence[tuple[str, str, str]]:
        """Its votes: parameter, fact of the new value, fact of the day of the proposal."""

    @property
    def defaults(self) -> Mapping[str, float | str]:
        """Values that differ from the facts' own."""

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The parameters."""

    @property
    def schedules(self) -> tuple[sp.Symbol, ...]:
        """The paths that votes set."""


class UnknownParameter(gates.UnknownName):
    """There is no parameter of that name."""


@dataclass(frozen=True)
class Parameters(Mapping[str, float]):
    """Validated values by name, in the units of their quantities, and the votes to come."""

    economy: str
    values_by_name: Mapping[str, float]
    votes: tuple[Vote, ...] = ()
    governed: tuple[str, ...] = field(default=(), repr=False)
    scenario: str = ""
    paths: Mapping[str, Path] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        # A set may be shared: nobody changes it in place.
        for name in ("values_by_name", "paths"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), **{n: dict(getattr(self, n)) for n in ("values_by_name", "paths")}}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __repr__(self) -> str:
        return (
            f"Parameters({self.economy!r}: {len(self)} values, scenario {self.scenario!r}, "
            f"{len(self.votes)} votes, {len(self.paths)} paths)"
        )

    def _repr_html_(self) -> str:
        rows: list[tuple[str, float | str]] = list(self.items())
        rows += [(f"vote of day {v.proposed} on {v.parameter}", v.value) for v in self.votes]
        rows += [(name, f"{len(p.values)} days: {p.source}") for name, p in self.paths.items()]
        return shown.table(repr(self), ("parameter", "value"), rows)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self)

    def __getitem__(self, name: str) -> float:
        name = gates.text(UnknownParameter, "the name of a parameter", name)
        try:
            return self.values_by_name[name]
        except KeyError:
            raise UnknownParameter(
                f"{self.economy} has no parameter {gates.shown(name)}"
                f"{nearest(name, self.values_by_name)}"
            ) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_name)

    def __len__(self) -> int:
        return len(self.values_by_name)

    def __hash__(self) -> int:
        return hash(
            (
                self.economy,
                tuple(self.values_by_name.items()),
                self.votes,
                tuple(self.paths.items()),
            )
        )

    def schedules(self, days: int) -> dict[str, np.ndarray]:
        """Value in force on each of the days 1 to ``days``, by the name of its schedule."""
        paths = {name: np.full(days, self[name]) for name in self.governed}
        for vote in sorted(self.votes, key=enacted_on):
            paths[vote.parameter][max(enacted_on(vote) - 1, 0) :] = float(vote.value)
        found = {SCHEDULED.format(name): path for name, path in paths.items()}
        return found | {name: path.of(name, days) for name, path in self.paths.items()}


def build(
    economy: HasParameters,
    /,
    scenario: str = "base",
    votes: Sequence[Vote] | None = None,
    **changes: Any,
) -> Parameters:
    """Defaults from the facts, then the scenario's changes, then ``changes``, all validated.

    ``votes=None`` means those of the scenario, or else of the economy; ``votes=()`` means none.
    """
    scenario = gates.text(ParameterError, "scenario", scenario)
    if scenario not in SCENARIOS:
        raise ParameterError(
            f"no scenario is called {gates.shown(scenario)}{nearest(scenario, SCENARIOS)}; "
            f"there are {', '.join(SCENARIOS)}"
        )
    records = {s.name: quantity(s) for s in economy.parameters}
    case = SCENARIOS[scenario].case
    paths = _paths(economy, changes)
    changes = {name: value for name, value in changes.items() if name not in paths}
    given = {**economy.defaults, **SCENARIOS[scenario].changes, **changes}
    defaults = {n: _default(r, case) for n, r in records.items() if n not in given}
    values = {name: defaults.get(name, math.nan) for name in records}  # in the economy's order
    for name, value in given.items():
        if name not in records:
            raise ParameterError(
                f"{economy.name} has no parameter {name!r}{nearest(name, records)}; "
                f"{_listed(records)}"
            )
        values[name] = read(records[name], value)
    _check_constraints(economy, values, "")
    governed = governed_by(economy)
    if votes is None:
        votes = [
            Vote(name, facts[value].to(records[name].unit), int(facts[day].to("day")))
            for name, value, day in SCENARIOS[scenario].votes or economy.votes
        ]
    checked = _check_votes(economy, values, votes, governed, records)
    return Parameters(economy.name, values, checked, governed, scenario, paths)


def _listed(records: Mapping[str, Quantity]) -> str:
    """Where the names are that could have been given; the command line knows no one's own."""
    mine = [name for name, record in records.items() if record.own]
    if len(mine) < len(records):
        return "`python -m model parameters` lists them all"
    return f"there are {', '.join(mine[:20]) or 'none'}"


def _paths(economy: HasParameters, changes: Mapping[str, Any]) -> dict[str, Path]:
    """The paths from outside that the economy follows; each has to be given."""
    followed = {s.name: quantity(s) for s in economy.schedules if quantity(s).of is None}
    missing = [name for name in followed if name not in changes]
    if missing:
        raise ParameterError(
            f"{economy.name} follows the path {missing[0]}, which is not given: pass "
            f"{missing[0]}= numbers, a Series, or a file such as 'demand.csv'"
        )
    return {name: read_path(record, changes[name]) for name, record in followed.items()}


def _default(record: Quantity, case: str) -> float:
    if record.own is not None and record.own.value is None:
        raise ParameterError(
            f"{record.name} has no value of its own: give one in {record.domain}, such as "
            f"model.parameters(economy, {record.name}=...)"
        )
    return record.under(case)


def governed_by(economy: HasParameters) -> tuple[str, ...]:
    """Names of the parameters that votes can change, in the order of the economy's schedules."""
    return tuple(of for symbol in economy.schedules if (of := quantity(symbol).of))


@cache
def compiled(expression: sp.Basic, module: str) -> tuple[tuple[str, ...], Callable[..., Any]]:
    """The names that a joint condition reads, and a function of their values.

    ``module`` is "math" for numbers and "numpy" for arrays.
    """
    symbols = sorted(expression.free_symbols, key=str)
    return tuple(s.name for s in symbols), sp.lambdify(symbols, expression, module)


def _check_constraints(economy: HasParameters, values: Mapping[str, float], when: str) -> None:
    for constraint in economy.constraints:
        names, holds = compiled(constraint.expression, "math")
        try:
            fine = holds(*(values[name] for name in names))
        except ArithmeticError:  # what cannot be worked out does not hold
            fine = False
        if not fine:
            found = ", ".join(f"{name}={values[name]:g}" for name in names)
            raise ParameterError(f"{when}{constraint.message} (found {found})")


def _check_votes(
    economy: HasParameters,
    values: Mapping[str, float],
    votes: Sequence[Vote],
    governed: tuple[str, ...],
    records: Mapping[str, Quantity],
) -> tuple[Vote, ...]:
    checked = []
    timelock = values.get("timelock_days", 0.0)
    listed = [votes] if isinstance(votes, Vote) else votes
    way_out = "write model.Vote('burn_share', 0.5, proposed=10)"
    for vote in gates.rows(ParameterError, "votes", listed, object, way_out):
        if not isinstance(vote, Vote):
            raise ParameterError(f"{gates.shown(vote)} is not a vote: {way_out}")
        gates.text(ParameterError, "the parameter of a vote", vote.parameter)
        where = f"vote on {vote.parameter} proposed on day {vote.proposed}: "
        if vote.parameter not in governed:
            raise ParameterError(
                f"{where}votes cannot change it{nearest(vote.parameter, governed)}; "
                f"they can change {', '.join(governed)}"
            )
        proposed = day_of(where, "proposed", vote.proposed)
        first = proposed + math.ceil(timelock)
        enacted = first if vote.enacted is None else day_of(where, "enacted", vote.enacted)
        if enacted < first:
            raise ParameterError(
                f"{where}enacted on day {enacted} is before the timelock of "
                f"{timelock:g} days ends: enact it on day {first} or later"
            )
        try:
            value = read(records[vote.parameter], vote.value)
        except ParameterError as error:
            raise ParameterError(where + str(error)) from error
        checked.append(Vote(vote.parameter, value, proposed, enacted))
    check_every_vote(checked, governed)
    current = dict(values)
    for vote in sorted(checked, key=enacted_on):
        current[vote.parameter] = float(vote.value)
        _check_constraints(economy, current, f"after the vote on {vote.parameter}, ")
    return tuple(checked)
