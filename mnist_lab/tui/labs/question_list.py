"""Questions with three answers each: ↑↓ goes from one to the next, ←→ chooses, and none need be answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive

from mnist_lab.tui.widgets.cursor_list import CursorList, end_keys, step_keys
from mnist_lab.util.text_columns import column_widths, padded


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: its heading, its text, and the answers to choose from."""

    heading: str
    text: str
    answers: tuple[str, ...]


class QuestionList(CursorList):
    """A line for each question below its heading; `chosen` has the answers by the question's place."""

    BINDING_GROUP_TITLE = "Guess"

    BINDINGS: ClassVar[list[BindingType]] = [
        *step_keys("questions", "Question"),
        Binding("left,h", "choose(-1)", "Answer to the left", id="questions.left"),
        Binding("right,l", "choose(1)", "Answer to the right", id="questions.right"),
        Binding("backspace,delete", "leave_out", "No answer", id="questions.none"),
        Binding("enter", "finish", "Next question, or keep the answers", id="questions.keep"),
        *end_keys("questions", "Question"),
    ]
    LOOKS = "question-list"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "question-list--heading",
        "question-list--cursor",
        "question-list--dim",
        "question-list--chosen",
    }

    chosen: reactive[Mapping[int, int]] = reactive(dict)

    @dataclass
    class Finished(Message):
        """The user has answered what there was to say."""

    @dataclass
    class Reached(Message):
        """The region of the question under the cursor, with its heading."""

        region: Region

    def __init__(self, questions: Sequence[Asked], chosen: Mapping[int, int]) -> None:
        super().__init__()
        self.set_reactive(QuestionList.chosen, chosen)
        self._questions = tuple(questions)
        self._tops = self._places()

    def _watch_cursor(self) -> None:
        """Bring the question into sight, with its heading."""
        if self.is_mounted:
            above = min(self._tops[self.cursor], 2)
            region = Region(0, self._tops[self.cursor] - above, 1, 1 + above)
            self.post_message(self.Reached(region))

    def get_content_height(self, *_: object) -> int:
        """Headings, questions, and an empty line before each heading but the first."""
        return self._tops[-1] + 1

    def render(self) -> Text:
        """Draw the lines."""
        lines: list[Text] = []
        for place, question in enumerate(self._questions):
            while len(lines) < self._tops[place] - 1:
                lines.append(Text())
            if len(lines) < self._tops[place]:
                lines.append(Text(question.heading, self.look("heading")))
            lines.append(self._line(place, question))
        return self.drawn(lines)

    @property
    def item_count(self) -> int:
        return len(self._questions)

    def item_at(self, line: int) -> int | None:
        return self._tops.index(line) if line in self._tops else None

    def click_item(self, item: int, column: int) -> None:
        """Choose the clicked answer."""
        self.cursor = item
        gap = self._gap
        at = 2 + self._width + len(gap) + 1
        for answer, text in enumerate(self._questions[item].answers):
            if at <= column < at + cell_len(text) + 2 * len(gap) + 2:
                self.chosen = {**self.chosen, item: answer}
            at += self._answer_widths[answer] + 2 * len(gap) + 2

    def action_choose(self, by: int) -> None:
        """Choose the next answer that way; from none, the outermost one."""
        last = len(self._questions[self.cursor].answers) - 1
        before = self.chosen.get(self.cursor, last if by > 0 else 0)
        self.chosen = {**self.chosen, self.cursor: max(0, min(before + by, last))}

    def action_leave_out(self) -> None:
        """Leave the question unanswered."""
        self.chosen = {place: answer for place, answer in self.chosen.items() if place != self.cursor}

    def action_finish(self) -> None:
        """Go to the next question without an answer; after the last one report that the answers are complete."""
        if self.next_open is None:
            self.post_message(self.Finished())
        else:
            self.cursor = self.next_open

    @property
    def offered(self) -> tuple[str, str] | None:
        """Return the answers that ← and → choose where none is chosen yet; None if one is."""
        answers = self._questions[self.cursor].answers
        return None if self.cursor in self.chosen else (answers[0], answers[-1])

    @property
    def next_open(self) -> int | None:
        """Return the next question below the cursor without an answer; None if there is none."""
        below = range(self.cursor + 1, self.item_count)
        return next((place for place in below if place not in self.chosen), None)

    @property
    def _width(self) -> int:
        return max(cell_len(question.text) for question in self._questions)

    @property
    def _gap(self) -> str:
        """Return the text on each side of an answer, if there is room."""
        wide = 4 + self._width + sum(self._answer_widths) + 4 * len(self._answer_widths)
        return " " if wide <= self.size.width else ""

    @property
    def _answer_widths(self) -> list[int]:
        return column_widths(each.answers for each in self._questions)

    def _places(self) -> tuple[int, ...]:
        """Return the line of each question."""
        tops: list[int] = []
        line, heading = -1, None
        for question in self._questions:
            line += 1 if question.heading == heading else 2 if heading is None else 3
            heading = question.heading
            tops.append(line)
        return tuple(tops)

    def _line(self, place: int, question: Asked) -> Text:
        line, base = self.begun(place)
        gap = self._gap
        line.append(f"{padded(question.text, self._width)} {gap}", base)
        for answer, words in enumerate(question.answers):
            if self.chosen.get(place) == answer:
                line.append(f"‹{gap}{words}{gap}›", base + self.look("chosen"))
            else:
                line.append(f" {gap}{words}{gap} ", base + (Style() if place == self.cursor else self.look("dim")))
            line.append(" " * (self._answer_widths[answer] - cell_len(words)), base)
        return self.filled(line, base)
