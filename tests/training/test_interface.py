"""What the session asks of a active run."""

from __future__ import annotations

import threading

from mnist_lab.training.interface import Control, Stop


def test_a_run_that_is_not_paused_does_not_rest() -> None:
    assert Control().rest() == 0.0


def test_a_paused_run_rests_until_it_goes_on() -> None:
    control = Control()
    control.pause()
    assert control.is_paused
    rests: list[float] = []
    thread = threading.Thread(target=lambda: rests.append(control.rest()))
    thread.start()
    control.go_on()
    thread.join(60)
    assert len(rests) == 1
    assert not control.is_paused


def test_stopping_now_ends_a_rest_and_lets_none_begin() -> None:
    control = Control()
    control.pause()
    control.stop_now()
    assert not control.is_paused
    control.pause()
    assert control.rest() == 0.0


def test_stopping_after_the_epoch_leaves_a_rest_as_it_is() -> None:
    control = Control()
    control.pause()
    control.stop_after_epoch()
    assert control.is_paused
    assert control.stop is Stop.AFTER_EPOCH


def test_a_stop_is_never_taken_back() -> None:
    control = Control()
    control.stop_now()
    control.stop_after_epoch()
    assert control.stop is Stop.NOW
