"""What controllers need of whoever runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from mnist_lab.util.background import Background, Job

if TYPE_CHECKING:
    from mnist_lab.services.session import Session
    from mnist_lab.tui.state.app_model import AppModel

KeyHint = Callable[[str, str], str]
"""Returns how the key of an action is written, given its id and its usual key."""


class Notices(Protocol):
    """Says things to the user; callable on any thread."""

    def error(self, sentence: str) -> None:
        """Say that something failed; it stays until it is read."""

    def notice(self, sentence: str) -> None:
        """Say what the user waits for."""

    def flash(self, sentence: str) -> None:
        """Say what a key just did: briefly, replacing the last such sentence."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The session, the model, and what the app does for its controllers.

    `background` runs a job on another thread, and `in_order` does after all jobs before it, so that runs queue in the
    order of the keys; `later` runs a job on this thread after so many seconds.
    """

    session: Session
    model: AppModel
    notices: Notices
    background: Background
    in_order: Background
    later: Callable[[float, Job], object]
    key: KeyHint
