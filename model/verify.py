"""Everything that the model claims, proved and checked anew."""

from __future__ import annotations

import time
from collections.abc import Iterator

from model.draws import shocks
from model.interface import economy, parameters
from model.logic.claim import CheckError, Claim
from model.logic.step import ProofError
from model.simulation import simulate
from model.theory.invariants.always import KINDS, decided
from model.theory.registry import claims

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
        verdict, evidence = claim.verdict(), claim.check()
        claim.necessity()
    except (ProofError, CheckError) as refutation:
        return False, f"FAILED: {refutation}"
    said = f"{verdict.grade.value}, {verdict.strength.value}"
    return True, f"{said}, checked in {evidence.cases} cases  {verdict.fingerprint}"


def invariants(name: str = "announced") -> Iterator[str]:
    """A line for each kind of question about all states of an economy, as Z3 answers them.

    Raises `Refuted`, once all were asked, with what is open and a state in which it fails.
    """
    found = []
    begun = time.perf_counter()
    for each in decided(economy(name)):
        found.append(each)
        if not each.answer.holds:
            yield f"OPEN  {each.goal.block}: {each.goal.about}: {each.answer.why}"
    for kind, meaning in KINDS.items():
        asked = [each for each in found if each.goal.kind == kind]
        yield f"{sum(e.answer.holds for e in asked):5} of {len(asked):3}  {meaning}"
    held, seconds = sum(each.answer.holds for each in found), time.perf_counter() - begun
    yield f"{held} of {len(found)} questions about all states decided by Z3, {seconds:.0f} s"
    if held < len(found):
        raise Refuted(f"{len(found) - held} questions about all states are open")
