"""What a person asks for with F5 or `train`: a spec, how often, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mnist_lab.domain.estimate import parameter_count
from mnist_lab.domain.run import Dataset, Run, new_id
from mnist_lab.domain.settings import SettingsInvalid
from mnist_lab.domain.spec import RunSpec

MOST_REPEATS = 1000
LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Order:
    """An order for `repeats` runs of one spec, with the seeds seed, seed + 1, …"""

    spec: RunSpec
    repeats: int = 1
    name: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""

    def check(self) -> None:
        """See that the order can be carried out.

        Raises:
            SettingsInvalid: where `repeats` is not 1 to 1000, or the seeds would pass the largest.
        """
        if not 1 <= self.repeats <= MOST_REPEATS:
            sentence = f"repeats takes a whole number from 1 to {MOST_REPEATS}, not {self.repeats}"
            raise SettingsInvalid({"repeats": sentence})
        if self.spec.seed + self.repeats - 1 > LARGEST_SEED:
            raise SettingsInvalid({"seed": f"seed and repeats pass the largest seed, {LARGEST_SEED}"})

    def runs(self, data: Dataset, now: datetime) -> tuple[Run, ...]:
        """The runs ordered, queued.

        Raises:
            SettingsInvalid: as `check`.
        """
        self.check()
        ids: set[str] = set()
        while len(ids) < self.repeats:
            ids.add(new_id(now))
        return tuple(
            Run(
                id=run_id,
                name=self.name,
                tags=self.tags,
                note=self.note,
                created=now + timedelta(microseconds=repeat),
                spec=self.spec.model_copy(update={"seed": self.spec.seed + repeat}),
                data=data,
                parameters=parameter_count(self.spec),
            )
            for repeat, run_id in enumerate(sorted(ids))
        )
