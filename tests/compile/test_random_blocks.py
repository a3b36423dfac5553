"""Whatever a block says of classes and stages, stating it once hides no difference."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import sympy as sp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model.quantities import quantity
from model.spec.core import Equation, Flow, Law
from tests.compile.conftest import CLASSES, STAGES
from tests.compile.shop import block, faithful

Rows = SimpleNamespace
_ONCE: dict[str, Any] = {
    "suppress_health_check": [HealthCheck.function_scoped_fixture],
    "deadline": None,
}


def around(rows: Rows, row: str, member: str) -> list[sp.Symbol]:
    """Accounts that an equation of a member may name: common ones, its own, those beside it."""
    own = rows.balance if row in ("fee", "tip", "score") else rows.queue
    members = list(own)
    at = members.index(member)
    beside = (own[members[at - 1]], own[members[(at + 1) % len(members)]])
    return [rows.pot, rows.till, own[member], *beside, own[members[-1]], sp.Add(*own.values())]


def equation(rows: Rows, row: str, member: str, habit: tuple[int, ...]) -> Equation:
    """What a member says by habit: whom it names, and how."""
    said = around(rows, row, member)
    payer, receiver, named, form = habit
    symbol = getattr(rows, row)[member]
    place = quantity(symbol).place
    assert place is not None
    factor = (sp.Integer(1), rows.share, sp.Integer(3), sp.Integer(place.number))[form]
    if row in ("score", "age"):
        return Law(
            symbol, factor * symbol**2 / getattr(rows, row)[list(getattr(rows, row))[named % 3]]
        )
    if said[payer] == said[receiver]:
        receiver = (payer + 1) % 2
    return Flow(symbol, said[payer], said[receiver], factor * said[named])


HABITS = st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 6), st.integers(0, 3))


@st.composite
def statements(draw: st.DrawFn) -> list[tuple[str, str, tuple[int, ...]]]:
    """Row, member and habit of some equations; a few members break with their row's habit."""
    found: list[tuple[str, str, tuple[int, ...]]] = []
    for row in draw(
        st.sets(st.sampled_from(["fee", "tip", "score", "step", "join", "age"]), min_size=1)
    ):
        usual = draw(HABITS)
        index = CLASSES if row in ("fee", "tip", "score") else STAGES
        for member in index.members:
            unlike = draw(st.integers(0, 5)) == 0
            found.append((row, member, draw(HABITS) if unlike else usual))
    order = draw(st.sampled_from(["rows", "members", "any"]))
    if order == "members":
        found.sort(key=lambda one: (*CLASSES.members, *STAGES.members).index(one[1]))
    return draw(st.permutations(found)) if order == "any" else found


@settings(max_examples=150, **_ONCE)
@given(said=statements())
def test_a_random_block_can_be_read_off_what_is_shown(
    said: list[tuple[str, str, tuple[int, ...]]], rows: Rows
) -> None:
    faithful(block(*(equation(rows, *each) for each in said)))
