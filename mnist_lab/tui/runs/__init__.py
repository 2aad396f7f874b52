"""Mode 2: the table of runs."""
