"""What stands beside an equation, and in the matrix, where like ones are stated once."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import sympy as sp
from docutils import nodes

import model
from model import quantities as q
from model.compile import tables
from model.compile.families import shown
from model.indices import Index
from model.spec.core import Block, Flow, Initial
from model.spec.economy import Economy

EXTENSION = Path(__file__).resolve().parents[2] / "book" / "_ext"
CLASSES = Index("class", "c", ("big", "mid", "odd"), ("b", "m", "o"))


@pytest.fixture
def equations(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that makes nodes of equations."""
    monkeypatch.syspath_prepend(str(EXTENSION))
    return importlib.import_module("model_equations")


@pytest.fixture
def shop() -> Iterator[SimpleNamespace]:
    pot = q.stock("toy_pot", "P", "AI", "tokens to divide")
    held = q.stocks("toy_held", "N", "AI", "tokens of {} ones", over=CLASSES)
    fee = q.flows("toy_fee", "f", "AI", "what {} ones get, mid or not", over=CLASSES)
    block = Block("shop", "Pay.", tuple(Flow(fee[c], pot, held[c], pot) for c in CLASSES.members))
    start = [Initial(stock, sp.Integer(0)) for stock in (pot, *held.values())]
    yield SimpleNamespace(block=block, economy=Economy("shop", "A shop.", start, [block]))
    for name in [name for name in q._REGISTRY if "toy_" in name]:
        del q._REGISTRY[name]


def test_a_row_is_described_with_its_letter_where_its_members_differ(
    equations: ModuleType, shop: SimpleNamespace
) -> None:
    (row,) = shown(shop.block)
    assert equations._meaning(row) == "what c ones get, mid or not"


def test_the_note_of_a_row_names_the_facts_of_all_its_members(equations: ModuleType) -> None:
    block = model.economy("announced").block("market")
    row = next(one for one in shown(block) if one.name == "capacity")
    note = equations._note(row, block, "announced").astext()
    assert note.startswith("capacity: GPU-hours that c nodes are online (GPU-hour).")
    for fact in ("uptime_datacentre", "uptime_professional", "uptime_consumer"):
        assert fact in note


def test_like_accounts_and_their_flows_stand_together_in_the_matrix(
    equations: ModuleType, shop: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equations.n, "economy", lambda of: shop.economy)
    matrix = tables.transaction_flow_matrix(shop.economy, "AI", by_block=True)
    made = equations.matrix_table(matrix, "shop")
    rows = [[cell.astext() for cell in row] for row in made.findall(nodes.row)]
    assert rows == [
        ["", "shop"],
        ["P toy pot", r"- \sum_{c} f_{c}"],
        ["N_{c} toy held", r"+ \sum_{c} f_{c}"],
        ["sum", "0"],
    ]


def test_a_member_leads_to_the_row_that_states_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXTENSION))
    statements = importlib.import_module("model_statements")
    assert statements.label("capacity_consumer", ["market"]) == "eq-market-capacity"
    assert statements.label("capacity", ["market"]) == "eq-market-capacity"
    assert statements.label("unbonding_step_14", []) == "eq-unbonding-unbonding_step"
