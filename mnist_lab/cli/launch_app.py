"""Opens the app on a store, and closes what it worked with."""

from __future__ import annotations

import sys
from pathlib import Path

from mnist_lab.data.digits import load_digits
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.tui.app import LabApp
from mnist_lab.util.output_redirect import keep_terminal
from mnist_lab_store.run_store import RunStore

NOT_ALL_WRITTEN = "The last changes could not be written into {folder} and are lost."


def run_app(store_folder: Path, data: Path | None) -> int:
    """Open the app on this store; 0 once a person quits it.

    Raises:
        StoreError: where the store cannot be used.
    """

    def reading(done: int, of: int) -> None:
        app.session.reading(done, of)  # the app is made by then: it is the first to ask for the runs

    store = RunStore(store_folder, progress=reading)
    with keep_terminal(store_folder / "tensorflow.log"):
        app = LabApp(lambda listener: Session(KerasTrainer(), store, lambda: load_digits(data), listener))
        app.run()
        if app.session.queue.current is not None:
            print("Ending the run under way; what is done is kept.", file=sys.stderr)  # noqa: T201
        if not app.session.close():
            print(NOT_ALL_WRITTEN.format(folder=store_folder), file=sys.stderr)  # noqa: T201  the screen is gone
    return app.return_code or 0
