"""How much to burn, if the treasury makes something of what it gets, and what a promise is worth.

Of the vault's revenue Π the share β is burned, which is worth a dollar a dollar to holders. The
rest, x dollars, goes to the treasury, which makes A x^α of it for them, with α below one. A part
θ of that is made by those who build on what they expect it to spend.
"""

from functools import partial

import sympy as sp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, by_meaning, drawn,
                         identity, most_at, only_root, optimum, parts)
from model.quantities import POSITIVE, SHARE, theoretical
from model.theory.notation import yearly_revenue as revenue

scale = theoretical("treasury_scale", r"A_T", "USD/calendar_year",
    "what a treasury makes for holders of one dollar a year", POSITIVE)
response = theoretical("treasury_response", r"\alpha_T", "1",
    "per cent more that a treasury makes of a per cent more dollars", POSITIVE)
ahead = theoretical("built_ahead", r"\theta_T", "1", "part of what the treasury makes that others "
    "make who build on what they expect it to spend", SHARE)
best = theoretical("best_burn_share", r"\beta_{\ast}", "1",
    "burn share that is best for holders, if it is promised and kept", SHARE)
unbound = theoretical("unbound_burn_share", r"\beta_{d}", "1",
    "burn share if it is decided after all have built", SHARE)
last_dollar = theoretical("last_dollar", r"m_T", "1",
    "what the treasury's last dollar makes, where holders have most", POSITIVE)
promise_worth = theoretical("commitment_worth", r"V_c", "USD/calendar_year",
    "what holders have more if the burn share is promised and kept")

BEST = 1 - (response * scale) ** (1 / (1 - response)) / revenue
UNBOUND = 1 - ((1 - ahead) * response * scale) ** (1 / (1 - response)) / revenue
WORTH = (response * scale) ** (1 / (1 - response)) * (
    (1 - response) / response - (1 - ahead) ** (response / (1 - response)) / response
    + (1 - ahead) ** (1 / (1 - response)))
# Bound variables: the region in symbols of known sign, dollars, what the last of them makes.
bend, odds, gap = sp.symbols("c t y", positive=True)
spent, expected, margin = sp.symbols("x x_e m", positive=True)
INSIDE = {response: 1 / (1 + bend), ahead: odds / (1 + odds), best: 1 - gap, unbound: 1 - gap}
RIGHT = sp.Symbol("right")
#: Eight dollars, of which the treasury makes four roots, half of it by those who build ahead.
HALF = sp.Rational(1, 2)
EIGHT = {revenue: sp.Integer(8), scale: 4, response: HALF, ahead: HALF}


def _turn(text: str, statement: sp.Basic, kept: sp.Expr) -> Steps:
    """Steps to the share that is best, if the part ``kept`` of what is made hangs on spending."""
    made = scale * ((1 - kept) * expected**response + kept * spent**response)
    dollars = (kept * response * scale / margin) ** (1 / (1 - response))
    left = (1 - statement.lhs) * revenue
    yield identity("The treasury's last dollar makes this.", sp.diff(made, spent),
        kept * scale * response * spent ** (response - 1))
    yield optimum(text, sp.Eq(last_dollar, 1, evaluate=False),
                  (revenue - spent + made).subs(spent, dollars), margin,
                  dollars / ((1 - response) * margin), where=INSIDE)
    yield only_root("So the share leaves the treasury as many dollars as make its last one worth a "
        "dollar, whatever was expected. The fewer it gets the more the last one makes: there is "
        "one such share.", statement,
        sp.Eq(kept * response * scale * left ** (response - 1), 1),
        slope=kept * (1 - response) * response * scale * revenue * left ** (response - 2),
        where=INSIDE)


def _burn(statement: sp.Basic) -> Steps:
    said = parts(statement)
    yield from _turn("Count in what the last dollar makes, m: each number of dollars has one m, "
        "and each m one number of dollars. What holders have rises with m below one and falls "
        "above.", said[best], sp.S.One)
    yield from _turn("What was built on a promise is there. Of what is still open, holders have "
        "most where the last dollar makes one, counting only the part that hangs on spending it.",
        said[unbound], 1 - ahead)
    large = (1 + bend) * gap ** (bend / (1 + bend))
    kept, late = (revenue * (1 - each) for each in (BEST, UNBOUND))
    yield by_meaning("What is spent is what was expected. So the promise is worth what holders "
        "have at the best share, less what they have at the share that is decided afterwards and "
        "foreseen.", said[promise_worth], scale * kept**response - kept - scale * late**response
        + late, where={response: 1 / (1 + bend), scale: large, ahead: 1 - 1 / (1 + odds)})


