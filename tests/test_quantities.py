"""Quantities: one record a name, one symbol a record, and domains that know what they hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

import model
from model import quantities as q
from model.indices import Index, Place
from model.parameter_sets import Parameters, Vote, governed_by
from model.quantities import Domain, Kind, Quantity, QuantityError, choice, quantity


@pytest.fixture(autouse=True)
def registry_as_it_was() -> Iterator[None]:
    yield
    for name in [name for name in q._REGISTRY if "toy_" in name]:
        del q._REGISTRY[name]


@pytest.mark.parametrize(
    ("domain", "inside", "outside", "text"),
    [
        (q.SHARE, [0, 0.5, 1], [-1e-16, 1 + 1e-15, math.nan, math.inf], "[0, 1]"),
        (q.POSITIVE, [1e-300, 1e300], [0, -1, math.nan], "(0, ∞)"),
        (q.NOT_NEGATIVE, [0, 5], [-5e-324], "[0, ∞)"),
        (q.REAL, [-1e9, 0, 1e9], [math.nan], "(-∞, ∞)"),
        (Domain(0, 1, open_high=True), [0, 0.999], [1], "[0, 1)"),
        (Domain(1, 30, whole=True), [1, 30], [0, 1.5, 31], "whole number in [1, 30]"),
        (choice("a", "b", "c"), [0, 1, 2], [0.5, 3, -1], "one of a, b, c"),
    ],
    ids=str,
)
def test_a_domain_knows_what_it_holds(
    domain: Domain, inside: list[float], outside: list[float], text: str
) -> None:
    assert str(domain) == text
    assert all(value in domain for value in inside)
    assert not any(value in domain for value in outside)


@given(st.floats(), st.floats(allow_nan=False), st.floats(allow_nan=False), st.booleans())
def test_a_closed_domain_is_an_interval(value: float, low: float, high: float, whole: bool) -> None:
    low, high = sorted((low, high))
    held = value in Domain(low, high, whole=whole)
    assert held == (low <= value <= high and (not whole or value == math.floor(value)))


def test_a_symbol_knows_the_sign_of_its_domain() -> None:
    assert q.stock("toy_a", "a", "AI", "an account").is_nonnegative
    assert q.stock("toy_b", "b", "AI", "the world", q.REAL).is_nonnegative is None
    assert q.level("toy_c", "c", "1", "a price", q.POSITIVE).is_positive
    assert q.level("toy_d", "d", "1", "a mood").is_positive is None
    assert q.level("toy_e", "e", "1", "above one", Domain(1)).is_positive
    assert q.flow("toy_f", "f", "AI", "paid").is_nonnegative


def test_a_symbol_of_ones_own_is_a_stranger() -> None:
    symbol = q.stock("toy_a", "a", "AI", "an account")
    assert quantity(symbol).name == "toy_a"
    for stranger in (sp.Symbol("toy_a"), sp.Symbol("toy_z")):
        with pytest.raises(QuantityError, match="was not made by the registry of quantities"):
            quantity(stranger)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "USD"),
        ("tex", "z"),
        ("info", "another"),
        ("kind", Kind.LEVEL),
        ("domain", q.REAL),
        ("fact", "burn_bps"),
    ],
)
def test_another_record_under_a_name_is_refused(field: str, value: Any) -> None:
    record = Quantity("toy_a", Kind.STOCK, "a", "AI", "an account", q.NOT_NEGATIVE)
    q.declare(record)
    q.declare(record)
    with pytest.raises(QuantityError, match=f"toy_a is declared twice.*{field}"):
        q.declare(replace(record, **{field: value}))


@pytest.mark.parametrize("name", ["two words", "1st", "", "a-b"])
def test_a_name_is_an_identifier(name: str) -> None:
    with pytest.raises(QuantityError, match="cannot name a quantity"):
        q.stock(name, "a", "AI", "an account")


def test_a_unit_must_be_known() -> None:
    with pytest.raises(ValueError, match="unit 'fortnite' is not known"):
        q.stock("toy_a", "a", "fortnite", "an account")
    assert "toy_a" not in q.registry


def test_a_parameter_reads_its_fact_in_its_own_unit() -> None:
    symbol = q.parameter("toy_p", "p", "1", "a share", q.SHARE, "burn_bps")
    assert quantity(symbol).default == 0.7
    low, high = quantity(symbol).range
    assert 0 <= low <= 0.7 <= high <= 1


def test_only_parameters_have_defaults() -> None:
    symbol = q.stock("toy_a", "a", "AI", "an account")
    with pytest.raises(QuantityError, match="toy_a has no fact, so it has no value in base"):
        _ = quantity(symbol).default
    with pytest.raises(QuantityError, match="toy_a has no fact, so it has no range"):
        _ = quantity(symbol).range


CLASSES = Index("class", "c", ("consumer", "datacentre"), ("1", r"\mathrm{d}"))


def test_a_quantity_over_an_index_is_one_for_each_member() -> None:
    made = q.levels("toy_gpus", r"\bar n", "GPU", "GPUs of {} nodes", q.POSITIVE, over=CLASSES)
    assert list(made) == ["consumer", "datacentre"]
    assert [s.name for s in made.values()] == ["toy_gpus_consumer", "toy_gpus_datacentre"]
    record = quantity(made["datacentre"])
    assert record.place == Place("toy_gpus", r"\bar n", CLASSES, "datacentre")
    assert record.place.number == 2
    assert (record.tex, record.info) == (r"\bar n_{\mathrm{d}}", "GPUs of datacentre nodes")
    assert (record.kind, record.unit, record.domain) == (Kind.LEVEL, "GPU", q.POSITIVE)
    assert made["consumer"].is_positive


def test_every_kind_can_be_declared_over_an_index() -> None:
    made = {
        Kind.STOCK: q.stocks("toy_s", "s", "AI", "{}", over=CLASSES),
        Kind.FLOW: q.flows("toy_f", "f", "AI", "{}", over=CLASSES),
        Kind.DEFINITION: q.definitions("toy_d", "d", "1", "{}", over=CLASSES),
        Kind.LEVEL: q.levels("toy_l", "l", "1", "{}", over=CLASSES),
    }
    for kind, row in made.items():
        assert {quantity(symbol).kind for symbol in row.values()} == {kind}
        assert all(quantity(symbol).place for symbol in row.values())
    world = q.stocks("toy_w", "w", "AI", "{}", q.REAL, over=CLASSES)
    assert [s.is_nonnegative for s in (*made[Kind.STOCK].values(), *world.values())] == [
        True,
        True,
        None,
        None,
    ]


def test_a_parameter_of_a_member_has_a_fact_of_its_own() -> None:
    made = q.parameters("toy_uptime", "a", "1", "uptime", q.SHARE, "uptime", over=CLASSES)
    assert [quantity(s).fact for s in made.values()] == ["uptime_consumer", "uptime_datacentre"]
    assert 0 < quantity(made["consumer"]).default <= 1


def test_a_name_stands_in_one_row() -> None:
    q.flows("toy_f", "f", "AI", "{}", over=CLASSES)
    ordered = replace(CLASSES, ordered=True)
    with pytest.raises(QuantityError, match=r"toy_f_consumer is declared twice.*place differ"):
        q.flows("toy_f", "f", "AI", "{}", over=ordered)


def test_every_member_has_a_subscript() -> None:
    with pytest.raises(ValueError, match="shorter"):
        q.flows("toy_f", "f", "AI", "{}", over=replace(CLASSES, subscripts=("1",)))


def governed() -> sp.Symbol:
    return q.parameter("toy_p", "p", "1", "a share", q.SHARE, "burn_bps")


def test_a_schedule_and_what_is_in_force_are_like_what_they_govern() -> None:
    record = quantity(governed())
    for symbol, kind in (
        (q.schedule(governed()), Kind.SCHEDULE),
        (q.in_force(governed()), Kind.LEVEL),
    ):
        made = quantity(symbol)
        assert (made.kind, made.of, made.fact) == (kind, "toy_p", None)
        assert (made.unit, made.domain) == (record.unit, record.domain)
        assert record.info in made.info
    assert record.of is None


def test_what_votes_can_change_is_told_by_the_record_and_not_by_a_name() -> None:
    record = Quantity("toy_votes", Kind.SCHEDULE, "v", "1", "votes", q.SHARE, of="toy_p")
    of_none = Quantity("scheduled_toy_q", Kind.SCHEDULE, "x", "1", "no votes", q.SHARE)
    economy = SimpleNamespace(schedules=(q.declare(record), q.declare(of_none)))
    assert governed_by(economy) == ("toy_p",)


def test_the_paths_of_votes_carry_the_names_of_their_schedules() -> None:
    name = q.schedule(governed()).name
    point = Parameters("toy", {"toy_p": 0.5}, (Vote("toy_p", 0.25, 1, 3),), ("toy_p",))
    paths = point.schedules(4)
    assert list(paths) == [name]
    assert list(paths[name]) == [0.5, 0.5, 0.25, 0.25]


def test_every_registered_name_is_its_own() -> None:
    model.economy("announced")
    model.economy("deployed")
    assert all(name == record.name for name, record in q.registry.items())
    with pytest.raises(TypeError):
        q.registry["toy_a"] = next(iter(q.registry.values()))  # type: ignore[index]
