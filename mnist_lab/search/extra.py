"""Whether Optuna, an optional dependency, is there."""

from __future__ import annotations

from importlib.util import find_spec

LIBRARY = "optuna"
COMMAND = "pip install 'mnist-lab[search]'"


class ExtraMissing(Exception):
    """A library is not installed; the message is one sentence with the command that installs it."""

    def __init__(self) -> None:
        super().__init__(f"A TPE search needs Optuna, which is not installed: `{COMMAND}` installs it.")


def is_installed(library: str = LIBRARY) -> bool:
    """Return whether the library can be imported, without importing it."""
    return find_spec(library) is not None


def ensure_installed(library: str = LIBRARY) -> None:
    """Check that the library can be imported.

    Raises:
        ExtraMissing: if it cannot.
    """
    if not is_installed(library):
        raise ExtraMissing
