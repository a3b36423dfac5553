"""The jackpot: wrong results made on purpose pay those who check, and nothing else does.

In a share of the tasks the published result is wrong by order of the protocol. Whoever reports
it wins a jackpot (see `model.theory.honesty.challengers` for how challengers divide it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import threshold
from model.logic.step import Step
from model.logic.steps import identity, worked
from model.logic.theorems import bound
from model.quantities import NOT_NEGATIVE, Domain, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.honesty.audits import check_cost
from model.theory.honesty.challengers import checkers, jackpot, paid

forced = theoretical(
    "forced_errors",
    r"\varepsilon_{\mathrm{f}}",
    "1",
    "share of tasks made wrong by order",
    Domain(0, 1, open_low=True),
)
least_jackpot = theoretical(
    "least_jackpot", r"J^{\circ}", "USD/task", "jackpot from which on a lone checker checks"
)
outlay = theoretical(
    "jackpot_outlay", r"\bar J", "USD/task", "expected jackpots over a task", NOT_NEGATIVE
)
entrants = theoretical(
    "entrants", "m^{*}", "1", "checkers that find it worth their while", Domain(0, whole=True)
)
ENOUGH = sp.Eq(least_jackpot, check_cost / forced)
LUNCH = sp.Ge(outlay, checkers * check_cost, evaluate=False)
ENTRY = sp.Eq(
    entrants,
    sp.Max(0, 1 + sp.floor(sp.log(forced * jackpot / check_cost) / sp.log(2))),
    evaluate=False,
)


def _enough(statement: sp.Basic) -> Iterator[Step]:
    yield threshold(
        "A check costs the same for every task and wins the jackpot in the share of tasks that "
        "are wrong by order. So it pays from this jackpot on, and not below.",
        statement,
        forced * jackpot - check_cost,
        jackpot,
        forced,
    )


def _lunch(statement: sp.Basic) -> Iterator[Step]:
    spare = sp.Symbol("h", nonnegative=True)  # what a willing checker earns beyond its cost
    receives = (check_cost + spare) / forced
    with sp.evaluate(False):
        rest = forced * ((check_cost + spare) / forced) - check_cost
    yield worked(
        "A willing checker receives a part of the jackpot that brings, in the tasks that are wrong "
        "by order, the cost of its check and a rest h that is not negative.",
        rest,
        spare,
    )
    yield bound(
        "All of the jackpots are paid to k such checkers. What is paid beyond the cost of their "
        "checks is their rests; without rests the two are equal.",
        statement,
        checkers * spare,
        {spare: sp.Integer(0)},
        where={outlay: forced * checkers * receives},
    )


def _entry(statement: sp.Basic) -> Iterator[Step]:
    alone = sp.log(forced * jackpot / check_cost)
    doublings = sp.Symbol("d", real=True)  # of that quotient, from one on

    def pays(count: sp.Expr) -> sp.Expr:
        """How often what one of so many expects can be halved before it is a check's cost."""
        return alone / sp.log(2) - (count - 1)

    yield identity(
        "What one of k checkers expects covers its cost if the logarithm of their quotient is not "
        "negative. That logarithm is:",
        sp.expand_log(sp.log(forced * jackpot / 2 ** (checkers - 1) / check_cost)),
        sp.expand(sp.log(2) * sp.expand_log(pays(checkers))),
    )
    yield by_arithmetic(
        "Whoever is last to come finds that the check pays, and the next would not. The only whole "
        "number that is so is this, or none enters.",
        statement,
        given=(
            sp.Eq(sp.floor(entrants), entrants),
            sp.Or(sp.Eq(entrants, 0), sp.Ge(pays(entrants), 0)),
            sp.Lt(pays(entrants + 1), 0),
        ),
        where={alone: doublings * sp.log(2)},
    )


def entering(errors: Fraction, amount: Fraction, cost: Fraction) -> int:
    """Checkers that come in one by one as long as the next one expects its cost."""
    k = 0
    while errors * paid(k + 1, amount) >= cost:
        k += 1
    return k


def _numbers(statement: sp.Basic) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), Fraction(0), 0
    symbols = sorted(statement.free_symbols, key=str)
    left, right = (sp.lambdify(symbols, side, "math") for side in statement.args)
    while cases < 120:
        errors = Fraction(float(draw.uniform(1e-3, 0.1)))
        cost = Fraction(float(draw.uniform(1, 9)))
        amount = cost / errors * Fraction(float(2 ** draw.uniform(-1, 12)))
        if cases % 2 and statement.has(outlay):
            amount = cost / errors * 2 ** int(draw.integers(0, 12))  # the last one just enters
        k = entering(errors, amount, cost)
        if not k and statement.has(outlay):
            continue
        at = {forced: errors, check_cost: cost, jackpot: amount, checkers: k, entrants: k,
              outlay: errors * k * paid(k, amount),
              least_jackpot: _search(errors, cost)}  # fmt: skip
        one, other = (Fraction(f(*(at[x] for x in symbols))) for f in (left, right))
        gap = abs(one - other) if isinstance(statement, sp.Eq) else max(Fraction(0), other - one)
        worst, cases = max(worst, gap / max(Fraction(1), other)), cases + 1
    text = "checkers enter one by one, payouts halved each time, in exact fractions: relative"
    return Evidence(text, cases, float(worst), 1e-9)


