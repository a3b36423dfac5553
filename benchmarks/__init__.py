"""How fast the engines are, how they agree, and what they need: ``python -m benchmarks``."""
