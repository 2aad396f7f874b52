"""Names in the table: what tells runs apart stays in sight, at every width."""

from __future__ import annotations

import itertools

import pytest

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import SortKey
from mnist_lab.domain.tables.naming import NOTHING_ELSE
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.cells import cell_tail, cell_text
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from mnist_lab.tui.runs.column_widths import EDGE
from mnist_lab.tui.widgets.cell_layout import MARK_WIDTH
from mnist_lab.util.text_columns import GAP
from support.fakes import an_epoch
from support.run_examples import a_summary
from support.table_app import TableApp

WIDTHS = (80, 100, 120, 160, 200)
KINDS = (
    {"units": 64}, {"units": 256}, {"units": 2048, "epochs": 3}, {"hidden_layers": 4}, {"hidden_layers": 1}, {},
    {"units": 256, "dropout": 0.0, "optimizer": "adam"}, {"dropout": 0.0}, {"dropout": 0.5},
    {"batch_size": 512}, {"batch_size": 32}, {"optimizer": "sgd", "learning_rate": 5.0, "epochs": 6},
)  # fmt: skip
"""As in a store that a user filled in an afternoon."""
GROUPS = TableView(grouped_by=())
NAMES_OF_USERS = (
    "an experiment with a name so long that it is cut, A",
    "an experiment with a name so long that it is cut, B",
    "2026-11-27-first-of-the-afternoon",
    "2026-11-27-first-of-the-evening",
    "数字" * 30,
    "数字" * 30 + "数",
    "e\u0301" * 60 + "a",
    "e\u0301" * 60 + "b",
    "x" * 200,
    "x" * 199 + "y",
)


def some_runs(*, seeds: int = 2) -> list[Summary]:
    pairs = itertools.product(KINDS, range(1, seeds + 1))
    return [
        a_summary(
            number,
            spec=RunSpec(**{"epochs": 8, "train_size": 6000, "seed": seed} | kind),  # type: ignore[arg-type]
            test_accuracy=0.9 + number % 17 / 200,
        )
        for number, (kind, seed) in enumerate(pairs, 1)
    ]


def named_runs() -> list[Summary]:
    return [a_summary(number, name=name, spec=RunSpec(seed=3)) for number, name in enumerate(NAMES_OF_USERS, 1)]


def cells(app: TableApp) -> list[tuple[str, str]]:
    """The whole name of each line in sight with what follows it, and what is painted of both."""
    table = app.table
    column, width = table.painter.columns[0], table.painter.layout.widths[0]
    painted = [strip.crop(3, 3 + width).text.strip() for strip in map(table.render_line, range(1, table.size.height))]
    lines = table.lines.arrangement.lines[: len(painted)]
    wholes = [cell_text(column, line) + cell_tail(column, line) for line in lines]
    return [(whole, text.removeprefix("▸ ")) for whole, text in zip(wholes, painted, strict=False)]


@pytest.mark.parametrize("view", [USUAL_VIEW, GROUPS])
@pytest.mark.parametrize("width", WIDTHS)
async def test_a_name_goes_before_settings_that_it_has_in_it(view: TableView, width: int) -> None:
    app = TableApp(some_runs(), view)
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        layout, end = app.table.painter.layout, app.table.room - EDGE
        columns = app.table.painter.columns
        in_sight = [
            each.key for place, each in enumerate(columns, 1) if MARK_WIDTH + layout.left_of(place) - len(GAP) <= end
        ]
        assert "test_accuracy" in in_sight
        if not set(in_sight).isdisjoint(RunSpec.model_fields):
            assert [text for _, text in cells(app)] == [whole for whole, _ in cells(app)]


@pytest.mark.parametrize("view", [USUAL_VIEW, GROUPS])
@pytest.mark.parametrize("width", WIDTHS)
async def test_no_name_is_cut_while_columns_beside_it_are_empty(view: TableView, width: int) -> None:
    app = TableApp(some_runs(), view)
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        if all(whole == text for whole, text in cells(app)):
            return
        layout, end = app.table.painter.layout, app.table.room - EDGE
        ends = [MARK_WIDTH + layout.left_of(place) - len(GAP) for place in range(1, len(layout.widths) + 1)]
        assert end in ends, "a column ends at the edge"


@pytest.mark.parametrize("view", [USUAL_VIEW, GROUPS])
@pytest.mark.parametrize("runs", [some_runs(), named_runs()], ids=["settings", "names"])
@pytest.mark.parametrize("width", WIDTHS)
async def test_lines_that_differ_never_read_the_same(runs: list[Summary], view: TableView, width: int) -> None:
    app = TableApp(runs, view)
    async with app.run_test(size=(width, 30)) as pilot:
        await pilot.pause()
        wholes, texts = zip(*cells(app), strict=True)
        assert len(set(texts)) == len(set(wholes)) == len(texts)


async def test_80_columns_show_what_is_rare_in_a_run_and_its_seed() -> None:
    app = TableApp(some_runs())
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        painted = [text for _, text in cells(app)]
        for telling in ("nodes 2048", "nodes 256", "nodes 64", "Adam", "dropout 0.50", "batch 512", "SGD"):
            found = [text for text in painted if text.startswith(telling)]
            assert [text[-4:] for text in found] == [" · 2", " · 1"], telling


async def test_80_columns_show_the_name_of_the_baseline_among_groups_whole() -> None:
    kinds = ({}, {"units": 64}, {"units": 2048})
    runs = [
        a_summary(
            number,
            [an_epoch(1, clean_loss=0.1 + number / 1000)],
            RunSpec(**kind, epochs=5, seed=number),  # type: ignore[arg-type]
            test_accuracy=0.95 + number / 1000,
        )
        for number, kind in enumerate(kinds * 3, 1)
    ]
    app = TableApp(runs, GROUPS)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert (f"{NOTHING_ELSE} (3 runs)",) * 2 in cells(app)


async def test_names_are_in_the_order_in_which_they_are_written() -> None:
    app = TableApp(some_runs(), TableView(sort=(SortKey("name"),)))
    async with app.run_test(size=(200, 30)) as pilot:
        await pilot.pause()
        texts = [text.lower() for _, text in cells(app)]
        assert texts == sorted(texts)


async def test_names_get_the_room_of_columns_that_are_all_empty() -> None:
    queued = [
        a_summary(number, name="a run that waits for its turn and has a long name", state=RunState.QUEUED)
        for number in (1, 2)
    ]
    app = TableApp(queued, TableView(columns=("verdict", "val_loss", "test_accuracy", "loss", "best_val_loss")))
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert all(whole == text for whole, text in cells(app))
