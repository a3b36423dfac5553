"""Rows of like equations are stated once, and what is stated once hides no difference."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
import sympy as sp

import model
from model import quantities as q
from model.compile.families import shown
from model.indices import Index
from model.quantities import quantity
from model.spec.core import Equation, Flow, Law
from tests.compile.conftest import CLASSES, STAGES
from tests.compile.shop import block, faithful, lines, names, of_classes, unbonding

Rows = SimpleNamespace
C, K = CLASSES.members, STAGES.members


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_what_is_stated_once_hides_no_difference(name: str) -> None:
    for each in model.economy(name).blocks:
        faithful(each)


# What makes a row ----------------------------------------------------------------------------


def test_definitions_flows_and_laws_of_all_classes_are_stated_once(rows: Rows) -> None:
    made = of_classes(rows)
    assert lines(made) == [
        "toy_part[c] = toy_score[c]*toy_share  (for each class c)",
        "toy_fee[c] = min(toy_balance[c]*toy_part[c], toy_balance[c])  (for each class c)",
        "    toy_balance[c] -> toy_till",
        "toy_score[c]' = toy_part[c] + toy_score[c]  (for each class c)",
    ]
    assert [one.label for one in shown(made)] == [
        "eq-shop-toy_part",
        "eq-shop-toy_fee",
        "eq-shop-toy_score",
    ]
    faithful(made)


def test_what_makes_a_row_is_the_record_and_not_the_name(rows: Rows) -> None:
    stages = [q.level(f"toy_line_0{k}", f"l_{{{k}}}", "day", "a wait") for k in range(1, 5)]
    made = block(*(Law(stage, rows.wait) for stage in stages))
    assert names(made) == ["toy_line_01", "toy_line_02", "toy_line_03", "toy_line_04"]
    assert all(one.range is None for one in shown(made))
    odd = Index("pair", "i", ("one_red", "two_blue"), ("r", "b"))
    held = q.levels("toy_held", "h", "1", "held by {}", over=odd)
    assert names(block(*(Law(each, 2 * each) for each in held.values()))) == ["toy_held"]


def test_a_row_of_another_index_keeps_its_names(rows: Rows) -> None:
    pairs = Index("pair", "c", ("big", "mid"), ("1", "2"))
    held = q.levels("toy_held", "h", "1", "held by {}", over=pairs)
    of_all = block(*(Law(rows.score[c], rows.score[c] * held["mid"] ** 2) for c in C))
    assert lines(of_all) == ["toy_score[c]' = toy_held_mid**2*toy_score[c]  (for each class c)"]
    of_own = block(*(Law(rows.score[c], rows.score[c] * held[c] ** 2) for c in C[:2]))
    assert names(of_own) == ["toy_score_big", "toy_score_mid"]
    faithful(of_all)
    faithful(of_own)


# Members that differ -------------------------------------------------------------------------


def test_the_class_that_is_paid_the_rest_stands_for_itself_at_its_place(rows: Rows) -> None:
    equations: list[Equation] = []
    for c in C:
        pay = rows.pot if c == "odd" else rows.share * rows.score[c] * rows.pot
        equations += [
            Flow(rows.fee[c], rows.pot, rows.balance[c], pay),
            Flow(rows.tip[c], rows.till, rows.balance[c], rows.share * rows.till),
        ]
    made = block(*equations)
    assert lines(made) == [
        (
            "toy_fee[c] = min(toy_pot*toy_score[c]*toy_share, "
            "toy_pot - sum(toy_fee[j] for j before c))  (c = big, mid)"
        ),
        "    toy_pot -> toy_balance[c]",
        (
            "toy_tip[c] = min(toy_share*toy_till, "
            "toy_till - sum(toy_tip[j] for j before c))  (for each class c)"
        ),
        "    toy_till -> toy_balance[c]",
        "toy_fee_odd = toy_pot - toy_fee_big - toy_fee_mid",
        "    toy_pot -> toy_balance_odd",
    ]
    assert names(made) == ["toy_fee", "toy_tip", "toy_fee_odd"]
    faithful(made)


#: How the last class, or the classes, may differ: from the class to the right side.
UNLIKE = {
    "a factor": lambda r, c: r.score[c] * (2 if c == "mid" else 1),
    "a power": lambda r, c: r.score[c] ** (2 if c == "mid" else 1),
    "the symbol of another class": lambda r, c: r.score["big" if c == "mid" else c],
    "a condition": lambda r, c: sp.Piecewise(
        (r.score[c], sp.Gt(r.score[c], 1) if c != "mid" else sp.Ge(r.score[c], 1)), (1, True)
    ),
}


@pytest.mark.parametrize("how", UNLIKE)
def test_a_class_that_differs_is_not_in_the_row(how: str, rows: Rows) -> None:
    made = block(*(Law(rows.score[c], UNLIKE[how](rows, c)) for c in C))
    assert names(made) == ["toy_score", "toy_score_mid"]
    assert shown(made)[0].members == (made.equations[0], made.equations[2])
    faithful(made)


def test_a_flow_to_another_account_is_not_in_the_row(rows: Rows) -> None:
    goal = {"big": rows.till, "mid": rows.till, "odd": rows.pot}
    made = block(*(Flow(rows.fee[c], rows.balance[c], goal[c], rows.balance[c]) for c in C))
    assert names(made) == ["toy_fee", "toy_fee_odd"]
    faithful(made)


def test_two_groups_of_a_row_have_two_labels(rows: Rows) -> None:
    wide = Index("cohort", "j", tuple("abcde"), tuple("abcde"))
    held = q.levels("toy_held", "h", "1", "held by {}", over=wide)
    made = block(*(Law(held[m], held[m] * (2 if m in "ad" else 3)) for m in wide.members))
    assert lines(made) == [
        "toy_held[j]' = 2*toy_held[j]  (j = a, d)",
        "toy_held[j]' = 3*toy_held[j]  (j = b, c, e)",
    ]
    assert names(made) == ["toy_held_a", "toy_held"]
    faithful(made)


# Other members -------------------------------------------------------------------------------


def test_another_class_keeps_its_name(rows: Rows) -> None:
    made = block(*(Law(rows.score[c], rows.score[c] / rows.score["odd"] ** 2) for c in C))
    assert lines(made) == [
        "toy_score[c]' = toy_score[c]/toy_score_odd**2  (c = big, mid)",
        "toy_score_odd' = 1/toy_score_odd",
    ]
    faithful(made)


def test_a_sum_over_all_classes_names_them(rows: Rows) -> None:
    total = sp.Add(*rows.score.values())
    made = block(*(Law(rows.score[c], rows.score[c] / total) for c in C))
    assert lines(made) == [
        (
            "toy_score[c]' = "
            "toy_score[c]/(toy_score_big + toy_score_mid + toy_score_odd)  (for each class c)"
        )
    ]
    faithful(made)


def test_a_sum_in_which_classes_weigh_unlike_is_not_about_all(rows: Rows) -> None:
    total = rows.score["big"] + 2 * rows.score["mid"] + rows.score["odd"]
    made = block(*(Law(rows.score[c], rows.score[c] / total) for c in C))
    assert names(made) == ["toy_score_big", "toy_score_mid", "toy_score_odd"]


def test_what_every_class_says_of_the_next_is_about_all(rows: Rows) -> None:
    turn = zip(C, C[1:] + C[:1], strict=True)
    circle = sp.Add(*(rows.score[c] * rows.score[after] ** 2 for c, after in turn))
    made = block(*(Law(rows.score[c], rows.score[c] / circle) for c in C))
    assert names(made) == ["toy_score"]
    faithful(made)


def test_two_quantities_at_one_place_are_refused(rows: Rows) -> None:
    twice = {c: q.declare(replace(quantity(rows.score[c]), name=f"toy_other_{c}")) for c in C}
    made = block(*(Law(rows.score[c], rows.score[c] + twice[c]) for c in C))
    with pytest.raises(ValueError, match="toy_score_big: two of toy_other_big, toy_score_big"):
        shown(made)


# Queues --------------------------------------------------------------------------------------


def test_a_queue_is_stated_once_with_its_neighbours_and_numbers(rows: Rows) -> None:
    made = unbonding(rows)
    assert lines(made) == [
        "toy_step_1st = toy_queue_1st",
        "    toy_queue_1st -> toy_till",
        "toy_step[k] = toy_queue[k]  (k = 2..5)",
        "    toy_queue[k] -> toy_queue[k-1]",
        (
            "toy_join[k] = min((toy_leaving if toy_wait == k*toy_day else 0), "
            "toy_leaving - sum(toy_join[j] for j < k))  (k = 1..5)"
        ),
        "    toy_leaving -> toy_queue[k]",
    ]
    faithful(made)


def test_a_number_that_is_no_place_stays_a_number(rows: Rows) -> None:
    same = block(*(Law(rows.age[k], 5 * rows.age[k]) for k in K))
    assert lines(same) == ["toy_age[k]' = 5*toy_age[k]  (k = 1..5)"]
    own = block(*(Law(rows.age[k], n * rows.age[k]) for n, k in enumerate(K, 1)))
    assert lines(own) == ["toy_age[k]' = k*toy_age[k]  (k = 1..5)"]
    shifted = block(*(Law(rows.age[k], (n + 1) * rows.age[k]) for n, k in enumerate(K, 1)))
    assert len(names(shifted)) == 5
    for made in (same, own, shifted):
        faithful(made)


def test_a_stage_that_differs_parts_the_queue_in_two(rows: Rows) -> None:
    made = block(*(Law(rows.age[k], rows.age[k] * (7 if k == "2nd" else 1)) for k in K))
    assert lines(made) == [
        "toy_age_1st' = toy_age_1st",
        "toy_age_2nd' = 7*toy_age_2nd",
        "toy_age[k]' = toy_age[k]  (k = 3..5)",
    ]
    faithful(made)


def test_later_and_earlier_stages_are_written_with_offsets(rows: Rows) -> None:
    made = block(
        *(Law(rows.age[k], rows.age[K[n + 1]] + rows.age[K[n - 1]]) for n, k in enumerate(K[:-1]))
    )
    assert lines(made) == [
        "toy_age_1st' = toy_age_2nd + toy_age_5th",
        "toy_age[k]' = toy_age[k+1] + toy_age[k-1]  (k = 2..4)",
    ]
    faithful(made)


def test_a_flow_belongs_to_no_family(rows: Rows) -> None:
    with pytest.raises(TypeError):
        Flow(rows.paid, rows.pot, rows.till, rows.till, "payments")  # type: ignore[call-arg]
