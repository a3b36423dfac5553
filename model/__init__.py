"""A formal model of the $AI compute-network token economy.

    import model
    economy = model.economy("announced")
    p = model.parameters("announced", burn_share=0.8)
    u = model.shocks(economy, days=1825, runs=100, seed=7)
    ds = model.simulate(economy, p, u)
    ds = model.ensemble(economy, p, days=1825, runs=10_000, seed=7, keep=["price"], every=30)

Each name loads what it needs when it is first used, so that ``import model`` is light.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

__version__ = "0.2.0"

#: The public interface: name, and where it is defined.
_INTERFACE = {
    "economy": "model.interface",
    "parameters": "model.interface",
    "shocks": "model.shocks",
    "simulate": "model.simulate",
    "sweep": "model.simulate",
    "ensemble": "model.ensembles.ensemble",
    "paired": "model.ensembles.paired",
    "facts": "model.facts",
    "claims": "model.theory.registry",
    "Vote": "model.parameters",
}
__all__ = [
    "Vote",
    "claims",
    "contract",
    "economy",
    "ensemble",
    "facts",
    "paired",
    "parameters",
    "shocks",
    "simulate",
    "sweep",
]


def _public(name: str) -> property:
    """A public name. Importing the submodule of the same name must not replace it."""
    return property(
        lambda package: getattr(import_module(_INTERFACE[name]), name),
        lambda package, submodule: None,
    )


class _Package(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name == "contract":
            return import_module("model.contract")
        raise AttributeError(f"module 'model' has no attribute {name!r}")


for _name in _INTERFACE:
    setattr(_Package, _name, _public(_name))
sys.modules[__name__].__class__ = _Package
