"""The keys that dropout draws its numbers from. Knows no TensorFlow."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

ROUNDS = 10
MULTIPLIERS = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
KEY_STEPS = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
SCRAMBLING_KEY = np.uint64(0x3EC8F720), np.uint64(0x02461E29)
LOW, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)

Words = npt.NDArray[np.uint64]
"""Numbers of 32 bits, in 64, so that products fit."""


def philox_keys(first: npt.ArrayLike, second: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Return two numbers (…, 2) for each seed, two int64 that are broadcast: those of TensorFlow.

    They are `tf.random.stateless_uniform([2], seed, None, None, tf.uint32, "philox")` to the last bit. Drawn here for a
    whole epoch, they are not compiled into every dropout layer, which took XLA half a second a network.
    """
    seeds = np.broadcast_arrays(*(np.asarray(part, np.int64).astype(np.uint64) for part in (first, second)))
    counter = [word for seed in seeds for word in (seed & LOW, seed >> HALF)]
    mixed = _philox(counter, SCRAMBLING_KEY)
    nothing = np.zeros_like(mixed[0])
    return np.stack(_philox([nothing, nothing, *mixed[2:]], mixed[:2])[:2], axis=-1).astype(np.uint32)


def _philox(counter: list[Words], key: tuple[np.uint64, np.uint64] | list[Words]) -> list[Words]:
    """Return four words for each counter of four, as Philox 4×32 with ten rounds."""
    a, b, c, d = counter
    one, other = key
    for _ in range(ROUNDS):
        left, right = a * MULTIPLIERS[0], c * MULTIPLIERS[1]
        a, b, c, d = (right >> HALF) ^ b ^ one, right & LOW, (left >> HALF) ^ d ^ other, left & LOW
        one, other = (one + KEY_STEPS[0]) & LOW, (other + KEY_STEPS[1]) & LOW
    return [a, b, c, d]
