"""Claims that a machine decides: what a claim is, steps, rules of inference, what decides them.

A *step* is a relation that was verified when it was made. A *rule* takes the statement of a claim
apart, verifies what it asserts, and only then yields it: no other function can. What decides is
SymPy (identities, signs, limits) or Z3 (real arithmetic); what is only argued in words is marked.

The names below are the words in which the chapters of the theory are written.
"""

from model.logic.arithmetic import border, bound_by_induction, by_arithmetic, greatest, only_best
from model.logic.claim import Assumption, Chapter, CheckError, Claim, Steps, parts
from model.logic.decide import put
from model.logic.economies import by_conservation, by_scaling, moved, power
from model.logic.formulas import (
    by_meaning,
    by_specification,
    elasticity,
    limit_of,
    only_path,
    only_root,
    optimum,
    threshold,
)
from model.logic.numbers import (
    Case,
    Cases,
    Draw,
    Values,
    against,
    compiled,
    drawn,
    logs,
    sides,
)
from model.logic.step import Grade, ProofError, Proved, Step
from model.logic.steps import (
    case,
    equivalence,
    identity,
    inequality,
    integrated,
    limit,
    read,
    worked,
)
from model.logic.theorems import all_of, bound, by_induction, evenly, least_whole, rewritten
from model.searches import bisect, most_at, turn

__all__ = [
    "Assumption",
    "Case",
    "Cases",
    "Chapter",
    "CheckError",
    "Claim",
    "Draw",
    "Grade",
    "ProofError",
    "Proved",
    "Step",
    "Steps",
    "Values",
    "against",
    "all_of",
    "bisect",
    "border",
    "bound",
    "bound_by_induction",
    "by_arithmetic",
    "by_conservation",
    "by_induction",
    "by_meaning",
    "by_scaling",
    "by_specification",
    "case",
    "compiled",
    "drawn",
    "elasticity",
    "equivalence",
    "evenly",
    "greatest",
    "identity",
    "inequality",
    "integrated",
    "least_whole",
    "limit",
    "limit_of",
    "logs",
    "most_at",
    "moved",
    "only_best",
    "only_path",
    "only_root",
    "optimum",
    "parts",
    "power",
    "put",
    "read",
    "rewritten",
    "sides",
    "threshold",
    "turn",
    "worked",
]
