"""The rules of the verdict, in the order in which they are tried: `RULES` for the fit, `COURSE_RULES` for the course.

The first that applies gives the word. To add a rule, write its file beside this one, put it where it should be tried,
and raise `RULES_VERSION` in `verdict.py`, so that verdicts found before are computed again. docs/verdicts.md lists the
rules.
"""

from __future__ import annotations

from mnist_lab.domain.fit.rule import Course, Label, Rule
from mnist_lab.domain.fit.rules.diverged import DIVERGED
from mnist_lab.domain.fit.rules.good import GOOD
from mnist_lab.domain.fit.rules.left_its_best import LEFT_ITS_BEST
from mnist_lab.domain.fit.rules.not_learning import NOT_LEARNING
from mnist_lab.domain.fit.rules.over_confident import OVER_CONFIDENT
from mnist_lab.domain.fit.rules.over_fitting import ACCURACIES_APART, ACCURACY_FELL
from mnist_lab.domain.fit.rules.steady import STEADY
from mnist_lab.domain.fit.rules.still_improving import ACCURACY_RISES, LAST_IS_LOWEST, LOSS_FALLS
from mnist_lab.domain.fit.rules.too_short import TOO_SHORT
from mnist_lab.domain.fit.rules.under_fitting import UNDER_FITTING
from mnist_lab.domain.fit.rules.unseen_classes import UNSEEN_CLASSES
from mnist_lab.domain.fit.rules.unstable import JUMPS

RULES: tuple[Rule[Label], ...] = (
    DIVERGED,
    UNSEEN_CLASSES,
    TOO_SHORT,
    NOT_LEARNING,
    ACCURACY_FELL,
    ACCURACIES_APART,
    UNDER_FITTING,
    OVER_CONFIDENT,
    GOOD,
)

COURSE_RULES: tuple[Rule[Course], ...] = (JUMPS, LOSS_FALLS, ACCURACY_RISES, LAST_IS_LOWEST, LEFT_ITS_BEST, STEADY)
