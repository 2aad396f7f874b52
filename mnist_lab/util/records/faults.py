"""What is wrong with values from outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where, a few words that follow the name of the field, and the value given.

    `is_sentence` tells that `reason` says all by itself, since it is about more than the type and range of a field.
    """

    reason: str
    given: object = None
    path: tuple[str | int, ...] = ()
    is_sentence: bool = False

    @property
    def text(self) -> str:
        """Return what is wrong in a few words: "epochs.0.loss must be a number"."""
        return self.reason if self.is_sentence else f"{'.'.join(map(str, self.path))} {self.reason}".lstrip()


class RecordInvalid(ValueError):
    """Values that do not make a record: at least one fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: Sequence[Fault] = tuple(faults)
        super().__init__("; ".join(fault.text for fault in self.faults))

    def below(self, place: str | int) -> Iterable[Fault]:
        """Yield the faults as those of a field or an item of something larger."""
        return (replace(fault, path=(place, *fault.path)) for fault in self.faults)


def refused(reason: str, given: object) -> RecordInvalid:
    """Return the error for a value that is wrong as a whole."""
    return RecordInvalid((Fault(reason, given),))
