"""How formulas are written: rows with their letter, powers, conditions, long lines."""

from __future__ import annotations

from types import SimpleNamespace

import sympy as sp

from model import quantities as q
from model.compile import latex
from model.compile.families import shown
from model.compile.layout import WIDTH
from model.compile.text import TextPrinter, text
from model.quantities import Quantity, choice, quantity
from model.spec.core import Definition, Flow, Law
from tests.compile.conftest import CLASSES
from tests.compile.shop import block, of_classes, unbonding

Rows = SimpleNamespace


def test_rows_are_stated_with_the_letter_of_their_index(rows: Rows) -> None:
    assert dict(latex.block(of_classes(rows))) == {
        "eq-shop-toy_part": r"\hat y_{c} = y_{c}\,s, \qquad \text{for each class } c",
        "eq-shop-toy_fee": (
            r"\phi_{c} = \min\left(N_{c}\,\hat y_{c}, N_{c}\right), \qquad N_{c} \to F, "
            r"\qquad \text{for each class } c"
        ),
        "eq-shop-toy_score": r"y_{c}' = \hat y_{c} + y_{c}, \qquad \text{for each class } c",
        "eq-shop-stocks": (
            r"\begin{aligned} N_{c}' &= N_{c} - \phi_{c}, \quad \text{for each class } c \\ "
            r"F' &= F + \sum_{c} \phi_{c} \end{aligned}"
        ),
    }


def test_a_queue_is_stated_with_its_neighbours(rows: Rows) -> None:
    tex = dict(latex.block(unbonding(rows)))
    assert list(tex) == [
        "eq-shop-toy_step_1st",
        "eq-shop-toy_step",
        "eq-shop-toy_join",
        "eq-shop-stocks",
    ]
    assert tex["eq-shop-toy_step"] == (
        r"q_{k} = Q_{k}, \qquad Q_{k} \to Q_{k-1}, \qquad k = 2, \dots, 5"
    )
    assert r"\text{if } \tau = k\,\Delta" in tex["eq-shop-toy_join"]
    assert r"L - \sum_{j < k} q^{+}_{j}" in tex["eq-shop-toy_join"]
    assert tex["eq-shop-stocks"] == (
        r"\begin{aligned} Q_{k}' &= Q_{k} - q_{k} + q_{k+1} + q^{+}_{k}, "
        r"\quad k = 1, \dots, 4 \\ F' &= F + q_{1} \\ Q_{5}' &= Q_{5} - q_{5} + q^{+}_{5} \\ "
        r"L' &= L - \sum_{k = 1}^{5} q^{+}_{k} \end{aligned}"
    )


def test_some_members_of_a_set_are_named(rows: Rows) -> None:
    pays = {"big": rows.till, "mid": rows.till, "odd": rows.pot}
    made = block(*(Flow(rows.fee[c], rows.pot, rows.balance[c], pays[c]) for c in pays))
    tex = latex.equation(shown(made)[0])
    assert tex.endswith(r"\Phi \to N_{c}, \qquad c \in \{\mathrm{b}, \mathrm{m}\}")
    assert r"\Phi - \sum_{j \text{ before } c} \phi_{j}" in tex


def test_what_classes_got_before_and_with_one_is_said(rows: Rows) -> None:
    made = block(
        *(
            Flow(row[c], rows.pot, rows.balance[c], rows.till)
            for c in CLASSES.members
            for row in (rows.fee, rows.tip)
        )
    )
    tex = latex.equation(shown(made)[1])
    assert r"\sum_{j \text{ up to } c} \phi_{j} - \sum_{j \text{ before } c} \theta_{j}" in tex


def test_two_neighbours_need_no_dots(rows: Rows) -> None:
    first, second = list(rows.age)[:2]
    made = block(*(Law(rows.age[k], 2 * rows.age[k]) for k in (first, second)))
    assert latex.equation(shown(made)[0]) == r"a_{k}' = 2\,a_{k}, \qquad k = 1, 2"


def test_a_rule_of_each_class_is_named_and_not_numbered(rows: Rows) -> None:
    records = Quantity("toy_rule", quantity(rows.share).kind, "R", "1", "r", choice("low", "high"))
    rule = q.rows(records, CLASSES)
    made = block(
        *(
            Law(rows.score[c], sp.Piecewise((rows.share, sp.Eq(rule[c], 1)), (1, True)))
            for c in CLASSES.members
        )
    )
    assert r"\text{if } R_{c} = \text{high}" in latex.equation(shown(made)[0])
    assert "if toy_rule[c] is high" in text(made)


def test_a_long_update_is_broken(rows: Rows) -> None:
    flows = [
        q.flow(f"toy_flow_{n}", rf"\phi_{{\mathrm{{long}} {n}}}", "AI", "f") for n in range(20)
    ]
    made = block(*(Flow(each, rows.pot, rows.till, rows.till) for each in flows))
    lines = latex.stock_updates(made).split(r" \\ ")
    assert len(lines) > 2
    assert all(latex.width(line) <= 1.3 * WIDTH for line in lines)


def test_the_power_of_a_function_is_printed() -> None:
    x, y = sp.symbols("x y", positive=True)
    tex = latex.BookPrinter().doprint
    assert tex(sp.Max(0, x - 1) ** y) == r"\left[x - 1\right]_{+}^{y}"
    assert tex(sp.Max(x, y) ** y) == r"\max\left(x, y\right)^{y}"
    assert tex(sp.Min(x, y) ** 2) == r"\min\left(x, y\right)^{2}"


def test_conditions_are_joined_by_words() -> None:
    x, y = sp.symbols("x y", positive=True)
    both = sp.Or(x > 2, sp.And(y < 1, x < 1))
    assert latex.BookPrinter().doprint(both) == (
        r"\left(x < 1\text{ and }y < 1\right)\text{ or }x > 2"
    )
    assert TextPrinter({}).doprint(both) == "((x < 1 and y < 1) or x > 2)"


def test_powers_of_a_symbol_with_a_superscript_are_bracketed() -> None:
    record = quantity(q.level("toy_price", r"P^{\mathrm{c}}", "USD/AI", "price", q.POSITIVE))
    assert latex.BookPrinter().doprint(record.symbol**2) == rf"\left({record.tex}\right)^{{2}}"


def test_long_sums_are_broken(rows: Rows) -> None:
    accounts = (rows.pot, rows.till, *rows.balance.values(), *rows.queue.values())
    tex = latex.equation(Definition(rows.total, sp.Add(*(30 * each for each in accounts))))
    assert r"\begin{aligned}" in tex
    assert r"\\" in tex
