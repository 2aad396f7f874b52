"""The garbage collector, kept off while something large is made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from mnist_lab.util.gc_control import gc_frozen, resume_collecting, stop_collecting


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    """Collect garbage again after a test that fails."""
    gc.enable()
    yield
    resume_collecting()
    gc.enable()


@pytest.mark.parametrize("ends_first", ["the first", "the second"])
def test_it_collects_again_only_when_the_last_of_two_threads_is_done(ends_first: str) -> None:
    with ExitStack() as first, ExitStack() as second:
        first.enter_context(gc_frozen())
        second.enter_context(gc_frozen())
        earlier, later = (first, second) if ends_first == "the first" else (second, first)
        earlier.close()
        assert not gc.isenabled()
        later.close()
        assert gc.isenabled()


def test_it_is_off_until_resumed_whatever_is_made_meanwhile() -> None:
    stop_collecting()
    with gc_frozen():
        assert not gc.isenabled()
    assert not gc.isenabled()
    resume_collecting()
    assert gc.isenabled()
    resume_collecting()
    assert gc.isenabled()


def test_to_resume_leaves_it_off_while_another_makes_something() -> None:
    stop_collecting()
    with gc_frozen():
        resume_collecting()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_off_before_stays_off() -> None:
    gc.disable()
    with gc_frozen():
        pass
    assert not gc.isenabled()
