"""The experiments, the plan of their runs, and its progress."""
