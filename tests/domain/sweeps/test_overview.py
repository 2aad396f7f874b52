"""How the kept sweeps are told apart."""

from __future__ import annotations

from datetime import timedelta

from mnist_lab.domain.sweeps.overview import titles_of
from support.sweeps import NOW, a_sweep


def test_sweeps_of_one_title_are_told_apart_by_when_they_were_begun() -> None:
    first = a_sweep({"units": "16,64"})
    again = a_sweep({"units": "16,128"}, now=NOW + timedelta(minutes=7))
    other = a_sweep({"dropout": "0,0.2"})
    titles = titles_of([first, again, other])
    assert titles[other.id] == "dropout"
    assert titles[first.id] == f"nodes, {NOW.astimezone():%d %b %H:%M}"
    assert titles[again.id] == f"nodes, {NOW.astimezone() + timedelta(minutes=7):%d %b %H:%M}"


def test_sweeps_of_one_minute_are_told_apart_by_the_second() -> None:
    first, again = a_sweep({"units": "16,64"}), a_sweep({"units": "16,128"}, now=NOW + timedelta(seconds=7))
    titles = titles_of([first, again])
    assert titles[first.id].endswith(":00")
    assert titles[again.id].endswith(":07")
