"""The market for compute: price, entry, stability, effort."""
