"""Names say first what tells runs apart."""

from __future__ import annotations

from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab.domain.tables.naming import NOTHING_ELSE, naming_of
from support.store_examples import example_run

WIDE = RunSpec(units=256, epochs=8)
ADAM = RunSpec(units=256, epochs=8, dropout=0.0, optimizer="adam")
LONG = RunSpec(epochs=8, dropout=0.0)


def names(specs: list[RunSpec], differing: set[str]) -> list[str]:
    naming = naming_of(specs, differing)
    return [naming.title(example_run(number, spec=spec)) for number, spec in enumerate(specs, 1)]


def test_the_rarest_setting_comes_first_and_what_all_share_is_left_out() -> None:
    assert names([WIDE, ADAM, LONG], {"units", "dropout", "optimizer"}) == [
        "nodes 256",
        "Adam, nodes 256, dropout off",
        "dropout off",
    ]


def test_settings_as_frequent_as_one_another_keep_the_order_of_the_form() -> None:
    assert names([ADAM, RunSpec()], {"units", "epochs", "dropout", "optimizer"})[0] == (
        "nodes 256, dropout off, Adam, epochs 8"
    )


def test_a_run_with_only_what_all_share_differs_in_nothing_else() -> None:
    assert names([RunSpec(epochs=8), WIDE], {"units"}) == [NOTHING_ELSE, "nodes 256"]


def test_a_rate_that_is_the_own_one_of_some_optimizers_is_shared_in_no_order_of_the_runs() -> None:
    specs = [RunSpec(optimizer="sgd", learning_rate=0.001), RunSpec()]
    for order in (specs, specs[::-1]):
        naming = naming_of(order, {"optimizer"})
        assert naming.shared == {}
        assert naming.title(example_run(1, spec=specs[0])) == "SGD, rate 0.001"


def test_a_name_that_the_user_gave_stays_as_it_is() -> None:
    run = example_run(1, name="epochs 8, mine", spec=WIDE)
    assert naming_of([WIDE, ADAM], {"optimizer"}).title(run) == "epochs 8, mine"


def test_runs_that_differ_in_no_setting_keep_their_whole_names() -> None:
    assert names([WIDE, WIDE], {"seed"}) == ["nodes 256, epochs 8"] * 2
