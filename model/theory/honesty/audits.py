"""How much is audited: by promise, where every cheat is deterred, and by checkers paid per find.

Promised audits cost work, and spare stake. Checkers who are paid only by what they find would stop
if nobody cheated, and then all would cheat: so both sides mix, and some cheating stays.
"""

from fractions import Fraction
from itertools import product

import sympy as sp
from scipy.optimize import brentq

from model.logic import (Assumption, Case, Chapter, Claim, Steps, against, bound, by_arithmetic,
                         drawn, identity, only_best, threshold)
from model.quantities import POSITIVE, theoretical
from model.spec import accounts, nodes, verification
from model.spec.core import stated
from model.theory.honesty import task
from model.theory.honesty.honesty import CHANCE, STAKE, gain_in_dollars, turned
from model.theory.notation import positive

check_cost = theoretical("check_cost", "c_v", "USD/task", "cost of checking one task", POSITIVE)
stake_cost = theoretical("stake_cost", r"r_{\mathrm{T}}", "1",
                         "cost of holding a dollar of stake for a task", POSITIVE)
best_audit = theoretical("best_audit", r"\alpha^{*}", "1", "cheapest audit probability", POSITIVE)
least_cost = theoretical("least_deterrence_cost", "C^{*}", "USD/task", "least cost of deterrence")
mixed_cheating = theoretical("mixed_cheating", "x^{*}", "1", "cheating without promises", POSITIVE)
mixed_audit = theoretical("mixed_audit", "y^{*}", "1", "audits without promises", POSITIVE)
bounty, (*_, CLASS) = verification.slash_challenger_share, accounts.CLASSES
FREE = sp.sqrt(stake_cost * task.prize / (task.detection * task.quality * task.slash * check_cost))
CORNER = task.prize / (task.detection * task.quality * task.pay)
BEST = sp.Eq(best_audit, sp.Min(1, FREE, CORNER), evaluate=False)
COST = sp.Eq(least_cost, check_cost * best_audit + stake_cost / task.slash
             * (task.prize / (task.detection * task.quality * best_audit) - task.pay))
#: SymPy draws positive factors out of a root; the book prints one root.
ROOT = {FREE: r"\sqrt{\frac{r_{\mathrm{T}}\left(\mathcal{C}_{\tau}+\mathcal{G}_{\tau}\right)}"
              r"{\delta q_{\tau}\zeta_{t} c_{v}}}"}
SHARE = sp.Eq(mixed_cheating, (check_cost / (task.detection * bounty * task.slash * task.stake)
                               - (1 - task.quality)) / task.quality)
RATE = sp.Eq(mixed_audit, CHANCE.rhs / task.detection)
FLOOR = sp.Ge(mixed_cheating, (check_cost / (task.detection * task.stake)
                               - (1 - task.quality)) / task.quality, evaluate=False)
KNOWN = task.KNOWN | {bounty: positive(bounty)}
# Bound variables: the root and the corner, shares of cheats and of checks, what is not lost.
root, bend, share, rate = sp.symbols("f m x y", positive=True)
rest = sp.Symbol("h", nonnegative=True)
#: The numbers of a task, four dollars for a check, half the slash as bounty, interest on stake.
GAME = {**task.PLAIN, check_cost: Fraction(4), bounty: task.HALF, stake_cost: Fraction(1, 64)}


def _best(statement: sp.Basic) -> Steps:
    gain = gain_in_dollars().subs(task.caught, task.detection * task.audit)
    needed = STAKE.rhs.subs(task.caught, task.detection * task.audit)
    yield threshold(
        "In dollars, the specification's gain of a cheat is straight in the stake. This is the "
        "stake that just deters; where it is negative the lost pay is more than enough.",
        sp.Eq(STAKE.lhs, needed), gain, task.stake, sp.diff(gain, task.stake), where=KNOWN)
    overhead = check_cost * task.audit + stake_cost * sp.Max(0, needed)
    known = {each: KNOWN[each] for each in (task.saved, task.detection, task.quality, task.slash)}
    prize, chance = task.prize.subs(known), (task.detection * task.quality).subs(known)
    put = {**known, check_cost: stake_cost * prize / (chance * known[task.slash] * root**2),
           task.pay: prize / (chance * bend)}
    yield (best := only_best(
        "With the price of a check and the pay in terms of the square root f and the corner m, "
        "every other audit probability up to one makes audits and stake dearer than the least of "
        "f, m and one. From the corner on no stake is needed, and more audits only cost.",
        BEST, overhead, task.audit, sp.And(sp.Gt(task.audit, 0), sp.Le(task.audit, 1)), where=put))
    yield by_arithmetic("There the stake that deters is not negative, and it and the audits cost "
                        "so much.", COST, best, where=put, given=[sp.Eq(
                            least_cost, overhead.subs(task.audit, best_audit), evaluate=False)])
    yield identity(
        "Where the root is the least of the three, that is twice what the audits cost, less the "
        "interest on the pay that a cheat risks anyway.",
        COST.rhs.subs(best_audit, FREE), 2 * check_cost * FREE - stake_cost * task.pay / task.slash)


