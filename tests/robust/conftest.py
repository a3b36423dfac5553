"""What every example of this folder may count on."""

from __future__ import annotations

import pytest

import model
from model.rests import graph


@pytest.fixture(scope="session", autouse=True)
def all_is_built() -> None:
    """Claims and what rests on what take seconds, once a process: no example is charged with it."""
    assert len(model.claims) > 0
    assert graph(proofs=False)
