"""The part of the epochs that a chart shows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.domain.comparison.zoom import ALL_EPOCHS, FEWEST, Zoom

COUNTS = st.integers(0, 300)
STEPS = st.lists(
    st.tuples(st.sampled_from(["closer", "wider"]), st.none() | st.integers(-5, 305))
    | st.tuples(st.sampled_from(["moved", "showing"]), st.integers(-50, 305)),
    max_size=12,
)
ANY = settings(max_examples=150, deadline=None)


def stepped(zoom: Zoom, step: tuple[str, int | None], count: int) -> Zoom:
    name, number = step
    if name in {"closer", "wider"}:
        return getattr(zoom, name)(count, number)  # type: ignore[no-any-return]
    return zoom.moved(number or 0, count) if name == "moved" else zoom.showing(min(max(number or 1, 1), count), count)


@given(COUNTS, STEPS)
@ANY
def test_a_zoom_stays_within_the_epochs_and_shows_at_least_two(count: int, steps: list[tuple[str, int | None]]) -> None:
    zoom = ALL_EPOCHS
    for step in steps:
        zoom = stepped(zoom, step, count)
        first, last = zoom.window(count)
        assert 1 <= first <= last <= max(count, 1)
        assert last - first + 1 >= min(FEWEST, max(count, 1))


@given(st.integers(1, 300), st.integers(1, 300))
@ANY
def test_closer_shows_fewer_and_keeps_the_epoch_in_sight(count: int, around: int) -> None:
    around = min(around, count)
    zoom, widths = ALL_EPOCHS, [count]
    for _ in range(10):
        zoom = zoom.closer(count, around)
        first, last = zoom.window(count)
        assert first <= around <= last
        widths.append(last - first + 1)
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == min(FEWEST, count)


@given(st.integers(1, 300), STEPS)
@ANY
def test_wider_reaches_all_in_the_end(count: int, steps: list[tuple[str, int | None]]) -> None:
    zoom = ALL_EPOCHS
    for step in steps:
        zoom = stepped(zoom, step, count)
    for _ in range(10):
        before = zoom.window(count)
        zoom = zoom.wider(count)
        after = zoom.window(count)
        assert after[0] <= before[0]
        assert after[1] >= before[1]
    assert zoom.is_all


@given(st.integers(1, 300), st.integers(-400, 400), STEPS)
@ANY
def test_moving_keeps_the_width_and_goes_as_far_as_it_can(
    count: int, by: int, steps: list[tuple[str, int | None]]
) -> None:
    zoom = ALL_EPOCHS
    for step in steps:
        zoom = stepped(zoom, step, count)
    first, last = zoom.window(count)
    moved = zoom.moved(by, count).window(count)
    assert moved[1] - moved[0] == last - first
    assert moved[0] == first + by or moved[0] == 1 or moved[1] == count


@given(st.integers(2, 300), st.integers(1, 300), STEPS)
@ANY
def test_showing_an_epoch_keeps_the_width(count: int, epoch: int, steps: list[tuple[str, int | None]]) -> None:
    epoch, zoom = min(epoch, count), ALL_EPOCHS
    for step in steps:
        zoom = stepped(zoom, step, count)
    before, after = zoom.window(count), zoom.showing(epoch, count).window(count)
    assert after[0] <= epoch <= after[1]
    assert after[1] - after[0] == before[1] - before[0]
    if before[0] <= epoch <= before[1]:
        assert after == before


def test_all_epochs_follow_a_run_that_grows() -> None:
    assert [ALL_EPOCHS.window(count) for count in (0, 1, 5, 40)] == [(1, 1), (1, 1), (1, 5), (1, 40)]


def test_a_zoom_stays_where_it_is_while_a_run_grows() -> None:
    zoom = ALL_EPOCHS.closer(40, 30)
    assert zoom.window(40) == zoom.window(60)
