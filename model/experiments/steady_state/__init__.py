"""The steady state of the whole economy: solved, disturbed, moved, and met by a long run."""

from model.experiments.steady_state.closed import Compared, closed_forms, compare
from model.experiments.steady_state.local import (
    BRANCHES,
    GROWING,
    Effect,
    common_swing,
    drifting,
    effects,
    eigenvalues,
    kinks,
    outcome_values,
)
from model.experiments.steady_state.long_run import (
    COMPARED,
    float_ends,
    long_run,
    slow_at,
    solved,
    steady_at,
    treasury_multiple,
)
from model.experiments.steady_state.paths import supply_path, way_back
from model.experiments.steady_state.solve import NoRest, Steady, moved, solve
from model.experiments.steady_state.still import Day, NotStill, Slow, sort_states, still

__all__ = [
    "BRANCHES",
    "COMPARED",
    "GROWING",
    "Compared",
    "Day",
    "Effect",
    "NoRest",
    "NotStill",
    "Slow",
    "Steady",
    "closed_forms",
    "common_swing",
    "compare",
    "drifting",
    "effects",
    "eigenvalues",
    "float_ends",
    "kinks",
    "long_run",
    "moved",
    "outcome_values",
    "slow_at",
    "solve",
    "solved",
    "sort_states",
    "steady_at",
    "still",
    "supply_path",
    "treasury_multiple",
    "way_back",
]
