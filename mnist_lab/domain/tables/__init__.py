"""The columns of the run table, its rows, and its exports."""
