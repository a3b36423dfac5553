"""What a payer has paid before, in which order rows stand, and what stocks then hold."""

from __future__ import annotations

from types import SimpleNamespace

import sympy as sp

from model.compile.families import updates
from model.spec.core import Block, Definition, Equation, Flow, Law, target_of
from tests.compile.conftest import CLASSES
from tests.compile.shop import block, faithful, lines, names, of_classes, unbonding

Rows = SimpleNamespace
C = CLASSES.members


# What was paid before ------------------------------------------------------------------------


def test_payments_of_one_payer_in_turn_say_what_the_others_got(rows: Rows) -> None:
    equations: list[Equation] = [Flow(rows.paid, rows.pot, rows.till, rows.till)]
    for c in C:
        equations += [
            Flow(rows.fee[c], rows.pot, rows.balance[c], rows.till),
            Flow(rows.tip[c], rows.pot, rows.balance[c], rows.till),
        ]
    made = block(*equations)
    assert [line for line in lines(made) if "[c] =" in line] == [
        (
            "toy_fee[c] = min(toy_till, toy_pot - toy_paid - sum(toy_fee[j] for j before c) "
            "- sum(toy_tip[j] for j before c))  (for each class c)"
        ),
        (
            "toy_tip[c] = min(toy_till, toy_pot - toy_paid - sum(toy_fee[j] for j up to c) "
            "- sum(toy_tip[j] for j before c))  (for each class c)"
        ),
    ]
    faithful(made)


def test_who_is_paid_after_something_else_is_not_in_the_row(rows: Rows) -> None:
    equations = [Flow(rows.fee[c], rows.pot, rows.balance[c], rows.till) for c in C]
    equations.insert(2, Flow(rows.paid, rows.pot, rows.till, rows.till))
    made = block(*equations)
    assert names(made) == ["toy_fee", "toy_paid", "toy_fee_odd"]
    faithful(made)


def test_payments_in_another_order_than_the_classes_are_not_in_the_row(rows: Rows) -> None:
    made = block(*(Flow(rows.fee[c], rows.pot, rows.balance[c], rows.till) for c in C[::-1]))
    assert names(made) == ["toy_fee_odd", "toy_fee_mid", "toy_fee_big"]
    faithful(made)


def test_payments_of_a_class_are_its_own(rows: Rows) -> None:
    equations: list[Equation] = []
    for c in C:
        equations += [
            Flow(rows.fee[c], rows.balance[c], rows.till, rows.till),
            Flow(rows.tip[c], rows.balance[c], rows.pot, rows.till),
        ]
    made = block(*equations)
    assert "toy_balance[c] - toy_fee[c])" in lines(made)[2]
    faithful(made)


def test_all_that_a_row_was_paid_is_a_sum(rows: Rows) -> None:
    made = block(
        *(Flow(rows.fee[c], rows.pot, rows.balance[c], rows.till) for c in C),
        Flow(rows.paid, rows.pot, rows.till, rows.till),
        *(Flow(rows.tip[c], rows.pot, rows.balance[c], rows.till) for c in C[:2]),
    )
    (alone,) = (line for line in lines(made) if line.startswith("toy_paid ="))
    assert alone == "toy_paid = min(toy_till, toy_pot - sum(toy_fee[c] for each c))"
    (pair,) = (line for line in lines(made) if line.startswith("toy_tip[c] ="))
    assert "- sum(toy_fee[j] for each j) - toy_paid - sum(toy_tip[j] for j before c)" in pair
    faithful(made)


# Order ---------------------------------------------------------------------------------------


def test_rows_that_take_turns_stand_in_the_order_of_their_first_members(rows: Rows) -> None:
    made = of_classes(rows)
    assert [target_of(e).name for e in made.equations[:4]] == [
        "toy_part_big",
        "toy_fee_big",
        "toy_score_big",
        "toy_part_mid",
    ]
    assert names(made) == ["toy_part", "toy_fee", "toy_score"]


def test_a_row_follows_all_that_its_members_read(rows: Rows) -> None:
    equations: list[Equation] = []
    for c in C:
        equations += [
            Definition(rows.mood[c], rows.share * (2 if c == "mid" else 1) + 1),
            Definition(rows.part[c], rows.mood[c] + 1),
            Law(rows.score[c], rows.part[c]),
        ]
    made = block(*equations)
    assert names(made) == ["toy_mood", "toy_mood_mid", "toy_part", "toy_score"]
    faithful(made)


def test_rows_that_read_each_other_keep_the_order_of_the_block(rows: Rows) -> None:
    equations: list[Equation] = []
    for before, c in zip((None, *C[:-1]), C, strict=True):
        earlier = rows.part[before] if before else sp.Integer(1)
        equations += [
            Definition(rows.mood[c], earlier + 1),
            Definition(rows.part[c], rows.mood[c] + 1),
        ]
    made = block(*equations, *(Law(rows.score[c], rows.part[c]) for c in C))
    assert names(made)[:2] == ["toy_mood_big", "toy_part"]
    faithful(made)


# Stocks --------------------------------------------------------------------------------------


def stock_lines(of: Block) -> list[str]:
    return [
        f"{u.stock.name}: "
        + " ".join(f"{t.sign}{t.record.name}{' ..' if t.over else ''}" for t in u.terms)
        for u in updates(of)
    ]


def test_like_stocks_are_stated_once(rows: Rows) -> None:
    assert stock_lines(unbonding(rows)) == [
        "toy_queue[k]: -toy_step[k] +toy_step[k+1] +toy_join[k]",
        "toy_till: +toy_step_1st",
        "toy_queue_5th: -toy_step_5th +toy_join_5th",
        "toy_leaving: -toy_join[k] ..",
    ]
    assert stock_lines(of_classes(rows)) == [
        "toy_balance[c]: -toy_fee[c]",
        "toy_till: +toy_fee[c] ..",
    ]


def test_a_stock_that_is_paid_something_else_stands_for_itself(rows: Rows) -> None:
    made = block(
        *(Flow(rows.fee[c], rows.pot, rows.balance[c], rows.till) for c in C),
        Flow(rows.paid, rows.till, rows.balance["mid"], rows.till),
    )
    assert stock_lines(made) == [
        "toy_pot: -toy_fee[c] ..",
        "toy_balance[c]: +toy_fee[c]",
        "toy_balance_mid: +toy_fee_mid +toy_paid",
        "toy_till: -toy_paid",
    ]
    faithful(made)
