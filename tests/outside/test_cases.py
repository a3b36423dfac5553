"""Outside numbers are met, and would not be met by code or data that is wrong."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

from model import literature
from model.outside import Case, CaseError, base_fee, cases, load, run, swap, swap_step, vesting
from model.spec import pool
from model.spec import vesting as spec_vesting

CASES = {case.id: case for case in cases()}
NUMBERS = {"V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V14", "V15", "V16", "V17", "V18"}

#: Inputs on which a result does not depend, each for a reason.
UNFELT = {
    ("V3-slope", "elasticity"): "the slope is per relative excess over the target",
    ("V14", "fee"): "the number of steps does not depend on the level",
    ("V17", "revenue"): "the burn rate is the discount rate less growth, whatever the revenue",
}
#: Settings of an estimator, which may change without changing what it estimates.
SETTINGS = {"points", "seed"}


def failing(case: Case) -> int:
    return sum(not result.ok for result in run([case]))


def with_point(case: Case, **change: Callable[[Any], object]) -> Case:
    """The case with one field of its points replaced by a function of each point."""
    name, make = change.popitem()
    points = tuple(p.model_copy(update={name: make(p)}) for p in case.points)
    return case.model_copy(update={"points": points})


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.id)
def test_our_code_meets_the_published_number(case: Case) -> None:
    for result in run([case]):
        assert result.ok, f"{result.at}: {result.got} is not {result.expected}"
        assert result.gap == abs(result.got - result.expected)


def test_every_case_of_the_list_is_there_and_has_a_source() -> None:
    assert {case.number for case in cases()} == NUMBERS
    assert len(run()) > 100
    for case in cases():
        assert literature.status(case.cites).startswith("verified"), case.cites


def test_what_is_counted_in_whole_units_has_no_tolerance() -> None:
    whole = {"base units", "wei", "satoshi", "2⁻⁹⁶", "10⁻¹⁸", "blocks"}
    exact = {case.id for case in cases() if case.unit in whole}
    assert exact == {case.id for case in cases() if case.unit in whole and case.tolerance == 0}
    assert {"V1", "V2", "V2-corners", "V3", "V4", "V5", "V6"} <= exact


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.id)
def test_a_wrong_published_number_is_caught(case: Case) -> None:
    for point in case.points:
        for name, value in point.expected.items():
            off = {**point.expected, name: value + 2 * case.tolerance + Fraction(1, 10**6)}
            broken = point.model_copy(update={"expected": off})
            assert failing(case.model_copy(update={"points": (broken,)})) == 1


def changed(value: Fraction) -> Fraction:
    if value in (0, 1):
        return 1 - value
    if value.denominator > 1:
        return value * Fraction(5, 4)
    return value + max(1, abs(value.numerator) // 4)


def breaks(case: Case, name: str) -> bool:
    """Whether the case fails when the input ``name`` is another one."""
    try:
        other = with_point(case, input=lambda p: p.input | {name: changed(p.input[name])})
        return failing(other) > 0
    except (ArithmeticError, ValueError):
        return True


@pytest.mark.parametrize(
    ("case", "name"),
    [(case, name) for case in cases() for name in case.points[0].input if name not in SETTINGS],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_a_changed_constant_is_felt(case: Case, name: str) -> None:
    assert bool(breaks(case, name)) != ((case.id, name) in UNFELT)


@pytest.mark.parametrize(
    "rounding",
    [
        lambda left, right, over, up: left * right // over,
        lambda left, right, over, up: -(-left * right // over),
        lambda left, right, over, up: left * right // over if up else -(-left * right // over),
    ],
    ids=["always down", "always up", "the wrong way"],
)
def test_a_wrong_rounding_breaks_the_swap_step(
    rounding: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(swap_step, "mul_div", rounding)
    assert all(failing(CASES[name]) for name in ("V2", "V2-corners", "V2-root", "V2-amounts"))


def test_published_numbers_pin_every_rounding_but_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turning one division of the swap step round breaks a number, wherever it stands."""
    right = swap_step.mul_div
    lines = Path(swap_step.__file__).read_text(encoding="utf-8").splitlines()
    calls = [n for n, line in enumerate(lines, 1) if "mul_div(" in line and "def " not in line]
    free = []
    for call in calls:

        def turned(left: int, by: int, over: int, up: bool, call: int = call) -> int:
            here = sys._getframe(1).f_lineno == call
            return right(left, by, over, not up if here else up)

        monkeypatch.setattr(swap_step, "mul_div", turned)
        if not sum(failing(CASES[n]) for n in ("V2", "V2-corners", "V2-root", "V2-amounts")):
            free.append(lines[call - 1].strip())
    assert len(calls) == 7
    assert free == ["budget = mul_div(wanted, PIPS - fee, PIPS, up=False)"]


