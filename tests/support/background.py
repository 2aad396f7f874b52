"""Background jobs that wait for the test."""

from __future__ import annotations

from collections.abc import Callable


class Later:
    """Keep jobs until the test runs them."""

    def __init__(self) -> None:
        self.jobs: list[Callable[[], object]] = []

    def __call__(self, job: Callable[[], object]) -> None:
        self.jobs.append(job)

    def run(self) -> None:
        while self.jobs:
            self.jobs.pop(0)()
