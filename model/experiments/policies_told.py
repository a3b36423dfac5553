"""What the page on policies tells of the comparison: numbers, findings, and who gains by a design.

A finding is whether what the page says of its numbers is so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from model.experiments.audit_rates import Audited
from model.experiments.parties import PARTIES
from model.experiments.policies import (
    AS_IT_IS,
    DESIGNS,
    RUNS,
    SCENARIOS,
    SLACK,
    Compared,
    dominated,
)

#: Policies and parties whose change is told in every scenario.
_CHANGES = (
    ("few audits", "users"),
    ("fivefold subsidy", "users"),
    ("fivefold subsidy", "treasury"),
    ("take of a fifth", "users"),
    ("take of a fifth", "treasury"),
    ("light slash", "users"),
    ("full slash", "users"),
    ("slow vesting", "insiders"),
    ("slow vesting", "holders"),
    ("burn half", "holders"),
    ("buyback and keep", "holders"),
    ("buyback and keep", "treasury"),
    ("no buyback", "holders"),
    ("distribution", "holders"),
    ("buyback and make", "users"),
    ("buyback and make", "holders"),
    ("fee burn", "holders"),
    ("fee burn", "treasury"),
    ("burn and mint", "holders"),
    ("burn and mint, balances kept", "holders"),
    ("dollar payouts", "nodes"),
    ("dollar payouts", "treasury"),
)
_IDLE = ("lowest cap", "narrow guard", "controlled buyback")


def numbers(
    found: Mapping[str, Sequence[Compared]], audited: Mapping[str, Audited]
) -> dict[str, float]:
    """Changes in per cent by policy, party and scenario, medians, and what is counted.

    A change is named ``policy_party_scenario``; with ``agrees`` after it, the per cent of the
    scenario's drawn economies in which it goes the same way; ``policy_party_keeps``, the number of
    scenarios in which nine of ten runs go the way of the median of base.
    """
    rows = {s: {row.policy.name: row for row in each} for s, each in found.items()}
    told = {}
    for policy, who in _CHANGES:
        for s, each in rows.items():
            told[_key(policy, who, s)] = 100 * (each[policy].ratios[who] - 1)
            told[_key(policy, who, s, "agrees")] = 100 * each[policy].agreeing(who)
        told[_key(policy, who, "keeps")] = float(
            keeping([each[policy] for each in rows.values()], rows["base"][policy], who)
        )
    drawn = [row for row in found["base"] if row.policy.name != AS_IT_IS]
    half = rows["base"]["burn half"].ratios
    for s, among in found.items():
        told[f"sure_{s}"] = float(sum(row.sure(who) != 0 for row in among for who in PARTIES))
        told[f"by_chance_{s}"] = float(
            sum(_by_runs(row, who) != 0 for row in among for who in PARTIES)
        )
        by_chance = dominated([replace(row, by_draw={}) for row in among])
        told[f"beaten_by_chance_{s}"] = float(len(by_chance.keys() - {AS_IT_IS}))
    return told | {
        "runs": float(RUNS),
        "policies": float(len(drawn)),
        "pairs": float(len(drawn) * len(PARTIES)),
        "everywhere": float(len(sure_everywhere(found))),
        "draws": float(len(drawn[0].by_draw["users"])),
        "half_most": 100 * max(abs(half[who] - 1) for who in PARTIES),
        "idle": 100
        * max(
            abs(rows[s][name].ratios[who] - 1) for s in rows for name in _IDLE for who in PARTIES
        ),
        "emptied": 100 * float(np.mean(rows["base"]["dollar payouts"].by_draw["treasury"] < 0.01)),
        "fee_burned": rows["bull"]["fee burn"].ratios["burned"],
        **{f"best_{s}": 100 * each.best for s, each in audited.items()},
        **{f"value_{s}": each.value for s, each in audited.items()},
    }


def told(
    found: Mapping[str, Sequence[Compared]], audited: Mapping[str, Audited]
) -> dict[str, float | bool]:
    """The sizes of `numbers`, whose directions are words of the page, and all findings."""
    n = numbers(found, audited)
    return {
        **{name: abs(value) for name, value in n.items()},
        **findings_of_numbers(n),
        **findings_of_rows(found),
    }


def findings_of_rows(found: Mapping[str, Sequence[Compared]]) -> dict[str, bool]:
    """What is found of all policies together."""
    return {
        "none_is_better_for_all": not better_for_all(found),
        "nothing_is_beaten": not any(dominated(list(each)) for each in found.values()),
    }


def findings_of_numbers(n: Mapping[str, float]) -> dict[str, bool]:
    """What is found of the numbers alone, with their signs."""
    few = max(n[f"sure_{s}"] for s in SCENARIOS)
    many = min(n[f"by_chance_{s}"] for s in SCENARIOS)
    helped = [n[f"fivefold_subsidy_users_{s}"] for s in SCENARIOS]
    paid = n["fivefold_subsidy_treasury_base"], n["fivefold_subsidy_treasury_base_agrees"]
    surest = max(value for name, value in n.items() if name.endswith("agrees"))
    taken = n["take_of_a_fifth_users_base"], n["take_of_a_fifth_treasury_base"]
    vested = n["slow_vesting_insiders_base"], n["slow_vesting_holders_base"]
    return {
        "chance_alone_would_order": min(n[f"beaten_by_chance_{s}"] for s in SCENARIOS) > 0,
        "hardly_any_direction_is_sure": few < 0.05 * n["pairs"] < many,
        "none_is_sure_everywhere": n["everywhere"] == 0,
        "audits_decide": n["few_audits_users_base"] < -20,
        "burn_share_hardly_matters": n["half_most"] < 2,
        "cap_and_guard_bind_nobody": n["idle"] < 0.5,
        "honesty_comes_first": n["light_slash_users_base"] < -20 and n["full_slash_users_base"] < 0,
        "honesty_everywhere": n["light_slash_users_keeps"] == n["full_slash_users_keeps"] == 3,
        "subsidy_helps_where_least": helped == sorted(helped, reverse=True) and helped[-1] > 0,
        "treasury_pays_for_subsidy": paid[0] < 0 and paid[1] == surest,
        "take_moves_dollars": taken[0] < 0 < taken[1],
        "vesting_moves_dollars": vested[0] < 0 < vested[1],
        "keeping_costs_the_price": n["buyback_and_keep_holders_bull"] < 0,
        "making_helps_users": min(n[f"buyback_and_make_users_{s}"] for s in SCENARIOS) > 5,
        "making_costs_holders": n["buyback_and_make_holders_bull"] < 0,
        "fee_burn_pays_holders": n["fee_burn_treasury_bull"] < 0 < n["fee_burn_holders_bull"],
        "credit_takes_balances": n["burn_and_mint_holders_bull"] < -0.5,
        "credit_does_nothing_else": abs(n["burn_and_mint_balances_kept_holders_bull"]) < 0.1,
        "dollars_cost_the_treasury": max(n[f"dollar_payouts_treasury_{s}"] for s in SCENARIOS) < -1,
        "one_rate_is_wrong_somewhere": n["few_audits_users_base"] < 0 < n["few_audits_users_bull"],
    }


def _key(*words: str) -> str:
    return "_".join(words).replace(", ", "_").replace(" ", "_")


def _by_runs(row: Compared, who: str) -> int:
    """The direction in nine of ten runs, or 0."""
    low, high = row.chance[who]
    return int(low > 1 + SLACK) - int(high < 1 - SLACK)


def keeping(rows: Sequence[Compared], usual: Compared, who: str) -> int:
    """In how many of a policy's ``rows`` nine of ten runs go the way of ``usual``'s median."""
    way = 1 if usual.ratios[who] > 1 else -1
    return sum(_by_runs(row, who) == way for row in rows)


def sure_everywhere(found: Mapping[str, Sequence[Compared]]) -> list[tuple[str, str]]:
    """Policies and parties whose change has the same sure direction in every scenario."""
    return [
        (rows[0].policy.name, who)
        for rows in zip(*found.values(), strict=True)
        for who in PARTIES
        if abs(sum(row.sure(who) for row in rows)) == len(rows)
    ]


def better_for_all(found: Mapping[str, Sequence[Compared]]) -> list[str]:
    """Policies that cost nobody anything and help somebody in the median of every scenario."""

    def fine(row: Compared) -> bool:
        gains = np.array([row.ratios[who] for who in PARTIES]) - 1
        return bool(gains.min() > -SLACK and gains.max() > SLACK)

    by_policy = zip(*found.values(), strict=True)
    return [rows[0].policy.name for rows in by_policy if all(fine(row) for row in rows)]


def bought(rows: Sequence[Compared]) -> pd.DataFrame:
    """Who gains and who loses by each design in nine of ten runs of a scenario, and how much.

    In brackets, in how many of a hundred drawn economies the change goes the same way.
    """
    designs = {policy.name for policy in DESIGNS}
    table = []
    for row in rows:
        if row.policy.name in designs:
            sides = {1: "gain", -1: "lose"}
            said = {
                word: ", ".join(
                    f"{who} {_percent(row.ratios[who])} ({100 * row.agreeing(who):.0f})"
                    for who in PARTIES
                    if _by_runs(row, who) == side
                )
                for side, word in sides.items()
            }
            table.append(
                {"design": row.policy.name, "what it does": row.policy.info}
                | {word: text or "nobody" for word, text in said.items()}
            )
    return pd.DataFrame(table)


def _percent(ratio: float) -> str:
    return f"{100 * (ratio - 1):+.1f} %".replace("-", "−")
