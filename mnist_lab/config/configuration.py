"""The configuration: every key with its type, range, default and explanation, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from mnist_lab.config.workers import EXPECTED, check_workers
from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.util.records.checks import Strictness
from mnist_lab.util.records.declarations import Bounds, Cleaned, Explained, Pattern
from mnist_lab.util.records.record import Record


class Configuration(Record, closed=True, strictness=Strictness(is_exact=True, is_finite=True)):
    """What users set once, instead of for each run; a field is a key of the file, those of a model a table."""

    palette: Annotated[
        str,
        Pattern(r"(?s).{1,100}"),
        Explained(
            "The colours of the app: the name of a palette, or “auto” for the one last chosen with T, or else dark or "
            "light as the terminal is. docs/terminals.md lists the palettes."
        ),
    ] = "auto"
    slow_link: Annotated[
        bool, Explained("Whether an active run is shown once a second only, for a slow connection.")
    ] = False
    keep_training: Annotated[
        bool, Explained("Whether training continues in the background if the terminal of the app is lost.")
    ] = False
    repeats: Annotated[
        int,
        Bounds(1, MOST_REPEATS),
        Explained(
            "How many runs, with different seeds, each group of a lab and each combination of a preset grid gets: the "
            "default of `lab` and `sweep`, and of the app until you choose another number there with + or -."
        ),
    ] = USUAL_REPEATS
    weights: Annotated[
        Literal["best", "none"],
        Explained(
            "Whether runs and labs keep weights: “best” keeps those of one epoch, “none” none, which saves 3 "
            "to 50 MB a run. `train --weights`, `train --no-weights` and W in the app decide otherwise; grids keep "
            "none without `sweep --weights`."
        ),
    ] = "best"
    workers: Annotated[
        str,
        Cleaned(check_workers),
        Explained(
            "Where runs are trained: “” in this process, “4” in four processes here, “tcp://HOST:PORT” on the workers "
            "of a running Dask scheduler, “ssh://HOST,HOST” on other machines. docs/cluster.md explains it; "
            "the option `--workers` decides otherwise for one command.",
            f"{EXPECTED}, or nothing",
        ),
    ] = ""
    keys: Annotated[
        Mapping[str, str],
        Explained(
            "Other keys for the actions of the app, by the names that `mnist-lab config keys` lists, such as "
            "“ctrl+t” or “f6,t”."
        ),
    ] = {}
    thresholds: Annotated[Thresholds, Explained("The thresholds of the verdict's rules.")] = THRESHOLDS

    @property
    def keeps_weights(self) -> bool:
        """Return whether a run keeps its best weights if nothing else is asked for."""
        return self.weights == "best"


DEFAULTS = Configuration()
