"""What controllers need, for tests without an app."""

from __future__ import annotations

from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.ports import Notices, Ports
from mnist_lab.tui.state.app_model import AppModel
from mnist_lab.util.background import Background, InOrder
from support.background import Later
from support.notices import HeardNotices, usual_key


def ports(
    session: Session,
    background: Background,
    *,
    notices: Notices | None = None,
    model: AppModel | None = None,
    timers: Later | None = None,
) -> Ports:
    """Return ports whose jobs run in `background`, and whose timers wait in `timers`."""
    timers = timers or Later()
    return Ports(
        session,
        model or AppModel("here"),
        notices or HeardNotices(),
        background,
        InOrder(background).submit,
        lambda _, job: timers(job),
        usual_key,
    )
