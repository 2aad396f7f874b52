"""Text on the screen of a lab: what changes, what a group shows, the score."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mnist_lab.domain.advice.post_words import BY_THE_POST, post_in_short
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.experiments.catalog import Experiment
from mnist_lab.domain.formatting.units import format_count
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.labs.deciding import WHY_CLEAN
from mnist_lab.domain.labs.definitions import changed_in, format_held
from mnist_lab.domain.labs.hypotheses import Hypothesis, Question, Score
from mnist_lab.domain.labs.outcomes import Judgement, Outcome, Scored
from mnist_lab.domain.labs.status import LabStatus
from mnist_lab.domain.labs.tables import lost_lines, named_finding

OF_CLEAN = {1: "over-fitting", 0: "as the baseline", -1: "under-fitting"}
POST_DIFFERS = "By the post's gap, which dropout shifts: {}. The clean gap, which decides, {}."


def format_budget(labs: tuple[Experiment, ...], budget: Budget) -> str:
    """Return what changes, the budget, and what stays the same: three lines."""
    held = format_held(labs[0], budget) if len(labs) == 1 else "in each lab, every setting but the one that it changes"
    return f"{changed_in(labs)}\n{budget.text}\n{held}"


def finding_lines(
    result: LabResult, group: GroupResult, outcomes: Sequence[Outcome], resume_keys: str = ""
) -> list[str]:
    """Return what a group shows compared with the baseline, whether that was expected, and which runs are left out and
    why; `resume_keys` says what continues one, with {} for its name.

    Return nothing for a group without runs.
    """
    lines = []
    if group.runs and group.label != result.baseline.label:
        lines.append(named_finding(group))
    if any(outcome.judgement is not None for outcome in outcomes):
        lines += map(format_outcome, outcomes)
        lines += why_clean(group, outcomes)
    return lines + [f"{line}." for line in lost_lines(result, resume_keys)]


def reading_lines(group: GroupResult) -> list[str]:
    """Return what the post would read off the group's losses, and what it printed and concluded of its own run.

    The losses themselves are in the table of the lab, if its experiment reported them.
    """
    lines, post = [], group.variation.post
    if group.reading is not None and group.reading.relative is not None:
        lines.append(f"{group.label}, by the post's reading: {post_in_short(group.reading)}.")
    if post.concludes:
        lines.append(f"The post, one run: {post.concludes}.")
    return lines


def format_group_verdict(group: GroupResult) -> str:
    """Return how many seeds get the verdict of a group, whose is shown, and what the post reads off its mean losses."""
    verdict, reading = group.verdict, group.reading
    of_post = ""
    if reading is not None and reading.relative is not None:
        of_post = f" {BY_THE_POST} {post_in_short(reading)}."
    if verdict is None or verdict.count == 1:
        return f"{group.label}: judged on one run.{of_post}"
    label, seed = verdict.verdict.label.value, verdict.shown.run.spec.seed
    agree = f"{label} with {verdict.agreeing} of {format_count(verdict.count, 'seed')}"
    return f"{group.label}: {agree}; shown: seed {seed}.{of_post}"


def format_score(scored: Sequence[Scored], score: Score | None) -> str:
    """Return how many hypotheses about a lab were right, and how many so far; nothing before there are results."""
    right, wrong, is_open = (sum(each.count(judgement) for each in scored) for judgement in Judgement)
    parts = [f"{right} right", f"{wrong} wrong"] if right or wrong else []
    parts += [f"{is_open} open"] if is_open else []
    if not parts:
        return ""
    return f"Your guesses: {', '.join(parts)}.{f' {format_so_far(score)}' if score is not None else ''}"


def format_so_far(score: Score) -> str:
    """Return how many guesses of all labs were right: "So far, over all labs: 3 right, 2 wrong."."""
    return f"So far, over all labs: {score.right_so_far} right, {score.asked_so_far - score.right_so_far} wrong."


def format_outcome(outcome: Outcome, said: str = "You said ", baseline: str = "A") -> str:
    """Return a guess, what the results say of it, and the figures that decide it: "✓ You said test accuracy down: right
    (95.81 % against 97.98 % of A)."
    """
    judgement = outcome.judgement
    if judgement is None:
        return f"{said}{outcome.text}."
    return f"{judgement.sign} {said}{outcome.text}: {judgement.value} ({outcome.reason(baseline)})."


def guess_lines(status: LabStatus, letter_of: Callable[[int], str]) -> list[str]:
    """Return a line for each guess about the lab with the figures that decide it, and where the post's gap says
    something else; nothing before there are results. `letter_of` is what the chart calls the group at a place.
    """
    lines = []
    for place, group in enumerate(status.groups):
        outcomes = [each for each in status.outcomes_of(group) if each.judgement is not None]
        for each in outcomes:
            lines.append(f"{letter_of(place)}  {each.brief} ({each.reason()})")
            lines += [f"   {line}" for line in why_clean(group, [each]) if line != WHY_CLEAN]
    return lines


def why_clean(group: GroupResult, outcomes: Sequence[Outcome]) -> list[str]:
    """Return why the clean gap decides a guess about the fit, and where the post's gap says something else."""
    deciding = next((each.deciding for each in outcomes if each.question is Question.FIT and each.deciding), None)
    if deciding is None:
        return []
    relative = group.reading.relative if group.reading is not None else None
    shown = deciding.direction
    of_clean = None if shown is None else OF_CLEAN[shown]
    if relative is None or relative == of_clean:
        return [WHY_CLEAN]
    return [POST_DIFFERS.format(relative, "shows no evidence yet" if of_clean is None else f"says {of_clean}")]


def format_kept(hypotheses: Sequence[Hypothesis]) -> str:
    """Return what becomes of answers that were just given."""
    answers = _answers(sum(each.answers for each in hypotheses))
    return f"{answers} kept for this budget: {hypotheses[0].extent}."


def format_gist(status: LabStatus) -> str:
    """Return what a lab found in the fewest words, and with how many repeats if more are missing; empty before."""
    if not status.gist or status.is_complete:
        return status.gist
    return f"{status.gist}; done with {format_count(status.done, 'repeat')} each"


def format_hypothesis(status: LabStatus) -> str:
    """Return that there are hypotheses about a lab, for its line of progress; nothing if there are none."""
    if status.answers:
        return f"{_answers(status.answers)} guessed"
    return "guessed at another budget" if any(status.elsewhere.values()) else ""


def format_guessed(status: LabStatus) -> str:
    """Return that a lab's results were guessed, or how many labs were; nothing if none was."""
    guessed = sum(bool(each.outcomes) for each in status.scored)
    if not guessed:
        return ""
    return "made" if len(status.labs) == 1 else f"{guessed} of {len(status.labs)}"


def format_elsewhere(status: LabStatus) -> str:
    """Return which hypotheses do not apply to these results because of another budget; nothing if all do."""
    of_terms = [f"{_answers(count)} for {extent}" for extent, count in status.elsewhere.items() if count]
    return f"Guessed at another budget: {'; '.join(of_terms)}. Only results of those count." if of_terms else ""


def _answers(count: int) -> str:
    return format_count(count, "answer")
