"""The jackpot: wrong results made on purpose pay those who check, and nothing else does.

In a share of the tasks the published result is wrong by order of the protocol. Whoever reports it
wins a jackpot, of which each of k challengers receives one part in two to the k − 1.
"""

from fractions import Fraction

import sympy as sp
from scipy.optimize import brentq

from model.logic import (Assumption, Case, Chapter, Claim, Steps, against, bound,
                         bound_by_induction, by_arithmetic, by_induction, drawn, identity,
                         threshold)
from model.quantities import NOT_NEGATIVE, POSITIVE, Domain, theoretical
from model.theory.honesty.audits import check_cost

COUNT, FROM_NONE = Domain(1, whole=True), Domain(0, whole=True)
jackpot = theoretical("jackpot", "J", "USD/task", "jackpot for one forced error", POSITIVE)
checkers = theoretical("checkers", "k", "1", "checkers that report one error", COUNT)
others = theoretical("other_checkers", "n", "1", "identities of others that report it", FROM_NONE)
identities = theoretical("identities", "s", "1", "identities of one checker", COUNT)
taken = theoretical("jackpot_taken", "J_{s}", "USD/task", "what one checker receives", POSITIVE)
forced = theoretical("forced_errors", r"\varepsilon_{\mathrm{f}}", "1",
                     "share of tasks made wrong by order", Domain(0, 1, open_low=True))
least_jackpot = theoretical("least_jackpot", r"J^{\circ}", "USD/task",
                            "jackpot from which on so many checkers check")
outlay = theoretical("jackpot_outlay", r"\bar J", "USD/task", "expected jackpots", NOT_NEGATIVE)
entrants = theoretical("entrants", "m^{*}", "1", "checkers that find it worthwhile", FROM_NONE)
ENOUGH = sp.Eq(least_jackpot, 2 ** (checkers - 1) * check_cost / forced)
ENTRY = sp.Eq(entrants, sp.Max(0, 1 + sp.floor(sp.log(forced * jackpot / check_cost) / sp.log(2))),
              evaluate=False)
LUNCH = sp.Ge(outlay, checkers * check_cost, evaluate=False)
TAKEN = sp.Eq(taken, identities * jackpot / 2 ** (others + identities - 1))
ALONE = sp.Ge(jackpot / 2**others, taken, evaluate=False)
#: A part of the jackpot, doublings of it, what a willing checker has beyond its cost, and how many
#: identities are beyond the first.
part, doublings = sp.Symbol("w", positive=True), sp.Symbol("d", real=True)
spare, beyond = sp.Symbol("h", nonnegative=True), sp.Symbol("j", integer=True, nonnegative=True)
#: One task in ten is wrong by order, a check costs 2 and the jackpot is 80.
ERRORS, COST, AMOUNT = Fraction(1, 10), Fraction(2), Fraction(80)
AT = {forced: ERRORS, check_cost: COST, jackpot: AMOUNT, checkers: 1}


def _entry(statement: sp.Basic) -> Steps:
    expects = forced * TAKEN.rhs.subs({identities: 1, others: checkers - 1})
    yield threshold("A check costs the same for every task and wins the part of one of k in the "
                    "share of tasks that are wrong by order. So it pays from this jackpot on, and "
                    "not below.", ENOUGH, expects - check_cost, jackpot, sp.diff(expects, jackpot))
    alone = sp.log(forced * jackpot / check_cost)
    pays, last, following = (alone / sp.log(2) - (count - 1)
                             for count in (checkers, entrants, entrants + 1))
    yield identity("What one of k expects covers its cost if the logarithm of their quotient is "
                   "not negative. That logarithm is:", sp.expand_log(sp.log(expects / check_cost)),
                   sp.expand(sp.log(2) * sp.expand_log(pays)))
    yield by_arithmetic("Whoever is last to come finds that the check pays, and the next would "
                        "not. The only whole number that is so is this, or none enters.", ENTRY,
                        where={alone: doublings * sp.log(2)},
                        given=(sp.Eq(sp.floor(entrants), entrants),
                               sp.Or(sp.Eq(entrants, 0), sp.Ge(last, 0)), sp.Lt(following, 0)))
    yield bound("The part of each of k willing checkers brings, in the tasks that are wrong by "
                "order, the cost of its check and a rest h that is not negative. All jackpots are "
                "paid to them; without rests they are the cost of the checks.", LUNCH,
                checkers * spare, {spare: sp.Integer(0)},
                where={outlay: forced * checkers * ((check_cost + spare) / forced)})


def _splitting(statement: sp.Basic) -> Steps:
    yield (among := by_induction("Beside n others a single identity receives the jackpot, halved "
                                 "for each of them.", sp.Eq(part, jackpot / 2**others), others,
                                 jackpot, part / 2))
    yield (together := by_induction(
        "One more identity adds one part to those that its owner receives and halves every part.",
        TAKEN, identities, among.relation.args[1], taken / identities * (identities + 1) / 2, at=1))
    yield (falls := bound_by_induction("The two are equal for one identity. If 1 + j identities "
                                       "receive no more, one more adds one part and halves every "
                                       "part: the sum does not rise.",
                                       sp.Ge(jackpot / 2**others, TAKEN.rhs, evaluate=False),
                                       beyond, where={identities: 1 + beyond}))
    yield by_arithmetic("So several receive no more than one.", ALONE, together, falls)


