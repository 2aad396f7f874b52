"""The digits that a session trains on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from mnist_lab.data.digits import Digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.run import Dataset, Run


class LoadedDigits:
    """Loads the digits when they are first asked for, on whichever thread asks.

    `load` may raise DigitsUnreadable, as every method does then; the next call tries again.
    """

    def __init__(self, load: Callable[[], Digits]) -> None:
        self._load = load
        self._digits: Digits | None = None
        self._lock = threading.Lock()

    def get(self) -> Digits:
        """Return the digits."""
        with self._lock:
            if self._digits is None:
                self._digits = self._load()
            return self._digits

    @property
    def dataset(self) -> Dataset:
        """Return which digits these are."""
        return self.get().dataset

    def with_facts(self, *runs: Run) -> tuple[Run, ...]:
        """Return the runs with the facts of their digits, which verdicts need long after the data file is gone."""
        from mnist_lab.data.data_split import with_facts  # imports numpy, which the app's first frame needs not

        return with_facts(runs, self.get())


def read_ahead(digits: Digits) -> None:
    """Read the digits on another thread while the trainer imports TensorFlow; the trainer says what is wrong."""
    threading.Thread(target=_read, args=(digits,), name="digits", daemon=True).start()


def _read(digits: Digits) -> None:
    with contextlib.suppress(DigitsUnreadable):
        digits.read()
