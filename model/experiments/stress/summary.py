"""Tables of the stresses: what each takes in every setting, and what the worst votes change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.compile.tables import number, unit_text
from model.experiments.discovery import plain
from model.experiments.intervals import Interval
from model.experiments.stress import (
    assumed,
    ballot,
    capture,
    downturn,
    exodus,
    freeze,
    sandwich,
    spiral,
    washing,
)
from model.experiments.stress.common import BASE, BILLS, SETTINGS, Told
from model.parameter_sets import Parameters
from model.quantities import registry

Array = NDArray[np.float64]
#: Short names of the settings, and of the first rows of the table, in order.
SHORT = ("bear", "base", "bull", "own", "bills")
_ROWS = ("gone", "left", "after_two", "half", "fallen", "price", "gpus", "burned")
#: What was drawn for each row of the table, and the sign with which the row tells it.
_DRAWN = (
    *((name, 1) for name in ("gone", "left", "left later", "half", "fallen")),
    *((name, 1) for name in ("price", "gpus", "burned", "frozen", "share")),
    ("worth", -1),
    ("replayed", 1),
)
#: What is told in running text of all settings, and of base alone, over what is assumed.
_TOLD = (*((name, 1) for name in ("left later", "half", "share", "safe")), ("frozen", -1))
_OF_BASE = ("slow", "fast", "wide", "noise", "turnout", "silent", "majority")
#: Depth in standard deviations and length in years of the downturn that is told.
DEEP, LONG = 2.0, 2.0


@dataclass(frozen=True)
class Found:
    """What every stress found, by setting; ``drawn`` in per cent over what is assumed."""

    spirals: Mapping[str, spiral.Spiral]
    exits: Mapping[str, exodus.Exodus]
    costs: Mapping[str, Told]
    downturns: Mapping[str, downturn.Downturn]
    sandwiches: Mapping[str, sandwich.Sandwich]
    captures: Mapping[str, capture.Capture]
    washed: Mapping[str, washing.Washed]
    drawn: Mapping[str, Mapping[str, Interval]]

    @classmethod
    def all(cls, runs: int = spiral.RUNS, draws: int = assumed.DRAWS) -> Found:
        """Every stress, run: some seconds each."""
        sandwiched = sandwich.sandwiches(runs)
        return cls(
            spiral.spirals(runs),
            exodus.exodus(runs),
            freeze.cost(freeze.RISES[-1], runs=runs),
            downturn.downturns(runs),
            sandwiched,
            capture.captures(runs),
            washing.washing(runs),
            assumed.assumed({s: each.worst_at for s, each in sandwiched.items()}, draws),
        )

    def rows(self) -> Mapping[str, Callable[[str], Told]]:
        """What is told of a setting, parts from 0 to 1 of what is there without the stress."""
        longest = spiral.OUTAGES[-1]
        return {
            f"GPUs left after {longest} days without audits": (
                lambda s: self.spirals[s].told(longest, 0)
            ),
            "the same, a year later": lambda s: self.spirals[s].told(longest),
            "the same, two years later": lambda s: self.spirals[s].told(longest, 730),
            "GPUs that return after half left": lambda s: self.exits[s].spiral(0.0, 0.5),
            "GPUs left after the token lost 90 per cent": lambda s: self.exits[s].spiral(0.9, 0.0),
            "price in a downturn": lambda s: self.downturns[s].told("price", LONG, DEEP),
            "GPUs in a downturn": lambda s: self.downturns[s].told("GPUs", LONG, DEEP),
            "five years' burn with a downturn": (
                lambda s: self.downturns[s].told("burned", LONG, DEEP)
            ),
            "change of a year's burn by a frozen rally": lambda s: self.costs[s],
            "the vault's dollars that sandwiches take at worst": (
                lambda s: Told(*(each / 100 for each in self.sandwiches[s].worst()))
            ),
            "change of market value if audits are voted away": (
                lambda s: self.captures[s].of("audit_probability", 0.0).parts["holders"]
            ),
            "subsidy that washing takes": lambda s: self.washed[s].usual["replayed"],
        }

    def table(self) -> pd.DataFrame:
        """Medians in per cent by stress and setting, with the 5th and 95th percentiles below.

        First those over chance, then, in square brackets, those over what is assumed.
        """
        rows = [
            {"in per cent": name}
            | {s.replace(", ", ",<br>"): self._said(row, s, *drawn) for s in SETTINGS}
            for (name, row), drawn in zip(self.rows().items(), _DRAWN, strict=True)
        ]
        return pd.DataFrame(rows)

    def wider(self) -> float:
        """Share of the table's cells where what is assumed spreads wider than chance, 0 to 1."""
        found = []
        for row, (name, _) in zip(self.rows().values(), _DRAWN, strict=True):
            for setting in SETTINGS:
                if name in self.drawn[setting]:
                    low, high = self.drawn[setting][name]
                    chance = row(setting)
                    found.append(high - low > 100 * (chance.high - chance.low))
        return float(np.mean(found))

    def _said(self, row: Callable[[str], Told], setting: str, drawn: str, sign: int) -> str:
        try:
            each = row(setting)
        except KeyError:
            return "–"  # there is no such stress in this setting
        ends = sorted(sign * end / 100 for end in self.drawn[setting][drawn])
        said = [_percent(each.middle), _to(each.low, each.high), f"[{_to(*ends)}]"]
        return "<br>".join([said[0], *(f"<small>{line}</small>" for line in said[1:])])


