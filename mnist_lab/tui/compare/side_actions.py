"""The keys for the side under the cursor, and for the runs that are missing."""

from __future__ import annotations
