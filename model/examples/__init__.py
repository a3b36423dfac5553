"""Economies of other tokens, written with what `model.own` offers to everybody."""
