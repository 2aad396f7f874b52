"""The figures below the chart, and the name of their run."""

from __future__ import annotations

import math
from typing import ClassVar

import pytest
from textual.app import App, ComposeResult

from mnist_lab.domain.runs.events import Stopping
from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.tui.widgets.run_figures import RunFigures
from mnist_lab_themes import DARK, STYLESHEETS, variables_of
from support.fakes import a_history
from support.run_examples import a_run, progress


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
    ("next_run", "shown"),
    [
        (None, ""),
        (of_seed(3, RunState.QUEUED), "next: baseline, seed 3"),
        (of_seed(3, name="[red]x[/]"), "next: [red]x[/], seed 3"),
        (of_seed(3, name=LONG), f"next: {LONG[:61]}…, seed 3"),
    ],
    ids=["none waits", "one waits", "brackets", "long"],
)
async def test_the_border_names_the_next_run_with_its_seed(next_run: Run | None, shown: str) -> None:
    app = FiguresApp()
    async with app.run_test(size=(80, 24)) as pilot:
        figures = app.query_one(RunFigures)
        figures.run, figures.next_run = of_seed(2), next_run
        await pilot.pause()
        assert app.screen._compositor.render_strips()[0].text.strip("─ ") == shown
        figures.next_run = None
        await pilot.pause()
        assert app.screen._compositor.render_strips()[0].text.strip("─ ") == ""


SCORED = {"test_accuracy": 0.978, "test_accuracy_last": 0.981, "test_accuracy_before": 0.1}


def ended(val_losses: list[float], **changes: object) -> Run:
    return a_run(a_history(val_losses)).model_copy(update=changes)


@pytest.mark.parametrize(
    ("run", "last_line"),
    [
        (
            ended([0.1, 0.2], **SCORED),
            "test accuracy 97.80 % (weights of epoch 1)   last epoch 98.10 %   before training 10.00 %",
        ),
        (
            ended([0.2, 0.1], **SCORED),
            "test accuracy 97.80 % (weights of epoch 2, the last)   before training 10.00 %",
        ),
        (of_seed(1, RunState.STOPPED), "Not scored on the test digits."),
        (of_seed(1, RunState.FAILED, error="The GPU is gone."), ""),
    ],
)
async def test_the_last_line_is_the_test_accuracy_with_its_weights_or_why_there_is_none(
    run: Run, last_line: str
) -> None:
    assert (await lines_of(run, 100))[2] == last_line


PAUSED = a_run(a_history([0.1] * 9), RunState.PAUSED).after(progress(10, 3, 0.2))
STOPPING = a_run(a_history([0.1] * 9), RunState.RUNNING).after(progress(10, 3, 0.2)).after(Stopping(now=False))


@pytest.mark.parametrize("width", [80, 60, 40])
async def test_a_paused_run_says_so_and_how_it_resumes_and_not_how_long_it_will_take(width: int) -> None:
    line = (await lines_of(PAUSED, width))[2]
    assert "‖ paused in epoch 10 of 10" in line
    assert "left" not in line
    assert ("space resumes" in line) == (width >= 60)


@pytest.mark.parametrize("width", [80, 60])
async def test_a_run_that_stops_after_its_epoch_says_so_and_how_that_is_called_off(width: int) -> None:
    line = (await lines_of(STOPPING, width))[2]
    assert "stops after epoch 10" in line
    assert ". calls it off" in line


async def test_a_paused_run_that_is_to_stop_says_both() -> None:
    line = (await lines_of(PAUSED.after(Stopping(now=False)), 80))[2]
    assert "paused" in line
    assert "stops after epoch 10" in line


MEASURING = [
    a_run(a_history([0.1] * 9), RunState.RUNNING).after(progress(10, 4, 0.2)),
    a_run(a_history([0.1] * 10), RunState.RUNNING),
]


@pytest.mark.parametrize("run", MEASURING, ids=["last epoch", "test"])
@pytest.mark.parametrize("width", [80, 60])
async def test_a_run_after_its_last_batch_says_that_it_measures(run: Run, width: int) -> None:
    line = (await lines_of(run, width))[2]
    assert line.endswith("epoch 10 of 10  measuring")


@pytest.mark.parametrize(
    "run",
    [
        *MEASURING,
        ended([12.3456] * 10, **SCORED),
        ended([0.1] * 9 + [0.05], **SCORED),
        of_seed(1, RunState.STOPPED),
        PAUSED,
        STOPPING,
        PAUSED.after(Stopping(now=True)),
        a_run(a_history([0.1] * 9), RunState.RUNNING).after(progress(10, 3, 0.2)),
        a_run((), RunState.QUEUED),
        ended([math.inf, math.nan]),
    ],
)
@pytest.mark.parametrize("width", [28, 34, 39, 45, 58, 64, 79, 81, 99, 120, 160])
async def test_no_figure_is_cut(run: Run, width: int) -> None:
    lines = await lines_of(run, width)
    assert len(lines) == 3
    assert all(len(line) <= width - 2 for line in lines)


@pytest.mark.parametrize("width", [60, 80, 100])
async def test_the_labels_stay_where_they_are_when_the_first_figures_come(width: int) -> None:
    before, after = [(await lines_of(a_run(epochs, RunState.RUNNING), width))[0] for epochs in ((), a_history([0.1]))]
    for label in ("training", "clean", "validation"):
        assert before.index(label) == after.index(label)


async def lines_of(run: Run, width: int) -> list[str]:
    """Return the figures of a run in a widget that is so wide, with a blank at each side."""
    app = FiguresApp()
    async with app.run_test(size=(width, 24)) as pilot:
        figures = app.query_one(RunFigures)
        figures.run = run
        await pilot.pause()
        return figures.render().plain.split("\n")
