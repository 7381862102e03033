"""Rules over the whole survey: every check is run, and what records waive is put aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vlasurvey import rules
from vlasurvey.checks import consistency, identity, links, loss, references, registry, shape, style
from vlasurvey.problems import Problem, in_order
from vlasurvey.survey import Survey, load, paper_path, uncollected

_MODULES = (shape, identity, references, consistency, links, style, loss)  # importing them fills the registry


@dataclass(frozen=True)
class Report:
    """What a check of a folder found; `survey` is None where a vocabulary is unusable."""

    survey: Survey | None
    problems: list[Problem]
    waived: list[Problem]
    files: frozenset[str]
    """Paths of the files read and of those with a problem, relative to the folder."""


def report(root: Path) -> Report:
    """Load and check the survey in a folder. Raises FileNotFoundError if it has no survey.yaml."""
    survey, problems = load(root)
    found, waived = check(survey) if survey else ([], [])
    files = {problem.location.path for problem in problems} | set(survey.sources if survey else ())
    return Report(survey, in_order(problems + found), waived, frozenset(files))


def check(survey: Survey) -> tuple[list[Problem], list[Problem]]:
    """Return the problems of a survey as a whole, in reading order, and those that records waive."""
    with uncollected():
        found = [problem for function in registry.CHECKS for problem in function(survey)]
    waived_codes = {
        paper_path(paper.key): {waiver.code for waiver in paper.curation.waived}
        for paper in survey.papers.values()
        if paper.curation.waived
    }
    waived = [p for p in found if p.code in waived_codes.get(p.location.path, ())]
    left = [p for p in found if p.code not in waived_codes.get(p.location.path, ())]
    left += _unused_waivers(survey, {(p.location.path, p.code) for p in waived})
    return in_order(left), in_order(waived)


def _unused_waivers(survey: Survey, used: set[tuple[str, str]]) -> Iterator[Problem]:
    for paper in survey.papers.values():
        for index, waiver in enumerate(paper.curation.waived):
            if (paper_path(paper.key), waiver.code) not in used:
                where = survey.place(paper.key, "curation", "waived", index)
                yield rules.UNUSED_WAIVER.at(where, f"the waiver of {waiver.code} silences nothing", "remove it")
