"""One style for every figure, and figures that say what they show.

Figures are SVG on a transparent ground, with letters as paths, and the same bytes on every
machine. Lines and letters are dark; the book lays light paper under a figure in its dark
theme. Colours have Okabe and Ito's hues, which people of every colour vision tell apart,
darkened until each stands out on white and on that paper by 3 to 1 or more.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import matplotlib as mpl
import seaborn as sns
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from model.figures.svg_size import lighter

#: Where the metadata of an output hold the table of what it draws.
DATA = "figure-data"
#: Name -> colour. Lines take the first six in this order.
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "blue": "#004c8c",
        "vermilion": "#a83200",
        "green": "#00986f",
        "purple": "#b85fa0",
        "orange": "#c07c00",
        "sky": "#2f92d3",
        "ink": "#1f2328",
        "grey": "#6b7280",
    }
)
_LINES = ("blue", "vermilion", "green", "purple", "orange", "sky")
_RULES: dict[Any, Any] = {
    "figure.figsize": (7.2, 4.0),
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "axes.facecolor": "none",
    "axes.edgecolor": COLOURS["grey"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.prop_cycle": cycler(color=[COLOURS[name] for name in _LINES]),
    "text.color": COLOURS["ink"],
    "xtick.color": COLOURS["ink"],
    "ytick.color": COLOURS["ink"],
    "grid.color": COLOURS["grey"],
    "grid.alpha": 0.25,
    "grid.linewidth": 0.6,
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so it is the same everywhere
    "font.size": 10.5,
    "savefig.facecolor": "none",
    "svg.fonttype": "path",
    "svg.hashsalt": "compute-token-economy",
}


@dataclass(frozen=True)
class Figure:
    """A drawing and the sentences that stand for it where it cannot be seen."""

    figure: Drawing
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a figure needs an alternative text: say in a sentence what it shows")

    def svg(self) -> str:
        """The drawing as SVG text, with ``alt`` as its description and no date."""
        with mpl.rc_context(_RULES):  # the salt and the letters count when it is written
            stream = io.StringIO()
            self.figure.savefig(
                stream,
                format="svg",
                metadata={"Date": None, "Creator": None, "Description": " ".join(self.alt.split())},
            )
        return lighter(stream.getvalue())

    def csv(self) -> str:
        """What is drawn as a table, with units in its heading; empty if it draws no numbers."""
        from model.figures import drawn

        return drawn.table(self.figure, COLOURS)

    def png(self) -> bytes:
        """The drawing as PNG on white, at 150 dots an inch, with ``alt`` as its description."""
        with mpl.rc_context(_RULES):
            stream = io.BytesIO()
            self.figure.savefig(
                stream,
                format="png",
                dpi=150,
                facecolor="white",
                metadata={"Software": None, "Description": " ".join(self.alt.split())},
            )
        return stream.getvalue()


@contextmanager
def style() -> Iterator[Mapping[str, str]]:
    """A context in which figures are drawn; it gives the palette."""
    with sns.axes_style("ticks"), mpl.rc_context(_RULES):
        yield COLOURS


def show(fig: Figure) -> None:
    """Display a figure in a notebook, as SVG and as PNG.

    The book takes the SVG, and its alternative text from there. JupyterLab draws no SVG of a file
    that came from elsewhere, so a copy to read has the PNG. What is drawn goes along as a table,
    which the book puts beside the page.
    """
    from base64 import b64encode

    from IPython.display import display

    drawn = {
        "image/svg+xml": fig.svg(),
        "image/png": b64encode(fig.png()).decode("ascii"),
        "text/plain": " ".join(fig.alt.split()),
    }
    display(drawn, raw=True, metadata={DATA: fig.csv()})  # type: ignore[no-untyped-call]


def subplots(
    rows: int = 1, columns: int = 1, *, height: float = 4.0, share_x: bool = False
) -> tuple[Drawing, list[Axes]]:
    """A drawing and its axes in a flat list, outside pyplot, so that nothing is shown twice."""
    drawing = Drawing(figsize=(7.2, height))
    axes = drawing.subplots(rows, columns, squeeze=False, sharex=share_x)
    return drawing, list(axes.flat)
