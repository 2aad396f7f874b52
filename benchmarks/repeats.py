"""Real repeats, to simulate on: what `mnist-lab lab all --repeats 5` measured, each group with the seeds 1 to 5."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

FILE = Path(__file__).with_suffix(".json")

REPEATS: Mapping[str, Sequence[float]] = json.loads(FILE.read_text(encoding="utf-8"))
"""Test accuracies of the kept weights, after 10 epochs on all digits, by network; `write_docs.py` writes them."""
