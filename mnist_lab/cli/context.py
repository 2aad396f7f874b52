"""What every command works on: store, digits and trainer, made when they are first needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import click
import platformdirs

from mnist_lab.cli.command_type import Command
from mnist_lab.cli.counter import Counter
from mnist_lab.cli.output import tell
from mnist_lab.cli.user_path import UserPath, expanded
from mnist_lab.cluster.cluster_trainer import ClusterTrainer
from mnist_lab.config.config_file import LoadedConfiguration, load_configuration
from mnist_lab.config.configuration import Configuration
from mnist_lab.config.workers import Workers, workers_of
from mnist_lab.data.digits import Digits, load_digits
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.runs.run import MNIST, Dataset
from mnist_lab.training.interface import Trainer
from mnist_lab.training.keras_trainer import KerasTrainer
from mnist_lab_store.run_store import RunStore


def usual_store_folder(environment: Mapping[str, str]) -> Path:
    """Return the default store: `$MNIST_LAB_STORE`, else the platform's user data folder.

    Raises:
        click.UsageError: if the user has no home folder.
    """
    named = environment.get("MNIST_LAB_STORE")
    try:
        return expanded(named) if named else platformdirs.user_data_path("mnist-lab")
    except click.UsageError as error:
        raise click.UsageError(f"Name a folder for the runs with --store: {error.message}.") from None
    except RuntimeError:  # of platformdirs
        raise click.UsageError("Name a folder for the runs with --store: this user has no home folder.") from None


@dataclass
class CliContext:
    """The folder and the file that `--store` and `--data` name, and what is made of them."""

    named_store: Path | None = None
    data: Path | None = None
    make_trainer: Callable[[], Trainer] = KerasTrainer
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    warns_of_configuration: bool = True
    workers: Workers | None = None
    _loaded: Digits | None = field(default=None, init=False)
    _configuration: LoadedConfiguration | None = field(default=None, init=False)

    @property
    def store_folder(self) -> Path:
        """Return the folder of the store; raises click.UsageError if none is named and there is no usual one."""
        return self.named_store or usual_store_folder(self.environment)

    @property
    def loaded_configuration(self) -> LoadedConfiguration:
        """Return what the configuration file holds, read when first asked for."""
        if self._configuration is None:
            self._configuration = load_configuration(self.environment)
        return self._configuration

    @property
    def configuration(self) -> Configuration:
        """Return the configuration; say on standard error, once, what is wrong with its file."""
        loaded = self.loaded_configuration
        if loaded.warning and self.warns_of_configuration:
            self.warns_of_configuration = False
            tell(loaded.warning)
        return loaded.configuration

    def digits(self) -> Digits:
        """Return the digits, loaded when first asked for; raises DigitsUnreadable."""
        if self._loaded is None:
            self._loaded = load_digits(self.data)
        return self._loaded

    def trainer(self) -> Trainer:
        """Return what trains runs: this process, or the workers that the command or the configuration names."""
        workers = self.workers
        if workers is None and self.configuration.workers:
            workers = workers_of(self.configuration.workers)
        return self.make_trainer() if workers is None else ClusterTrainer(workers, self.make_trainer)

    def command(self, *words: str, data: Dataset = MNIST) -> str:
        """Return a command line that does this in the store and on the digits at hand, to be copied.

        Runs remember the name of their digits, but not where their file lies: without `--data` that name stands for it.
        """
        file = [] if data.is_mnist else ["--data", str(self._file_of(data))]
        return self.program.line(*file, *words)

    @property
    def program(self) -> Program:
        """Return the program on this store."""
        return Program() if self.named_store is None else Program(("--store", str(self.named_store)))

    def _file_of(self, data: Dataset) -> Path:
        is_at_hand = self.data is not None and self.digits().dataset.sha256 == data.sha256
        return self.data if self.data is not None and is_at_hand else Path(f"{data.name}.npz")

    def store(self) -> RunStore:
        """Return the store, which reports on standard error while it reads for long; raises StoreError."""
        store = RunStore(self.store_folder, thresholds=self.configuration.thresholds)
        store.report_progress(Counter("reading run files", sys.stderr))
        return store


class Failure(Exception):
    """The work failed; the message is one sentence."""


def _take_folder(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(CliContext).named_store = value


def _take_data(context: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        context.ensure_object(CliContext).data = value


def pass_cli_context(command: Command) -> Command:
    """Let a command take `--store` and `--data`; before the command they work too."""
    command = click.option(
        "--data",
        type=UserPath(),
        metavar="FILE.npz",
        expose_value=False,
        callback=_take_data,
        help="A data file in the Keras layout instead of the bundled MNIST.",
    )(command)
    return click.option(
        "--store",
        type=UserPath(),
        metavar="DIR",
        expose_value=False,
        callback=_take_folder,
        help="Where runs are kept (default: $MNIST_LAB_STORE, else your user data folder).",
    )(command)
