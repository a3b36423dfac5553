"""Who pays whom, drawn from the specification: accounts grouped into actors, flows as arrows.

Every flow of an economy is read from ``economy.flows()``, so a new flow appears by itself; an
account that belongs to no actor is an error, so that none is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import quantity
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr

_BOX = 1.9, 0.78  # width and height of an actor's box
_COLOUR = {"AI": "blue", "USD": "vermilion"}


class ActorError(ValueError):
    """An account that belongs to no actor."""


@dataclass(frozen=True)
class Actor:
    """A group of accounts: its name in the figure, its place, and the accounts it owns.

    An entry that ends in ``*`` owns every account that begins with it.
    """

    name: str
    place: tuple[float, float]
    accounts: tuple[str, ...]

    def owns(self, account: str) -> bool:
        """Whether the account is one of the actor's."""
        return any(
            account == entry or (entry.endswith("*") and account.startswith(entry[:-1]))
            for entry in self.accounts
        )


ACTORS = (
    Actor("outside\nworld", (0.0, 2.8), ("outside",)),
    Actor("users and\ntheir fees", (0.0, 0.3), ("users", "fee_pot")),
    Actor("markets not\nyet settled", (0.0, 5.7), ("unsettled_fees",)),
    Actor("exchange\npool", (4.3, 2.8), ("pool_*",)),
    Actor("vault and\nexecutors", (3.3, 5.8), ("vault_*", "executor")),
    Actor("nodes", (3.4, -0.9), ("node_balance_*",)),
    Actor("validators", (6.4, 0.3), ("validators",)),
    Actor(
        "stake and\ninsurance",
        (9.4, 0.0),
        ("node_stake_*", "delegated_stake", "leaving_stake", "unbonding_*", "insurance"),
    ),
    Actor("holders and\ngrantees", (9.4, 2.8), ("free_float", "for_sale", "grantees")),
    Actor("community\ntreasury", (7.0, 4.9), ("treasury",)),
    Actor("locked\nallocations", (10.3, 5.0), ("locked_*",)),
    Actor("burned", (11.6, 6.3), ("burned",)),
)

# The bend of an arrow, and where on it the label stands, where the usual ones would collide.
_ROUTES = {
    ("stake and\ninsurance", "users and\ntheir fees", "AI"): (-0.44, 0.5),
    ("stake and\ninsurance", "burned", "AI"): (0.3, 0.5),
    ("stake and\ninsurance", "validators", "AI"): (0.0, 0.5),
    ("nodes", "stake and\ninsurance", "AI"): (0.14, 0.5),
    ("users and\ntheir fees", "community\ntreasury", "AI"): (-0.3, 0.36),
    ("users and\ntheir fees", "validators", "AI"): (-0.1, 0.3),
    ("community\ntreasury", "nodes", "AI"): (-0.08, 0.82),
    ("vault and\nexecutors", "burned", "AI"): (-0.06, 0.6),
    ("vault and\nexecutors", "community\ntreasury", "AI"): (-0.06, 0.5),
    ("validators", "exchange\npool", "AI"): (0.08, 0.3),
    ("holders and\ngrantees", "stake and\ninsurance", "AI"): (0.3, 0.5),
    ("stake and\ninsurance", "holders and\ngrantees", "AI"): (0.3, 0.5),
    ("locked\nallocations", "community\ntreasury", "AI"): (0.1, 0.45),
    ("outside\nworld", "vault and\nexecutors", "USD"): (-0.16, 0.5),
    ("vault and\nexecutors", "exchange\npool", "USD"): (0.3, 0.4),
    ("vault and\nexecutors", "exchange\npool", "AI"): (0.06, 0.66),
    ("exchange\npool", "vault and\nexecutors", "AI"): (0.2, 0.55),
}


@dataclass(frozen=True)
class Transfer:
    """What one actor pays another in a year, in one unit, valued in dollars of the day."""

    payer: str
    receiver: str
    unit: str
    dollars: float


def actor_of(economy: Economy) -> Mapping[str, Actor]:
    """The actor of every account of an economy; `ActorError` names an account without one."""
    found = {}
    for stock in economy.stocks:
        owners = [actor for actor in ACTORS if actor.owns(stock.name)]
        if len(owners) != 1:
            raise ActorError(
                f"account {stock.name} belongs to {len(owners)} actors: give it one in ACTORS"
            )
        found[stock.name] = owners[0]
    return found


def transfers(economy: Economy, ds: xr.Dataset, year: int = 1) -> list[Transfer]:
    """Yearly totals between actors, medians over runs, largest first.

    ``ds`` has dims (run, day). AI is valued at the price of its day. Flows between two accounts
    of one actor are left out. Raises ``ValueError`` if the run ends before the year does.
    """
    days = np.arange(365 * (year - 1) + 1, 365 * year + 1)
    if days[-1] > int(ds["day"][-1]):
        raise ValueError(f"year {year} ends on day {days[-1]}, after the run: simulate more days")
    owner, window = actor_of(economy), ds.sel(day=days)
    totals: dict[tuple[str, str, str], Any] = {}
    for _, flow in economy.flows():
        payer, receiver = owner[flow.payer.name].name, owner[flow.receiver.name].name
        if payer == receiver:
            continue
        unit = quantity(flow.symbol).unit
        worth = window["price"] if unit == "AI" else 1.0
        key = payer, receiver, unit
        totals[key] = totals.get(key, 0.0) + (window[flow.symbol.name] * worth).sum("day")
    found = [Transfer(*key, float(total.median())) for key, total in totals.items()]
    return sorted(found, key=lambda transfer: -transfer.dollars)


