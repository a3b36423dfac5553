"""A formal model of the $AI compute-network token economy.

For example::

    import model
    economy = model.economy("announced")
    p = model.parameters("announced", burn_share=0.8)
    u = model.shocks(economy, days=1825, runs=100, seed=7)
    ds = model.simulate(economy, p, u)
    ds = model.ensemble(economy, p, days=1825, runs=10_000, seed=7, keep=["price"], every=30)

``dir(model)`` lists the public names. Each loads what it needs when it is first used, so that
``import model`` is light.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.2.0"

#: The public interface: name, and where it is defined; a module stands for itself.
_INTERFACE = {
    "Vote": "model.votes",
    "answers": "model.answerbook",
    "claims": "model.theory.registry",
    "contract": "model.contract",
    "economy": "model.interface",
    "ensemble": "model.ensembles.ensemble",
    "facts": "model.factbook",
    "load": "model.loading",
    "own": "model.own",
    "paired": "model.ensembles.paired",
    "parameters": "model.interface",
    "save": "model.storage",
    "shocks": "model.draws",
    "simulate": "model.simulation",
    "solve": "model.solver",
    "sweep": "model.simulation",
}
__all__ = [*_INTERFACE]  # noqa: PLE0604 - the names of the table


def __getattr__(name: str) -> Any:
    if name not in _INTERFACE:
        public = ", ".join(_INTERFACE)
        raise AttributeError(f"module 'model' has no attribute {name!r}; public are {public}")
    place = import_module(_INTERFACE[name])
    found = place if _INTERFACE[name] == f"model.{name}" else getattr(place, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*_INTERFACE, "__doc__", "__version__"])
