"""`mnist-lab doctor`: what there is to work with, and what needs attention."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata

import click

from mnist_lab.cli.config_entries import key_problems, palette_problems
from mnist_lab.cli.context import CliContext, Failure, pass_cli_context
from mnist_lab.cli.output import is_utf8, print_json, print_lines
from mnist_lab.config.workers import INSTALLS, why_unusable, workers_of
from mnist_lab.data.digits import Digits
from mnist_lab.data.digits_file import DigitsUnreadable
from mnist_lab.domain.formatting.units import format_bytes, format_count
from mnist_lab.search import extra as search_extra
from mnist_lab.services.machine import Machine, inspect_machine
from mnist_lab.util.output_redirect import keep_terminal
from mnist_lab.util.text_columns import align_columns
from mnist_lab_store.errors import StoreError
from mnist_lab_store.run_store import RunStore

ROOM_FOR_RUNS = 500e6
MEMORY_FOR_THE_BASELINE = 1.5e9
ADVICE = "install mnist-lab again: `pip install .`"
FAULTS = (ArithmeticError, AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError)
"""What a broken TensorFlow raises while it loads, and a file system that goes away."""


@dataclass(frozen=True, slots=True)
class DoctorCheck:
    """A check: its result, whether that is fine, and what to do if not."""

    name: str
    value: str
    ok: bool = True
    advice: str = ""


Look = Callable[[CliContext], list[DoctorCheck]]


@click.command(short_help="Check devices, threads, data, store and terminal.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
@pass_cli_context
@click.pass_obj
def doctor(ctx: CliContext, as_json: bool) -> None:
    """Check versions, devices, threads, data, store and terminal."""
    ctx.warns_of_configuration = False  # it is one of the checks
    looks: tuple[Look, ...] = (_versions, _extras, _devices, _data, _store, _room, _configuration, _workers, _terminal)
    with keep_terminal(ctx.store_folder / "tensorflow.log"):
        checks = [check for look in looks for check in _looked(look, ctx)]
    if as_json:
        print_json({"checks": [asdict(check) for check in checks]})
    else:
        rows = [("✓" if check.ok else "✗", check.name, check.value) for check in checks]
        print_lines(align_columns(rows))
        print_lines(f"{check.name}: {check.advice}" for check in checks if check.advice)
    if not all(check.ok for check in checks):
        raise Failure(
            "Something needs attention: see the lines with ✗." if not as_json else "Something needs attention."
        )


def _looked(look: Look, ctx: CliContext) -> list[DoctorCheck]:
    """Return what a look finds; one that breaks off leaves the others to be made."""
    try:
        return look(ctx)
    except FAULTS as error:
        return [DoctorCheck(look.__name__.strip("_"), f"cannot be checked: {error}", False, ADVICE)]


def _versions(_: CliContext) -> list[DoctorCheck]:
    names = ("mnist-lab", "keras", "textual", "plotext", "tinydb", "numpy")
    checks = [DoctorCheck("python", platform.python_version())]
    for name in names:
        try:
            checks.append(DoctorCheck(name, metadata.version(name)))
        except metadata.PackageNotFoundError:
            checks.append(DoctorCheck(name, "missing", False, ADVICE))
    return checks


def _extras(_: CliContext) -> list[DoctorCheck]:
    return check_extras()


def check_extras(find: Callable[[str], str] = metadata.version) -> list[DoctorCheck]:
    """Say which optional libraries are there, and what installs the others; `find` returns the version of one."""
    checks = []
    for library, use, command in (("optuna", "TPE", search_extra.COMMAND), ("distributed", "workers", INSTALLS)):
        try:
            checks.append(DoctorCheck(library, find(library)))
        except metadata.PackageNotFoundError:
            checks.append(DoctorCheck(library, f"not installed, needed for {use} alone: `{command}` installs it"))
    return checks


def _devices(_: CliContext) -> list[DoctorCheck]:
    try:
        machine = inspect_machine()
    except (ImportError, OSError) as error:
        return [DoctorCheck("tensorflow", f"cannot be loaded: {error}", False, ADVICE)]
    memory = machine.memory
    enough = memory is None or memory > MEMORY_FOR_THE_BASELINE
    return [
        DoctorCheck("tensorflow", machine.tensorflow),
        DoctorCheck("devices", ", ".join(machine.devices)),
        *check_unused_gpu(machine),
        DoctorCheck("threads", str(machine.threads)),
        DoctorCheck("memory", f"{format_bytes(memory)} free" if memory is not None else "unknown", enough,
              "" if enough else "the baseline needs about 1 GB: close something"),
    ]  # fmt: skip


def check_unused_gpu(machine: Machine) -> list[DoctorCheck]:
    """Say why no GPU is used if one seems to be present; that is a fault unless the user wants it so."""
    if not machine.no_gpu:
        return []
    return [DoctorCheck("gpu", f"not used: {machine.no_gpu}", not machine.gpu_advice, machine.gpu_advice)]


def _data(ctx: CliContext) -> list[DoctorCheck]:
    try:
        digits: Digits = ctx.digits()
    except DigitsUnreadable as error:
        return [DoctorCheck("data", "unreadable", False, str(error))]
    origin = "checksums right" if digits.dataset.is_mnist else "not MNIST, so there are no checksums to compare with"
    return [DoctorCheck("data", f"{digits.name}, {digits.count:,} + {digits.test_count:,} digits, {origin}")]


def _store(ctx: CliContext) -> list[DoctorCheck]:
    try:
        store = ctx.store()
        store.ensure_writable()
        count = len(store.summaries())
    except StoreError as error:
        return [DoctorCheck("store", str(ctx.store_folder), False, str(error))]
    troubles = store.troubles()
    weights, checkpoints = (store.room_of(pattern) for pattern in ("*.keras", "checkpoints/*"))
    return [
        DoctorCheck("store", f"{ctx.store_folder}: {count:,} runs, writable", not troubles, " ".join(troubles)),
        *_damaged(store),
        DoctorCheck("kept weights", f"{format_bytes(weights)}; `train --no-weights` keeps none"),
        DoctorCheck("checkpoints", f"{format_bytes(checkpoints)}, of runs that can be resumed or are active"),
    ]


def _damaged(store: RunStore) -> list[DoctorCheck]:
    """Name the run files that were found damaged and moved aside."""
    files = store.files_set_aside()
    if not files:
        return []
    names = ", ".join(str(file.relative_to(store.folder)) for file in files)
    return [DoctorCheck("damaged", f"{len(files):,} run files moved aside", False, names)]


def _room(ctx: CliContext) -> list[DoctorCheck]:
    folder = next(each for each in (ctx.store_folder, *ctx.store_folder.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    enough = free > ROOM_FOR_RUNS
    return [
        DoctorCheck(
            "disk", f"{format_bytes(free)} free", enough, "" if enough else "make room: each run keeps 3 to 50 MB"
        )
    ]


def _configuration(ctx: CliContext) -> list[DoctorCheck]:
    loaded = ctx.loaded_configuration
    refused = [*key_problems(loaded), *palette_problems(loaded)]
    problems = [*loaded.problems, *refused]
    if loaded.file is None:
        value = "none: this user has no folder for it"
    elif not loaded.given and not problems:
        value = f"{loaded.file}: all defaults"
    else:
        value = f"{loaded.file}: {format_count(len(loaded.given) - len(refused), 'key')} set"
    return [DoctorCheck("configuration", value, not problems, " ".join(problems))]


def _workers(ctx: CliContext) -> list[DoctorCheck]:
    """Say where the app and commands train if the configuration has them train elsewhere."""
    text = ctx.configuration.workers
    if not text:
        return []
    problem = why_unusable()
    return [DoctorCheck("workers", f"{workers_of(text).title}, as the configuration says", not problem, problem)]


def _terminal(_: CliContext) -> list[DoctorCheck]:
    width, height = shutil.get_terminal_size()
    encoding = (getattr(sys.stdout, "encoding", None) or "no encoding").lower()
    colours = os.environ.get("COLORTERM") or "256 at most"
    inside = ", in tmux" if "TMUX" in os.environ else ""
    words = f"{os.environ.get('TERM', 'none')}, {width}×{height}, colours {colours}, {encoding}{inside}"
    advice = [
        *([] if width >= 60 and height >= 20 else ["the app is at home from 80×24 on"]),
        *([] if is_utf8(sys.stdout) else ["the app needs a locale with UTF-8, such as LC_ALL=C.UTF-8"]),
    ]
    return [DoctorCheck("terminal", words, True, "; ".join(advice))]
