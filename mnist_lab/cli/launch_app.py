"""Opens the app on a store, and closes the session behind it."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.cli.app_exit import AppExit, end_process
from mnist_lab.cli.exit_codes import FAILED
from mnist_lab.cli.output import tell
from mnist_lab.config.config_file import LoadedConfiguration
from mnist_lab.data.digits import load_digits
from mnist_lab.services.session import Session
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.state.messages import ExitRequested
from mnist_lab.util.output_redirect import keep_terminal
from mnist_lab_store.run_store import RunStore

STANDARD_INPUT = 0
NOT_ALL_WRITTEN = "The last changes could not be written into {folder} and are lost."


def run_app(store_folder: Path, data: Path | None, loaded: LoadedConfiguration) -> int:
    """Open the app on this store with this configuration; return 0 once the user quits it.

    Raises:
        StoreError: if the store cannot be used.
    """
    store = RunStore(store_folder, thresholds=loaded.configuration.thresholds)
    with keep_terminal(store_folder / "tensorflow.log"):
        session = Session(KerasTrainer(), store, lambda: load_digits(data))
        app = LabApp(session, loaded)
        ending = AppExit(session, lambda: app.post_message(ExitRequested()), STANDARD_INPUT)
        with ending.watching():
            try:
                app.run()
            finally:  # whatever the app raises: the session is closed, and its runs are kept
                if session.queue.current is not None and not ending.status:
                    tell("Stopping the run; its finished epochs are kept.")
                if not ending.close_session():
                    tell(NOT_ALL_WRITTEN.format(folder=store_folder))
                if ending.status or not session.has_ended:
                    end_process(ending.status or FAILED)
    return app.return_code or 0
