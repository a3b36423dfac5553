"""Answers: kept numbers are those of this model, sentences assert no more than they say."""

import inspect
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import model
from model.__main__ import main
from model.answerbook import UnknownAnswer, numbers
from model.answerbook.answer import Answer, DoesNotHold
from model.answerbook.said import interval, number
from model.answerbook.update import recomputed
from model.experiments import intervals, outcomes, scenarios
from model.experiments.intervals import Estimate, Setting
from model.experiments.sources import Compared, FiveYears, Sizes
from model.quantities import registry
from model.scenarios import SCENARIOS


def test_kept_numbers_are_those_of_this_model() -> None:
    keys = {answer.id: answer.key for answer in model.answers.values()}
    assert numbers.kept_keys() == keys, (
        "the specification, a fact or the code of the estimates changed: run `python -m model "
        "answers --update`, look at what changed, and say it in the changelog"
    )


def test_the_key_follows_facts_scenarios_and_what_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = model.answers["burn-base"]
    before = answer.key
    record = registry["burn_share"]
    monkeypatch.setattr(numbers, "SCENARIOS", {**SCENARIOS, "base": SCENARIOS["bear"]})
    assert answer.key != before
    monkeypatch.undo()
    monkeypatch.setattr(type(record), "range", property(lambda self: (0.0, 0.5)))
    assert answer.key != before
    monkeypatch.undo()
    fewer = FiveYears(sizes=Sizes(100))
    other = (
        Setting("bear"),
        Setting("base", (("burn_share", 0.5),)),
        Setting("base", (), fewer),
    )
    assert len({before, *(numbers.key(each, "burned") for each in other)}) == 4
    assert numbers.key(Setting("base"), "price") != before
    compared = model.answers["usage-in-the-price"].setting
    assert isinstance(compared.source, Compared)
    smaller = replace(compared, source=replace(compared.source, sizes=Sizes(8, 2, 1)))
    assert numbers.key(smaller, "least") != numbers.key(compared, "least")


def test_the_key_follows_the_code_of_a_source() -> None:
    """Each answer's source names the file in which its reading is made."""
    package = Path(model.__file__).parent
    for answer in model.answers.values():
        source = answer.setting.source
        for name in source.files:
            assert (package / name).is_file(), (answer.id, name)
        if isinstance(source, Compared):
            for function in (source.made, source.cases, source.read):
                place = inspect.getsourcefile(inspect.unwrap(function))
                assert place is not None
                name = str(Path(place).relative_to(package))
                known = name in source.files or name in numbers._FILES or name.startswith("interf")
                assert known, (answer.id, name)


def test_the_kept_numbers_of_base_come_out_again() -> None:
    """The golden file, for the answers of one setting; all of them in `make bench`."""
    some = [model.answers["burn-base"], model.answers["price-base"]]
    for name, found in recomputed(some).items():
        assert numbers.rounded(found) == numbers.rounded(model.answers[name].estimate), name


@pytest.mark.bench
def test_all_kept_numbers_come_out_again() -> None:
    for name, found in recomputed(model.answers.values()).items():
        assert numbers.rounded(found) == numbers.rounded(model.answers[name].estimate), name


def test_a_value_is_the_median_of_the_ensemble() -> None:
    """Against the public interface, which shares no code of the estimates."""
    economy, base = model.economy("announced"), model.parameters("announced")
    ds = model.ensemble(
        economy, base, days=1825, runs=40, seed=7, keep=["burned", "price"], reduce=()
    )
    asked = (outcomes.BURNED, outcomes.PRICE)
    found = intervals.estimates(Setting("base"), asked, runs=40, draws=8, few=2)
    share = 100 * ds.burned.isel(day=-1) / base["initial_supply"]
    assert found["burned"].value == pytest.approx(float(share.median()), rel=1e-9)
    ends = tuple(float(x) for x in share.quantile([0.05, 0.95]))
    assert found["burned"].chance == pytest.approx(ends, rel=1e-9)
    mean = ds.price.sel(day=slice(1461, 1825)).mean("day")
    assert found["price"].value == pytest.approx(float(mean.median()), rel=1e-9)


