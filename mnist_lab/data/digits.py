"""The MNIST digits, read with numpy alone and checked by their checksums."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_lab.data.digits_file import ARRAYS, ArrayName, DigitsUnreadable, read_array, read_arrays
from mnist_lab.domain.runs.run import Dataset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = Path(__file__).with_name("mnist.npz")
LEAST_TRAINING_DIGITS = 200
ATTRIBUTION = (
    "MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges; copyright LeCun and Cortes, CC BY-SA 3.0."
)

MNIST_SHA256: dict[ArrayName, str] = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
"""SHA-256 of the bytes of each array of the published MNIST."""
SHIPPED_SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"
"""SHA-256 of the shipped file."""


@dataclass(frozen=True)
class Digits:
    """Training and test digits: images (N, 28, 28) uint8 with pixels 0–255, labels (N,) uint8 with classes 0–9."""

    name: str
    source: Path
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.uint8]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.uint8]

    @property
    def count(self) -> int:
        """Return the number of training digits."""
        return len(self.x_train)

    @property
    def test_count(self) -> int:
        """Return the number of test digits."""
        return len(self.x_test)

    def read(self) -> None:
        """Read the images, unless they have been read.

        Raises:
            DigitsUnreadable: if the file is no longer as it was.
        """
        _ = self.x_train, self.x_test

    @cached_property
    def checksums(self) -> dict[ArrayName, str]:
        """Return the SHA-256 of each array's bytes."""
        return {name: hashlib.sha256(getattr(self, name).tobytes()).hexdigest() for name in ARRAYS}

    @cached_property
    def dataset(self) -> Dataset:
        """Return the name and one SHA-256 over all four arrays, which runs carry."""
        joined = "".join(self.checksums[name] for name in ARRAYS)
        return Dataset(name=self.name, sha256=hashlib.sha256(joined.encode()).hexdigest())

    @cached_property
    def largest_pixel(self) -> int:
        """Return the brightest pixel of the training digits."""
        return int(self.x_train.max())

    @cached_property
    def classes(self) -> tuple[int, ...]:
        """Return the classes that training or test digits have, ascending."""
        return tuple(sorted({*self.y_train.tolist(), *self.y_test.tolist()}))

    @cached_property
    def largest_test_class(self) -> float:
        """Return the share of the test digits that the largest class has."""
        labels = self.y_test.tolist()
        return float(max(map(labels.count, set(labels))) / len(labels))


class ShippedDigits(Digits):
    """The published MNIST in the shipped file: what is known of it is known, and each array is read when it is used.

    The arrays take 55 MB and numpy 12, which an app that trains nothing needs not hold.
    """

    count, test_count = 60_000, 10_000
    checksums = MNIST_SHA256
    largest_pixel, largest_test_class = 255, 0.1135
    classes = tuple(range(10))

    def __init__(self) -> None:
        vars(self).update(name="mnist", source=SHIPPED, _lock=threading.Lock())

    def __getattr__(self, name: str) -> Any:
        """Read an array that has not been read.

        Raises:
            DigitsUnreadable: if the file is no longer as it was shipped.
        """
        if name not in ARRAYS:
            raise AttributeError(name)
        with self._lock:
            if name not in vars(self):
                array = read_array(SHIPPED, name)
                if hashlib.sha256(array.data).hexdigest() != MNIST_SHA256[name]:
                    raise _not_as_shipped([name])
                vars(self)[name] = array
        return vars(self)[name]


def load_digits(path: Path | None = None) -> Digits:
    """Return the digits of an `.npz` in the Keras layout; without a path the shipped MNIST, checked by its checksums.

    Raises:
        DigitsUnreadable: if the file is missing, damaged, or does not hold such arrays.
    """
    if path is None and _is_as_shipped():
        return ShippedDigits()
    source = path or SHIPPED
    arrays = read_arrays(source)
    if len(arrays["x_train"]) < LEAST_TRAINING_DIGITS:
        raise DigitsUnreadable(
            f"{source} holds {len(arrays['x_train'])} training digits; at least {LEAST_TRAINING_DIGITS} are needed."
        )
    digits = Digits(name="mnist" if path is None else source.stem, source=source, **arrays)
    wrong = [name for name in ARRAYS if path is None and digits.checksums[name] != MNIST_SHA256[name]]
    if wrong:
        raise _not_as_shipped(wrong)
    return digits


def _is_as_shipped() -> bool:
    """Return whether the shipped file is the one known here, byte for byte."""
    try:
        with SHIPPED.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == SHIPPED_SHA256
    except OSError:
        return False


def _not_as_shipped(wrong: Iterable[str]) -> DigitsUnreadable:
    return DigitsUnreadable(
        f"{SHIPPED} is not the MNIST that was shipped ({', '.join(wrong)} differ): install mnist-lab again."
    )
