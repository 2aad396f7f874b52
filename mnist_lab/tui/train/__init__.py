"""Mode 1: the form, the live chart and the queue."""
