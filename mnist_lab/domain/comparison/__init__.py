"""Marked runs and groups beside one another: curves, settings that differ, evidence, cost."""
