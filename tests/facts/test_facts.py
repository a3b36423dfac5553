"""The facts load, refuse what is malformed in plain words, and add up."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

from model import units
from model.factbook import FactError, Facts, contradictions, facts, load, sources
from tests.facts.formulas import INFERRED, PEERS, READ_NOT_COMPUTED, exact

Refusal = Callable[[str, str, str], str]


# What the loader gives ---------------------------------------------------------------------------


def test_an_exact_fact_has_its_value_as_range(directory: Path) -> None:
    speed = load(directory).facts["speed"]
    assert (speed.low, speed.value, speed.high) == (3, 3, 3)


def test_a_range_and_several_sources_are_kept(directory: Path) -> None:
    patience = load(directory).facts["patience"]
    assert (patience.low, patience.high) == (0.1, 0.9)
    assert [source.id for source in patience.sources] == ["judgement", "code"]
    assert patience.source.kind == "judgement"


def test_dates_are_text_and_a_source_may_have_none(directory: Path) -> None:
    tables = load(directory)
    assert tables.facts["patience"].date == "2026-08"
    assert [source.date for source in tables.sources.values()] == [None, "2026-08-05"]


@pytest.mark.parametrize(
    ("text", "value"), [("1e6", 1e6), ("-2E-06", -2e-6), ("1.5e+3", 1500.0), ("2_500", 2500.0)]
)
def test_a_number_may_be_written_with_an_exponent_or_grouped(
    directory: Path, text: str, value: float
) -> None:
    path = directory / "facts.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 3", f"value: {text}"), "utf-8")
    assert load(directory).facts["speed"].value == value


def test_a_fact_converts_its_value_and_its_range(directory: Path) -> None:
    speed = load(directory).facts["speed"]
    assert speed.to("USD/calendar_year") == pytest.approx(3 * 365, rel=1e-12)
    assert speed.range("USD/day") == (3, 3)


def test_unlike_units_name_the_fact_and_both_units(directory: Path) -> None:
    with pytest.raises(ValueError, match=r"fact 'speed'.*USD/day.*AI/day"):
        load(directory).facts["speed"].to("AI/day")


def test_a_fact_has_a_value_for_each_scenario(directory: Path) -> None:
    path = directory / "facts.yaml"
    cases = "value: 3\n  low: 1\n  high: 9\n  bear: 1\n  bull: 8"
    path.write_text(path.read_text("utf-8").replace("value: 3", cases), "utf-8")
    tables = load(directory)
    speed, patience = tables.facts["speed"], tables.facts["patience"]
    assert (speed.bear, speed.value, speed.bull) == (1, 3, 8)
    told = [speed.under(scenario, "USD/day") for scenario in ("bear", "base", "bull")]
    assert told == [1, 3, 8]
    assert speed.under("bull", "USD/calendar_year") == pytest.approx(8 * 365, rel=1e-12)
    assert (patience.bear, patience.bull) == (None, None)
    assert {patience.under(scenario, "1") for scenario in ("bear", "base", "bull")} == {0.5}


@pytest.mark.parametrize("zero", ["bear", "bull"])
def test_a_scenario_may_have_zero(directory: Path, zero: str) -> None:
    path = directory / "facts.yaml"
    other = "bull" if zero == "bear" else "bear"
    cases = f"value: 3\n  low: 0\n  high: 9\n  {zero}: 0\n  {other}: 9"
    path.write_text(path.read_text("utf-8").replace("value: 3", cases), "utf-8")
    assert load(directory).facts["speed"].under(zero, "USD/day") == 0


def test_an_unknown_scenario_or_an_unlike_unit_is_refused(directory: Path) -> None:
    speed = load(directory).facts["speed"]
    for name in ("best", "Bear", ""):
        with pytest.raises(ValueError, match=f"'speed'.*'{name}': write bear, base or bull"):
            speed.under(name, "USD/day")
    with pytest.raises(ValueError, match=r"fact 'speed'.*USD/day.*AI/day"):
        speed.under("bear", "AI/day")


def test_facts_and_sources_cannot_be_changed(directory: Path) -> None:
    speed = load(directory).facts["speed"]
    with pytest.raises(FrozenInstanceError):
        speed.value = 4  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        speed.source.title = "Mine"  # type: ignore[misc]
    with pytest.raises(TypeError):
        sources()["mine"] = speed.source  # type: ignore[index]


def test_a_missing_id_suggests_the_nearest() -> None:
    with pytest.raises(FactError, match=r"id 'burn_bsp': did you mean 'burn_bps'\?$"):
        facts["burn_bsp"]
    with pytest.raises(KeyError, match=r"'qqqq'$"):
        facts["qqqq"]
    assert "burn_bsp" not in facts
    assert facts.get("burn_bsp") is None


def test_files_are_read_at_the_first_access_and_once() -> None:
    code = (
        "import sys, model.factbook; m = sys.modules['model.factbook']\n"
        "assert m._shipped.cache_info().misses == 0\n"
        "m.facts['burn_bps'], m.facts['mint_rate'], m.sources(), m.contradictions()\n"
        "assert m._shipped.cache_info().misses == 1\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    reads: list[int] = []
    Facts(lambda: reads.append(1) or {})  # type: ignore[func-returns-value]
    assert not reads


# What the loader refuses: each case changes one thing of a valid directory -----------------------


FACT_REFUSALS = [
    ("  value: 3\n", "", "value is missing: write one finite number"),
    ("  unit: USD/day\n", "", "unit is missing: write a unit such as AI"),
    ("  status: contract\n", "", "status is missing: write contract, official"),
    ("  source: code\n", "", "source is missing: write the id of an entry of sources.yaml"),
    ("  date: '2026'\n", "", "date is missing: write YYYY-MM-DD"),
    ("  info: dollars that pass in a day\n", "", "info is missing: write it in a few plain words"),
    ("value: 3", "value: null", "value None is refused"),
    ("value: 3", "value: .nan", "value nan is refused"),
    ("value: 3", "value: .inf", "value inf is refused"),
    ("value: 3", "value: true", "value True is refused"),
    ("value: 3", "value: three", "value 'three' is refused"),
    ("value: 3", "value: '3'", "value '3' is refused"),
    ("value: 3", "value: 3\n  low: 3.5\n  high: 4", "value 3.0 is outside low 3.5 to high 4.0"),
    ("value: 3", "value: 3\n  low: 1\n  high: 2", "value 3.0 is outside low 1.0 to high 2.0"),
    ("value: 3", "value: 3\n  low: 1", "low and high belong together: write both"),
    ("value: 3", "value: 3\n  high: 4", "low and high belong together: write both"),
    ("value: 3", "value: 3\n  low: .nan\n  high: 4", "low nan is refused"),
    (
        "value: 3",
        "value: 3\n  low: 1\n  high: 9\n  bear: 2",
        "bear and bull belong together: write both, or neither",
    ),
    (
        "value: 3",
        "value: 3\n  low: 1\n  high: 9\n  bull: 4",
        "bear and bull belong together: write both, or neither",
    ),
    (
        "value: 3",
        "value: 3\n  bear: 2\n  bull: 4",
        "bear and bull need a range: write low and high too",
    ),
    (
        "value: 3",
        "value: 3\n  bear: 3\n  bull: 3",
        "bear and bull need a range: write low and high too",
    ),
    (
        "value: 3",
        "value: 3\n  low: 1\n  high: 9\n  bear: 0\n  bull: 4",
        "bear 0.0 is outside low 1.0 to high 9.0: correct the bear or widen the range",
    ),
    (
        "value: 3",
        "value: 3\n  low: 1\n  high: 9\n  bear: 2\n  bull: 10",
        "bull 10.0 is outside low 1.0 to high 9.0: correct the bull or widen the range",
    ),
    ("value: 3", "value: 3\n  low: 1\n  bear: 2\n  bull: 4", "low and high belong together"),
    ("value: 3", "value: 3\n  low: 1\n  high: 9\n  bear: .inf\n  bull: 4", "bear inf is refused"),
    (
        "value: 3",
        "value: 3\n  low: 1\n  high: 9\n  bear: 2\n  bull: many",
        "bull 'many' is refused",
    ),
    ("USD/day", "USD/fortnite", "unit 'USD/fortnite' is refused (unit 'USD/fortnite' is not known"),
    ("unit: USD/day", "unit: 1", "unit 1 is refused"),
    ("status: contract", "status: sure", "status 'sure' is refused"),
    ("status: contract", "status: assumed", "'assumed' goes in assumptions.yaml"),
    ("source: code", "source: []", "source [] is refused"),
    ("source: code", "source: null", "source None is refused"),
    ("source: code", "source: coed", "source 'coed' is not in sources.yaml: did you mean 'code'?"),
    ("source: code", "source: [code, x]", "source 'x' is not in sources.yaml"),
    ("date: '2026'", "date: 2026", "date 2026 is refused"),
    ("date: '2026'", "date: 2026-13", "date '2026-13' is refused (month must be in 1..12"),
    ("date: '2026'", "date: 2026-02-30", "date '2026-02-30' is refused (day "),
    ("date: '2026'", "date: 2026-W05-1", "date '2026-W05-1' is refused"),
    ("info: dollars that pass in a day", "info: ' '", "info ' ' is refused"),
    ("unit: USD/day", "units: USD/day\n  unit: USD/day", "units is not a field: write id, value"),
    ("unit: USD/day", "unit: USD/day\n  unit: AI", "unit is written twice: keep one"),
    ("unit: USD/day", "unit: USD/day\n  id: haste", "write its fields indented below it"),
]


@pytest.mark.parametrize(("old", "new", "words"), FACT_REFUSALS)
def test_a_malformed_fact_is_refused(refusal: Refusal, old: str, new: str, words: str) -> None:
    message = refusal("facts.yaml", old, new)
    assert message.startswith("facts.yaml: speed: ")
    assert words in message


OTHER_REFUSALS = [
    ("facts.yaml", "speed:", "top speed:", "facts.yaml: top speed: id 'top speed' is refused"),
    ("facts.yaml", "speed:", "12:", "facts.yaml: 12: id 12 is refused"),
    ("facts.yaml", "speed:", "speed: 3\nhaste:", "facts.yaml: speed: write its fields indented"),
    ("facts.yaml", "speed:", "speed: {}\nspeed:", "facts.yaml: speed is written twice: keep one"),
    ("facts.yaml", "speed:", "speed: [", "facts.yaml cannot be read: "),
    ("facts.yaml", "speed:", "!!python/object:os.system speed:", "facts.yaml cannot be read: "),
    (
        "assumptions.yaml",
        "status: assumed",
        "status: contract",
        "assumptions.yaml: patience: status 'contract' is not allowed in this file",
    ),
    (
        "assumptions.yaml",
        "patience:",
        "speed:",
        "assumptions.yaml: speed: id is in facts.yaml too: keep one of the two",
    ),
    (
        "assumptions.yaml",
        "judgement, ",
        "judgment, ",
        "assumptions.yaml: patience: source 'judgment' is not in sources.yaml: did you mean",
    ),
    (
        "sources.yaml",
        "kind: contract",
        "kind: rumour",
        "sources.yaml: code: kind 'rumour' is refused",
    ),
    ("sources.yaml", "  date: null\n", "", "sources.yaml: code: date is missing"),
    (
        "sources.yaml",
        "  locator: this repository\n",
        "",
        "sources.yaml: judgement: locator is missing",
    ),
    (
        "contradictions.yaml",
        "[speed]",
        "[sped]",
        "contradictions.yaml: C1: facts 'sped' is not in a file of facts: did you mean 'speed'?",
    ),
    (
        "contradictions.yaml",
        "  reason: The code says so.\n",
        "",
        "contradictions.yaml: C1: reason is missing",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "words"), OTHER_REFUSALS)
def test_a_malformed_file_is_refused(
    refusal: Refusal, file: str, old: str, new: str, words: str
) -> None:
    assert refusal(file, old, new).startswith(words)


@pytest.mark.parametrize(
    "file", ["facts.yaml", "assumptions.yaml", "sources.yaml", "contradictions.yaml"]
)
def test_an_empty_unreadable_or_missing_file_is_refused(directory: Path, file: str) -> None:
    path = directory / file
    path.write_text("", encoding="utf-8")
    with pytest.raises(FactError, match=f"^{file} holds no rows: write an id"):
        load(directory)
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(FactError, match=f"^{file} cannot be read: "):
        load(directory)
    path.unlink()
    with pytest.raises(FactError, match=f"^{file} cannot be read: "):
        load(directory)


# What the shipped files say ----------------------------------------------------------------------


def test_the_allocation_sums_to_one_exactly() -> None:
    names = ["treasury_share", "investor_share", "team_share", "sale_share", "testnet_share"]
    assert sum(exact(name) for name in names) == 1
    assert {facts[name].status for name in names} == {"seed"}
    pools = exact("testnet_activity_pool_share") + exact("sale_bid_pool_share")
    assert pools == exact("testnet_share")


def test_the_split_of_the_article_sums_to_one_exactly() -> None:
    names = ["seed_burn_share", "seed_treasury_split_share", "seed_executor_share"]
    assert sum(exact(name) for name in names) == 1
    assert {facts[name].status for name in names} == {"seed"}


def test_assumed_shares_leave_nothing_below_zero() -> None:
    assert exact("slash_burn_share") + exact("slash_challenger_share") <= 1
    assert exact("protocol_take", "high") + exact("validator_share", "high") < 1


def test_the_sale_agrees_with_the_allocation() -> None:
    assert exact("sale_tokens") == exact("initial_supply") * exact("sale_share")
    assert exact("sale_raised", "low") == exact("sale_tokens") * exact("sale_price")
    assert exact("sale_price", "high") == exact("sale_raised") / exact("sale_tokens")
    rounds = [Fraction(x) for x in ("1.1", "6.5", "43")]
    assert exact("funding_total") == sum(rounds) * 10**6 + exact("sale_raised")


def test_settings_respect_the_limits_of_the_contract() -> None:
    assert exact("burn_bps", "high") + exact("executor_bps") <= exact("bps_sum_limit")
    assert exact("max_slippage_bps", "high") <= exact("slippage_limit_bps")
    assert exact("twap_window", "low") >= exact("twap_window_floor")
    assert facts["bps_sum_limit"].to("1") == 1


def test_the_fees_of_delphi_agree_with_each_other() -> None:
    assert exact("delphi_effective_fee") + exact("delphi_creator_fee") == exact("delphi_fee")
    for end in ("low", "high"):
        product = exact("delphi_fee", end) * exact("delphi_protocol_share", end)
        assert exact("delphi_effective_fee", end) == product
    kept = 1 - exact("delphi_protocol_share", "low")
    assert exact("delphi_creator_fee", "high") == exact("delphi_fee", "high") * kept
    assert exact("delphi_creator_fee", "low") == 0


def test_growth_of_volume_is_calibrated_on_the_comparables() -> None:
    """Whole years of peers: leases of Akash to early 2026, use of Render in 2024."""
    for end, over_a_year in (("low", 253_250 / 1_000_000), ("high", 1 + 2.00)):
        assert getattr(facts["delphi_volume_growth"], end) == round(math.log(over_a_year), 2)


def test_the_jump_at_the_cliff_is_the_cliff_over_the_whole_draft_schedule() -> None:
    cliff, vesting = facts["insider_cliff_months"], facts["insider_vesting_months"]
    assert facts["insider_cliff_jump"].high == pytest.approx(
        cliff.value / (cliff.value + vesting.value), rel=1e-15
    )


@pytest.mark.parametrize(
    ("name", "end", "digits", "formula"), INFERRED, ids=[f"{row[0]}-{row[1]}" for row in INFERRED]
)
def test_an_inferred_fact_is_its_formula_rounded(
    name: str, end: str, digits: int, formula: Callable[[], Fraction]
) -> None:
    assert exact(name, end) == round(formula(), digits)


def test_every_inferred_fact_is_recomputed_and_explained() -> None:
    inferred = {name for name, fact in facts.items() if fact.status == "inferred"}
    assert inferred == {row[0] for row in INFERRED} | READ_NOT_COMPUTED.keys()
    assert not {name for name in inferred if not facts[name].note}


def test_the_base_lies_between_bear_and_bull() -> None:
    cases = {name: fact for name, fact in facts.items() if fact.bear is not None}
    assert cases
    for name, fact in cases.items():
        bear, bull = fact.under("bear", fact.unit), fact.under("bull", fact.unit)
        assert bear != bull, name
        assert min(bear, bull) <= fact.under("base", fact.unit) <= max(bear, bull), name


def test_units_are_of_this_economy() -> None:
    ours = {"[ai_token]", "[us_dollar]", "[accelerator]", "[task]", "[training_cycle]", "[time]"}
    for fact in facts.values():
        dimensions = {name for name, _ in units.unit(fact.unit)[1]}
        assert dimensions <= ours, f"{fact.id}: {fact.unit} reads as {dimensions - ours}"
        assert not re.search(r"(?<!calendar_)(year|month)", fact.unit), fact.id


def test_a_status_has_a_source_that_can_carry_it() -> None:
    carriers = {
        "contract": {"contract"},
        "official": {"official"},
        "seed": {"explainer"},
        "secondary": {"news", "explainer", "chain-reading", "repository-note"},
    }
    for fact in facts.values():
        if fact.status in carriers:
            assert fact.source.kind in carriers[fact.status], fact.id
        assert (fact.status == "seed") <= (fact.source.id == "seed-article"), fact.id


def test_an_assumed_value_has_a_range_to_sweep_and_says_where_it_comes_from() -> None:
    conventions = {"one_day", "year_days"}
    for fact in facts.values():
        if fact.status == "assumed":
            assert fact.low < fact.high or fact.id in conventions, fact.id
            judged = any(source.kind == "judgement" for source in fact.sources)
            assert judged or fact.note.startswith("Calibrated on"), fact.id
        else:
            assert all(source.kind != "judgement" for source in fact.sources), fact.id


def test_no_source_is_unused() -> None:
    used = {source.id for fact in facts.values() for source in fact.sources}
    assert not sources().keys() - used


def test_every_contradiction_is_told_and_its_facts_exist() -> None:
    assert list(contradictions()) == [f"C{number}" for number in range(1, 31)]
    for dispute in contradictions().values():
        assert not [name for name in dispute.facts if name not in facts], dispute.id


def test_a_note_refers_to_a_contradiction_that_lists_the_fact() -> None:
    for fact in facts.values():
        for dispute in re.findall(r"\bC\d+\b", fact.note):
            assert fact.id in contradictions()[dispute].facts, f"{fact.id} and {dispute}"


def test_ids_and_phrases_are_plain() -> None:
    proper = {"Delphi", "GPU-hours", "GPUs"}
    for fact in facts.values():
        assert re.fullmatch(r"[a-z][a-z0-9_]*", fact.id)
        first = fact.info.split()[0]
        assert first == first.lower() or first in proper, fact.id
        assert not fact.info.endswith("."), fact.id


def test_the_files_carry_no_link_and_no_long_dash() -> None:
    paths = [each for each in files("model.factbook").iterdir() if each.name.endswith(".yaml")]
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|www\.|\u2014", text), path.name


PARAMETERS = re.findall(
    r"\w+",
    """
    initial_supply token_decimals mint_rate treasury_share investor_share team_share sale_share
    testnet_share treasury_start_share treasury_vesting_months insider_cliff_months
    insider_vesting_months insider_cliff_jump sale_locked_share sale_lock_months sale_bonus
    sale_price circulating_at_start burn_bps executor_bps max_slippage_bps
    max_slippage_bps_default_script twap_window epoch_length epoch_volume_cap pool_fee
    pool_usd_reserve executor_gas_cost delphi_fee delphi_protocol_share delphi_effective_fee
    delphi_creator_fee delphi_market_creation_fee delphi_volume settlement_lag delphi_volume_growth
    initial_price price_anchor_july price_volatility price_drift velocity utilisation_target
    demand_elasticity supply_elasticity protocol_take validator_share verification_overhead
    audit_probability detection_probability slash_fraction stake_days slash_burn_share
    slash_challenger_share unbonding_days timelock_days treasury_subsidy_share slippage_limit_bps
    twap_window_floor bps_sum_limit seed_burn_share seed_treasury_split_share seed_executor_share
    vault_lifetime_revenue ai_burned_observed ai_bought_observed average_buy_price_observed
    annualised_revenue_observed annualised_burn_observed settled_volume_observed all_time_high_price
    market_cap_july implied_circulating_july sale_raised sale_bid_pool_share
