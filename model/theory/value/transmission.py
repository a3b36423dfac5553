"""From usage to fees, revenue, burned tokens and the price: by how many per cent each moves."""

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, by_meaning, drawn,
                         elasticity, identity, limit, logs, only_path, parts)
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.spec import accounts, adjustment, delphi, demand, fees, learning, market, nodes, worth
from model.spec.announced import announced
from model.theory.notation import burned_share, elapsed, first_revenue, market_multiple, supply
from model.theory.sourced import fair_by, spec

FIGURE = "fig-transmission"
fees_to_usage, revenue_to_fees, price_to_burned, price_to_lever = (
    theoretical(name, tex, "1", f"elasticity of {of}", NOT_NEGATIVE) for name, tex, of in (
        ("fees_to_usage", r"E_{G}", "yearly fees in usage"),
        ("revenue_to_fees", r"E_{\Pi}", "the vault's revenue in the work"),
        ("price_to_burned", r"E_{P,B}", "the price in all that was burned"),
        ("price_to_lever", r"E_{P}", "the price in dollars that buy and burn")))
value_to_lever, reach_used, price_over_outside, counted_tokens = (theoretical(*row) for row in (
    ("value_to_lever", r"\zeta_P", "1",
     "elasticity of market value in dollars that buy and burn", SHARE),
    ("reach_used", "z_n", "1", "GPUs that run, over those in reach", NOT_NEGATIVE),
    ("price_over_outside", "y_p", "1", "cost of a right result over the price outside", POSITIVE),
    ("counted_tokens", "C_P", "AI", "tokens by which the fair price divides", POSITIVE)))
epsilon, eta = demand.demand_elasticity, adjustment.supply_elasticity
ANSWERS = price_over_outside ** (2 * epsilon)
LOCAL = 2 * epsilon * ANSWERS / (1 + ANSWERS)
#: How much dearer the last GPU is than the first, over the first.
DEARER = reach_used ** (1 / eta)
FEES = (1 + DEARER * (1 + 1 / eta)) / (1 + DEARER * (1 + LOCAL / eta))
REVENUE = fees.application_revenue / (fees.application_revenue + delphi.delphi_revenue)
BURNED = accounts.burned / counted_tokens
LEVER = value_to_lever + (1 - value_to_lever) * sp.log(accounts.initial_supply / supply)
KIND, scaled = accounts.CLASSES[0], sp.Symbol("l", positive=True)
HOURS = market.wanted_hours[KIND]
FIRST, GROWS, BURNS = sp.symbols("first grows burns")
FULL = {price_over_outside: 1, epsilon: 2, reach_used: 1, eta: 1}
HALF = {value_to_lever: sp.Rational(1, 2), accounts.initial_supply: 2, supply: 1,
        accounts.burned: 1, counted_tokens: 4}


