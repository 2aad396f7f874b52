"""What native code said in the log before it ended the process."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

BYTES_READ = 65_536
LONGEST = 300
PREFIX = r"(?:\d{4}-\d\d-\d\d [\d:.]+: )?"
MESSAGE = re.compile(rf"^{PREFIX}(?:[A-Z]\d* ?[^\]]*\] )?(?P<text>.+)$")
FATAL = re.compile(rf"^{PREFIX}F\d* ?[^\]]*\] ")
"""The line of a log that ended the process; frames of its stack may follow."""
FRAME = re.compile(r"^(@ +0x|\*\*\* |#\d+ )")


def size_of(log: Path) -> int:
    """Return how many bytes the log has; 0 if it cannot be read."""
    try:
        return log.stat().st_size
    except OSError:
        return 0


def last_words(log: Path, after: int) -> str:
    """Return the last reason logged beyond an offset in bytes, without its time and its place in the source."""
    with contextlib.suppress(OSError), log.open("rb") as file:
        file.seek(max(after, size_of(log) - BYTES_READ))
        lines = [line.strip() for line in file.read(BYTES_READ).decode("utf-8", errors="replace").split("\n")]
        said = [line for line in lines if line and not FRAME.match(line)]
        chosen = [line for line in said if FATAL.match(line)] or said
        found = MESSAGE.match(chosen[-1]) if chosen else None
        return found["text"][:LONGEST] if found is not None else ""
    return ""
