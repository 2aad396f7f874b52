"""Days as people name them."""

from __future__ import annotations

from datetime import datetime, timedelta

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
"""In English in every locale."""


def format_day(moment: datetime, now: datetime) -> str:
    """Return the day of a moment, in the time zone here: "today", "yesterday", "on 3 May", "on 3 May 2025"."""
    day, today = moment.astimezone().date(), now.astimezone().date()
    if day == today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    year = f" {day.year}" if day.year != today.year else ""
    return f"on {day.day} {MONTHS[day.month - 1]}{year}"
