"""Record the demo of the README from the real app: a GIF, an asciicast, and a picture of a lab.

    pip install '.[docs]' && python docs/media/record.py

It runs `mnist-lab` in a pseudo-terminal on an empty store, presses the keys of `SCENE`, and waits for what the screen
shows. Where it waits for networks to train, the recording is faster than the app was.
"""

from __future__ import annotations

import json
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fcntl import ioctl
from pathlib import Path
from termios import TIOCSWINSZ

import pyte
from drawing import picture_of
from PIL import Image

DOCS = Path(__file__).parents[1]
COLUMNS, ROWS = 100, 30
FRAME = 0.1
"""The shortest time between two pictures of the GIF, in seconds of the recording."""
PATIENCE = 900.0
COLOURS = 48


@dataclass(frozen=True)
class Press:
    """Keys, one after the other, each followed by a pause."""

    keys: tuple[str, ...]
    pause: float = 0.35


@dataclass(frozen=True)
class Look:
    """Show the screen for this many seconds."""

    seconds: float


@dataclass(frozen=True)
class Until:
    """Wait until this is on the screen; in the recording it takes at most this many seconds."""

    text: str
    seconds: float = 1.0


@dataclass(frozen=True)
class Shot:
    """Write the screen as a PNG of this name."""

    name: str


Step = Press | Look | Until | Shot

F5, ENTER, ESCAPE, DOWN, LEFT = "\x1b[15~", "\r", "\x1b", "\x1b[B", "\x1b[D"
SCENE = (
    Until("seven experiments", 0.2),
    Look(3.0),
    Press((F5,)),
    Until("epoch 1 of 10"),
    Until("test accuracy", 6.0),
    Look(2.0),
    Press(("v",)),
    Look(3.0),
    Press((ESCAPE,)),
    Press((DOWN, "6", "4", ENTER)),
    Look(0.5),
    Press((F5,)),
    Until("epoch 1 of 10"),
    Until("test accuracy", 4.0),
    Look(2.0),
    Press(("\x1b2",)),
    Look(2.5),
    Press(("\x1b4",)),
    Until("to train"),
    Look(1.0),
    Press((DOWN,) * 5, 0.2),
    Press((ENTER,)),
    Look(0.5),
    Press(("B",)),
    Until("with 5 epochs"),
    Press((F5,)),
    Until("all 10 runs are kept", 4.0),
    Look(4.0),
    Shot("lab.png"),
    Press(("d",)),
    Until("evidence against A"),
    Look(3.0),
    Press((LEFT, LEFT, LEFT), 0.8),
    Press(("m",)),
    Look(2.5),
    Press(("f",)),
    Look(2.5),
)


@dataclass
class Recording:
    """What the app wrote, with the seconds of the recording, and the screen that it makes."""

    events: list[tuple[float, str]] = field(default_factory=list)
    now: float = 0.0
    screen: pyte.Screen = field(default_factory=lambda: pyte.Screen(COLUMNS, ROWS))

    def __post_init__(self) -> None:
        self.stream = pyte.Stream(self.screen)

    def take(self, text: str, seconds: float) -> None:
        """Add what the app wrote `seconds` after the last."""
        self.now += seconds
        if text:
            self.events.append((self.now, text))
            self.stream.feed(text)

    def shorten(self, since: float, seconds: float) -> None:
        """Shorten what was added since then to at most this many seconds."""
        factor = min(1.0, seconds / max(self.now - since, 0.001))
        self.events = [(since + (at - since) * factor if at > since else at, text) for at, text in self.events]
        self.now = since + (self.now - since) * factor


class Terminal:
    """The app in a pseudo-terminal."""

    def __init__(self, command: list[str]) -> None:
        self._pid, self._file = pty.fork()
        if self._pid == 0:
            os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
            os.execvp(command[0], command)
        ioctl(self._file, TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._rest = b""

    def write(self, keys: str) -> None:
        """Press keys."""
        os.write(self._file, keys.encode())

    def read(self, seconds: float) -> str:
        """Return what the app writes within this many seconds, as soon as it writes; whole characters only."""
        if not select.select([self._file], [], [], seconds)[0]:
            return ""
        data = self._rest + os.read(self._file, 65536)
        text = data.decode("utf-8", "ignore")
        self._rest = data[len(text.encode()) :]
        return text

    def close(self) -> None:
        """End the app as a lost terminal does."""
        os.close(self._file)
        os.waitpid(self._pid, 0)


def play(terminal: Terminal, recording: Recording, scene: tuple[Step, ...]) -> None:
    """Act the scene, and record it."""
    for step in scene:
        match step:
            case Press(keys, pause):
                for key in keys:
                    terminal.write(key)
                    _show(terminal, recording, pause)
            case Look(seconds):
                _show(terminal, recording, seconds)
            case Until(text, seconds):
                since = recording.now
                _wait(terminal, recording, text)
                recording.shorten(since, seconds)
            case Shot(name):
                picture = picture_of(recording.screen).quantize(COLOURS, dither=Image.Dither.NONE)
                picture.save(DOCS / name, optimize=True)


def _show(terminal: Terminal, recording: Recording, seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        began = time.monotonic()
        text = terminal.read(left)
        recording.take(text, time.monotonic() - began)


def _wait(terminal: Terminal, recording: Recording, text: str) -> None:
    end = time.monotonic() + PATIENCE
    while not any(text in line for line in recording.screen.display):
        if time.monotonic() > end:
            sys.exit(f"“{text}” did not come:\n" + "\n".join(recording.screen.display))
        began = time.monotonic()
        written = terminal.read(0.5)
        recording.take(written, time.monotonic() - began)


def write_cast(recording: Recording, path: Path) -> None:
    """Write an asciicast, version 2."""
    header = {"version": 2, "width": COLUMNS, "height": ROWS, "title": "MNIST Lab"}
    lines = [json.dumps(header), *(json.dumps([round(at, 3), "o", text]) for at, text in recording.events)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def frames_of(recording: Recording) -> Iterator[tuple[float, Image.Image]]:
    """Yield each picture with the second at which it is first shown."""
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.Stream(screen)
    due = 0.0
    changed = False
    for at, text in recording.events:
        if changed and at >= due and any(line.strip() for line in screen.display):
            yield due, picture_of(screen)
            changed, due = False, max(due + FRAME, at)
        stream.feed(text)
        changed = True
    yield due, picture_of(screen)


def write_gif(recording: Recording, path: Path) -> None:
    """Write the pictures as a GIF with one palette for all of them."""
    shown = [*frames_of(recording)]
    palette = shown[-1][1].quantize(COLOURS, dither=Image.Dither.NONE)
    pictures = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for _, picture in shown]
    ends = [*(at for at, _ in shown[1:]), recording.now]
    lengths = [max(round((end - at) * 1000), 20) for (at, _), end in zip(shown, ends, strict=True)]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=lengths, loop=0, optimize=True)


def main() -> None:
    """Record the scene, and write what is made of it."""
    recording = Recording()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["mnist-lab", "--version"], check=True)
        terminal = Terminal(["mnist-lab", "--store", folder])
        try:
            play(terminal, recording, SCENE)
        finally:
            terminal.close()
    write_cast(recording, DOCS / "demo.cast")
    write_gif(recording, DOCS / "demo.gif")
    print(f"{recording.now:.0f} s, {len(recording.events)} events, {(DOCS / 'demo.gif').stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
