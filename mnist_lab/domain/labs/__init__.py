"""The labs: definitions, analysis, answers and reports."""
