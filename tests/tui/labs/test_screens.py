"""Mode 4 by keyboard, on a real store with a scripted trainer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.widgets import Static

from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.labs.definitions import LABS
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.run_request import RunRequest, runs_of
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab.tui.app import LabApp
from mnist_lab.tui.batches.batch_list import BatchList
from mnist_lab.tui.charts.band_chart import BandChart
from mnist_lab.tui.dialogs.verdict_dialog import VerdictDialog
from mnist_lab.tui.labs.hypothesis_dialog import HypothesisDialog
from mnist_lab.tui.labs.lab_screen import LabScreen
from mnist_lab.tui.labs.list_screen import LabsScreen
from mnist_lab.tui.state.messages import RunsLoaded
from mnist_lab.tui.sweeps.screen import SweepsScreen
from mnist_lab_store.run_store import RunStore
from support.driven import DIGITS, Lab, a_lab, shown_text, state_of, until
from support.fakes import ScriptedTrainer


async def the_list(lab: Lab, app: LabApp) -> LabsScreen:
    """The list of labs, once they have been looked at."""
    await lab.press("4")
    await until(lab, lambda: isinstance(app.screen, LabsScreen) and app.screen.overview is not None)
    assert isinstance(app.screen, LabsScreen)
    return app.screen


async def an_opened_lab(lab: Lab, app: LabApp, *keys: str) -> LabScreen:
    """The lab that these keys go to in the list, opened."""
    await the_list(lab, app)
    await lab.press(*keys, "enter")
    assert isinstance(app.screen, LabScreen)
    return app.screen


async def complete(lab: Lab, screen: LabScreen) -> None:
    await until(lab, lambda: screen.status is not None and screen.status.is_complete)
    await lab.pause()


def flat(text: str) -> str:
    return " ".join(text.split())


def told(app: LabApp) -> list[str]:
    """What was said at the edge of the screen and stands there still."""
    return [notification.message for notification in app._notifications]


def text_of(screen: LabScreen) -> str:
    """What stands beside the curves."""
    return str(screen.query_one("#answer", Static).render())


async def test_the_list_names_every_lab_what_it_asks_and_what_is_left(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await the_list(lab, app)
        text = shown_text(app)
        for words in ("nodes", "What does dropout do?", "nodes per layer: 518 → 64, 2048", "0 of 9", "0 of 33", "all"):
            assert words in text
        assert "F5 trains 9 runs" in text
        assert "enter opens one" in text


async def test_f5_runs_the_lab_and_the_table_and_the_answer_fill(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        assert "dropout: What does dropout do?" in shown_text(app)
        assert "97.97" in shown_text(app)
        await lab.press("f5")
        await complete(lab, screen)
        text = shown_text(app)
        assert "all 6 runs are kept" in text
        assert "97.80 ±0.00 (3)" in text
        assert "The baseline's test accuracy is 97.80" in text
        assert len(RunStore(tmp_path).summaries()) == 6
        assert state_of(app) is RunState.FINISHED


async def test_what_is_kept_already_serves_again_and_the_baseline_is_shared(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await the_list(lab, app)
        await lab.press("down", "down", "f5")
        await until(lab, lambda: screen.overview is not None and screen.overview.statuses["dropout"].is_complete)
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await the_list(lab, app)
        await lab.pause()
        text = shown_text(app)
        assert "6 of 6      complete" in text
        assert "no dropout: no evidence of a difference" in text
        assert text.count("3 of 6") == 3
        await lab.press("down", "down", "down", "f5")
        await until(lab, lambda: screen.overview is not None and screen.overview.statuses["relu"].is_complete)
        assert len(trainer.trained) == 3


async def test_progress_names_the_run_under_way_and_the_live_keys_work_here(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await an_opened_lab(lab, app)
        await lab.press("f5")
        trainer.let_go(4)
        await until(lab, lambda: "run 1 of 9: baseline, seed 1, epoch 3 of 10" in shown_text(app))
        assert "A● baseline" in shown_text(app)
        assert "8 queued" in shown_text(app)
        await lab.press("space")
        await until(lab, lambda: "epoch 3 of 10 (paused)" in shown_text(app))
        await lab.press("X")
        await until(lab, lambda: "it was stopped" in shown_text(app))
        assert not app.state.queue
        assert told(app) == [
            "The active run stops now. 8 waiting runs removed from the queue; new ones are in the trash. F5 trains "
            "what is missing."
        ]
        assert trainer.trained == [app.state.run.id if app.state.run is not None else ""]


async def test_the_stop_keys_leave_what_waits_for_others(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await the_list(lab, app)
        await lab.press("f5", "down", "down")
        await until(lab, lambda: len(app.state.queue) == 8 and app.state.is_training)
        assert "F5 trains 3 runs" in shown_text(app)  # the baseline is trained for another lab
        await lab.press("f5")
        await until(lab, lambda: len(app.state.queue) == 11)
        assert "run 1 of 6: baseline, seed 1" in shown_text(app)
        assert "D stop after run   . stop after epoch   X stop now" in shown_text(app)
        await lab.press("D")
        await until(lab, lambda: len(app.state.queue) == 8)
        assert {run.spec.dropout for run in app.state.queue} == {0.2}
        assert "The active run continues to its end. 3 waiting runs removed" in told(app)[0]
        await lab.press("up", "up", "full_stop")
        await until(lab, lambda: not app.state.queue)
        trainer.free()
        await until(lab, lambda: not app.state.is_training)
        assert len(trainer.trained) == 1
        assert "The active run stops after its epoch. 8 waiting runs removed" in told(app)[0]


async def test_one_more_run_of_the_baseline_is_no_labs_own(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await the_list(lab, app)
        app.session.enqueue(RunRequest(BASELINE.spec))
        await until(lab, lambda: app.state.is_training)
        await lab.pause()
        rows = screen.query_one(BatchList).rows
        assert not any(row.is_busy for row in rows)
        assert "F5 trains 8 runs" in shown_text(app)


async def test_a_lab_goes_on_with_the_runs_that_were_left_when_the_app_was_quit(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await an_opened_lab(lab, app, "down", "down")
        await lab.press("f5")
        await until(lab, lambda: len(app.state.queue) == 5 and app.state.is_training)
        await lab.press("q", "s")
        await until(lab, lambda: not app.is_running or app._exit)
    left = {summary.id: summary.run.state for summary in RunStore(tmp_path).summaries()}
    assert len(left) == 6
    assert RunState.FINISHED not in left.values()
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        await lab.press("f5")
        await complete(lab, screen)
        assert {*trainer.trained} == {*left} == {*app.model.registry.summaries}
        assert not any(summary.run.holder for summary in app.model.registry.summaries.values())
        assert "6 runs are queued; 6 of them ended early and are resumed." in told(app)


async def test_d_takes_the_waiting_runs_out_of_the_queue_and_f5_asks_for_them_again(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await an_opened_lab(lab, app)
        await lab.press("f5")
        await until(lab, lambda: len(app.state.queue) == 8 and app.state.is_training)
        await lab.press("f5")  # nothing more is missing than what trains and waits
        await until(lab, lambda: "D stop after run" in shown_text(app))
        await lab.press("D")
        await until(lab, lambda: not app.state.queue)
        assert len(app.model.registry.summaries) == 1
        await lab.press("f5")
        await until(lab, lambda: len(app.state.queue) == 8)
        trainer.free()
        await complete(lab, screen)
        assert len(trainer.trained) == 9


async def test_plus_adds_a_repeat_of_every_group_and_trains_it_where_the_rest_is_there(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        await lab.press("minus")
        await until(lab, lambda: "F5 trains 4 runs" in shown_text(app))
        await lab.press("plus", "minus", "f5")
        await until(lab, lambda: screen.status.is_complete and screen.status.plan.count == 4)
        await lab.press("plus")
        assert told(app)[0] == "3 repeats in every lab and grid."
        await until(lab, lambda: screen.status.is_complete and screen.status.plan.count == 6)
        assert told(app)[-1] == "2 runs are queued."
        await lab.pause()
        assert "(3)" in shown_text(app)
        assert len(trainer.trained) == 6
    async with a_lab(tmp_path) as (lab, app):
        screen = await the_list(lab, app)
        assert screen.budget.repeats == 3


async def test_quick_terms_stand_over_every_table(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await the_list(lab, app)
        await lab.press("e")
        assert told(app) == ["5 epochs, 10,000 training digits in every lab and grid."]
        await until(lab, lambda: "with 5 epochs (the post: 10) and 10,000 training digits" in shown_text(app))
        await lab.press("down", "down", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await complete(lab, screen)
        assert "with 5 epochs (the post: 10) and 10,000 training digits" in shown_text(app)
        assert {run.spec.epochs for run in app.model.registry.runs.values()} == {5}
        await lab.press("e")
        await until(lab, lambda: "F5 trains 6 runs" in shown_text(app))
        assert "(the post: 10)" not in shown_text(app)


async def test_a_prediction_is_asked_for_first_and_held_to_the_results(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        assert "P guess" in shown_text(app)
        await lab.press("P")
        assert isinstance(app.screen, HypothesisDialog)
        assert "test accuracy" in shown_text(app)
        await lab.press("right", "down", "right", "right", "down", "right", "backspace", "enter")
        await until(lab, lambda: "down ?  same ?" in shown_text(app))
        assert (
            "2 answers kept, to be compared with the results at this budget (10 epochs, all training digits)."
            in told(app)
        )
        assert "2 answers guessed" in shown_text(app)
        await lab.press("f5")
        await complete(lab, screen)
        assert "down ✗  same ✓" in shown_text(app)
        assert "Your guesses: 1 of 2 right. So far" in shown_text(app)
        await lab.press("P")
        assert app.screen is screen
        assert "P guess" not in shown_text(app)
    async with a_lab(tmp_path) as (lab, app):
        await an_opened_lab(lab, app, "down", "down")
        await until(lab, lambda: "1 of 2 right" in shown_text(app))


async def test_a_prediction_on_other_terms_is_told_and_marked_in_the_list_on_its_own_alone(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        await lab.press("P", "right", "enter")
        await until(lab, lambda: "1 answer guessed" in shown_text(app))
        await lab.press("escape")
        assert "dropout   P What does dropout do?" in shown_text(app)
        await lab.press("e", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await complete(lab, screen)
        assert "guessed at another budget" in shown_text(app)
        assert "Guessed at another budget: 1 answer for 10 epochs, all training digits." in flat(text_of(screen))
        await lab.press("escape")
        assert "dropout   P" not in shown_text(app)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
async def test_many_questions_fit_the_screen_and_follow_the_cursor(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_lab(tmp_path, size=size) as (lab, app):
        await the_list(lab, app)
        await lab.press("G", "up", "P")
        assert isinstance(app.screen, HypothesisDialog)
        for _ in range(29):
            await until(lab, lambda: "discard" in shown_text(app) and "▸" in shown_text(app))
            await lab.press("down")
        await lab.press("right")
        await until(lab, lambda: "▸ an epoch is ‹ faster ›" in flat(shown_text(app)).replace("‹faster›", "‹ faster ›"))
        await lab.press(*(["up"] * 29))
        await until(lab, lambda: "64 nodes" in shown_text(app) and "What will happen" in shown_text(app))


async def test_a_prediction_can_be_left_alone(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app)
        await lab.press("P", "right", "escape")
        assert app.screen is screen
        await lab.press("P", "enter")
        await lab.pause()
        assert "you said" not in shown_text(app)


async def test_w_writes_the_report_where_a_person_says_and_tells_where(tmp_path: Path) -> None:
    async with a_lab(tmp_path / "store") as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        await lab.press("w")
        assert app.screen is screen
        await lab.press("f5")
        await complete(lab, screen)
        screen.folder = str(tmp_path / "report")
        await lab.press("w")
        assert "lab-dropout.md" in shown_text(app)
        assert "enter  write" in shown_text(app)
        await lab.press("enter")
        await until(lab, lambda: "lab-dropout.md, lab-dropout.svg" in " ".join(told(app)))
        assert "**Answer.**" in (tmp_path / "report" / "lab-dropout.md").read_text(encoding="utf-8")
        assert (tmp_path / "report" / "lab-dropout.svg").exists()


async def test_a_report_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    async with a_lab(tmp_path / "store") as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        await lab.press("f5")
        await complete(lab, screen)
        screen.folder = str(tmp_path / "taken")
        await lab.press("w", "enter")
        await until(lab, lambda: "could not be written" in shown_text(app))
        assert isinstance(app.screen, LabScreen)


async def test_v_shows_the_rule_of_the_group_under_the_cursor(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        await lab.press("v")
        assert app.screen is screen
        await lab.press("f5")
        await complete(lab, screen)
        await lab.press("j", "v")
        assert isinstance(app.screen, VerdictDialog)
        assert "no dropout: judged on the median of 3 runs at every epoch; 3 of 3 seeds" in shown_text(app)
        await lab.press("escape", "escape")
        assert isinstance(app.screen, LabsScreen)


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 20)])
async def test_a_lab_fits_small_and_large_screens(tmp_path: Path, size: tuple[int, int]) -> None:
    async with a_lab(tmp_path, size=size) as (lab, app):
        screen = await an_opened_lab(lab, app, "down", "down")
        assert "The validation loss of each" in shown_text(app)
        await lab.press("f5")
        await complete(lab, screen)
        assert "The baseline's test accuracy is" in shown_text(app)
        await lab.press("f")
        await until(lab, lambda: "validation loss" in shown_text(app) and "B ━━" in shown_text(app))
        await lab.press("m", "y")
        await until(lab, lambda: "accuracy %, log" in shown_text(app))
        await lab.press("escape")
        await until(lab, lambda: "all 6 runs are kept" in shown_text(app))


async def test_another_group_is_read_from_its_beginning(tmp_path: Path) -> None:
    async with a_lab(tmp_path, size=(60, 20)) as (lab, app):
        screen = await an_opened_lab(lab, app)
        await lab.press("f5")
        await complete(lab, screen)
        words = screen.query_one("#words")
        await lab.press("pagedown")
        await until(lab, lambda: words.scroll_y > 0)
        await lab.press("down")
        await until(lab, lambda: words.scroll_y == 0)


async def test_the_whole_post_stands_in_one_table(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app, "G", "up")
        await lab.press("minus", "minus", "f5")
        await until(lab, lambda: screen.status.is_complete and screen.status.plan.count == 11)
        await lab.pause()
        for label in ("baseline", "64 nodes", "no ÷ 255", "batch 32"):
            assert label in shown_text(app)
        await lab.press("G")
        await until(lab, lambda: "K ╍╍ batch 32" in shown_text(app))


async def test_an_opened_lab_stays_open_while_another_mode_is_looked_at(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        screen = await an_opened_lab(lab, app)
        await lab.press("2", "4")
        assert app.screen is screen


async def test_runs_that_another_process_trains_are_not_trained_twice(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await the_list(lab, app)
        (taken,) = runs_of([RunRequest(LABS["dropout"][0].variations[0].spec)], DIGITS.dataset, datetime.now(UTC))
        held = taken.model_copy(update={"state": RunState.RUNNING, "holder": "process 1 on another"})
        app.post_message(RunsLoaded((summary_of(held),)))
        await until(lab, lambda: held.id in app.model.registry.summaries)
        await lab.press("down", "down", "f5")
        await until(lab, lambda: "Another process already trains one run" in " ".join(told(app)))
        await until(
            lab, lambda: screen.overview is not None and len(screen.overview.statuses["dropout"].plan.kept) == 5
        )
        assert len(trainer.trained) == 5


@pytest.mark.parametrize("name", ["dropout", "all"])
async def test_the_key_for_the_curves_is_named_where_a_small_screen_hides_them(tmp_path: Path, name: str) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer, size=(80, 24)) as (lab, app):
        keys = ("G", "up") if name == "all" else ("down", "down")
        screen = await an_opened_lab(lab, app, *keys)
        await lab.press("minus", "minus", "f5")
        await until(lab, lambda: app.state.is_training)
        await until(lab, lambda: "D stop after run   . after epoch   X now   f curves" in shown_text(app))
        trainer.free()
        await complete(lab, screen)
        await until(lab, lambda: "f curves" in shown_text(app))
        assert not screen.query_one(BandChart).display
        await lab.press("f")
        await until(lab, lambda: "validation loss" in shown_text(app))


async def test_the_whole_post_says_what_is_to_come_and_what_its_correction_does(tmp_path: Path) -> None:
    async with a_lab(tmp_path, size=(80, 24)) as (lab, app):
        await an_opened_lab(lab, app, "G", "up")
        assert "The answer comes with the last run." in flat(shown_text(app))
        assert "corrected for 10 comparisons: a lab alone may show more" in shown_text(app)
        await lab.press("escape", "g", "enter")
        assert "corrected for" not in shown_text(app)


@pytest.mark.parametrize(("there", "back"), [("enter", "escape"), ("1", "4")])
async def test_the_list_takes_its_room_where_the_screen_grew_while_something_lay_over_it(
    tmp_path: Path, there: str, back: str
) -> None:
    async with a_lab(tmp_path, size=(80, 24)) as (lab, app):
        await the_list(lab, app)
        await lab.press(there)
        await lab.resize_terminal(120, 36)
        await lab.press(back)
        await until(lab, lambda: "batch size: 128 → 512, 32" in shown_text(app))
        assert app.screen.query_one(BatchList).size.height == 19


async def test_a_quick_report_does_not_take_the_place_of_a_full_one(tmp_path: Path) -> None:
    async with a_lab(tmp_path / "store") as (lab, app):
        await the_list(lab, app)
        await lab.press("e", "down", "down", "enter", "f5")
        screen = app.screen
        assert isinstance(screen, LabScreen)
        await complete(lab, screen)
        screen.folder = str(tmp_path / "report")
        await lab.press("w", "enter")
        await until(lab, lambda: "Written into" in " ".join(told(app)))
        written = {path.name for path in (tmp_path / "report").iterdir()}
        assert written == {"lab-dropout-5-epochs-10000-digits.md", "lab-dropout-5-epochs-10000-digits.svg"}


async def the_grids(lab: Lab, app: LabApp) -> SweepsScreen:
    """The article's grids, from the end of the list of labs."""
    await the_list(lab, app)
    await lab.press("G", "enter")
    assert isinstance(app.screen, SweepsScreen)
    return app.screen


