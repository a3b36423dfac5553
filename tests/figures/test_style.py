"""Figures say what they show, are the same bytes twice, and can be told apart by everybody."""

from __future__ import annotations

import itertools
from base64 import b64decode

import numpy as np
import pytest

from model.figures.style import COLOURS, DATA, Figure, show, style, subplots

LINES = ("blue", "vermilion", "green", "purple", "orange", "sky")
PAPER = "#f4f2ec"  # what the style sheet lays under figures in the dark theme
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
VISIONS = {
    "every cone": np.eye(3),
    "no green cone": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "no red cone": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no blue cone": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def linear(colour: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(XYZ[1] @ linear(c)) for c in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    xyz = XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("ground", ["#ffffff", PAPER])
def test_lines_stand_out_and_letters_can_be_read(ground: str) -> None:
    assert all(contrast(COLOURS[name], ground) >= 3 for name in LINES)
    assert contrast(COLOURS["ink"], ground) >= 7


@pytest.mark.parametrize("vision", VISIONS)
def test_everybody_tells_the_lines_apart(vision: str) -> None:
    seen = {name: lab(VISIONS[vision] @ linear(COLOURS[name])) for name in LINES}
    near = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]]))
        for pair in itertools.combinations(LINES, 2)
    }
    assert min(near.values()) >= 11, min(near, key=lambda pair: near[pair])


def drawn() -> Figure:
    with style() as colours:
        drawing, (axes,) = subplots()
        axes.fill_between([0, 1], [0, 1], [1, 2], color=colours["blue"], alpha=0.2)
        axes.plot([0, 1], [0, 1], label="a & b")
        axes.set_xlabel("days")
        axes.legend()
    return Figure(drawing, "A line rises\n from 0 to 1 & more.")


def test_a_figure_is_the_same_bytes_twice() -> None:
    assert drawn().svg() == drawn().svg()


def test_a_figure_holds_its_text_and_no_date() -> None:
    svg = drawn().svg()
    assert "<dc:description>A line rises from 0 to 1 &amp; more.</dc:description>" in svg
    assert "<dc:date>" not in svg
    assert "<text" not in svg, "letters are paths, so that they look alike everywhere"
    assert "http" not in svg.replace("http://www.w3.org", "").replace(
        "http://purl.org", ""
    ).replace("http://creativecommons.org", "")


def test_a_figure_without_a_text_is_refused() -> None:
    with style():
        drawing, _ = subplots()
    with pytest.raises(ValueError, match="alternative text"):
        Figure(drawing, " ")


def test_show_displays_the_drawing_and_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict[str, str]] = []

    def display(drawing: dict[str, str], raw: bool, metadata: dict[str, str]) -> None:
        assert raw
        shown.append({**drawing, **metadata})

    monkeypatch.setattr("IPython.display.display", display)
    figure = drawn()
    show(figure)
    show(figure)
    assert shown[0] == shown[1]
    assert shown[0]["image/svg+xml"].strip().endswith("</svg>")
    assert "A line rises" in shown[0]["image/svg+xml"]
    assert b64decode(shown[0]["image/png"]).startswith(b"\x89PNG")
    assert shown[0]["text/plain"].startswith("A line rises")
    assert shown[0][DATA] == figure.csv()
    assert shown[0][DATA].startswith("days,a & b: y,")
