"""A run, its settings, its history, and what changes it."""
