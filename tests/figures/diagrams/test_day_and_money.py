"""The diagrams have every block, account and flow of the specification, and all of it fits."""

from __future__ import annotations

import itertools
import re
from functools import cache
from xml.etree import ElementTree

import pytest

import model
from model.compile import latex
from model.figures.diagrams import day as days
from model.figures.diagrams import money as moneys
from model.figures.diagrams.drawing import Diagram
from model.figures.diagrams.names import row, spoken
from model.quantities import Kind, quantity
from model.spec.economy import Economy

VAULT = ("vault_usd", "vault_ai")
SVG = "{http://www.w3.org/2000/svg}"
ECONOMY = model.economy("announced")
NAMES = ("day", "day in one column", "vault", "tokens", "all")


@cache
def drawing(name: str) -> Diagram:
    """A diagram of the announced economy, drawn when a test needs it."""
    if name.startswith("day"):
        return days.day(ECONOMY, "The day", narrow=name != "day")
    title, through, unit = {
        "vault": ("The vault", VAULT, ""),
        "tokens": ("Tokens", (), "AI"),
        "all": ("All money", (), ""),
    }[name]
    return moneys.money(ECONOMY, title, through, unit)


def without(economy: Economy, block: str) -> Economy:
    """The same economy without a block, and without states that nothing else uses."""
    blocks = [each for each in economy.blocks if each.name != block]
    touched = {s for b in blocks for s in (*b.inputs, *b.moved)}
    touched |= {law.level for b in blocks for law in b.laws}
    kept = [start for start in economy.initial if start.state in touched]
    return economy.with_parts(kept, blocks)


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> Diagram:
    return drawing(request.param)


def texts(drawn: Diagram) -> str:
    """All text between the tags, by element and without spaces at the ends."""
    root = ElementTree.fromstring(drawn.svg("d"))
    return " | ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("drawn", NAMES, indirect=True)
def test_text_stays_within_its_box_and_boxes_within_the_drawing(drawn: Diagram) -> None:
    for box in drawn.boxes:
        assert box.x >= 0
        assert box.y >= 0
        assert box.x + box.width <= drawn.width
        assert box.y + box.height <= drawn.height
        for words in box.words:
            left, right = words.span
            assert box.x <= left, box.name
            assert right <= box.x + box.width, box.name
            assert box.y <= words.y - 0.75 * words.size, box.name
            assert words.y + 0.2 * words.size <= box.y + box.height, box.name


@pytest.mark.parametrize("drawn", NAMES, indirect=True)
def test_no_box_stands_on_another(drawn: Diagram) -> None:
    for a, b in itertools.combinations(drawn.boxes, 2):
        beside = a.x + a.width <= b.x + 0.1 or b.x + b.width <= a.x + 0.1
        assert beside or a.y + a.height <= b.y + 0.1 or b.y + b.height <= a.y + 0.1, (a, b)


@pytest.mark.parametrize("drawn", NAMES, indirect=True)
def test_a_diagram_says_what_it_shows_and_names_no_colour(drawn: Diagram) -> None:
    svg = drawn.svg("d")
    root = ElementTree.fromstring(svg)
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (title.text, desc.text) == (drawn.title, drawn.alt)
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == desc.get("id")
    assert not re.search(r"#[0-9a-fA-F]{3}|rgb|fill=|stroke=", svg)
    assert svg == drawn.svg("d")


def test_pages_are_wide_enough() -> None:
    """A figure has 672 pixels on a desk and 327 on a telephone 375 wide."""
    assert drawing("day").width <= 672
    assert drawing("tokens").width <= 672
    assert drawing("day in one column").width <= 327
    assert drawing("vault").width <= 327


def test_the_day_has_every_block_in_order() -> None:
    for drawn in (drawing("day"), drawing("day in one column")):
        heads = [box.words[0] for box in drawn.boxes if box.framed]
        said = ["".join(run.text for run in words.line) for words in heads]
        names = [block.name for block in ECONOMY.blocks]
        assert said == [f"{n} {spoken(name)}" for n, name in enumerate(names, 1)]
        assert [words.target for words in heads] == [f"block-{name}" for name in names]
        assert [words.y for words in heads] == sorted(words.y for words in heads)


def test_each_block_writes_what_its_equations_change() -> None:
    for block, event in zip(ECONOMY.blocks, days.events(ECONOMY), strict=True):
        told = dict(event.writes)
        accounts = {spoken(row(symbol)) for symbol in block.moved}
        levels = {spoken(row(w.level)) for w in block.laws if quantity(w.level).of is None}
        assert set(told.get("accounts", "").split(", ")) - {""} == accounts
        assert set(told.get("levels", "").split(", ")) - {""} == levels


def test_what_is_read_was_written_by_the_block_that_is_named() -> None:
    """Written out by hand for the vault: its own levels, and the pool as it was left last night."""
    (vault,) = (event for event in days.events(ECONOMY) if event.block == "vault")
    told = dict(vault.reads)
    assert told["today"] == "governance, vesting, delphi, worth"
    assert told["last night"] == "vault, liquidity"
    assert told["draws"] == "twap noise"
    symbols = [quantity(s).kind for s in ECONOMY.block("vault").inputs]
    assert told["parameters"] == str(symbols.count(Kind.PARAMETER))


