"""Settings that every test shares."""

import gc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

#: What asks for the proofs of all claims, which a process works out once.
PROVED = {
    Path(__file__).parent / name
    for name in ("logic/test_inductive.py", "theory/test_claims.py", "test_rests.py")
}

# The same examples on every machine, and no deadline: a first call may compile.
settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    max_examples=60,
    print_blob=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """First what shares the proofs: each worker begins with a row of its own, and one has it."""
    items.sort(key=lambda item: item.path not in PROVED)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
