"""How much work is handed to the device at a time."""

from __future__ import annotations

from mnist_lab.domain.runs.cost_estimate import GIGAFLOPS, parameter_count
from mnist_lab.domain.runs.spec import RunSpec

SECONDS_A_CHUNK = 0.2
"""Long enough to cost nothing, short enough to answer at once and to show progress a few times a second."""
LEAST_SECONDS_A_STEP = 0.0002


class ChunkSizer:
    """The number of steps in a chunk of about 0.2 s: a guess from the spec, then from the chunks before.

    It decides how soon the user gets an answer, and no figure: those do not depend on the size of chunks.
    """

    def __init__(self, floating_operations_a_step: float) -> None:
        seconds = max(floating_operations_a_step / GIGAFLOPS, LEAST_SECONDS_A_STEP)
        self.steps = max(1, int(SECONDS_A_CHUNK / seconds))

    def learn(self, steps: int, seconds: float) -> None:
        """Take in what a chunk took; one that was shorter than planned says too little."""
        if steps == self.steps:
            fitting = int(steps * SECONDS_A_CHUNK / max(seconds, 1e-6))
            self.steps = max(1, steps // 2, min(fitting, 2 * steps))


def training_pace(spec: RunSpec, batch_size: int) -> ChunkSizer:
    """Return the pace of batches of that size, which go forward once and back twice."""
    return ChunkSizer(6.0 * parameter_count(spec) * batch_size)


def measuring_pace(spec: RunSpec, digits: int) -> ChunkSizer:
    """Return the chunk size for measuring steps with this many digits, which only go forward."""
    return ChunkSizer(2.0 * parameter_count(spec) * digits)
