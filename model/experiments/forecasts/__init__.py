"""Forecasts: made from an observed state, kept under their hash, and judged by what came.

`make` computes one, `archive` keeps it where nothing can be edited unseen, `score` judges it.
"""
