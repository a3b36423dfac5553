"""Drawings in less text show the same."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from model.arrays import Array
from model.figures import svg_size
from model.figures.style import style, subplots

DAYS = 1_825
WITHIN = 0.5  # pixels


def drawn() -> str:
    """A band with an edge that is not smooth, and letters."""
    days = np.arange(DAYS)
    wave = np.sin(days / 90) + 0.1 * np.random.default_rng(3).standard_normal(DAYS)
    with style():
        drawing, (axes,) = subplots()
        axes.fill_between(days, wave - 1, wave + 1, alpha=0.2)
        axes.plot(days, wave)
        axes.set_xlabel("days")
        return text(drawing)


def text(drawing: Figure) -> str:
    stream = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "test"}):
        drawing.savefig(stream, format="svg")
    return stream.getvalue()


def outlines(svg: str) -> list[Array]:
    """The points of the outlines that are long enough to be thinned."""
    found = [re.findall(r"-?[\d.]+", each) for each in re.findall(r' d="M ([^"QC]+)"', svg)]
    points = [np.array(each, dtype=float).reshape(-1, 2) for each in found]
    return [each for each in points if len(each) > svg_size.LONG]


def distance(points: Array, line: Array) -> float:
    """The largest distance of a point from a line of many corners."""
    start, along = line[:-1], np.diff(line, axis=0)
    length = np.maximum((along**2).sum(axis=1), 1e-12)
    worst = 0.0
    for point in points:
        share = np.clip(((point - start) * along).sum(axis=1) / length, 0, 1)
        worst = max(worst, np.hypot(*(start + share[:, None] * along - point).T).min())
    return worst


def test_an_edge_keeps_its_place_with_less_text() -> None:
    whole = drawn()
    light = svg_size.lighter(whole)
    assert len(light) < 0.5 * len(whole)
    before, after = outlines(whole), outlines(light)
    assert len(before) == len(after) == 2
    for old, new in zip(before, after, strict=True):
        assert distance(old[::11], new) < WITHIN
        assert distance(new[::11], old) < WITHIN


def test_letters_keep_their_size() -> None:
    whole = drawn()
    scales = re.findall(r"scale\([^)]*\)", whole)
    assert any(len(each) > len("scale(0.10)") for each in scales)
    assert re.findall(r"scale\([^)]*\)", svg_size.lighter(whole)) == scales


@pytest.mark.parametrize(
    ("text", "light"),
    [
        ('<path d="M 1.23456 2 \nL 3 4.5678 \n"/>', '<path d="M 1.23 2 \nL 3 4.57 \n"/>'),
        ('<use x="77.310891" y="-0.5" style="stroke: 0.12345"/>', None),
        ('<g transform="translate(1.0049 2) scale(0.12345 -0.12345)">', None),
        ("<desc>a share of 0.123456</desc>", "<desc>a share of 0.123456</desc>"),
    ],
)
def test_only_places_are_rounded(text: str, light: str | None) -> None:
    expected = light or text.replace("77.310891", "77.31").replace("1.0049", "1.00")
    assert svg_size.lighter(text) == expected
