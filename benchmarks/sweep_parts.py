"""What benchmarks/sweep.py measures, each part in a process of its own: trains trials and returns their seconds."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.runs.cost_estimate import CLASSES
from mnist_lab.domain.runs.events import Began, EpochDone, Event, Finished
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.sampling import random_points
from mnist_lab.domain.sweeps.sweep import Search, Sweep, sweep_of
from mnist_lab.domain.sweeps.trials import trials_of
from mnist_lab.services.session import Session
from mnist_lab.services.sweep_service import SweepService
from mnist_lab.training.interface import Trainer
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab_store.run_store import RunStore

TRAIN = 10_000
BATCH = 128
NOW = datetime(2026, 11, 28, tzinfo=UTC)
KINDS: dict[str, list[dict[str, Any]]] = {
    "learning rate": [{"learning_rate": 0.001 + 0.0002 * step} for step in range(9)],
    "dropout": [{"dropout": 0.05 + 0.05 * step} for step in range(9)],
    "nodes, each new": [{"units": 60 + step} for step in range(9)],
    "nodes, five values": [{"units": 70 + step % 5} for step in range(14)],
    "batch size, each new": [{"batch_size": 100 + step} for step in range(9)],
    "batch size, five values": [{"batch_size": 90 + step % 5} for step in range(14)],
    "optimizer, each new": [
        {"optimizer": name} for name in ("rmsprop", "sgd", "adam", "adamax", "nadam", "adagrad", "adadelta")
    ],
}
"""The settings of the trials of each kind; the first ones, one for each value that comes again, are not counted."""
NOT_COUNTED = {"nodes, five values": 5, "batch size, five values": 5}


class Stopwatch:
    """Notes when each run ended and what its epochs took, in seconds and in processor seconds of this process."""

    def __init__(self) -> None:
        self.ends: list[float] = []
        self.trained: list[float] = []
        self.processor_ends: list[float] = []
        self.processor_trained: list[float] = []
        self._epochs: dict[str, float] = {}
        self._began = self._epoch_ended = 0.0

    def hear(self, run: Run, event: Event) -> None:
        """Take what happened to a run."""
        if isinstance(event, Began):
            self._began = time.process_time()
        if isinstance(event, EpochDone):
            self._epoch_ended = time.process_time()
            self._epochs[run.id] = self._epochs.get(run.id, 0.0) + event.epoch.seconds
        if isinstance(event, Finished):
            self.ends.append(time.perf_counter())
            self.trained.append(self._epochs.pop(run.id))
            self.processor_ends.append(time.process_time())
            self.processor_trained.append(self._epoch_ended - self._began)


@contextmanager
def a_session(trainer: Trainer, digits: Digits, folder: Path | None = None) -> Any:
    """Yield a session on a store of its own, closed at the end."""
    session = Session(trainer, RunStore(folder or Path(tempfile.mkdtemp())), lambda: digits)
    session.start()
    try:
        yield session
    finally:
        session.close()


def overhead(units: int, epochs: int, tell: Callable[[Any], None]) -> None:
    """Tell, for each kind, the seconds and processor seconds of each counted trial beyond its epochs.

    All are trained in one process through a session.
    """
    digits, watch = load_digits(), Stopwatch()
    base = {"units": units, "epochs": epochs, "train_size": TRAIN}
    with a_session(KerasTrainer(), digits) as session:
        session.follow(watch.hear)
        session.enqueue(RunRequest(RunSpec.of(base), keeps_weights=False))
        session.drain()
        for kind, changes in KINDS.items():
            first, began, processor = len(watch.ends), time.perf_counter(), time.process_time()
            session.enqueue(*(RunRequest(RunSpec.of({**base, **each}), keeps_weights=False) for each in changes))
            session.drain()
            counted = slice(NOT_COUNTED.get(kind, 0), None)
            seconds = beyond([began, *watch.ends[first:]], watch.trained[first:])
            processor_seconds = beyond([processor, *watch.processor_ends[first:]], watch.processor_trained[first:])
            tell((kind, seconds[counted], processor_seconds[counted]))


def beyond(ends: list[float], trained: list[float]) -> list[float]:
    """Return what lies between two ends, without the training."""
    return [end - before - seconds for (before, end), seconds in zip(pairwise(ends), trained, strict=True)]


class Waves:
    """Trains waves of trials that differ in their learning rate, in this process or on local workers."""

    def __init__(self, workers: int, units: int, epochs: int) -> None:
        """`workers` 0 trains here, one after the other."""
        self._base = {"units": units, "epochs": epochs, "train_size": TRAIN}
        self._trainer: Any = KerasTrainer()
        if workers:
            from mnist_lab.cluster.cluster_trainer import ClusterTrainer  # an optional dependency
            from mnist_lab.config.workers import workers_of

            self._trainer = ClusterTrainer(workers_of(str(workers)))
        self._rate = 0.0005
        digits = load_digits()
        self._session = Session(self._trainer, RunStore(Path(tempfile.mkdtemp())), lambda: digits)
        self._session.start()

    def train(self, trials: int) -> float:
        """Train so many trials; return the seconds."""
        rates = [self._rate + 1e-6 * step for step in range(trials)]
        self._rate = rates[-1] + 1e-6
        began = time.perf_counter()
        specs = [RunSpec.of({**self._base, "learning_rate": rate}) for rate in rates]
        self._session.enqueue(*(RunRequest(spec, keeps_weights=False) for spec in specs))
        self._session.drain()
        return time.perf_counter() - began

    def close(self) -> None:
        """End the session, and the workers."""
        self._session.close()
        if hasattr(self._trainer, "close"):
            self._trainer.close()


def a_sweep(digits: Digits, axes: dict[str, str], trials: int, epochs: int, **options: Any) -> Sweep:
    """Return a sweep of 10,000 digits without confirmation."""
    base = RunSpec.of({"train_size": TRAIN, "epochs": epochs, "batch_size": BATCH, "seed": options.pop("seed", 1)})
    return sweep_of(NOW, digits.dataset, base, axes, trials=trials, confirm=0, **options)


def sweep_of_ours(axes: dict[str, str], trials: int, epochs: int) -> list[float]:
    """Return the seconds from the start to the end of each trial of our sweep; TensorFlow is loaded before."""
    from mnist_lab.training import tensorflow_import

    digits, watch = load_digits(), Stopwatch()
    tensorflow_import.load()
    sweep = a_sweep(digits, axes, trials, epochs, search=Search.RANDOM)
    with a_session(KerasTrainer(), digits) as session:
        session.follow(watch.hear)
        began = time.perf_counter()
        train_sweep(session, sweep)
    return [end - began for end in watch.ends]


def train_sweep(session: Session, sweep: Sweep) -> None:
    """Train a sweep to its end."""
    service = SweepService(session, "here")
    service.begin(sweep)
    service.wait(sweep.id)


def best_of(session: Session, sweep: Sweep) -> float:
    """Return the lowest validation loss of the last epoch among the trials of the sweep."""
    trials = trials_of(sweep, session.kept.summaries())
    figures = [sweep.ranked_by.value(summary) for trial in trials for summary in trial.runs.values()]
    return min(figure for figure in figures if figure is not None and figure == figure)  # noqa: PLR0124


def points(axes: dict[str, str], trials: int, epochs: int) -> list[dict[str, Any]]:
    """Return the values of the trials that all searches of the comparison train."""
    sweep = a_sweep(load_digits(), axes, trials, epochs, search=Search.RANDOM)
    return [dict(point.values) for point in random_points(sweep)]


def keras_tuner_search(axes: dict[str, str], trials: int, epochs: int) -> list[float]:
    """Return the same for a KerasTuner search that is given the points."""
    import keras_tuner

    data, given, ends = _arrays(), points(axes, trials, epochs), []

    class Given(keras_tuner.Oracle):  # type: ignore[misc]
        def populate_space(self, trial_id: str) -> dict[str, Any]:
            return {"status": "RUNNING", "values": given[int(trial_id)]}

        def end_trial(self, trial: Any) -> None:
            super().end_trial(trial)
            ends.append(time.perf_counter())

    def build(hp: Any) -> Any:
        units, dropout = hp.Int("units", 1, 4096), hp.Float("dropout", 0.0, 0.9)
        return _network(units, dropout, hp.Float("learning_rate", 1e-6, 1.0))

    tuner = keras_tuner.Tuner(
        Given(objective="val_loss", max_trials=trials), build, directory=tempfile.mkdtemp(), overwrite=True
    )
    began = time.perf_counter()
    tuner.search(*data[:2], validation_data=data[2:], epochs=epochs, batch_size=BATCH, verbose=0)
    failed = [trial.message for trial in tuner.oracle.trials.values() if trial.status != "COMPLETED"]
    if failed:
        raise RuntimeError(f"KerasTuner trained {trials - len(failed)} of {trials} trials: {failed[0]}")
    return [end - began for end in ends]


def optuna_search(axes: dict[str, str], trials: int, epochs: int) -> list[float]:
    """Return the same for plain Optuna around Keras's `fit`."""
    import keras
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    data, ends = _arrays(), []

    def objective(trial: Any) -> float:
        keras.utils.clear_session()
        model = _network(
            trial.suggest_int("units", 1, 4096),
            trial.suggest_float("dropout", 0.0, 0.9),
            trial.suggest_float("learning_rate", 1e-6, 1.0, log=True),
        )
        history = model.fit(*data[:2], validation_data=data[2:], epochs=epochs, batch_size=BATCH, verbose=0).history
        ends.append(time.perf_counter())
        return float(history["val_loss"][-1])

    study = optuna.create_study(direction="minimize")
    for point in points(axes, trials, epochs):
        study.enqueue_trial(point)
    began = time.perf_counter()
    study.optimize(objective, n_trials=trials)
    return [end - began for end in ends]


