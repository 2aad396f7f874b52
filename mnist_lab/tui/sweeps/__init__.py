"""The screen of grids."""
