"""A small economy to break: two AI accounts, a dollar account, one flow, one law."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from model import quantities as q


@pytest.fixture(autouse=True)
def registry_as_it_was() -> Iterator[None]:
    """Quantities that a test declares are gone when it ends."""
    yield
    # Only these: a test may be the first to load an economy, whose quantities stay.
    for name in [name for name in q._REGISTRY if name.startswith("toy_")]:
        del q._REGISTRY[name]


@pytest.fixture
def toy(registry_as_it_was: None) -> SimpleNamespace:
    """Symbols with names that no mechanism has."""
    return SimpleNamespace(
        till=q.stock("toy_till", "a", "AI", "tokens in the till"),
        purse=q.stock("toy_purse", "b", "AI", "tokens in the purse"),
        cash=q.stock("toy_cash", "c", "USD", "dollars"),
        world=q.stock("toy_world", "w", "AI", "the world", q.REAL),
        paid=q.flow("toy_paid", "f", "AI", "tokens that are paid"),
        tip=q.flow("toy_tip", "t", "AI", "tokens that are given"),
        price=q.level("toy_price", "p", "USD/AI", "price", q.POSITIVE),
        mood=q.level("toy_mood", "m", "1", "mood"),
        bill=q.definition("toy_bill", "g", "AI", "what is owed"),
        share=q.parameter("toy_share", "s", "1", "share", q.SHARE, "burn_bps"),
        wait=q.parameter("toy_wait", "d", "day", "days", q.POSITIVE, "one_day"),
        pause=q.parameter("toy_pause", "n", "calendar_month", "months", q.POSITIVE, "one_day"),
        luck=q.shock("toy_luck", "x", "luck"),
    )
