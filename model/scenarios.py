"""States of the world and single changes to base, by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Scenario:
    """A case of the facts, changes to it, and votes that replace the economy's own.

    ``case`` is "base", "bear" or "bull": every fact that has a value for it gives that value.
    """

    case: str = "base"
    changes: Mapping[str, float | str] = field(default_factory=dict)
    votes: tuple[tuple[str, str, str], ...] = ()

    def __post_init__(self) -> None:
        # All who ask for a scenario share it: nobody changes it in place.
        object.__setattr__(self, "changes", MappingProxyType(dict(self.changes)))

    def __repr__(self) -> str:
        return f"Scenario(case={self.case!r}, changes={dict(self.changes)!r}, votes={self.votes!r})"


#: A day that no run reaches: the market for compute stays closed.
NEVER = 36_500

#: The first four are states of the world, the others change one thing in base.
SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        "base": Scenario(),
        "bear": Scenario("bear"),
        "bull": Scenario("bull"),
        "observed": Scenario(changes={"opening_day": NEVER}),
        "seed split": Scenario(changes={"split_rule": "gross"}),
        "draft vesting": Scenario(changes={"insider_cliff_jump": "1/3"}),
        "clearing price": Scenario(changes={"market_rule": "clearing"}),
        "exogenous price": Scenario(changes={"price_rule": "exogenous"}),
        "quantity equation": Scenario(changes={"price_rule": "quantity"}),
        "no audits": Scenario(changes={"audit_probability": 0.0}),
        "thin pool": Scenario(changes={"pool_usd_reserve": "50000 USD"}),
        "no applications": Scenario(changes={"application_margin": 0.0}),
        "guard vote": Scenario(
            votes=(("max_slippage", "max_slippage_bps_default_script", "vote_day"),)
        ),
    }
)
