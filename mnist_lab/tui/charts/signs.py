"""Signs in a picture, and what a terminal with ASCII alone shows for them."""

from __future__ import annotations

from mnist_lab_themes.console_glyphs import STAND_INS

LIVE = "○"
"""The epoch in training."""
ABOVE, BELOW = "↑", "↓"
"""A figure off the scale."""

IN_ASCII = STAND_INS | str.maketrans({ABOVE: "^", BELOW: "v", "·": ".", "÷": "/", "±": "~"})
"""As the Linux console shows them, and what that has beyond ASCII."""
