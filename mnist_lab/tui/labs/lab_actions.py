"""What a person does with a lab by keys besides running it: the list of labs and an opened one have them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from mnist_lab.domain.experiments.plan import Plan, anywhere
from mnist_lab.domain.labs.definitions import ALL, LABS, Terms, groups_in
from mnist_lab.domain.labs.hypotheses import Prediction
from mnist_lab.domain.labs.report import report_name
from mnist_lab.domain.labs.screen_text import kept_words
from mnist_lab.domain.labs.status import LabsPicture, LabStanding
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.batches.batch_actions import BatchKeys
from mnist_lab.tui.dialogs.edit_text_dialog import LineScreen
from mnist_lab.tui.labs.hypothesis_dialog import PredictScreen
from mnist_lab.tui.state.app_state import LabState
from mnist_lab.tui.state.lab_messages import Predicted, ReportAsked


class LabKeys(BatchKeys):
    """A screen with a lab whose results can be predicted and written down; reports go into `folder`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("P", "predict", "predict", id="lab.predict"),
        Binding("w", "write", "write", id="lab.write"),
    ]

    def __init__(self, state: LabState, picture: LabsPicture | None, folder: str) -> None:
        super().__init__(state, picture)
        self.folder = folder

    @property
    def name_here(self) -> str:
        """The lab that the keys are for."""
        raise NotImplementedError

    @property
    def standing(self) -> LabStanding | None:
        """How that lab stands; None before that is known, and where there is no lab."""
        return self.picture.standings.get(self.name_here) if self.picture is not None else None

    @property
    def plan_here(self) -> Plan | None:
        """The runs of that lab."""
        return self.standing.plan if self.standing is not None else None

    @property
    def waiting_here(self) -> tuple[Run, ...]:
        """The waiting runs of that lab; without the baseline's, where those of another lab wait for it too."""
        waiting, standing = super().waiting_here, self.standing
        if standing is None or self.picture is None:
            return waiting
        own = {anywhere(run.spec) for run in waiting}
        of_labs = {anywhere(spec) for spec in self.picture.standings[ALL].plan.missing}
        if any(anywhere(run.spec) in of_labs - own for run in self.state.queue):
            shared = {anywhere(spec) for spec in standing.plan.groups[0].missing}
            return tuple(run for run in waiting if anywhere(run.spec) not in shared)
        return waiting

    def groups_on(self, terms: Terms) -> tuple[tuple[str, RunSpec], ...]:
        """The groups of that lab on these terms."""
        return tuple((group.label, terms.spec(group)) for group in groups_in(LABS[self.name_here]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to predict where there is a lab, and to write where it has a run."""
        if action in {"predict", "write"}:
            standing = self.standing
            return standing is not None and (bool(standing.unknown) if action == "predict" else standing.is_begun)
        return super().check_action(action, parameters)

    def action_predict(self) -> None:
        """Ask what will happen, as far as it is not known already."""
        standing = self.standing
        assert standing is not None
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

        self.app.push_screen(LineScreen("Into which folder?", self.folder, hint, verb="write"), write)

    def _keep(self, predictions: tuple[Prediction, ...] | None) -> None:
        if predictions:
            self.post_message(Predicted(predictions))
            self.say(kept_words(predictions))
