"""Rules over the whole survey: every check is run, and what records waive is put aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from vlasurvey.checks import (
    authors,
    consistency,
    folders,
    identity,
    links,
    loss,
    references,
    registry,
    results,
    shape,
    style,
    texts,
    waivers,
)
from vlasurvey.problems import Problem, in_order
from vlasurvey.rules import AUDITED
from vlasurvey.running import processes
from vlasurvey.survey import Survey, read, uncollected

# Importing them fills the registry.
_MODULES = (
    shape,
    folders,
    identity,
    references,
    consistency,
    authors,
    links,
    style,
    texts,
    loss,
    results,
)


@dataclass(frozen=True)
class Report:
    """What a check of a folder found; `survey` is None where a vocabulary has a fault."""

    survey: Survey | None
    problems: list[Problem]
    waived: list[Problem]
    files: frozenset[str]
    """Paths of the files read and of those with a problem, relative to the folder."""


def report(root: Path, known: Survey | None = None) -> Report:
    """Load and check the survey in a folder, which was `known` before if it was loaded before.

    Raises FileNotFoundError if the folder has no survey.yaml.
    """
    with uncollected():  # nor between the two
        survey, problems = read(root, known=known)
        found, waived = check(survey)
    files = {problem.location.path for problem in problems} | set(survey.sources)
    return Report(survey if survey.whole else None, in_order(problems + found), waived, frozenset(files))


def check(survey: Survey) -> tuple[list[Problem], list[Problem]]:
    """Return the problems of a survey as a whole, in reading order, and those that records waive."""
    # To hand a survey over would take longer than to check it.
    parts = processes.in_parts(registry.CHECKS, partial(_found, survey), len(survey.papers), pickled=False)
    left, waived = waivers.parted(survey, chain.from_iterable(parts), lambda code: code not in AUDITED)
    return in_order(left), in_order(waived)


def _found(survey: Survey, functions: Sequence[registry.Check]) -> list[Problem]:
    with uncollected():
        return [problem for function in functions for problem in function(survey)]
