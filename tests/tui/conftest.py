"""What tests of the app share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mnist_lab.tui.terminal.kept_stylesheet import KeptStylesheet


@pytest.fixture(scope="session", autouse=True)
def styles_parsed_once() -> Iterator[None]:
    """Parse each stylesheet once for all apps of the same colours: it takes a tenth of the time of a short test."""
    parse = KeptStylesheet._parse_rules
    parsed: dict[object, Any] = {}

    def parse_once(self: KeptStylesheet, css: str, **how: Any) -> Any:
        key = (css, *sorted(how.items()), *sorted(self._variables.items()))
        if key not in parsed:
            parsed[key] = parse(self, css, **how)
        return parsed[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeptStylesheet, "_parse_rules", parse_once)
        yield
