"""Executors of the printed specification. All take the same problem and give the same arrays."""
