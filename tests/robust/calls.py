"""Calls of the public interface with the slips that people make.

A call is a function of the package and a value for each of its arguments, made anew each time, as
one that is used up (a generator) could not be used for a second engine.
"""

from __future__ import annotations

import datetime
import decimal
import fractions
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sympy as sp
import xarray as xr
from hypothesis import strategies as st

import model
from model import own, storage
from model.ensembles import designs, outcomes, reductions
from model.spec.economy import Economy
from tests.robust.lines import ODD, names

ECONOMY = "deployed"
Make = Callable[[], Any]


@cache
def shop() -> Economy:
    """A till that takes a share of what a shock brings, and a path that it follows."""
    till, outside = own.stock("till", "USD", "kept"), own.stock("out", "USD", "outside", own.REAL)
    share = own.parameter("share", "1", "a share", own.SHARE, value=0.5, low=0.1, high=0.9)
    taken, noise = own.flow("taken", "USD", "taken"), own.shock("noise", "a draw")
    mood = own.level("mood", "1", "a sum")
    take = own.Flow(taken, outside, till, share * own.path("sales", "USD", "sold"))
    block = own.Block("take", "The till takes.", (take, own.Law(mood, mood + noise)))
    return own.economy("shop", "a shop", {outside: 0, till: 0, mood: 0}, [block])


def spare() -> own.Block:
    """A block that can be put into any economy."""
    a, b = own.stock("spare_a", "USD", "one"), own.stock("spare_b", "USD", "other")
    return own.Block(
        "spare", "Spare.", (own.Flow(own.flow("spared", "USD", "moved"), a, b, a / 2),)
    )


def starts() -> dict[Any, Any]:
    """Where the states of the spare block start."""
    return {own.stock("spare_a", "USD", "one"): 8, own.stock("spare_b", "USD", "other"): 0}


def economy() -> Economy:
    return model.economy(ECONOMY)


def parameters(**changes: Any) -> Any:
    return model.parameters(ECONOMY, **changes)


def shocks(**sizes: int) -> xr.Dataset:
    return model.shocks(economy(), **{"days": 3, "runs": 2, "seed": 7, **sizes})


@cache
def result() -> xr.Dataset:
    return model.simulate(economy(), parameters(), shocks(), "python")


