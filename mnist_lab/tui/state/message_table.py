"""Says who serves which message."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.message import Message

M = TypeVar("M", bound=Message)


class MessageTable:
    """Passes each message to the function that was added for its type."""

    def __init__(self) -> None:
        self._functions: dict[type[Message], Callable[[Any], object]] = {}

    @property
    def types(self) -> frozenset[type[Message]]:
        """Return the types of the messages that are served."""
        return frozenset(self._functions)

    def add(self, kind: type[M], serve: Callable[[M], object]) -> None:
        """Let the function serve all messages of the type."""
        self._functions[kind] = serve

    def serve(self, message: Message) -> None:
        """Call the function that was added for the type of the message."""
        self._functions[type(message)](message)
