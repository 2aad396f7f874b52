"""Processes of their own for tests: with everything that this one can import."""

from __future__ import annotations

import os
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
WITH_TESTS = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, sys.path)])}
"""The environment of a process that imports what this one can, `support` included."""
