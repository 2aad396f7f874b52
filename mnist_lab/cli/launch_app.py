"""Opens the app on a store, and closes the session behind it."""

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
    """Open the app on this store; return 0 once the user quits it.

    Raises:
        StoreError: if the store cannot be used.
    """
    store = RunStore(store_folder)
    with keep_terminal(store_folder / "tensorflow.log"):
        session = Session(KerasTrainer(), store, lambda: load_digits(data))
        app = LabApp(session)
        app.run()
        if session.queue.current is not None:
            print("Stopping the active run; its finished epochs are kept.", file=sys.stderr)  # noqa: T201
        if not session.close():
            print(NOT_ALL_WRITTEN.format(folder=store_folder), file=sys.stderr)  # noqa: T201  the screen is gone
    return app.return_code or 0
