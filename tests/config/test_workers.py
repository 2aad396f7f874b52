"""Where runs are trained, as users write it."""

from __future__ import annotations

import pytest

from mnist_lab.config.workers import SshHost, Workers, WorkersInvalid, check_workers, why_unusable, workers_of


@pytest.mark.parametrize(
    ("text", "workers", "title"),
    [
        ("4", Workers("4", count=4), "4 local workers"),
        (" 1 ", Workers("1", count=1), "1 local worker"),
        ("tcp://gpu1:8786", Workers("tcp://gpu1:8786", address="tcp://gpu1:8786"), "tcp://gpu1:8786"),
        ("tls://gpu1:8786", Workers("tls://gpu1:8786", address="tls://gpu1:8786"), "tls://gpu1:8786"),
        ("ssh://a,b", Workers("ssh://a,b", hosts=(SshHost("a"), SshHost("b"))), "2 machines by SSH"),
        (
            "ssh://me@gpu1:2222?python=/opt/python",
            Workers("ssh://me@gpu1:2222?python=/opt/python", 0, "", (SshHost("gpu1", "me", 2222),), "/opt/python"),
            "1 machine by SSH",
        ),
    ],
)
def test_workers_are_a_number_or_an_address(text: str, workers: Workers, title: str) -> None:
    assert workers_of(text) == workers
    assert workers.title == title
    assert workers.are_ours == (not workers.address)
    assert check_workers(text) == text.strip()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0", "takes 1 to 256 local workers, not 0"),
        ("many", "takes a number of local workers such as 4"),
        ("", "takes a number of local workers such as 4"),
        ("tcp://gpu1", "takes tcp://HOST:PORT, not “tcp://gpu1”"),
        ("tcp://gpu1:99999", "takes tcp://HOST:PORT, not “tcp://gpu1:99999”"),
        ("tcp://gpu1:1/x", "takes tcp://HOST:PORT, not “tcp://gpu1:1/x”"),
        ("ssh://", "“” is no host"),
        ("ssh://a,b c", "“b c” is no host"),
        ("ssh://a?pyton=x", "takes ?python=/PATH/TO/PYTHON after the hosts, not “?pyton=x”"),
    ],
)
def test_what_is_no_worker_is_said_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(WorkersInvalid) as refused:
        workers_of(text)
    assert sentence in str(refused.value)


def test_no_workers_is_the_default_and_a_missing_library_says_how_to_install_it() -> None:
    assert check_workers("") == ""
    assert why_unusable() == ""
    assert why_unusable("no_such_library") == (
        "Training on workers needs Dask, which is not installed: `pip install 'mnist-lab[cluster]'` installs it."
    )
