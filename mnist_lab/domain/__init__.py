"""Pure values and rules: what a run is and what may be said of it."""
