"""Mode 4: the labs."""
