"""A lab's answer in two sentences: what the figures say, and what becomes of the post's conclusion."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.domain.evidence.groups import Average
from mnist_lab.domain.experiments.catalog import BASELINE
from mnist_lab.domain.formatting.units import format_count, format_percent
from mnist_lab.domain.labs.analysis import GroupResult, LabResult
from mnist_lab.domain.labs.post_claims import claims_of
from mnist_lab.domain.tables.metrics import USUAL


def answer(result: LabResult) -> str:
    """Return what the figures say of the question, and on the post's digits whether what it concluded holds here."""
    return f"{_figures_sentence(result)} {_post_sentence(result)}".strip()


def answers(results: Sequence[LabResult]) -> tuple[str, ...]:
    """Return the answers of several labs: the shared baseline and budget once, then each lab by its name."""
    if len(results) == 1:
        return (answer(results[0]),)
    if results[0].baseline.average is None:
        of_labs = [f"{each.lab.name}: {_post_sentence(each)}" for each in results if each.has_post]
        return (_figures_sentence(results[0]), *of_labs)
    of_labs = [
        f"{result.lab.name}: {_format_findings(result, 'the baseline')}. {_post_sentence(result)}".strip()
        for result in results
    ]
    return (f"{_format_baseline(results[0])}.", *of_labs)


def gist(results: Sequence[LabResult]) -> str:
    """Return what the figures say of each variation, in the fewest words: "64 nodes: worse by 0.52 points"."""
    return "; ".join(f"{each.label}: {_gist_of(each)}" for result in results for each in result.variations)


def format_average(average: Average | None) -> str:
    """Return a mean, its standard deviation and the number of runs: "97.83 ±0.09 (3)"; a dash if there is none."""
    return f"{average.text(USUAL)} ({average.count})" if average is not None else "–"


def _figures_sentence(result: LabResult) -> str:
    if result.baseline.average is None:
        return f"{_format_baseline(result)}, so nothing can be compared with it."
    return f"{_format_baseline(result)}: {_format_findings(result, 'it')}."


def _format_baseline(result: LabResult) -> str:
    beginning = f"With {result.budget.caveat}, the" if result.budget.caveat else "The"
    baseline = result.baseline.average
    if baseline is None:
        return f"{beginning} baseline has no test accuracy"
    runs = format_count(baseline.count, "run")
    return f"{beginning} baseline's test accuracy is {baseline.text(USUAL)} % ({runs})"


def _format_findings(result: LabResult, baseline: str) -> str:
    """Return the conclusion on each variation; `baseline` is the text used for the baseline."""
    parts = [_format_difference(each) for each in _in(result, "found")]
    unsettled, single, missing = (_in(result, kind) for kind in ("open", "single", "missing"))
    if unsettled:
        verb = "differs" if len(unsettled) == 1 else "differ"
        parts.append(f"there is no evidence that {_listed([*map(_with_mean, unsettled)])} {verb} from {baseline}")
    if single:
        verb = "does" if len(single) == 1 else "do"
        parts.append(f"one run on a side is no evidence of what {_listed([*map(_with_mean, single)])} {verb}")
    if missing:
        parts.append(f"no run of {_listed([each.label for each in missing])} has a test accuracy")
    return _listed(parts)


def _in(result: LabResult, kind: str) -> list[GroupResult]:
    """Return the variations to which this applies."""
    return [each for each in result.variations if _kind(each) == kind]


def _kind(result: GroupResult) -> str:
    if result.evidence is None:
        return "missing"
    if result.evidence.p_value is None:
        return "single"
    return "found" if result.evidence.conclusive else "open"


def _gist_of(result: GroupResult) -> str:
    kind = _kind(result)
    if kind == "found":
        return f"{_direction(result)} by {USUAL.size(result.evidence.difference)}" if result.evidence else ""
    return {"open": "no evidence of a difference", "single": "one run, no evidence"}.get(kind, "no test accuracy")


def _direction(result: GroupResult) -> str:
    return "better" if result.evidence is not None and result.evidence.difference > 0 else "worse"


def _format_difference(result: GroupResult) -> str:
    assert result.evidence is not None
    return f"{_with_mean(result)} is {_direction(result)} by {USUAL.size(result.evidence.difference)}"


def _with_mean(result: GroupResult) -> str:
    assert result.average is not None
    return f"{result.label} ({result.average.text(USUAL)})"


def _post_sentence(result: LabResult) -> str:
    """Return what becomes of the post's conclusion; nothing on digits that the post has not seen."""
    if not result.has_post:
        return ""
    of_groups = [(each.label, claims_of(each)) for each in result.variations]
    claimed = [
        f"{'and ' if place else ''}for {label} {', and '.join(claim.phrase for claim in claims)}"
        for place, (label, claims) in enumerate(of_groups)
        if claims
    ]
    if claimed:
        return f"The post concluded {'; '.join(claimed)}."
    figures = [
        f"{format_percent(each.variation.post.test_accuracy)} ({each.label})"
        for each in result.variations
        if each.variation.post.test_accuracy is not None
    ]
    return (
        f"The post drew no conclusion from {_listed(figures)} beside its baseline's "
        f"{format_percent(BASELINE.post.test_accuracy)}, one run each."
    )


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
