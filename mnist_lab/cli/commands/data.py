"""`mnist-lab data`: what the digits are."""

from __future__ import annotations

import click

from mnist_lab.cli.context import CliContext, pass_cli_context
from mnist_lab.cli.output import print_lines, text_table
from mnist_lab.data.digits import ATTRIBUTION, MNIST_SHA256


@click.command()
@pass_cli_context
@click.pass_obj
def data(ctx: CliContext) -> None:
    """Say what the digits are, where they come from, and their checksums."""
    digits = ctx.digits()
    is_mnist = digits.checksums == MNIST_SHA256
    print_lines(
        [
            f"{digits.name}: {len(digits.x_train):,} training and {len(digits.x_test):,} test digits, "
            "28×28 pixels from 0 to 255, classes 0 to 9",
            f"file     {digits.source}",
            f"origin   {ATTRIBUTION if is_mnist else 'not the published MNIST'}",
            f"SHA-256  {digits.dataset.sha256}  (over those of the arrays)",
            "",
        ]
    )
    rows = [
        (
            name,
            str(getattr(digits, name).shape),
            checksum,
            "as published" if checksum == MNIST_SHA256[name] else "other",
        )
        for name, checksum in digits.checksums.items()
    ]
    print_lines(text_table(("array", "shape", "SHA-256 of its bytes", ""), rows, (False,) * 4))
