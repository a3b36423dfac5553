"""A queue and three classes to state equations over, with names that no mechanism has."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from model import quantities as q
from model.indices import Index

CLASSES = Index("class", "c", ("big", "mid", "odd"), (r"\mathrm{b}", r"\mathrm{m}", r"\mathrm{o}"))
STAGES = Index("stage", "k", ("1st", "2nd", "3rd", "4th", "5th"), tuple("12345"), ordered=True)


@pytest.fixture(autouse=True)
def registry_as_it_was() -> Iterator[None]:
    """Quantities that a test declares are gone when it ends."""
    yield
    for name in [name for name in q._REGISTRY if "toy_" in name]:
        del q._REGISTRY[name]


@pytest.fixture
def rows(registry_as_it_was: None) -> SimpleNamespace:
    """Quantities over classes and stages, and some that stand in no row."""
    return SimpleNamespace(
        pot=q.stock("toy_pot", r"\Phi", "AI", "tokens to divide"),
        till=q.stock("toy_till", "F", "AI", "tokens in the till"),
        leaving=q.stock("toy_leaving", "L", "AI", "tokens that leave"),
        paid=q.flow("toy_paid", "f", "AI", "tokens that are paid"),
        total=q.definition("toy_total", "Y", "1", "sum of the scores", q.POSITIVE),
        share=q.parameter("toy_share", "s", "1", "share", q.SHARE, "burn_bps"),
        wait=q.parameter("toy_wait", r"\tau", "day", "days", q.POSITIVE, "one_day"),
        day=q.parameter("toy_day", r"\Delta", "day", "a day", q.POSITIVE, "one_day"),
        balance=q.stocks("toy_balance", "N", "AI", "tokens of {} ones", over=CLASSES),
        fee=q.flows("toy_fee", r"\phi", "AI", "fees for {} ones", over=CLASSES),
        tip=q.flows("toy_tip", r"\theta", "AI", "tips for {} ones", over=CLASSES),
        part=q.definitions("toy_part", r"\hat y", "1", "{} part", q.POSITIVE, over=CLASSES),
        mood=q.definitions("toy_mood", "m", "1", "{} mood", q.POSITIVE, over=CLASSES),
        score=q.levels("toy_score", "y", "1", "score of {} ones", q.POSITIVE, over=CLASSES),
        queue=q.stocks("toy_queue", "Q", "AI", "tokens at the {} stage", over=STAGES),
        step=q.flows("toy_step", "q", "AI", "tokens that leave the {} stage", over=STAGES),
        join=q.flows("toy_join", "q^{+}", "AI", "tokens that join the {} stage", over=STAGES),
        age=q.levels("toy_age", "a", "day", "age of the {} stage", q.NOT_NEGATIVE, over=STAGES),
    )
