"""Which device a run trains on."""

from __future__ import annotations

import pytest

from mnist_lab.training.devices import Device, DeviceMissing, chosen_device, found_devices, thread_count

CPU = Device("/CPU:0", "CPU")
FIRST, SECOND = Device("/GPU:0", "GPU:0 One"), Device("/GPU:1", "GPU:1 Two")


@pytest.mark.parametrize(
    ("wanted", "found", "chosen"),
    [
        ("auto", (CPU,), CPU),
        ("auto", (FIRST, SECOND, CPU), FIRST),
        ("cpu", (FIRST, CPU), CPU),
        ("gpu:0", (FIRST, CPU), FIRST),
        ("gpu:1", (FIRST, SECOND, CPU), SECOND),
    ],
)
def test_a_word_means_a_device(wanted: str, found: tuple[Device, ...], chosen: Device) -> None:
    assert chosen_device(wanted, found) is chosen


@pytest.mark.parametrize(
    ("wanted", "found", "sees"),
    [
        ("gpu:0", (CPU,), "no GPU"),
        ("gpu:1", (FIRST, CPU), "gpu:0 alone"),
        ("gpu:7", (FIRST, SECOND, CPU), "gpu:0 to gpu:1"),
    ],
)
def test_a_device_that_is_not_there_is_named_with_those_that_are(
    wanted: str, found: tuple[Device, ...], sees: str
) -> None:
    with pytest.raises(DeviceMissing, match=f"^There is no device {wanted}: TensorFlow sees {sees} here.$"):
        chosen_device(wanted, found)


def test_there_is_always_a_cpu_with_a_thread_or_more() -> None:
    assert found_devices()[-1] == CPU
    assert thread_count() >= 1