def _to(low: float, high: float) -> str:
    """Both ends of an interval; one number if they are said alike."""
    first, last = _percent(low), _percent(high)
    return first if first == last else f"{first}&nbsp;to&nbsp;{last}"


def _percent(value: float) -> str:
    per_cent = 100 * value
    digits = 1 if 0 < abs(per_cent) < 9.95 else 0
    text = f"{per_cent:,.{digits}f}".replace("-", "−")
    return "0" if float(text.replace("−", "-").replace(",", "")) == 0 else text


def _with_unit(name: str, value: float) -> str:
    return f"{number(value)} {unit_text(registry[name].unit, many=True)}".strip()


def votes(each: capture.Capture) -> pd.DataFrame:
    """The end of each parameter's domain that costs holders most: changes in a year, medians.

    In per cent of each party's dollars; for executors, who have next to none, in dollars.
    """
    rows = []
    for name in dict.fromkeys(vote.parameter for vote in each.votes):
        vote = each.worst("holders", (name,))
        parts = {who: _percent(part.middle) for who, part in vote.parts.items()}
        parts["executors"] = f"{vote.changes['executors']:+,.0f}".replace("-", "−")
        shown = {
            "voted on": plain(name),
            "usual": _with_unit(name, vote.usual),
            "to": _with_unit(name, vote.value),
        }
        rows.append((vote.changes["holders"], shown | parts))
    ordered = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
    names = {who: f"{who} [%]" for who in capture.PARTIES} | {"executors": "executors [USD]"}
    return pd.DataFrame(ordered).rename(columns=names)


def numbers(
    found: Found, frozen: Mapping[float, Array], votes: ballot.Ballot, usual: Parameters
) -> dict[str, float]:
    """The numbers of the page by name, per cent where they are parts; ends as ``_low``, ``_high``.

    ``frozen`` is what `model.experiments.stress.freeze.frozen` gives, ``usual`` base. What is of a
    setting ends with its short name: ``bear``, ``base``, ``bull``, ``own``, ``bills``. Ends over
    what is assumed end with ``_from`` and ``_to``.
    """
    told: dict[str, tuple[float, ...]] = _of_base(found, frozen, votes, usual)
    for setting, name in zip(SETTINGS, SHORT, strict=True):
        for key, row in zip(_ROWS, found.rows().values(), strict=False):
            told[f"{key}_{name}"] = tuple(100 * each for each in row(setting))
        washed = found.washed[setting]
        told[f"longest_{name}"] = (found.spirals[setting].longest(),)
        told[f"taken_{name}"] = tuple(100 * each for each in washed.usual["replayed"])
        told[f"safe_{name}"] = (100 * washed.usual["safe"].middle,)
        told[f"worst_{name}"] = found.sandwiches[setting].worst()
        lost = found.captures[setting].of("audit_probability", 0.0).parts["holders"]
        told[f"audits_{name}"] = (-100 * lost.middle, -100 * lost.high, -100 * lost.low)
        last = washing.SINCE[-1]
        borders = (last if washed.border is None else washed.border, *washed.border_ends())
        told[f"border_{name}"] = tuple(min(day, last) for day in borders)
        told[f"ends_{name}"] = (float(washed.border is not None),)
        if setting in found.costs:
            told[f"frozen_{name}"] = (-100 * found.costs[setting].middle,)
    return _over_what_is_assumed(found) | {
        name + end: float(value)
        for name, values in told.items()
        for end, value in zip(("", "_low", "_high"), values, strict=False)
    }


