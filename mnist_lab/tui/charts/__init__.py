"""The chart widgets."""