def paid(count: int, amount: Fraction) -> Fraction:
    """What each of so many challengers receives: it is halved for each beyond the first."""
    for _ in range(count - 1):
        amount /= 2
    return amount


def entering(errors: Fraction, amount: Fraction, cost: Fraction) -> int:
    """Checkers that come in one by one as long as the next one expects its cost."""
    inside = 0
    while errors * paid(inside + 1, amount) >= cost:
        inside += 1
    return inside


def lure(errors: Fraction, cost: Fraction, count: int = 1) -> float:
    """The least jackpot for so many checkers, by a root search on what one of them expects."""
    return float(brentq(lambda amount: float(errors * paid(count, Fraction(amount)) - cost),
                        0, 1e9, xtol=1e-12, rtol=1e-14))


def _come(at: Case) -> dict[sp.Symbol, float]:
    """A season of checkers, in fractions; the jackpot was drawn in doublings of the least one."""
    errors, cost = Fraction(at[forced]), Fraction(at[check_cost])
    amount = cost / errors * Fraction(2 ** at[jackpot])
    inside = entering(errors, amount, cost)
    count, given = (inside, amount) if inside else (1, cost / errors)
    return {jackpot: float(amount), entrants: inside, checkers: count,
            outlay: float(errors * count * paid(count, given)),
            least_jackpot: lure(errors, cost, count)}


def claims() -> Chapter:
    """How many checkers a jackpot brings, and who gains by posing as many."""
    lone, enter = ENOUGH.rhs.subs(AT), ENTRY.rhs.subs(AT)
    truebit = "Teutsch and Reitwiessner 2019, section 4.1 on jackpots; "
    yield Claim(
        "jackpot-entry",
        "How many checkers a jackpot brings, and what they cost",
        "A lone checker needs the cost of a check over the share of tasks that are wrong by order. "
        "Each doubling of the jackpot brings one more checker. And in expectation jackpots cover "
        "at least what is spent on the checks that they buy.",
        (Assumption("hidden-errors", "nobody knows a task that is wrong by order before",
                    "let the forced errors be known before, so that only these tasks are checked: "
                    "the jackpot needed by one is", lambda: (lure(ERRORS, ERRORS * COST), lone)),
         Assumption("jackpot-only", "the jackpot is all that a checker earns",
                    "pay half of a check's cost as a wage: the jackpot needed by one is",
                    lambda: (lure(ERRORS, COST / 2), lone)),
         Assumption("own-cost", "each checker bears the cost of its own check",
                    "let checkers copy one check and share its cost: the checkers are",
                    lambda: (entering(ERRORS, AMOUNT, COST / 2), enter)),
         Assumption("free-entry", "everybody may check", "admit one checker only: the checkers are",
                    lambda: (min(1, entering(ERRORS, AMOUNT, COST)), enter)),
         Assumption("willing", "each checker takes part of its own will", "order five checkers to "
                    "check for whatever it pays: less is paid out than they spend",
                    lambda: sp.Ge(sp.Rational(ERRORS * 5 * paid(5, AMOUNT)),
                                  LUNCH.rhs.subs({checkers: 5, check_cost: COST})))),
        sp.And(ENOUGH, ENTRY, LUNCH), proof=_entry,
        numbers=against(
            "checkers enter one by one, payouts halved each time, in fractions: absolute", 1e-9,
            drawn(120, {forced: (1e-3, 0.1), check_cost: (0.01, 0.09), jackpot: (-1, 12)}, _come),
            unit=1),
        region="checkers find every error they check; they enter one by one as long as the next "
        "expects its cost", shown_in="fig-honesty-jackpot", literature=("teutsch2019truebit",),
        uses=("splitting-never-gains",), owner=f"{truebit}the number that enters own, no source is "
        "known", formerly=("jackpot-pays-for-checks", "checking-is-no-free-lunch"))
    yield Claim(
        "splitting-never-gains",
        "Nobody gains by posing as several challengers, and the jackpot never runs out",
        "Beside any number of others, one identity receives at least as much as several. Without "
        "others: no number of challengers is paid more than the jackpot. One or two receive all of "
        "it together, more receive less.",
        (Assumption("halving", "a jackpot is halved for each challenger beyond the first", "divide "
                    "a jackpot in equal parts: two identities beside one other receive", lambda: (
                        AMOUNT * 2 / (2 + 1), TAKEN.rhs.subs(AT | {identities: 2, others: 1}))),),
        sp.And(TAKEN, ALONE), proof=_splitting,
        numbers=against("payouts halved one challenger at a time, exactly: cases that are false", 0,
                        lambda: ({jackpot: 10**6, others: beside, identities: count,
                                  taken: count * paid(beside + count, Fraction(10**6))}
                                 for beside in range(6) for count in range(1, 13)), exact=True),
        region="any number of others, none included; whoever splits may also hurt the others",
        shown_in="fig-honesty-jackpot", owner=f"{truebit}the place of the division not looked up",
        literature=("teutsch2019truebit",), formerly=("jackpot-never-exceeds",))
