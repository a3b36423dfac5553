"""Command lines, plausible and odd: what people type, what they mistype, and what nobody should."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hypothesis import strategies as st

import model
from model.quantities import Kind, quantity
from tests.robust.furniture import FOLDERS, LINKS, PIPES, TABLES

COMMANDS = ("run", "sweep", "ensemble", "facts", "parameters", "equations", "claims", "rests",
            "verify")  # fmt: skip
#: Texts that are wrong nearly everywhere, and right where nobody expects it.
ODD = (
    "", " ", "0", "-1", "-0", "nan", "inf", "-inf", "1e999", "1e308", "-1e-320", "9" * 400,
    "0x10", "1_0", "1e3", "ten", "None", "True", "[]", "{}", "a" * 300, "b" * 5000, "\0", "a\0b",
    "\n", "a\nb", "\t", "½", "٣", "１２", "ä", "🐢", "\ud800", "-", "--", "--help", "=", "==", "a=",
    "=b", "a=b=c", "@", "a=b@", "a=1@-1", "a=1@1.5", "*", "%s", "{0}", "$HOME", "~", "../x", "/",
    ".", "..", ":", "a:b", ";", ",", ",,", "(", ")", "x=last()", "x=last(price", "'", '"', "\\",
    "announced", "deployed", "burn_share", "price", "base", "1/0", "1/3", "80 percent", "5 AI",
    "-5 USD", "1 year", "7 yr", "1e3 bps", "2**1000000", "1e400/1", "1/" + "9" * 400, "1 / day",
)  # fmt: skip
VALUES = ("0.5", "0.6", "0.7", "0.01", "1", "0", "80 percent", "7000 bps", "30", "2", "gross",
          "clearing", "6 calendar_month", "0.1 / day", "1e-9", "5 USD/AI", "1000000")  # fmt: skip
LIMITS = ("0.01", "0.02 USD/AI", "1e-3", "-1", "0.5", "1e9")


@cache
def names(economy: str) -> dict[str, tuple[str, ...]]:
    """Names of an economy by what they are."""
    found = model.economy(economy)
    return {
        "parameters": tuple(s.name for s in found.parameters),
        "columns": tuple(s.name for s in (*found.states, *found.observables)),
        "followed": tuple(
            s.name
            for s in (*found.states, *found.observables)
            if quantity(s).kind in (Kind.LEVEL, Kind.DEFINITION, Kind.FLOW)
        ),
        "governed": model.parameters(economy).governed,
        "blocks": tuple(b.name for b in found.blocks),
    }


def mostly(
    plain: st.SearchStrategy[str], odd: st.SearchStrategy[str], of: int = 6
) -> st.SearchStrategy[str]:
    """One in ``of`` is odd."""
    return st.integers(1, of).flatmap(lambda n: odd if n == of else plain)


odd = st.one_of(st.sampled_from(ODD), st.text(max_size=8))


@st.composite
def mistyped(draw: st.DrawFn, known: Sequence[str]) -> str:
    """A name that is nearly one that is known."""
    name = draw(st.sampled_from(known))
    place = draw(st.integers(0, len(name) - 1))
    return draw(
        st.sampled_from(
            (
                name[:place] + name[place + 1 :],
                name.upper(),
                f" {name}",
                f"{name} ",
                f"{name}s",
                name[::-1],
                name.replace("_", "-"),
                name[: place + 1],
                name + "\u200b",
            )
        )
    )


def name_of(known: Sequence[str]) -> st.SearchStrategy[str]:
    return mostly(st.sampled_from(known), st.one_of(mistyped(known), odd))


def small(most: int, least: int = 1) -> st.SearchStrategy[str]:
    """A whole number that costs little, or what is none, or far too many."""
    great = st.sampled_from([10**k + 1 for k in (14, 15, 18, 25, 60)])
    wrong = st.one_of(odd, great.map(str), st.integers(-9, 0).map(str))
    return mostly(st.integers(least, most).map(str), wrong, 9)


value = mostly(st.sampled_from(VALUES), odd, 4)
file_in = st.one_of(
    st.sampled_from(("prices.csv", "dates.csv:a", "good.parquet", "a:b.csv", "mark.csv")),
    st.sampled_from((*TABLES, *FOLDERS, *PIPES, *LINKS, "none.csv", "none.parquet", "x.xlsx")),
    odd,
)
file_out = mostly(
    st.sampled_from(("out.csv", "out.nc", "out.parquet", "./out.csv", "ä 🐢.csv", "-x.csv")),
    st.one_of(
        st.sampled_from(
            (
                *FOLDERS,
                *PIPES,
                *LINKS,
                "old.csv",
                "none/out.csv",
                "out.xlsx",
                "out",
                ".csv",
                "out.CSV",
                "c" * 252 + ".csv",
                "d" * 230 + ".csv",
                "old.csv/out.csv",
                "out.csv/",
                "e" * 240 + ".nc",
                "🐢" * 60 + ".csv",
                "out.tar.nc",
                "out..csv",
            )
        ),
        odd,
    ),
    3,
)
store = mostly(
    st.just("store"),
    st.one_of(st.sampled_from((*FOLDERS, *PIPES, *LINKS, "old.csv", "old.csv/s", "a/b/c")), odd),
    3,
)


@st.composite
def setting(draw: st.DrawFn, economy: str) -> str:
    text = f"{draw(name_of(names(economy)['parameters']))}={draw(value)}"
    return draw(mostly(st.just(text), odd, 8))


@st.composite
def vote(draw: st.DrawFn, economy: str) -> str:
    name = draw(name_of(names(economy)["governed"]))
    text = f"{name}={draw(value)}@{draw(small(9, 0))}"
    return draw(mostly(st.just(text), odd, 8))


@st.composite
def followed(draw: st.DrawFn, economy: str) -> str:
    name = draw(
        mostly(
            st.sampled_from(("price", "fair_price", "velocity")),
            name_of(names(economy)["followed"]),
            3,
        )
    )
    return draw(mostly(st.just(f"{name}={draw(file_in)}"), odd, 8))


@st.composite
def ranged(draw: st.DrawFn, economy: str) -> str:
    values = ",".join(draw(st.lists(value, min_size=1, max_size=3)))
    name = draw(name_of(names(economy)["parameters"]))
    text = draw(st.sampled_from((f"{name}={values}", name, f"burn_share={values}")))
    return draw(mostly(st.just(text), odd, 8))


@st.composite
def outcome(draw: st.DrawFn, economy: str) -> str:
    kinds = ("last", "highest", "lowest", "total", "average", "at", "first", "share")
    kind = draw(name_of(kinds))
    column = draw(name_of(names(economy)["columns"]))
    sign = draw(st.sampled_from(("<", ">", "@", "<=", "", "=")))
    limit = draw(mostly(st.sampled_from((*LIMITS, "1", "3")), odd, 4))
    plain = kind in kinds[:5] and draw(st.integers(0, 5))
    inner = column if plain else f"{column} {sign} {limit}"
    name = draw(mostly(st.sampled_from(("low", "y", "price_mean", "price", "day", "x")), odd, 5))
    return draw(mostly(st.just(f"{name}={kind}({inner})"), odd, 9))


@st.composite
def options(draw: st.DrawFn, command: str, economy: str) -> list[str]:
    """Options of one of the commands that simulate, each with a value."""
    common: dict[str, st.SearchStrategy[str] | None] = {
        "--scenario": mostly(
            st.sampled_from(("base", "bear", "bull", "thin pool", "guard vote", "seed split")), odd
        ),
        "--seed": small(9, 0),
        "--set": setting(economy),
        "--path": followed(economy),
        "--vote": vote(economy),
        "--out": file_out,
        "--force": None,
    }
    several: dict[str, st.SearchStrategy[str] | None] = {
        "--vary": ranged(economy),
        "--design": mostly(st.sampled_from(("grid", "lhs", "sobol")), odd, 9),
        "--samples": small(8),
        "--log": None,
    }
    many: dict[str, st.SearchStrategy[str] | None] = {
        "--keep": mostly(
            st.lists(name_of(names(economy)["columns"]), max_size=3).map(",".join), odd, 9
        ),
        "--every": small(5),
        "--outcome": outcome(economy),
        "--store": store,
        "--workers": small(3),
    }
    table = common | (several if command != "run" else {}) | (many if command == "ensemble" else {})
    words = []
    for option in draw(st.lists(st.sampled_from(sorted(table)), max_size=4)):
        wanted = table[option]
        given = draw(wanted) if wanted is not None else None
        joined = given is not None and (given.startswith("-") or draw(st.booleans()))
        words += [option] if given is None else [f"{option}={given}"] if joined else [option, given]
    if command == "sweep" and draw(st.integers(0, 9)):
        words += ["--vary", draw(ranged(economy))]
    return words


@st.composite
def simulating(draw: st.DrawFn, command: str) -> list[str]:
    economy = draw(st.sampled_from(("announced", "deployed")))
    said = draw(mostly(st.just(economy), st.one_of(mistyped((economy,)), odd), 12))
    engine = mostly(
        st.sampled_from(("auto", "kernel", "lanes", "numpy", "python")),
        st.one_of(odd, st.just("cadcad")),
        8,
    )
    words = ["--economy", said, "--days", draw(small(6)), "--runs", draw(small(3)), "--quiet"]
    words += ["--engine", draw(engine)] if draw(st.booleans()) else []
    words += draw(options(command, economy))
    if not draw(st.integers(0, 14)):
        place = draw(st.integers(0, len(words)))
        words[place:place] = [draw(st.one_of(odd, st.sampled_from(words)))]
    return [command, *words]


@st.composite
def showing(draw: st.DrawFn, command: str) -> list[str]:
    """A command that shows something; those that prove everything only with what they refuse."""
    known = {
        "facts": tuple(model.facts),
        "claims": tuple(model.claims),
        "equations": names("announced")["blocks"],
    }
    words: list[str] = []
    if command in ("parameters", "equations", "verify"):
        right = command != "verify"
        which = mostly(st.sampled_from(("announced", "deployed")), odd) if right else odd
        words += ["--economy", draw(which.filter(lambda text: right or text != "announced"))]
        if not right and words[1] == "deployed":
            words[1] = "deploye"
    if command in known:
        words += draw(st.lists(name_of(known[command]), max_size=1))
    if command in ("equations", "claims") and draw(st.booleans()):
        form = mostly(st.sampled_from(("text", "latex", "python", "bibtex", "theorem")), odd)
        words += ["--format", draw(form)]
    if command == "rests":
        words.append(draw(st.one_of(odd, mistyped(tuple(model.facts)))) + "\u200b")
    return [command, *words]


def _of(command: str) -> st.SearchStrategy[list[str]]:
    return simulating(command) if command in COMMANDS[:3] else showing(command)


#: Any line: mostly of the commands that simulate.
lines = st.one_of(
    *(_of(command) for command in COMMANDS[:3] * 3),
    *(_of(command) for command in COMMANDS[3:]),
    st.lists(st.one_of(odd, st.sampled_from(COMMANDS)), max_size=3).filter(
        lambda words: not {"verify", "rests", "run", "sweep", "ensemble"} & set(words)
    ),
)
