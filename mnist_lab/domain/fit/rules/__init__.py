"""The rules of the verdict, in the order in which they are tried: the first that applies gives the label.

To add a rule, write its file beside this one, put it into `RULES` where it should be tried, and raise
`RULES_VERSION` in `verdict.py`, so that labels found before are computed again. docs/verdicts.md lists the rules.
"""

from __future__ import annotations

from mnist_lab.domain.fit.rules.diverged import DIVERGED
from mnist_lab.domain.fit.rules.good import GOOD
from mnist_lab.domain.fit.rules.not_learning import NOT_LEARNING
from mnist_lab.domain.fit.rules.over_confident import OVER_CONFIDENT
from mnist_lab.domain.fit.rules.over_fitting import ACCURACIES_APART, ACCURACY_FELL
from mnist_lab.domain.fit.rules.too_short import TOO_SHORT
from mnist_lab.domain.fit.rules.under_fitting import UNDER_FITTING
from mnist_lab.domain.fit.rules.unfinished import ACCURACY_RISES, LAST_IS_LOWEST, LOSS_FALLS
from mnist_lab.domain.fit.rules.unseen_classes import UNSEEN_CLASSES
from mnist_lab.domain.fit.rules.unstable import JUMPS, LEFT_ITS_BEST

RULES = (
    DIVERGED,
    UNSEEN_CLASSES,
    TOO_SHORT,
    NOT_LEARNING,
    ACCURACY_FELL,
    ACCURACIES_APART,
    OVER_CONFIDENT,
    JUMPS,
    LOSS_FALLS,
    ACCURACY_RISES,
    UNDER_FITTING,
    LAST_IS_LOWEST,
    LEFT_ITS_BEST,
    GOOD,
)
