"""Unlocks against burns, and what comes back through the treasury."""
