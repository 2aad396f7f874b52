"""Grids over settings: definitions, analysis and reports."""
