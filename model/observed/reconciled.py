"""Whether what was read adds up: events against the token's supply and the vault's balance."""

from __future__ import annotations

from dataclasses import dataclass

from model.factbook import facts
from model.observed.scan import Node, Scan


@dataclass(frozen=True)
class Reconciliation:
    """Sums of events beside what the chain's state changed by, in base units.

    ``burned`` are the events' burns and ``supply_fell`` what the token's supply fell by; the rest,
    ``others_burned``, was burned by others. ``missing`` are dollars by which the vault's balance
    differs from receipts less purchases: an event, a transfer or a sweep that was not read.
    """

    burned: int
    supply_fell: int
    received: int
    spent: int
    balance_rose: int

    @property
    def others_burned(self) -> int:
        """Tokens by which the supply fell more than the vault's events say."""
        return self.supply_fell - self.burned

    @property
    def missing(self) -> int:
        """Dollars of the vault that no event explains."""
        return self.balance_rose - (self.received - self.spent)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What does not add up, in words; nothing if all does."""
        found = []
        if self.others_burned < 0:
            found.append(
                f"the events burn {-self.others_burned} base units more than the supply fell by: "
                "the tokens were sent away and not burned, or events are counted twice"
            )
        if self.missing:
            way = "more" if self.missing > 0 else "fewer"
            found.append(
                f"the vault has {abs(self.missing)} base units of dollars {way} than its receipts "
                "and purchases leave: something it received or paid was not read"
            )
        return tuple(found)


def reconciled(node: Node, scan: Scan) -> Reconciliation:
    """Compare a scan with the state of the chain before its first and after its last block.

    A scan that begins before the token did is compared with all tokens that were minted. The node
    must know old states (an archive node).
    """
    before = scan.first - 1
    supply = node.supply(before) if before >= 0 else 0
    if not supply:
        supply = round(facts["initial_supply"].to("AI")) * 10 ** round(
            facts["token_decimals"].value
        )
    balance = node.balance(before) if before >= 0 else 0
    return Reconciliation(
        sum(each.burn_amount for each in scan.buybacks),
        supply - node.supply(scan.last),
        sum(each.amount for each in scan.receipts),
        sum(each.amount_in for each in scan.buybacks),
        node.balance(scan.last) - balance,
    )
