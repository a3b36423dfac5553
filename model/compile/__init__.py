"""Printers: the one specification as text for each target."""
