"""Checkpoints of a run while it trains, from which it can be resumed."""

from __future__ import annotations

import json
import shutil
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mnist_lab.domain.runs.history import Epoch, kept_epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.serialization import epoch_from_document
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.util.atomic_write import whole_file
from mnist_lab.util.records.faults import RecordInvalid

FOLDER = "checkpoints"
FOLDER_MODE = 0o700
UNREADABLE = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, RecordInvalid)
"""What numpy, json and our records raise for a truncated, damaged or foreign file."""

State = Sequence[npt.NDArray[Any]]
"""The values of everything that training changes, in the order of `model_builder.state_of`."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A run as it was at the end of an epoch: its epochs so far, its state then, and after the epoch kept."""

    epochs: tuple[Epoch, ...] = ()
    last: State = ()
    best: State = field(default=(), repr=False)


def remove_checkpoints(folder: Path) -> None:
    """Remove those of the run in this folder: it has ended."""
    shutil.rmtree(folder / FOLDER, ignore_errors=True)


class Checkpoints:
    """The checkpoints of one run, one file an epoch, in a folder below the run's.

    The newest stays, and that of the epoch whose weights are kept, which may be the same. A file holds the state after
    its epoch and a record: the epochs so far, and the run, spec and digits that they belong to.
    """

    def __init__(
        self,
        folder: Path,
        run: Run,
        seconds_between: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._folder = folder / FOLDER
        self._run = run
        self._seconds_between = seconds_between
        self._clock = clock
        self._due = clock()
        self._whole: set[int] = set()

    @property
    def is_due(self) -> bool:
        """Return whether the last one was long enough ago."""
        return self._clock() >= self._due

    def save(self, checkpoint: Checkpoint) -> None:
        """Save this checkpoint; of the others keep only that of the epoch whose weights are kept.

        Raises:
            OSError: if it cannot be written; those there are stay.
        """
        kept = kept_epoch(checkpoint.epochs, self._run.spec.keep)
        assert kept is not None
        numbers = {kept.epoch: checkpoint.best, len(checkpoint.epochs): checkpoint.last}
        self._folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        for number, state in numbers.items():
            if number not in self._whole:
                self._write(checkpoint.epochs[:number], state)
        for number, file in self._files().items():
            if number not in numbers:
                file.unlink()
        self._whole = set(numbers)
        self._due = self._clock() + self._seconds_between

    def newest(self) -> Checkpoint | None:
        """Return the newest whole one of this run; None if there is none."""
        for number in sorted(self._files(), reverse=True):
            try:
                checkpoint, kept = self._read(number)
            except UNREADABLE:
                continue
            self._whole = {number, kept}
            return checkpoint
        return None

    def _files(self) -> dict[int, Path]:
        names = {file.stem.removeprefix("epoch-"): file for file in self._folder.glob("epoch-*.npz")}
        return {int(number): file for number, file in names.items() if number.isdecimal()}

    def _path(self, epoch: int) -> Path:
        return self._folder / f"epoch-{epoch:04}.npz"

    def _write(self, epochs: Sequence[Epoch], state: State) -> None:
        run = self._run
        record = {
            "run": run.id,
            "spec": run.spec.model_dump(mode="json"),
            "data": run.data.model_dump(mode="json"),
            "epochs": [epoch.model_dump(mode="json", exclude_none=True) for epoch in epochs],
        }
        values = {f"state_{place:03}": value for place, value in enumerate(state)}
        encoded = np.frombuffer(json.dumps(record).encode(), np.uint8)
        with whole_file(self._path(len(epochs))) as partial, partial.open("wb") as file:
            np.savez(file, record=encoded, **values)  # type: ignore[arg-type]  # the stub takes them for its own option

    def _read(self, number: int) -> tuple[Checkpoint, int]:
        """Return a checkpoint, and the number of the epoch whose weights it keeps."""
        epochs, last = self._contents(number)
        kept = kept_epoch(epochs, self._run.spec.keep)
        if kept is None:
            raise ValueError("A checkpoint without a finite loss")
        return Checkpoint(epochs, last, last if kept is epochs[-1] else self._contents(kept.epoch)[1]), kept.epoch

    def _is_of_this_run(self, record: Mapping[str, Any]) -> bool:
        """Return whether a record is of this run; one older than a setting lacks it, and had its default."""
        run = self._run
        spec = RunSpec.model_validate(record["spec"])
        return record["run"] == run.id and spec == run.spec and record["data"] == run.data.model_dump(mode="json")

    def _contents(self, number: int) -> tuple[tuple[Epoch, ...], State]:
        with np.load(self._path(number), allow_pickle=False) as archive:
            record = json.loads(archive["record"].tobytes())
            if not self._is_of_this_run(record):
                raise ValueError("A checkpoint of another run")
            epochs = tuple(epoch_from_document(epoch) for epoch in record["epochs"])
            state = [archive[name] for name in sorted(archive.files) if name != "record"]
        if [epoch.epoch for epoch in epochs] != list(range(1, number + 1)):
            raise ValueError("A checkpoint whose epochs are not in order")
        return epochs, state
