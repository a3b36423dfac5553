"""An SVG with the points and the digits that can be seen, and no more.

Matplotlib thins lines, but not the edges of areas: a band over five years has a point a day on
either side, four to a point of the page. Both are thinned here, and stay within half a pixel of
where they were; places are written to a hundredth.
"""

from __future__ import annotations

import re

import matplotlib as mpl
import numpy as np
from matplotlib.path import Path

THRESHOLD = 1 / 3  # pixels of Matplotlib's rule, of which a point of the page is one
LONG = 100  # points of an outline that is worth thinning
_OUTLINE = re.compile(r'(?<= d=")M ([-\d. \nL]+)(z?)\s*(?=")')
# Places alone: a hundredth of a scale is much.
_PLACES = re.compile(r'(?<= d=")[^"]+|(?<= [xy]=")[^"]+|(?<=translate\()[^)]+')
_FINE = re.compile(r"-?\d+\.\d{3,}")


def lighter(svg: str) -> str:
    """The same drawing in less text."""
    with mpl.rc_context({"path.simplify_threshold": THRESHOLD}):
        return _PLACES.sub(_rounded, _OUTLINE.sub(_thinned, svg))


def _rounded(places: re.Match[str]) -> str:
    return _FINE.sub(lambda number: f"{float(number[0]):.2f}", places[0])


def _thinned(outline: re.Match[str]) -> str:
    points = np.array(outline[1].replace("L", " ").split(), dtype=float).reshape(-1, 2)
    if len(points) < LONG:
        return outline[0]
    line = Path(points).cleaned(simplify=True)
    kept = np.asarray(line.vertices, dtype=float)[np.asarray(line.codes) != Path.STOP]
    return f"M {' '.join(f'{x:.2f} {y:.2f}' for x, y in kept)} {outline[2]}".rstrip()
