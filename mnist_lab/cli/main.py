"""The entry of the command line, which imports little before it can say how."""

from __future__ import annotations

import io
import os
import sys

from mnist_lab.util.gc_control import gc_frozen

STANDARD_ERROR = 2


def main() -> None:
    """Run the command line of this process."""
    _open_closed_descriptors()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a line is printed even if the locale lacks a character
    with gc_frozen():
        from mnist_lab.cli.command_line import run
    sys.exit(run())


def _open_closed_descriptors() -> None:
    """Open descriptors 0, 1 and 2 on the null device if they were closed: a file opened there would get what libraries
    print.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= STANDARD_ERROR:
        pass
    os.close(descriptor)
