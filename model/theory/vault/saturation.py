"""The limits of what the vault can spend: guard, market, cap, and the revenue that only waits.

A day's room is the windows of a day times the room of one purchase. Theory: T24.
"""

import numpy as np
import sympy as sp

from model.contract_runs import summed
from model.exact import value
from model.logic import (Assumption, Case, Chapter, Claim, Steps, against, border, by_arithmetic,
                         by_induction, drawn, parts, turn)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts, vault
from model.spec.accounts import pool_usd, vault_usd
from model.spec.core import stated
from model.spec.pool import arbitrage_limit, pool_fee, spot
from model.spec.worth import depth
from model.theory.sourced import POOL_FEE
from model.theory.vault.executor import daily_deposits
from model.theory.vault.purchase import BACK
from model.theory.vault.vault import (LIMIT, MARKET, SPENT, SUPPLY, WINDOWS, after_slip, cap,
                                      slippage, spends, vault_day, window)

saturating = theoretical(
    "saturating_deposits", r"\Pi^{\circ}", "USD", "daily deposits above which burn stays", POSITIVE)
days_run = theoretical("days_run", r"n_d", "1", "days since the epoch began", NOT_NEGATIVE)
at_first = theoretical(
    "backlog_at_first", r"W_0", "USD", "dollars that wait when the epoch begins", NOT_NEGATIVE)
backlog = theoretical(
    "backlog", r"W_n", "USD", "dollars that wait in the vault in the evening", NOT_NEGATIVE)
AT_ONCE = pool_usd * (slippage - pool_fee) / ((1 - slippage) * (1 - pool_fee))
FULL = sp.Min(WINDOWS * AT_ONCE, MARKET)
CAME = at_first + days_run * daily_deposits
USED = sp.Min(cap, days_run * LIMIT, CAME)
WAITING = sp.Max(0, CAME - days_run * LIMIT, CAME - cap)
# Bound variables: what the day's windows and its market let pass, put in plain words; what more
# comes in; how far the tolerance exceeds the fee.
room, first, second = sp.symbols("r p q", nonnegative=True)
more, over = sp.symbols("x z", positive=True)
MARKETS = {vault.depth_share: first / depth, accounts.holders: second / (arbitrage_limit * spot)}
PLAIN = MARKETS | {vault.guard_room: room / WINDOWS}
ONE: Case = {daily_deposits: 5.0, days_run: 2, at_first: 0, cap: np.inf}
DAY: Case = {daily_deposits: 5.0, pool_usd: 100.0}


def spent(held: sp.Expr, allowed: sp.Expr) -> sp.Expr:
    """What a called vault spends if it holds ``held``, while the cap leaves ``allowed``."""
    return SPENT.subs({vault_usd: held, vault.cap_left: allowed})


def _proof(statement: sp.Basic) -> Steps:
    part = parts(statement)
    yield spends()
    at_par = stated(vault.vault(), vault.guard_room).subs(spot, vault.twap)
    today, after = (spent(held, held) for held in (vault_usd, vault_usd + more))
    known = MARKETS | {pool_fee: 1 - after_slip - over, slippage: 1 - after_slip}
    yield border("If nothing waits and no cap binds, the vault holds the deposits of the day. With "
                 "the price at its average, and the room that the specification's guard leaves "
                 "then, more of them let it spend more below this sum, and from it on they do not.",
                 part[saturating], sp.Gt(after, today, evaluate=False), vault_usd,
                 where=known | {vault.guard_room: at_par.subs(known)})
    adds = stated(vault.vault(), vault.epoch_used).subs(vault.new_epoch, 0)
    (capped, _), (free, _) = stated(vault.vault(), vault.cap_left).args
    held = CAME + daily_deposits - vault.epoch_used
    yield (used := by_induction(
        "Nothing is used at first. The vault holds what waited at first and what came in, less "
        "what is used; what is spent is used, and within an epoch a cap above zero leaves what "
        "is not. So each day leads to the next.", part[vault.epoch_used], days_run, sp.Integer(0),
        adds.subs(vault.spend, spent(held, capped.subs(vault.new_epoch, 0))), where=PLAIN))
    yield by_induction(
        "Where there is no cap, as much is left as the vault holds, and its term falls away.",
        sp.Eq(vault.epoch_used, sp.Min(days_run * LIMIT, CAME)), days_run, sp.Integer(0),
        adds.subs(vault.spend, spent(held, free.subs(vault_usd, held))), where=PLAIN)
    yield by_arithmetic(
        "What waits is what waited at first and what came in, less what is used.",
        part[backlog], used, given=[sp.Eq(backlog, CAME - vault.epoch_used)], where=PLAIN)


