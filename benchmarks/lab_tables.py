"""The tables of docs/labs.md and docs/verdicts.md, from the finished runs of all seven labs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import permutations, product
from statistics import fmean

from page_tables import table_of

from mnist_lab.domain.evidence.groups import Average, format_average
from mnist_lab.domain.evidence.significance import deviation
from mnist_lab.domain.fit.post_reading import post_reading
from mnist_lab.domain.fit.verdict import judge
from mnist_lab.domain.formatting.units import format_gap, format_loss, format_percent
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.runs.history import Epoch
from mnist_lab.domain.runs.run import Run
from mnist_lab.domain.tables.metrics import METRICS, USUAL

LAST = METRICS["test_accuracy_last"]


def groups_of_all(results: Sequence[LabResult]) -> tuple[GroupResult, ...]:
    """Return the baseline, once, and all variations."""
    return (results[0].baseline, *(each for result in results for each in result.variations))


def spread(figures: Iterable[float], text: Callable[[float], str] = format_loss) -> str:
    """Return mean and standard deviation: "0.0273 ±0.0012"."""
    values = list(figures)
    return f"{text(fmean(values))} ±{text(deviation(values) or 0.0)}"


def accuracy_table(results: Sequence[LabResult]) -> str:
    """Test accuracies as kept and of the last epoch, beside the post's, with the difference and the verdict."""
    rows = []
    for each in groups_of_all(results):
        post = each.variation.post.test_accuracy
        verdict = each.verdict
        rows.append(
            (
                each.label,
                "–" if post is None else format_percent(post).removesuffix("%").strip(),
                _in_brief(each.average),
                _in_brief(each.group.average(LAST)),
                _difference(each),
                "" if verdict is None else verdict.text,
            )
        )
    headings = ("network", "the post, %", "ours as kept, %", "last epoch, %", "difference", "verdict")
    return table_of(headings, rows)


def _in_brief(average: Average | None) -> str:
    return format_average(average).rpartition(" (")[0]


def _difference(result: GroupResult) -> str:
    found = result.evidence
    if found is None:
        return ""
    if not found.conclusive or found.low is None or found.high is None:
        return f"no evidence (seeds vary by {USUAL.text(found.spread or 0.0)})"
    low, high = sorted((abs(found.low), abs(found.high)))
    sign, word = ("−", "worse") if found.difference < 0 else ("+", "better")
    return f"{sign}{USUAL.text(abs(found.difference))} ({USUAL.text(low)} to {USUAL.text(high)} {word})"


def loss_table(results: Sequence[LabResult]) -> str:
    """The losses of the last epoch as printed and their gap, the post's and ours, and the clean gap."""
    rows = []
    for each in groups_of_all(results):
        post, last = each.variation.post, [run.epochs[-1] for run in each.runs]
        theirs = (
            ("–", "–")
            if post.signed_gap is None
            else (
                f"{format_loss(post.training_loss)} / {format_loss(post.validation_loss)}",
                format_gap(post.signed_gap),
            )
        )
        rows.append(
            (
                each.label,
                *theirs,
                f"{spread(epoch.loss for epoch in last)} / {spread(epoch.val_loss for epoch in last)}",
                _gap_spread(epoch.val_loss - epoch.loss for epoch in last),
                _gap_spread(epoch.val_loss - (epoch.clean_loss or 0.0) for epoch in last),
            )
        )
    headings = (
        "network", "the post: training / validation", "gap", "ours: training / validation", "gap", "clean gap",
    )  # fmt: skip
    return table_of(headings, rows)


def _gap_spread(gaps: Iterable[float]) -> str:
    values = list(gaps)
    return f"{format_gap(fmean(values))} ±{format_loss(deviation(values) or 0.0)}"


def pairs_table(results: Sequence[LabResult]) -> str:
    """What a single run of ours beside a single baseline would say, in all ways, of accuracy and fit."""
    baseline, *others = groups_of_all(results)
    rows = [
        (each.label, each.variation.post.concludes or "(none)", *_pairs(product(baseline.runs, each.runs)))
        for each in others
    ]
    rows.append(("baseline, another seed", "", *_pairs(permutations(baseline.runs, 2))))
    headings = ("network", "the post concludes", "accuracy of one run each", "the post's reading of one run each")
    return table_of(headings, rows)


def _pairs(pairs: Iterable[tuple[Run, Run]]) -> tuple[str, str]:
    accuracy: Counter[str] = Counter()
    fit: Counter[str] = Counter()
    for one, other in pairs:
        a, b = one.test_accuracy or 0.0, other.test_accuracy or 0.0
        accuracy["up" if b > a else "down" if b < a else "the same"] += 1
        own = post_reading(one.epochs)
        reading = post_reading(other.epochs, own.signed_gap if own is not None else None)
        fit[reading.relative or "" if reading is not None else ""] += 1
    return _counted(accuracy), _counted(fit)


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{word} {count}" for word, count in counts.most_common())


def quick_table(full: Sequence[LabResult], quick: Sequence[LabResult]) -> str:
    """What quick runs show beside full ones."""
    rows = []
    for one, other in zip(groups_of_all(full), groups_of_all(quick), strict=True):
        cells = [_in_short(one), _in_short(other)]
        verdicts = [each.verdict.text if each.verdict is not None else "–" for each in (one, other)]
        rows.append((one.label, *cells, *verdicts))
    headings = ("network", "full", "quick", "verdict, full", "verdict, quick")
    return table_of(headings, rows)


def _in_short(result: GroupResult) -> str:
    found = result.evidence
    if found is None:
        return _in_brief(result.average)
    sign = "−" if found.difference < 0 else "+"
    return f"{sign}{USUAL.text(abs(found.difference))}, real" if found.conclusive else "no evidence"


def gap_counts(results: Sequence[LabResult]) -> str:
    """In how many epochs training loss is above validation loss, as printed and clean, by network."""
    groups = groups_of_all(results)
    printed = {each.label: _above(each.runs, lambda epoch: epoch.loss) for each in groups}
    clean = {each.label: _above(each.runs, lambda epoch: epoch.clean_loss or 0.0) for each in groups}
    epochs = sum(len(run.epochs) for each in groups for run in each.runs)
    most = ", ".join(f"{label} ({count})" for label, count in Counter(clean).most_common() if count)
    return (
        f"Of {epochs} epochs, training loss is above validation loss in {sum(printed.values())} as printed and in "
        f"{sum(clean.values())} measured cleanly: {most}."
    )


def _above(runs: Iterable[Run], training: Callable[[Epoch], float]) -> int:
    return sum(training(epoch) > epoch.val_loss for run in runs for epoch in run.epochs)


def labels_table(results: Sequence[LabResult]) -> str:
    """The verdict of each seed beside its group's."""
    rows, agreeing, total = [], 0, 0
    for each in groups_of_all(results):
        assert each.verdict is not None
        verdicts = [judge(run.epochs, facts=run.split) for run in each.runs]
        agreeing += sum(verdict.label is each.verdict.verdict.label for verdict in verdicts)
        total += len(verdicts)
        labels = Counter(verdict.label.value for verdict in verdicts)
        courses = Counter(str(verdict.course_word or "none") for verdict in verdicts)
        rows.append((each.label, each.verdict.verdict.text, _counted(labels), _counted(courses)))
    rows.append(("all", "", f"{agreeing} of {total} as their group ({100 * agreeing / total:.0f} %)", ""))
    return table_of(("network", "the group", "fit of its seeds", "course of its seeds"), rows)
