"""How a command ends: its exit status."""

from __future__ import annotations

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130
STATUS_OF_A_SIGNAL = 128
"""Added to the number of the signal that ended the app."""
