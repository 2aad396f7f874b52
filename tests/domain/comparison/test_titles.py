"""What the sides of a comparison are called."""

from __future__ import annotations

from mnist_lab.domain.comparison.report import settings_by_side
from mnist_lab.domain.tables.naming import NOTHING_ELSE
from support.compare_examples import comparing, groups, lone, repeats

SHORT = {"epochs": 2, "train_size": 6000}


def a_group(first: int, **settings: object) -> list:  # type: ignore[type-arg]
    runs = repeats(first, [0.98, 0.97], **{key: value for key, value in settings.items() if key != "epochs"})
    return [run.but(spec=run.spec.model_copy(update=settings)) for run in runs]


PLAIN, NARROW, NAMED = a_group(1, **SHORT), a_group(11, units=64, **SHORT), a_group(21, dropout=0.0, **SHORT)


def test_titles_leave_out_what_all_sides_share() -> None:
    found = comparing(groups(PLAIN, NARROW), PLAIN, NARROW)
    assert [side.title for side in found.sides] == [NOTHING_ELSE, "nodes 64"]
    assert found.shared == ("epochs 2", "digits 6000")


def test_what_one_side_has_not_is_left_out_nowhere() -> None:
    long = a_group(31, units=64, epochs=4, train_size=6000)
    found = comparing(groups(NARROW, long), NARROW, long)
    assert [side.title for side in found.sides] == ["epochs 2", "epochs 4"]
    assert found.shared == ("nodes 64", "digits 6000")


def test_names_that_users_gave_stay_whole() -> None:
    named = [run.but(name="no dropout, epochs 2") for run in NAMED]
    assert [side.title for side in comparing(groups(PLAIN, named), PLAIN, named).sides][1] == "no dropout, epochs 2"


def test_sides_that_differ_in_no_setting_keep_their_names() -> None:
    found = comparing(lone(*NARROW), NARROW)
    assert [side.title for side in found.sides] == [f"nodes 64, epochs 2, digits 6000, seed {seed}" for seed in (1, 2)]
    assert found.shared == ()
    assert [side.title for side in comparing(groups(PLAIN), PLAIN).sides] == ["epochs 2, digits 6000"]


def test_settings_have_a_column_each_beside_the_letters() -> None:
    table = settings_by_side(comparing(groups(PLAIN, NARROW, NAMED), PLAIN, NARROW, NAMED))
    assert table.headings == ("", "nodes", "dropout")
    assert table.rows == (("A", "518", "0.20"), ("B", "64", "0.20"), ("C", "518", "off"))
    assert settings_by_side(comparing(groups(PLAIN), PLAIN)).rows == ()