def searched(income: float, made: float, power: float, part: float) -> tuple[float, float, float]:
    """By search: the share if promised and kept, if decided late and foreseen, and the worth."""
    def have(share: float, hoped: float) -> float:
        built, makes = (((1 - each) * income) ** power for each in (hoped, share))
        return float(share * income + made * (part * built + (1 - part) * makes))

    promised, share = most_at(lambda each: have(each, each), 1), 0.5
    for _ in range(3):
        share = most_at(partial(have, hoped=share), 1)
    return promised, share, have(promised, promised) - have(share, share)


def _found(at: Values) -> Values:
    # The scale at which the last dollar of this part of the revenue makes a dollar.
    made = (at[RIGHT] * at[revenue]) ** (1 - at[response]) / at[response]
    found = searched(at[revenue], made, at[response], at[ahead])
    return {scale: made, **dict(zip((best, unbound, promise_worth), found, strict=True))}


def _grid(power: sp.Expr = HALF, income: sp.Expr = EIGHT[revenue], dollar: sp.Expr = sp.S.One,
          part: sp.Expr = sp.S.One) -> sp.Expr:
    """The sixteenth at which holders have most, of what hangs on spending: a part of what is made.

    The treasury makes four times a ``power`` of its dollars, and a dollar burned is worth that.
    """
    return max((sp.Rational(n, 16) for n in range(17)), key=lambda share: float(
        dollar * share * income + part * 4 * ((1 - share) * income) ** power))


def claims() -> Chapter:
    """The two shares, and what the promise is worth."""
    yield Claim("best-burn-share",
        "Burn what the treasury would turn into less than it costs; a promise to do so has a worth",
        "The treasury should get dollars until the last one makes a dollar, and all beyond should "
        "be burned: its dollars do not grow with revenue, and the best share rises towards one. "
        "Once builders have acted on a promise, their part is there whatever is spent. So voters "
        "who decide then burn more, all who foresee this build less, and the treasury's last "
        "dollar makes more than a dollar: holders lose the difference on all that it does not get.",
        (Assumption("diminishing-returns", "one per cent more dollars make less than one per cent "
             "more, at every size",
             "let the treasury make four dollars of each: it is best to burn",
             lambda: (_grid(sp.S.One), BEST.subs(EIGHT))),
         Assumption("worth-a-dollar", "a dollar burned is worth a dollar to holders",
             "let a burned dollar be worth a quarter to holders: it is best to burn",
             lambda: (_grid(dollar=HALF**2), BEST.subs(EIGHT))),
         Assumption("enough-revenue", "revenue is at least what the treasury should get",
             "let revenue be half a dollar: it is best to burn",
             lambda: (_grid(income=HALF), BEST.subs(EIGHT | {revenue: HALF}))),
         Assumption("foreseen", "builders expect what will be decided", "let builders count on the "
             "promise, and it be broken: it is best to burn",
             lambda: (_grid(part=HALF), BEST.subs(EIGHT)))),
        sp.And(sp.Eq(best, BEST), sp.Eq(unbound, UNBOUND), sp.Eq(promise_worth, WORTH)),
        proof=_burn,
        numbers=against("worth of holders by search, best replies to expectations that come true: "
            "gap", 2e-6, drawn(100, {response: (0.2, 0.8), ahead: (0.05, 0.95), RIGHT: (0.1, 0.9),
                                     revenue: (1, 50)}, _found), unit=1),
        region="what is built ahead and what spending makes add up; less than all is built ahead; "
        "the first dollar makes more than any later one, without bound",
        shown_in="fig-best-burn-share", owner="own for a burn share, no source is known; that "
        "policy decided afterwards loses what expectations make: Kydland and Prescott (1977)",
        uses=("burning-equals-distributing",),
        formerly=("burn-share-without-commitment", "commitment-is-worth"))
