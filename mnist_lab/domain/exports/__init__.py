"""What is shown, as files: tables of runs and groups, comparisons, and charts."""
