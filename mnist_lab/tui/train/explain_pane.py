"""Explains the setting under the cursor beside the form, if there is room."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.tui.train.setting_words import Explanation
from mnist_lab.tui.widgets.paragraphs import Paragraph, fitted
from mnist_lab.tui.widgets.wrapping import wrapped


class ExplainPane(Widget):
    """What F1 says, without what does not fit; a line between the paragraphs if that fits too."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"explain-pane--title", "explain-pane--words", "explain-pane--facts"}

    explanation: reactive[Explanation | None] = reactive(None)

    def render(self) -> Text:
        """Draw the paragraphs that fit; the sentence that says what the setting is stays longest."""
        explained, (width, height) = self.explanation, self.content_size
        if explained is None or width < 1:
            return Text()
        shown = [
            Paragraph(self._text(explained.title, "title", width), 2),
            *(
                Paragraph(self._text(sentence, "words", width), weight)
                for sentence, weight in zip(explained.sentences, (3, 1, 0, 0), strict=False)
            ),
            Paragraph(self._text(explained.facts, "facts", width), -1),
        ]
        texts = fitted(shown, height, _lines)
        is_loose = sum(map(_lines, texts)) + len(texts) - 2 <= height
        first, rest = texts[:1], texts[1:]
        return Text("\n", end="").join([*first, Text("\n\n" if is_loose else "\n").join(rest)])

    def _text(self, words: str, look: str, width: int) -> Text:
        return Text("\n").join(wrapped(Text(words, self._look(look)), width))

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"explain-pane--{name}", partial=True)


def _lines(text: Text) -> int:
    return text.plain.count("\n") + 1
