"""How supply falls, by the idea of a price."""

STANDING = ("a dollar of revenue burns a fixed share of itself, at the price of the day",
            "rates are per year")
