"""The figures of a lab as tables, the post's beside ours: losses and their gap, and test accuracies."""

from __future__ import annotations

from mnist_lab.domain.evidence.finding_text import finding, finding_in_short
from mnist_lab.domain.evidence.groups import format_average
from mnist_lab.domain.formatting.markdown import Table
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.labs.answer import format_difference
from mnist_lab.domain.labs.reported import reported, reports_losses
from mnist_lab.domain.runs.run import RunState
from mnist_lab.domain.tables.metrics import USUAL

LOSSES = ("training loss", "valid. loss", "gap", "post's reading")
"""The headings of what the post's experiments 1 to 4 reported."""
OF_THE_POST = "  the post"
"""What a line with the figures of the post's one run is called."""


def accuracy_table(result: LabResult) -> Table:
    """Return the table in few words, for 80 columns: a line's verdict says how many seeds have it themselves."""
    rows = tuple(
        (
            each.label,
            *_post_accuracy(result, each),
            format_average(each.average),
            _difference_in_short(each),
            each.verdict.fit_in_short if each.verdict is not None else "–",
        )
        for each in result.groups
    )
    post = ("post",) if result.has_post else ()
    headings = ("", *post, "test accuracy %", "difference", "verdict (seeds)")
    return Table(headings, rows, (False, *(True for _ in post), True, True, False))


def report_table(result: LabResult) -> Table:
    """Return the same in full sentences, for a page."""
    rows = tuple(
        (
            each.label,
            *_post_accuracy(result, each),
            format_average(each.average),
            finding_sentence(each) if each is not result.baseline else "",
            each.verdict.text if each.verdict is not None else "–",
        )
        for each in result.groups
    )
    post = ("the post: test accuracy %",) if result.has_post else ()
    ours = "ours: mean ±sd (n)" if result.has_post else "test accuracy %: mean ±sd (n)"
    headings = "group", *post, ours, "difference from the baseline: what it shows", "verdict of most seeds"
    return Table(headings, rows, (False, *(True for _ in post), True, False, False))


def losses_table(result: LabResult) -> Table:
    """Return the losses of the last epoch, their gap and what the post reads from it, the post's below ours.

    It is empty for a lab whose experiment reported test accuracies alone.
    """
    if not reports_losses([result.lab]):
        return Table((), (), ())
    rows = []
    for each in result.groups:
        found = reported(each)
        rows.append((each.label, *(measure.text for measure in found.losses), found.reading))
        if result.has_post:
            rows.append((OF_THE_POST, *(measure.post_text for measure in found.losses), found.post_reading))
    return Table(("", *LOSSES), tuple(rows), (False, True, True, True, False))


def finding_sentence(result: GroupResult) -> str:
    """Return what the evidence says of a group compared with the baseline, in one sentence."""
    if result.evidence is None:
        return "no conclusion: one side has no run with a test accuracy"
    return finding(result.evidence, USUAL, result.label)


def named_finding(result: GroupResult) -> str:
    """Return the same as a sentence that starts with the name of the group."""
    sentence = finding_sentence(result)
    return f"{sentence}." if sentence.startswith(result.label) else f"{result.label}: {sentence}."


_ENDS = {RunState.STOPPED: "it was stopped", RunState.INTERRUPTED: "it was interrupted"}


def lost_lines(result: LabResult, keys: str = "") -> list[str]:
    """Return a line for each run that is missing from the figures, and why.

    `keys` says what continues one that ended early, with {} for its name; without it the line has the run's id.
    """
    lines = []
    for each in result.groups:
        for run in each.lost:
            why = run.error if run.state is RunState.FAILED and run.error else _ENDS.get(run.state, "it failed")
            if keys and run.state.can_be_resumed():
                lines.append(f"{each.label}, seed {run.spec.seed}, is left out: {why}. {keys.format(run.title)}")
            else:
                lines.append(f"{each.label}, seed {run.spec.seed} ({run.id}) is left out: {why}")
        seeds = set(each.group.figures(USUAL))
        lines += [
            f"{each.label}, seed {run.spec.seed} ({run.id}) diverged: it has no test accuracy and counts for nothing"
            for run in each.runs
            if run.spec.seed not in seeds
        ]
    return lines


def _post_accuracy(result: LabResult, group: GroupResult) -> tuple[str, ...]:
    """Return the cell with the post's figure; none on digits that the post has not seen."""
    accuracy = group.variation.post.test_accuracy
    return (USUAL.text(accuracy) if accuracy is not None else "–",) if result.has_post else ()


def _difference_in_short(result: GroupResult) -> str:
    if result.evidence is None:
        return ""
    return f"{format_difference(result.evidence)} {finding_in_short(result.evidence, USUAL)}"