def _mixed(statement: sp.Basic) -> Steps:
    block = verification.verification()
    earned = stated(block, verification.slash_to_challenger[CLASS]) * accounts.price
    earned /= verification.tasks[CLASS] * task.audit
    for symbol in (verification.slash_due[CLASS], verification.wrong_share[CLASS], task.caught):
        earned = earned.subs(symbol, stated(block, symbol))
    # What a check brings beyond its cost, of nodes that have the stake.
    earns = earned.subs({verification.cheating[CLASS]: share, nodes.quality[CLASS]: task.quality,
                         verification.stake_per_task[CLASS]: task.stake,
                         accounts.node_stake[CLASS]: sp.oo}) - check_cost
    gain = gain_in_dollars().subs(task.caught, rate * task.detection)
    yield threshold("A check finds out with the share of wrong results, cheats' and honest ones, "
                    "times the chance of detection. It earns the bounty then, and costs the same "
                    "always. So checkers check everything if more than this share cheats, and "
                    "nothing if less.", SHARE, earns, share, sp.diff(earns, share), where=KNOWN)
    yield threshold("What a node gains by cheating is straight in the audit probability. So all "
                    "nodes cheat if less is audited than this, and none if more. Nothing pure "
                    "lasts: each side mixes such that the other is indifferent.", RATE, gain, rate,
                    sp.diff(gain, rate), where=KNOWN)
    all_lost = SHARE.rhs.subs(bounty, 1 / (task.slash * (1 + rest)))
    yield bound("The bounty is a part 1 / (1 + h) of the stake. The cheating share at which a "
                "check just pays is beyond the bound by what is not negative, and by nothing if h "
                "is zero.", FLOOR,
                (check_cost * rest / (task.detection * task.quality * task.stake)).subs(KNOWN),
                {rest: sp.Integer(0)}, where={**KNOWN, mixed_cheating: all_lost.subs(KNOWN)})


def cheapest(at: task.Numbers, price: float, interest: float,
             power: int = 1) -> tuple[float, float]:
    """Audit probability of least cost and that cost, by a search that thirds the interval.

    Checks cost ``price`` times a ``power`` of the probability, and stake costs ``interest``.
    """
    def cost(audited: float) -> Fraction:
        stake = task.where_it_turns(task.stake, {**at, task.audit: Fraction(audited)})
        checks = Fraction(price) * Fraction(audited) ** power
        return checks + Fraction(interest) * max(Fraction(0), stake)

    low, high = 1e-6, 1.0
    while high - low > 1e-13:
        one, other = low + (high - low) / 3, high - (high - low) / 3
        low, high = (low, other) if cost(one) < cost(other) else (one, high)
    return high, float(cost(high))


def indifferent(at: Case, forgiven: bool = False) -> float:
    """The cheating share at which a check just pays; honest errors may earn nothing."""
    def earned(cheat: float) -> float:
        income, won = -at[check_cost], at[bounty] * at[task.slash] * at[task.stake]
        for cheats, right, found in product((True, False), repeat=3):
            chance = cheat if cheats else 1 - cheat
            chance *= at[task.quality] if right else 1 - at[task.quality]
            chance *= at[task.detection] if found else 1 - at[task.detection]
            income += chance * won * (found and (cheats or not (right or forgiven)))
        return float(income)

    return float(brentq(earned, -1, 2, xtol=1e-14))


def equilibrium(at: Case) -> dict[sp.Symbol, float] | None:
    """Cheating and audits at which nobody gains by changing; none if they would be pure."""
    found = {mixed_cheating: indifferent(at), mixed_audit: turned(at, task.audit)}
    return found if all(0 < each < 1 for each in found.values()) else None


