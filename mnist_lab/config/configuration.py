"""The configuration: every key with its type, range, default and explanation, declared once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.fit.thresholds import THRESHOLDS, Thresholds
from mnist_lab.domain.runs.run_request import MOST_REPEATS


class Configuration(BaseModel):
    """What users set once, instead of for each run; a field is a key of the file, those of a model a table."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    palette: str = Field(
        default="auto",
        min_length=1,
        max_length=100,
        description=(
            "The colours of the app: the name of a palette, or “auto” for the one last chosen with T, or else dark or "
            "light as the terminal is. docs/terminals.md lists the palettes."
        ),
    )
    slow_link: bool = Field(
        default=False,
        description="Whether an active run is shown once a second only, for a slow connection.",
    )
    keep_training: bool = Field(
        default=False, description="Whether training continues in the background if the terminal of the app is lost."
    )
    repeats: int = Field(
        default=USUAL_REPEATS,
        ge=1,
        le=MOST_REPEATS,
        description=(
            "How many runs, with different seeds, each group of a lab and each combination of a grid gets: the default "
            "of `lab` and `sweep`, and of the app until you choose another number there with + or -."
        ),
    )
    weights: Literal["best", "none"] = Field(
        default="best",
        description=(
            "Whether runs and labs keep weights: “best” keeps those of a run's best epoch, “none” none, which saves 3 "
            "to 50 MB a run. `train --weights`, `train --no-weights` and W in the app decide otherwise; grids keep "
            "none without `sweep --weights`."
        ),
    )
    keys: Mapping[str, str] = Field(
        default={},
        description=(
            "Other keys for the actions of the app, by the names that `mnist-lab config keys` lists, such as "
            "“ctrl+t” or “f6,t”."
        ),
    )
    thresholds: Thresholds = Field(default=THRESHOLDS, description="The thresholds of the verdict's rules.")

    @property
    def keeps_weights(self) -> bool:
        """Return whether a run keeps its best weights if nothing else is asked for."""
        return self.weights == "best"


DEFAULTS = Configuration()
