"""One spec gives the same history in the app and on the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import numpy as np

from mnist_lab.data.digits import load_digits
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.serialization import run_document
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.tui.app import LabApp
from mnist_lab_store.run_store import RunStore
from support.fakes import SECONDS, few_digits
from support.shell import in_a_process


def figures(document: dict[str, object]) -> list[object]:
    epochs = document["epochs"]
    assert isinstance(epochs, list)
    histories = [{name: value for name, value in epoch.items() if name != "seconds"} for epoch in epochs]
    return [histories, *(document[name] for name in ("test_loss", "test_accuracy", "test_accuracy_last", "parameters"))]


async def test_the_app_and_the_command_line_give_the_same_bits(tmp_path: Path) -> None:
    digits = few_digits(600, 200)
    file = tmp_path / "digits.npz"
    np.savez(
        file, x_train=digits.x_train, y_train=digits.y_train, x_test=digits.x_test, y_test=digits.y_test
    )  # fmt: skip
    app = LabApp(Session(KerasTrainer(), RunStore(tmp_path / "app"), lambda: load_digits(file)))
    async with app.run_test() as pilot:
        app.session.enqueue(RunRequest(RunSpec(units=24, epochs=3, seed=7)))

        async def ended() -> None:
            while app.state.run is None or app.state.run.state is not RunState.FINISHED:
                await pilot.pause()

        await asyncio.wait_for(ended(), SECONDS)
        shown = app.state.run
    app.session.close()
    assert shown is not None
    printed = in_a_process(
        "train", "--units", "24", "--epochs", "3", "--seed", "7", "--json",
        "--data", str(file), "--store", str(tmp_path / "shell"),
    )  # fmt: skip
    assert printed.returncode == 0, printed.stderr
    assert figures(json.loads(printed.stdout)[0]) == figures(run_document(shown))
