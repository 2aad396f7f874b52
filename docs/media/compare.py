"""Take the pictures of docs/compare.md from the real app, on a copy of a store with some groups of repeats.

    pip install '.[docs]' && python docs/media/compare.py STORE

Shows how to find out which of the runs is best, by how much, and whether the difference is real.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from record import DOCS, Look, Press, Recording, Shot, Step, Terminal, Until, play

RIGHT = "\x1b[C"
SCENE: tuple[Step, ...] = (
    Until("1 Train"),
    Look(1.0),
    Press(("\x1b2",)),
    Until("newest first"),
    Look(1.0),
    Shot("compare/table.png"),
    Press(("o",)),
    Until("groups"),
    Press((RIGHT, RIGHT, "]")),
    Until("largest first"),
    Press(("A",)),
    Look(1.0),
    Shot("compare/groups.png"),
    Press(("d",)),
    Until("evidence"),
    Look(2.0),
    Shot("compare/compare.png"),
)


def main() -> None:
    """Act the scene on a copy of the store."""
    (DOCS / "compare").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        shutil.copytree(sys.argv[1], store)
        terminal = Terminal(["mnist-lab", "--store", str(store)])
        try:
            play(terminal, Recording(), SCENE)
        finally:
            terminal.close()


if __name__ == "__main__":
    main()
