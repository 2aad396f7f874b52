"""Messages that the app handles for several screens: what the session reports, and what users ask for.

Light: nothing here imports the labs, whose screens are loaded when they are first opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.edits import EditOutcome
from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Dataset, Run
from mnist_lab.domain.tables.run_summary import Summary

if TYPE_CHECKING:
    from mnist_lab.domain.evidence.follow_up import FollowUp
    from mnist_lab.tui.key_names import Keymap


class Report(Message):
    """Something that has happened; `mnist_lab/tui/reports.py` says what the app does then."""


class Request(Message):
    """Something that the user wants; `mnist_lab/tui/requests.py` says which controller does it."""


@dataclass
class RunChanged(Report):
    """A run is now as it is here."""

    run: Run


@dataclass
class QueueChanged(Report):
    """These runs wait, the next one first."""

    runs: tuple[Run, ...]


@dataclass
class RunsWithdrawn(Report):
    """These runs were taken out of the queue before they began, and are removed."""

    run_ids: tuple[str, ...]


@dataclass
class RunsLoaded(Report):
    """These are the kept runs now, whichever process changed them."""

    summaries: tuple[Summary, ...]


@dataclass
class RunsJudged(Report):
    """These kept runs have verdicts by the new rules now; so many are left to judge."""

    summaries: tuple[Summary, ...]
    left: int


@dataclass
class Reading(Report):
    """Some of the run files that must be read have been read."""

    done: int
    total: int


@dataclass
class KeysChecked(Report):
    """The keys that the user configured, without those that cannot work."""

    keymap: Keymap


@dataclass
class Edited(Report):
    """An edit was made; or it or something else was undone, redone or refused."""

    outcome: EditOutcome


@dataclass
class TrashLoaded(Report):
    """These runs are in the trash, the newest first; `opens` if the user asked to see them."""

    summaries: tuple[Summary, ...]
    opens: bool


@dataclass
class DigitsLoaded(Report):
    """The digits have been read: how many are for training, and the dataset that runs on them carry."""

    training_digits: int
    dataset: Dataset


@dataclass
class DeviceDetected(Report):
    """The device that runs will probably be trained on."""

    text: str


@dataclass
class RunFetched(Report):
    """A kept run has been read with its epochs; `first` is the run that it repeats, if it is a rerun of a kept one."""

    run: Run
    first: Run | None = None


@dataclass
class RunRecalled(Report):
    """The run that ended last before the app was opened has been read with its epochs."""

    run: Run


@dataclass
class FollowUpReady(Report):
    """What follows from a run that has ended has been computed."""

    follow_up: FollowUp


@dataclass
class ElsewhereRead(Report):
    """The run that another process trains, or trained, has been read with its epochs."""

    run: Run


@dataclass
class ElsewhereStopping(Report):
    """Another process was asked to stop its run; None if it does not answer."""

    run_id: str
    stopping: Stopping | None


@dataclass
class FlashRequested(Request):
    """Say what a key did, in one sentence that replaces the last one of its kind."""

    sentence: str


@dataclass
class ExitRequested(Request):
    """Leave the screen: the process is about to end."""


@dataclass
class ActiveRunRequested(Request):
    """Show another one of the active runs of this process, so many further."""

    by: int


@dataclass
class PauseRequested(Request):
    """Pause or resume an active run of this process; without its id all of them."""

    run_id: str | None = None


@dataclass
class StopRequested(Request):
    """Stop an active run of this process, now or after its epoch; without its id all of them."""

    now: bool
    run_id: str | None = None


@dataclass
class StopCallOffRequested(Request):
    """Call off the stop of an active run of this process after its epoch; without its id, of all."""

    run_id: str | None = None


@dataclass
class RemoteControlRequested(Request):
    """Ask the process that trains the run for something."""

    run_id: str
    request: ControlRequest


@dataclass
class WithdrawalRequested(Request):
    """Take waiting runs out of the queue."""

    run_ids: tuple[str, ...]


@dataclass
class UndoRequested(Request):
    """Undo what was last done to runs."""


@dataclass
class RedoRequested(Request):
    """Redo what was undone last."""


@dataclass
class ResumeRequested(Request):
    """Continue a run that ended before its time."""

    run_id: str


@dataclass
class GlossaryRequested(Request):
    """The user wants the glossary at the term of this name, or after something else explained: its name and meaning."""

    term: str = ""
    explained: tuple[str, str] | None = None


@dataclass
class VerdictRequested(Request):
    """Show the rule behind the verdict of a run."""

    run: Run


@dataclass
class GroupVerdictRequested(Request):
    """Show the rule behind the verdict of a group of repeats.

    `run` is the one whose verdict it is; `text` says so, and what the post reads off the group.
    """

    run: Run
    text: str
