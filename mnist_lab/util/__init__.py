"""Small helpers that know nothing of runs."""
