"""A run that another process trains, in a comparison while it trains."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnist_lab.domain.comparison.marks import Mark, Marks
from mnist_lab.domain.comparison.side import Side
from mnist_lab.domain.runs.control_request import ControlRequest
from mnist_lab.domain.runs.run import RunState
from mnist_lab.tui.charts.overlay_chart import OverlayChart
from mnist_lab.tui.compare.screen import CompareScreen
from support.compare_examples import repeats
from support.driven import errors, flat, open_app, shown_text, until
from support.fakes import ScriptedTrainer
from support.session_bench import Bench

KEPT = repeats(1, [0.98, 0.981], epochs=3, units=64)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Bench]:
    """A session of another host on the store, whose trainer waits before every batch."""
    bench = Bench(tmp_path, ScriptedTrainer(gated=True), host="gpu1")
    for run in KEPT:
        bench.store.put(run)
    yield bench
    bench.close()


@pytest.mark.parametrize("grouped_by", [None, ()], ids=["a run", "a group"])
async def test_it_grows_in_compare_until_it_counts(
    tmp_path: Path, elsewhere: Bench, grouped_by: tuple[str, ...] | None
) -> None:
    run = elsewhere.train()
    elsewhere.end_epoch(run)
    marks = Marks((Mark("A", KEPT[0].id, (KEPT[0].id,), ()), Mark("B", run.id, (run.id,), grouped_by)))
    async with open_app(tmp_path) as (pilot, app):
        await until(pilot, lambda: run.id in app.model.registry.summaries)
        app.views.mark(marks)
        await pilot.press("alt+3")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen) and app.screen.comparison is not None)
        screen = app.screen
        assert isinstance(screen, CompareScreen)

        def side() -> Side:
            assert screen.comparison is not None
            return screen.comparison.side("B")

        def drawn() -> int:
            """Return how many epochs of the run the chart has."""
            comparison = screen.query_one(OverlayChart).comparison
            runs = comparison.side("B").runs if comparison is not None else ()
            return len(runs[0].epochs) if runs else 0

        await until(pilot, lambda: drawn() == 1)
        assert side().is_live
        await until(pilot, lambda: "training 2/3" in flat(shown_text(app)))
        elsewhere.end_epoch(run)
        await until(pilot, lambda: drawn() == 2)
        elsewhere.store.control.ask(run.id, ControlRequest.PAUSE)
        elsewhere.wait_for_state(run, RunState.PAUSED)
        await until(pilot, lambda: "paused 3/3" in flat(shown_text(app)))
        elsewhere.store.control.ask(run.id, ControlRequest.CONTINUE)
        elsewhere.trainer.free()
        await until(pilot, lambda: drawn() == 3 and not side().is_live)
        pair = screen.comparison.pair("B") if screen.comparison is not None else None
        await until(pilot, lambda: screen.comparison is not None and screen.comparison.has_evidence)
        pair = screen.comparison.pair("B") if screen.comparison is not None else None
        assert pair is not None
        assert pair.contrast.evidence is not None
        assert pair.contrast.evidence.counts == (2, 1)
        assert app.state.run is None, "it was never a run of this process"
        assert errors(app) == []
