"""What a formula may be made of: all engines read it alike, or it is refused as it is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

import numpy as np
import pytest
import sympy as sp

import model
from model import own
from model.simulation import ENGINES
from model.spec.core import SpecificationError
from model.spec.economy import Economy
from model.spec.language import DEEPEST, LONGEST
from tests.parity.compare import same_bits

Formula = Callable[[sp.Symbol, sp.Symbol], sp.Expr]
tide = own.level("tide", "1", "how high the water stands")
ebb = own.parameter("ebb", "1", "part that runs off", own.SHARE, value=0.25)
pools = own.stock("pools", "USD", "what stands in pools")
sea = own.stock("sea", "USD", "what is in the sea")
seep = own.flow("seep", "USD", "what seeps away")


def shore(law: sp.Expr) -> Economy:
    """A tide of that law, from 1 on day 0, and something that moves."""
    block = own.Block(
        "turn", "It turns.", (own.Flow(seep, pools, sea, ebb * pools), own.Law(tide, law))
    )
    return own.economy("shore", "a shore", {pools: 8, sea: 0, tide: 1}, [block])


def on_all(law: sp.Expr, days: int = 3) -> list[float]:
    """The tide on each day, the same on every engine."""
    which = shore(law)
    points = [model.parameters(which), model.parameters(which, ebb=0.75)]
    drawn = model.shocks(which, days, 2, 1)
    reference = model.simulate(which, points, drawn, "python")
    for engine in ENGINES:
        same_bits(reference, model.simulate(which, points, drawn, engine))
    found: list[float] = reference["tide"].isel(run=0).to_numpy().ravel().tolist()
    return found


def case(condition: sp.Basic) -> sp.Expr:
    """3 where the condition holds, elsewhere 2."""
    return sp.Piecewise((3, condition), (2, True))


LOW, CALM = tide < 2, ebb < sp.Rational(1, 2)
#: What holds or not: on days 1, 2 and 3 of a calm shore (the tide is 1 before day 1), then of one
#: that is not calm.
CONDITIONS = {
    "unlike": (case(sp.Ne(tide, 1)), [2, 3, 3], [2, 3, 3]),
    "not both": (case(sp.Not(sp.And(LOW, CALM))), [2, 3, 3], [3, 3, 3]),
    "neither": (case(sp.Nor(LOW, CALM)), [2, 2, 2], [2, 3, 3]),
    "one alone": (case(sp.Xor(LOW, CALM)), [2, 3, 3], [3, 2, 2]),
    "if one then the other": (case(sp.Implies(LOW, CALM)), [3, 3, 3], [2, 3, 3]),
    "alike": (case(sp.Equivalent(LOW, CALM)), [3, 2, 2], [2, 3, 3]),
    "not, of what no day changes": (
        case(sp.And(sp.Not(sp.Or(CALM, sp.Eq(ebb, 1))), tide > 0)),
        [2, 2, 2],
        [3, 3, 3],
    ),
}


@pytest.mark.parametrize("word", CONDITIONS)
def test_a_condition_holds_alike_on_every_engine(word: str) -> None:
    law, calm, rough = CONDITIONS[word]
    assert on_all(law) == [1, *calm, 1, *rough]


@pytest.mark.parametrize("condition", [sp.Ne, sp.Eq, lambda a, b: sp.Not(sp.And(a < b, a < 9))])
def test_what_has_no_value_is_unlike_everything_on_every_engine(condition: Callable) -> None:  # type: ignore[type-arg]
    gap = sp.log(tide - 1 - ebb)  # less than nothing on day 0, so without a value
    law = sp.Piecewise((5, condition(gap, tide)), (7, True))
    assert on_all(law, 1)[1] == (7 if condition is sp.Eq else 5)


def nested(formula: Callable[[sp.Expr], sp.Expr], times: int) -> sp.Expr:
    """A formula of itself of itself, with the tide in the middle."""
    return reduce(lambda inner, _: formula(inner), range(times), tide)


REFUSED = {
    "a cosine": (sp.cos(tide), "cos is unknown here: write with"),
    "a function of a number alone": (tide + sp.tan(1), "tan is unknown"),
    "a whole number that no float is": (tide + 3**700, "is too large a number"),
    "a float that no float is": (tide * sp.Float("-2e400"), "is too large a number"),
    "a power of a hundred": (tide**100, f"100 deep in each other, and {DEEPEST} is the most"),
    "a long sum": (sp.Add(*(sp.sin(k * tide) for k in range(1, 90))), "deep in each other"),
    "one in the other": (nested(lambda x: sp.sqrt(1 + x), 50), "deep in each other"),
    "what doubles each time": (
        nested(lambda x: sp.Abs(x - ebb), 16),
        f"{LONGEST:,} are the most: name a part of it",
    ),
}


@pytest.mark.parametrize("word", REFUSED)
def test_what_some_engine_cannot_read_is_refused_when_it_is_written(word: str) -> None:
    formula, said = REFUSED[word]
    with pytest.raises(SpecificationError, match=r"^tide is given by a formula") as refused:
        own.Law(tide, formula)
    assert said in str(refused.value)


def test_a_condition_on_parameters_is_read_the_same_way() -> None:
    with pytest.raises(SpecificationError, match=r"^a condition is given by .* zeta is unknown"):
        own.Constraint(sp.zeta(ebb + 2) > 1, "the sum converges")


@pytest.mark.parametrize(
    "law",
    [
        (tide / 2) ** (DEEPEST - 1),
        nested(lambda x: 1 / (1 + x), DEEPEST // 2),
        nested(lambda x: sp.Piecewise((x + ebb, tide > 2), (ebb, True)), DEEPEST // 3),
        sp.Max(*(tide * k - k**2 for k in range(1, 40))),
        nested(lambda x: sp.Abs(x - ebb), 8),
    ],
)
def test_what_is_as_deep_as_may_be_runs_on_every_engine(law: sp.Expr) -> None:
    assert np.isfinite(on_all(law, 2)).all()
