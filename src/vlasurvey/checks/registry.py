"""The checks that run over a survey: each is a function that yields problems, and enters itself here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vlasurvey.problems import Problem
from vlasurvey.records import Paper
from vlasurvey.survey import Survey

Check = Callable[[Survey], Iterator[Problem]]

CHECKS: list[Check] = []
"""Every check, in the order in which the modules define them."""


def check(function: Check) -> Check:
    """Enter a function into the registry and return it."""
    CHECKS.append(function)
    return function


def readable(survey: Survey) -> Iterator[Paper]:
    """Yield all papers, those last whose record has a fault: required fields may be missing from them."""
    yield from survey.papers.values()
    yield from survey.drafts.values()
