"""The command line: the app without a command, else one of the commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.exit_codes import DONE, FAILED, INTERRUPTED, WRONG_USAGE
from mnist_lab.cli.open_app import open_app
from mnist_lab.cli.output import is_terminal, is_utf8, print_no_more, tell
from mnist_lab.cli.registry import Commands
from mnist_lab.cli.supervisor import continue_in_child
from mnist_lab.cli.terminal_state import TerminalState
from mnist_lab.cli.typed_text import as_typed
from mnist_lab.cli.usage_errors import usage_sentence
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.runs.run_request import RunRefused
from mnist_lab_store.errors import StoreError

NOT_UTF8 = (
    "The app needs UTF-8, and this locale has {encoding}: start it as `LC_ALL=C.UTF-8 mnist-lab` if the terminal shows "
    "UTF-8; commands work without."
)


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mnist-lab", prog_name="mnist-lab")
@click.option(
    "--keep-training",
    is_flag=True,
    help="Let runs train to their end if you leave the app, or if its terminal is lost.",
)
@pass_cli_context
@click.pass_context
def lab(context: click.Context, keep_training: bool) -> int:
    """A terminal laboratory for MLPs on MNIST. Without a command it opens the app."""
    ctx = context.ensure_object(CliContext)
    if context.invoked_subcommand is not None:
        if keep_training:
            raise click.UsageError(
                "--keep-training is for the app; `mnist-lab train --detach` trains without a terminal."
            )
        return DONE
    if not (is_terminal(sys.stdout) and is_terminal(sys.stdin)):
        raise click.UsageError("The app needs a terminal; `mnist-lab --help` lists the commands that do not need one.")
    if os.environ.get("TERM", "dumb") == "dumb":
        raise click.UsageError("The app cannot draw on TERM=dumb; `mnist-lab --help` lists commands that work there.")
    if not is_utf8(sys.stderr):  # on which Textual draws
        raise click.UsageError(NOT_UTF8.format(encoding=sys.stderr.encoding))
    terminal = TerminalState()
    keeps_training = keep_training or ctx.loaded_configuration.configuration.keep_training
    supervisor = continue_in_child(terminal, ctx.store_folder / "tensorflow.log")
    return open_app(ctx, terminal, supervisor, keeps_training=keeps_training)


def run(arguments: Sequence[str] | None = None, ctx: CliContext | None = None) -> int:
    """Run a command line and return its exit status; report a failure in one sentence on standard error."""
    words = [as_typed(word) for word in (sys.argv[1:] if arguments is None else arguments)]
    try:
        status = lab.main(words, prog_name="mnist-lab", standalone_mode=False, obj=ctx)
    except click.exceptions.Exit as left:
        return left.exit_code
    except click.ClickException as error:
        tell(usage_sentence(error, lab, words))
        return WRONG_USAGE
    except (StoreError, DigitsUnreadable, RunRefused, Failure, OSError) as error:
        tell(_fault_sentence(error))
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit:
        # click exits this way if the reader of standard output is gone
        return DONE
    return status if isinstance(status, int) else DONE


def _fault_sentence(error: Exception) -> str:
    """Return what went wrong; a fault of the operating system that names no file came from printing."""
    if not isinstance(error, OSError):
        return str(error)
    if error.filename is None:
        print_no_more()
    return f"{error.filename or 'Standard output'} cannot be used: {error.strerror or error}."
