"""The command `doctor`: what there is to work with, and what needs attention."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from mnist_lab.cli.commands.doctor import check_extras, check_unused_gpu
from mnist_lab.data.digits import SHIPPED
from mnist_lab.services.machine import Machine
from support.fakes import few_digits
from support.odd_digits import saved
from support.shell import Shell


def test_doctor_checks_everything(shell: Shell) -> None:
    status, out, _ = shell("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(out)["checks"]}
    assert {
        "python", "keras", "tensorflow", "devices", "threads", "memory", "data", "store", "kept weights", "checkpoints",
        "disk", "terminal",
    } <= set(checks)  # fmt: skip
    assert all(set(check) == {"name", "value", "ok", "advice"} for check in checks.values())
    assert status == (0 if all(check["ok"] for check in checks.values()) else 1)


def test_doctor_marks_what_needs_attention(shell: Shell, tmp_path: Path) -> None:
    file = str(tmp_path / "none.npz")
    status, out, err = shell("doctor", "--data", file)
    assert status == 1
    assert "✗  data" in out
    assert file in out
    assert "needs attention" in err


def test_doctor_measures_weights_and_checkpoints(shell: Shell) -> None:
    shell("train", "--repeats", "2")
    folder = shell.folder / "runs" / "20260101-000000-abcdef" / "checkpoints"
    folder.mkdir(parents=True)
    (folder / "epoch-0001.npz").write_bytes(bytes(3_000_000))
    for file in shell.folder.glob("runs/*/best.keras"):
        file.write_bytes(bytes(1_000_000))
    _, out, _ = shell("doctor")
    assert re.search(r"kept weights +2 MB;", out)
    assert re.search(r"checkpoints +3 MB,", out)


def test_doctor_says_why_a_gpu_is_not_used() -> None:
    machine = Machine("2.20", ("CPU",), threads=2, memory=None)
    assert check_unused_gpu(machine) == []
    (hidden,) = check_unused_gpu(replace(machine, no_gpu="it is hidden"))
    assert hidden.ok
    assert "it is hidden" in hidden.value
    (fault,) = check_unused_gpu(replace(machine, no_gpu="it has no driver", gpu_advice="install one"))
    assert (fault.ok, fault.advice) == (False, "install one")


def test_doctor_says_which_extras_are_missing_and_what_installs_them() -> None:
    def find(library: str) -> str:
        if library == "optuna":
            raise PackageNotFoundError
        return "2026.8.0"

    search, cluster = check_extras(find)
    assert search.ok
    assert search.value == ("not installed, needed for TPE alone: `pip install 'mnist-lab[search]'` installs it")
    assert (cluster.name, cluster.value) == ("distributed", "2026.8.0")


def test_doctor_names_the_workers_of_the_configuration(shell: Shell) -> None:
    assert "workers" not in {check["name"] for check in shell.json("doctor", "--json")["checks"]}
    shell.configure('workers = "4"\n')
    (check,) = (each for each in shell.json("doctor", "--json")["checks"] if each["name"] == "workers")
    assert check["value"] == "4 local workers, as the configuration says"


def test_doctor_claims_right_checksums_only_of_mnist(shell: Shell, tmp_path: Path) -> None:
    def data(*arguments: str) -> str:
        (check,) = (each for each in shell.json("doctor", "--json", *arguments)["checks"] if each["name"] == "data")
        return str(check["value"])

    assert "checksums right" in data()
    assert "checksums right" in data("--data", str(SHIPPED))
    others = data("--data", saved(few_digits(), tmp_path / "few.npz"))
    assert "400 + 100 digits" in others
    assert "right" not in others
