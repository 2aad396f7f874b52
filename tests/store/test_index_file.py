"""The index of summaries: a cache that is never believed over the run files."""

from __future__ import annotations

import pytest
from tinydb import TinyDB

from mnist_lab.domain.fit.thresholds import Thresholds
from mnist_lab.domain.runs.serialization import run_document
from mnist_lab.domain.runs.spec import RunSpec
from mnist_lab_store.run_store import RunStore
from mnist_lab_store.summary_cache import WORTH_AN_INDEX
from support.store_examples import diverged_run, example_environment, example_epoch, example_run, run_file

OF_THE_INDEX = {
    "label": "from the index", "course": "steady", "rule": "None.", "numbers": {"rise": 0.1, "fall": None},
    "course_rule": "None.", "course_numbers": {"fall": 0.1},
}  # fmt: skip


@pytest.fixture
def folded(store: RunStore) -> RunStore:
    store.put(example_run(1, test_accuracy=0.98, environment=example_environment()))
    store.put(diverged_run())
    store.fold()
    return store


def test_the_index_agrees_with_the_run_files(folded: RunStore) -> None:
    from_index = RunStore(folded.folder).summaries()
    (folded.folder / "index.json").unlink()
    from_files = RunStore(folded.folder).summaries()
    assert [run_document(summary.run) for summary in from_index] == [
        run_document(summary.run) for summary in from_files
    ]
    assert [summary.model_dump(mode="json", exclude={"run"}) for summary in from_index] == [
        summary.model_dump(mode="json", exclude={"run"}) for summary in from_files
    ]


def test_the_index_has_the_epochs_kept_and_of_the_lowest_refined_loss(store: RunStore) -> None:
    figures = [(0.3, 0.2), (0.1, 0.15), (0.2, 0.1)]
    epochs = tuple(
        example_epoch(number, val_loss=loss, refined_val_loss=refined, temperature=1.5)
        for number, (loss, refined) in enumerate(figures, start=1)
    )
    store.put(example_run(1, spec=RunSpec(keep="refined")).model_copy(update={"epochs": epochs}))
    store.fold()
    (summary,) = RunStore(store.folder).summaries()
    assert summary.kept == epochs[2]
    assert summary.best == epochs[1]
    assert summary.best_refined_epoch == 3


def test_an_index_older_than_the_setting_keep_is_read(folded: RunStore) -> None:
    with TinyDB(folded.folder / "index.json") as index:
        table = index.table("summaries")
        for document in table.all():
            del document["kept"], document["best_refined_epoch"], document["run"]["spec"]["keep"]
            table.remove(doc_ids=[document.doc_id])
            table.insert({**document, "verdict": OF_THE_INDEX})
    found = RunStore(folded.folder).summaries()
    assert [summary.label for summary in found] == ["from the index"] * 2
    assert all(summary.kept == summary.best for summary in found)
    assert {summary.best_refined_epoch for summary in found} == {None}


def test_the_index_is_read_when_a_store_is_opened(folded: RunStore) -> None:
    with TinyDB(folded.folder / "index.json") as index:
        index.table("summaries").update({"verdict": OF_THE_INDEX})
    assert [summary.label for summary in RunStore(folded.folder).summaries()] == ["from the index"] * 2


def test_the_index_is_computed_again_for_other_rules(folded: RunStore) -> None:
    with TinyDB(folded.folder / "index.json") as index:
        index.table("summaries").update({"verdict": OF_THE_INDEX, "rules": "of old"})
    labels = [summary.label for summary in RunStore(folded.folder).summaries()]
    assert labels == [summary.label for summary in folded.summaries()]


def of_old(store: RunStore) -> None:
    """Leave an index whose verdicts are by other rules."""
    with TinyDB(store.folder / "index.json") as index:
        index.table("summaries").update({"verdict": OF_THE_INDEX, "rules": "of old"})


def test_an_app_has_the_runs_at_once_and_their_verdicts_by_new_rules_later(folded: RunStore) -> None:
    of_old(folded)
    store = RunStore(folded.folder, judges_later=True)
    read: list[int] = []
    store.report_progress(lambda done, _: read.append(done))
    assert [(each.label, each.awaits_verdict, bool(each.last)) for each in store.summaries()] == [
        (None, True, True)
    ] * 2
    assert (read, store.unjudged) == ([], 2)
    newest, oldest = folded.summaries()
    assert store.judge(1) == (newest,)
    assert (store.summaries()[0], store.summaries()[1].awaits_verdict, store.unjudged) == (newest, True, 1)
    assert store.judge(5) == (oldest,)
    assert (store.summaries(), store.unjudged, store.judge(5)) == (folded.summaries(), 0, ())


def test_what_was_judged_is_judged_once_even_if_the_app_is_killed_in_the_middle(folded: RunStore) -> None:
    of_old(folded)
    first = RunStore(folded.folder, judges_later=True)
    first.summaries()
    (judged,) = first.judge(1)
    first.fold()
    again = RunStore(folded.folder, judges_later=True)
    assert {each.id: each.awaits_verdict for each in again.summaries()}[judged.id] is False
    assert again.unjudged == 1
    assert RunStore(folded.folder).summaries() == folded.summaries()  # a command judges the rest at once


