"""Symbols read as their LaTeX says, and words break where there is room."""

from __future__ import annotations

import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath

import model
from model.figures.diagrams.lettering import (
    LetteringError,
    Run,
    plain,
    said,
    spans,
    symbol,
    width,
    wrapped,
)


@pytest.mark.parametrize(
    ("tex", "runs"),
    [
        ("W", (Run("W", 0, True),)),
        (r"W_{\mathrm{AI}}", (Run("W", 0, True), Run("AI", -1))),
        (r"\delta^{N}_{\mathrm{c}}", (Run("δ", 0, True), Run("N", 1, True), Run("c", -1))),
        (r"\bar\Delta_W", (Run("Δ\u0304", 0, True), Run("W", -1, True))),
        (r"\sigma_V^{\$}", (Run("σ", 0, True), Run("V", -1, True), Run("$", 1))),
        (r"k^{-}", (Run("k", 0, True), Run("−", 1))),
        (r"q_{k+1}", (Run("q", 0, True), Run("k", -1, True), Run("+1", -1))),
    ],
)
def test_a_symbol_is_set_as_its_latex_says(tex: str, runs: tuple[Run, ...]) -> None:
    assert symbol(tex) == runs


@pytest.mark.parametrize("tex", [r"\frac{a}{b}", "a_", "{a", "a}", r"\bar"])
def test_latex_that_cannot_be_set_is_refused(tex: str) -> None:
    with pytest.raises(LetteringError):
        symbol(tex)


def test_every_account_and_flow_has_a_symbol_that_can_be_set() -> None:
    economy = model.economy("announced")
    shown = economy.records((*economy.stocks, *(flow.symbol for _, flow in economy.flows())))
    assert len(shown) > 100
    assert all(said(symbol(record.tex)) for record in shown)


def test_lines_are_as_long_as_there_is_room() -> None:
    lines = wrapped("one two three four", 10, 60)
    assert " ".join(lines) == "one two three four"
    assert len(lines) > 1
    assert all(width(plain(line), 10) <= 60 for line in lines)
    assert wrapped("incomprehensibilities", 10, 20) == ["incomprehensibilities"]


@pytest.mark.parametrize(("text", "weight"), [("holders USD", "normal"), ("12 billing", "bold")])
def test_a_width_is_that_of_the_letters_as_outlines(text: str, weight: str) -> None:
    font = FontProperties(family="DejaVu Sans", weight=weight)
    outline = TextPath((0, 0), text, size=100, prop=font).get_extents().width
    assert width(plain(text), 100, weight == "bold") == pytest.approx(outline, rel=0.03)


def test_small_and_bold_letters_have_their_own_width() -> None:
    assert width((Run("m", -1),), 10) < width((Run("m"),), 10) < width((Run("m"),), 10, True)
    assert width(plain("m"), 20) == pytest.approx(2 * width(plain("m"), 10))


def test_what_is_written_is_escaped_and_comes_back_to_the_line() -> None:
    made = spans((Run("a<b"), Run("c", -1), Run("d", 1, True), Run("e")), 10)
    assert "a&lt;b" in made
    shifts = [float(part.split('"')[0]) for part in made.split('dy="')[1:]]
    assert sum(shifts) == pytest.approx(0)
