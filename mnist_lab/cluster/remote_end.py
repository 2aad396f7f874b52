"""Runs a module of Dask for as long as its standard input is held: `python -m mnist_lab.cluster.remote_end -m M`.

A process that SSH has started does not end with its connection; without this, the scheduler and the workers on other
machines would outlive a process that was killed.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading

STANDARD_INPUT = 0


def end_with_input() -> None:
    """Wait for the end of standard input, and end this process at once; its workers notice that."""
    while os.read(STANDARD_INPUT, 1024):
        pass
    os._exit(0)


def main() -> None:
    """Run the module that follows `-m` on the command line."""
    threading.Thread(target=end_with_input, name="connection", daemon=True).start()
    _, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
