"""A formal model of the $AI compute-network token economy.

The names below are the public interface; each loads what it needs at the first use, so that
``import model`` is light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from model.parameters import Parameters, Vote
    from model.spec.economy import Economy

__version__ = "0.1.0"
__all__ = ["Vote", "claims", "contract", "economy", "facts", "parameters", "shocks", "simulate",
           "sweep"]

_ELSEWHERE = {
    "Vote": ("model.parameters", "Vote"),
    "shocks": ("model.shocks", "shocks"),
    "simulate": ("model.simulate", "simulate"),
    "sweep": ("model.simulate", "sweep"),
}


def __getattr__(name: str) -> Any:
    if name not in _ELSEWHERE:
        raise AttributeError(f"module 'model' has no attribute {name!r}")
    module, attribute = _ELSEWHERE[name]
    return getattr(import_module(module), attribute)
