"""Makes the engine of a run, and keeps it for later runs of the same shape. Loads TensorFlow."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from mnist_lab.data.data_split import DataSplit
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.cost_estimate import parameter_count, settings_compiled
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.engine import RATE_COMPILED_IN, Engine
from mnist_lab.training.measuring import Measuring, PlacedDigits

NOT_COMPILED = (
    tf.errors.UnimplementedError,
    tf.errors.NotFoundError,
    tf.errors.InvalidArgumentError,
    tf.errors.InternalError,
)
"""What TensorFlow raises if XLA does not support something on this device."""
MOST_PARAMETERS_KEPT = 2_000_000
"""In all engines together. A larger network takes long enough to train that compiling it does not matter, and memory
that others may need."""
MOST_ENGINES_KEPT = 16
"""Each has its graph in memory, whatever the size of the network; TensorFlow keeps what is compiled anyway."""


@dataclass(frozen=True, slots=True)
class _Kept:
    engine: Engine
    compiled: str
    parameters: int


class EngineCache:
    """Holds the last engines: runs that differ in the seed, learning rate or dropout are compiled once.

    Runs that differ only in how they train share what measures them. What was used longest ago goes first.
    """

    def __init__(
        self,
        make_engine: type[Engine] = Engine,
        most_parameters: int = MOST_PARAMETERS_KEPT,
        most_engines: int = MOST_ENGINES_KEPT,
    ) -> None:
        self._make_engine = make_engine
        self._most_parameters, self._most_engines = most_parameters, most_engines
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._placed: PlacedDigits | None = None
        self._digits: Digits | None = None
        self._placement = ""

    def engine(self, model: Any, spec: RunSpec, digits: Digits, parts: DataSplit, placement: str) -> tuple[Engine, str]:
        """Return an engine that starts with this model's weights, and how it was compiled: "xla", or "graph" if XLA
        cannot.
        """
        placed = self._place(digits, placement)
        shape = _shape_of(spec, parts)
        kept = self._kept.get(shape)
        if kept is not None:
            self._kept.move_to_end(shape)
            kept.engine.begin(model, spec)
            return kept.engine, kept.compiled
        parameters = parameter_count(spec)
        engine, compiled = self._made(model, spec, placed, parts)
        if parameters <= self._most_parameters:
            self._make_room(parameters)
            self._kept[shape] = _Kept(engine, compiled, parameters)
        return engine, compiled

    def _place(self, digits: Digits, placement: str) -> PlacedDigits:
        """Return the digits on the device, once for all runs; other digits or another device load them again."""
        if self._placed is None or self._digits is not digits or self._placement != placement:
            self._kept.clear()
            self._placed = None
            self._placed, self._digits, self._placement = PlacedDigits(digits), digits, placement
        return self._placed

    def _make_room(self, parameters: int) -> None:
        while self._kept and (
            len(self._kept) >= self._most_engines
            or parameters + sum(kept.parameters for kept in self._kept.values()) > self._most_parameters
        ):
            self._kept.popitem(last=False)

    def _made(self, model: Any, spec: RunSpec, digits: PlacedDigits, parts: DataSplit) -> tuple[Engine, str]:
        try:
            engine = self._made_with(model, spec, digits, parts, use_xla=True)
        except NOT_COMPILED:
            return self._made_with(model, spec, digits, parts, use_xla=False), "graph"
        return engine, "xla"

    def _made_with(self, model: Any, spec: RunSpec, digits: PlacedDigits, parts: DataSplit, *, use_xla: bool) -> Engine:
        measuring = self._measuring(model, spec, parts, use_xla=use_xla)
        engine = self._make_engine(model, spec, digits, parts, use_xla=use_xla, measuring=measuring)
        engine.compile()
        return engine

    def _measuring(self, model: Any, spec: RunSpec, parts: DataSplit, *, use_xla: bool) -> Measuring:
        """Return what measures networks of this shape: that of a kept engine if there is one."""
        newest = None
        for kept in reversed(self._kept.values()):
            newest = newest or kept.engine.measuring
            if kept.engine.measuring.suits(spec, parts, use_xla=use_xla):
                return kept.engine.measuring
        return self._make_engine.make_measuring(model, spec, parts, use_xla=use_xla, another=newest)


def _shape_of(spec: RunSpec, parts: DataSplit) -> Hashable:
    """Return what an engine is compiled for."""
    rate = spec.dropout if spec.activation in RATE_COMPILED_IN else spec.dropout > 0
    return settings_compiled(spec), rate, parts.sizes
