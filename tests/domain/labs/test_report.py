"""The report of a lab and its picture."""

from __future__ import annotations

from mnist_lab.domain.experiments.budget import Budget
from mnist_lab.domain.labs.answer import answer, answer_lines
from mnist_lab.domain.labs.definitions import format_held
from mnist_lab.domain.labs.report import curves_svg, report, report_files
from support.lab_examples import SAME, STEADY, WORSE, a_result


def test_a_report_is_markdown_with_pictures() -> None:
    result = a_result("dropout", STEADY, WORSE)
    files = report_files([result], "0.1")
    assert list(files) == ["lab-dropout.md", "lab-dropout.svg"]
    page = files["lab-dropout.md"]
    for words in (
        f"# dropout: {result.lab.question}",
        format_held(result.lab, result.budget),
        f"**Answer**\n\n- {answer_lines(result)[0]}\n- {answer_lines(result)[1]}\n  - post:",
        "| no dropout | 97.91 | 92.55",
        "(lab-dropout.svg)",
        "MNIST Lab 0.1: 6 runs",
        "CPU, 2 threads, Keras 3.0",
    ):
        assert words in page
    both = [result, a_result("relu", STEADY, WORSE)]
    assert list(report_files(both, "0.1")) == ["lab-all.md", "lab-dropout.svg", "lab-relu.svg"]


def test_the_report_of_an_incomplete_lab_counts_the_runs_there_are() -> None:
    begun = a_result("dropout", STEADY, SAME[:1], budget=Budget(3))
    assert "not complete: 4 of its 6 runs" in report([begun], "1")
    assert "not complete" not in report([a_result("dropout", STEADY, SAME, budget=Budget(3))], "1")


def test_a_budget_unlike_the_posts_is_named_in_answer_report_and_picture() -> None:
    budget = Budget(epochs=2, train_size=2000)
    result = a_result("relu", STEADY, SAME, budget=budget)
    assert budget.caveat in answer(result)
    assert budget.caveat in report([result], "1")
    assert all(caveat in curves_svg(result) for caveat in budget.caveats)
    assert "the post:" not in curves_svg(a_result("relu", STEADY, SAME))