def _over_what_is_assumed(found: Found) -> dict[str, float]:
    """Both ends of what running text tells, in per cent, and in days for the majority."""
    ends: dict[str, list[float]] = {}
    for setting, name in zip(SETTINGS, SHORT, strict=True):
        each = found.drawn[setting]
        ends |= {f"{k}_{name}": sorted(sign * e for e in each[k]) for k, sign in _TOLD if k in each}
    ends |= {key: list(found.drawn[BASE][key]) for key in _OF_BASE}
    return {
        f"{name.replace(' ', '_')}_{end}": value
        for name, both in ends.items()
        for end, value in zip(("from", "to"), both, strict=True)
    }


def _of_base(
    found: Found, frozen: Mapping[float, Array], votes: ballot.Ballot, usual: Parameters
) -> dict[str, tuple[float, ...]]:
    """What is told of base alone, or of all settings at once."""
    short, long = (capture.exits(days) for days in capture.TIMELOCKS)
    base, staked = found.captures[BASE], capture.staked()[BASE]
    best = max(base.votes, key=lambda vote: vote.changes["insiders"])
    prize = base.of("treasury_subsidy_share", 1.0).changes
    lost = -base.of("audit_probability", 0.0).parts["holders"].middle
    nearest = np.abs(np.array(washing.SUBSIDIES) - usual["treasury_subsidy_share"]).argmin()
    shares = found.washed[BASE].shares[nearest]
    calm = frozen[usual["max_slippage"]]
    return {
        "out_long": (spiral.OUTAGES[-1],),
        "later": (100 * min(each.left(730).min() for each in found.spirals.values()),),
        "length": (freeze.LENGTH,),
        "minutes": (60 * freeze.WINDOWS[0],),
        "in_force": (float(usual["twap_window"] == 3600 * freeze.WINDOWS[0]),),
        "tolerance": (100 * usual["max_slippage"],),
        "steep": (100 * freeze.RISES[-1],),
        "fast": (100 * calm[0].max(),),
        "slow": (100 * calm[-1, -1],),
        "noise": (100 * calm[-1, 0],),
        "wide": (100 * frozen[freeze.WIDE][-1, -1],),
        "allocated": (100 * votes.allocated,),
        "majority": votes.majority,
        "turnout": (100 * votes.least_turnout(ballot.DAYS[3], True),),
        "silent": (100 * votes.least_turnout(ballot.DAYS[2], False),),
        "short": (short.days,),
        "long": (long.days,),
        "sold": (100 * short.holders,),
        "back": (100 * short.collateral,),
        "saved": ((long.saved(lost, *staked) - short.saved(lost, *staked)) / 1e6,),
        "prize_nodes": (prize["nodes"] / 1e6,),
        "prize_treasury": (-prize["treasury"] / 1e6,),
        "executors": (max(vote.changes["executors"] for vote in base.votes) / 1e3,),
        "best_insiders": (100 * best.parts["insiders"].middle,),
        "attacked": (found.sandwiches[BILLS].usual["days"].middle,),
        "take_moves": (100 * (shares.max() - shares.min()),),
    }
