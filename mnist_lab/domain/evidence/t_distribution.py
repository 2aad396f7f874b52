"""Student's t-distribution. The only file that imports scipy."""

from __future__ import annotations

import sys


def is_quick() -> bool:
    """Return whether what computes quantiles is loaded: the first comparison waits for that up to a second."""
    return "scipy.special" in sys.modules


def two_sided(t: float, freedom: float) -> float:
    """Return the probability of a value at least that far from 0."""
    # scipy takes a third of a second to load: only once something is compared, and never on the way of a frame
    from scipy.special import stdtr

    return float(2 * stdtr(freedom, -abs(t)))


def quantile(freedom: float, share: float) -> float:
    """Return the value that this share of all values is below."""
    from scipy.special import stdtrit  # as above

    return float(stdtrit(freedom, share))
