"""A lab's answer: a line for each variation, then a line for each of the post's conclusions about it."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.evidence.finding_text import format_counts, format_signed
from mnist_lab.domain.evidence.significance import Evidence
from mnist_lab.domain.formatting.units import format_count, format_percent
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.labs.post_claims import claims_of
from mnist_lab.domain.tables.metrics import USUAL

REAL, OPEN = "real", "no evidence"
"""Whether the seeds alone could have made a difference."""


def answer_lines(result: LabResult, *, names_budget: bool = True) -> tuple[str, ...]:
    """Return what the baseline reaches, then what each variation does and what becomes of the post's conclusions.

    `names_budget` says whether it is named if it is less than the post's.
    """
    return (_format_baseline(result, names_budget=names_budget), *_variation_lines(result))


def answer(result: LabResult, *, names_budget: bool = True) -> str:
    """Return the same as one text of several lines."""
    return "\n".join(answer_lines(result, names_budget=names_budget))


def answers(results: Sequence[LabResult], *, names_budget: bool = True) -> tuple[str, ...]:
    """Return the answers of several labs: the shared baseline and budget once, then each lab by its number and name."""
    if len(results) == 1:
        return (answer(results[0], names_budget=names_budget),)
    of_labs = ["\n".join([f"{each.lab.number} {each.lab.name}", *_variation_lines(each)]) for each in results]
    return (_format_baseline(results[0], names_budget=names_budget), *of_labs)


def gist(results: Sequence[LabResult]) -> str:
    """Return what the figures say of each variation, in the fewest words: "64 nodes: −1.04, real"; of several labs,
    only how many differences are real.
    """
    variations = [each for result in results for each in result.variations]
    if len(results) > 1:
        real = sum(each.evidence is not None and each.evidence.conclusive for each in variations)
        return f"{real} of {len(variations)} differences are real"
    return "; ".join(f"{each.label}: {_gist_of(each.evidence)}" for each in variations)


def format_difference(evidence: Evidence) -> str:
    """Return a difference with its sign, without its unit: "−0.41"."""
    return format_signed(evidence, USUAL)


def _format_baseline(result: LabResult, *, names_budget: bool) -> str:
    average, budget = result.baseline.average, result.budget.caveat
    limits = f", with {budget}" if names_budget and budget else ""
    if average is None:
        return f"baseline: no test accuracy{limits}, so there is nothing to compare with"
    return f"baseline: test {average.text(USUAL)} % ({format_count(average.count, 'run')}){limits}"


def _variation_lines(result: LabResult) -> list[str]:
    lines = []
    for each in result.variations:
        lines.append(f"{each.label}: {_format_finding(each)}")
        lines += _post_lines(each) if result.has_post else []
    return lines


def _format_finding(result: GroupResult) -> str:
    evidence = result.evidence
    if evidence is None:
        return "no test accuracy" if result.average is None else f"test {result.average.text(USUAL)} %, not compared"
    status = REAL if evidence.conclusive else OPEN
    if evidence.waiting is not None:
        status = f"not tested before all {evidence.waiting.planned} planned runs are done"
    effect = f", {result.pairs.text}" if result.pairs is not None and evidence.p_value is not None else ""
    return f"test {format_difference(evidence)} points, {status} ({format_counts(evidence)}{effect})"


def _post_lines(result: GroupResult) -> list[str]:
    """Return each conclusion of the post and what becomes of it, or its figure if it drew none."""
    post = result.variation.post
    lines = [f"  post: {claim.text}" for claim in claims_of(result)]
    if lines or post.test_accuracy is None:
        return lines
    return [f"  post: {format_percent(post.test_accuracy)} in one run, no conclusion"]


def _gist_of(evidence: Evidence | None) -> str:
    if evidence is None:
        return "no test accuracy"
    if evidence.waiting is not None:
        return evidence.waiting.short
    if evidence.p_value is None:
        return "one run, no evidence"
    return f"{format_difference(evidence)}, {REAL}" if evidence.conclusive else OPEN
