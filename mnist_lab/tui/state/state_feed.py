"""A value that screens follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from textual.app import App
from textual.dom import DOMNode
from textual.signal import Signal

T = TypeVar("T")


class StateFeed(Generic[T]):
    """Holds the newest value, and calls whoever follows it, each on its own message queue, when there is another.

    A callback that raises ends the app, as any handler does: `Signal` would only log it if it were called at once.
    """

    def __init__(self, owner: App[Any], name: str, value: T) -> None:
        self._signal: Signal[T] = Signal(owner, name)
        self._value = value

    @property
    def value(self) -> T:
        """Return the newest value."""
        return self._value

    def publish(self, value: T) -> None:
        """Take a new value and call whoever follows."""
        self._value = value
        self._signal.publish(value)

    def follow(self, node: DOMNode, callback: Callable[[T], object]) -> None:
        """Call `callback` with each new value while the mounted node exists, and once with the value as it is."""
        self._signal.subscribe(node, callback)
        callback(self._value)
