"""How a session pauses and stops its active run."""

from __future__ import annotations

import threading

from mnist_lab.training.interface import Control, Stop


def test_a_run_that_is_not_paused_does_not_wait() -> None:
    assert Control().rest() == 0.0


def test_a_paused_run_waits_until_it_is_resumed() -> None:
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


def test_stopping_now_ends_a_pause_and_allows_no_other() -> None:
    control = Control()
    control.pause()
    control.stop_now()
    assert not control.is_paused
    control.pause()
    assert control.rest() == 0.0


def test_stopping_after_the_epoch_does_not_end_a_pause() -> None:
    control = Control()
    control.pause()
    control.stop_after_epoch()
    assert control.is_paused
    assert control.stop is Stop.AFTER_EPOCH


def test_the_most_urgent_stop_counts() -> None:
    control = Control()
    control.stop_now()
    control.stop_after_epoch()
    assert control.stop is Stop.NOW


def test_a_stop_after_the_epoch_can_be_called_off_until_the_epoch_has_ended() -> None:
    control = Control()
    control.stop_after_epoch()
    assert control.call_off_stop()
    assert not control.take_stop()
    control.stop_after_epoch()
    assert control.take_stop()
    assert not control.call_off_stop()
    assert control.stop is Stop.AFTER_EPOCH


def test_a_stop_now_cannot_be_called_off() -> None:
    control = Control()
    control.stop_now()
    assert not control.call_off_stop()
    assert control.stop is Stop.NOW
