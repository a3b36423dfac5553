"""The table of signs: what a little more of each parameter does to supply and price, by closure.

Every formula is read from the statement of a claim, so that a claim that changes changes the table.
A sign holds for all admissible values, decided by SymPy or Z3; where it is not the same everywhere,
two cases show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import sympy as sp

from model.logic.claim import Claim
from model.logic.decide import Known, put, sign
from model.logic.signs import Case, both_signs, by_sign, constant_sign
from model.logic.step import ProofError, Proved
from model.quantities import in_force
from model.spec import vault, worth
from model.spec.accounts import initial_supply
from model.spec.fees import application_margin
from model.spec.pool import pool_fee
from model.theory import notation as say
from model.theory.registry import claims

#: Inside of the region, where nothing is zero: years after the start, margin, use, what holders ask
#: for beyond growth and use, what revenue grows by beyond the price. A share is known by its odds.
later, margin, use, lead = (sp.Symbol(name, positive=True) for name in (
    "elapsed", "application_margin", "convenience", "lead:discount_rate"))
decay, flow = (sp.Symbol(name, positive=True) for name in ("decay:premium_half_life", "flow"))
gap, fall = (sp.Symbol(name, real=True, zero=False) for name in ("gap:price_growth", "fall"))
#: What moves with a parameter if the others stay.
MOVES = {say.growth: {say.growth: 1, lead: -1, gap: 1, fall: 1}, use: {use: 1, lead: -1},
         gap: {gap: -1}, decay: {decay: -1, fall: -1}}
INSIDE = {each.name: each for each in (later, margin, use)} | {
    share.name: 1 - 1 / (1 + sp.Symbol(f"odds:{share.name}", positive=True))
    for share in (in_force(vault.burn_share), in_force(vault.executor_share), pool_fee)
} | {"long_run_growth": say.growth, "price_growth": say.growth - gap,
     "discount_rate": say.growth + use + lead}


@dataclass(frozen=True)
class Cell:
    """A parameter under a closure: the derivative, inside the region, and its sign."""

    outcome: str
    closure: str
    parameter: str
    change: sp.Expr

    @cached_property
    def proof(self) -> Proved | None:
        """That more of the parameter always raises the outcome, or always lowers it, if it does."""
        for order in (sp.Gt, sp.Lt):
            try:
                return by_sign(f"{self.outcome} by {self.parameter}, {self.closure}",
                               order(self.change, 0, evaluate=False), later)
            except ProofError:
                continue
        return None

    @cached_property
    def witnesses(self) -> tuple[Case, Case] | None:
        """A case in which the outcome rises and one in which it falls, if such were found."""
        return both_signs(self.change)

    @cached_property
    def mark(self) -> str:
        """0 if it does not enter, + or − if it always raises or lowers, ± if both occur."""
        if sign(self.change) == 0:
            return "0"
        if constant_sign(self.change, later) is None and self.witnesses:
            return "±"
        if self.proof is None:
            return "open"
        return "+" if isinstance(self.proof.relation, sp.Gt) else "−"


def said(known: Mapping[str, Claim], name: str, symbol: sp.Symbol) -> sp.Expr:
    """What a claim says a symbol is."""
    for part in sp.And.make_args(known[name].statement):
        if isinstance(part, sp.Eq) and part.lhs in (symbol, 1 / symbol):
            return part.rhs if part.lhs == symbol else 1 / part.rhs
    raise ProofError(f"the claim {name} does not say what {symbol} is")


def inside(formula: sp.Expr, more: Known | None = None) -> sp.Expr:
    """The formula with ``more`` and then the region put in."""
    formula = put(formula, more)
    return put(formula, {s: INSIDE[s.name] for s in formula.free_symbols if s.name in INSIDE})


def outcomes(known: Mapping[str, Claim]) -> dict[str, dict[str, sp.Expr]]:
    """Supply and price after some years by closure, from the statements of claims."""
    by_fees = said(known, "velocity-sets-the-burn-rate", say.burn_rate)
    by_value = said(known, "supply-falls-exponentially", say.supply) / initial_supply
    rates = {
        "multiple": -sp.expand_log(sp.log(by_value), force=True) / say.elapsed,
        "rational": said(known, "rational-burn-rate-is-what-holders-ask-less-growth",
                         say.burn_rate),
        "quantity": by_fees,
        "both": said(known, "half-lives-add", say.burn_rate),
    }
    kept = inside(by_fees / (application_margin * worth.velocity))
    paid = {say.burned_share: kept, say.first_revenue: margin * say.yearly_fees}
    supply = {"given": inside(said(known, "supply-under-a-given-price", say.supply), paid)}
    price = {"given": inside(say.initial_price * sp.exp(say.price_growth * later))}
    for name, formula in rates.items():
        rate = sp.factor(inside(formula, paid))
        supply[name] = initial_supply * sp.exp(-rate * later)
        # A year burns the rate times supply, and revenue's kept part over the price.
        price[name] = kept * paid[say.first_revenue] * sp.exp(say.growth * later) / (
            rate * supply[name])
    # A premium over rational pricing falls behind usage by its decay and growth. ``flow`` is what
    # revenue burns in dollars: shares, margin and fees act through it alone.
    rational = inside(rates["rational"], paid)
    usage = flow / rational
    waits = {"growth": fall - decay, "premium_half_life": sp.log(2) / decay,
             "sober_rate": rational, "usage_at_start": usage, "elapsed": later}
    late = said(known, "premium-slows-the-burn", say.supply)
    supply["premium"] = put(late, {s: waits[s.name] for s in late.free_symbols if s.name in waits})
    price["premium"] = sp.exp(-decay * later) * (
        worth.premium_at_launch + usage * sp.exp(fall * later)) / supply["premium"]
    return {"supply": supply, "price": price,
            "flow": {"first year": kept * paid[say.first_revenue]}}


def table(known: Mapping[str, Claim] = claims) -> list[Cell]:
    """All cells: outcomes by closures by whatever enters in one of them."""
    found = outcomes(known)
    (paid,) = found.pop("flow").values()
    symbols = set().union(*(formula.free_symbols for values in found.values()
                            for formula in values.values())) - {fall, flow}
    return [Cell(outcome, closure, symbol.name.rpartition(":")[2], _change(formula, symbol, paid))
            for outcome, values in found.items() for closure, formula in values.items()
            for symbol in sorted(symbols, key=str)]


@cache
def _change(formula: sp.Expr, symbol: sp.Symbol, paid: sp.Expr) -> sp.Expr:
    """The derivative, or where the formula is positive the relative change: of the same sign.

    A share rises with its odds, and a half-life falls with the decay. ``paid`` is the flow.
    """
    if sign(formula) == 1:
        formula = sp.expand_log(sp.log(formula), force=True)

    def by(one: sp.Symbol) -> sp.Expr:
        return sp.Add(*(sp.factor(sp.diff(term, one)) for term in sp.Add.make_args(formula)))

    if formula.has(flow) and paid.has(symbol):
        return sp.Mul(sp.factor(sp.diff(paid, symbol)), by(flow), evaluate=False)
    moved = MOVES.get(symbol, {symbol: 1})
    return sp.Add(*(weight * by(one) for one, weight in moved.items()))
