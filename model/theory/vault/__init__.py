"""The vault as a mechanism: size, guard, executor, slices, attack."""

STANDING = ("reserves are above zero, the pool's fee and the tolerance below one",
            "the vault's settings, the pool's fee and gas stay as they are")