@pytest.mark.parametrize("name", ["day", "day in one column"])
def test_the_words_of_the_day_are_its_lines(name: str) -> None:
    said, lines = drawing(name).alt, texts(drawing(name)).replace(" | ", " ")
    for event in days.events(ECONOMY):
        for heading, names in (*event.reads, *event.writes):
            assert f"{names} ({heading})" in said
            assert f"{heading}: {names}" in lines


def test_another_economy_has_another_day() -> None:
    fewer = without(ECONOMY, "applications")
    drawn = days.day(fewer, "The day")
    assert "applications" not in texts(drawn)
    assert "applications" not in drawn.alt
    assert len(days.events(fewer)) == len(ECONOMY.blocks) - 1


@pytest.mark.parametrize("unit", ["", "AI", "USD"])
def test_every_account_and_flow_of_a_unit_is_drawn(unit: str) -> None:
    drawn, shown = moneys.money(ECONOMY, "Money", unit=unit), moneys.arrows(ECONOMY, unit=unit)
    flows = [f for _, f in ECONOMY.flows() if unit in ("", quantity(f.symbol).unit)]
    assert {s for arrow in shown for s in arrow.members} == {f.symbol for f in flows}
    assert sum(len(arrow.members) for arrow in shown) == len(flows)
    ends = {row(end) for f in flows for end in (f.payer, f.receiver)}
    assert {box.name for box in drawn.boxes if box.framed} == ends
    for arrow in shown:
        for symbol in arrow.members:
            (flow,) = (f for f in flows if f.symbol == symbol)
            assert (row(flow.payer), row(flow.receiver)) == (arrow.payer, arrow.receiver)
        said = f"{spoken(arrow.name)} from {spoken(arrow.payer)} to {spoken(arrow.receiver)}"
        assert f"{said} in {arrow.unit}" in drawn.alt


def test_the_path_of_revenue_is_that_of_the_blocks_of_the_vault() -> None:
    """Written out by hand."""
    shown = {(a.payer, a.name, a.receiver) for a in moneys.arrows(ECONOMY, VAULT)}
    assert shown == {
        ("outside", "delphi_fees", "unsettled_fees"),
        ("unsettled_fees", "settled_fees", "vault_usd"),
        ("outside", "vault_deposit", "vault_usd"),
        ("vault_usd", "buyback_charge", "providers_usd"),
        ("vault_usd", "buyback_dollars", "holders_usd"),
        ("holders", "buyback", "vault_ai"),
        ("executor_usd", "gas", "outside"),
        ("vault_ai", "executor_reward", "executor"),
        ("vault_ai", "burn", "burned"),
        ("vault_ai", "treasury_part", "treasury"),
    }


@pytest.mark.parametrize(("name", "through", "unit"), [("vault", VAULT, ""), ("tokens", (), "AI")])
def test_an_arrow_leads_from_its_payer_by_its_words_to_its_receiver(
    name: str, through: tuple[str, ...], unit: str
) -> None:
    drawn, ends = drawing(name), []
    for curve in drawn.curves:
        touched = []
        for x, y in (curve.points[0], curve.points[-1]):
            touched += [
                box.name
                for box in drawn.boxes
                if box.x - 0.2 <= x <= box.x + box.width + 0.2
                and min(abs(y - box.y), abs(y - box.y - box.height)) < 0.2
            ]
        ends.append((*touched, curve.head))
    for arrow in moneys.arrows(ECONOMY, through, unit):
        if arrow.payer != arrow.receiver:
            words = f"{arrow.payer} pays {arrow.receiver}"
            assert (arrow.payer, words, False) in ends
            assert (words, arrow.receiver, True) in ends


def test_flows_stand_with_their_symbol_and_lead_to_their_equation() -> None:
    labels = {label for block in ECONOMY.blocks for label, _ in latex.block(block)}
    asked: list[str] = []

    def href(label: str) -> str:
        asked.append(label)
        return f"there.html#{label}"

    svg = drawing("all").svg("d", href)
    assert {arrow.label for arrow in moneys.arrows(ECONOMY)} == set(asked) <= labels
    assert 'href="there.html#eq-split-burn"' in svg
    assert "δ" in svg


def test_the_dollars_and_tokens_of_one_owner_are_joined() -> None:
    joined = [curve for curve in drawing("vault").curves if curve.kind == "owner"]
    assert len(joined) == 3, "holders, the vault, executors"
    assert not any(curve.head for curve in joined)


def test_another_economy_has_other_money() -> None:
    fewer = without(ECONOMY, "applications")
    assert "vault deposit" in drawing("vault").alt
    drawn = moneys.money(fewer, "The vault", VAULT)
    assert "vault deposit" not in drawn.alt
    assert "deposit" not in texts(drawn)


def test_unknown_names_are_refused_with_those_there_are() -> None:
    with pytest.raises(moneys.DiagramError, match=r"no account is called 'vualt'; .*vault_usd"):
        moneys.money(ECONOMY, "", ["vualt"])
    with pytest.raises(moneys.DiagramError, match="no account holds 'EUR'; accounts hold AI and"):
        moneys.money(ECONOMY, "", unit="EUR")
