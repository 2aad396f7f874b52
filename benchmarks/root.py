"""Imported for its effect alone: the project's root comes before this folder, whose store.py would hide the package."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
