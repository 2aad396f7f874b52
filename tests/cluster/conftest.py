"""Trainers on real local workers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.workers import workers_of
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.training.interface import Control, TrainingLost
from support.fakes import few_digits
from support.remote_trainers import NamedScripts

SECONDS = 240.0
"""More than anything takes here, also while other tests keep the machine busy."""


@dataclass
class Followed:
    """A run that is trained on workers, on a thread of its own."""

    run: Run
    folder: Path
    control: Control = field(default_factory=Control)
    seen: list[events.Event] = field(default_factory=list)
    news: queue.SimpleQueue[events.Event] = field(default_factory=queue.SimpleQueue)
    raised: BaseException | None = None
    thread: threading.Thread | None = None

    def take(self, event: events.Event) -> None:
        self.seen.append(event)
        self.run = self.run.after(event)
        self.news.put(event)

    def wait_for(self, kind: type[events.Event]) -> None:
        while not isinstance(self.news.get(timeout=SECONDS), kind):
            pass

    def ended(self) -> Run:
        assert self.thread is not None
        self.thread.join(SECONDS)
        assert not self.thread.is_alive()
        return self.run

    def notes(self) -> list[str]:
        return [event.sentence for event in self.seen if isinstance(event, events.Noted)]


Begin = Callable[..., Followed]


@pytest.fixture(scope="module")
def local_workers() -> Iterator[ClusterTrainer]:
    """Two local workers, which start when the first run of the module begins."""
    trainer = ClusterTrainer(workers_of("2"), NamedScripts)
    yield trainer
    trainer.close()


@pytest.fixture
def begin(tmp_path: Path, local_workers: ClusterTrainer) -> Begin:
    """Begin a run on a thread, by the script of its name unless a trainer is given."""

    def start(
        name: str = "", *, note: str = "", spec: RunSpec | None = None, trainer: ClusterTrainer = local_workers
    ) -> Followed:
        digits = few_digits()
        request = RunRequest(spec or RunSpec(epochs=3), 1, name, (), note)
        (run,) = request.runs(digits.dataset, datetime.now(UTC))
        followed = Followed(run, tmp_path / run.id)
        followed.folder.mkdir()

        def train() -> None:
            try:
                trainer.train(run, digits, followed.folder, followed.take, followed.control)
            except TrainingLost as error:
                followed.raised = error

        followed.thread = threading.Thread(target=train, daemon=True)
        followed.thread.start()
        return followed

    return start