async def test_the_articles_grids_say_their_runs_and_time_first(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await the_grids(lab, app)
        text = shown_text(app)
        for words in ("batch-epochs", "0 of 54", "0 of 150", "Which optimizer?", "F5 trains 54 runs, about"):
            assert words in text
        assert "3-fold cross-validation is not rebuilt" in text
        await lab.press("escape")
        assert isinstance(app.screen, LabsScreen)


async def test_a_grids_own_epochs_are_not_said_to_be_those_of_the_quick_terms(tmp_path: Path) -> None:
    async with a_lab(tmp_path) as (lab, app):
        await the_grids(lab, app)
        await lab.press("e")
        caveat = "with 5 epochs (unless a grid sets them), 10,000 training digits"
        await until(lab, lambda: caveat in shown_text(app))
        assert "the post:" not in shown_text(app)
        app.clear_notifications()
        words = "The epochs are the grid's own. All of this with 10,000 training digits."
        await until(lab, lambda: words in flat(shown_text(app)))
        await lab.press("down")
        await until(lab, lambda: "All of this with 5 epochs, 10,000 training digits." in flat(shown_text(app)))


async def test_f5_trains_a_grid_without_weights_and_says_what_its_best_is_worth(tmp_path: Path) -> None:
    trainer = ScriptedTrainer()
    async with a_lab(tmp_path, trainer) as (lab, app):
        screen = await the_grids(lab, app)
        await lab.press("j", "minus", "minus", "f5")
        await until(lab, lambda: screen.status is not None and screen.status.plan.count == 7)
        await until(lab, lambda: screen.status is not None and not screen.status.plan.missing)
        await until(lab, lambda: "The best is" in shown_text(app))
        assert "7 of 7      complete" in shown_text(app)
        assert len(trainer.trained) == 7
        assert not any(run.keeps_weights for run in app.model.registry.runs.values())


async def test_a_grids_waiting_runs_can_be_taken_out_again(tmp_path: Path) -> None:
    trainer = ScriptedTrainer(gated=True)
    async with a_lab(tmp_path, trainer) as (lab, app):
        await the_grids(lab, app)
        await lab.press("G", "f5")
        await until(lab, lambda: len(app.state.queue) == 20 and app.state.is_training)
        await until(lab, lambda: "run 1 of 21: nodes 1, seed 1" in shown_text(app))
        await lab.press("D")
        await until(lab, lambda: not app.state.queue)
