"""What chance leaves open: intervals of shares that were counted over a known number of episodes."""

from __future__ import annotations

import math

Z95 = 1.959963984540054
"""The 97.5th percentile of the standard normal distribution: 95 % lie between it and its negative."""


def wilson(successes: float, episodes: int) -> tuple[float, float]:
    """Return the ends of the 95 % Wilson score interval of a share, both from 0 to 1.

    `successes` need not be whole: a share that was rounded stands for no whole number of episodes. Raises ValueError
    for no episodes, or for successes outside them.
    """
    if episodes <= 0 or not 0 <= successes <= episodes:
        raise ValueError(f"{successes:g} successes in {episodes} episodes")
    share = successes / episodes
    weight = Z95 * Z95 / episodes
    middle = (share + weight / 2) / (1 + weight)
    half = Z95 / (1 + weight) * math.sqrt(share * (1 - share) / episodes + weight / (4 * episodes))
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == episodes else min(1.0, middle + half)
    return low, high


def meet(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Tell whether two intervals have a point in common."""
    return one[0] <= other[1] and other[0] <= one[1]
