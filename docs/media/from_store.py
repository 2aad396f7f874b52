"""Take the pictures of docs/compare.md or docs/sweeps.md from the real app, on a copy of a store.

    pip install '.[docs]' && python docs/media/from_store.py compare|sweep STORE

`compare` needs some groups of repeats: it shows how to find out which of the runs is best, by how much, and whether the
difference is real. `sweep` shows the newest sweep, which must be done.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from record import DOCS, Look, Press, Recording, Shot, Step, Terminal, Until, play

RIGHT = "\x1b[C"
COMPARE: tuple[Step, ...] = (
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
SWEEP: tuple[Step, ...] = (
    Until("1 Train"),
    Look(1.0),
    Press(("\x1b5",)),
    Until("fresh seeds"),
    Press(("\r",)),
    Until("trial"),
    Look(1.0),
    Shot("sweep.png"),
)
SCENES = {"compare": COMPARE, "sweep": SWEEP}


def main() -> None:
    """Act the scene on a copy of the store."""
    (DOCS / "compare").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        shutil.copytree(sys.argv[2], store)
        terminal = Terminal(["mnist-lab", "--store", str(store)])
        try:
            play(terminal, Recording(), SCENES[sys.argv[1]])
        finally:
            terminal.close()


if __name__ == "__main__":
    main()
