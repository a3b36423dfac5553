"""A burn share that is decided after others have built on it, and what a promise is worth.

A part θ of what the treasury's dollars make is made by those who build on what they expect it to
spend; the rest hangs on what it spends.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from model.logic.formulas import by_meaning, only_root
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import rewritten
from model.quantities import SHARE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.value import burn_share as b
from model.theory.value.burn_share import A, alpha, income, theta

OWNER = ("own for a burn share, no source is known; that policy decided afterwards loses what "
         "expectations make: Kydland and Prescott (1977)")  # fmt: skip
unbound_burn_share = theoretical(
    "unbound_burn_share", r"\beta_{d}", "1", "burn share if it is decided after all have built",
    SHARE)  # fmt: skip
commitment_worth = theoretical(
    "commitment_worth", r"V_c", "USD/calendar_year",
    "what holders have more if the burn share is promised and kept")  # fmt: skip
UNBOUND = 1 - ((1 - theta) * alpha * A) ** (1 / (1 - alpha)) / income
WORTH = (alpha * A) ** (1 / (1 - alpha)) * (
    (1 - alpha) / alpha
    - (1 - theta) ** (alpha / (1 - alpha)) / alpha
    + (1 - theta) ** (1 / (1 - alpha))
)


def _unbound(statement: sp.Basic) -> Iterator[Step]:
    yield from b.turn(
        "What was built on the promise is there. Of what is still open, holders have most where "
        "the last dollar makes one, counting only the part that hangs on spending it.",
        1 - theta,
    )
    left = (1 - unbound_burn_share) * income
    yield only_root(
        "That does not depend on what was expected, so it is what all expect who know it. It "
        "leaves one share.",
        statement,
        sp.Eq((1 - theta) * alpha * A * left ** (alpha - 1), 1),
        slope=(1 - theta) * (1 - alpha) * alpha * A * income * left ** (alpha - 2),
        where=b.INSIDE | {theta: b.ahead / (1 + b.ahead), unbound_burn_share: 1 - b.gap},
    )


def _commitment(statement: sp.Basic) -> Iterator[Step]:
    size = sp.Symbol("x_p", positive=True)
    shares = [each.prove()[-1] for each in (b.claims()[0], claims()[0])]
    for share in shares:
        yield rewritten("By another claim, the share is this.", share.relation, share)
    dollars = [income * (1 - share.relation.rhs) for share in shares]
    yield identity("If what is spent is what was expected, holders have this.",
                   b.worth(size, size, theta), income - size + A * size**alpha)  # fmt: skip
    large = (1 + b.bend) * b.gap ** (b.bend / (1 + b.bend))
    yield by_meaning(
        "What they have at the best share, less what they have at the share that is decided "
        "afterwards and foreseen.",
        statement,
        sp.Add(*(sign * (A * x**alpha - x) for sign, x in zip((1, -1), dollars, strict=True))),
        where=b.INSIDE | {A: large, theta: 1 - 1 / (1 + b.ahead)},
    )


def after_all_built(income: float, scale: float, response: float, part: float) -> float:
    """The share that is decided after all have built on their expectation, which comes true."""
    share = 0.5
    for _ in range(3):
        hoped = scale * part * ((1 - share) * income) ** response

        def have(burnt: float, built: float = hoped) -> float:
            spent_now = ((1 - burnt) * income) ** response
            return float(burnt * income + built + scale * (1 - part) * spent_now)

        share = b.most(have)
    return share


def gained(income: float, scale: float, response: float, part: float) -> float:
    """What holders have more at the promised share, both shares found by search."""
    shares = (b.promised(income, scale, response),
              after_all_built(income, scale, response, part))  # fmt: skip
    kept, left = (each * income + scale * ((1 - each) * income) ** response for each in shares)
    return float(kept - left)


def _unbound_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((income, A, alpha, theta), statement.rhs, "math")
    worst, count = 0.0, 100
    for case in b.drawn(count):
        worst = max(worst, abs(formula(*case) - after_all_built(*case)))
    return Evidence("best replies to expectations that come true, by search: gap", count, worst,
                    1e-5)  # fmt: skip


def _worth_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((A, alpha, theta), statement.rhs, "math")
    worst, count = 0.0, 100
    for revenue, *rest in b.drawn(count):
        worst = max(worst, abs(formula(*rest) - gained(revenue, *rest)) / revenue)
    return Evidence("both shares by search: gap, over revenue", count, worst, 1e-6)


def _difference(revenue: sp.Expr, makes: b.Makes, dollar: sp.Expr = sp.S.One) -> sp.Expr:
    """What holders have more at the promised share, if half is built ahead, by search."""
    shares = (b.searched(revenue, makes, dollar),
              b.searched(revenue, lambda x: makes(x) / 2, dollar))  # fmt: skip
    kept, left = (dollar * each * revenue + makes((1 - each) * revenue) for each in shares)
    return kept - left


def _broken() -> sp.Expr:
    """What holders lose by a promise that half of what is made was built on, and that is broken."""
    kept, now = (b.searched(b.EIGHT, b.root(part)) for part in (sp.S.One, sp.Rational(1, 2)))
    first, last = (sp.sqrt((1 - share) * b.EIGHT) for share in (kept, now))
    return kept * b.EIGHT + 4 * first - (now * b.EIGHT + 2 * first + 2 * last)


def claims() -> tuple[Claim, ...]:
    """The share without a promise, and what the promise is worth."""
    half = sp.Rational(1, 2)
    point = {A: 4, alpha: half, theta: half, income: b.EIGHT}
    said, make = WORTH.subs(point), b.root(sp.S.One)
    return (
        Claim(
            "burn-share-without-commitment",
            "Decided afterwards, more is burned than is best",
            "Once builders have acted on what they expect, their part is there whatever is spent. "
            "So voters look at the rest alone and burn more, and all who foresee this build less.",
            (*b.COMMON, Assumption("decided-afterwards", "the share is decided when builders have "
                                   "built, and is best for holders then")),
            sp.Eq(unbound_burn_share, UNBOUND),
            _unbound,
            _unbound_in_numbers,
            b.examples(UNBOUND, half) | {
                "decided-afterwards": lambda: Counterexample(
                    "let the share be promised and kept: less is burned",
                    sp.Eq(b.searched(b.EIGHT, make), UNBOUND.subs(point)))},
            "what is built ahead and what spending makes add up; less than all is built ahead",
            shown_in=b.FIGURE,
            owner=OWNER,
            uses=("burning-equals-distributing",),
        ),
        Claim(
            "commitment-is-worth",
            "What it is worth to promise the burn share and keep it",
            "Without a promise the treasury's last dollar makes more than a dollar, and holders "
            "lose the difference on all the dollars that it does not get. Nothing is lost if "
            "nothing is built ahead.",
            (*b.COMMON, Assumption("foreseen", "builders expect what will be decided")),
            sp.Eq(commitment_worth, WORTH),
            _commitment,
            _worth_in_numbers,
            {
                "diminishing-returns": lambda: Counterexample(
                    "let the treasury make four dollars of each: nothing is burned in either case, "
                    "and the promise is worth nothing",
                    sp.Eq(_difference(b.EIGHT, b.line(sp.S.One)), said)),
                "worth-a-dollar": lambda: Counterexample(
                    "let a burned dollar be worth a quarter: nothing is burned in either case",
                    sp.Eq(_difference(b.EIGHT, make, b.QUARTER), said)),
                "enough-revenue": lambda: Counterexample(
                    "let revenue be half a dollar: nothing is burned in either case",
                    sp.Eq(_difference(b.LITTLE, make), said)),
                "foreseen": lambda: Counterexample(
                    "let builders believe the promise once, and it be broken: holders gain by it",
                    sp.Eq(_broken(), said)),
            },
            "what is built ahead and what spending makes add up; less than all is built ahead; "
            "both shares are between nothing and all",
            shown_in=b.FIGURE,
            owner=OWNER,
            uses=("best-burn-share", "burn-share-without-commitment"),
        ),
    )  # fmt: skip
