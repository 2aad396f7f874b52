"""Pure values and rules: what a run is and what can be said about it."""