def test_a_run_that_was_edited_or_removed_before_its_turn_is_not_judged_again(folded: RunStore) -> None:
    of_old(folded)
    store = RunStore(folded.folder, judges_later=True)
    newest, oldest = store.summaries()
    folded.edit(newest.id, lambda run: run.but(tags=("mine",)))
    (folded.folder / "runs" / oldest.id / "run.json").unlink()
    assert [each.run.tags for each in store.summaries()] == [("mine",)]
    assert store.judge(5) == ()
    assert store.unjudged == 0


def test_the_index_is_computed_again_for_other_thresholds(folded: RunStore) -> None:
    strict = RunStore(folded.folder, thresholds=Thresholds(fewest_epochs=1000))
    assert "too short" in {summary.label for summary in strict.summaries()}
    strict.fold()
    labels = [summary.label for summary in RunStore(folded.folder).summaries()]
    assert labels == [summary.label for summary in folded.summaries()]


def test_the_index_is_ignored_for_a_run_file_that_changed_since(folded: RunStore) -> None:
    folded.put(example_run(1, epochs=6))
    assert RunStore(folded.folder).summaries()[1].epochs_done == 6


def test_the_index_is_not_touched_when_a_run_is_written(folded: RunStore) -> None:
    index = folded.folder / "index.json"
    index.unlink()
    index.mkdir()
    RunStore(folded.folder).put(example_run(3))
    assert list(index.iterdir()) == []


@pytest.mark.parametrize(
    "verdict",
    [
        {key: value for key, value in OF_THE_INDEX.items() if key != "rule"},
        {key: value for key, value in OF_THE_INDEX.items() if key != "course"},
        {**OF_THE_INDEX, "label": 3},
        {**OF_THE_INDEX, "numbers": {"rise": "\x1b[31m"}},
        {**OF_THE_INDEX, "numbers": {"\u202e": 1}},
        {**OF_THE_INDEX, "course_numbers": {"rise": "words"}},
        "good",
    ],
)
def test_the_index_is_ignored_if_its_verdict_is_invalid(folded: RunStore, verdict: object) -> None:
    with TinyDB(folded.folder / "index.json") as index:
        index.table("summaries").update({"verdict": verdict})
    assert RunStore(folded.folder).summaries() == folded.summaries()


@pytest.mark.parametrize("extremes", [None, [0.1], "many"])
def test_the_index_is_ignored_without_the_extremes_of_each_figure(folded: RunStore, extremes: object) -> None:
    with TinyDB(folded.folder / "index.json") as index:
        index.table("summaries").update({"verdict": OF_THE_INDEX, "lowest": extremes})
    assert RunStore(folded.folder).summaries() == folded.summaries()


def test_the_index_shows_no_control_character(folded: RunStore) -> None:
    with TinyDB(folded.folder / "index.json") as index:
        verdict = {**OF_THE_INDEX, "label": "\x1b]0;x\x07good", "rule": "\x9b31m\u202erule"}
        index.table("summaries").update({"verdict": verdict, "host": "\x1b"})
    verdicts = [summary.verdict for summary in RunStore(folded.folder).summaries()]
    assert [(found["label"], found["rule"]) for found in verdicts if found] == [("]0;xgood", "31mrule")] * 2


def test_the_index_is_written_after_many_runs_were_read(folded: RunStore) -> None:
    text = run_file(folded, example_run(1)).read_text(encoding="utf-8")
    for number in range(100, 100 + WORTH_AN_INDEX):
        path = run_file(folded, example_run(number))
        path.parent.mkdir()
        path.write_text(text.replace(example_run(1).id, example_run(number).id), encoding="utf-8")
    reported: list[tuple[int, int]] = []
    opened = RunStore(folded.folder)
    opened.report_progress(lambda done, total: reported.append((done, total)))
    assert len(opened.summaries()) == WORTH_AN_INDEX + 2
    assert len(reported) == WORTH_AN_INDEX + 1
    assert reported[-1] == (WORTH_AN_INDEX + 2, WORTH_AN_INDEX + 2)
    assert reported == sorted(reported)
    with TinyDB(folded.folder / "index.json", access_mode="r") as index:
        assert len(index.table("summaries")) == WORTH_AN_INDEX + 2
    reported.clear()
    again = RunStore(folded.folder)
    again.report_progress(lambda done, total: reported.append((done, total)))
    again.summaries()
    assert reported == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"summaries": {"1": {"schema": 1, "rules": 3}}}'])
def test_the_index_is_made_again_if_it_is_damaged(folded: RunStore, content: bytes) -> None:
    (folded.folder / "index.json").write_bytes(content)
    opened = RunStore(folded.folder)
    assert len(opened.summaries()) == 2
    opened.fold()
    with TinyDB(folded.folder / "index.json", access_mode="r") as index:
        assert len(index.table("summaries")) == 2


def test_the_index_forgets_a_run_in_the_trash(folded: RunStore) -> None:
    folded.trash.take(example_run(1).id)
    folded.fold()
    with TinyDB(folded.folder / "index.json", access_mode="r") as index:
        assert [document["run"]["id"] for document in index.table("summaries")] == [diverged_run().id]
