from __future__ import annotations

import math
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB, where

from mnist_lab.domain.runs.run import Run, RunState
from mnist_lab.domain.runs.serialization import run_document
from mnist_lab.domain.tables.run_summary import summary_of
from mnist_lab_store.errors import RunAmbiguous, RunMissing, StoreError
from mnist_lab_store.run_store import RunStore
from mnist_lab_store.summary_cache import WORTH_AN_INDEX
from support.store_examples import BEGAN, example_environment, example_epoch, example_run


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "store")


@pytest.fixture(params=[0, 0o777], ids=["open", "shut"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def run_file(store: RunStore, run: Run) -> Path:
    return store.folder / "runs" / run.id / "run.json"


def diverged_run() -> Run:
    return example_run(
        7,
        name="too fast",
        tags=("lab6", "sgd"),
        note="two\nlines",
        pinned_at=BEGAN,
        seconds=27.4,
        epochs=0,
    ).model_copy(
        update={
            "epochs": (example_epoch(1), example_epoch(2, loss=math.nan, val_loss=math.inf, clean_loss=None)),
            "test_accuracy_before": 0.0913,
            "test_loss": math.nan,
            "test_accuracy": 0.9783,
            "test_accuracy_last": 0.9812,
            "weights": f"runs/{example_run(7).id}/best.keras",
            "environment": example_environment(),
            "error": "nothing",
        }
    )


@pytest.mark.parametrize("run", [example_run(), diverged_run()], ids=["plain", "every field, not finite"])
def test_a_run_comes_back_as_it_was(store: RunStore, run: Run) -> None:
    store.put(run)
    assert run_document(RunStore(store.folder).get(run.id)) == run_document(run)


def test_a_figure_that_was_not_finite_is_none_again(store: RunStore) -> None:
    run = diverged_run()
    store.put(run)
    kept = store.get(run.id)
    assert math.isnan(kept.epochs[1].loss)
    assert kept.epochs[1].clean_loss is None
    assert kept.test_loss is not None
    assert math.isnan(kept.test_loss)


def test_plain_tinydb_reads_a_run(store: RunStore) -> None:
    run = example_run(epochs=3, name="größer")
    store.put(run)
    with TinyDB(run_file(store, run), access_mode="r", encoding="utf-8") as database:
        (document,) = database.table("run").search(where("name") == "größer")
        assert document["schema"] == 1
        assert document["spec"]["units"] == 518
        assert [epoch["val_accuracy"] for epoch in database.table("epochs")] == [0.97] * 3
        assert database.table("epochs").get(where("epoch") == 2)["loss"] == 0.15


def test_every_epoch_can_be_put(store: RunStore) -> None:
    run = example_run(epochs=0, state=RunState.RUNNING)
    for number in range(1, 6):
        run = run.model_copy(update={"epochs": (*run.epochs, example_epoch(number))})
        store.put(run)
        assert len(store.get(run.id).epochs) == number


def test_a_run_that_goes_back_to_a_checkpoint_loses_what_followed(store: RunStore) -> None:
    store.put(example_run(epochs=5, test_accuracy=0.9))
    store.put(example_run(epochs=3))
    kept = store.get(example_run().id)
    assert [epoch.epoch for epoch in kept.epochs] == [1, 2, 3]
    assert kept.test_accuracy is None


def test_what_a_person_wrote_of_a_run_outlives_the_next_epoch(store: RunStore) -> None:
    run = example_run(name="mine", epochs=1)
    store.put(run)
    with TinyDB(run_file(store, run)) as database:
        database.table("run").update({"name": "theirs", "tags": ["kept"]})
    store.put(run.model_copy(update={"epochs": (*run.epochs, example_epoch(2))}))
    kept = store.get(run.id)
    assert (kept.name, kept.tags, len(kept.epochs)) == ("theirs", ("kept",), 2)


def test_summaries_come_newest_first_and_without_epochs(store: RunStore) -> None:
    for number in (2, 3, 1):
        store.put(example_run(number))
    assert store.summaries() == tuple(summary_of(example_run(number)) for number in (3, 2, 1))


def test_an_empty_store_has_no_summaries_and_folds(store: RunStore) -> None:
    store.fold()
    assert RunStore(store.folder).summaries() == ()
    assert store.troubles() == ()


def test_a_store_sees_what_another_one_puts(store: RunStore) -> None:
    other = RunStore(store.folder)
    assert store.summaries() == ()
    assert not store.changed()
    other.put(example_run())
    assert store.changed()
    assert [summary.id for summary in store.summaries()] == [example_run().id]
    assert not store.changed()
    other.put(example_run(epochs=7))
    assert store.summaries()[0].epochs_done == 7


OF_THE_INDEX = {"label": "from the index", "rule": "None.", "numbers": {"rise": 0.1, "fall": None}}


class TestTheIndex:
    @pytest.fixture
    def folded(self, store: RunStore) -> RunStore:
        store.put(example_run(1, test_accuracy=0.98, environment=example_environment()))
        store.put(diverged_run())
        store.fold()
        return store

    def test_says_what_the_run_files_say(self, folded: RunStore) -> None:
        from_index = RunStore(folded.folder).summaries()
        (folded.folder / "index.json").unlink()
        from_files = RunStore(folded.folder).summaries()
        assert [run_document(summary.run) for summary in from_index] == [
            run_document(summary.run) for summary in from_files
        ]
        assert [summary.model_dump_json(exclude={"run"}) for summary in from_index] == [
            summary.model_dump_json(exclude={"run"}) for summary in from_files
        ]

    def test_is_what_an_opened_store_reads(self, folded: RunStore) -> None:
        with TinyDB(folded.folder / "index.json") as index:
            index.table("summaries").update({"verdict": OF_THE_INDEX})
        assert [summary.label for summary in RunStore(folded.folder).summaries()] == ["from the index"] * 2

    def test_is_computed_anew_for_other_rules(self, folded: RunStore) -> None:
        with TinyDB(folded.folder / "index.json") as index:
            index.table("summaries").update({"verdict": OF_THE_INDEX, "rules": "of old"})
        labels = [summary.label for summary in RunStore(folded.folder).summaries()]
        assert labels == [summary.label for summary in folded.summaries()]

    def test_gives_way_to_a_run_file_that_changed_since(self, folded: RunStore) -> None:
        folded.put(example_run(1, epochs=6))
        assert RunStore(folded.folder).summaries()[1].epochs_done == 6

    def test_is_left_alone_by_a_put(self, folded: RunStore) -> None:
        index = folded.folder / "index.json"
        index.unlink()
        index.mkdir()
        RunStore(folded.folder).put(example_run(3))
        assert list(index.iterdir()) == []

    @pytest.mark.parametrize(
        "verdict",
        [
            {"label": "no rule", "numbers": {}},
            {"label": 3, "rule": "None.", "numbers": {}},
            {"label": "words", "rule": "None.", "numbers": {"rise": "\x1b[31m"}},
            {"label": "names", "rule": "None.", "numbers": {"\u202e": 1}},
            "good",
        ],
    )
    def test_is_not_believed_where_its_verdict_is_none(self, folded: RunStore, verdict: object) -> None:
        with TinyDB(folded.folder / "index.json") as index:
            index.table("summaries").update({"verdict": verdict})
        assert RunStore(folded.folder).summaries() == folded.summaries()

    def test_shows_no_control_character(self, folded: RunStore) -> None:
        with TinyDB(folded.folder / "index.json") as index:
            verdict = {**OF_THE_INDEX, "label": "\x1b]0;x\x07good", "rule": "\x9b31m\u202erule"}
            index.table("summaries").update({"verdict": verdict, "host": "\x1b"})
        verdicts = [summary.verdict for summary in RunStore(folded.folder).summaries()]
        assert [(found["label"], found["rule"]) for found in verdicts if found] == [("]0;xgood", "31mrule")] * 2

    def test_is_written_at_once_where_many_runs_were_read_anew(self, folded: RunStore) -> None:
        text = run_file(folded, example_run(1)).read_text(encoding="utf-8")
        for number in range(100, 100 + WORTH_AN_INDEX):
            path = run_file(folded, example_run(number))
            path.parent.mkdir()
            path.write_text(text.replace(example_run(1).id, example_run(number).id), encoding="utf-8")
        told: list[tuple[int, int]] = []
        opened = RunStore(folded.folder)
        opened.report_progress(lambda done, total: told.append((done, total)))
        assert len(opened.summaries()) == WORTH_AN_INDEX + 2
        assert len(told) == WORTH_AN_INDEX + 1
        assert told[-1] == (WORTH_AN_INDEX + 2, WORTH_AN_INDEX + 2)
        assert told == sorted(told)
        with TinyDB(folded.folder / "index.json", access_mode="r") as index:
            assert len(index.table("summaries")) == WORTH_AN_INDEX + 2
        told.clear()
        again = RunStore(folded.folder)
        again.report_progress(lambda done, total: told.append((done, total)))
        again.summaries()
        assert told == []

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"summaries": {"1": {"schema": 1, "rules": 3}}}'])
    def test_is_made_anew_where_it_is_damaged(self, folded: RunStore, content: bytes) -> None:
        (folded.folder / "index.json").write_bytes(content)
        opened = RunStore(folded.folder)
        assert len(opened.summaries()) == 2
        opened.fold()
        with TinyDB(folded.folder / "index.json", access_mode="r") as index:
            assert len(index.table("summaries")) == 2

    def test_forgets_a_run_in_the_trash(self, folded: RunStore) -> None:
        folded.trash(example_run(1).id)
        folded.fold()
        with TinyDB(folded.folder / "index.json", access_mode="r") as index:
            assert [document["run"]["id"] for document in index.table("summaries")] == [diverged_run().id]


class TestResolving:
    @pytest.fixture
    def three(self, store: RunStore) -> RunStore:
        store.put(example_run(1, id="20261123-aaa", name="baseline"))
        store.put(example_run(2, id="20261123-abb", name="wide"))
        store.put(example_run(3, id="20261124-ccc", name="wide"))
        return store

    @pytest.mark.parametrize(
        ("word", "run_id"),
        [
            ("20261123-aaa", "20261123-aaa"),
            ("20261123-ab", "20261123-abb"),
            ("20261124", "20261124-ccc"),
            ("baseline", "20261123-aaa"),
            ("last", "20261124-ccc"),
        ],
    )
    def test_finds_the_one_that_is_meant(self, three: RunStore, word: str, run_id: str) -> None:
        assert three.resolve(word) == run_id
        assert three.find(word).id == run_id

    @pytest.mark.parametrize(
        ("word", "candidates"),
        [("20261123", ("20261123-abb", "20261123-aaa")), ("wide", ("20261124-ccc", "20261123-abb"))],
    )
    def test_names_the_candidates_where_several_are(
        self, three: RunStore, word: str, candidates: tuple[str, ...]
    ) -> None:
        with pytest.raises(RunAmbiguous, match=", ".join(candidates)) as raised:
            three.resolve(word)
        assert raised.value.candidates == candidates

    @pytest.mark.parametrize("word", ["20270101", "narrow", "", "  ", "../20261123-aaa", "runs/20261123-aaa", "Wide"])
    def test_says_so_where_none_is(self, three: RunStore, word: str) -> None:
        with pytest.raises(RunMissing):
            three.resolve(word)

    def test_knows_no_last_run_in_an_empty_store(self, store: RunStore) -> None:
        with pytest.raises(RunMissing, match="none is kept"):
            store.resolve("last")

    def test_takes_a_full_id_for_itself_even_where_others_begin_so(self, three: RunStore) -> None:
        three.put(example_run(4, id="20261123-aaa-2"))
        assert three.resolve("20261123-aaa") == "20261123-aaa"


class TestTheTrash:
    def test_takes_a_run_with_all_its_files_and_gives_it_back(self, store: RunStore) -> None:
        run = example_run()
        store.put(run)
        (store.run_folder(run.id) / "best.keras").write_bytes(b"weights")
        store.trash(run.id)
        assert store.summaries() == ()
        with pytest.raises(RunMissing):
            store.get(run.id)
        store.restore(run.id)
        assert store.get(run.id) == run
        assert (store.run_folder(run.id) / "best.keras").read_bytes() == b"weights"

    def test_refuses_a_run_that_is_held(self, store: RunStore) -> None:
        run = example_run(state=RunState.QUEUED)
        with store.hold(run.id):
            store.put(run)
            with pytest.raises(StoreError, match="stop it before"):
                RunStore(store.folder).trash(run.id)
        store.trash(run.id)
        assert store.summaries() == ()

    def test_keeps_what_is_there(self, store: RunStore) -> None:
        store.put(example_run())
        store.trash(example_run().id)
        store.put(example_run(epochs=1))
        for move in (store.trash, store.restore):
            with pytest.raises(StoreError, match="there already"):
                move(example_run().id)
        assert len(store.get(example_run().id).epochs) == 1

    def test_has_nothing_to_give_back_at_first(self, store: RunStore) -> None:
        with pytest.raises(RunMissing, match="in the trash"):
            store.restore(example_run().id)


@pytest.mark.parametrize("run_id", ["../out", "..", ".", "", "a/b", "/etc", "UPPER", "a" * 65, "a\n", "a\x00b"])
@pytest.mark.parametrize("does", ["get", "trash", "restore", "run_folder", "hold"])
def test_an_id_that_is_none_leads_nowhere(store: RunStore, does: str, run_id: str) -> None:
    with pytest.raises(RunMissing):
        getattr(store, does)(run_id)
    assert [path.name for path in store.folder.parent.iterdir()] == ["store"]


def test_a_run_with_a_path_for_an_id_is_not_written(store: RunStore) -> None:
    with pytest.raises(RunMissing):
        store.put(example_run().model_copy(update={"id": "../../out"}))
    assert [path.name for path in store.folder.parent.iterdir()] == ["store"]


def test_the_app_remembers_from_one_start_to_the_next(store: RunStore) -> None:
    assert store.recall("theme") is None
    store.remember("theme", "lab-light")
    store.remember("form", {"units": 64, "max_norm": None})
    store.remember("theme", "lab-dark")
    opened = RunStore(store.folder)
    assert opened.recall("theme") == "lab-dark"
    assert opened.recall("form") == {"units": 64, "max_norm": None}


@pytest.mark.usefixtures("umask")
def test_everything_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "above" / "store")
    store.put(example_run(1))
    store.put(example_run(2))
    store.trash(example_run(2).id)
    store.remember("theme", "lab-dark")
    store.fold()
    with store.hold(example_run(1).id):
        paths = [tmp_path / "above", *(tmp_path / "above").rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths}
    assert modes == {(True, 0o700), (False, 0o600)}