#: Values that are seldom what an argument should be; the text says what.
SLIPS: dict[str, Make] = {
    "None": lambda: None,
    "True": lambda: True,
    "0": lambda: 0,
    "1": lambda: 1,
    "3": lambda: 3,
    "-1": lambda: -1,
    "-10**30": lambda: -(10**30),
    "10**30": lambda: 10**30,
    "2**64": lambda: 2**64,
    "10**14": lambda: 10**14,
    "0.5": lambda: 0.5,
    "2.0": lambda: 2.0,
    "nan": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "1j": lambda: 1j,
    "np.int64(2)": lambda: np.int64(2),
    "np.float64(0.5)": lambda: np.float64(0.5),
    "np.float32(0.5)": lambda: np.float32(0.5),
    "np.array(2)": lambda: np.array(2),
    "np.array(0.5)": lambda: np.array(0.5),
    "np.arange(1., 7.)": lambda: np.arange(1.0, 7.0),
    "np.eye(2)": lambda: np.eye(2),
    "np.array([])": lambda: np.array([]),
    "np.array([nan])": lambda: np.array([np.nan]),
    "np.array(['a'])": lambda: np.array(["a"]),
    "np.array([None])": lambda: np.array([None]),
    "np.bool_(True)": lambda: np.bool_(True),
    "np.str_": lambda: np.str_("announced"),
    "[]": list,
    "()": lambda: (),
    "{}": dict,
    "set()": lambda: set(),
    "[1]": lambda: [1],
    "[0, 3]": lambda: [0, 3],
    "[None]": lambda: [None],
    "[[]]": lambda: [[]],
    "[nan]": lambda: [float("nan")],
    "['price']": lambda: ["price"],
    "['price', 'price']": lambda: ["price", "price"],
    "{'price'}": lambda: {"price"},
    "('price', 3)": lambda: ("price", 3),
    "{'a': 1}": lambda: {"a": 1},
    "{1: 'a'}": lambda: {1: "a"},
    "{'burn_share': 0.5}": lambda: {"burn_share": 0.5},
    "{'burn_share': (0.2, 0.5)}": lambda: {"burn_share": (0.2, 0.5)},
    "{'x': 'price'}": lambda: {"x": "price"},
    "{'x': None}": lambda: {"x": None},
    "('burn_share', 0.5, 10)": lambda: ("burn_share", 0.5, 10),
    "[('burn_share', 0.5, 10)]": lambda: [("burn_share", 0.5, 10)],
    "range(4)": lambda: range(4),
    "range(1, 10**9)": lambda: range(1, 10**9),
    "generator": lambda: (each for each in (1, 2, 3)),
    "iterator of names": lambda: iter(["price"]),
    "map of sets": lambda: (parameters(burn_share=x) for x in (0.5, 0.6)),
    "dict_keys": lambda: {"price": 1}.keys(),
    "bytes": lambda: b"announced",
    "bytearray": lambda: bytearray(b"price"),
    "slice": lambda: slice(1, 2),
    "Ellipsis": lambda: ...,
    "NotImplemented": lambda: NotImplemented,
    "int": lambda: int,
    "object()": object,
    "lambda": lambda: lambda: 1,
    "module": lambda: model,
    "Path": lambda: Path("out.nc"),
    "empty Path": lambda: Path(),
    "Decimal": lambda: decimal.Decimal("0.5"),
    "Decimal nan": lambda: decimal.Decimal("sNaN"),
    "Fraction": lambda: fractions.Fraction(1, 2),
    "date": lambda: datetime.date(2026, 1, 1),
    "timedelta": lambda: datetime.timedelta(days=3),
    "pd.NA": lambda: pd.NA,
    "pd.NaT": lambda: pd.NaT,
    "Timestamp": lambda: pd.Timestamp("2026-01-01"),
    "Series": lambda: pd.Series([1.0, 2, 3, 4]),
    "empty Series": lambda: pd.Series([], dtype=float),
    "DataFrame": lambda: pd.DataFrame({"price": [1.0, 2, 3]}),
    "DataArray": lambda: xr.DataArray([1.0, 2, 3]),
    "Dataset": xr.Dataset,
    "result": result,
    "frame of a result": lambda: result().to_dataframe(),
    "shocks": shocks,
    "one run": lambda: shocks().isel(run=0),
    "one day": lambda: shocks().isel(day=[1]),
    "no runs": lambda: shocks().isel(run=[]),
    "no days": lambda: shocks().isel(day=[]),
    "a part of the shocks": lambda: shocks()[sorted(map(str, shocks()))[:2]],
    "one shock": lambda: shocks()[sorted(map(str, shocks()))[0]],
    "shocks in 32 bits": lambda: shocks().astype("f4"),
    "shocks as objects": lambda: shocks().astype(object),
    "shocks as complex": lambda: shocks().astype(complex),
    "shocks without labels": lambda: shocks().drop_vars(["run", "day"]),
    "days turned": lambda: shocks().isel(day=slice(None, None, -1)),
    "dims turned": lambda: shocks().transpose("day", "run"),
    "shocks renamed": lambda: shocks().rename(run="path"),
    "labels of text": lambda: shocks().assign_coords(run=["a", "b"]),
    "labels alike": lambda: shocks().assign_coords(run=[1, 1]),
    "labels nan": lambda: shocks().assign_coords(run=[np.nan, np.nan]),
    "another index": lambda: shocks().stack(both=("run", "day")),
    "seed of text": lambda: shocks().assign_attrs(seed="7"),
    "seed below 0": lambda: shocks().assign_attrs(seed=-7, draws=""),
    "other shocks": lambda: model.shocks(model.economy("announced"), 3, 2, 7),
    "frame of shocks": lambda: shocks().to_dataframe(),
    "economy": economy,
    "other economy": lambda: model.economy("announced"),
    "shop": shop,
    "parameters": parameters,
    "other parameters": lambda: model.parameters("announced"),
    "dict of parameters": lambda: dict(parameters()),
    "list of parameters": lambda: [parameters(), parameters(burn_share=0.5)],
    "parameters and None": lambda: [parameters(), None],
    "dict of sets": lambda: {"a": parameters(), "b": parameters(burn_share=0.5)},
    "sets of two economies": lambda: [parameters(), model.parameters("announced")],
    "points": lambda: designs.grid(economy(), parameters(), {"burn_share": [0.5, 0.6]}),
    "Vote": lambda: model.Vote("burn_share", 0.5, 10),
    "[Vote]": lambda: [model.Vote("burn_share", 0.5, 10)],
    "Vote of nothing": lambda: [model.Vote("burn_share", None, 10)],  # type: ignore[arg-type]
    "Vote on None": lambda: [model.Vote(None, 0.5, 10)],  # type: ignore[arg-type]
    "Vote on a day of text": lambda: [model.Vote("burn_share", 0.5, "10")],  # type: ignore[arg-type]
    "Vote too early": lambda: [model.Vote("burn_share", 0.5, 10, 2)],
    "Vote far away": lambda: [model.Vote("burn_share", 0.5, 10**30)],
    "two Votes": lambda: [model.Vote("burn_share", x, 10) for x in (0.5, 0.6)],
    "Symbol": lambda: sp.Symbol("x"),
    "x + 1": lambda: sp.Symbol("x") + 1,
    "sp.nan": lambda: sp.nan,
    "sp.oo": lambda: sp.oo,
    "sp.I": lambda: sp.I,
    "sp.true": lambda: sp.true,
    "stock": lambda: own.stock("spare_a", "USD", "one"),
    "{stock: nan}": lambda: {own.stock("spare_a", "USD", "one"): float("nan")},
    "{stock: None}": lambda: {own.stock("spare_a", "USD", "one"): None},
    "{stock: '2+'}": lambda: {own.stock("spare_a", "USD", "one"): "2+"},
    "parameter": lambda: own.parameter("share", "1", "a share", own.SHARE, value=0.5),
    "Block": spare,
    "[Block]": lambda: [spare()],
    "two Blocks alike": lambda: [spare(), spare()],
    "Flow": lambda: spare().equations[0],
    "Last": lambda: outcomes.Last("price"),
    "{'y': Last}": lambda: {"y": outcomes.Last("price")},
    "{'y': At}": lambda: {"y": outcomes.At("price", 2)},
    "{'y': At of text}": lambda: {"y": outcomes.At("price", "2")},  # type: ignore[arg-type]
    "{'y': first}": lambda: {"y": outcomes.FirstPassage("price", below="0.02 USD/AI")},
    "{'y': first of AI}": lambda: {"y": outcomes.FirstPassage("price", below="1 AI")},
    "{'y': first of nan}": lambda: {"y": outcomes.FirstPassage("price", above=float("nan"))},
    "{'y': Last of None}": lambda: {"y": outcomes.Last(None)},  # type: ignore[arg-type]
    "{'price_mean': Last}": lambda: {"price_mean": outcomes.Last("price")},
    "{'day': Last}": lambda: {"day": outcomes.Last("price")},
    "{1: Last}": lambda: {1: outcomes.Last("price")},
    "{'y': the class}": lambda: {"y": outcomes.Last},
    "[Mean]": lambda: [reductions.Mean()],
    "[the class]": lambda: [reductions.Mean],
    "[Mean, Mean]": lambda: [reductions.Mean(), reductions.Mean()],
    "Domain": lambda: own.Domain(0, 1),
    "Domain of text": lambda: own.Domain("0", "1"),  # type: ignore[arg-type]
    "Domain turned": lambda: own.Domain(1, 0),
    "choice": lambda: own.choice("a", "b"),
}
CHEAP_TEXTS = tuple(text for text in ODD if len(text) < 400)


