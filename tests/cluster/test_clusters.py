"""What the clusters that this process starts are made of."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from mnist_lab.cluster.clusters import keep_quiet, settings_of, ssh_options, visible_gpus
from mnist_lab.config.workers import workers_of


@pytest.mark.parametrize(
    ("visible", "gpus"), [("2,3", ("2", "3")), ("", ()), ("-1", ()), ("0,-1,1", ("0",)), (None, ("0", "1", "10"))]
)
def test_the_gpus_are_those_that_are_visible_else_those_of_the_driver(
    visible: str | None, gpus: tuple[str, ...], tmp_path: Path
) -> None:
    for name in ("nvidia10", "nvidia0", "nvidia1", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    environment = {} if visible is None else {"CUDA_VISIBLE_DEVICES": visible}
    assert visible_gpus(environment, tmp_path) == gpus


def test_the_scheduler_of_machines_by_ssh_is_on_the_first() -> None:
    options = ssh_options(workers_of("ssh://me@gpu1:2222,gpu2?python=/my%20lab/python"))
    assert options["hosts"] == ["gpu1", "gpu1", "gpu2"]
    assert options["connect_options"] == [{"username": "me", "port": 2222}] * 2 + [{}]
    assert options["remote_python"] == "'/my lab/python' -m mnist_lab.cluster.remote_end"


def test_only_other_machines_are_given_up_by_the_scheduler() -> None:
    assert settings_of(workers_of("4"))["distributed.scheduler.worker-ttl"] is None
    assert settings_of(workers_of("ssh://a"))["distributed.scheduler.worker-ttl"] == "10s"


def test_what_dask_logs_does_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    log = logging.getLogger("distributed.client")
    log.addHandler(logging.StreamHandler())
    keep_quiet()
    log.error("Failed to reconnect")
    assert capsys.readouterr() == ("", "")
