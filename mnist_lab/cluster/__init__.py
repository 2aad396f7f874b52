"""Training on several workers, here or on other machines: the only place that imports Dask."""
