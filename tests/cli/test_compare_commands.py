"""The command that `:` shows in Compare prints the comparison on the screen, whatever is marked."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_lab.cli.commands.compare import compare
from mnist_lab.cli.context import CliContext
from mnist_lab.domain.comparison.command import compare_arguments
from mnist_lab.domain.comparison.comparison import Comparison
from mnist_lab.domain.comparison.documents import comparison_document
from mnist_lab.domain.comparison.exports import comparison_csv
from mnist_lab.domain.comparison.marks import LETTERS, Mark, Marks
from mnist_lab.domain.formatting.program import Program
from mnist_lab.domain.runs.run import Dataset, Run, RunState
from mnist_lab.domain.runs.serialization import plain
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.metrics import METRICS, Metric
from mnist_lab.domain.tables.run_summary import Summary, summary_of
from support.compare_examples import comparing
from support.store_examples import DIGITS, example_run

PROGRAM = Program(("--store", "/my runs"))
SPECS = st.builds(RunSpec, units=st.sampled_from([8, 16]), dropout=st.sampled_from([0.0, 0.2]), seed=st.integers(1, 3))
STATES = st.sampled_from([RunState.FINISHED, RunState.FINISHED, RunState.STOPPED])
OTHER = Dataset(name="mine", sha256="0" * 64)
RUNS = st.lists(
    st.tuples(SPECS, st.sampled_from([DIGITS, DIGITS, OTHER]), STATES, st.floats(0.9, 1), st.booleans()),
    min_size=2,
    max_size=10,
)
KINDS = st.sampled_from([None, (), (), ("units",), ("dropout", "units")])


class StoreOf:
    """A store that has these runs."""

    def __init__(self, runs: list[Run]) -> None:
        self._runs = {run.id: run for run in runs}

    def summaries(self) -> tuple[Summary, ...]:
        return tuple(map(summary_of, self._runs.values()))

    def troubles(self) -> tuple[str, ...]:
        return ()

    def resolve(self, word: str) -> str:
        assert word in self._runs
        return word

    def get(self, run_id: str) -> Run:
        return self._runs[run_id]


class ContextOf(CliContext):
    """The context of commands on such a store."""

    held: list[Run]

    def store(self) -> Any:
        return StoreOf(self.held)


def printed(comparison: Comparison, runs: list[Run], form: str) -> str:
    """Return what the command of a comparison prints."""
    arguments = compare_arguments(comparison)
    assert arguments is not None
    words = shlex.split(PROGRAM.line(*arguments))
    assert words[: len(PROGRAM.prefix) + 1] == [*PROGRAM.prefix, "compare"]
    context = ContextOf(Path("/nowhere"))
    context.held = runs
    result = CliRunner().invoke(compare, [form, *words[len(PROGRAM.prefix) + 1 :]], obj=context)
    assert result.exit_code == 0, result.output
    return result.stdout


@settings(deadline=None, max_examples=80)
@given(RUNS, st.data(), st.sampled_from([METRICS[key] for key in ("test_accuracy", "val_loss", "clean_gap")]))
def test_the_command_of_a_comparison_prints_its_sides(made: list[Any], data: st.DataObject, metric: Metric) -> None:
    runs = [
        example_run(number, epochs=2, spec=spec, data=digits, state=state, test_accuracy=accuracy)
        for number, (spec, digits, state, accuracy, _) in enumerate(made, start=1)
    ]
    runs = [run.but(pinned_at=run.created) if each[-1] else run for run, each in zip(runs, made, strict=True)]
    chosen = data.draw(
        st.lists(st.tuples(st.sampled_from(runs), KINDS), min_size=2, max_size=len(LETTERS), unique_by=_line)
    )
    marks = Marks(
        tuple(Mark(letter, f"{run.id} {by}", (run.id,), by) for letter, (run, by) in zip(LETTERS, chosen, strict=False))
    )
    comparison = comparing(marks, runs, metric=metric)
    expected = json.loads(json.dumps(plain(comparison_document(comparison))))
    assert json.loads(printed(comparison, runs, "--json")) == expected
    assert printed(comparison, runs, "--csv") == comparison_csv(comparison).replace("\r\n", "\n")


def _line(chosen: tuple[Run, tuple[str, ...] | None]) -> object:
    """Return what the line of the table has that can be marked once: a run, or a group."""
    run, by = chosen
    if by is None:
        return run.id
    names = by or [name for name in type(run.spec).model_fields if name not in {"seed", "device"}]
    return tuple(by), tuple(run.spec.value(name) for name in names), run.data.sha256
