"""When an unlock costs the price: at its announcement, or on its day.

Before the announcement nobody reckons with these tokens. After it holders count a part ω of them,
as of all that insiders have locked; on the day of the unlock they count in full.
"""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.exact import alone
from model.logic import (Assumption, Chapter, Claim, Step, Steps, Values, against, bound,
                         by_meaning, case, identity)
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.spec import accounts, worth
from model.spec.accounts import circulating, locked_treasury
from model.spec.announced import announced
from model.spec.worth import unlock_anticipation as part
from model.theory.sourced import fair_by, spec

at_once = theoretical("unlocked_at_once", "U", "AI", "tokens that unlock at once", POSITIVE)
waiting = theoretical("insiders_locked", r"L_{\mathrm{i}}", "AI",
    "locked tokens of investors, team and sale, before the unlock", NOT_NEGATIVE)
drop = theoretical("unlock_drop", r"d_U", "1",
    "fall of the fair price when tokens unlock, as a share of it")
announcement_drop = theoretical("announcement_drop", r"d_A", "1",
    "fall of the fair price when the unlock is announced, as a share of it", SHARE)
whole_drop = theoretical("whole_drop", r"d_W", "1", "fall of the fair price from before the "
    "announcement to after the unlock, as a share of it", SHARE)
PRICED = circulating + locked_treasury + part * waiting
REST = (1 - part) * at_once
DROP = sp.Eq(drop, REST / (PRICED + REST))
DAY = sp.Ge(REST / (circulating + locked_treasury + at_once), drop, evaluate=False)
TOLD = sp.Eq(announcement_drop, part * at_once / PRICED)
WHOLE = sp.Eq(whole_drop, at_once / (PRICED + REST))
LEAST = sp.Ge(announcement_drop, part * whole_drop, evaluate=False)
INSIDERS = (accounts.locked_investors, accounts.locked_team, accounts.locked_sale)
WORTH, TOKENS = announced().block("worth"), spec("worth", worth.priced_tokens)
# Bound variables: what circulates, some of it; insiders' other tokens; whose tokens unlock.
free, others = sp.Symbol("c", positive=True), sp.Symbol("y", nonnegative=True)
theirs = sp.symbols(f"y_:{len(INSIDERS)}", nonnegative=True)
WITHOUT = {locked: locked - each for locked, each in zip(INSIDERS, theirs, strict=True)}
OF_ALL = {circulating: spec("worth", circulating), waiting: sp.Add(*INSIDERS),
          at_once: sp.Add(*theirs)}
State = tuple[float, float, float]


def _fair() -> tuple[Step, sp.Expr]:
    """The fundamental price over the priced tokens, and the step that says it is the fair one."""
    above, price = worth.least_price + sp.Symbol("e", positive=True), fair_by(worth.FUNDAMENTAL)
    fair = spec("worth", worth.fair_today).subs(worth.price_rule, worth.FUNDAMENTAL)
    step = case("The fair price is the fundamental one, as long as it is above the least price.",
        fair.subs(price, above), above)
    return step, price.subs(worth.priced_tokens, TOKENS)


def _falls() -> Steps:
    """What is lost on the day."""
    yield identity("Tokens that unlock were counted in part. Now they count in full, whosever they "
        "are.", TOKENS.subs(WITHOUT), TOKENS + (1 - part) * sp.Add(*theirs))
    step, price = _fair()
    yield step
    yield by_meaning("Its numerator knows no tokens that unlock. What is lost is one less the fair "
        "price with these tokens unlocked over the one with them locked.", DROP,
        1 - price.subs(WITHOUT) / price, where=OF_ALL)


def _day(statement: sp.Basic) -> Steps:
    yield from _falls()
    whole = free + locked_treasury + at_once
    yield bound("Insiders' other tokens, y, are counted too and make the fall smaller. If there "
        "are none, or if nothing or all is anticipated, the sides are equal.", DAY,
        REST * part * others / (whole * (whole + part * others)), {part: 1},
        where={drop: DROP.rhs.subs({waiting: at_once + others, circulating: free}),
               circulating: free}, given=[sp.Le(part, 1, evaluate=False)])


def _told(statement: sp.Basic) -> Steps:
    before = WITHOUT | {accounts.initial_supply: accounts.initial_supply - sp.Add(*theirs)}
    yield identity("Before the announcement these tokens are in nobody's reckoning. Then they are "
        "counted in part, as locked ones are.", TOKENS,
        TOKENS.subs(before, simultaneous=True) + part * sp.Add(*theirs))
    step, price = _fair()
    yield step
    yield (told := by_meaning("What is lost is one less the fair price with the announcement over "
        "the one without.", TOLD, 1 - price / price.subs(before, simultaneous=True), where=OF_ALL))
    *_, day = _falls()
    yield day
    yield (whole := by_meaning("What is left after both days is the product of what each leaves.",
        WHOLE, 1 - (1 - told.relation.rhs) * (1 - day.relation.rhs)))
    yield identity("Of the whole, the day takes just the part that nobody anticipated.",
        day.relation.rhs, (1 - part) * whole.relation.rhs)
    fewer = free + locked_treasury + part * waiting
    yield bound("The announcement comes first, on fewer tokens than the day. The sides are equal "
        "if nothing or all is anticipated.", LEAST,
        REST * part * at_once / (fewer * (fewer + REST)), {part: 1}, where={
            circulating: free, announcement_drop: TOLD.rhs.subs(circulating, free),
            whole_drop: WHOLE.rhs.subs(circulating, free)}, given=[sp.Le(part, 1, evaluate=False)])


