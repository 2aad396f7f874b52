"""The line on top: name, modes, what is running, device."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual.reactive import reactive
from textual.timer import Timer

from mnist_lab.domain.formatting.text_cleaning import shortened
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.tui.key_names import key_hint
from mnist_lab.tui.state.app_state import AppState
from mnist_lab.tui.state.modes import ANYWHERE, MODES, Mode
from mnist_lab.tui.widgets.clickable_line import ClickableLine, Part, width_of

AFTER_EPOCH = "after this epoch"
LONGEST_DIGITS = 24
"""The most cells for the name of the digits."""


class TopBar(ClickableLine):
    """Shows the modes, what is read or active with its seconds, and what it runs on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "top-bar--name",
        "top-bar--mode",
        "top-bar--mode-here",
        "top-bar--busy",
        "top-bar--dim",
    }

    state: reactive[AppState] = reactive(AppState(), repaint=False)

    def __init__(self, mode: str, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._mode = mode
        self._clock = clock
        self._ticking: Timer | None = None

    def on_mount(self) -> None:
        """Count the seconds while something is prepared."""
        self._ticking = self.set_interval(1, self.refresh, pause=True)
        self._watch_state()

    def _watch_state(self) -> None:
        """Tick only while there are seconds to show."""
        run = self.state.live
        if self._ticking is not None:
            if run is not None and isinstance(run.stage, events.Loading | events.Compiling):
                self._ticking.resume()
            else:
                self._ticking.pause()
        self.refresh_if_changed()

    def left(self) -> list[Part]:
        """Return the name and the modes, in the widest form that leaves room for what is active."""
        return self._fitted()[0]

    def right(self) -> list[Part]:
        """Return what is active, how many wait, digits other than MNIST, and the device, as far as that fits."""
        left, busy_text = self._fitted()
        busy = Part(busy_text, "top-bar--busy")
        for about in (f"{self._digits}   {self.state.device}", self._digits):
            parts = [busy, Part(about, "top-bar--dim"), Part(" ")]
            if width_of([*left, *parts]) < self.size.width:
                return parts
        return [busy, Part(" ")]

    def _fitted(self) -> tuple[list[Part], str]:
        """Return name and modes, and what is active, each in the widest form that leaves room for the other.

        The name of the app gives way to that of the digits, too.
        """
        modes = self._modes(is_short=False)
        busy_texts = self._busy_texts()
        for busy in busy_texts:
            named, unnamed = [Part(" MNIST Lab ", "top-bar--name"), Part(" "), *modes], [Part(" "), *modes]
            for form, beside in ((named, busy + self._digits), (unnamed, busy)):
                if self._fits(form, beside):
                    return form, busy
        short = self._modes(is_short=True)
        for form in ([Part(" "), *short], short, [part for part in short if part.text != ANYWHERE]):
            for busy in busy_texts:
                if self._fits(form, busy):
                    return form, busy
        return form, busy

    @property
    def _digits(self) -> str:
        """Return the name of the digits if they are not MNIST, set off from what is before it."""
        return f"   {shortened(self.state.other_digits, LONGEST_DIGITS)}" if self.state.other_digits else ""

    def _fits(self, form: list[Part], beside: str) -> bool:
        """Return whether both have room, with a cell between them and one behind."""
        return width_of(form) + cell_len(beside) + 2 <= self.size.width

    def _modes(self, *, is_short: bool) -> list[Part]:
        """Return every mode with its key, in short only the one here with its name.

        What the keys have in common, `alt+`, is written once. It is always there: the form takes plain digits.
        """
        keys = [self._key(mode) for mode in MODES]
        parts = []
        if all(key.startswith(ANYWHERE) for key in keys):
            keys = [key.removeprefix(ANYWHERE) for key in keys]
            parts = [Part(ANYWHERE, "top-bar--dim")]
        for mode, key in zip(MODES, keys, strict=True):
            here = mode.name == self._mode
            text = f" {key} " if is_short and not here else f" {key} {mode.title} "
            parts += [Part(text, "top-bar--mode-here" if here else "top-bar--mode", f"app.{mode.action}"), Part(" ")]
        return parts[:-1]

    def _key(self, mode: Mode) -> str:
        """Return the key that the user chose for a mode, or else the one that works anywhere."""
        return key_hint(self.app, mode.binding_id, "") or key_hint(self.app, mode.anywhere_id, mode.key_anywhere)

    def _busy_texts(self) -> list[str]:
        """Return what is active, from the longest form: without room it says less of a run elsewhere or of a stop.

        While TensorFlow loads, for seconds, the names of the modes are not given up for the number of runs that wait.
        """
        run, queued = self.state.live, len(self.state.queue)
        active, queue = self._several or self._under_way(run), f"{queued} queued" if queued else ""
        forms = [f"{active} by {run.holder}", f"{active} elsewhere"] if run and run.holder else [active]
        forms.append(forms[-1].replace(f" {AFTER_EPOCH}", ""))
        texts = [" · ".join(filter(None, (store, form, queue))) for store in self._of_store() for form in forms]
        return [*texts, active] if run is not None and isinstance(run.stage, events.Loading) else texts

    def _of_store(self) -> list[str]:
        """Return what is done to the kept runs, the longest form first; one empty text if nothing is."""
        if self.state.reading is not None:
            done, of = self.state.reading
            return [f"◐ reading {done:,} of {of:,} runs"]
        if self.state.judging is not None:
            done, of = self.state.judging
            percent = f"{done * 100 // of:>2} %"
            return [f"◐ judging {of:,} runs by new rules: {percent}", f"◐ judging runs: {percent}", f"◐ {percent}"]
        return [""]

    @property
    def _several(self) -> str:
        """Return how many runs train here if they are several; else nothing."""
        active, run = self.state.active, self.state.live
        if len(active) < 2 or run is None or run.holder:
            return ""
        paused = sum(each.state is RunState.PAUSED for each in active)
        return f"‖ {paused} of {len(active)} paused" if paused else f"● {len(active)} training"

    def _under_way(self, run: Run | None) -> str:
        if run is None:
            return ""
        if run.state is not RunState.PAUSED and isinstance(run.stage, events.Loading | events.Compiling):
            what = "loading TensorFlow" if isinstance(run.stage, events.Loading) else "compiling"
            return f"◐ {what}, {self._clock() - self.state.stage_began:.0f} s"
        of = str(run.spec.epochs)
        place = f"{min(len(run.epochs) + 1, run.spec.epochs):>{len(of)}}/{of}"  # as wide in every epoch
        if run.stop_asked is not None:
            return f"● stopping {'now' if run.stop_asked.now else AFTER_EPOCH} {place}"
        if run.state is RunState.PAUSED:
            return f"‖ paused {place}"
        return f"● training {place}"
