"""Checkpoints on disk: which are kept, which one a run is resumed from, and damaged ones."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.history import kept_epoch
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.training.checkpoints import Checkpoint, Checkpoints, remove_checkpoints
from support.fakes import a_history
from support.run_examples import a_run

RUN = a_run(())
BEST_IN_THE_MIDDLE = a_history([0.3, 0.1, 0.2, 0.25])


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def state_after(epoch: int) -> list[npt.NDArray[Any]]:
    return [np.full((3, 2), epoch, np.float32), np.array(epoch, np.int64)]


def checkpoint_after(number: int, history: Sequence[Any] = BEST_IN_THE_MIDDLE) -> Checkpoint:
    epochs = tuple(history[:number])
    best = kept_epoch(epochs, RUN.spec.keep)
    assert best is not None
    last = state_after(number)
    return Checkpoint(epochs, last, last if best.epoch == number else state_after(best.epoch))


def saved(folder: Path, *numbers: int, run: Run = RUN) -> Checkpoints:
    checkpoints = Checkpoints(folder, run)
    for number in numbers:
        checkpoints.save(checkpoint_after(number))
    return checkpoints


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "checkpoints").iterdir())


def assert_is(found: Checkpoint | None, expected: Checkpoint) -> None:
    assert found is not None
    assert found.epochs == expected.epochs
    for state, other in ((found.last, expected.last), (found.best, expected.best)):
        assert all(np.array_equal(mine, theirs) for mine, theirs in zip(state, other, strict=True))


@pytest.mark.parametrize(
    ("numbers", "kept"),
    [
        ((1,), ["epoch-0001.npz"]),
        ((1, 2), ["epoch-0002.npz"]),
        ((1, 2, 3), ["epoch-0002.npz", "epoch-0003.npz"]),
        ((1, 2, 3, 4), ["epoch-0002.npz", "epoch-0004.npz"]),
        ((1, 4), ["epoch-0002.npz", "epoch-0004.npz"]),
    ],
)
def test_the_newest_checkpoint_and_that_of_the_best_epoch_are_kept(
    numbers: tuple[int, ...], kept: list[str], tmp_path: Path
) -> None:
    saved(tmp_path, *numbers)
    assert names(tmp_path) == kept
    assert_is(Checkpoints(tmp_path, RUN).newest(), checkpoint_after(numbers[-1]))
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (tmp_path / "checkpoints").iterdir())


@pytest.mark.parametrize(("keep", "kept"), [("loss", 2), ("accuracy", 1), ("refined", 3), ("last", 4)])
def test_that_of_the_epoch_whose_weights_are_kept_stays(keep: str, kept: int, tmp_path: Path) -> None:
    figures = [(0.99, 0.3), (0.9, 0.3), (0.9, 0.1), (0.9, 0.2)]
    history = [
        epoch.model_copy(update={"val_accuracy": share, "refined_val_loss": refined})
        for epoch, (share, refined) in zip(BEST_IN_THE_MIDDLE, figures, strict=True)
    ]
    run = RUN.model_copy(update={"spec": RUN.spec.model_copy(update={"keep": Keep(keep)})})
    checkpoints = Checkpoints(tmp_path, run)
    states = [state_after(number) for number in range(5)]
    for number in (3, 4):
        best = kept_epoch(history[:number], run.spec.keep)
        assert best is not None
        checkpoints.save(Checkpoint(tuple(history[:number]), states[number], states[best.epoch]))
    assert names(tmp_path) == sorted({f"epoch-000{kept}.npz", "epoch-0004.npz"})
    assert_is(Checkpoints(tmp_path, run).newest(), Checkpoint(tuple(history), states[4], states[kept]))


def test_one_older_than_a_setting_and_a_figure_is_read(tmp_path: Path) -> None:
    checkpoints = saved(tmp_path, 3)
    for path in (tmp_path / "checkpoints").iterdir():
        with np.load(path) as archive:
            contents = dict(archive)
        record = json.loads(contents["record"].tobytes())
        assert record["spec"].pop("keep") == "loss"
        assert not {"temperature", "refined_val_loss"} & set(record["epochs"][0])
        contents["record"] = np.frombuffer(json.dumps(record).encode(), np.uint8)
        np.savez(path, **contents)
    assert_is(checkpoints.newest(), checkpoint_after(3))


def test_without_checkpoints_there_is_no_newest(tmp_path: Path) -> None:
    assert Checkpoints(tmp_path, RUN).newest() is None
    saved(tmp_path, 1)
    remove_checkpoints(tmp_path)
    assert Checkpoints(tmp_path, RUN).newest() is None


def test_a_truncated_checkpoint_is_passed_over_for_the_one_before(tmp_path: Path) -> None:
    saved(tmp_path, 3)
    newest = tmp_path / "checkpoints" / "epoch-0003.npz"
    whole = newest.read_bytes()
    for length in range(0, len(whole), 64):
        newest.write_bytes(whole[:length])
        assert_is(Checkpoints(tmp_path, RUN).newest(), checkpoint_after(2))


def test_a_checkpoint_with_changed_bytes_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path, 3)
    newest = tmp_path / "checkpoints" / "epoch-0003.npz"
    whole = newest.read_bytes()
    at = whole.index(np.full((3, 2), 3, np.float32).tobytes())
    newest.write_bytes(whole[:at] + b"\xff" + whole[at + 1 :])
    assert_is(Checkpoints(tmp_path, RUN).newest(), checkpoint_after(2))


def test_a_checkpoint_without_that_of_its_best_epoch_is_not_used(tmp_path: Path) -> None:
    saved(tmp_path, 3)
    (tmp_path / "checkpoints" / "epoch-0002.npz").unlink()
    assert Checkpoints(tmp_path, RUN).newest() is None


@pytest.mark.parametrize(
    "other",
    [
        RUN.model_copy(update={"id": "b"}),
        RUN.model_copy(update={"spec": RUN.spec.model_copy(update={"dropout": 0.5})}),
        RUN.model_copy(update={"data": Dataset(name="mnist", sha256="1")}),
    ],
)
def test_checkpoints_of_another_run_are_not_used(other: Run, tmp_path: Path) -> None:
    saved(tmp_path, 1, run=other)
    assert Checkpoints(tmp_path, RUN).newest() is None


def test_a_damaged_checkpoint_is_written_again(tmp_path: Path) -> None:
    saved(tmp_path, 2)
    (tmp_path / "checkpoints" / "epoch-0002.npz").write_bytes(b"damaged")
    saved(tmp_path, 3)
    assert_is(Checkpoints(tmp_path, RUN).newest(), checkpoint_after(3))


def test_pickles_are_not_loaded(tmp_path: Path) -> None:
    saved(tmp_path, 1)
    file = tmp_path / "checkpoints" / "epoch-0001.npz"
    with np.load(file) as archive:
        record = archive["record"]
    np.savez(file, record=record, state_000=np.array([{"not": "numbers"}], object))
    assert Checkpoints(tmp_path, RUN).newest() is None


def test_the_first_checkpoint_is_due_at_once_and_the_next_after_seconds(tmp_path: Path) -> None:
    clock = Clock()
    checkpoints = Checkpoints(tmp_path, RUN, 10.0, clock)
    assert checkpoints.is_due
    checkpoints.save(checkpoint_after(1))
    clock.now += 9.9
    assert not checkpoints.is_due
    clock.now += 0.1
    assert checkpoints.is_due


def test_a_checkpoint_that_cannot_be_written_leaves_the_earlier_ones(tmp_path: Path) -> None:
    checkpoints = saved(tmp_path, 2)
    blocked = tmp_path / "checkpoints" / ".partial-epoch-0003.npz"
    blocked.mkdir()
    with pytest.raises(OSError, match="epoch-0003"):
        checkpoints.save(checkpoint_after(3))
    shutil.rmtree(blocked)
    assert_is(Checkpoints(tmp_path, RUN).newest(), checkpoint_after(2))
