"""Files of what the screen shows: tables of runs and groups, comparisons, charts."""
