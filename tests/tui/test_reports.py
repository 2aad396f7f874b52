"""Every report of the session and of the jobs in the background is served."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.reports import SessionReports, served_reports
from mnist_lab.tui.state.messages import Report, TrashLoaded
from mnist_lab.tui.state.modes import MODES
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS
from support.fakes import ScriptedTrainer
from support.subclasses import all_below


def app_without_screens(folder: Path) -> LabApp:
    return LabApp(Session(ScriptedTrainer(), RunStore(folder), lambda: DIGITS))


def test_every_report_is_served(tmp_path: Path) -> None:
    assert [mode.module for mode in MODES]  # imports the screens of all modes
    app = app_without_screens(tmp_path)
    assert served_reports(app).types == all_below(Report)


def test_the_trash_may_have_been_read_when_the_last_screen_is_closed(tmp_path: Path) -> None:
    app = app_without_screens(tmp_path)
    assert not app.screen_stack
    SessionReports(app).trash_loaded(TrashLoaded((), opens=False))