def money_flows(economy: Economy, ds: xr.Dataset, year: int = 1) -> Figure:
    """The actors of an economy and what they pay each other in one year of a trajectory."""
    found = transfers(economy, ds, year)
    drawn = {name for transfer in found for name in (transfer.payer, transfer.receiver)}
    actors = {actor.name: actor for actor in ACTORS if actor.name in drawn}
    corners = np.array([actor.place for actor in actors.values()])
    low = corners.min(axis=0) - np.array(_BOX) / 2 - (0.25, 1.1)
    high = corners.max(axis=0) + np.array(_BOX) / 2 + (0.25, 0.2)
    with style():
        drawing, (axes,) = subplots(height=7.2 * float((high - low)[1] / (high - low)[0]))
        axes.set_aspect("equal")
        axes.axis("off")
        axes.set_xlim(low[0], high[0])
        axes.set_ylim(low[1], high[1])
        boxes = {name: _box(axes, actor) for name, actor in actors.items()}
        for transfer in reversed(found):
            _arrow(axes, transfer, actors, boxes, found[0].dollars)
        _legend(axes)
    return Figure(drawing, _alt(economy, found, len(actors), year))


def _box(axes: Any, actor: Actor) -> Any:
    from matplotlib.patches import FancyBboxPatch

    (x, y), (width, height) = actor.place, _BOX
    box = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0.08,rounding_size=0.16",
        facecolor="white",
        edgecolor="#333333",
        linewidth=1.1,
        zorder=3,
    )
    axes.add_patch(box)
    axes.text(x, y, actor.name, ha="center", va="center", fontsize=10, zorder=4, linespacing=1.05)
    return box


def _arrow(
    axes: Any,
    transfer: Transfer,
    actors: Mapping[str, Actor],
    boxes: Mapping[str, Any],
    largest: float,
) -> None:
    """One curved arrow; its width grows with the square root of the amount."""
    from matplotlib.patches import FancyArrowPatch

    start, end = (np.array(actors[name].place) for name in (transfer.payer, transfer.receiver))
    usual = (0.12, 0.5) if transfer.unit == "AI" else (0.24, 0.5)
    bend, along = _ROUTES.get((transfer.payer, transfer.receiver, transfer.unit), usual)
    colour = COLOURS[_COLOUR[transfer.unit]]
    width = 0.9 + 6.5 * float(np.sqrt(max(transfer.dollars, 0.0) / largest))
    head = f"head_length={4.5 + 0.7 * width:.1f},head_width={4 + 1.5 * width:.1f}"
    arrow = FancyArrowPatch(
        tuple(start),
        tuple(end),
        patchA=boxes[transfer.payer],
        patchB=boxes[transfer.receiver],
        shrinkA=1,
        shrinkB=2,
        connectionstyle=f"arc3,rad={bend}",
        arrowstyle=f"simple,{head},tail_width={width:.1f}",
        mutation_scale=1,
        linewidth=0,
        facecolor=colour,
        alpha=0.6,
        zorder=2,
    )
    axes.add_patch(arrow)
    # The curve is quadratic; its handle stands `bend` of its length to the side of its middle.
    handle = (start + end) / 2 + bend * np.array([end[1] - start[1], start[0] - end[0]])
    place = (1 - along) ** 2 * start + 2 * along * (1 - along) * handle + along**2 * end
    axes.text(
        *place,
        _money(transfer.dollars),
        ha="center",
        va="center",
        fontsize=8.6,
        color=colour,
        zorder=5,
        bbox={"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
    )


def _money(dollars: float) -> str:
    """An amount in dollars as short text: 12 M, 3.4 k, 7."""
    for size, letter in ((1e9, " B"), (1e6, " M"), (1e3, " k")):
        if dollars >= 0.995 * size:
            figures = ".2g" if dollars < 9.95 * size else ".0f"
            return f"{dollars / size:{figures}}{letter}"
    return f"{dollars:.0f}" if dollars >= 1 or dollars == 0 else "<1"


def _legend(axes: Any) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D([], [], color=COLOURS[_COLOUR["AI"]], linewidth=4, alpha=0.55, label="paid in AI"),
        Line2D([], [], color=COLOURS[_COLOUR["USD"]], linewidth=4, alpha=0.55, label="paid in USD"),
    ]
    axes.legend(
        handles=handles,
        loc="lower right",
        ncols=2,
        borderaxespad=0,
        frameon=False,
        title="labels: USD a year",
        title_fontsize=9.5,
        fontsize=9.5,
    )


def _alt(economy: Economy, found: list[Transfer], actors: int, year: int) -> str:
    first = "; ".join(
        f"{t.payer} pay {t.receiver} {_money(t.dollars)} dollars in {t.unit}" for t in found[:4]
    ).replace("\n", " ")
    return (
        f"Network of {actors} actors and {len(found)} yearly payments in year {year} of the "
        f"{economy.name} economy. The largest: {first}."
    )
