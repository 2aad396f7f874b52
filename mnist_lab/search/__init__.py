"""Searches that need Optuna: the only door to it."""
