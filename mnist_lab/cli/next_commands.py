"""The commands that train or compare what would tell more about a difference."""

from __future__ import annotations

from collections.abc import Sequence

from mnist_lab.cli.context import CliContext
from mnist_lab.domain.evidence.contrast import Contrast
from mnist_lab.domain.evidence.group_diff import differing_by_hand, has_one_spec
from mnist_lab.domain.evidence.groups import Group
from mnist_lab.domain.evidence.next_runs import kept_of, more_repeats, requests_of, telling_requests
from mnist_lab.domain.evidence.planned import FEWEST
from mnist_lab.domain.evidence.spec_diff import changed, changed_by_hand, format_change, one_change_specs
from mnist_lab.domain.experiments.budget import USUAL_REPEATS
from mnist_lab.domain.experiments.plan import common
from mnist_lab.domain.runs.run import Dataset
from mnist_lab.domain.runs.run_request import RunRequest
from mnist_lab.domain.runs.setting_fields import field_named
from mnist_lab.domain.runs.spec_options import options_of
from mnist_lab.domain.tables.run_summary import Summary


def format_train_command(ctx: CliContext, request: RunRequest, data: Dataset) -> str:
    """Return the command line that trains a request on these digits."""
    repeats = ["--repeats", str(request.repeats)] if request.repeats > 1 else []
    return ctx.command("train", *options_of(request.spec), *repeats, data=data)


def next_lines(ctx: CliContext, found: Sequence[Contrast], kept: Sequence[Summary]) -> list[str]:
    """Return what to train or compare to learn more about contrasts with one baseline; empty if nothing is missing."""
    told = [each for each in found if not each.are_repeats]
    paragraphs = [
        _telling_lines(ctx, each, kept, len(found) > 1)
        for each in told
        if has_one_spec(each.a) and has_one_spec(each.b) and differing_by_hand(each.a, each.b)[1:]
    ]
    groups = {name: group for each in told for name, group in zip(each.names, (each.a, each.b), strict=True)}
    paragraphs += [_repeat_lines(ctx, name, group, kept) for name, group in groups.items()]
    lines = [line for paragraph in paragraphs if paragraph for line in ("", *paragraph)]
    named = dict.fromkeys(group.data.name for group in groups.values() if not group.data.is_mnist)
    if ctx.data is None and any("--data" in line for line in lines):
        lines += ["", f"--data is to name the file of {' and of '.join(named)}: a run does not remember where it lies."]
    return lines


def _repeat_lines(ctx: CliContext, name: str, group: Group, kept: Sequence[Summary]) -> list[str]:
    """Return the commands that train more repeats, if there are too few for evidence."""
    if len(group.counted) >= FEWEST:  # more would be another look at what was planned
        return []
    requests = requests_of(more_repeats(group.summaries[0].id, kept, USUAL_REPEATS - len(group.counted)))
    return [
        f"More repeats of {name}:",
        *(f"    {format_train_command(ctx, request, group.data)}" for request in requests),
    ]


def _telling_lines(ctx: CliContext, found: Contrast, kept: Sequence[Summary], is_one_of_several: bool) -> list[str]:
    """Return each change alone: how to train it, or which kept run to compare the baseline with."""
    a, b = found.a, found.b
    requests = {common(request.spec): request for request in telling_requests(a, b, kept)}
    specs = one_change_specs(a.spec, b.spec)
    about = f" about {found.names[1]}" if is_one_of_several else ""
    lines = [f"To find out{about}, change one setting at a time:"]
    for spec in specs:
        request = requests.get(common(spec))
        if request is not None:
            command = format_train_command(ctx, request, a.data)
        else:
            command = ctx.command("compare", a.ids[0], kept_of(spec, a, kept)[0].id)
        lines += [f"  {format_change(a.spec, spec)}{'' if request else ' (kept)'}", f"    {command}"]
    alone = {name for spec in specs for name in changed(a.spec, spec)}
    lines += [
        f"  {field_named(type(a.spec), name).setting.label} cannot be changed alone"
        for name in changed_by_hand(a.spec, b.spec)
        if name not in alone
    ]
    return lines
