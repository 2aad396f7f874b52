"""Makes the engine of a run, and has it ready for the next run of the same shape. Loads TensorFlow."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from mnist_lab.data.data_split import DataSplit
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.cost_estimate import parameter_count
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.engine import Engine, PlacedDigits

NOT_COMPILED = (
    tf.errors.UnimplementedError,
    tf.errors.NotFoundError,
    tf.errors.InvalidArgumentError,
    tf.errors.InternalError,
)
"""What TensorFlow raises if XLA does not support something on this device."""
VALUES = frozenset(
    {
        "seed",
        "kernel_initializer",
        "learning_rate",
        "epochs",
        "early_stopping",
        "keep",
        "device",
        "train_size",
        "validation_split",
        "validation_from",
    }
)
"""Settings that are passed to an engine or do not concern it; it is compiled for all others, and for the sizes."""
MOST_PARAMETERS_KEPT = 2_000_000
"""A larger network takes long enough to train that compiling it does not matter, and memory that others may need."""


class EngineCache:
    """Holds the last engine: repeats that differ in the seed, or in the learning rate, are compiled once."""

    def __init__(self, make_engine: type[Engine] = Engine) -> None:
        self._make_engine = make_engine
        self._engine: Engine | None = None
        self._compiled = ""
        self._made_for: tuple[RunSpec, tuple[int, ...]] | None = None
        self._placed: PlacedDigits | None = None
        self._digits: Digits | None = None
        self._placement = ""

    def engine(self, model: Any, spec: RunSpec, digits: Digits, parts: DataSplit, placement: str) -> tuple[Engine, str]:
        """Return an engine that starts with this model's weights, and how it was compiled: "xla", or "graph" if XLA
        cannot.
        """
        placed = self._place(digits, placement)
        if self._engine is not None and self._fits(spec, parts):
            self._engine.begin(model, spec.seed)
            return self._engine, self._compiled
        self._engine = self._made_for = None
        engine, compiled = self._made(model, spec, placed, parts)
        if parameter_count(spec) <= MOST_PARAMETERS_KEPT:
            self._engine, self._compiled, self._made_for = engine, compiled, (spec, parts.sizes)
        return engine, compiled

    def _place(self, digits: Digits, placement: str) -> PlacedDigits:
        """Return the digits on the device, once for all runs; other digits or another device load them again."""
        if self._placed is None or self._digits is not digits or self._placement != placement:
            self._engine = self._made_for = self._placed = None
            self._placed, self._digits, self._placement = PlacedDigits(digits), digits, placement
        return self._placed

    def _fits(self, spec: RunSpec, parts: DataSplit) -> bool:
        if self._made_for is None:
            return False
        made_spec, sizes = self._made_for
        return not spec.differences(made_spec, ignoring=VALUES) and sizes == parts.sizes

    def _made(self, model: Any, spec: RunSpec, digits: PlacedDigits, parts: DataSplit) -> tuple[Engine, str]:
        try:
            engine = self._make_engine(model, spec, digits, parts)
            engine.compile()
        except NOT_COMPILED:
            engine = self._make_engine(model, spec, digits, parts, use_xla=False)
            engine.compile()
            return engine, "graph"
        return engine, "xla"
