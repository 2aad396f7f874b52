"""The questions of `lab NAME --guess`."""

from __future__ import annotations

from mnist_lab.cli.hypothesis_prompt import ask
from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.labs.definitions import LABS
from support.run_examples import BEGAN


def test_first_letters_answer_and_enter_skips_a_question() -> None:
    typed = iter(["d", "", "s", "sl", "", "x", "", ""])
    asked: list[str] = []

    def read(words: str) -> str:
        asked.append(words)
        return next(typed)

    made = ask(LABS["batch"], Budget(epochs=2), BEGAN, read)
    assert [(each.group, each.accuracy, each.fit, each.speed, each.epochs) for each in made] == [
        ("batch 512", "down", None, "slower", 2)
    ]
    assert asked[0].startswith("batch 512: test accuracy")
    assert len(asked) == 8
