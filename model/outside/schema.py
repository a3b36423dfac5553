"""What a row of cases.yaml must say: an outside number, where it stands, and how close is close.

Numbers are read as fractions, so that a printed decimal is exactly what was printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal

import pydantic
from pydantic import BeforeValidator, Field, StringConstraints

Status = Literal["read", "arithmetic", "from memory"]


def _exact(value: Any) -> Fraction:
    """A number or a text such as "3/4" as a fraction; ``ValueError`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Fraction)):
        raise ValueError(f"{value!r} is not a number: write 12, 0.25 or '3/4'")
    return Fraction(str(value))


def _by_name(value: Any) -> Any:
    """A single expected number under the name ``value``."""
    return value if isinstance(value, Mapping) else {"value": value}


Exact = Annotated[Fraction, BeforeValidator(_exact)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Expected = Annotated[dict[str, Exact], BeforeValidator(_by_name), Field(min_length=1)]


class _Row(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Point(_Row):
    """One evaluation: a name, the inputs, and the numbers that come out by name."""

    at: Text
    input: dict[str, Exact]
    expected: Expected


class Case(_Row):
    """Outside numbers of one kind, from one source, computed by one function of this package.

    ``computes`` is module.function, ``validates`` what of this project the numbers test,
    ``tolerance`` the largest distance in ``unit`` that is accepted, ``cites`` the key of the
    source in the bibliography. ``status`` is "read" if the numbers were read in the source (or
    the formula and its grid, if ``note`` says so); "arithmetic" if they follow from a rule that
    was read; "from memory" if the rule itself could not be read again.
    """

    id: Annotated[str, StringConstraints(pattern=r"^V\d+(-[a-z0-9-]+)?$")]
    title: Text
    computes: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_0-9]+$")]
    validates: Text
    unit: Text
    tolerance: Annotated[Exact, Field(ge=0)]
    source: Text
    status: Status
    cites: Text
    note: str = ""
    points: Annotated[tuple[Point, ...], Field(min_length=1)]

    @property
    def number(self) -> str:
        """The number of the case in the list of outside cases, such as V2."""
        return self.id.split("-")[0]