SEARCHES: dict[str, Callable[[dict[str, str], int, int], list[float]]] = {
    "ours": sweep_of_ours,
    "KerasTuner": keras_tuner_search,
    "Optuna + Keras": optuna_search,
}


def tpe_against_random(axes: dict[str, str], trials: int, epochs: int, seeds: Sequence[int], tell: Any) -> None:
    """Tell the seed, and the best of random and of TPE, for each seed, all trained in one process by one trainer."""
    from mnist_lab.training import tensorflow_import

    tensorflow_import.load()
    from mnist_lab.training.engine_cache import EngineCache

    digits, trainer = load_digits(), KerasTrainer(engines=EngineCache(most_parameters=40_000_000, most_engines=200))
    for seed in seeds:
        found = []
        for search in (Search.RANDOM, Search.TPE):
            sweep = a_sweep(digits, axes, trials, epochs, seed=seed, search=search)
            with a_session(trainer, digits) as session:
                train_sweep(session, sweep)
                found.append(best_of(session, sweep))
        tell((seed, *found))


def _arrays() -> tuple[Any, Any, Any, Any]:
    """Return the digits that our trials train on and validate on."""
    digits = load_digits()
    x, y = digits.x_train.astype("float32") / 255, digits.y_train.astype("int64")
    validation = slice(len(x) * 4 // 5, None)
    return x[:TRAIN], y[:TRAIN], x[validation], y[validation]


def _network(units: int, dropout: float, learning_rate: float) -> Any:
    import keras

    hidden = [layer for _ in range(2) for layer in (keras.layers.Dense(units, "relu"), keras.layers.Dropout(dropout))]
    layers = [keras.Input((28, 28)), keras.layers.Flatten(), *hidden, keras.layers.Dense(CLASSES, "softmax")]
    model = keras.Sequential(layers)
    model.compile(keras.optimizers.RMSprop(learning_rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