def saturates(known: Case) -> float:
    """The least deposits that the specification's vault does not wholly spend, by bisection."""
    return turn(lambda held: vault_day(known | {vault_usd: held})[vault.spend] < held,
                1e-6, 1e6, 1e-10)


def evening(*days: Case, held: float = 0) -> Case:
    """The specification's vault after days of an epoch, at whose beginning some dollars wait."""
    state: Case = {vault_usd: held, vault.epoch_used: 0, vault.epoch_age: 0}
    for known in days:
        came = {vault_usd: state[vault_usd] + known[daily_deposits]}
        today = vault_day(known | state | came)
        state = {each: float(today[each]) for each in state}
    return today | {backlog: today[vault_usd], accounts.holders: SUPPLY}


def _found(at: Case) -> Case:
    known = at | {accounts.day_in_seconds: 86400, cap: 0 if np.isinf(at[cap]) else at[cap]}
    today = evening(*[known] * int(at[days_run]), held=at[at_first])
    return today | {saturating: saturates(known | {cap: 0}), cap: at[cap]}


def claims() -> Chapter:
    """What a vault can spend, and what waits."""
    def waits(*days: Case) -> tuple[float, sp.Expr]:
        usual = evening(DAY, DAY) | ONE
        return (evening(*(DAY | each for each in days))[backlog], value(WAITING, usual))

    yield Claim(
        "burn-saturates-in-revenue",
        "Above a limit a dollar more of revenue burns nothing more: it waits",
        "The vault spends the room of its windows, or what the market takes, and no more. The "
        "limit grows with depth, tolerance and the windows of a day, not with revenue. An epoch "
        "spends its cap, or what its days let pass, or what came in, whichever is least. No dollar "
        "is lost, but above the limit each day adds the same to what waits.",
        (Assumption("at-par", "for the limit: the spot price equals its average",
                    "let the spot price be above its average: the limit is",
                    lambda: (saturates(DAY | {vault.twap_noise: 0.1}), value(FULL, evening(DAY)))),
         BACK.without("let nobody sell between the purchases of two windows: the limit is",
                      lambda: (DAY[pool_usd] * summed(2, 200), 2 * value(FULL, evening(DAY)))),
         Assumption("steady-deposits", "the same dollars come in each day",
                    "let all of two days come on the second: what waits is",
                    lambda: waits({daily_deposits: 0}, {daily_deposits: 2 * DAY[daily_deposits]})),
         Assumption("steady-limit", "guard and market let the same pass each day",
                    "let the pool be twice as deep on the second day: what waits is",
                    lambda: waits({}, {pool_usd: 2 * DAY[pool_usd]})),
         Assumption("called", "the reward pays the gas, so executors call", "let gas exceed the "
                    "reward: what waits is", lambda: waits(*[{vault.gas_cost: 100}] * 2))),
        sp.And(sp.Eq(saturating, FULL), sp.Eq(vault.epoch_used, USED), sp.Eq(backlog, WAITING)),
        proof=_proof,
        numbers=against(
            "the specification's vault through an epoch, and its limit by bisection: USD", 1e-9,
            drawn(60, {pool_usd: (10, 1e3), slippage: (0.006, 0.05), depth: 1,
                       window: [86400 / times for times in range(1, 9)], vault.depth_share: (1, 60),
                       days_run: range(1, 8), at_first: (0, 20), daily_deposits: (0.2, 60),
                       pool_fee: POOL_FEE,
                       cap: lambda draw: draw.choice([np.inf, draw.uniform(1, 200)])}, _found),
            unit=1),
        region="tolerances above the pool's fee; deposits come in the morning, and what waits is "
        "counted in the evening; days of one epoch; without a cap read one without end",
        shown_in="fig-backlog", uses=("called-vault-spends-what-passes",),
        formerly=("backlog-grows-by-the-excess", "an-epoch-spends-its-cap-or-its-room"))
