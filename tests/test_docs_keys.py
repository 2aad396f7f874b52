"""The page of the keys is up to date: its table lists the bindings."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

from mnist_lab.tui.app import LabApp
from mnist_lab.tui.batches.batch_actions import BatchActions
from mnist_lab.tui.batches.batch_list import BatchList
from mnist_lab.tui.charts.loss_chart import LossChart
from mnist_lab.tui.compare.chart_actions import ChartActions
from mnist_lab.tui.compare.metric_actions import MetricActions
from mnist_lab.tui.compare.screen import CompareScreen
from mnist_lab.tui.compare.side_actions import SideActions
from mnist_lab.tui.compare.side_list import SideList
from mnist_lab.tui.dialogs.command_dialog import CommandDialog
from mnist_lab.tui.dialogs.long_training_dialog import LongTrainingDialog
from mnist_lab.tui.dialogs.quit_dialog import QuitDialog
from mnist_lab.tui.dialogs.replace_dialog import ReplaceDialog
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.dialogs.write_dialog import WriteDialog
from mnist_lab.tui.labs.group_comparing import GroupComparing
from mnist_lab.tui.labs.group_table import GroupTable
from mnist_lab.tui.labs.hypothesis_dialog import HypothesisDialog
from mnist_lab.tui.labs.lab_actions import LabActions
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.question_list import QuestionList
from mnist_lab.tui.runs.choice_actions import ChoiceActions
from mnist_lab.tui.runs.columns_dialog import ColumnsDialog
from mnist_lab.tui.runs.cursor_actions import CursorActions
from mnist_lab.tui.runs.edit_actions import EditActions
from mnist_lab.tui.runs.filter_actions import FilterActions
from mnist_lab.tui.runs.filter_field import FilterField
from mnist_lab.tui.runs.mark_actions import MarkActions
from mnist_lab.tui.runs.purge_dialog import PurgeDialog
from mnist_lab.tui.runs.run_actions import RunActions
from mnist_lab.tui.runs.run_page import RunPage
from mnist_lab.tui.runs.saved_view_actions import SavedViewActions
from mnist_lab.tui.runs.sort_actions import SortActions
from mnist_lab.tui.runs.tick_list import TickList
from mnist_lab.tui.runs.trash_dialog import TrashDialog
from mnist_lab.tui.runs.value_actions import ValueActions
from mnist_lab.tui.runs.view_actions import ViewActions
from mnist_lab.tui.runs.views_dialog import ViewsDialog
from mnist_lab.tui.sweeps.result_actions import ResultActions
from mnist_lab.tui.sweeps.screen import SweepsScreen
from mnist_lab.tui.sweeps.setup_screen import SweepSetUp
from mnist_lab.tui.sweeps.sweep_actions import SweepActions
from mnist_lab.tui.sweeps.sweep_screen import SweepScreen
from mnist_lab.tui.sweeps.ticked_list import TickedList
from mnist_lab.tui.train.form_actions import FormActions
from mnist_lab.tui.train.queue_list import QueueList
from mnist_lab.tui.train.shown_run_actions import ShownRunActions
from mnist_lab.tui.train.spec_form import SpecForm
from mnist_lab.tui.widgets.export_actions import ExportActions
from mnist_lab.tui.widgets.live_actions import LiveActions
from mnist_lab.tui.widgets.pane_actions import PaneActions
from mnist_lab.tui.widgets.undo_actions import UndoActions

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"

PLACES: dict[str, type[DOMNode]] = {
    "everywhere": LabApp,
    "a run in training": LiveActions,
    "undoing": UndoActions,
    "panes": PaneActions,
    "Train": FormActions,
    "the run on Train": ShownRunActions,
    "form": SpecForm,
    "queue": QueueList,
    "charts": LossChart,
    "Runs": RunActions,
    "table": CursorActions,
    "sorting": SortActions,
    "a run's page": RunPage,
    "values": ValueActions,
    "what is shown": ViewActions,
    "marks": MarkActions,
    "writing": ExportActions,
    "what to write": WriteDialog,
    "replacing": ReplaceDialog,
    "the command": CommandDialog,
    "saved views": SavedViewActions,
    "views": ViewsDialog,
    "columns and groups": ChoiceActions,
    "filtering": FilterActions,
    "filter": FilterField,
    "choosing columns": ColumnsDialog,
    "lists with ticks": TickList,
    "edits": EditActions,
    "trash": TrashDialog,
    "purging": PurgeDialog,
    "Compare": CompareScreen,
    "a side of Compare": SideActions,
    "the chart of Compare": ChartActions,
    "the figure of Compare": MetricActions,
    "sides": SideList,
    "Labs and Sweeps": BatchList,
    "all labs": BatchActions,
    "a lab": LabActions,
    "comparing a lab": GroupComparing,
    "opened lab": LabScreen,
    "groups": GroupTable,
    "sweeps": SweepsScreen,
    "a sweep": SweepActions,
    "its result": ResultActions,
    "opened sweep": SweepScreen,
    "setting up a sweep": SweepSetUp,
    "ticking values": TickedList,
    "guessing": QuestionList,
    "the guesses": HypothesisDialog,
    "verdict": VerdictDialog,
    "starting": LongTrainingDialog,
    "quitting": QuitDialog,
}

SIGNS = {
    "question_mark": "?",
    "full_stop": ".",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "page up",
    "pagedown": "page down",
    "plus": "+",
    "colon": ":",
    "minus": "-",
    "slash": "/",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}


def keys_of(place: type[DOMNode]) -> str:
    """The cell of the table: each key with what it does."""
    parts = []
    for binding in place.BINDINGS:
        assert isinstance(binding, Binding)
        if binding.id is not None:
            keys = " ".join(f"`{sign(key)}`" for key in binding.key.split(","))
            parts.append(f"{keys} {binding.description[:1].lower()}{binding.description[1:]}")
    return " · ".join(parts)


def sign(key: str) -> str:
    shown = SIGNS.get(key, key)
    return shown.upper() if shown[:1] == "f" and shown[1:].isdigit() else shown


@pytest.mark.parametrize("where", PLACES)
def test_the_key_table_lists_the_bindings(where: str) -> None:
    row = f"| {where} | {keys_of(PLACES[where])} |"
    assert row in PAGE.read_text(encoding="utf-8").splitlines(), f"docs/keys.md should have the row\n{row}"
