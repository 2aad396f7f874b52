"""Reads a run for whoever shows it."""

from __future__ import annotations

from mnist_lab.domain.runs.run import Run
from mnist_lab.services.session import Session
from mnist_lab.tui.controllers.ports import Notices
from mnist_lab_store.errors import RunMissing, StoreError


def read_run(session: Session, notices: Notices, run_id: str) -> Run | None:
    """Return the run with its epochs, or None if it is gone, or cannot be read, which is reported."""
    try:
        return session.kept.run(run_id)
    except RunMissing:
        return None  # deleted since; the next look at the store reports that
    except StoreError as error:
        notices.error(str(error))
        return None
