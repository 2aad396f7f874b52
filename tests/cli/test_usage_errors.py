"""What is wrong with a command line, in one sentence that names the option and what it takes."""

from __future__ import annotations

import pytest

from support.shell import Shell


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--units", "0"], "--units takes a whole number from 1 to 4096, not “0”."),
        (["train", "--learning-rate", "nan"], "--learning-rate takes a number over 0, not “nan”."),
        (["train", "--momentum", "0.5"], "--momentum works with SGD only"),
        (["train", "--optimizer", "lion"], "--optimizer takes one of rmsprop, sgd"),
        (["train", "--repeats", "0"], "--repeats takes a whole number from 1 to 1000, not 0"),
        (["train", "--repeats", "two"], "--repeats takes a whole number from 1 to 1000, not “two”."),
        (["train", "--unitz", "1"], "No such option --unitz; did you mean --units"),
        (["train", "--units"], "--units takes a whole number from 1 to 4096, and none was given."),
        (["train", "--repeats"], "--repeats takes a whole number from 1 to 1000, and none was given."),
        (["runs", "--store"], "--store takes a value, DIR, and none was given."),
        (["runs", "--xyzzy"], "No such option --xyzzy; `mnist-lab runs --help` lists what there is."),
        (["two\n\x1b[31mlines" + "x" * 5000], "No such command two [31mlinesxx"),
        (["export", "\0"], "a path has characters that no path can have"),
        (["frobnicate"], "No such command frobnicate; `mnist-lab --help` lists what there is."),
        (["train", "--nodes", "64"], "No such option --nodes; did you mean --units?"),
        (["trian"], "No such command trian; did you mean train or trash?"),
        (["runs", "--sort", "colour"], "--sort: “colour” is not a column"),
        (["runs", "--columns", "colour"], "--columns: “colour” is not a column"),
        (["runs", "--limit", "0"], "--limit takes a whole number of at least 1, not “0”."),
        (["runs", "--limit", "²"], "--limit takes a whole number of at least 1, not “²”."),
        (["verdict"], "verdict takes either a RUN or --history FILE."),
        (["show"], "Missing argument 'RUN'"),
        ([], "The app needs a terminal"),
    ],
    ids=lambda value: ascii(value)[:60],
)
def test_wrong_usage_is_one_sentence_with_option_and_range(shell: Shell, arguments: list[str], words: str) -> None:
    assert words in shell.refusal(*arguments)
