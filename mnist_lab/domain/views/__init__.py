"""Views of the table: which runs, in which order, as runs or groups, in which columns."""
