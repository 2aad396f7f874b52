"""`mnist-lab export` and `import`: runs as JSON Lines, from one store to another."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

import click
import orjson

from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.counter import Counter
from mnist_lab.cli.exit_codes import DONE
from mnist_lab.cli.filter_options import filter_from, filter_option, none_found
from mnist_lab.cli.output import tell
from mnist_lab.cli.user_path import UserPath
from mnist_lab.domain.advice.run_report import full_document
from mnist_lab.domain.evidence.baseline import choose_baseline
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.util.atomic_write import whole_file
from mnist_lab_store.errors import DiskFull, RunMissing, StoreError, StoreReadOnly
from mnist_lab_store.run_store import RunStore

STREAM = Path("-")
LONGEST_LINE = 4_000_000
"""A run of a thousand epochs takes a quarter of a million bytes."""


@click.command(short_help="Write runs to a file as JSON Lines.")
@click.argument("file", metavar="FILE", type=UserPath())
@filter_option
@pass_cli_context
@click.pass_obj
def export(ctx: CliContext, file: Path, asked: str) -> int:
    """Write runs to FILE as JSON Lines, a run a line, the newest first; with - to standard output.

    FILE is replaced as a whole once all are written.
    """
    found = filter_from(asked)
    store = ctx.store()
    kept = store.summaries()
    chosen = found.chosen(kept)
    if kept and not chosen:
        tell(none_found(len(kept), found))
    return _export(store, kept, chosen, file)


def _export(store: RunStore, kept: Sequence[Summary], chosen: Sequence[Summary], file: Path) -> int:
    """Write kept runs, all or those of a filter; a run that cannot be read is reported and left out."""
    baselines = {data: choose_baseline(kept, data) for data in {summary.run.data for summary in chosen}}
    counting = Counter("writing runs", sys.stderr)
    written = refused = 0
    troubles = store.troubles()
    with _written(file) as lines:
        for place, summary in enumerate(chosen):
            counting(place, len(chosen))
            try:
                run = store.get(summary.id)
            except RunMissing:  # it went to the trash meanwhile
                continue
            except StoreError as error:
                troubles = (*troubles, str(error))
                refused += 1
                continue
            document = full_document(run, baselines[summary.run.data], store.thresholds)
            lines.write(orjson.dumps(document, option=orjson.OPT_APPEND_NEWLINE))
            written += 1
    counting.end()
    for sentence in troubles:
        tell(sentence)
    tell(f"{format_count(written, 'run')} written{'' if file == STREAM else f' into {file}'}.")
    if refused:
        raise Failure(
            f"{format_count(refused, 'run')} could not be read and {'was' if refused == 1 else 'were'} left out."
        )
    return DONE


@click.command("import", short_help="Import runs that `export` wrote.")
@click.argument("file", metavar="FILE", type=UserPath())
@pass_cli_context
@click.pass_obj
def import_(ctx: CliContext, file: Path) -> int:
    """Import the runs in FILE, which `export` wrote; - is standard input.

    A run whose id is already here, or in the trash, stays as it is. A line that is not a run is reported by its number,
    and the others are imported.
    """
    store = ctx.store()
    store.ensure_writable()
    counting = Counter("importing runs", sys.stderr)
    refusals = _Refusals()
    new = old = 0
    with _read(file) as lines:
        for number, line in enumerate(_whole_lines(lines), start=1):
            counting(number - 1)
            if line is not None and not line.strip():
                continue
            try:
                is_new = store.take_in(_document(line))
            except (DiskFull, StoreReadOnly):
                raise
            except (StoreError, Failure) as error:
                counting.end()
                refusals.add(number, str(error))
            else:
                new, old = new + is_new, old + (not is_new)
    counting.end()
    refusals.tell()
    tell(f"{format_count(new, 'run')} imported" + (f", {old:,} here already" if old else "") + ".")
    if bad := refusals.count:
        raise Failure(f"{format_count(bad, 'line')} could not be imported: see above.")
    return DONE


class _Refusals:
    """Reports the lines that were not imported; neighbours with the same reason together, as in a binary file."""

    def __init__(self) -> None:
        self.count = 0
        self._first = self._last = 0
        self._reason = ""

    def add(self, number: int, reason: str) -> None:
        """Line `number` was refused."""
        if (number, reason) != (self._last + 1, self._reason):
            self.tell()
            self._first, self._reason = number, reason
        self._last = number
        self.count += 1

    def tell(self) -> None:
        """Name the lines not named yet."""
        if self._reason:
            lines = f"Line {self._first:,}" if self._first == self._last else f"Lines {self._first:,} to {self._last:,}"
            tell(f"{lines}: {self._reason}")
            self._reason = ""


def _document(line: bytes | None) -> object:
    if line is None:
        raise Failure(f"This is not a run: it has more than {LONGEST_LINE:,} bytes.")
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        raise Failure("This is not a run: it is not JSON.") from None


def _whole_lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Yield the lines; None in the place of one that is too long to be a run."""
    while line := file.readline(LONGEST_LINE):
        is_whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        rest = line
        while not is_whole and rest and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
        yield line if is_whole else None


@contextmanager
def _read(file: Path) -> Iterator[BinaryIO]:
    if file == STREAM:
        yield _buffer(sys.stdin, "input")
    else:
        with file.open("rb") as lines:
            yield lines


@contextmanager
def _written(file: Path) -> Iterator[BinaryIO]:
    """Yield the stream to write lines to: a file is replaced as a whole or not at all, a pipe is written to."""
    if file == STREAM:
        lines = _buffer(sys.stdout, "output")
        yield lines
        lines.flush()
        return
    with ExitStack() as opened:
        real = Path(os.path.realpath(file))  # resolve() raises RuntimeError if links lead round
        if not real.parent.is_dir():
            raise Failure(f"There is no folder {real.parent} to write into.")
        place = real if real.exists() and not real.is_file() else opened.enter_context(whole_file(real))
        yield opened.enter_context(place.open("wb"))


def _buffer(stream: TextIO | None, name: str) -> BinaryIO:
    if stream is None:
        raise Failure(f"Standard {name} is closed.")
    return stream.buffer
