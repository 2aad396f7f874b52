"""Every report of the session and of the jobs in the background is served."""

from __future__ import annotations

from pathlib import Path

from mnist_lab.services.session import Session
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.reports import served_reports
from mnist_lab.tui.state.messages import Report
from mnist_lab.tui.state.modes import MODES
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS
from support.fakes import ScriptedTrainer
from support.subclasses import all_below


def test_every_report_is_served(tmp_path: Path) -> None:
    assert [mode.module for mode in MODES]  # imports the screens of all modes
    app = LabApp(Session(ScriptedTrainer(), RunStore(tmp_path), lambda: DIGITS))
    assert served_reports(app).types == all_below(Report)
