"""Proofs that a machine decides: steps, rules of inference, and what decides them.

A *step* is a relation that was verified when it was made. A *rule* takes the statement of a claim
apart, verifies what it asserts, and only then yields it: no other function can. What decides is
SymPy (identities, signs, limits) or Z3 (real arithmetic); what is only argued in words is marked.
"""
