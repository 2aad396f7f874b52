"""What a sweep has found: the best, how sure that is, and what each setting does."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable

import pytest

from mnist_lab.domain.runs.cost_estimate import Pace
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.sweeps.axis import axis_of
from mnist_lab.domain.sweeps.finer import end_of, finer_axes
from mnist_lab.domain.sweeps.report import effects_table, heat_table, sweep_document, sweep_markdown, sweep_table
from mnist_lab.domain.sweeps.sampling import points_of
from mnist_lab.domain.sweeps.status import SweepStatus, best_so_far, sweep_status
from mnist_lab.domain.sweeps.svg import sweep_svg
from mnist_lab.domain.sweeps.sweep import Point, Search, Sweep
from mnist_lab.domain.sweeps.trials import Trial
from mnist_lab.domain.tables.run_summary import summary_of
from support.sweeps import a_run_of, a_sweep, runs_of_trials

LARGEST = 0.1135


def by_settings(point: Point, seed: int) -> float:
    """Return a loss that is lowest with 518 nodes and a dropout of 0.2, and varies a little with the seed."""
    units, dropout = point.values["units"], point.values["dropout"]
    assert isinstance(dropout, float)
    return 0.08 + 0.02 * (units == 64) + 0.03 * abs(dropout - 0.2) + 0.0004 * (seed % 3)


def status_of(
    sweep: Sweep, loss: Callable[[Point, int], float] = by_settings, *, fresh: tuple[int, ...] = ()
) -> SweepStatus:
    return sweep_status(sweep, runs_of_trials(sweep, loss, fresh=fresh), largest_class=LARGEST)


def test_without_runs_there_is_no_best() -> None:
    status = sweep_status(a_sweep(), ())
    assert status.result.best is None
    assert status.result.sentences == ("No trial has a finite validation loss yet.",)
    assert (status.done, status.count, status.state_text) == (0, 6, "not begun")
    assert status.left.searched == 6
    assert status.left.fresh == 15


def test_the_best_of_the_search_is_not_the_best_before_fresh_seeds_say_so() -> None:
    result = status_of(a_sweep()).result
    assert [trial.number for trial in result.chosen] == [5, 4, 6]
    assert not result.is_confirmed
    assert result.sentences[0].startswith("Best of the search so far: nodes 518, dropout 0.20")
    assert "not confirmed yet" in result.sentences[0]
    assert "0 of 15 runs are done" in result.sentences[1]


def test_runs_that_were_trained_for_something_else_are_counted() -> None:
    sweep = a_sweep()
    runs = runs_of_trials(sweep, by_settings, fresh=(4, 5, 6))
    assert sweep_status(sweep, runs).reused == 0
    others = [summary_of(each.run.model_copy(update={"trial": None})) for each in runs[:2]]
    assert sweep_status(sweep, [*others, *runs[2:]]).reused == 2


def test_nothing_is_chosen_while_a_trial_is_left() -> None:
    sweep = a_sweep()
    runs = runs_of_trials(sweep, by_settings)[:-1]
    assert sweep_status(sweep, runs).result.chosen == ()


def test_fresh_seeds_alone_decide_and_the_luck_of_the_first_is_said() -> None:
    sweep = a_sweep()

    def lucky_once(point: Point, seed: int) -> float:
        return 0.05 if point.number == 6 and seed == 1 else by_settings(point, seed)

    status = status_of(sweep, lucky_once, fresh=(4, 5, 6))
    result = status.result
    assert result.is_confirmed
    assert result.best is not None
    assert result.best.number == 5
    assert status.is_over
    assert result.sentences[0].endswith("with fresh seeds.")
    assert "The search put nodes 518, dropout 0.40 first of 6 trials, with 0.0500" in result.sentences[1]
    assert "got worse by 0.0364 nats" in result.sentences[1]
    assert best_so_far(status) == "nodes 518, dropout 0.20: 0.0804"


def test_a_sweep_without_confirmation_says_that_nothing_confirmed_it() -> None:
    status = status_of(a_sweep(confirm=0))
    assert status.is_over
    assert "nothing has confirmed it" in status.result.sentences[0]


def test_the_contrasts_are_about_the_best() -> None:
    result = status_of(a_sweep(), fresh=(4, 5, 6)).result
    assert len(result.contrasts) == 2
    for each in result.contrasts:
        assert each.evidence is not None
        assert each.evidence.conclusive
        assert each.evidence.difference < 0
        assert each.evidence.low is not None
        assert each.evidence.high is not None
        assert each.evidence.low < each.evidence.difference < each.evidence.high < 0


def test_in_a_grid_what_other_settings_do_is_taken_out_of_an_effect() -> None:
    result = status_of(a_sweep()).result
    nodes, dropout = result.effects
    assert nodes.best is not None
    assert dropout.best is not None
    assert (nodes.best.label, dropout.best.label) == ("518", "0.20")
    assert nodes.evidence is not None
    assert nodes.evidence.conclusive
    assert nodes.size == pytest.approx(0.02)


def test_a_setting_that_does_nothing_has_no_effect() -> None:
    noise = iter((0.1, 0.102, 0.099, 0.101, 0.1, 0.102, 0.098, 0.1, 0.1015, 0.0995))
    result = status_of(a_sweep({"units": "log:16:512"}, search=Search.RANDOM, trials=10), lambda *_: next(noise)).result
    (effect,) = result.effects
    assert effect.evidence is not None
    assert not effect.evidence.conclusive
    assert "no evidence that it matters" in effect.sentence(result.sweep.ranked_by)


def test_the_heat_map_has_the_means_of_each_pair() -> None:
    result = status_of(a_sweep()).result
    assert result.heat_map is not None
    table = heat_table(result.heat_map, result)
    assert table.headings == ("nodes ↓ dropout →", "off", "0.20", "0.40")
    assert table.rows[1] == ("518", "0.0864", "0.0804", "0.0864")


def test_pruned_failed_diverged_and_one_class_trials_are_flagged() -> None:
    sweep = a_sweep()
    points = points_of(sweep)
    runs = runs_of_trials(sweep, by_settings)[3:]
    runs += [
        a_run_of(sweep, points[0], 1, 0.2, 10, state=RunState.STOPPED, pruned="Pruned after 1 epoch: so bad."),
        a_run_of(sweep, points[1], 1, 0.2, 11, state=RunState.FAILED, error="No memory."),
        a_run_of(sweep, points[2], 1, float("nan"), 12, test_accuracy=0.098),
    ]
    status = sweep_status(sweep, runs, largest_class=LARGEST)
    notes = {row[0]: row[-2] for row in sweep_table(status.result).rows}
    assert notes["1"] == "pruned"
    assert notes["2"] == "failed"
    assert notes["3"] == "one class 1/1, diverged 1/1"
    assert status.text.startswith("6 of 6 trials, 1 pruned, 1 failed")
    assert "Trial 1: Pruned after 1 epoch: so bad." in sweep_markdown(status, LARGEST, "1")


def test_importances_are_shown_beside_the_effects() -> None:
    sweep = a_sweep()
    status = sweep_status(sweep, runs_of_trials(sweep, by_settings), importances={"units": 0.75, "dropout": 0.25})
    table = effects_table(status.result.effects, status.result)
    assert table.headings[-1] == "importance"
    assert [row[-1] for row in table.rows if row[-1]] == ["75 %", "25 %"]


def test_the_document_is_plain_json_and_the_picture_is_xml() -> None:
    for sweep in (a_sweep(), a_sweep({"units": "64,518,1024"})):
        status = status_of(sweep, lambda point, seed: 0.1 + point.number / 100)
        document = json.loads(json.dumps(sweep_document(status)))
        assert [trial["number"] for trial in document["trials"]] == list(range(1, status.count + 1))
        picture = ElementTree.fromstring(sweep_svg(status.result))
        assert picture.tag.endswith("svg")


def test_a_finer_grid_is_around_the_best_and_can_be_read() -> None:
    result = status_of(a_sweep({"units": "64,518,1024", "dropout": "0:0.4:0.2"}), fresh=(4, 5, 6)).result
    assert result.best is not None
    finer = finer_axes(result.sweep.space, result.best)
    assert finer["dropout"] == "0,0.1,0.2,0.3,0.4"
    for name, text in finer.items():
        assert result.best.point.values[name] in axis_of(name, text).grid_values


def test_a_finer_grid_keeps_choices_and_narrows_ranges() -> None:
    sweep = a_sweep({"learning_rate": "log:1e-4:1e-1", "optimizer": "adam,sgd"}, search=Search.RANDOM)
    point = sweep.point(1, {"learning_rate": 0.00123, "optimizer": "adam"})
    assert finer_axes(sweep.space, Trial(point, {}, {})) == {
        "learning_rate": "0.000519,0.000799,0.00123,0.00189,0.00292",
        "optimizer": "adam",
    }


@pytest.mark.parametrize(
    ("name", "axis", "value", "finer"),
    [
        ("units", "64,128,512", 512, "128,256,512,1024,2048"),  # by ratio
        ("units", "64,128,512", 64, "32,45,64,91,128"),
        ("units", "100,140", 140, "100,120,140,160,180"),  # by difference
        ("units", "2048,4096", 4096, "2048,2560,3072,3584,4096"),  # the setting ends there
        ("dropout", "0,0.2", 0.0, "0,0.05,0.1,0.15,0.2"),
        ("learning_rate", "0.001,0.0015", 0.001, "0.0005,0.00075,0.001,0.00125,0.0015"),
        ("learning_rate", "log:1e-4:1e-2", 1e-4, "5.62e-05,7.5e-05,0.0001,0.000133,0.000178"),
        ("momentum", "0.8,0.95", 0.95, "0.8,0.844,0.887,0.95,0.975"),
    ],
)
def test_a_finer_grid_goes_on_beyond_the_end_of_what_was_tried(name: str, axis: str, value: float, finer: str) -> None:
    momentum = {"optimizer": "sgd"} if name == "momentum" else {}
    sweep = a_sweep({name: axis}, base=RunSpec.of(momentum), search=Search.RANDOM)
    point = sweep.point(1, {name: value})
    found = finer_axes(sweep.space, Trial(point, {}, {}))[name]
    assert found == finer
    assert value in axis_of(name, found).grid_values


@pytest.mark.parametrize(
    ("name", "axis", "value", "end"),
    [
        ("units", "64,128,512", 512, 1),
        ("units", "64,128,512", 128, 0),
        ("units", "64,128,512", 64, -1),
        ("units", "64,4096", 4096, 0),
        ("units", "64", 64, 0),
        ("dropout", "0,0.2", 0.0, 0),
        ("learning_rate", "log:1e-4:1e-1", 1.1e-4, -1),
        ("learning_rate", "log:1e-4:1e-1", 1e-3, 0),
        ("learning_rate", "log:1e-4:1e-1", 9.5e-2, 1),
        ("optimizer", "adam,sgd", "sgd", 0),
    ],
)
def test_a_value_is_at_an_end_if_the_setting_goes_on_beyond_it(
    name: str, axis: str, value: float | str, end: int
) -> None:
    assert end_of(axis_of(name, axis), value) == end


def test_a_best_at_the_end_of_what_was_tried_is_said_once_the_search_is_over() -> None:
    sweep = a_sweep({"units": "64,518", "dropout": "0:0.2:0.1"})
    found = "The best lies at the end of the values tried (nodes 518 and dropout 0.20): "
    assert f"{found}a finer grid around it reaches beyond." in status_of(sweep, fresh=(4, 5, 6)).result.sentences
    begun = sweep_status(sweep, runs_of_trials(sweep, by_settings)[1:]).result
    assert not any("at the end of the values tried" in sentence for sentence in begun.sentences)


def test_an_estimate_that_was_wrong_is_said_with_the_trial_that_was_furthest_off() -> None:
    sweep = a_sweep(base=RunSpec(train_size=100))
    status = status_of(sweep)
    assert status.off.startswith("Epochs take longer than estimated:")
    assert "Furthest off: nodes" in status.off


def test_repeats_of_its_own_are_no_reference_for_the_estimate() -> None:
    sweep = a_sweep(base=RunSpec(train_size=100), repeats=3)
    runs = runs_of_trials(sweep, by_settings)
    own = [Pace(run.run.spec, 1.0) for run in runs]
    assert sweep_status(sweep, runs, own).off == sweep_status(sweep, runs).off != ""


def test_runs_with_fresh_seeds_that_all_diverge_confirm_nothing_and_are_said() -> None:
    sweep = a_sweep()

    def diverging(point: Point, seed: int) -> float:
        return float("nan") if seed in sweep.fresh_seeds else by_settings(point, seed)

    status = status_of(sweep, diverging, fresh=(4, 5, 6))
    assert status.is_over
    assert not status.result.is_confirmed
    assert "have all failed or diverged, so nothing is confirmed" in status.result.sentences[1]


def test_one_of_the_best_that_diverges_with_fresh_seeds_does_not_hold_the_others_up() -> None:
    sweep = a_sweep()

    def one_diverges(point: Point, seed: int) -> float:
        return float("nan") if point.number == 4 and seed in sweep.fresh_seeds else by_settings(point, seed)

    result = status_of(sweep, one_diverges, fresh=(4, 5, 6)).result
    assert [trial.number for trial in result.confirmed] == [5, 6]


def test_a_figure_that_stays_the_same_is_not_called_luck() -> None:
    result = status_of(a_sweep(), lambda point, seed: point.number / 10, fresh=(1, 2, 3)).result
    assert result.is_confirmed
    assert not any("luck" in sentence for sentence in result.sentences)


def test_a_range_of_a_grid_has_the_values_that_it_was_trained_with() -> None:
    sweep = a_sweep({"units": "log:16:64:3", "dropout": "0,0.2"})
    effects = status_of(sweep).result.effects
    assert [part.label for part in effects[0].parts] == ["16", "32", "64"]
