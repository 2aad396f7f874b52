"""Groups of repeats, and what their differences show."""
