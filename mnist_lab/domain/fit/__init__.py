"""The fit of a run: features of its history, rules, and the verdict."""
