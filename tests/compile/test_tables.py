"""Tables: matrix columns sum to zero, rows are complete, unknown names are refused."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
import sympy as sp

import model
from model import quantities as q
from model.compile import tables
from model.compile.places import general
from model.factbook import facts
from model.quantities import Kind, quantity
from model.spec.core import Block, Equation, Flow, Initial, Law
from model.spec.economy import Economy
from tests.compile.conftest import CLASSES


@pytest.fixture(scope="module", params=["announced", "deployed"])
def economy(request: pytest.FixtureRequest) -> Economy:
    return model.economy(request.param)


@pytest.mark.parametrize("unit", ["AI", "USD"])
@pytest.mark.parametrize("by_block", [False, True])
def test_columns_of_the_flow_matrix_sum_to_zero(
    economy: Economy, unit: str, by_block: bool
) -> None:
    matrix = tables.transaction_flow_matrix(economy, unit, by_block=by_block)
    assert matrix.columns
    assert not any(total for flows in matrix.sums().values() for total in flows.values())


def test_a_payment_without_a_receiver_shows_in_the_sums() -> None:
    matrix = tables.transaction_flow_matrix(model.economy("announced"), "AI", ["split"])
    del matrix.cells["burned"]["burn"]
    assert matrix.sums()["burn"] == {"burn": -1}


def test_the_matrix_names_payer_and_receiver(economy: Economy) -> None:
    for unit in ("AI", "USD"):
        matrix = tables.transaction_flow_matrix(economy, unit)
        flows = {f.symbol.name: f for _, f in economy.flows() if quantity(f.symbol).unit == unit}
        assert set(matrix.columns) == set(flows)
        for name, flow in flows.items():
            column = {a: matrix.cells[a][name] for a in matrix.accounts if name in matrix.cells[a]}
            assert column == {flow.payer.name: ((-1, name),), flow.receiver.name: ((1, name),)}


def test_stages_of_a_queue_make_one_row() -> None:
    matrix = tables.transaction_flow_matrix(model.economy("announced"), "AI", by_block=True)
    assert "unbonding" in matrix.accounts
    assert not any(name.startswith("unbonding_") for name in matrix.accounts)


def test_accounts_of_all_classes_make_one_row(rows: SimpleNamespace) -> None:
    big, mid, _ = rows.balance.values()
    shop = small(
        rows,
        *(Flow(rows.fee[c], rows.pot, rows.balance[c], rows.till) for c in CLASSES.members),
        Flow(rows.paid, big, mid, rows.till),
    )
    matrix = tables.transaction_flow_matrix(shop, "AI", by_block=True)
    assert matrix.cells == {
        "toy_pot": {"shop": tuple((-1, f.name) for f in rows.fee.values())},
        "toy_balance": {"shop": tuple((1, f.name) for f in rows.fee.values())},
    }
    assert not any(matrix.sums()["shop"].values())
    apart = tables.transaction_flow_matrix(shop, "AI")
    assert set(apart.accounts) == {"toy_pot", *(s.name for s in rows.balance.values())}
    assert apart.cells["toy_balance_big"]["toy_paid"] == ((-1, "toy_paid"),)


def small(
    rows: SimpleNamespace, *equations: Equation, rules: tuple[sp.Symbol, ...] = ()
) -> Economy:
    """An economy of one block."""
    shop = Block("shop", "A day in the shop.", equations)
    levels = {e.level for e in equations if isinstance(e, Law)}
    states = {*shop.moved, *levels, *(s for s in shop.inputs if quantity(s).kind == Kind.STOCK)}
    start = (Initial(state, sp.Integer(0)) for state in sorted(states, key=str))
    return Economy("small", "A shop.", start, [shop], rules=rules)


def test_what_is_in_force_stands_for_its_parameter_whatever_its_name(rows: SimpleNamespace) -> None:
    record = replace(quantity(rows.share), name="toy_today", kind=Kind.LEVEL, fact=None)
    today = q.declare(replace(record, of="toy_share"))
    schedule = q.schedule(rows.share)
    shop = small(
        rows,
        Flow(rows.paid, rows.pot, rows.till, today * rows.pot),
        Law(today, schedule),
        rules=(rows.share, rows.wait),
    )
    assert tables.symbols(shop, "parameters", "shop") == (rows.share,)
    assert tables.facts_of(shop, *shop.blocks[0].equations) == ["burn_bps"]
    stranger = q.level("toy_wait_in_force", "w", "day", "no parameter's value", q.POSITIVE)
    other = Law(stranger, 2 * stranger)
    assert tables.facts_of(shop, other) == []


def test_facts_of_a_row_are_those_of_all_its_members(rows: SimpleNamespace) -> None:
    equations = (
        Flow(rows.paid, rows.pot, rows.till, rows.share * rows.pot),
        Law(rows.age["1st"], rows.wait),
    )
    shop = small(rows, *equations)
    assert tables.facts_of(shop, *equations) == ["burn_bps", "one_day"]
    assert tables.facts_of(shop, equations[1]) == ["one_day"]


def test_blocks_choose_columns() -> None:
    matrix = tables.transaction_flow_matrix(model.economy("announced"), "AI", ["split"])
    assert matrix.columns == ("executor_reward", "burn", "treasury_part")


def test_unknown_unit_and_table_are_refused() -> None:
    economy = model.economy("announced")
    with pytest.raises(tables.TableError, match="no account holds 'EUR'; accounts hold AI or USD"):
        tables.transaction_flow_matrix(economy, "EUR")
    with pytest.raises(tables.TableError, match="no table is called 'parameter'"):
        tables.rows(economy, "parameter")


@pytest.mark.parametrize("kind", tables.KINDS)
def test_tables_hold_every_quantity_once(economy: Economy, kind: str) -> None:
    names = [row.name for row in tables.rows(economy, kind)]
    assert names
    assert len(names) == len(set(names))


def test_tables_together_hold_all_states_and_observables(economy: Economy) -> None:
    names = {r.name for kind in tables.KINDS for r in tables.rows(economy, kind)}
    expected = (*economy.states, *economy.observables, *economy.parameters, *economy.shocks)
    assert names == {symbol.name for symbol in expected}


def test_a_parameter_row_shows_its_default_and_fact(economy: Economy) -> None:
    values = model.parameters(economy.name, votes=())
    for row in tables.rows(economy, "parameters"):
        record = quantity(next(s for s in economy.parameters if s.name == row.name))
        assert row.value == tables.value_text(record, values[row.name])
        assert row.status == facts[row.fact].status


def test_a_block_restricts_a_table() -> None:
    economy = model.economy("announced")
    names = {row.name for row in tables.rows(economy, "parameters", "split")}
    assert names == {"burn_share", "executor_share", "split_rule"}
    assert {r.name for r in tables.rows(economy, "stocks", "treasury")} == {"treasury", "grantees"}


def test_order_of_the_day_is_the_order_of_blocks(economy: Economy) -> None:
    assert [e.block for e in tables.order_of_day(economy)] == [b.name for b in economy.blocks]


def test_facts_of_an_equation_are_those_of_its_parameters() -> None:
    economy = model.economy("announced")
    burn = next(f for _, f in economy.flows() if f.symbol.name == "burn")
    assert tables.facts_of(economy, burn) == ["burn_bps", "split_rule"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10_000_000_000.0, "10,000,000,000"),
        (7000, "7,000"),
        (0.404, "0.404"),
        (1e-6, "0.000001"),
        (341226215.6, "341,226,216"),
        (108922.08, "108,922"),
        (-0.45, "-0.45"),
        (1 / 3, "0.333333"),
        (2897.75, "2,897.75"),
        (0, "0"),
    ],
)
def test_numbers_are_written_in_full(value: float, text: str) -> None:
    assert tables.number(value) == text


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ((1, "calendar_month"), "1 month"),
        ((12, "calendar_month"), "12 months"),
        ((0.2, "1/calendar_year"), "0.2 per year"),
        ((2.6, "USD/GPU_hour"), "2.6 USD per GPU-hour"),
        ((5, "AI"), "5 AI"),
        ((0.7, "1"), "0.7"),
        ((70, "percent"), "70 per cent"),
        ((7000, "bps"), "7,000 basis points"),
        ((50, "training_cycle/task"), "50 training cycles per task"),
        ((1.1, "calendar_year**-0.5"), "1.1 per square root of a year"),
    ],
)
def test_units_are_said_as_a_reader_says_them(amount: tuple[float, str], text: str) -> None:
    assert tables.amount(*amount) == text


def test_every_unit_can_be_said(economy: Economy) -> None:
    used = {r.unit for r in map(quantity, (*economy.parameters, *economy.states))}
    used |= {fact.unit for fact in facts.values()}
    assert not [
        unit for unit in used if "_" in tables.unit_text(unit) or "*" in tables.unit_text(unit)
    ]


def test_text_lines_up() -> None:
    table = tables.to_text(tables.rows(model.economy("announced"), "parameters"))
    head, *lines = table.splitlines()
    place = head.index("unit")
    assert all(line[place - 1] == " " for line in lines)
    matrix = tables.transaction_flow_matrix(model.economy("announced"), "AI", ["split"])
    assert "-burn" in tables.to_text(matrix)
    assert tables.to_text([]) == ""


def test_no_two_quantities_of_an_economy_share_a_symbol(economy: Economy) -> None:
    seen: dict[str, str] = {}
    groups = (economy.parameters, economy.states, economy.observables, economy.shocks)
    for record in (quantity(symbol) for group in groups for symbol in group):
        assert record.tex not in seen, f"{record.name} and {seen.get(record.tex)} are {record.tex}"
        seen[record.tex] = record.name
        if record.place and record.place.number == 1:
            any_of_them = general(record, record.place.index.letter)
            assert any_of_them.tex not in seen, f"{any_of_them.name}, {seen.get(any_of_them.tex)}"
            seen[any_of_them.tex] = any_of_them.name
