"""How a sweep searches, as settings of a form: each declared once, with its explanation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from mnist_lab.domain.formatting.text_cleaning import Line
from mnist_lab.domain.runs.run_request import MOST_REPEATS
from mnist_lab.domain.runs.setting_fields import Setting, SettingGroup, SettingsInvalid, Value, problems
from mnist_lab.domain.sweeps.sweep import (
    MOST_TRIALS,
    RANKING_METRICS,
    USUAL_CONFIRMATION,
    USUAL_METRIC,
    USUAL_TRIALS,
    Pruning,
    Search,
    Sweep,
)
from mnist_lab.util.records.declarations import Bounds
from mnist_lab.util.records.faults import Fault, RecordInvalid
from mnist_lab.util.records.record import Record

MOST_MINUTES = 100_000


class SweepOptions(Record, closed=True):
    """Everything about a sweep but its settings. The defaults are those of a sweep; `minutes` is what it must fit into.

    The values of a grid are all tried if `trials` is None; a search has 40 then.
    """

    search: Annotated[
        Search,
        Setting(
            SettingGroup.SEARCH,
            "search",
            "search",
            names={"grid": "grid", "random": "random", "tpe": "TPE"},
        ),
    ] = Search.GRID
    trials: Annotated[
        int | None,
        Bounds(1, MOST_TRIALS),
        Setting(SettingGroup.SEARCH, "trials", "trials", notches=(None, 10, 20, 40, 80, 160), off="usual"),
    ] = None
    repeats: Annotated[
        int,
        Bounds(1, MOST_REPEATS),
        Setting(SettingGroup.SEARCH, "repeats", "repeats", notches=(1, 2, 3, 5, 10)),
    ] = 1
    confirm: Annotated[
        int,
        Bounds(0, MOST_REPEATS),
        Setting(SettingGroup.SEARCH, "fresh seeds", "fresh seeds", notches=(0, 3, 5, 10), off_at_zero=True),
    ] = USUAL_CONFIRMATION
    metric: Annotated[
        str,
        Setting(
            SettingGroup.SEARCH,
            "rank by",
            "rank by",
            notches=tuple(RANKING_METRICS),
            names={key: metric.label for key, metric in RANKING_METRICS.items()},
            expects="one of " + ", ".join(RANKING_METRICS),
        ),
    ] = USUAL_METRIC
    prune: Annotated[
        Pruning,
        Setting(SettingGroup.SEARCH, "end early", "end early", names={Pruning.HALVING: "halving"}),
    ] = Pruning.OFF
    minutes: Annotated[
        float | None,
        Bounds(0, MOST_MINUTES, low_included=False),
        Setting(
            SettingGroup.SEARCH, "fit into minutes", "minutes", notches=(None, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
        ),
    ] = None
    name: Annotated[Line, Setting(SettingGroup.SEARCH, "name", "name", expects="a name for the sweep", off="none")] = ""

    @classmethod
    def of(cls, given: Mapping[str, Value]) -> Self:
        """Return the options with these values, others at their defaults.

        Raises:
            SettingsInvalid: with a sentence for each wrong one.
        """
        try:
            return cls.model_validate(dict(given))
        except RecordInvalid as invalid:
            raise SettingsInvalid(problems(invalid, cls)) from None

    @classmethod
    def of_sweep(cls, sweep: Sweep) -> Self:
        """Return the options of a sweep."""
        names = set(cls.model_fields) & set(Sweep.model_fields)
        return cls(**{name: getattr(sweep, name) for name in names})

    @property
    def of_the_sweep(self) -> dict[str, Any]:
        """Return what a sweep is made with."""
        return {name: getattr(self, name) for name in type(self).model_fields if name in Sweep.model_fields}

    def faults(self) -> list[Fault]:
        """Return that the metric ranks nothing, or that it is of the test digits."""
        if self.metric in RANKING_METRICS:
            return []
        reason = "the test digits must not choose" if self.metric.startswith("test_") else "it ranks nothing"
        sentence = f"rank by takes {', '.join(RANKING_METRICS)}: {reason}"
        return [Fault(sentence, self.metric, ("metric",), is_sentence=True)]


OPTION_EXPLANATIONS: Mapping[str, tuple[str, ...]] = {
    "search": (
        "How the trials are chosen. A grid trains every combination; random and TPE draw as many trials as you say.",
        "Use a grid for up to three settings with a few values each; random for more, and for ranges. TPE looks at the "
        "trials so far and tries more where they did well; it needs Optuna.",
    ),
    "trials": (
        f"How many combinations are trained. “usual” is all of a grid, and {USUAL_TRIALS} of a search.",
        "You can start with few: the same sweep with more trials later goes on where it was.",
    ),
    "repeats": (
        "How many runs each trial has, with one seed after another.",
        "More repeats tell luck from merit, and cost as many times as much. 1 is enough to search: the best trials are "
        "trained again with fresh seeds.",
    ),
    "confirm": (
        "With how many fresh seeds the best three trials are trained again before one is called the best.",
        "The best of many trials is partly luck. Fresh seeds show how good it is without that luck; 0 leaves it out.",
    ),
    "metric": (
        "The figure that ranks the trials: of the validation digits, never of the test digits.",
        "Otherwise the test digits would choose the settings, and the test accuracy would be too good to be true.",
    ),
    "prune": (
        "Whether a trial that does badly ends before its last epoch. Its run says why.",
        "median ends those worse than half of the others at the same epoch; halving lets one in three go on at each "
        "stage.",
    ),
    "minutes": (
        "Makes the sweep fit: fewer epochs first, then fewer digits, then fewer repeats and fresh seeds, then fewer "
        "trials or values.",
        "What is given up is said below. Times are measured on this machine, and corrected as the sweep goes.",
    ),
    "name": (
        "What the sweep is called in the list. Its runs have the name as a tag.",
        "Without a name it is called by the settings that it varies.",
    ),
}
"""What is said of each option, the most important sentence first."""
