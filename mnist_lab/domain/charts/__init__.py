"""Curves, axes and bands as numbers, ready to draw."""
