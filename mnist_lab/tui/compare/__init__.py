"""Mode 3: the marked runs and groups beside one another."""
