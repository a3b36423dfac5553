"""Whether each finding of a page can be false: what denies it is given beside what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Tell = Callable[[Any], Mapping[str, Any]]


def denied(tell: Tell, good: Any, worse: Mapping[str, Sequence[Any]]) -> None:
    """All findings are so of what is ``good``, and each is denied by all that is ``worse`` for it.

    What is ``worse`` goes by the name of its finding; every finding must have some.
    """
    found = {name: each for name, each in tell(good).items() if isinstance(each, bool)}
    assert found == dict.fromkeys(worse, True)
    for name, cases in worse.items():
        assert cases, name
        for case in cases:
            assert tell(case)[name] is False, (name, case)


def numbers_denied(
    tell: Tell, good: Mapping[str, float], worse: Mapping[str, Sequence[Mapping[str, float]]]
) -> None:
    """The same of numbers by name, where what is ``worse`` are changes of the good ones."""
    unknown = {name for cases in worse.values() for case in cases for name in case} - set(good)
    assert not unknown
    denied(tell, good, {k: [{**good, **case} for case in cases] for k, cases in worse.items()})
