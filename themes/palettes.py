"""Ink on a dark and on a light ground; every colour of the app stands here and nowhere else."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="lab-dark",
    dark=True,
    primary="#7fb4ca",
    secondary="#9aa7b4",
    accent="#e0a95c",
    foreground="#d7dce2",
    background="#14171c",
    surface="#14171c",
    panel="#1d222a",
    success="#93b56e",
    warning="#d9b062",
    error="#e0807a",
    variables={
        "dim": "#87919d",
        "rule": "#343c47",
        "cursor": "#2a3340",
        "bright": "#f1f4f7",
        "curve-training": "#e0a95c",
        "curve-clean": "#a3b86c",
        "curve-validation": "#6cb6e0",
        "curve-baseline": "#6f7a87",
        "verdict-good": "#93b56e",
        "verdict-over": "#e0807a",
        "verdict-under": "#8fa8dc",
        "verdict-unsettled": "#d9b062",
        "input-selection-background": "#3d5a73",
        "block-cursor-background": "#2a3340",
        "block-cursor-foreground": "#f1f4f7",
        "footer-key-foreground": "#e0a95c",
        "scrollbar": "#343c47",
        "scrollbar-background": "#14171c",
    },
)

LIGHT = Theme(
    name="lab-light",
    dark=False,
    primary="#20687f",
    secondary="#56616d",
    accent="#9a5b00",
    foreground="#262b31",
    background="#faf8f4",
    surface="#faf8f4",
    panel="#efece5",
    success="#40701f",
    warning="#8a5f00",
    error="#b03430",
    variables={
        "dim": "#68717b",
        "rule": "#d3cec3",
        "cursor": "#e3ddcf",
        "bright": "#0d1116",
        "curve-training": "#b06000",
        "curve-clean": "#557a1c",
        "curve-validation": "#1668a6",
        "curve-baseline": "#9a9fa6",
        "verdict-good": "#40701f",
        "verdict-over": "#b03430",
        "verdict-under": "#3d56a8",
        "verdict-unsettled": "#8a5f00",
        "input-selection-background": "#b9d4e4",
        "block-cursor-background": "#e3ddcf",
        "block-cursor-foreground": "#0d1116",
        "footer-key-foreground": "#9a5b00",
        "scrollbar": "#d3cec3",
        "scrollbar-background": "#faf8f4",
    },
)

PALETTES = (DARK, LIGHT)
