"""Who paid whom in a year of the announced and of the deployed economy, and what the page says.

Money is in USD, tokens at the price of the day. Runs of both economies meet the same random paths.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.draws import shocks
from model.experiments.payments import Purse, Transfer, purses, transfers
from model.experiments.ratios import over
from model.interface import economy, parameters
from model.simulation import simulate

if TYPE_CHECKING:
    import pandas as pd

YEARS, RUNS, SEED = 5, 20, 7
#: The year of each economy that is drawn, counted from 1.
YEAR_OF = {"announced": 3, "deployed": 1}
#: Payments that the text names: payer, receiver and unit, actors by the first line of their names.
_ROUTES = {
    "to_nodes": ("users and", "nodes", "AI"),
    "subsidy": ("community", "nodes", "AI"),
    "nodes_sell": ("nodes", "holders", "AI"),
    "users_buy": ("users and", "holders", "USD"),
    "insiders_sell": ("holders", "insiders and", "USD"),
    "grantees_sell": ("holders", "grantees", "USD"),
    "vault_applications": ("outside", "vault", "USD"),
    "vault_delphi": ("markets not", "vault", "USD"),
    "burned": ("vault", "burned", "AI"),
    "slash_burned": ("stake and", "burned", "AI"),
}


@dataclass(frozen=True)
class Money:
    """A year of an economy: payments between actors, largest first, medians over runs.

    ``purses`` are over the whole run, ``flows`` and ``accounts`` the economy's numbers of them;
    ``drift`` is by how much the sum of all tokens ever differs from the mint, a share of it.
    """

    name: str
    year: int
    paid: tuple[Transfer, ...]
    purses: tuple[Purse, ...]
    flows: int
    accounts: int
    drift: float

    def between(self, payer: str, receiver: str, unit: str) -> float:
        """USD that one actor pays another in the year; 0 if nothing moves."""
        asked = (payer, receiver, unit)
        return sum(
            t.dollars for t in self.paid if (_first(t.payer), _first(t.receiver), t.unit) == asked
        )

    def purse(self, actor: str) -> Purse:
        """The purse of an actor, by the first line of its name."""
        return next(p for p in self.purses if _first(p.name) == actor)

    def payments_table(self, most: int = 14) -> pd.DataFrame:
        """The largest payments of the year."""
        import pandas as pd

        rows = [
            (_flat(t.payer), _flat(t.receiver), t.unit, f"{t.dollars / 1e3:,.0f}")
            for t in self.paid[:most]
        ]
        return pd.DataFrame(rows, columns=["from", "to", "paid in", "thousand USD"])

    def purses_table(self) -> pd.DataFrame:
        """What each actor paid, took and has, in millions; cash and tokens summed below."""
        import pandas as pd

        rows = {
            _flat(p.name): [
                f"{p.paid / 1e6:.2f}",
                f"{p.taken / 1e6:.2f}",
                f"{p.cash / 1e6:+.2f}",
                f"{p.tokens / 1e6:,.1f}",
                f"{p.worth / 1e6:.2f}",
            ]
            for p in self.purses
        }
        cash, tokens = (sum(getattr(p, key) for p in self.purses) for key in ("cash", "tokens"))
        rows["sum"] = ["", "", f"{cash / 1e6 + 0.0:.2f}", f"{tokens / 1e6:,.1f}", ""]
        columns = ["paid", "took", "cash", "tokens", "worth"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def money(name: str, years: int = YEARS, runs: int = RUNS, seed: int = SEED) -> Money:
    """What moved in an economy, and what everybody has after ``years``."""
    which, p = economy(name), parameters(name)
    ds = simulate(which, p, shocks(which, days=365 * years, runs=runs, seed=seed))
    return Money(
        name,
        YEAR_OF[name],
        tuple(transfers(which, ds, YEAR_OF[name])),
        tuple(purses(which, ds)),
        len(list(which.flows())),
        len(which.stocks),
        float(np.abs(which.tokens(ds) / p["initial_supply"] - 1).max()),
    )


def numbers(announced: Money, deployed: Money) -> dict[str, float]:
    """What the text names: a year's payments in thousands of USD, purses in millions."""
    paid = {key: announced.between(*route) for key, route in _ROUTES.items()}
    closed = {key: deployed.between(*route) for key, route in _ROUTES.items()}
    sales, closed_sales = (x["insiders_sell"] + x["grantees_sell"] for x in (paid, closed))
    minted = sum(p.tokens for p in announced.purses)
    told = {key: dollars / 1e3 for key, dollars in paid.items()}
    for each in (announced, deployed):
        told[f"{each.name}_flows"] = each.flows
        told[f"{each.name}_arrows"] = len(each.paid)
        told[f"{each.name}_drift"] = each.drift
    pool = [announced.between("holders", "pool and its", u) for u in ("AI", "USD")]
    back = [announced.between("pool and its", "holders", u) for u in ("USD", "AI")]
    return told | {
        "accounts": announced.accounts,
        "year": announced.year,
        "years": YEARS,
        "sales_millions": sales / 1e6,
        "sales_over_users": over(sales, paid["users_buy"]),
        "to_pool_over_back": over(sum(pool), sum(back)),
        "kept": announced.between("locked", "holders", "AI") / 1e3,
        "for_sale": announced.between("locked", "insiders and", "AI") / 1e3,
        "closed_vault": closed["vault_delphi"] / 1e3,
        "closed_burned": closed["burned"] / 1e3,
        "closed_sales_millions": closed_sales / 1e6,
        "closed_over_burn": over(closed_sales, closed["burned"]),
        "holders_paid": -announced.purse("holders").cash / 1e6,
        "holders_worth": announced.purse("holders").worth / 1e6,
        "holders_tokens": 100 * announced.purse("holders").tokens / minted,
        "insiders_took": announced.purse("insiders and").cash / 1e6,
        "grantees_took": announced.purse("grantees").cash / 1e6,
        "users_paid": -announced.purse("users and").cash / 1e6,
        "outside_took": announced.purse("outside").cash / 1e6,
        "nodes_took": announced.purse("nodes").cash / 1e6,
        "owners_paid": -announced.purse("pool and its").cash / 1e6,
        "owners_worth": announced.purse("pool and its").worth / 1e6,
        "treasury_tokens": 100 * announced.purse("community").tokens / minted,
    }


def findings(n: Mapping[str, float], announced: Money) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    out = n["sales_millions"] * 1e3
    widest = max(t.dollars / 1e3 for t in announced.paid if t.unit == "USD")
    return {
        "holders_pay": n["users_paid"] < 0.25 * n["holders_paid"],
        "sales_are_widest": max(n["insiders_sell"], n["grantees_sell"]) == widest,
        "usage_is_small": n["sales_over_users"] > 1,
        "burn_is_thin": n["burned"] < 0.05 * out,
        "pool_gives_back": abs(n["to_pool_over_back"] - 1) < 0.1,
        "compute_is_not_there": n["deployed_arrows"] < n["announced_arrows"],
        "not_the_vault": n["closed_over_burn"] > 10,
        "most_is_kept": n["kept"] > n["for_sale"],
        "owners_lose": n["owners_worth"] < n["owners_paid"],
        "nothing_is_lost": max(n["announced_drift"], n["deployed_drift"]) < 1e-9,
    }


def _first(name: str) -> str:
    return name.split("\n")[0]


def _flat(name: str) -> str:
    return name.replace("\n", " ")
