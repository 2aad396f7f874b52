"""Holds the weights of the epoch to keep while a run continues, and writes them at its end. Loads TensorFlow."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import orjson

from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.history import Epoch, kept_epoch
from mnist_lab.training.checkpoints import Checkpoint, State
from mnist_lab.training.model_builder import state_of
from mnist_lab.util.atomic_write import whole_file

WEIGHTS = "best.keras"
CONFIGURATION = "config.json"


class BestWeights:
    """Holds the state of a model after the epoch whose weights are kept so far, and after the last one.

    `trained` is the model that the engine trains, `written` the run's own, which may be the same.
    """

    def __init__(self, trained: Any, written: Any, keep: Keep) -> None:
        self._trained = trained
        self._written = written
        self._keep = keep
        self._best: State | None = None
        self._last: State | None = None

    @property
    def has_best(self) -> bool:
        """Return whether any epoch had a finite validation loss."""
        return self._best is not None

    @property
    def last_is_best(self) -> bool:
        """Return whether the last epoch is the one kept."""
        return self._best is self._last

    def keep(self, epochs: tuple[Epoch, ...]) -> None:
        """Keep the state of the model after the last of these epochs, which are all of the run so far."""
        self._last = [variable.numpy() for variable in state_of(self._trained)]
        if kept_epoch(epochs, self._keep) is epochs[-1]:
            self._best = self._last

    def checkpoint(self, epochs: tuple[Epoch, ...]) -> Checkpoint:
        """Return the states as a checkpoint of a run with these epochs, the last of which is the current one."""
        assert self._last is not None
        assert self._best is not None
        return Checkpoint(epochs, self._last, self._best)

    def restore(self, checkpoint: Checkpoint) -> bool:
        """Restore the model from the checkpoint; return False, and do nothing, if it is of another network."""
        states = (checkpoint.last, checkpoint.best)
        shapes = [tuple(variable.shape) for variable in state_of(self._trained)]
        if any([value.shape for value in state] != shapes for state in states):
            return False
        self._last, self._best = states
        self.restore_last()
        return True

    def restore_last(self) -> None:
        """Restore the model after the last epoch."""
        _assign(self._trained, self._last)

    def restore_best(self) -> None:
        """Restore the model after the epoch that is kept."""
        _assign(self._trained, self._best)

    def write(self, folder: Path) -> None:
        """Write the kept state as a Keras file.

        Raises:
            OSError: if the folder or the disk does not take it.
        """
        _assign(self._written, self._best)
        with whole_file(folder / WEIGHTS) as partial:
            self._written.save(partial)
            _drop_unset_arguments(partial)


def _drop_unset_arguments(path: Path) -> None:
    """Remove the arguments that are None from the configuration in a Keras file: older versions of Keras lack some."""
    with zipfile.ZipFile(path) as archive:
        contents = {member: archive.read(member) for member in archive.infolist()}
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in contents.items():
            is_configuration = member.filename == CONFIGURATION
            archive.writestr(member, orjson.dumps(_set_only(orjson.loads(content))) if is_configuration else content)


def _set_only(value: Any, *, is_arguments: bool = False) -> Any:
    if isinstance(value, list):
        return [_set_only(each) for each in value]
    if isinstance(value, dict):
        kept = {key: each for key, each in value.items() if each is not None or not is_arguments}
        return {key: _set_only(each, is_arguments=key == "config") for key, each in kept.items()}
    return value


def _assign(model: Any, state: State | None) -> None:
    assert state is not None
    for variable, value in zip(state_of(model), state, strict=True):
        variable.assign(value)
