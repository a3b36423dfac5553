"""Numbers of the contracts that numeric checks try claims on, read from the facts."""

from __future__ import annotations

from model.facts import facts

#: The pool's fee, and what is left of an amount after it.
POOL_FEE = facts["pool_fee"].to("1")
AFTER_FEE = 1 - POOL_FEE
#: Part of a dollar of revenue that ends in burned tokens: the vault's split, after the pool's fee.
BURNT = AFTER_FEE * (1 - facts["executor_bps"].to("1")) * facts["burn_bps"].to("1")
