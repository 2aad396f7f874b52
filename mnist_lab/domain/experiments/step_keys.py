"""The keys that the next step names; apart from it, so that the first frame need not import the experiments' plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepKeys:
    """The keys that train the form, put the baseline into it, and open the labs.

    `form` is the key that unfolds the form; empty if it is not folded.
    """

    train: str = "F5"
    baseline: str = "F8"
    labs: str = "alt+4"
    form: str = ""
