"""What the claims on honesty foretell of right results, from the parameters and no run.

At the launch's costs and outside prices a claim says for each class of node how many days of
collateral make cheating a loss. A class that is asked for fewer is counted as all wrong, any other
as right as its honest quality; classes count by what users spend on them.
"""

from __future__ import annotations

import numpy as np
import sympy as sp

from model.experiments.sensitivity.inputs import Array
from model.points import Points
from model.quantities import Quantity, quantity
from model.spec import accounts as a
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.spec import verification as v
from model.theory.honesty.collateral import CLASS, DAYS


def least_days(points: Points, member: str) -> Array:
    """Days of collateral from which on honesty pays a class, by claim, at its outside price."""
    launch = {
        d.price_outside[CLASS]: d.outside_price[CLASS],
        m.compute_price[CLASS]: d.outside_price[CLASS],
        d.cost_index: sp.Integer(1),
        v.caught_share: terms.caught(),
    }
    border = DAYS.rhs.subs(launch)
    symbols = sorted(border.free_symbols, key=str)
    compute = sp.lambdify(symbols, border, "numpy")
    columns = (points.columns[_of(quantity(s), member)] for s in symbols)
    return np.asarray(compute(*columns), float)


def _of(record: Quantity, member: str) -> str:
    """The parameter that a symbol of the claim stands for, in another class of node."""
    if record.place is not None and record.place.member == CLASS:
        return f"{record.place.row}_{member}"
    return record.of or record.name


def right_results(points: Points) -> Array:
    """Share of work that is right, per cent (points,), if the claim's cheats cheat."""
    columns = points.columns
    weights = {c: columns[m.demand_weight[c].name] for c in a.CLASSES}
    right = sum(
        weights[c]
        * columns[n.quality[c].name]
        * (columns[terms.stake_days.name] >= least_days(points, c))
        for c in a.CLASSES
    )
    return np.asarray(100 * right / sum(weights.values()))
