"""Names of keys, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import Keys

from mnist_lab.tui.key_names import key_named, named_keymap, types_text


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("F5", "f5"), ("f12", "f12"), ("Ctrl+T", "ctrl+t"), ("ctrl+t", "ctrl+t"), ("alt+1", "alt+1"),
        ("shift+a", "A"), ("shift+tab", "shift+tab"), ("A", "A"), ("?", "question_mark"), ("+", "plus"),
        ("ctrl++", "ctrl+plus"), ("-", "minus"), ("esc", "escape"), ("pgup", "pageup"), ("é", "é"), ("€", "euro_sign"),
        ("full_stop", "full_stop"), (" space ", "space"),
    ],
)  # fmt: skip
def test_a_key_may_be_written_in_several_ways(written: str, key: str) -> None:
    assert key_named(written) == key


@pytest.mark.parametrize("written", ["", " ", "f25", "F", "nonsense", "ctrl+", "ctrl+nonsense", "+a", "<any>", "\x1b"])
def test_what_is_no_key_is_none(written: str) -> None:
    assert key_named(written) == ("F" if written == "F" else None)


@given(st.text(max_size=12) | st.text(alphabet="ctrlalshif+-F1eé ", max_size=12))
def test_no_text_stops_it_and_a_key_is_its_own_name(text: str) -> None:
    key = key_named(text)
    assert key is None or not text.isascii() or key_named(key) == key


@pytest.mark.parametrize("key", [key.value for key in Keys if key.value[0] != "<" and key not in {Keys.Return}])
def test_every_key_of_textual_has_its_name(key: str) -> None:
    assert key_named(key) in {key, None if key == "ctrl-at" else key}


def test_keys_that_type_text_are_known() -> None:
    assert all(map(types_text, ("a", "A", "plus", "space", "question_mark", "é")))
    assert not any(map(types_text, ("f5", "ctrl+t", "alt+a", "escape", "tab", "enter", "up")))


def test_a_wrong_name_leaves_out_its_entry_alone() -> None:
    keymap = named_keymap({"runs.verdict": "f6,T", "runs.edit": "f9,nonsense", "runs.tags": ","})
    assert keymap.keys == {"runs.verdict": "f6,T", "runs.tags": "comma"}
    (problem,) = keymap.problems
    assert "runs.edit" in problem
    assert "nonsense" in problem


@pytest.mark.parametrize("key", ["ctrl+i", "Ctrl+M", "f6,ctrl+i"])
def test_a_key_that_terminals_send_as_another_is_refused(key: str) -> None:
    keymap = named_keymap({"app.theme": key})
    assert not keymap.keys
    assert len(keymap.problems) == 1
