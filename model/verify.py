"""Everything that the model claims, proved and checked anew."""

from __future__ import annotations

import time
from collections.abc import Iterator

from model.interface import economy, parameters
from model.shocks import shocks
from model.simulate import simulate
from model.theory.claim import CheckError, Claim
from model.theory.registry import claims
from model.theory.steps import ProofError

DAYS, SEED = 60, 7


class Refuted(AssertionError):
    """Something that the model claims does not hold."""


def verify(name: str = "announced") -> Iterator[str]:
    """A line for each claim, then one for the parity of two engines on an economy.

    Raises `Refuted`, once all claims were tried, with the names of those that fail.
    """
    failed, width = [], max(map(len, claims)) + 2
    for claim in claims.values():
        begun = time.perf_counter()
        holds, found = tried(claim)
        if not holds:
            failed.append(claim.id)
        yield f"{claim.id:{width}}{time.perf_counter() - begun:6.1f} s  {found}"
    yield f"{len(claims) - len(failed)} of {len(claims)} claims hold"
    if failed:
        raise Refuted(f"refuted: {', '.join(failed)}")
    which, start = economy(name), parameters(name)
    drawn = shocks(which, DAYS, 1, SEED)
    array, reference = (simulate(which, start, drawn, engine) for engine in ("numpy", "cadcad"))
    unlike = [str(n) for n in array if not array[n].equals(reference[n])]
    if unlike:
        raise Refuted(f"cadCAD and NumPy differ in {', '.join(unlike)}")
    yield f"cadCAD and NumPy agree to the bit in {len(array)} variables over {DAYS} days"


def tried(claim: Claim) -> tuple[bool, str]:
    """Whether a claim holds, with its proof, numbers and counterexamples, and what was found."""
    try:
        steps, evidence = claim.prove(), claim.check()
        claim.necessity()
    except (ProofError, CheckError) as refutation:
        return False, f"FAILED: {refutation}"
    return True, f"proved in {len(steps)} steps, checked in {evidence.cases} cases"
