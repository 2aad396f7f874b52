"""Trains one run: the only place that imports Keras or TensorFlow."""
