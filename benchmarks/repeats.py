"""Real repeats, to simulate on: what `mnist-lab lab all --repeats 5` measured, each group with the seeds 1 to 5."""

from __future__ import annotations

from collections.abc import Mapping

REPEATS: Mapping[str, tuple[float, ...]] = {
    "baseline": (0.9813, 0.9798, 0.9820, 0.9824, 0.9819),
    "64 nodes": (0.9731, 0.9706, 0.9716, 0.9706, 0.9696),
    "2048 nodes": (0.9784, 0.9766, 0.9804, 0.9733, 0.9791),
    "4 layers": (0.9831, 0.9778, 0.9819, 0.9786, 0.9799),
    "no hidden layer": (0.9242, 0.9236, 0.9242, 0.9242, 0.9259),
    "no dropout": (0.9790, 0.9817, 0.9797, 0.9733, 0.9808),
    "no ReLU": (0.9191, 0.9194, 0.9175, 0.9201, 0.9166),
    "no ÷ 255": (0.9543, 0.9620, 0.9569, 0.9648, 0.9556),
    "SGD": (0.9341, 0.9357, 0.9343, 0.9352, 0.9363),
    "batch 512": (0.9813, 0.9817, 0.9816, 0.9815, 0.9799),
    "batch 32": (0.9750, 0.9781, 0.9787, 0.9783, 0.9766),
}
"""Test accuracies of the kept weights, after 10 epochs on all digits."""