def moves(function: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """Per cent by which a function moves for one per cent of a variable."""
    return sp.simplify(variable * sp.diff(function, variable) / function)


def _fees(statement: sp.Basic) -> Steps:
    # By what part the last GPU is dearer than the first: a limit's variable is printed by its name.
    dearer, first, bends = sp.symbols(r"d y_0 \eta", positive=True)
    keep, hours = spec("adjustment", adjustment.keep_cost[KIND]), spec("market", HOURS)
    least = sp.Max(demand.cost_index * nodes.fixed_cost[KIND], adjustment.earned_outside[KIND])
    in_these, used = statement.rhs.subs(eta, bends).subs(reach_used, dearer**bends), dearer**eta
    yield identity("What the last GPU must earn rises with the part of the reach that is used.",
        keep.subs(nodes.gpus[KIND], reach_used * nodes.reachable_gpus[KIND]), least * (1 + DEARER))
    yield limit("As long as few of the GPUs in reach are used, fees move one for one.", in_these,
        dearer, sp.Integer(0), sp.Integer(1))
    yield limit("If far more than those are used, they move by one and supply's elasticity over "
        "the elasticities of supply and demand.", in_these, dearer, sp.oo,
        (1 + bends) / (bends + LOCAL), "-")
    relative = first * keep.subs(nodes.gpus[KIND], used * nodes.reachable_gpus[KIND]) / least
    usage = used * market.demand_today[KIND] / hours.subs(market.right_price[KIND], relative)
    bills = relative * used
    yield by_meaning("Income a GPU is in proportion to the price, so the price is that of the last "
        "GPU, which costs 1 + d times the first. Usage that fills the GPUs is their number over "
        "the hours that a dollar of demand wants; fees are price times number. They move by this.",
        statement, sp.Derivative(bills, dearer) / bills * usage / sp.Derivative(usage, dearer),
        {reach_used: used, price_over_outside: relative})


def traced(first: float, used: float, bends: float, supplied: float,
           running: float = 0) -> tuple[float, float]:
    """Price at which so many GPUs come, and by how much fees move with a little less or more usage.

    ``running`` is a cost of each GPU that runs.
    """
    def price(gpus: float) -> float:
        return float(running + (first - running) * (1 + gpus ** (1 / supplied)))

    less, more = (used * np.exp(step) for step in (-1e-3, 1e-3))
    usage = [gpus * (1 + price(gpus) ** (2 * bends)) for gpus in (less, more)]
    fees = np.log(price(more) * more / (price(less) * less))
    return price(used), float(fees / np.log(usage[1] / usage[0]))


def _lever(statement: sp.Basic) -> Steps:
    said = parts(statement)
    beside = set(announced().accounts("AI")) - accounts.can_be_sold().free_symbols
    for fair, symbol, counted in (
        (fair_by(worth.FUNDAMENTAL), worth.priced_tokens, spec("worth", worth.priced_tokens)),
        (fair_by(worth.QUANTITY), accounts.free_float, accounts.initial_supply - sp.Add(*beside))):
        yield elasticity("The fair price divides by tokens of which every burned one is gone, by "
            "each rule. Per cent for per cent of the burned tokens it moves by this.",
            said[price_to_burned], fair.subs(symbol, counted), accounts.burned,
            {counted_tokens: counted})
    zeta, dollars, start = value_to_lever, first_revenue, accounts.initial_supply
    shape = sp.Function("j", positive=True)
    # A moment, and the sum until today of any path of revenue over time.
    then, earned = sp.symbols("s J", positive=True)
    path = start * sp.exp(-burned_share * dollars ** (1 - zeta) * earned / market_multiple)
    value, gone = market_multiple * dollars**zeta, sp.expand_log(sp.log(start / path), force=True)
    yield only_path("Let market value be m times the lever to the power ζ. A burn is dollars over "
        "the price; only this supply falls by it, whatever the path j of the dollars in time. J is "
        "its sum.", sp.Eq(supply, path.subs(earned, sp.Integral(shape(then), (then, 0, elapsed)))),
        elapsed, -burned_share * dollars * shape(elapsed) / (value / supply), start)
    yield identity("The log of all that has been burned moves, per cent for per cent of the lever, "
        "by one less ζ times itself.", sp.powsimp(dollars * sp.diff(gone, dollars)),
        (1 - zeta) * gone)
    yield elasticity("The price moves by ζ directly, and by the fall of the supply.",
        said[price_to_lever], value / path, dollars, {supply: path})


def _burns(at: Values) -> Values:
    def left(lever: float) -> float:
        pace = at[BURNS] * lever ** (1 - at[value_to_lever])
        return float(solve_ivp(lambda time, tokens: -pace * np.exp(at[GROWS] * time) * tokens,
                               (0, at[elapsed]), [1.0], rtol=1e-9, atol=1e-12).y[0, -1])

    tokens, less, more = (left(np.exp(step)) for step in (0, -1e-3, 1e-3))
    # A price over what is counted, with a little less and more than this burned.
    lift = np.log1p((1 - tokens) * 2e-4 / (at[counted_tokens] - (1 - tokens) * 1e-4)) / 2e-4
    return {supply: tokens, price_to_lever: at[value_to_lever] - np.log(more / less) / 2e-3,
            accounts.burned: 1 - tokens, price_to_burned: lift}


def claims() -> Chapter:
    """From usage to fees, from fees to revenue, from burned tokens and levers to the price."""
    earned, due = dict.fromkeys(REVENUE.free_symbols, 1), spec("applications", fees.application_due)
    yield Claim("fees-follow-usage", "By how much fees grow when usage grows",
        "Usage is what users would spend at the price outside. Fees move with it one for one as "
        "long as few of the GPUs in reach are used, because more of them come at the same cost. "
        "Beyond that the last GPU gets dearer, and dearer compute eats a part.",
        (Assumption("clears", "the posted price has come to rest, so that it clears",
             "let the posted price stay while GPUs are idle: fees move by",
             lambda: (moves(spec("market", HOURS), market.demand_today[KIND]), FEES.subs(FULL))),
         Assumption("cost-of-keeping", "a GPU's only cost is that of keeping it, and its income "
             "moves with the price alone", "let half of a GPU's income pay its running cost: fees "
             "move by", lambda: (traced(0.75, 1, 2, 1, running=0.5)[1], FEES.subs(FULL)))),
        sp.Eq(fees_to_usage, FEES), proof=_fees,
        numbers=against("markets with a little less and more usage", 1e-5, drawn(200,
            {FIRST: (0.3, 1.5), epsilon: (0.3, 3), eta: (0.3, 3), reach_used: logs(0.01, 100)},
            lambda at: dict(zip((price_over_outside, fees_to_usage),
                                traced(at[FIRST], at[reach_used], at[epsilon], at[eta]),
                                strict=True)))),
        region="one class of nodes, given reputation, no audits; the price inside its span",
        shown_in=FIGURE, owner="own; no source is known")
    yield Claim("revenue-follows-paid-right-work",
        "By how much the vault's revenue grows when the work grows",
        "Applications pay the vault for work that was paid and right; Delphi pays it whatever is "
        "computed. So revenue moves by the applications' part of it.",
        (Assumption("shares-given", "the shares of paid and of right work are given",
             "let users pay the same bills, however much work there is: revenue moves by",
             lambda: (moves(due.subs(fees.paid_share, 1 / fees.work_bill), fees.work_bill),
                      REVENUE.subs(earned))),
         Assumption("delphi-apart", "what Delphi earns does not move with compute",
             "let Delphi grow as the work does: revenue moves by",
             lambda: (moves(scaled * sp.Add(*earned.values()), scaled), REVENUE.subs(earned)))),
        sp.Eq(revenue_to_fees, REVENUE), proof=lambda statement: elasticity("Applications earn in "
            "proportion to the work that was paid and right, and Delphi what it earned before. So "
            "the sum moves by the applications' part of it.", statement,
            spec("learning", learning.revenue).subs(fees.application_revenue, due), fees.work_bill,
            {fees.application_revenue: due}),
        numbers=against("one per cent less and more paid and right work", 1e-4,
            drawn(100, {fees.application_revenue: (1, 100), delphi.delphi_revenue: (1, 50)},
                lambda at: {revenue_to_fees: np.log(
                    (1.01 * at[fees.application_revenue] + at[delphi.delphi_revenue])
                    / (0.99 * at[fees.application_revenue] + at[delphi.delphi_revenue]))
                            / np.log(1.01 / 0.99)})),
        region="days with revenue; means over days on which the shares do not change",
        shown_in=FIGURE)
    yield Claim("lever-works-directly-or-by-scarcity",
        "What a lever on the burn does to the price, directly and through the supply",
        "A lever (usage, a take rate, the burn share) scales the dollars that buy and burn. If it "
        "moves the market value by ζ per cent for one per cent, it moves the price by ζ directly "
        "and by (1 − ζ) times the log of all that has been burned. The more the market answers, "
        "the less a dollar burns. At a given value one per cent more burned tokens lift the price "
        "by their number over those that it counts.",
        (Assumption("value-answers", "the price is a value over tokens; the value moves with the "
             "lever to the power ζ and does not see the burn", "let it be the square of the tokens "
             "that are left, four of five: for one per cent more burned tokens the price moves by",
             lambda: (moves((5 - scaled) ** 2 / (5 - scaled), scaled).subs(scaled, 1),
                      BURNED.subs(HALF))),
         Assumption("burned-at-the-price", "dollars are spent at the price of the moment",
             "let half of two tokens be bought in one lot at a price agreed before, with ζ of one "
             "half: for one per cent of the lever the price moves by", lambda: (
                 moves(sp.sqrt(scaled) / (2 - scaled), scaled).subs(scaled, 1), LEVER.subs(HALF)))),
        sp.And(sp.Eq(price_to_burned, BURNED), sp.Eq(price_to_lever, LEVER)), proof=_lever,
        numbers=against("burns integrated in time, levers a little apart", 1e-5, drawn(60,
            {value_to_lever: (0, 1), GROWS: (-0.2, 0.5), BURNS: (0.02, 0.3), elapsed: (1, 5),
             counted_tokens: (0.2, 1), accounts.initial_supply: 1}, _burns)),
        region="any path of revenue in time; burn shares below one; no new tokens",
        literature=("samani2017velocity", "kalabic2025helium"), shown_in="fig-lever",
        owner="own; no source is known", formerly=("burned-part-is-the-lift",))
