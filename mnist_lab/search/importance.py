"""How much each setting matters, by PED-ANOVA: functional analysis of variance over the best trials."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from mnist_lab.domain.sweeps.sweep import Sweep
from mnist_lab.domain.sweeps.trials import Trial, TrialState
from mnist_lab.search.study import quiet_optuna, study_of, told_of

FEWEST_TRIALS = 10
"""With fewer finished trials, a setting's importance is chance."""


def importances(sweep: Sweep, trials: Iterable[Trial]) -> Mapping[str, float]:
    """Return the share of the spread among the best trials that each setting explains, the largest first.

    Empty if there are too few finished trials, or only one setting.
    """
    told = [each for each in told_of(sweep, trials) if each.state is TrialState.DONE]
    if len(told) < FEWEST_TRIALS or len(sweep.axes) < 2 or len({each.figure for each in told}) < 2:
        return {}
    optuna = quiet_optuna()
    evaluator = optuna.importance.PedAnovaImportanceEvaluator()
    found: Mapping[str, float] = optuna.importance.get_param_importances(study_of(sweep, told), evaluator=evaluator)
    return dict(sorted(found.items(), key=lambda each: each[1], reverse=True))