def test_a_move_is_what_that_parameter_alone_does() -> None:
    setting, asked = Setting("base"), {"burned": outcomes.BURNED}
    moves = {move.parameter: move for move in intervals.moves(setting, asked, few=3)["burned"]}
    low, high = moves["premium_half_life"].ends
    record = registry["premium_half_life"].range
    assert record[0] <= low < high <= record[1]
    economy = model.economy("announced")
    u = model.shocks(economy, days=1825, runs=3, seed=7)
    for end, value in zip((low, high), moves["premium_half_life"].values, strict=True):
        p = model.parameters("announced", premium_half_life=end)
        burned = model.simulate(economy, p, u).burned.isel(day=-1) / p["initial_supply"]
        assert 100 * float(burned.median()) == pytest.approx(value, rel=1e-9)
    size = [abs(np.log(m.values[1] / m.values[0])) for m in moves.values()]
    assert size == sorted(size, reverse=True)


def test_what_makes_a_scenario_stays_fixed() -> None:
    free = {
        name: set(Setting(name).free(sourced=True))
        for name in model.scenarios.SCENARIOS
        if name in ("observed", "bear", "base", "bull")
    }
    assert "usage_at_maturity" in free["base"]
    assert "usage_at_maturity" not in free["bear"] | free["bull"]
    assert "opening_day" not in free["observed"]
    assert "premium_half_life" in free["bear"] & free["observed"]
    assert "premium_half_life" not in Setting("base", (("premium_half_life", 1.0),)).free(True)


def test_wider_ignorance_is_wider_than_chance() -> None:
    """For every answer whose sentence does not rest on chance alone."""
    for answer in model.answers.values():
        found = answer.estimate
        assert found.chance[0] <= found.value <= found.chance[1]
        assert found.every[1] > found.every[0]
        widths = [
            np.ptp(answer.outcome.scaled(np.array(ends))) for ends in (found.chance, found.assumed)
        ]
        assert widths[1] >= widths[0], answer.id


def test_a_sentence_that_asserts_too_much_is_refused() -> None:
    answer = model.answers["released-per-burned-base"]
    more_burned = replace(answer.estimate, value=0.5, chance=(0.4, 0.6))
    with pytest.raises(DoesNotHold, match="released-per-burned-base asserts that more tokens"):
        answer.check(more_burned)
    loud = replace(answer, holds=lambda found: found.value > 1e9, asserts="it is huge")
    with pytest.raises(DoesNotHold, match="it is huge"):
        _ = loud.estimate


def test_a_quotation_stands_alone() -> None:
    for answer in model.answers.values():
        text = answer.quote()
        assert answer.value in text, answer.id
        assert "{" not in text
        assert f"scenario {answer.setting.scenario}, {answer.closure}" in text
        for needed in ("of ten runs", "drawn from its range", "seed 7", answer.id, "$AI"):
            assert needed in text or (needed == "of ten runs" and "every run" in text)
        assert answer.record()["value"] == answer.scale * answer.estimate.value


def test_a_choice_that_moves_an_answer_is_said_by_its_alternatives() -> None:
    answer = model.answers["supply-down-price"]
    rule = next(m for m in answer.estimate.moves if m.parameter == "market_rule")
    at = [answer.said(value) for value in rule.values]
    said = f"moves it most: {at[0]} if posted, {at[1]} if clearing."
    assert answer.rests_on.endswith(said)
    assert all("about the how" not in each.quote() for each in model.answers.values())


def test_a_shrinking_is_said_as_a_positive_number_with_its_ends_in_order() -> None:
    answer = model.answers["circulation-shrinks"]
    low, high = answer.record()["chance"]
    assert 0 < low < answer.record()["value"] < high
    assert answer.told("chance") == interval(low, high)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.5437, "0.54"),
        (44.2, "44"),
        (162.4, "160"),
        (238_300, "240,000"),
        (59_130_000, "59 million"),
        (1.26e9, "1.3 billion"),
        (-0.219, "−0.22"),
        (0, "0"),
        (9.96, "10"),
        (999_600, "1.0 million"),
        (0.00051, "0.00051"),
    ],
)
def test_numbers_are_said_with_two_digits(value: float, said: str) -> None:
    assert number(value) == said


def test_small_numbers_are_said_to_be_small_and_equal_ends_once() -> None:
    assert number(3e-7, least=1e-3) == "less than 0.0010"
    assert interval(12, 1095, most=1095) == "12 to more than 1,100"
    assert interval(87.9, 88.1) == "88"
    assert interval(1, 2) == "1.0 to 2.0"
    with pytest.raises(ValueError, match="finite"):
        number(float("nan"))


