"""Documents as JSON, for files."""

from __future__ import annotations

import json
from typing import Any


def json_text(document: Any) -> str:
    """Return a document of plain values as JSON in UTF-8; a figure that is not finite must be null by now."""
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
