"""A diagram: boxes, arrows and text, written as SVG that both themes of the book can show.

Colours are those of the text around it and of classes of the style sheet, so nothing here names
one. Text is text: it can be selected, searched and read aloud.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from model.figures.diagrams import lettering
from model.figures.diagrams.lettering import Line

#: Where a thing is explained: a label of the book as its address, or nothing.
Href = Callable[[str], str | None]
Point = tuple[float, float]


STRONG = "strong"


def _n(length: float) -> str:
    """A length in tenths of a pixel, so that no machine's last digit shows."""
    return f"{round(length, 1):g}"


def nowhere(_: str) -> None:
    """No links: for a diagram outside the book."""


@dataclass(frozen=True)
class Words:
    """A line of text: where its baseline begins, or has its middle, and where it leads.

    ``kind`` is a class of the style sheet; the class ``strong`` has bold letters.
    """

    x: float
    y: float
    line: Line
    size: float
    middle: bool = False
    kind: str = ""
    target: str = ""

    @property
    def span(self) -> tuple[float, float]:
        """The left and the right end."""
        wide = lettering.width(self.line, self.size, self.kind == STRONG)
        left = self.x - wide / 2 if self.middle else self.x
        return left, left + wide

    def svg(self, href: Href) -> str:
        """As an SVG element, inside a link if the target has an address."""
        anchor = ' text-anchor="middle"' if self.middle else ""
        kind = f' class="{self.kind}"' if self.kind else ""
        inside = lettering.spans(self.line, self.size)
        text = (
            f'<text x="{_n(self.x)}" y="{_n(self.y)}" font-size="{self.size:g}"{anchor}{kind}>'
            f"{inside}</text>"
        )
        address = href(self.target) if self.target else None
        return f'<a href="{escape(address)}">{text}</a>' if address else text


@dataclass(frozen=True)
class Box:
    """A rectangle with the lines of text in it; ``name`` is what the diagram calls it."""

    name: str
    x: float
    y: float
    width: float
    height: float
    words: tuple[Words, ...]
    kind: str = ""
    framed: bool = True

    def svg(self, href: Href) -> str:
        """As SVG elements."""
        frame = (
            f'<rect class="box {self.kind}" x="{_n(self.x)}" y="{_n(self.y)}" '
            f'width="{_n(self.width)}" height="{_n(self.height)}" rx="5"/>'
            if self.framed
            else ""
        )
        return frame + "".join(words.svg(href) for words in self.words)


@dataclass(frozen=True)
class Curve:
    """A line through points, upright where it leaves one and reaches the next, or with corners.

    ``head`` puts an arrow at the last point, in the direction in which the line comes.
    """

    points: tuple[Point, ...]
    kind: str = ""
    head: bool = False
    square: bool = False

    def svg(self) -> str:
        """As SVG elements."""
        (x, y), *more = self.points
        path = f"M{_n(x)} {_n(y)}"
        for right, down in more:
            middle = (y + down) / 2
            if self.square or right == x:
                path += f"L{_n(right)} {_n(down)}"
            else:
                path += f"C{_n(x)} {_n(middle)} {_n(right)} {_n(middle)} {_n(right)} {_n(down)}"
            x, y = right, down
        made = f'<path class="line {self.kind}" d="{path}"/>'
        return f"{made}{self._head()}" if self.head else made

    def _head(self) -> str:
        (before, above), (x, y) = self.points[-2:]
        if self.square and above == y:
            back = 7 if before < x else -7
            tip = f"l{-back:g} -4v8z"
        else:
            back = 7 if above < y else -7
            tip = f"l-4 {-back:g}h8z"
        return f'<path class="head {self.kind}" d="M{_n(x)} {_n(y)}{tip}"/>'


@dataclass(frozen=True)
class Diagram:
    """A drawing with its title and the sentences that say the same."""

    title: str
    alt: str
    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]

    def svg(self, name: str, href: Href = nowhere) -> str:
        """The SVG element; ``name`` makes its ids unique on a page, ``href`` its addresses.

        Its role lets what is inside be read and its links be followed. The role ``img`` would
        hide both from those who do not see it.
        """
        size = f'viewBox="0 0 {_n(self.width)} {_n(self.height)}" width="{_n(self.width)}"'
        drawn = [curve.svg() for curve in self.curves]
        drawn += [box.svg(href) for box in self.boxes]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} height="{_n(self.height)}" '
            f'role="graphics-document document" aria-labelledby="{name}-title" '
            f'aria-describedby="{name}-desc">'
            f'<title id="{name}-title">{escape(self.title)}</title>'
            f'<desc id="{name}-desc">{escape(self.alt)}</desc>{"".join(drawn)}</svg>'
        )


def listed(names: Sequence[str]) -> str:
    """Names as a sentence lists them."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
