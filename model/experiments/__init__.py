"""Experiments: one question a module, pure functions from an economy to a labelled result."""
