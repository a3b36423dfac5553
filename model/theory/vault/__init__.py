"""The vault as a mechanism: size, guard, executor, slices, attack."""