@dataclass(frozen=True)
class Call:
    """A function and what it is called with: texts are keys of `SLIPS` or of what is right."""

    name: str
    function: Callable[..., Any]
    right: dict[str, Make]
    #: How many of them come without a name.
    plain: int
    given: dict[str, Make] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"{self.name}({', '.join(f'{k}={v}' for k, v in self.words.items())})"

    def __call__(self, **more: Any) -> Any:
        values = {name: make() for name, make in self.given.items()} | more
        first = []
        for name in list(self.right)[: self.plain]:
            if name not in values:
                break
            first.append(values.pop(name))
        return self.function(*first, **values)


def text(value: str) -> Make:
    return lambda: value


def number(value: float) -> Make:
    return lambda: value


_BLOCK = names(ECONOMY)["blocks"]
_FACT, _CLAIM = "burn_bps", "fees-are-divided-exactly"
#: Every public call, with arguments that work. The second number: how many come without a name.
TABLE: dict[str, tuple[Callable[..., Any], int, dict[str, Make]]] = {
    "economy": (lambda name: model.economy(name), 1, {"name": text(ECONOMY)}),
    "parameters": (
        lambda *a, **k: model.parameters(*a, **k),
        3,
        {
            "which": text(ECONOMY),
            "scenario": text("base"),
            "votes": lambda: (),
            "burn_share": number(0.5),
            "price_rule": text("exogenous"),
        },
    ),
    "parameters of one's own": (
        lambda *a, **k: model.parameters(*a, **k),
        1,
        {"which": shop, "sales": lambda: np.arange(1.0, 7.0), "share": number(0.4)},
    ),
    "shocks": (
        lambda *a, **k: model.shocks(*a, **k),
        4,
        {"economy": economy, "days": number(3), "runs": number(2), "seed": number(7)},
    ),
    "simulate": (
        lambda *a, **k: model.simulate(*a, **k),
        5,
        {
            "economy": economy,
            "parameters": parameters,
            "shocks": shocks,
            "engine": text("auto"),
            "progress": lambda: False,
        },
    ),
    "sweep": (
        lambda *a, **k: model.sweep(*a, **k),
        4,
        {
            "economy": economy,
            "points": SLIPS["list of parameters"],
            "shocks": shocks,
            "engine": text("auto"),
        },
    ),
    "ensemble": (
        lambda *a, **k: model.ensemble(*a, **k),
        5,
        {
            "economy": economy,
            "points": parameters,
            "days": number(3),
            "runs": number(2),
            "seed": number(7),
            "keep": lambda: ["price"],
            "every": number(1),
            "days_kept": lambda: None,
            "outcomes": SLIPS["{'y': Last}"],
            "reduce": SLIPS["[Mean]"],
            "keep_outcomes": lambda: False,
            "engine": text("auto"),
            "store": lambda: None,
            "workers": number(1),
            "chunk": lambda: None,
            "progress": lambda: False,
        },
    ),
    "paired": (
        lambda *a, **k: model.paired(*a, **k),
        6,
        {
            "economy": economy,
            "policies": SLIPS["dict of sets"],
            "days": number(3),
            "runs": number(2),
            "seed": number(7),
            "outcomes": SLIPS["{'y': Last}"],
            "keep": list,
            "engine": text("auto"),
        },
    ),
    "grid": (
        designs.grid,
        3,
        {
            "economy": economy,
            "base": parameters,
            "values": lambda: {"burn_share": [0.5, "60 percent"]},
        },
    ),
    "latin_hypercube": (
        designs.latin_hypercube,
        6,
        {
            "economy": economy,
            "base": parameters,
            "ranges": lambda: {"burn_share": (0.2, 0.5)},
            "size": number(4),
            "seed": number(7),
            "log": lambda: True,
        },
    ),
    "sobol": (
        designs.sobol,
        5,
        {
            "economy": economy,
            "base": parameters,
            "ranges": lambda: ["burn_share"],
            "size": number(4),
            "seed": number(7),
        },
    ),
    "with_block": (
        lambda *a, **k: shop().with_block(*a, **k),
        1,
        {"block": spare, "before": text(""), "after": text("take"), "start": starts},
    ),
    "without": (
        lambda name: economy().without(name),
        1,
        {"name": text(_BLOCK[-1])},
    ),
    "replace": (
        lambda *a, **k: shop().with_block(spare(), start=starts()).replace(*a, **k),
        2,
        {"name": text("spare"), "block": spare, "start": starts},
    ),
    "following": (
        lambda name: economy().following(name),
        1,
        {"name": text("price")},
    ),
    "block": (lambda name: economy().block(name), 1, {"name": text(_BLOCK[0])}),
    "record": (lambda name: economy().record(name), 1, {"name": text("price")}),
    "facts[]": (lambda name: model.facts[name], 1, {"name": text(_FACT)}),
    "claims[]": (lambda name: model.claims[name], 1, {"name": text(_CLAIM)}),
    "parameters[]": (lambda name: parameters()[name], 1, {"name": text("burn_share")}),
    "fact.to": (lambda unit: model.facts[_FACT].to(unit), 1, {"unit": text("1")}),
    "fact.range": (lambda unit: model.facts[_FACT].range(unit), 1, {"unit": text("1")}),
    "fact.under": (
        lambda *a, **k: model.facts[_FACT].under(*a, **k),
        2,
        {"scenario": text("bear"), "unit": text("1")},
    ),
    "Vote": (
        lambda *a, **k: parameters(votes=[model.Vote(*a, **k)]),
        4,
        {
            "parameter": text("burn_share"),
            "value": number(0.5),
            "proposed": number(10),
            "enacted": lambda: None,
        },
    ),
    "save": (
        storage.save,
        3,
        {"ds": result, "path": text("out.nc"), "force": lambda: True},
    ),
    "own.unit": (own.unit, 2, {"name": text("Generated"), "meaning": text("a coin")}),
    "own.parameter": (
        own.parameter,
        4,
        {
            "name": text("share"),
            "unit": text("1"),
            "info": text("a share"),
            "domain": lambda: own.SHARE,
            "value": number(0.5),
            "low": number(0.1),
            "high": number(0.9),
            "source": text("a guess"),
            "tex": text("s"),
        },
    ),
    **{
        f"own.{name}": (
            function,
            4,
            {
                "name": text("mine"),
                "unit": text("USD"),
                "info": text("mine"),
                "domain": lambda: own.REAL,
                "tex": text("m"),
            },
        )
        for name, function in (
            ("stock", own.stock),
            ("level", own.level),
            ("path", own.path),
            ("definition", own.definition),
        )
    },
    "own.flow": (
        own.flow,
        3,
        {"name": text("mine"), "unit": text("USD"), "info": text("mine")},
    ),
    "own.shock": (own.shock, 2, {"name": text("mine"), "info": text("mine")}),
    "own.economy": (
        own.economy,
        5,
        {
            "name": text("mine"),
            "info": text("mine"),
            "start": starts,
            "blocks": lambda: [spare()],
            "constraints": lambda: (),
        },
    ),
    "Block": (
        own.Block,
        3,
        {"name": text("mine"), "info": text("mine"), "equations": lambda: spare().equations},
    ),
    "Flow": (
        lambda *a: own.Block("mine", "mine", (own.Flow(*a),)),
        4,
        {
            "symbol": lambda: own.flow("moved", "USD", "moved"),
            "payer": lambda: own.stock("spare_a", "USD", "one"),
            "receiver": lambda: own.stock("spare_b", "USD", "other"),
            "request": lambda: own.stock("spare_a", "USD", "one") / 2,
        },
    ),
    "Law": (
        lambda *a: own.Block("mine", "mine", (own.Law(*a),)),
        2,
        {"level": lambda: own.level("mood", "1", "mood"), "value": lambda: sp.Integer(1)},
    ),
    "Constraint": (
        lambda *a: own.economy("mine", "mine", starts(), [spare()], [own.Constraint(*a)]),
        2,
        {"expression": lambda: sp.true, "message": text("never")},
    ),
    "At": (
        lambda *a: _asked(outcomes.At(*a)),
        2,
        {"column": text("price"), "day": number(2)},
    ),
    "FirstPassage": (
        lambda *a: _asked(outcomes.FirstPassage(*a)),
        3,
        {"column": text("price"), "below": text("0.02 USD/AI"), "above": lambda: None},
    ),
    "Share": (
        lambda *a: _asked(outcomes.Last("price"), reductions.Share(*a)),
        2,
        {"below": number(0.02), "above": lambda: None},
    ),
}


