"""What the screen of a lab says besides figures: before there are curves, and around the answer."""

from __future__ import annotations

from textwrap import fill

from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.experiments.progress import LabProgress
from mnist_lab.domain.labs.analysis import GroupResult
from mnist_lab.domain.labs.definitions import quick_warning, taught_in
from mnist_lab.domain.labs.screen_text import format_elsewhere
from mnist_lab.domain.labs.status import LabStatus

INVITATION = "The validation loss of each group will be drawn here,\nwith how far its repeats reach.\n\n{}."
UNDER_WAY = "The first run is training"
WAITING = "The first run waits in the queue"
ASKS_FIRST = "{}.\nPress {} to guess first"
TO_COME = "The answer appears after the last run."
OF_GROUPS = "The comparison appears here once the variation and the baseline have runs."
SPOILED = "quick runs spoil this lesson"
SPOILED_IN_PART = "quick runs spoil part of it"
TO_FULL = "{} switches to full runs."
WARNING_WIDTH = 56


def format_invitation(progress: LabProgress, guess_key: str, warning: str) -> str:
    """Return what is in the place of the curves: how to begin, and what the budget spoils or what will be drawn.

    `guess_key` is empty if there is nothing left to guess.
    """
    if progress.is_active:
        hint = WAITING if progress.run is None else UNDER_WAY
    else:
        hint = ASKS_FIRST.format(progress.text, guess_key) if guess_key else progress.text
    if not warning:
        return INVITATION.format(hint)
    return f"{hint}.\n\n{fill(warning, WARNING_WIDTH, break_on_hyphens=False)}"


def format_warning(status: LabStatus, full_key: str) -> str:
    """Return what the budget spoils in this lab, and the key that mends it; empty if it spoils nothing."""
    warning = quick_warning(status.labs, status.budget)
    return f"{warning} {TO_FULL.format(full_key)}" if warning else ""


def caveat_forms(status: LabStatus, full_key: str) -> list[str]:
    """Return what is less than in the post and whether that spoils the lesson, the longest form first."""
    caveats = [f"with {limits}" for limits in (status.budget.caveat, ", ".join(status.budget.limits())) if limits]
    if not quick_warning(status.labs, status.budget):
        return caveats
    spoiled = SPOILED if len(status.labs) == 1 else SPOILED_IN_PART
    return [*(f"{caveat}: {spoiled}" for caveat in caveats), f"{spoiled}: {full_key} for full runs", spoiled]


def answer_paragraphs(status: LabStatus, score: str, warning: str, *, has_finding: bool) -> list[str]:
    """Return the answer, or when it comes, then the score of the guesses, and what limits the answer or is changed."""
    to_come = TO_COME if has_finding or status.is_begun else f"{OF_GROUPS} {TO_COME}"
    limits = warning if status.is_begun else ""  # before that it is where the curves will be
    taught = "" if status.answer else taught_in(status.labs)
    return [status.answer or to_come, *filter(None, (score, format_elsewhere(status), limits, taught))]


def glossary_term(group: GroupResult | None) -> str:
    """Return the term that explains a group: its verdict, without one what it is in the lab; of none, what a lab is."""
    if group is None:
        return "lab"
    if group.verdict is not None:
        return group.verdict.verdict.label.value
    return "baseline of a lab" if group.label == BASELINE.label else "variation"
