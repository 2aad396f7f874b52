"""Training with Keras on few digits: repeatable to the last bit, saved as a plain file, refused with a reason."""

from __future__ import annotations

import math
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_lab.data.data_split import split
from mnist_lab.data.digits import Digits
from mnist_lab.domain.runs.choices import Keep
from mnist_lab.domain.runs.events import Began, Event, Failed, Progress
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.devices import DeviceMissing, chosen_device, found_devices
from mnist_lab.training.interface import Control
from mnist_lab.training.keras_trainer import KerasTrainer
from support.trained_runs import DIGITS, SMALL, figures, trained, with_errors


def test_a_run_learns_reports_in_order_and_keeps_its_best_weights(tmp_path: Path) -> None:
    run, events = trained(SMALL, tmp_path)
    assert run.state is RunState.FINISHED
    assert [epoch.epoch for epoch in run.epochs] == [1, 2, 3]
    assert run.epochs[-1].val_accuracy > run.epochs[0].val_accuracy > 0.1
    kinds = [type(event).__name__ for event in events if not isinstance(event, Progress)]
    assert kinds[-6:] == ["Compiling", "Began", *["EpochDone"] * 3, "Finished"]
    assert run.parameters == 784 * 16 + 16 + 16 * 10 + 10
    assert run.test_accuracy is not None
    assert run.test_accuracy_before is not None
    assert run.test_accuracy > run.test_accuracy_before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.keras", "checkpoints"]
    KerasTrainer().tidy(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["best.keras"]
    assert (tmp_path / "best.keras").stat().st_mode & 0o777 == 0o600


def test_the_same_spec_gives_the_same_history_to_the_last_bit(tmp_path: Path) -> None:
    first, _ = trained(SMALL, tmp_path, trainer=KerasTrainer())
    again, _ = trained(SMALL, tmp_path, trainer=KerasTrainer())
    other, _ = trained(SMALL.model_copy(update={"seed": 2}), tmp_path)
    assert figures(first) == figures(again)
    assert figures(first) != figures(other)


def test_earlier_runs_of_a_trainer_do_not_change_a_history(tmp_path: Path) -> None:
    """Runs of one shape share the compiled functions, but nothing of an earlier run remains in them."""
    import keras

    spec = SMALL.model_copy(update={"seed": 5, "learning_rate": 0.002, "epochs": 2, "kernel_initializer": "he_normal"})
    alone, _ = trained(spec, tmp_path, trainer=KerasTrainer())
    trainer = KerasTrainer()
    trained(SMALL, tmp_path, trainer=trainer)
    after, _ = trained(spec, tmp_path, trainer=trainer)
    assert figures(after) == figures(alone)
    assert (after.test_loss, after.test_accuracy_last) == (alone.test_loss, alone.test_accuracy_last)
    kept = keras.saving.load_model(tmp_path / "best.keras")
    assert float(kept.optimizer.learning_rate.numpy()) == pytest.approx(0.002)
    assert kept.layers[1].kernel_initializer.get_config()["seed"] == 5 * 64


@pytest.mark.parametrize(
    "changes", [{"dropout": 0.5}, {"dropout": 0.0}, {"batch_size": 50}, {"optimizer": "adam"}, {"units": 17}]
)
def test_runs_between_two_do_not_change_the_second(changes: dict[str, Any], tmp_path: Path) -> None:
    """Engines are kept, and share what measures: a run among others has the bits of one alone, on either side."""
    trainer = KerasTrainer()
    first, _ = trained(SMALL, tmp_path, trainer=trainer)
    spec = SMALL.model_copy(update={"epochs": 2, **changes})
    between, _ = trained(spec, tmp_path, trainer=trainer)
    again, _ = trained(SMALL, tmp_path, trainer=trainer)
    alone, _ = trained(spec, tmp_path, trainer=KerasTrainer())
    assert figures(between) == figures(alone)
    assert (between.test_loss, between.test_accuracy_last) == (alone.test_loss, alone.test_accuracy_last)
    assert (figures(again), again.test_loss) == (figures(first), first.test_loss)


def test_other_digits_replace_the_earlier_ones(tmp_path: Path) -> None:
    trained(SMALL, tmp_path)
    turned = Digits("turned", Path("turned.npz"), DIGITS.x_train[::-1], DIGITS.y_train, DIGITS.x_test, DIGITS.y_test)
    spec = SMALL.model_copy(update={"epochs": 1})
    after, _ = trained(spec, tmp_path, digits=turned)
    alone, _ = trained(spec, tmp_path, digits=turned, trainer=KerasTrainer())
    assert figures(after) == figures(alone)


def test_max_norm_limits_the_weights_of_every_hidden_node(tmp_path: Path) -> None:
    import keras

    trained(SMALL.model_copy(update={"hidden_layers": 2, "max_norm": 0.5, "epochs": 1}), tmp_path)
    dense = [layer for layer in keras.saving.load_model(tmp_path / "best.keras").layers if layer.weights]
    for layer in dense[:-1]:
        assert np.linalg.norm(layer.get_weights()[0], axis=0).max() <= 0.5 + 1e-5


def test_plain_keras_opens_the_saved_weights_and_scores_alike(tmp_path: Path) -> None:
    run, _ = trained(SMALL, tmp_path)
    with zipfile.ZipFile(tmp_path / "best.keras") as archive:
        assert "quantization_config" not in archive.read("config.json").decode()  # which Keras before 3.15 refuses
    np.savez(tmp_path / "digits.npz", x=DIGITS.x_test, y=DIGITS.y_test)
    code = (
        "import sys, numpy as np, keras\n"
        "d = np.load(sys.argv[2]); m = keras.saving.load_model(sys.argv[1])\n"
        "print(repr(float(m.evaluate(d['x'] / 255, d['y'], verbose=0)[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "best.keras"), str(tmp_path / "digits.npz")],
        capture_output=True, text=True, check=True, cwd=tmp_path,
    )  # fmt: skip
    assert float(done.stdout.split()[-1]) == pytest.approx(run.test_accuracy)


def test_a_loss_that_is_not_finite_ends_the_run_without_weights(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (600, 28, 28), dtype=np.uint8)
    digits = Digits("noise", Path("noise.npz"), noise, DIGITS.y_train, noise[:200], DIGITS.y_test)
    spec = RunSpec(units=16, epochs=5, optimizer="sgd", learning_rate=1e30, scale_pixels=False, dropout=0)
    run, _ = trained(spec, tmp_path, digits=digits)
    assert run.state is RunState.FINISHED
    assert len(run.epochs) == 1
    assert not math.isfinite(run.epochs[0].val_loss)
    assert run.weights is None
    assert run.test_accuracy is None
    assert not list(tmp_path.iterdir())


def test_early_stopping_ends_the_run_after_its_patience(tmp_path: Path) -> None:
    spec = SMALL.model_copy(update={"early_stopping": 1, "epochs": 50, "learning_rate": 0.05})
    run, _ = trained(spec, tmp_path)
    assert run.state is RunState.FINISHED
    assert run.best is not None
    assert len(run.epochs) == run.best.epoch + 1 < 50


@pytest.mark.parametrize("keep", Keep)
def test_what_is_kept_changes_the_test_figures_alone(keep: Keep, tmp_path: Path) -> None:
    """Over-fit digits of which some are wrong: no rule but the last keeps the last epoch."""
    import keras

    digits, spec = with_errors(DIGITS), SMALL.model_copy(update={"epochs": 8, "learning_rate": 0.02, "dropout": 0.0})
    usual, _ = trained(spec, tmp_path, digits=digits)
    run, _ = trained(spec.model_copy(update={"keep": keep}), tmp_path, digits=digits)
    assert figures(run) == figures(usual)
    assert run.test_accuracy_last == usual.test_accuracy_last
    assert run.kept is not None
    assert (run.kept is run.last) == (keep is Keep.LAST)
    places = split(spec, 600, 200).validation
    kept = keras.saving.load_model(tmp_path / "best.keras")
    scored = kept.evaluate(digits.x_train[places] / 255, digits.y_train[places], verbose=0)
    assert scored == pytest.approx([run.kept.val_loss, run.kept.val_accuracy], rel=1e-4)


@pytest.mark.parametrize("keep", Keep)
def test_patience_looks_at_the_validation_loss_whatever_is_kept(keep: Keep, tmp_path: Path) -> None:
    spec = SMALL.model_copy(update={"early_stopping": 1, "epochs": 50, "learning_rate": 0.05, "keep": keep})
    run, _ = trained(spec, tmp_path)
    assert run.best is not None
    assert len(run.epochs) == run.best.epoch + 1 < 50


def test_a_missing_device_fails_the_run(tmp_path: Path) -> None:
    run, events = trained(SMALL.model_copy(update={"device": "gpu:7"}), tmp_path)
    assert run.state is RunState.FAILED
    assert isinstance(events[-1], Failed)
    with pytest.raises(DeviceMissing) as missing:
        chosen_device("gpu:7", found_devices())
    assert run.error == str(missing.value)


def test_weights_that_cannot_be_written_are_reported_and_figures_kept(tmp_path: Path) -> None:
    run, _ = trained(SMALL.model_copy(update={"epochs": 1}), tmp_path / "missing")
    assert run.state is RunState.FINISHED
    assert len(run.epochs) == 1
    assert run.test_accuracy is not None
    assert run.weights is None
    assert run.error is not None
    assert str(tmp_path / "missing") in run.error


def test_a_run_that_needs_too_much_memory_is_refused_first(tmp_path: Path) -> None:
    (run,) = RunRequest(SMALL).runs(DIGITS.dataset, datetime.now(UTC))
    events: list[Event] = []
    KerasTrainer(free_memory=lambda: 1_000_000).train(run, DIGITS, tmp_path, events.append, Control())
    (failed,) = events
    assert isinstance(failed, Failed)
    assert "1 MB" in failed.sentence
    assert not list(tmp_path.iterdir())


def test_the_environment_is_reported_before_the_first_batch(tmp_path: Path) -> None:
    run, events = trained(SMALL.model_copy(update={"epochs": 1, "device": "cpu"}), tmp_path)
    began = next(event for event in events if isinstance(event, Began))
    assert run.environment == began.environment
    assert (began.environment.device, began.environment.compiled) == ("CPU", "xla")
    assert events.index(began) < next(place for place, event in enumerate(events) if isinstance(event, Progress))


def test_the_trainer_is_imported_without_tensorflow() -> None:
    code = (
        "import sys, mnist_lab.training.keras_trainer, mnist_lab.util.output_redirect, mnist_lab.services.session\n"
        "assert not {'tensorflow', 'keras', 'textual'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_run_whose_device_is_out_of_memory_can_be_resumed(tmp_path: Path) -> None:
    import tensorflow as tf

    from mnist_lab.training.engine import Engine
    from mnist_lab.training.engine_cache import EngineCache
    from mnist_lab.training.tensorflow_errors import NO_MEMORY

    class Exhausted(Engine):
        def train(self, order: Any, epoch: int, *others: Any) -> Any:
            if epoch == 2:
                raise tf.errors.ResourceExhaustedError(None, None, "OOM when allocating tensor\nwith shape[4096]")
            return super().train(order, epoch, *others)

    failed, events = trained(SMALL, tmp_path, trainer=KerasTrainer(engines=EngineCache(Exhausted)))
    assert events[-1] == Failed(NO_MEMORY)
    assert (failed.state, len(failed.epochs)) == (RunState.FAILED, 1)
    assert failed.state.can_be_resumed()
    assert (tmp_path / "checkpoints" / "epoch-0001.npz").exists()