def claims() -> Chapter:
    """The best audits of a planner, and the equilibrium that bounties leave."""
    best, cheat, audited = (part.rhs.subs(GAME) for part in (BEST, SHARE, RATE))
    interest = "a dollar of stake costs its interest for a task"
    yield Claim(
        "best-audit-probability",
        "The cheapest audit probability, and what deterring every cheat costs",
        "It rises with the square root of what stake costs and falls with that of what a check "
        "costs. It never exceeds one, nor the corner from which on no stake is needed. At the root "
        "deterrence costs twice the geometric mean of what audits and stake cost, less the "
        "interest on the pay that a cheat risks anyway.",
        (Assumption("checks-cost-alike", "every check costs the same",
                    "let the cost of audits rise with their square: the best audit probability is",
                    lambda: (cheapest(GAME, 4, 1 / 64, power=2)[0], best)),
         Assumption("stake-costs-interest", interest, "let stake cost nothing: the fewest audits "
                    "are the best, here", lambda: (cheapest(GAME, 4, 0)[0], best))),
        sp.And(BEST, COST), proof=_best,
        numbers=against("least cost of audits and the stake they need, by a search", 1e-9, drawn(
            60, {**task.RANGES, task.stake: 0, check_cost: (0.05, 0.5),
                 stake_cost: lambda draw: 10 ** draw.uniform(-4, -0.5)},
            lambda at: dict(zip((best_audit, least_cost), cheapest(
                task.exactly(at), at[check_cost], at[stake_cost]), strict=True)))),
        region="tasks that a cheat gains from; stake is such that it just deters; a slash is no "
        "cost", short=ROOT, shown_in="fig-honesty-audits", formerly=("least-cost-of-deterrence",),
        literature=("becker1968crime",), owner="own; no source is known", uses=("honest-stake",))
    yield Claim(
        "mixed-cheating-share",
        "Checkers paid by bounty audit just to the border and leave some cheating",
        "Just so many results are wrong that a check earns its cost; honest errors are a part of "
        "them, and cheats the rest. The gain of cheating does not matter for it: more tempted "
        "nodes are audited more, and cheat as much. Audits are as likely as the border of honesty "
        "asks, whatever a check costs. And even if all of the stake is lost and all of it goes to "
        "the finder, the bound on cheating stays. Where it is negative a bounty can end cheating: "
        "honest errors alone would pay for the checks.",
        (Assumption("bounty-only", "checkers earn the bounty and nothing else",
                    "pay half of the cost as a wage: the share that cheats is",
                    lambda: (indifferent(GAME | {check_cost: 2}), cheat)),
         Assumption("no-commitment", "nobody can promise to check what does not pay to check",
                    "announce twice the audits of the border: the share that cheats is",
                    lambda: (int(task.cheating_pays(
                        GAME | {task.audit: task.where_it_turns(task.audit) * 2}) > 0), cheat)),
         task.ERRORS.without("slash no honest error, so that finding one earns nothing: the share "
                             "that cheats is", lambda: (indifferent(GAME, forgiven=True), cheat)),
         task.PAY_LOST.without("let a caught cheat keep its pay: the audit probability is",
                               lambda: (task.where_it_turns(task.audit, keeps_pay=Fraction(1)),
                                        audited)),
         task.EXPECTED.without("let a node fear a lost dollar of stake twice as much: the audit "
                               "probability is",
                               lambda: (task.where_it_turns(task.audit, weight=2), audited)),
         Assumption("bounty-from-stake", "the bounty is at most the stake of the cheat",
                    "pay a bounty of one and a half stakes from another purse: the share that "
                    "cheats is below the bound",
                    lambda: sp.Ge(indifferent(GAME | {bounty: 3}), FLOOR.rhs.subs(GAME)))),
        sp.And(SHARE, RATE, FLOOR), proof=_mixed,
        numbers=against("equilibrium by root searches on incomes over the outcomes", 1e-9,
                        drawn(80, {**task.RANGES, task.quality: (0.97, 1), task.stake: (5, 50),
                                   check_cost: (0.05, 0.2), bounty: (0.2, 1)}, equilibrium)),
        region="a check costs less than the bounty that it finds if all cheat and more than what "
        "it finds if none does, and nodes are honest if all is audited",
        shown_in="fig-honesty-inspection", literature=("avenhaus2002inspection",),
        owner="Avenhaus, von Stengel and Zamir 2002, the mixed equilibrium, place not looked up; "
        "the last bound own, no source is known", uses=("honest-stake",),
        formerly=("mixed-audit-probability", "bounty-leaves-cheating"))
