"""How the survey came about, in numbers: the flow of screening after PRISMA 2020, and how complete the records are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from vlasurvey.records import Role
from vlasurvey.screening import queue
from vlasurvey.site.pages.lookup import Lookup
from vlasurvey.vocabularies import Screened, Stage


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the flow diagram: a heading, its number, and lines of (label, number) below it."""

    heading: str
    number: int
    lines: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class FlowView:
    """The PRISMA 2020 flow (Page et al., BMJ 2021, 372:n71): from each stage on the way down, what was left out.

    `waiting` are papers that were identified and that nobody has screened yet.
    """

    identified: Box
    waiting: Box
    screened: Box
    excluded: Box
    assessed: Box
    ineligible: Box
    included: Box


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the records have something."""

    label: str
    number: int
    of: int
    percent: int


@dataclass(frozen=True, slots=True)
class CoverageView:
    """How complete the records are."""

    shares: tuple[Share, ...]


def flow(lookup: Lookup) -> FlowView:
    """Return the flow of screening, counted from the records, screening.yaml and queue.yaml."""
    survey, t = lookup.survey, lookup.t
    by_stage = {stage: [s for s in survey.screened if s.stage is stage] for stage in Stage}
    lists: Counter[str] = Counter(
        name for paper in survey.papers.values() for name in {entry.split("@")[0] for entry in paper.curation.listed_in}
    )
    included = len(survey.papers)
    screened = included + len(survey.screened)
    waiting = len(queue.waiting(survey))
    assessed = screened - len(by_stage[Stage.SCREENING])
    roles = Counter(paper.role for paper in survey.papers.values())
    return FlowView(
        identified=Box(
            t("flow.identified"), screened + waiting, tuple(sorted(lists.items(), key=lambda p: (-p[1], p[0])))
        ),
        waiting=Box(t("flow.waiting"), waiting),
        screened=Box(t("flow.screened"), screened),
        excluded=Box(t("flow.excluded"), len(by_stage[Stage.SCREENING]), _reasons(lookup, by_stage[Stage.SCREENING])),
        assessed=Box(t("flow.assessed"), assessed),
        ineligible=Box(
            t("flow.ineligible"), len(by_stage[Stage.ELIGIBILITY]), _reasons(lookup, by_stage[Stage.ELIGIBILITY])
        ),
        included=Box(
            t("flow.included"),
            included,
            tuple((t(f"flow.role.{role.value}"), roles[role]) for role in Role if roles[role]),
        ),
    )


def _reasons(lookup: Lookup, screened: list[Screened]) -> tuple[tuple[str, int], ...]:
    count = Counter(paper.reason for paper in screened)
    terms = lookup.survey.taxonomy.exclusion_reasons
    return tuple((lookup.said(terms[name].pref_label).text, count[name]) for name in terms if count[name])


def coverage(lookup: Lookup) -> CoverageView:
    """Return how many records have what readers look for."""
    papers = lookup.survey.papers.values()
    counted = {
        "takeaway": sum(1 for p in papers if p.takeaway),
        "notes": sum(1 for p in papers if p.notes.problem and p.notes.idea and p.notes.evidence),
        "facets": sum(1 for p in papers if p.facets),
        "day": sum(1 for p in papers if len(p.issued) == 10),
        "venue": sum(1 for p in papers if p.published),
        "code": sum(1 for p in papers if p.links.code),
        "checked": sum(1 for p in papers if p.curation.checked_by),
    }
    total = len(papers)
    return CoverageView(
        tuple(
            Share(lookup.t(f"coverage.{name}"), number, total, round(100 * number / total) if total else 0)
            for name, number in counted.items()
        )
    )
