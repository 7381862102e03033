"""Intervals of shares: the same as those of a reference implementation, none and all successes included."""

from __future__ import annotations

import math

import pytest
from scipy.stats import binomtest, norm

from vlasurvey.results.chance import Z95, meet, wilson

EPISODES = [1, 2, 3, 5, 10, 17, 20, 24, 25, 50, 96, 100, 200, 450, 500, 1000, 1500, 2000, 10_000, 1_000_000]


def successes(episodes: int) -> list[int]:
    """None, all, and what lies between: every number of few, a hundred of many."""
    step = max(1, episodes // 100)
    return sorted({0, 1, episodes - 1, episodes, *range(0, episodes, step)})


@pytest.mark.parametrize("episodes", EPISODES)
def test_an_interval_is_that_of_the_reference(episodes: int) -> None:
    for number in successes(episodes):
        found = wilson(number, episodes)
        reference = binomtest(number, episodes).proportion_ci(confidence_level=0.95, method="wilson")
        assert math.isclose(found[0], reference.low, rel_tol=1e-9, abs_tol=1e-12), (number, episodes)
        assert math.isclose(found[1], reference.high, rel_tol=1e-9, abs_tol=1e-12), (number, episodes)


@pytest.mark.parametrize("episodes", EPISODES)
def test_an_interval_lies_between_none_and_all_and_holds_the_share(episodes: int) -> None:
    for number in successes(episodes):
        low, high = wilson(number, episodes)
        assert 0 <= low <= number / episodes <= high <= 1
        assert low < high
        assert (low == 0) == (number == 0)
        assert (high == 1) == (number == episodes)


def test_the_percentile_is_that_of_the_normal_distribution() -> None:
    assert math.isclose(Z95, norm.ppf(0.975), rel_tol=1e-14)


def test_a_share_that_stands_for_no_whole_number_lies_between_its_neighbours() -> None:
    for share in (0.1, 12.3, 48.65, 99.9):
        low, high = wilson(share, 100)
        assert wilson(math.floor(share), 100)[0] <= low <= wilson(math.ceil(share), 100)[0]
        assert wilson(math.floor(share), 100)[1] <= high <= wilson(math.ceil(share), 100)[1]


@pytest.mark.parametrize(("number", "episodes"), [(0, 0), (1, 0), (-1, 10), (11, 10), (0.5, -1)])
def test_what_no_count_can_be_is_refused(number: float, episodes: int) -> None:
    with pytest.raises(ValueError, match="successes in"):
        wilson(number, episodes)


def test_intervals_meet_exactly_if_they_have_a_point_in_common() -> None:
    assert meet((0.1, 0.2), (0.2, 0.3))
    assert meet((0.2, 0.3), (0.1, 0.2))
    assert meet((0.1, 0.9), (0.4, 0.5))
    assert not meet((0.1, 0.2), (0.21, 0.3))
    assert not meet((0.21, 0.3), (0.1, 0.2))
