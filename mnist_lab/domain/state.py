"""What every screen shows of the moment."""

from __future__ import annotations

from dataclasses import dataclass

from mnist_lab.domain.baseline import Baseline
from mnist_lab.domain.estimate import Pace
from mnist_lab.domain.history import Epoch
from mnist_lab.domain.run import Run


@dataclass(frozen=True, slots=True)
class LabState:
    """A picture of the moment: `run` is the one under way, else the last that was; `queue` waits, the next one first.

    `ghost` holds the epochs of a run of the baseline, to draw beside others; `paces` what earlier runs took here.
    """

    run: Run | None = None
    queue: tuple[Run, ...] = ()
    device: str = ""
    baseline: Baseline | None = None
    ghost: tuple[Epoch, ...] = ()
    paces: tuple[Pace, ...] = ()

    @property
    def is_training(self) -> bool:
        """Whether a run is under way or rests."""
        return self.run is not None and self.run.state.is_training()