def test_unknown_answers_are_refused_with_a_hint() -> None:
    with pytest.raises(UnknownAnswer, match="did you mean 'burn-base'"):
        model.answers["burn-bse"]


def test_the_command_lists_quotes_and_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["answers"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(model.answers)
    assert main(["answers", "burn-base"]) == 0
    assert capsys.readouterr().out.strip() == model.answers["burn-base"].quote()
    assert main(["answers", "burn-base", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["scenario"] == "base"
    assert main(["answers", "burn-base", "--format", "bibtex"]) == 0
    assert "@misc{answer-burn-base" in capsys.readouterr().out
    assert main(["answers", "burn-base", "--update"]) == 2
    assert "give it alone" in capsys.readouterr().err


def test_kept_numbers_survive_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {name: model.answers[name].key for name in ("burn-base", "price-base")}
    burn = {"burn-base": model.answers["burn-base"].estimate}
    price = {"price-base": model.answers["price-base"].estimate}
    file = tmp_path / "numbers.yaml"
    monkeypatch.setattr(numbers, "FILE", file)
    try:
        numbers.write(burn, keys)
        assert numbers.kept("burn-base") == burn["burn-base"]
        assert isinstance(numbers.kept("burn-base"), Estimate)
        with pytest.raises(numbers.NumbersError, match="answers --update"):
            numbers.kept("price-base")
        numbers.write(price, keys)
        assert numbers.kept_keys() == keys
        assert numbers.kept("burn-base") == burn["burn-base"]
        numbers.write({}, {"price-base": "0"})
        assert numbers.kept_keys() == {"price-base": keys["price-base"]}
    finally:
        monkeypatch.undo()
        numbers._rows.cache_clear()


def test_an_update_computes_only_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = {answer.id: answer.key for answer in model.answers.values()}
    estimates = {answer.id: answer.estimate for answer in model.answers.values()}
    file = tmp_path / "numbers.yaml"
    monkeypatch.setattr(numbers, "FILE", file)
    asked: list[Answer] = []

    def computed(some: Iterable[Answer], _: object) -> dict[str, Estimate]:
        asked.extend(some)
        return {answer.id: estimates[answer.id] for answer in asked}

    try:
        numbers.write(estimates, keys | {"burn-base": "of another model"})
        monkeypatch.setattr("model.answerbook.update.recomputed", computed)
        assert main(["answers", "--update"]) == 0
        assert [answer.id for answer in asked] == ["burn-base"]
        assert numbers.kept_keys() == keys
        assert "1 of them anew" in capsys.readouterr().out
    finally:
        monkeypatch.undo()
        numbers._rows.cache_clear()


def test_one_quantity_has_one_value_in_the_whole_book() -> None:
    """The table of the page *Observed, bear, base, bull* has the numbers of the answers."""
    rows = {row.name: row for row in scenarios.outcomes(scenarios.paths())}
    same = {
        "burn": "burned by the vault",
        "slash-burn": "burned by slashes",
        "price": "price in year five",
        "market-value": "market value in year five",
        "usage-explains": "share of the fair value that usage explains",
        "revenue": "revenue of the vault in year five",
        "fees": "fees for compute in year five",
        "gpus": "GPUs in year five",
    }
    compared = 0
    for key, name in same.items():
        for scenario, (low, middle, high) in rows[name].by_scenario.items():
            if f"{key}-{scenario}" in model.answers:
                found = model.answers[f"{key}-{scenario}"].estimate
                assert found.value == pytest.approx(middle, rel=1e-5), (key, scenario)
                assert found.chance == pytest.approx((low, high), rel=1e-5), (key, scenario)
                compared += 1
    assert compared > 20


def test_a_key_does_not_follow_the_order_of_imports() -> None:
    """Quantities are declared by whatever is imported first; no key may tell."""
    ask = "import model; print(model.answers['burn-base'].key)"
    orders = ("import model.spec.staking, model.spec.delphi; ", "import model.theory.registry; ")
    found = {
        subprocess.run(
            [sys.executable, "-c", first + ask], capture_output=True, text=True, check=True
        ).stdout.strip()
        for first in orders
    }
    assert found == {model.answers["burn-base"].key}
