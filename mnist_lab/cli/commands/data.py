"""`mnist-lab data`: what the digits are."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.output import print_lines
from mnist_lab.data.digits import ATTRIBUTION, MNIST_SHA256
from mnist_lab.domain.advice.digit_remarks import digit_remarks
from mnist_lab.domain.formatting.ranges import ranges
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.util.text_columns import align_columns


@click.command(short_help="Show where the digits come from, and their checksums.")
@pass_cli_context
@click.pass_obj
def data(ctx: CliContext) -> None:
    """Say what the digits are, where they come from, their checksums, and what is unusual about them."""
    from mnist_lab.data.data_split import facts_of  # imports numpy

    digits = ctx.digits()
    counts = f"{digits.count:,} training and {digits.test_count:,} test digits"
    is_published = digits.checksums == MNIST_SHA256
    facts = [
        ("file", str(digits.source)),
        ("origin", ATTRIBUTION if is_published else "not the published MNIST"),
        ("SHA-256", f"{digits.dataset.sha256}  (hash of the four array hashes)"),
    ]
    arrays = [
        (
            name,
            str(getattr(digits, name).shape),
            checksum,
            "as published" if checksum == MNIST_SHA256[name] else "other",
        )
        for name, checksum in digits.checksums.items()
    ]
    print_lines(
        [f"{digits.name}: {counts}, 28×28 pixels from 0 to {digits.largest_pixel}, classes {ranges(digits.classes)}"]
    )
    print_lines([*align_columns(facts), ""])
    print_lines(align_columns([("array", "shape", "SHA-256 of its bytes", ""), *arrays]))
    remarks = digit_remarks(facts_of(RunSpec(), digits), RunSpec())
    if remarks:
        print_lines(["", "With the settings of the baseline:", *(f"  {remark}" for remark in remarks)])