class TestWhatAPersonWrites:
    """Name, tags, note and pin: edited in the newest document, kept by who writes the run."""

    def test_an_edit_changes_it_and_nothing_else(self, store: RunStore) -> None:
        run = example_run(tags=("a",), name="before")
        store.put(run)
        edited = store.edit(run.id, lambda now: now.but(name="after", tags=(*now.tags, "b"), note="why", seconds=99.0))
        assert (edited.name, edited.tags, edited.note) == ("after", ("a", "b"), "why")
        kept = store.get(run.id)
        assert kept == run.model_copy(update={"name": "after", "tags": ("a", "b"), "note": "why"})
        (summary,) = store.summaries()
        assert (summary.run.name, summary.run.tags) == ("after", ("a", "b"))

    def test_an_edit_stays_where_the_run_is_written_again(self, store: RunStore) -> None:
        run = example_run(state=RunState.RUNNING)
        store.put(run)
        store.edit(run.id, lambda now: now.but(tags=("mine",)))
        store.put(run.model_copy(update={"state": RunState.FINISHED}))
        assert (store.get(run.id).tags, store.get(run.id).state) == (("mine",), RunState.FINISHED)

    def test_an_edit_does_not_make_this_process_the_one_that_trains(self, tmp_path: Path) -> None:
        trains, edits = RunStore(tmp_path, host="gpu-box"), RunStore(tmp_path, host="laptop")
        run = example_run(state=RunState.RUNNING)
        trains.put(run)
        edits.edit(run.id, lambda now: now.but(name="seen from afar"))
        assert edits.get(run.id).holder == f"process {os.getpid()} on gpu-box"

    def test_text_is_cleaned_on_its_way_in(self, store: RunStore) -> None:
        run = example_run()
        store.put(run)
        edited = store.edit(run.id, lambda now: now.model_copy(update={"name": "a\x1b[31m\nb", "tags": ("\u202ex",)}))
        assert (edited.name, edited.tags) == ("a[31m b", ("x",))

    def test_there_is_nothing_to_edit_where_there_is_no_run(self, store: RunStore) -> None:
        with pytest.raises(RunMissing):
            store.edit("20261123-222456-000001", lambda run: run)
        assert not (store.folder / "runs" / "20261123-222456-000001").exists()


