"""The command line's entry: the app without a command, else one of the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from mnist_lab.commands.about import data, doctor
from mnist_lab.commands.output import tell
from mnist_lab.commands.reading import runs, show, verdict
from mnist_lab.commands.train import INTERRUPTED, train
from mnist_lab.commands.workbench import Failure, Workbench, on_workbench
from mnist_lab.data.digits import DigitsUnreadable
from store.errors import StoreError

DONE, FAILED, WRONG_USAGE = 0, 1, 2


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mnist-lab", prog_name="mnist-lab")
@on_workbench
@click.pass_context
def lab(context: click.Context) -> int:
    """A terminal laboratory for MLPs on MNIST. Without a command it opens the app."""
    bench = context.ensure_object(Workbench)
    if context.invoked_subcommand is not None:
        return DONE
    if not sys.stdout.isatty() or not sys.stdin.isatty():
        raise click.UsageError("The app needs a terminal; `mnist-lab --help` lists the commands that do not.")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise click.UsageError("The app cannot draw on TERM=dumb; `mnist-lab --help` lists the commands that need not.")
    from mnist_lab.app import run_app  # Textual takes a while, and no command needs it

    return run_app(bench.store_folder, bench.data)


for command in (train, runs, show, verdict, data, doctor):
    lab.add_command(command)


def run(arguments: Sequence[str] | None = None, bench: Workbench | None = None) -> int:
    """Run a command line on this workbench; its exit status. A failure is one sentence on standard error."""
    try:
        status = lab.main(arguments, prog_name="mnist-lab", standalone_mode=False, obj=bench)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        tell(error.format_message().replace("\n", " "))
        return WRONG_USAGE
    except (StoreError, DigitsUnreadable, Failure) as error:
        tell(str(error))
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read has gone; what Python would still flush must not complain either
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return status if isinstance(status, int) else DONE


def main() -> None:
    """Run the command line of this process."""
    sys.exit(run())
