"""Figures: pure functions from results to a `Figure` that knows its alternative text."""

from model.figures.style import COLOURS, Figure, show, style

__all__ = ["COLOURS", "Figure", "show", "style"]