""",
)


def test_every_parameter_of_the_research_has_a_fact() -> None:
    assert not [name for name in PARAMETERS if name not in facts]


OF_NOVEMBER = re.findall(
    r"\w+",
    """
    delphi_fee_observed delphi_volume_series_days h100_index_price consumer_card_price
    sector_revenue team_unlock_price_effect unlock_effect_lead unlock_effect_settling
    ionet_surplus_burned ionet_stress_demand ionet_stress_price required_return_token
    required_return_venture
    ai_volatility_observed ai_daily_volume_observed ai_turnover_observed ai_bitcoin_correlation
    ai_bitcoin_beta market_depth_share arbitrage_loss_observed launch_premium_half_life
    launch_price_change_median required_return_implied investor_cost_basis
    airdrop_sell_through_90_days unlock_price_effect
    peer_price_to_sales ai_price_to_sales akash_gpus ionet_verified_gpus nosana_gpus
    usage_ramp_months usage_midpoint_months usage_change_after_plateau peer_plateau_usage
    node_pay_elasticity demand_elasticity_observed marketplace_discount gpu_price_trend
    gpu_price_volatility consumer_gpu_price professional_gpu_price seller_quality_observed
    deviating_sellers_observed uptime_observed growth_before_bad_mark growth_after_bad_mark
    growth_lost_to_bad_mark peer_staked_share peer_emission_over_burn peer_take rule_change_hazard
    akash_take render_take aethir_take akash_issue render_issue helium_issue ionet_issue
    livepeer_issue akash_burned render_burned helium_burned
""",
) + [f"{peer}_{what}" for peer in PEERS for what in ("fees", "market_value", "price_to_sales")]


def test_every_figure_of_november_has_a_fact_and_says_how_far_to_trust_it() -> None:
    assert not [name for name in OF_NOVEMBER if name not in facts or not facts[name].note]
