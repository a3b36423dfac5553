"""A run that starts where the world was seen: the state of a day, put in the place of day 0.

`at_hand` is an economy whose states start as they are told, `after` says what the states are after
some days, `corrected` puts what was observed in their place, and `restarted` makes of them the
parameters of a run that goes on. Tokens and dollars are moved, never made: what an account is
corrected by comes from, or goes to, the account that would have had it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import sympy as sp

from model import gates
from model.arrays import Array
from model.engines.problem import Problem, Seeded
from model.points import Points
from model.quantities import Kind, Own, declare, quantity
from model.simulation import trajectories
from model.spec.core import Initial
from model.spec.economy import Economy

#: Ending of the parameter at which a state starts.
THEN = "_then"
#: What can be observed of a day, beside which nothing of the state is replaced.
OBSERVABLE = ("price", "circulating", "burned", "vault_usd", "pool_usd")


class AnchorError(gates.Refused):
    """An observation that the state of a day cannot be brought to."""


@dataclass(frozen=True)
class State:
    """All states of some points at the end of a day, arrays (points,) by name, and the day."""

    day: int
    values: Mapping[str, Array]


@cache
def at_hand(which: Economy) -> Economy:
    """The same economy, each of whose states starts at a parameter of its own, ``…_then``.

    What votes set starts from its parameter, as before; a run that goes on has no votes.
    """
    governed = {_in_force(s) for s in which.schedules}
    initial = []
    for start in which.initial:
        record = quantity(start.state)
        if record.name in governed:
            initial.append(start)
            continue
        then = declare(
            replace(
                record,
                name=f"{record.name}{THEN}",
                kind=Kind.PARAMETER,
                tex=rf"\hat{{{record.tex}}}",
                info=f"{record.info}, when the run starts",
                fact=None,
                place=None,
                of=None,
                own=Own(),
            )
        )
        initial.append(Initial(start.state, then))
    return which.with_parts(initial, which.blocks)


def _in_force(schedule: sp.Symbol) -> str:
    return f"{quantity(schedule).of}_in_force"


def after(which: Economy, points: Points, days: int, seed: int, run: int = 0) -> State:
    """The states of each point after ``days`` of the path number ``run`` of ``seed``."""
    names = [s.name for s in which.states]
    problem = Problem(which, points, Seeded(seed, run), 1, days, names, (days,))
    found = trajectories(problem)
    return State(days, {name: found[name][:, 0, 0] for name in names})


def restarted(which: Economy, points: Points, state: State) -> Points:
    """The points, of `at_hand`'s economy, with their states; none has votes."""
    columns = {**points.columns}
    for symbol in which.states:
        columns[f"{symbol.name}{THEN}"] = np.asarray(state.values[symbol.name], float)
    return replace(points, columns=columns, votes=[()] * len(points))


def corrected(
    which: Economy, points: Points, state: State, observed: Mapping[str, float]
) -> tuple[Points, State]:
    """Points and states that agree with what was observed on the day, names of `OBSERVABLE`.

    - ``price``: the fair price is the one observed, the mood what explains it, and the pool holds
      tokens and dollars in its proportion;
    - ``circulating``: tokens of the sale that are still locked, and the share that was locked;
    - ``burned``, ``vault_usd``, ``pool_usd``: holders have the fewer tokens; the rest of the world
      and the pool's providers have the fewer dollars.

    Raises `AnchorError` for another name, and for what no state of the economy agrees with.
    """
    for name in observed:
        if name not in OBSERVABLE:
            raise AnchorError(
                f"{gates.shown(name)} cannot be put into a state: give {', '.join(OBSERVABLE)}"
            )
    values = {name: np.array(v, float) for name, v in state.values.items()}
    columns = {**points.columns}
    if "burned" in observed:
        _moved(values, "burned", observed["burned"], "holders")
    if "vault_usd" in observed:
        _moved(values, "vault_usd", observed["vault_usd"], "outside")
    if "circulating" in observed:
        _circulation(values, columns, observed["circulating"])
    if "price" in observed:
        _price(which, points, state, values, observed["price"])
    if "price" in observed or "pool_usd" in observed:
        price, depth = values["price"], values["pool_ai"] * values["pool_usd"]
        dollars = observed.get("pool_usd", np.sqrt(depth * price))
        _moved(values, "pool_usd", dollars, "providers_usd")
        _moved(values, "pool_ai", values["pool_usd"] / price, "holders")
    if (values["holders"] < 0).any():
        raise AnchorError(
            "holders would have fewer than no tokens: what was observed is of another economy"
        )
    return replace(points, columns=columns), State(state.day, values)


def _moved(values: dict[str, Array], account: str, wanted: Array | float, other: str) -> None:
    """Bring an account to an amount, at the cost of another."""
    change = wanted - values[account]
    values[account] = values[account] + change
    values[other] = values[other] - change


def _circulation(values: dict[str, Array], columns: dict[str, Array], wanted: float) -> None:
    """Tokens of the sale are locked or free, so that as many circulate as were seen."""
    locked = sum(values[f"locked_{who}"] for who in ("treasury", "investors", "team", "sale"))
    gone = values["burned"] + values["slash_burned"]
    change = columns["initial_supply"] - gone - locked - wanted
    sold = columns["initial_supply"] * columns["sale_share"]
    share = (values["locked_sale"] + change) / sold
    if (share < 0).any() or (share > 1).any():
        raise AnchorError(
            f"{wanted:.6g} AI in circulation would need {share.min():.3g} to {share.max():.3g} of "
            "the sale to be locked: no calendar of the economy has that"
        )
    _moved(values, "locked_sale", values["locked_sale"] + change, "holders")
    columns["sale_locked_share"] = share


def _price(
    which: Economy, points: Points, state: State, values: dict[str, Array], wanted: float
) -> None:
    """The price of the day, and the mood that holders must be in for it to be the fair one."""
    # What holders think of the same state a day later, but for the day's news: all but the mood.
    names = ("usage_value", "premium", "cash_value", "priced_tokens", "mood", "fair_price")
    still = replace(points, columns={**points.columns, "mood_volatility": np.zeros(len(points))})
    there = at_hand(which)
    start = restarted(which, still, State(state.day, values))
    quiet = {shock.name: np.zeros((1, 1)) for shock in there.shocks}
    day = {
        name: column[:, 0, 0]
        for name, column in trajectories(Problem(there, start, quiet, 1, 1, names, (1,))).items()
    }
    own = day["fair_price"] * day["priced_tokens"] - day["cash_value"]
    asked = wanted * day["priced_tokens"] - day["cash_value"]
    if (asked <= 0).any() or (own <= 0).any():
        raise AnchorError(
            f"a price of {wanted:g} USD/AI is less than what the vault's dollars are worth: no "
            "mood of holders explains it"
        )
    fundamental = points.columns["price_rule"] == 0
    mood = values["mood"] + np.log(asked / own)
    values["mood"] = np.where(fundamental, mood, values["mood"])
    for name in ("price", "fair_price", "exogenous_price"):
        values[name] = np.full(len(points), float(wanted))
