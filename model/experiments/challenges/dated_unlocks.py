"""Unlocks with their dates: a calendar of the token, and holders who know it.

`economy` is the announced one with two changes. Holders who know the calendar count a locked token
the more the nearer its date is, over `lead_days`, beside the part ω of all that they always count.
What cohorts mean to sell of what vests after the launch is a parameter of its own, so that it can
be changed without changing what happened before. At its defaults the variant is the announced
economy, to the bit.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import sympy as sp

from model import own, unlocks
from model.factbook import facts
from model.interface import economy as shipped
from model.interface import parameters
from model.quantities import quantity
from model.spec import accounts as a
from model.spec import vesting as ve
from model.spec import worth as w
from model.spec.core import right_of, target_of

if TYPE_CHECKING:
    import pandas as pd

    from model.parameter_sets import Parameters
    from model.spec.economy import Economy

#: Cohorts with locked tokens, in the order of the specification.
COHORTS = tuple(ve.CATEGORIES)

known_dates = own.parameter(
    "known_dates",
    "1",
    "part of the tokens near their date that holders count, of those not counted yet",
    own.SHARE,
    value=0,
    low=0,
    high=1,
    tex=r"\kappa_A",
)
lead_days = own.parameter(
    "lead_days",
    "day",
    "days before an unlock at which holders begin to count it",
    own.POSITIVE,
    value=facts["unlock_effect_lead"].to("day"),
    source="the fact unlock_effect_lead",
    tex=r"d_A",
)
vested_sell_share = {
    who: own.parameter(
        f"vested_sell_share_{who}",
        "1",
        f"part of the tokens that vest after the launch which the {who} mean to sell",
        own.SHARE,
        value=quantity(ve.sell_share[who]).under("base"),
        low=quantity(ve.sell_share[who]).range[0],
        high=quantity(ve.sell_share[who]).range[1],
        source=f"the fact sell_share_{who}",
        tex=rf"s'_{{\mathrm{{{who}}}}}",
    )
    for who in COHORTS
}


def _changed(name: str, change: dict[sp.Symbol, sp.Expr]) -> own.Block:
    """A block of the announced economy with other right sides for some targets."""
    old, made = shipped("announced").block(name), []
    for each in old.equations:
        right = change.get(target_of(each), right_of(each))
        if isinstance(each, own.Flow):
            made.append(own.Flow(each.symbol, each.payer, each.receiver, right))
        else:
            made.append(type(each)(target_of(each), right))  # type: ignore[arg-type]
    return own.Block(name, old.info, tuple(made))


@cache
def economy() -> Economy:
    """The announced economy with a calendar that holders may know; see the module."""
    named = {target_of(e): right_of(e) for e in shipped("announced").block("worth").equations}
    tokens = {w.priced_tokens: named[w.priced_tokens] + counted_ahead()}
    sold: dict[sp.Symbol, sp.Expr] = {}
    for who in COHORTS:
        sold[ve.newly_for_sale[who]] = vested_sell_share[who] * ve.due[who]
        sold[ve.newly_kept[who]] = (1 - vested_sell_share[who]) * ve.due[who]
    made = shipped("announced").replace("worth", _changed("worth", tokens))
    return made.replace("vesting", _changed("vesting", sold))


def released(
    since: sp.Expr, start: sp.Expr, length: sp.Expr | None, cliff: sp.Expr, jump: sp.Expr
) -> sp.Expr:
    """Integral over time of what `model.spec.vesting.vested_share` adds to the start, in days."""
    after = sp.Max(0, since - cliff)
    if length is None:
        return (1 - start) * after
    line = sp.Min(after, length) ** 2 / (2 * length) + sp.Max(0, after - length)
    return (1 - start) * (jump * after + (1 - jump) * line)


def counted_ahead() -> sp.Expr:
    """Tokens that holders count because their date is near, beside the part ω of all locked ones.

    Of the rest a token that unlocks in τ days counts with the weight 1 - τ / lead. Their sum is the
    mean of the schedule over the days to come, less the schedule today.
    """
    day, found = a.day * a.one_day, []
    for _, share, *schedule in ve.CATEGORIES.values():
        start, length, cliff, jump = schedule
        mean = released(day + lead_days, *schedule) - released(day, *schedule)
        now = ve.vested_share(day, start, length, cliff, jump) - start
        found.append(a.initial_supply * share * (mean / lead_days - now))
    return known_dates * (1 - w.unlock_anticipation) * sp.Add(*found)


def case(scenario: str = "base", **changes: Any) -> Parameters:
    """Parameters of the variant, without votes."""
    return parameters(economy(), scenario, (), **changes)


def launch() -> date:
    """The day of the token's launch."""
    return date.fromisoformat(facts["initial_price"].date)


def rules(third: bool = False) -> list[dict[str, Any]]:
    """The real schedule as rows that `model.unlocks.read` takes, in calendar months.

    ``third`` is the reading of the draft: a third of the insiders' tokens at the cliff.
    """
    p = parameters("announced", "draft vesting" if third else "base")
    months = {
        name: round(facts[name].to("calendar_month"))
        for name in (
            "treasury_vesting_months",
            "insider_cliff_months",
            "insider_vesting_months",
            "sale_lock_months",
        )
    }
    supply, begin = p["initial_supply"], launch().isoformat()

    def row(who: str, share: float, length: int, cliff: int = 0, jump: float = 0) -> dict[str, Any]:
        return {
            "category": who,
            "tokens": round(supply * share),
            "start": begin,
            "cliff_months": cliff,
            "cliff_share": jump,
            "months": length,
        }

    locked, start = p["sale_locked_share"], p["treasury_start_share"]
    insiders = (
        months["insider_vesting_months"],
        months["insider_cliff_months"],
        p["insider_cliff_jump"],
    )
    return [
        row("treasury", p["treasury_share"], months["treasury_vesting_months"], jump=start),
        row("investors", p["investor_share"], *insiders),
        row("team", p["team_share"], *insiders),
        row("sale", p["sale_share"] * (1 - locked), 0, jump=1),
        row("sale, locked", p["sale_share"] * locked, 0, months["sale_lock_months"], 1),
        row("testnet", p["testnet_share"], 0, jump=1),
    ]


def events(third: bool = False) -> pd.DataFrame:
    """The unlocks of the real token: category, date and tokens, one row an event, by date.

    Lines come in monthly steps. The table adds up to the supply, and `model.unlocks.read` takes it.
    """
    import pandas as pd

    plan = unlocks.read(rules(third), first=launch())
    rows = [
        (category, (launch() + timedelta(days=day)).isoformat(), tokens)
        for category, path in plan.paths.items()
        for day, tokens in enumerate(path.values)
        if tokens
    ]
    rows.sort(key=lambda row: (row[1], row[0]))
    return pd.DataFrame(rows, columns=list(unlocks.EVENT))


def calendar(third: bool = False) -> pd.DataFrame:
    """Unlocks by date: million AI by category, their sum, and per cent of what was free before."""
    table = events(third).pivot_table(
        index="date", columns="category", values="tokens", aggfunc="sum", fill_value=0.0
    )
    table["sale"] += table.pop("sale, locked")
    table = table[["treasury", *COHORTS, "testnet"]]
    whole = table.sum(axis=1)
    before = whole.cumsum() - whole
    return (table / 1e6).assign(
        together=whole / 1e6, of_free=100 * whole / before.where(before > 0)
    )