def _asked(outcome: Any, *reduce: Any) -> xr.Dataset:
    """The smallest ensemble with an outcome."""
    wanted: dict[str, Any] = {"reduce": reduce} if reduce else {}
    return model.ensemble(economy(), parameters(), 3, 2, 7, outcomes={"y": outcome}, **wanted)


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """A call with no, one or two slips."""
    name = draw(st.sampled_from([*TABLE, "simulate", "ensemble", "paired", "parameters", "shocks"]))
    function, plain, right = TABLE[name]
    given, words = dict(right), dict.fromkeys(right, "right")
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 1, 1, 2)))):
        place = draw(st.sampled_from(sorted(right)))
        kind = draw(
            st.sampled_from(("slip",) * 9 + ("text",) * 4 + ("swap", "swap", "drop", "more"))
        )
        if kind == "slip":
            slip = draw(st.sampled_from(sorted(SLIPS)))
            given[place], words[place] = SLIPS[slip], slip
        elif kind == "text":
            odd = draw(st.sampled_from(CHEAP_TEXTS))
            given[place], words[place] = text(odd), repr(odd)
        elif kind == "swap":
            other = draw(st.sampled_from(sorted(right)))
            if place != other and place in given and other in given:
                given[place], given[other] = given[other], given[place]
                words[place], words[other] = f"{other}'s", f"{place}'s"
        elif kind == "drop":
            given.pop(place, None)
            words.pop(place, None)
        else:
            given[f"{place}s"], words[f"{place}s"] = right[place], "unknown"
    return Call(name, function, right, plain, given, words)
