"""A changed parameter reaches every number of a page, and takes back what no longer holds.

The yardstick is a copy of the package whose file of facts has the value by hand: the page of the
copy and the page with the injected change store the same numbers, every one of them.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest

import model
from model.factbook import facts
from model.readable import readable
from model.revision import FINDING
from tests.revision import pages

PACKAGE = Path(model.__file__).parent
#: A value that stands in the file already: with it the copy counts as changed and goes on where a
#: sentence does not hold, and no number moves.
IDLE = "token_decimals"


class Case(NamedTuple):
    """A page, the change, the same by hand (fact and value in its unit), and what must withdraw."""

    page: str
    changes: Mapping[str, Any]
    by_hand: Mapping[str, float]
    withdrawn: frozenset[str]


HALF = {"premium_half_life": 0.25}
QUICK = (
    Case(
        "06_buy_and_burn",
        {"burn_share": 0.5},
        {"burn_bps": 5000},
        frozenset({"burn_is_reproduced", "observed_between_prices"}),
    ),
)
#: A parameter that matters on each of the other pages.
SLOW = (
    Case("headline", HALF, HALF, frozenset()),
    Case("17_scenarios", HALF, HALF, frozenset({"price_is_premium"})),
    Case("index", HALF, HALF, frozenset({"price_is_premium"})),
    Case("09_invariants", {"pool_fee": 0.05}, {"pool_fee": 0.05}, frozenset()),
    Case("10_one_specification", HALF, HALF, frozenset()),
    Case(
        "13_the_vault_as_a_mechanism",
        {"pool_fee": 0.008},
        {"pool_fee": 0.008},
        frozenset({"guard_lets_attacks_pass", "tolerance_feeds_attackers"}),
    ),
    Case("12_unlocks_against_burn", HALF, HALF, frozenset({"thousands_of_times"})),
    Case(
        "01_actors",
        {"sell_share_investors": 0.9},
        {"sell_share_investors": 0.9},
        frozenset({"most_is_kept"}),
    ),
    Case(
        "02_facts",
        {"market_cap_july": 40e6},
        {"market_cap_july": 40e6},
        frozenset({"stored_values_agree"}),
    ),
    Case("03_supply_and_vesting", HALF, HALF, frozenset()),
    Case("04_fees_and_market", {"opening_day": 180}, {"opening_day": 180}, frozenset()),
    Case(
        "05_rewards_verification_staking",
        {"slash_fraction": 0.01},
        {"slash_fraction": 0.01},
        frozenset({"margin_is_wide", "collateral_suffices", "cheats_come_first"}),
    ),
    Case(
        "11_equilibrium_burn_and_supply",
        HALF,
        HALF,
        frozenset({"order_reverses", "premium_outweighs_usage", "hidden_and_not_small"}),
    ),
    Case(
        "14_the_compute_market",
        {"protocol_take": 0.6},
        {"protocol_take": 0.6},
        frozenset({"take_drives_out", "base_takes_less"}),
    ),
    Case(
        "15_honesty_and_security",
        {"slash_fraction": 0.002},
        {"slash_fraction": 0.002},
        frozenset({"honesty_has_a_margin", "side_gains_are_small", "slashes_save_audits"}),
    ),
    Case(
        "16_does_burning_create_value",
        HALF,
        HALF,
        frozenset({"usage_is_a_small_part", "burn_share_divides", "bull_takes_over_sooner"}),
    ),
    Case(
        "18_what_matters_most",
        {"stake_days": 1},
        {"stake_days": 1},
        frozenset({"more_days_than_needed"}),
    ),
    Case(
        "own_economy",
        {"ionet_stress_price": 0.1},
        {"ionet_stress_price": 0.1},
        frozenset({"new_tokens_without", "vaults_run_dry", "slow_falls_halt_more"}),
    ),
    Case("ensembles", HALF, HALF, frozenset({"most_have_been_below"})),
    Case(
        "what_it_takes",
        {"usage_at_maturity": 3e10},
        {"usage_at_maturity": 3e10},
        frozenset({"price_pays_for_a_chance", "dollars_and_price_carry"}),
    ),
    Case(
        "reward_dependence",
        {"usage_at_maturity": 3e7},
        {"usage_at_maturity": 3e7},
        frozenset({"usage_is_what_is_left", "less_than_nothing", "no_memory"}),
    ),
    Case(
        "imbalance",
        {"utilisation_target": 0.75},
        {"utilisation_target": 0.75},
        frozenset({"follows_demand", "outside_is_not_got_over", "target_counts"}),
    ),
    Case(
        "burn_without_usage",
        {"burn_share": 0.5},
        {"burn_bps": 5000},
        frozenset({"price_says_more", "two_thirds"}),
    ),
    Case(
        "unlock_shocks",
        {"unlock_anticipation": 1.0},
        {"unlock_anticipation": 1.0},
        frozenset(
            {
                "factors_as_expected",
                "closures_as_expected",
                "dates_save_nothing",
                "dilution_stays",
                "treasury_loses_most",
            }
        ),
    ),
    Case("policies", HALF, HALF, frozenset()),
    Case("stress", HALF, HALF, frozenset()),
    Case(
        "validation",
        {"price_anchor_july": 0.1},
        {"price_anchor_july": 0.1},
        frozenset({"price_came_low", "premium_is_lower", "model_is_dear"}),
    ),
    Case("limits", HALF, HALF, frozenset()),
)


def edited(folder: Path, by_hand: Mapping[str, float]) -> Path:
    """A copy of the package whose files of facts have other values, written by hand."""
    copy = folder / "model"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for name, value in by_hand.items():
        (path,) = (
            p
            for p in (copy / "factbook" / f for f in ("facts.yaml", "assumptions.yaml"))
            if re.search(rf"^{name}:", p.read_text("utf-8"), re.M)
        )
        lines, inside = [], False
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith((" ", "#")):
                inside = line.startswith(f"{name}:")
            field = line.strip().partition(":")[0] if inside else ""
            if field in ("bear", "bull"):
                continue
            if field == "value":
                line = f"  value: {float(value)!r}"
            if field in ("low", "high"):
                pick = min if field == "low" else max
                line = f"  {field}: {pick(getattr(facts[name], field), float(value))!r}"
            lines.append(line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy


@pytest.mark.parametrize("case", QUICK, ids=lambda case: case.page)
def test_a_page_follows_a_changed_parameter(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(case, tmp_path, monkeypatch)


@pytest.mark.bench
@pytest.mark.parametrize("case", SLOW, ids=lambda case: case.page)
def test_every_page_follows_a_changed_parameter(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check(case, tmp_path, monkeypatch)


def check(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unchanged = pages.values(pages.run(case.page, {}))
    changed = pages.run(case.page, case.changes)
    found = pages.values(changed)
    copy = edited(folder, case.by_hand)
    monkeypatch.setenv("PYTHONPATH", str(copy.parent))
    by_hand = pages.values(pages.run(case.page, {IDLE: facts[IDLE].value}, folder=folder))

    assert found == by_hand
    moved = {name for name in found if found[name] != unchanged[name]}
    numbers = {name for name in moved if not name.startswith(FINDING)}
    print(f"{case.page}: {len(numbers)} of {len(found)} stored numbers follow {case.changes}")
    assert numbers
    assert all(value == "True" for name, value in unchanged.items() if name.startswith(FINDING))

    false = {name.removeprefix(FINDING) for name, value in found.items() if value == "False"}
    assert false >= case.withdrawn
    said = "".join(c["source"] for c in readable(changed)["cells"] if c["cell_type"] == "markdown")
    for key in false:
        assert re.search(rf"Withdrawn, as it does not hold with .*: .*\b{key}\b", said)


def test_the_yardstick_would_show_a_number_that_stays_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a number of the page taken from elsewhere, the two runs differ."""
    notebook = nbformat.v4.new_notebook()
    cells = (
        "changes = {}",
        "from model.revision import revise\nrevise(changes)",
        "from myst_nb import glue\nfrom model.factbook import as_written, facts",
        "glue('follows', facts['burn_bps'].value, display=False)",
        "glue('stays', as_written('burn_bps').value, display=False)",
    )
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    notebook.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(notebook, tmp_path / "page.ipynb")
    monkeypatch.setattr(pages, "FOLDER", tmp_path)
    found = pages.values(pages.run("page", {"burn_bps": 5000}))
    copy = edited(tmp_path / "copy", {"burn_bps": 5000})
    monkeypatch.setenv("PYTHONPATH", str(copy.parent))
    by_hand = pages.values(pages.run("page", {}, folder=copy.parent))
    assert by_hand["follows"] == by_hand["stays"] == found["follows"] == "5000.0"
    assert found["stays"] == "7000.0"


PAGES = sorted(pages.FOLDER.glob("*.ipynb"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_revises_before_anything_else(path: Path) -> None:
    """A fact that was read first could no longer be changed."""
    code = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    assert "parameters" in code[0].metadata.get("tags", ())
    assert code[0].source.endswith("changes = {}")
    assert code[1].source.startswith("from model.revision import")
    assert code[1].source.endswith("revise(changes)")
