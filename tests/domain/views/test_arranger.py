"""What is shown of any runs, compared with what a plain loop makes of them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.columns import NEWEST_FIRST, SortKey, columns_by_key
from mnist_lab.domain.tables.figure_choice import FigureChoice
from mnist_lab.domain.tables.metrics import METRICS
from mnist_lab.domain.tables.run_summary import Summary
from mnist_lab.domain.views.arrangement import Arrangement, Line, arrange
from mnist_lab.domain.views.arranger import Arranger
from mnist_lab.domain.views.cells import cell_tail, cell_text
from mnist_lab.domain.views.table_view import USUAL_VIEW, TableView
from support.run_examples import a_summary
from support.table_examples import a_random_summary, random_summaries

Condition = Callable[[Summary], bool]


def is_over(value: float | None, bound: float) -> bool:
    return value is not None and math.isfinite(value) and value > bound


CONDITIONS: dict[str, Condition] = {
    "units=64": lambda s: s.run.spec.units == 64,
    "dropout=off": lambda s: s.run.spec.dropout == 0,
    "max_norm!=off": lambda s: s.run.spec.max_norm is not None,
    "val_loss>.15": lambda s: s.last is not None and is_over(s.last.val_loss, 0.15),
    "-val loss>.15": lambda s: s.last is None or not is_over(s.last.val_loss, 0.15),
    "test_acc>97.5": lambda s: is_over(s.run.test_accuracy, 0.975),
    "tag:lab": lambda s: any(tag.startswith("lab") for tag in s.run.tags),
    "-status:failed": lambda s: s.run.state is not RunState.FAILED,
    "wide": lambda s: "wide" in s.run.title.lower(),
    "pinned": lambda s: s.run.pinned_at is not None,
    "seed<=2": lambda s: s.run.spec.seed <= 2,
}
FILTERS = st.lists(st.lists(st.sampled_from(sorted(CONDITIONS)), min_size=1, max_size=3), max_size=3)
SORTS = st.lists(
    st.builds(SortKey, st.sampled_from(["val_loss", "test_accuracy", "max_norm", "name", "seed", "tags", "units",
                                        "created", "verdict", "optimizer", "clean_loss"]), st.booleans()),
    max_size=3, unique_by=lambda key: key.key,
).map(tuple)  # fmt: skip


@st.composite
def views(draw: st.DrawFn) -> TableView:
    """Draw a view of any kind."""
    return TableView(
        filter=" | ".join(" ".join(each) for each in draw(FILTERS)),
        sort=draw(SORTS) or NEWEST_FIRST,
        hides_alike=draw(st.booleans()),
        grouped_by=draw(st.sampled_from([None, (), ("units",), ("dropout", "optimizer")])),
        figures=draw(st.sampled_from(FigureChoice)),
    )


def unpinned(summaries: list[Summary]) -> list[Summary]:
    return [each.model_copy(update={"run": each.run.model_copy(update={"pinned_at": None})}) for each in summaries]


@settings(deadline=None)
@given(random_summaries(), FILTERS)
def test_a_filter_leaves_what_a_plain_python_filter_does(summaries: list[Summary], filters: list[list[str]]) -> None:
    text = " | ".join(" ".join(conditions) for conditions in filters)
    expected = {
        each.id
        for each in summaries
        if not filters or any(all(CONDITIONS[word](each) for word in conditions) for conditions in filters)
    }
    found = arrange(summaries, replace(USUAL_VIEW, filter=text))
    assert found.problem is None
    assert {line.key for line in found.lines if line.is_matching} == expected
    assert (found.matching, found.count) == (len(expected), len(summaries))
    assert all(line.is_pinned for line in found.lines if not line.is_matching)


@settings(deadline=None)
@given(random_summaries(), SORTS, st.sampled_from(FigureChoice))
def test_runs_are_sorted_as_sorted_does(
    summaries: list[Summary], sort: tuple[SortKey, ...], figures: FigureChoice
) -> None:
    runs = unpinned(summaries)
    found = arrange(runs, replace(USUAL_VIEW, sort=sort or NEWEST_FIRST, figures=figures))
    columns = {**columns_by_key(figures), "name": found.columns[0]}
    expected = sorted(runs, key=lambda each: (each.run.created, each.id), reverse=True)
    for key in reversed(sort):
        value = columns[key.key].value
        if key.key == "name" and all(each.key != "seed" for each in sort):
            expected.sort(key=lambda each: each.run.spec.seed, reverse=key.descending)

        def is_blank(each: Summary) -> bool:
            held = value(each)  # noqa: B023  called in this round
            return held is None or (not isinstance(held, str) and not math.isfinite(held))

        known = sorted((e for e in expected if not is_blank(e)), key=value, reverse=key.descending)  # type: ignore[arg-type, return-value]
        expected = known + [each for each in expected if is_blank(each)]
    assert [line.key for line in found.lines] == [each.id for each in expected]


@pytest.mark.parametrize("descending", [False, True])
def test_missing_figures_and_those_not_finite_come_last_in_either_direction(descending: bool) -> None:
    figures = {1: 0.97, 2: None, 3: 0.99, 4: math.nan}
    runs = [a_summary(number, test_accuracy=figure) for number, figure in figures.items()]
    found = arrange(runs, replace(USUAL_VIEW, sort=(SortKey("test_accuracy", descending),)))
    assert [line.key[-1] for line in found.lines] == [*("31" if descending else "13"), "4", "2"]


@settings(deadline=None)
@given(random_summaries(), st.sampled_from([(), ("units",), ("dropout", "optimizer")]), st.sampled_from(FigureChoice))
def test_groups_are_those_of_a_plain_loop(summaries: list[Summary], by: tuple[str, ...], figures: FigureChoice) -> None:
    column = columns_by_key(figures)["val_loss"]
    groups: dict[object, list[Summary]] = {}
    for each in summaries:
        held = each.run.spec.model_dump(exclude={"seed", "device"})
        key = (tuple((name, held[name]) for name in by or held), each.run.data.sha256)
        groups.setdefault(key, []).append(each)
    expected = {}
    for runs in groups.values():
        counted: dict[object, Summary] = {}
        for each in sorted(runs, key=lambda one: one.run.created):
            if each.run.state is RunState.FINISHED:
                counted[str(each.run.spec)] = each
        figures_found = [column.value(each) for each in counted.values()]
        finite = [float(each) for each in figures_found if each is not None and math.isfinite(float(each))]
        expected[frozenset(each.id for each in runs)] = fmean(finite) if finite else None
    found = {}
    for line in arrange(summaries, replace(USUAL_VIEW, grouped_by=by, figures=figures)).lines:
        assert line.group is not None
        average = line.group.average(column)
        found[frozenset(line.group.group.ids)] = average.mean if average is not None else None
    assert found.keys() == expected.keys()
    assert all(found[ids] == pytest.approx(mean) for ids, mean in expected.items())


def figures_of(line: Line) -> dict[str, object]:
    assert line.group is not None
    row = line.group
    averages = {key: row.average(columns_by_key()[key]) for key in METRICS}
    return {"averages": repr(averages), "verdict": row.verdict, "ids": row.group.ids, "count": row.count_text}


@settings(deadline=None)
@given(random_summaries(), views(), st.data())
def test_a_group_never_depends_on_what_else_is_shown(
    summaries: list[Summary], view: TableView, data: st.DataObject
) -> None:
    by = view.grouped_by or ()
    alone = {line.key: figures_of(line) for line in arrange(summaries, TableView(grouped_by=by)).lines}
    shown = arrange(summaries, replace(view, grouped_by=by)).lines
    assert all(figures_of(line) == alone[line.key] for line in shown)
    kept = {line.key for line in data.draw(st.permutations(shown))[:2]}
    fewer = [each for line in shown if line.key in kept and line.group for each in line.group.group.summaries]
    for line in arrange(fewer, TableView(grouped_by=by)).lines:
        assert figures_of(line) == alone[line.key]


@settings(deadline=None)
@given(random_summaries(), views())
def test_a_group_is_shown_if_any_of_its_runs_matches(summaries: list[Summary], view: TableView) -> None:
    matching = {line.key for line in arrange(summaries, replace(view, grouped_by=None)).lines if line.is_matching}
    for line in arrange(summaries, replace(view, grouped_by=view.grouped_by or ())).lines:
        assert line.group is not None
        assert line.is_matching is bool(matching & set(line.group.group.ids))
        assert line.is_matching or line.is_pinned


@settings(deadline=None, max_examples=80)
@given(random_summaries(), views(), st.data())
def test_a_change_gives_what_arranging_all_again_does(
    summaries: list[Summary], view: TableView, data: st.DataObject
) -> None:
    arranger = Arranger()
    groups = arrange(summaries, view).lines
    opened = frozenset(line.key for line in groups[:1])
    found = arranger.show(summaries, view, opened=opened)
    runs = {each.id: each for each in summaries}
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(1, 14))
        run_id = f"run-{number}"
        if run_id in runs and data.draw(st.booleans()):
            del runs[run_id]
            found = arranger.change((), {run_id})
        else:
            changed = data.draw(a_random_summary(number))
            runs[run_id] = changed
            found = arranger.change((changed,))
    again = arrange(runs.values(), view, opened=opened)
    assert [comparable(line) for line in found.lines] == [comparable(line) for line in again.lines]
    assert [each.key for each in found.columns] == [each.key for each in again.columns]
    assert [cell_text(found.columns[0], line) + cell_tail(found.columns[0], line) for line in found.lines] == [
        cell_text(again.columns[0], line) + cell_tail(again.columns[0], line) for line in again.lines
    ]
    assert (found.alike, found.naming.shared) == (again.alike, again.naming.shared)
    assert (found.matching, found.count, found.groups) == (again.matching, again.count, again.groups)


@settings(deadline=None, max_examples=80)
@given(random_summaries(), st.lists(views(), min_size=2, max_size=3), st.data())
def test_going_back_to_a_view_gives_what_arranging_all_again_does(
    summaries: list[Summary], some: list[TableView], data: st.DataObject
) -> None:
    arranger = Arranger()
    runs = {each.id: each for each in summaries}
    for number in data.draw(st.lists(st.integers(1, 14), min_size=3, max_size=8)):
        view = data.draw(st.sampled_from(some))
        has_pinned = data.draw(st.booleans())
        found = arranger.show(runs, view, has_pinned=has_pinned)
        again = arrange(runs.values(), view, has_pinned=has_pinned)
        assert [comparable(line) for line in found.lines] == [comparable(line) for line in again.lines]
        assert [each.key for each in found.columns] == [each.key for each in again.columns]
        assert [[each.text(s) for s in runs.values()] for each in found.columns] == [
            [each.text(s) for s in runs.values()] for each in again.columns
        ]
        assert (found.alike, found.naming.shared) == (again.alike, again.naming.shared)
        assert (found.matching, found.count, found.groups) == (again.matching, again.count, again.groups)
        if data.draw(st.booleans()):
            changed = data.draw(a_random_summary(number))
            runs[changed.id] = changed
            arranger.change((changed,))


def comparable(line: Line) -> tuple[object, ...]:
    ids = line.group.group.ids if line.group is not None else ()
    return line.key, repr(line.summary), ids, line.is_inside, line.is_pinned, line.is_matching


def test_names_are_sorted_as_they_are_written_and_again_when_a_run_changes_them() -> None:
    specs = [{"units": 64, "epochs": 3}, {"units": 64, "epochs": 4}, {"dropout": 0.0, "epochs": 3}]
    runs = [a_summary(number, spec=RunSpec(**spec)) for number, spec in enumerate(specs, 1)]  # type: ignore[arg-type]
    arranger = Arranger()
    found = arranger.show(runs, replace(USUAL_VIEW, sort=(SortKey("name"),)))
    assert written(found) == ["dropout off, epochs 3", "epochs 4, nodes 64", "nodes 64, epochs 3"]
    found = arranger.change([a_summary(4, spec=RunSpec(epochs=4)), a_summary(5, spec=RunSpec(epochs=4, dropout=0.5))])
    assert written(found) == [
        "dropout 0.50, epochs 4",
        "dropout off, epochs 3",
        "epochs 4",
        "nodes 64, epochs 3",
        "nodes 64, epochs 4",
    ]


def written(found: Arrangement) -> list[str]:
    return [cell_text(found.columns[0], line) for line in found.lines]