def _search(errors: Fraction, cost: Fraction) -> Fraction:
    """The least jackpot for a lone checker, by bisection on its income over the outcomes."""
    low, high = Fraction(0), cost / errors * 7
    for _ in range(50):
        middle = (low + high) / 2
        income = errors * paid(1, middle) + (1 - errors) * 0
        low, high = (low, middle) if income >= cost else (middle, high)
    return high


def _known_errors() -> Counterexample:
    """Whoever knows which task is wrong by order checks that task alone."""
    errors, cost = sp.Rational(1, 10), sp.Integer(2)
    found = errors * cost / errors  # cost in the share of tasks that are checked
    claimed = ENOUGH.rhs.subs({check_cost: cost, forced: errors})
    return Counterexample(
        "let the forced errors be known before: only these tasks are checked, and a tenth of the "
        "jackpot is enough",
        sp.Eq(found, claimed),
    )


def _other_pay() -> Counterexample:
    errors, cost, wage = sp.Rational(1, 10), sp.Integer(2), sp.Integer(1)
    return Counterexample(
        "pay half of a check's cost as a wage: half the jackpot is enough",
        sp.Eq((cost - wage) / errors, ENOUGH.rhs.subs({check_cost: cost, forced: errors})),
    )


def _unwilling() -> Counterexample:
    errors, amount = Fraction(1, 10), Fraction(80)
    total = errors * 5 * paid(5, amount)
    return Counterexample(
        "order five checkers to check for whatever it pays: less is paid out than they spend",
        sp.Ge(
            sp.Rational(total.numerator, total.denominator),
            LUNCH.rhs.subs({checkers: 5, check_cost: 2}),
        ),
    )


def _one_check_for_all() -> Counterexample:
    """Two checkers who share one check, each bearing half of its cost."""
    found = entering(Fraction(1, 10), Fraction(80), Fraction(2) / 2)
    return Counterexample(
        "let checkers copy one check and share its cost: more of them enter",
        sp.Eq(sp.Integer(found), ENTRY.rhs.subs({forced: sp.Rational(1, 10), jackpot: 80,
                                                 check_cost: 2})),
    )  # fmt: skip


def _no_more_admitted() -> Counterexample:
    found = min(1, entering(Fraction(1, 10), Fraction(80), Fraction(2)))
    return Counterexample(
        "admit one checker only: one enters where three would",
        sp.Eq(sp.Integer(found), ENTRY.rhs.subs({forced: sp.Rational(1, 10), jackpot: 80,
                                                 check_cost: 2})),
    )  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """Three claims: how large a jackpot must be, what it buys, and who enters."""
    alone = Assumption("jackpot-only", "the jackpot is all that a checker earns")
    hidden = Assumption("hidden-errors", "nobody knows a task that is wrong by order before")

    def make(
        name: str,
        title: str,
        words: str,
        statement: sp.Basic,
        derive: Callable[[sp.Basic], Iterable[Step]],
        needs: dict[Assumption, Callable[[], Counterexample]],
        region: str,
        owner: str = "own; no source is known",
    ) -> Claim:
        return Claim(name, title, words, tuple(needs), statement, derive, _numbers,
                     {each.name: example for each, example in needs.items()}, region,
                     literature=("teutsch2019truebit",),
                     shown_in="fig-honesty-jackpot", owner=owner)  # fmt: skip

    return (
        make("jackpot-pays-for-checks", "The jackpot that keeps a lone checker at work",
             "It is the cost of a check over the share of tasks that are wrong by order.",
             ENOUGH, _enough, {hidden: _known_errors, alone: _other_pay},
             "one checker that finds every error it checks",
             "Teutsch and Reitwiessner 2019, forced errors and jackpots, place not looked up"),
        make("checking-is-no-free-lunch", "Jackpots cost at least the checking that they buy",
             "The jackpots that willing checkers are paid in expectation cover what they spend.",
             LUNCH, _lunch,
             {Assumption("willing", "each checker takes part of its own will"): _unwilling},
             "any number of checkers; with one, at the least jackpot, the two are equal"),
        make("jackpot-entry", "How many checkers a jackpot brings",
             "Each doubling of the jackpot brings one more checker.",
             ENTRY, _entry,
             {Assumption("own-cost", "each checker bears the cost of its own check"):
              _one_check_for_all,
              Assumption("free-entry", "everybody may check"): _no_more_admitted},
             "checkers enter one by one as long as the next expects its cost"),
    )  # fmt: skip