def _price(state: State, counted: float = 0.5, **changes: float) -> float:
    """The specification's fair price: what circulates, is the treasury's, the insiders'."""
    out, treasury, locked = state
    known: Values = dict.fromkeys(WORTH.inputs, 0.5) | {
        accounts.burned: out / 20, accounts.slash_burned: out / 50, accounts.holders: out,
        accounts.initial_supply: out * 1.07 + treasury + locked, locked_treasury: treasury,
        **dict.fromkeys(INSIDERS, locked / 3), part: counted, worth.discount_rate: 0.15,
        worth.long_run_growth: 0.05, worth.premium_at_launch: 1e8, worth.least_price: 1e-12,
        worth.price_rule: worth.FUNDAMENTAL}
    changed = {each: changes[each.name] for each in known if each.name in changes}
    return float(alone(WORTH, {**known, **changed}).values[worth.fair_today])


def prices(state: State, counted: float, tokens: float) -> tuple[float, float, float]:
    """Fair prices before the announcement, after it, and after the unlock."""
    out, treasury, locked = state
    before, after = (out, treasury, locked - tokens), (out + tokens, treasury, locked - tokens)
    return _price(before, counted), _price(state, counted), _price(after, counted)


def _drawn() -> Iterator[Values]:
    """Falls of the specification's fair price at random."""
    draw = np.random.default_rng(7)
    for place in range(100):
        out, treasury, locked = (float(each) for each in 10 ** draw.uniform(8, 10, 3))
        counted = (0.0, 1.0, float(draw.uniform()), float(draw.uniform()))[place % 4]
        tokens = locked * (1.0 if place % 3 else float(draw.uniform(0.05, 1)))
        before, told, after = prices((out, treasury, locked), counted, tokens)
        yield {circulating: out, locked_treasury: treasury, waiting: locked, part: counted,
               at_once: tokens, announcement_drop: 1 - told / before, drop: 1 - after / told,
               whole_drop: 1 - after / before}


def _fall(before: State, after: State, news: float = 1.0, **changes: float) -> float:
    """The fall between two states, of which half of the locked is anticipated."""
    return 1 - _price(after, premium_at_launch=1e8 * news, **changes) / _price(before, **changes)


def _common(formula: sp.Expr, before: State, after: State, treasurys: tuple[State, State]
            ) -> tuple[float, list[Assumption]]:
    """What a claim says of two states, and the examples that both claims have."""
    known = {circulating: 1, locked_treasury: 1, part: 0.5, at_once: 1, waiting: 2}
    claimed = float(formula.subs(known))
    half = (_price(before) + _price(after)) / 2
    return claimed, [
        Assumption("fundamental-rule", "the fair price is the fundamental one of the specification",
            "price by the quantity equation, which sees what can be sold: the fall is",
            lambda: (_fall(before, after, price_rule=worth.QUANTITY), claimed)),
        Assumption("no-other-news", "the value that is divided is the same before and after",
            "let the premium be twice as large from the same day on: the fall is",
            lambda: (_fall(before, after, news=2.0), claimed)),
        Assumption("above-the-floor", "the price is above the least price",
            "let somebody always bid a price that is half way down: the fall is",
            lambda: (_fall(before, after, least_price=half), claimed)),
        Assumption("insiders-tokens", "they belong to investors, team or buyers of the sale",
            "let them be the treasury's, which are counted in full: the fall is",
            lambda: (_fall(*treasurys), claimed))]


def claims() -> Chapter:
    """What the day costs, and what the announcement costs."""
    untold, locked, unlocked = (1.0, 1.0, 1.0), (1.0, 1.0, 2.0), (2.0, 1.0, 1.0)
    day, of_day = _common(DROP.rhs, locked, unlocked, ((1, 2, 1), unlocked))
    told, of_told = _common(TOLD.rhs, untold, locked, (untold, (1, 2, 1)))
    gap = "fair prices of the specification: gap of the falls"
    yield Claim("unlock-drop-falls-with-anticipation",
        "An unlock costs the fair price the part that nobody priced in",
        "If holders leave insiders' locked tokens out, an unlock dilutes the price in full. If "
        "they count them all, it does nothing on the day. In between the fall shrinks with what is "
        "anticipated: of the part that these tokens are of all, the day takes no more than the "
        "surprise. The treasury's tokens are counted in any case.",
        (*of_day,
         Assumption("already-there", "the tokens were counted among those to come",
             "mint the token instead of unlocking it: the fall is",
             lambda: (_fall(locked, (2, 1, 2)), day))),
        sp.And(DROP, DAY), proof=_day,
        numbers=against(gap, 1e-10, _drawn, unit=1.0),
        region="the fair price; the market price is away from it by what the day's orders ask for; "
        "some tokens circulate", shown_in="fig-unlock-drop",
        formerly=("a-known-unlock-costs-nothing-on-its-day",))
    yield Claim("foresight-moves-the-loss",
        "Foresight moves the loss of an unlock to its announcement, and takes nothing off it",
        "Nothing has been sold and nothing can be, yet what holders count from now on divides the "
        "same value. The whole loss is the part that these tokens are of all that is counted after "
        "the unlock. The announcement takes at least the part of it that is anticipated, a little "
        "more since it comes first; the day takes the rest. If insiders have nothing else locked, "
        "the whole loss does not depend on what was anticipated.",
        (*of_told,
         Assumption("unknown-before", "nobody reckoned with the tokens before",
             "let the tokens have been counted like others before: the fall is",
             lambda: (_fall(locked, locked), told))),
        sp.And(WHOLE, TOLD, LEAST), proof=_told,
        numbers=against(gap, 1e-10, _drawn, unit=1.0),
        region="the fair price; one unlock at once; some tokens circulate",
        shown_in="fig-announced", owner="own; no source is known",
        formerly=("announcement-costs-what-is-priced-in", "announcement-takes-at-least-its-part"),
        uses=("unlock-drop-falls-with-anticipation",))
