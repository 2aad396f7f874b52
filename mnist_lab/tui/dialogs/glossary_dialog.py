"""The glossary, on F1: the words of the screens, opened at the one that fits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from mnist_lab.domain.advice.glossary import GLOSSARY, Chapter, Term, matching_chapters
from mnist_lab.tui.dialogs.search_dialog import SearchDialog
from mnist_lab.tui.widgets.wrapping import wrapped

INDENT = "  "
NOTHING = "No word matches."
HERE = "▸ "
"""The mark of the term that the glossary is opened at."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What is explained before the glossary, such as a column: its name and what it shows."""

    name: str
    meaning: str


class TermList(Widget):
    """Chapters of terms, each with what it means; `here` is the name of the term that it is opened at."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"term-list--chapter", "term-list--name", "term-list--here"}

    chapters: reactive[tuple[Chapter, ...]] = reactive(GLOSSARY, layout=True)

    def __init__(self, explained: Explained | None, here: str) -> None:
        super().__init__()
        self._explained = explained
        self._here = here
        self.is_searched = False

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the number of lines."""
        return len(self._lines(width))

    def render(self) -> Text:
        """Draw the terms."""
        return Text("\n", no_wrap=True, end="").join(self._lines(self.size.width))

    def line_here(self, width: int) -> int:
        """Return the line to open the list at; the first unless there is a term that fits."""
        lines = self._lines(width)
        here = next((place for place, line in enumerate(lines) if line.plain.startswith(HERE)), 0)
        return 0 if self._explained is not None else here

    def _lines(self, width: int) -> list[Text]:
        lines: list[Text] = []
        if self._explained is not None and not self.is_searched:
            lines += [*self._term(Term(self._explained.name, self._explained.meaning), width, is_here=True), Text()]
        for chapter in self.chapters:
            lines.append(Text(chapter.title, self._look("chapter")))
            for term in chapter.terms:
                is_here = self._explained is None and term.name == self._here
                lines += self._term(term, width, is_here=is_here)
            lines.append(Text())
        return lines[:-1] or [Text(NOTHING)]

    def _term(self, term: Term, width: int, *, is_here: bool) -> list[Text]:
        name = f"{HERE if is_here else INDENT}{term.name}"
        text = Text(f"{name[len(INDENT) :]}  {term.meaning}")
        text.stylize(self._look("here" if is_here else "name"), 0, len(name) - len(INDENT))
        first, *others = wrapped(text, max(width - 2 * len(INDENT), 20))
        mark = Text.assemble((name[: len(INDENT)], self._look("here")), first)
        return [mark, *(Text(2 * INDENT).append_text(line) for line in others)]

    def _look(self, name: str) -> Style:
        return self.get_component_rich_style(f"term-list--{name}", partial=True)


class GlossaryDialog(SearchDialog[None]):
    """The words, searched by typing."""

    BINDING_GROUP_TITLE = "Glossary"

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "leave", "Back", id="glossary.leave")]

    OPENED_BY: ClassVar[frozenset[str]] = frozenset(
        {"app.glossary", "form.explain", "questions.words", "table.explain", "verdict.words"}
    )

    title_text = "Glossary"
    PROMPT = "type a word"

    def __init__(self, explained: Explained | None = None, here: str = "") -> None:
        """Open it at the term called `here`, or at what is explained first."""
        super().__init__()
        self._explained = explained
        self._here = here

    def make_list(self) -> Widget:
        """Make the list of terms."""
        return TermList(self._explained, self._here)

    def on_mount(self) -> None:
        """Open the list at the term that fits."""
        self.call_after_refresh(self._go_to_term)

    def search(self, query: str) -> None:
        """Show the terms that match."""
        terms = self.query_one(TermList)
        terms.is_searched = bool(query.strip())
        terms.chapters = matching_chapters(query)
        terms.refresh(layout=True)

    def _go_to_term(self) -> None:
        terms = self.query_one(TermList)
        self.found.scroll_to(y=terms.line_here(terms.size.width), animate=False)
