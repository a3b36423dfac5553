"""Diagrams of the specification itself: the day and the money, as SVG with real text."""
