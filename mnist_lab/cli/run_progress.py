"""A run's progress in lines on standard error."""

from __future__ import annotations

from mnist_lab.cli.status_lines import Lines
from mnist_lab.domain.formatting.units import duration_words, loss_words, percent_words
from mnist_lab.domain.runs import events
from mnist_lab.domain.runs.run import Run


class ProgressLines(Lines):
    """A listener that prints a line for each epoch, and how far the one under way is in the bar."""

    def run_changed(self, run: Run) -> None:
        """Print what is new of the run."""
        with self._lock:
            before = self.newest.get(run.id)
            self.newest[run.id] = run
            if isinstance(run.stage, events.Loading | events.Compiling):
                self._once(run.id, "loading TensorFlow" if isinstance(run.stage, events.Loading) else "compiling")
            elif isinstance(run.stage, events.Began):
                self._once(run.id, _began_words(run, run.stage))
            elif isinstance(run.stage, events.Progress):
                self._bar(run.epochs_done / run.spec.epochs, _progress_words(run, run.stage))
            elif run.last is not None and (before is None or len(before.epochs) < len(run.epochs)):
                self._line(_epoch_words(run))


def _progress_words(run: Run, progress: events.Progress) -> str:
    left = run.seconds_left
    words = f"epoch {run.epochs_done:.1f} of {run.spec.epochs}  training {loss_words(progress.loss)}"
    return words if left is None else f"{words}  {duration_words(left)} left"


def _began_words(run: Run, began: events.Began) -> str:
    after = f", goes on after epoch {len(began.epochs)}" if began.epochs else ""
    return f"{run.title}, seed {run.spec.seed}: {run.parameters:,} parameters, {began.environment.device}{after}"


def _epoch_words(run: Run) -> str:
    epoch = run.epochs[-1]
    return (
        f"epoch {epoch.epoch:>{len(str(run.spec.epochs))}}/{run.spec.epochs}  training {loss_words(epoch.loss)}  "
        f"clean {loss_words(epoch.clean_loss)}  validation {loss_words(epoch.val_loss)}  "
        f"accuracy {percent_words(epoch.val_accuracy)}  {duration_words(epoch.seconds)}"
    )