@pytest.mark.parametrize("name", ["V1", "V2-specification"])
def test_another_swap_in_the_specification_is_caught(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = pool.bought
    monkeypatch.setattr(pool, "bought", lambda dollars: wrong(dollars) * (1 - dollars / 10**36))
    assert failing(CASES[name])


def test_another_vesting_in_the_specification_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(age: sp.Expr, *schedule: sp.Expr) -> sp.Expr:
        return spec_vesting.vested_share(age - 1, *schedule)

    monkeypatch.setattr(vesting, "vested_share", late)
    assert failing(CASES["V4"])
    assert failing(CASES["V4-line"])


def test_the_specification_vests_as_the_wallet_on_its_whole_grid() -> None:
    units, length, cliff = 100 * 10**18, 4 * 365 * 86_400, 365 * 86_400
    for i in range(64):
        elapsed = i * length // 60
        line = min(units, units * elapsed // length)
        assert vesting.linear(units, elapsed, length) == line
        assert vesting.with_cliff(units, elapsed, length, cliff) == (
            line if elapsed >= cliff else 0
        )


def test_another_posted_price_in_the_specification_is_caught(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    law = base_fee._posted()
    (exponential,) = law.atoms(sp.exp)
    linear = law.subs(exponential, 1 + exponential.args[0])
    monkeypatch.setattr(base_fee, "_posted", lambda: linear)
    with pytest.raises(ValueError, match="not an exponential rule"):
        run([CASES["V3-slope"]])
    monkeypatch.setattr(base_fee, "_posted", lambda: law.subs(exponential, 1 / exponential))
    assert failing(CASES["V3-posted"])


def test_the_pool_refuses_what_it_does_not_hold() -> None:
    for token0, amount in ((True, 10**18), (False, 10**18 + 1)):
        with pytest.raises(swap_step.SwapError, match="ask for fewer"):
            swap_step.price_after(swap_step.root(1), 10**18, amount, token0, adds=False)


def test_a_root_price_is_rounded_up_at_every_tick_and_down_from_a_price() -> None:
    for tick in range(-300, 300, 7):
        price = swap.price_at(tick)
        up, down = swap.root_at(tick), swap_step.root(price)
        assert up - down == (1 if tick else 0)
        assert Fraction(down, swap_step.Q96) ** 2 <= price <= Fraction(up, swap_step.Q96) ** 2


ROW = """
V1:
  title: a title
  computes: swap.bought
  validates: a thing
  unit: base units
  tolerance: 0
  source: a source
  status: read
  cites: adams2020uniswapv2
  points:
    - at: a place
      input: {brought: 1, reserve_in: 5, reserve_out: 10, fee: 0.003}
      expected: 1
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("status: read", "status: guessed", "status"),
        ("status: read", "status: read\n  colour: blue", "colour"),
        ("expected: 1", "expected: true", "is not a number"),
        ("expected: 1", "expected: {}", "expected"),
        ("tolerance: 0", "tolerance: -1", "tolerance"),
        ("swap.bought", "swap.stolen", "no function stolen"),
        ("swap.bought", "os.remove", "write one of the modules"),
        ("V1:", "W1:", "id"),
        ("  source: a source\n", "", "source"),
        ("  cites: adams2020uniswapv2\n", "", "cites"),
    ],
)
def test_a_bad_row_is_refused_by_name(old: str, new: str, says: str) -> None:
    assert load(ROW)[0].points[0].input["fee"] == Fraction(3, 1000)
    with pytest.raises(CaseError, match=re.escape(says)):
        load(ROW.replace(old, new, 1))


def test_what_is_not_independent_says_so() -> None:
    by_status = {case.id: case.status for case in cases()}
    assert by_status["V16"] == "from memory"
    assert {"V3-posted", "V8-altair", "V14", "V15", "V17", "V18"} <= {
        name for name, status in by_status.items() if status == "arithmetic"
    }
    assert all(case.note for case in cases() if case.status == "from memory")
