"""What a person does with a lab by keys: the list of labs and an opened one have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.reactive import var
from textual.screen import Screen

from mnist_lab.domain.lab_progress import LabProgress, progress_of
from mnist_lab.domain.lab_report import report_name
from mnist_lab.domain.lab_standing import LabsPicture, LabStanding
from mnist_lab.domain.labs import Terms
from mnist_lab.domain.order import MOST_REPEATS
from mnist_lab.domain.prediction import Prediction
from mnist_lab.domain.state import LabState
from mnist_lab.lab_messages import LabAsked, Predicted, ReportAsked, TermsAsked
from mnist_lab.screens.predict import PredictScreen
from mnist_lab.screens.train import TrainScreen
from mnist_lab.screens.write import LineScreen
from mnist_lab.widgets.queue_list import QueueList


class LabKeys(Screen[None]):
    """A screen with a lab that can be run, predicted, lengthened, written down and taken out of the queue."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f5,ctrl+r", "run_lab", "run", id="lab.run"),
        Binding("space", "ask_pause", "pause/go on", id="live.pause"),
        Binding("full_stop", "ask_stop(False)", "stop after epoch", id="live.stop_after_epoch"),
        Binding("X", "ask_stop(True)", "stop now", id="live.stop_now"),
        Binding("D", "take_out", "take out", id="lab.out"),
        Binding("P", "predict", "predict", id="lab.predict"),
        Binding("w", "write", "write", id="lab.write"),
        Binding("plus", "change_repeats(1)", "more repeats", key_display="+", id="lab.more"),
        Binding("minus", "change_repeats(-1)", "Fewer repeats", key_display="-", show=False, id="lab.fewer"),
        Binding("e", "toggle_quick", "quick/full", id="lab.quick"),
    ]

    # vars and no reactives, which would have the whole screen drawn anew at each change
    state: var[LabState] = var(LabState(), init=False)
    picture: var[LabsPicture | None] = var(None, init=False)

    def __init__(self, state: LabState, picture: LabsPicture | None, folder: str) -> None:
        super().__init__()
        self.set_reactive(LabKeys.state, state)
        self.set_reactive(LabKeys.picture, picture)
        self.folder = folder
        self._terms_asked: Terms | None = None
        self._reckoned: tuple[LabStanding, LabState, LabProgress] | None = None

    @property
    def name_here(self) -> str:
        """The lab that the keys are for."""
        raise NotImplementedError

    @property
    def standing(self) -> LabStanding | None:
        """How that lab stands; None before that is known."""
        return self.picture.standings[self.name_here] if self.picture is not None else None

    @property
    def can_show(self) -> bool:
        """Whether there are widgets to show something, not being taken down, and in a mode that is looked at."""
        return self.is_mounted and self.is_attached and self in self.app.screen_stack

    @property
    def terms(self) -> Terms:
        """The terms that a person went to last, though the labs may not have been looked at on them yet."""
        assert self.picture is not None
        asked = self._terms_asked
        return asked if asked is not None else self.picture.terms

    @property
    def progress(self) -> LabProgress | None:
        """How far that lab is, reckoned once a moment; None before that is known."""
        standing, state, reckoned = self.standing, self.state, self._reckoned
        if standing is None:
            return None
        if reckoned is None or reckoned[0] is not standing or reckoned[1] is not state:
            progress = progress_of(standing.plan, state.run, state.queue, state.paces, state.training_digits)
            reckoned = self._reckoned = standing, state, progress
        return reckoned[2]

    def watch_picture(self) -> None:
        """Go by the picture's terms once it has those asked for."""
        if self.picture is not None and self.picture.terms == self._terms_asked:
            self._terms_asked = None
        if self.can_show:
            self.show_picture()

    def watch_state(self) -> None:
        """Show the new moment, once there are widgets to show it."""
        if self.can_show:
            self.show_state()

    def on_screen_resume(self) -> None:
        """Show what has come about while something else was looked at."""
        if self.can_show:
            self.show_picture()

    def show_picture(self) -> None:
        """Show how the labs stand."""

    def show_state(self) -> None:
        """Show the moment."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Offer what can be done with the lab as it stands."""
        if action in {"ask_pause", "ask_stop"}:
            return self.state.is_training
        progress, standing = self.progress, self.standing
        if progress is None or standing is None:
            return action not in {"run_lab", "take_out", "predict", "write", "change_repeats", "toggle_quick"}
        if action == "run_lab":
            return progress.unasked > 0
        if action == "take_out":
            return bool(progress.waiting)
        return standing.is_begun if action == "write" else True

    def action_run_lab(self) -> None:
        """Ask for what is missing to be trained."""
        if self.picture is not None:
            self.post_message(LabAsked(self.name_here, self.terms))

    def action_ask_pause(self) -> None:
        """Ask for a rest or its end."""
        self.post_message(TrainScreen.PauseAsked())

    def action_ask_stop(self, now: bool) -> None:
        """Ask for the end of the run under way."""
        self.post_message(TrainScreen.StopAsked(now))

    def action_take_out(self) -> None:
        """Ask for the lab's waiting runs to wait no longer, the last one first, so that none begins meanwhile."""
        if self.progress is not None:
            for run in reversed(self.progress.waiting):
                self.post_message(QueueList.TakeOutAsked(run.id))

    def action_change_repeats(self, by: int) -> None:
        """One more repeat of every group, trained at once where all others are, or fewer to look at."""
        progress = self.progress
        if progress is not None:
            terms = replace(self.terms, repeats=max(1, min(self.terms.repeats + by, MOST_REPEATS)))
            self._go_to(terms, train=by > 0 and progress.unasked == 0)

    def action_toggle_quick(self) -> None:
        """Go to few epochs on few digits, or back to the post's."""
        if self.picture is not None:
            self._go_to(self.terms.as_the_post() if self.terms.is_quick else self.terms.quick())

    def action_predict(self) -> None:
        """Ask what will happen; where it is known already, say so."""
        standing = self.standing
        if standing is None:
            return
        if not standing.unknown:
            self.notify("Nothing is left to predict: the results are here already.", markup=False)
            return
        self.app.push_screen(PredictScreen(standing.unknown, datetime.now(UTC), standing.terms), self._keep)

    def action_write(self) -> None:
        """Ask where the report should go."""
        standing = self.standing
        if standing is None:
            return
        name = report_name(standing.results)
        hint = f"{name}.md and its curves as SVG go there; files of the same names are replaced."

        def write(folder: str | None) -> None:
            if folder and folder.strip():
                self.folder = folder.strip()
                self.post_message(ReportAsked(standing.results, self.folder))

        self.app.push_screen(LineScreen("Into which folder?", self.folder, hint), write)

    def _go_to(self, terms: Terms, *, train: bool = False) -> None:
        self._terms_asked = terms
        self.post_message(TermsAsked(terms, self.name_here if train else ""))

    def _keep(self, predictions: tuple[Prediction, ...] | None) -> None:
        if predictions:
            self.post_message(Predicted(predictions))