class TestPurging:
    """What is in the trash can come back until it is purged."""

    def test_it_is_listed_the_newest_first(self, store: RunStore) -> None:
        assert store.trashed() == ()
        for number in (1, 2):
            store.put(example_run(number))
            store.trash(example_run(number).id)
        assert store.trashed() == (example_run(2).id, example_run(1).id)
        assert store.summaries() == ()

    @pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING, RunState.PAUSED])
    def test_a_run_there_is_interrupted_that_nobody_has_in_hand_as_the_store_did(
        self, store: RunStore, state: RunState
    ) -> None:
        run = example_run(state=state)
        store.put(run)
        assert store.get(run.id).state is RunState.INTERRUPTED
        store.trash(run.id)
        assert [summary.run.state for summary in store.trashed_summaries()] == [RunState.INTERRUPTED]

    def test_a_purged_run_is_gone_for_good(self, store: RunStore) -> None:
        run = example_run()
        store.put(run)
        with pytest.raises(RunMissing, match="in the trash"):
            store.purge(run.id)
        store.trash(run.id)
        store.purge(run.id)
        assert store.trashed() == ()
        with pytest.raises(RunMissing):
            store.restore(run.id)

    @pytest.mark.parametrize("run_id", ["..", "../runs", "", "A", "a/b"])
    def test_what_is_no_id_is_not_purged(self, store: RunStore, run_id: str) -> None:
        store.put(example_run())
        with pytest.raises(RunMissing):
            store.purge(run_id)
        assert len(store.summaries()) == 1
