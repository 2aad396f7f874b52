"""The figures below the chart, and the name of their run."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab_themes import DARK, STYLESHEETS, variables_of
from support.fakes import a_history
from support.run_examples import a_run


class FiguresApp(App[None]):
    CSS_PATH: ClassVar = list(STYLESHEETS)
    CSS = "RunFigures { border-top: solid $rule; height: 4; }"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_of(DARK.colours)

    def compose(self) -> ComposeResult:
        yield RunFigures()


def of_seed(seed: int, state: RunState = RunState.RUNNING, **changes: object) -> Run:
    run = a_run(a_history([0.1]), state)
    return run.model_copy(update={"spec": RunSpec(seed=seed), **changes})


LONG = "a-name-that-has-no-room-beside-another-name-in-eighty-cells,-nor-by-itself"


@pytest.mark.parametrize(
    ("run", "next_run", "shown"),
    [
        (of_seed(2), None, "baseline, seed 2"),
        (of_seed(2), of_seed(3, RunState.QUEUED), "baseline, seed 2 · next: baseline, seed 3"),
        (of_seed(2, name="[red]x[/]"), None, "[red]x[/], seed 2"),
        (of_seed(2, name=LONG), of_seed(3), f"{LONG[:67]}…, seed 2"),
        (of_seed(2), of_seed(3, name=LONG), f"baseline, seed 2 · next: {LONG[:42]}…, seed 3"),
    ],
    ids=["alone", "one waits", "brackets", "long", "the next is long"],
)
async def test_the_border_names_the_run_and_the_next_one_with_their_seeds(
    run: Run, next_run: Run | None, shown: str
) -> None:
    app = FiguresApp()
    async with app.run_test(size=(80, 24)) as pilot:
        figures = app.query_one(RunFigures)
        figures.run, figures.next_run = run, next_run
        await pilot.pause()
        assert app.screen._compositor.render_strips()[0].text.strip("─ ") == shown
        figures.run = None
        await pilot.pause()
        assert app.screen._compositor.render_strips()[0].text.strip("─ ") == ""


@pytest.mark.parametrize(
    ("run", "last_line"),
    [
        (
            of_seed(1, RunState.FINISHED, test_accuracy=0.978, test_accuracy_last=0.981, test_accuracy_before=0.1),
            "test accuracy 97.80 % as kept   last epoch 98.10 %   untrained 10.00 %",
        ),
        (of_seed(1, RunState.STOPPED), "Not scored on the test digits."),
        (of_seed(1, RunState.FAILED, error="The GPU is gone."), "The GPU is gone."),
    ],
)
async def test_the_last_line_is_the_test_accuracy_or_why_there_is_none(run: Run, last_line: str) -> None:
    app = FiguresApp()
    async with app.run_test(size=(100, 24)) as pilot:
        figures = app.query_one(RunFigures)
        figures.run = run
        await pilot.pause()
        assert figures.render().plain.split("\n")[-1] == last_line
