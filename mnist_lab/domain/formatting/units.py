"""Figures in words, the same everywhere."""

from __future__ import annotations

import math


def format_duration(seconds: float) -> str:
    """Return a time as the user says it: "0.4 s", "27 s", "3 min 10 s", "2 h 5 min"."""
    if not math.isfinite(seconds):
        return "–"
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def format_estimate(seconds: float) -> str:
    """Return a time that is only estimated, without seconds from 5 minutes on: "1 min 16 s", "9 min", "1 h 28 min"."""
    if math.isfinite(seconds) and 300 <= seconds < 3570:
        return f"{round(seconds / 60)} min"
    return format_duration(seconds)


def format_bytes(size: float) -> str:
    """Return a size in MB or GB."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"


def format_share(share: float) -> str:
    """Return a share of 1 in whole per cent."""
    return f"{share * 100:.0f} %" if math.isfinite(share) else "far"


def format_percent(share: float | None) -> str:
    """Return a share of 1 in per cent with two decimals; a dash if it was not measured or is not finite."""
    return f"{share * 100:.2f} %" if share is not None and math.isfinite(share) else "–"


def format_loss(loss: float | None) -> str:
    """Return a loss with four decimals; a dash if it was not measured, "not finite" if it is not."""
    if loss is None:
        return "–"
    if not math.isfinite(loss):
        return "not finite"
    return f"{loss:.4f}" if loss < 1000 else f"{loss:.3g}"


def format_gap(gap: float | None) -> str:
    """Return a gap like a loss, with its sign: "+0.0240" if validation loss is above training loss."""
    if gap is None or not math.isfinite(gap):
        return format_loss(gap)
    return f"{'+' if gap > 0 else '−' if gap < 0 else ''}{format_loss(abs(gap))}"


def format_device(device: str, threads: int) -> str:
    """Return what is computed on: "CPU, 2 threads", or a GPU by its name."""
    return f"{device}, {format_count(threads, 'thread')}" if device == "CPU" else device


def format_count(count: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "1 run", "2,000 runs"; `plural` is for nouns that do not add an s."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"
