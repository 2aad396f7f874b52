"""What the app does right after its first frame, so that no key waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mnist_lab.tui.state import messages
from mnist_lab.tui.state.modes import import_modes
from mnist_lab.util.gc_control import resume_collecting

if TYPE_CHECKING:
    from mnist_lab.tui.app import LabApp


def prepare(app: LabApp) -> None:
    """Find the device, check the keys that users chose, import all modes and read the digits."""
    resume_collecting()
    app.in_background(lambda: app.post_message(messages.DeviceDetected(app.session.likely_device())))
    if app.configuration.keys:
        app.in_background(lambda: _check_keys(app))
    app.in_background(import_modes)
    app.saved_views.read()
    app.reader.load_digits(lambda count, dataset: app.post_message(messages.DigitsLoaded(count, dataset)))


def _check_keys(app: LabApp) -> None:
    from mnist_lab.tui.keymap import checked_keymap  # which imports all screens

    app.post_message(messages.KeysChecked(checked_keymap(app.configuration.keys)))
