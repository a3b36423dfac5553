"""What a row of each YAML file must say, and the sentence that refuses a bad one."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

import pydantic
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from model import units

Status = Literal["contract", "official", "secondary", "inferred", "assumed", "seed"]
Kind = Literal[
    "contract", "official", "news", "explainer", "chain-reading", "repository-note", "judgement"
]


def _calendar(text: str) -> str:
    datetime.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    return text


def _readable(text: str) -> str:
    units.unit(text)
    return text


def _tuple(value: object) -> object:
    """One text or a list as a tuple, which YAML lacks and strict mode asks for."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


# The description of a field is the advice that a refusal ends with.
Id = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$"),
    Field(description="write letters, digits, underscores or hyphens"),
]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_tuple)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    Field(description="write it in a few plain words"),
]
Bound = Annotated[
    float | None,
    Field(
        allow_inf_nan=False,
        description=("write a finite number, or leave out both low and high if the value is exact"),
    ),
]
Case = Annotated[
    float | None,
    Field(
        allow_inf_nan=False,
        description=(
            "write a finite number, or leave out both bear and bull if every scenario has the value"
        ),
    ),
]
Day = Annotated[
    str,
    StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$"),
    AfterValidator(_calendar),
    Field(description="write YYYY-MM-DD, YYYY-MM, or a year in quotes"),
]


class Row(pydantic.BaseModel):
    """What every row has: the id, which is its key in the file."""

    model_config = pydantic.ConfigDict(strict=True, extra="forbid", frozen=True)
    id: Id


class Entry(Row):
    """A row of facts.yaml or assumptions.yaml, as written.

    ``value`` is that of the base scenario; ``bear`` and ``bull`` are those of the other two.
    """

    value: Annotated[
        float,
        Field(allow_inf_nan=False, description=("write one finite number, such as 0.7 or 1.0e+6")),
    ]
    low: Bound = None
    high: Bound = None
    bear: Case = None
    bull: Case = None
    unit: Annotated[
        str,
        AfterValidator(_readable),
        Field(description=("write a unit such as AI, USD/AI, bps, calendar_month or '1'")),
    ]
    status: Annotated[
        Status,
        Field(description=("write contract, official, secondary, inferred, assumed or seed")),
    ]
    source: Annotated[
        Ids,
        Field(
            min_length=1, description=("write the id of an entry of sources.yaml, or a list of ids")
        ),
    ]
    date: Day
    info: Text
    note: str = ""

    @pydantic.model_validator(mode="after")
    def _ordered(self) -> Self:
        """Raises ``ValueError`` unless value, bear and bull are in the range, if one is written."""
        if (self.bear is None) != (self.bull is None):
            raise ValueError(
                "bear and bull belong together: write both, or neither if the value "
                "holds in every scenario"
            )
        if self.low is None and self.high is None:
            if self.bear is not None:
                raise ValueError("bear and bull need a range: write low and high too")
            return self
        if self.low is None or self.high is None:
            raise ValueError("low and high belong together: write both, or neither if exact")
        for field in ("value", "bear", "bull"):
            number = getattr(self, field)
            if number is not None and not self.low <= number <= self.high:
                raise ValueError(
                    f"{field} {number} is outside low {self.low} to high {self.high}: "
                    f"correct the {field} or widen the range"
                )
        return self


class Source(Row):
    """A row of sources.yaml: where a number was read, and how far to trust it."""

    title: Text
    kind: Kind
    locator: Text
    date: Day | None
    confidence: Text


class Contradiction(Row):
    """A row of contradictions.yaml: two claims, the one used and why, and the facts touched."""

    topic: Text
    claim_a: Text
    claim_b: Text
    choice: Text
    reason: Text
    facts: Ids


def sentence(schema: type[Row], error: pydantic.ValidationError) -> str:
    """The first refusal of ``error``: the field, what is wrong with it and what to write."""
    first = error.errors()[0]
    reason = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return reason
    field = str(first["loc"][0])
    if first["type"] == "extra_forbidden":
        return f"{field} is not a field: write {', '.join(schema.model_fields)}"
    if first["type"] != "missing":
        reason = f"{first['input']!r} is refused ({reason})"
    advice = schema.model_fields[field].description or "see the other entries of this file"
    return f"{field} {'is missing' if first['type'] == 'missing' else reason}: {advice}"
