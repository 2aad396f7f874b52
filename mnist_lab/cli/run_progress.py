"""A run's progress in lines on standard error."""

from __future__ import annotations

from mnist_lab.cli.status_lines import Lines
from mnist_lab.domain.formatting.units import format_duration, format_loss, format_percent
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.progress_words import format_epoch
from mnist_lab.domain.runs.run import Run


class ProgressLines(Lines):
    """A listener that prints a line for each epoch, and how far the one active is in the bar."""

    def run_changed(self, run: Run) -> None:
        """Print what is new of the run."""
        with self._lock:
            before = self.newest.get(run.id)
            self.newest[run.id] = run
            if isinstance(run.stage, events.Loading | events.Compiling):
                self._once(run.id, "loading TensorFlow" if isinstance(run.stage, events.Loading) else "compiling")
            elif isinstance(run.stage, events.Began):
                self._once(run.id, _format_began(run, run.stage, len(before.epochs) if before is not None else 0))
            elif isinstance(run.stage, events.Progress):
                self._bar(run.epochs_done / run.spec.epochs, _format_progress(run, run.stage))
            elif before is not None and len(before.epochs) < len(run.epochs):
                which = f"seed {run.spec.seed}, " if self.at_once > 1 else ""
                self._line(f"{which}{_format_epoch(run)}")


def _format_progress(run: Run, progress: events.Progress) -> str:
    left = run.seconds_left
    words = f"{format_epoch(run)}  training {format_loss(progress.loss)}"
    return words if left is None else f"{words}  {format_duration(left)} left"


def _format_began(run: Run, began: events.Began, had: int) -> str:
    """Return how the run begins; `had` is the number of epochs it had, of which those after the checkpoint are lost."""
    after = f", resumed after epoch {len(began.epochs)}" if began.epochs else ""
    if had > len(began.epochs):
        after += f"; what followed, up to epoch {had}, is trained again"
    return f"{run.title}, seed {run.spec.seed}: {run.parameters:,} parameters, {began.environment.device}{after}"


def _format_epoch(run: Run) -> str:
    epoch = run.epochs[-1]
    return (
        f"epoch {epoch.epoch:>{len(str(run.spec.epochs))}}/{run.spec.epochs}  training {format_loss(epoch.loss)}  "
        f"clean {format_loss(epoch.clean_loss)}  validation {format_loss(epoch.val_loss)}  "
        f"accuracy {format_percent(epoch.val_accuracy)}  {format_duration(epoch.seconds)}"
    )
