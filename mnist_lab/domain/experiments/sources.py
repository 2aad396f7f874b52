"""What the experiments and the grids are taken from: titles and addresses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """Something published: who wrote it, its title and its address."""

    title: str
    author: str
    address: str


POST = Source(
    "Mini Project: Training an MLP on MNIST", "chrisysl, in Korean, 2018", "https://kevinthegrey.tistory.com/137"
)
"""The post whose seven experiments are the labs; every figure in the catalog is the one it printed."""

NOTEBOOK = Source(
    "mnist_mlp.ipynb", "Udacity", "https://github.com/udacity/aind2-cnn/blob/master/mnist-mlp/mnist_mlp.ipynb"
)
"""The notebook that the post works through."""

ARTICLE = Source(
    "How to Grid Search Hyperparameters for Deep Learning Models in Python with Keras",
    "Jason Brownlee",
    "https://machinelearningmastery.com/grid-search-hyperparameters-deep-learning-models-python-keras/",
)
"""The grid-search article: its grids are the presets of `sweep`."""
