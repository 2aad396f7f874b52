"""The experiments, the plan of their runs, and how far it is carried out."""
