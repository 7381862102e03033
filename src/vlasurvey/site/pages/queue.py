"""Pages of the papers that were identified and wait for a decision: what they are, whence, and why they rank so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from vlasurvey.screening import queue
from vlasurvey.site.pages import metadata
from vlasurvey.site.pages.contexts import Count, Page
from vlasurvey.site.pages.lookup import Lookup
from vlasurvey.survey import Survey
from vlasurvey.text.mathtext import to_text
from vlasurvey.vocabularies import Waiting

ADDRESS = "queue/"
ON_A_PAGE = 400
"""So many papers stand on one page: some 300 kB of HTML."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A paper that waits: its place in the order, facts, and why it ranks so; `like` are (label, address) pairs."""

    place: int
    title: str
    url: str
    issued: str
    source: str
    ranked: bool
    like: tuple[tuple[str, str], ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchRow:
    """A standing search: its source, and the first and last day that its answers cover."""

    source: str
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class RecallView:
    """How well the ranking finds papers: how many were hidden, among how many; (share, papers, percent) for each."""

    measured: str
    hidden: int
    among: int
    efforts: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class QueueView:
    """One page of the papers that wait; `current` is its number, and `pages` are all of them by their numbers."""

    waiting: int
    first: int
    last: int
    current: int
    pages: tuple[Count, ...]
    rows: tuple[WaitingRow, ...]
    searches: tuple[SearchRow, ...]
    recall: RecallView | None


def there(survey: Survey) -> bool:
    """Tell whether a survey looks for papers or has some that wait, and so has these pages."""
    return bool(survey.queue.waiting or survey.queue.searches)


def searched(survey: Survey) -> str:
    """Return the day up to which every standing search has looked (YYYY-MM-DD), or "" where there is none."""
    return min((search.until for search in survey.queue.searches), default="")


def recall(survey: Survey) -> RecallView | None:
    """Return how well the ranking found the survey's own papers when that was last measured, or None."""
    found = survey.queue.recall
    if not found:
        return None
    efforts = tuple(
        (round(one.share), round(one.papers), round(100 * one.papers / found.among)) for one in found.efforts
    )
    return RecallView(found.measured, round(found.hidden), round(found.among), efforts)


def pages(lookup: Lookup) -> dict[str, Callable[[], Page]]:
    """Return address -> what makes the page, for every page of the queue; none for a survey without one."""
    survey = lookup.survey
    if not there(survey):
        return {}
    entries = queue.waiting(survey)
    number = max(1, -(-len(entries) // ON_A_PAGE))
    addresses = [ADDRESS, *(f"{ADDRESS}{page}/" for page in range(2, number + 1))]
    every = tuple(Count(str(page), page, address) for page, address in enumerate(addresses, 1))
    return {address: partial(_page, lookup, entries, every, page) for page, address in enumerate(addresses, 1)}


def _page(lookup: Lookup, entries: tuple[Waiting, ...], every: tuple[Count, ...], page: int) -> Page:
    survey, t = lookup.survey, lookup.t
    start = (page - 1) * ON_A_PAGE
    shown = entries[start : start + ON_A_PAGE]
    searches = tuple(SearchRow(one.source, one.since, one.until) for one in survey.queue.searches)
    title = t("queue.title") if page == 1 else t("queue.page", title=t("queue.title"), page=page)
    days = [*(entry.added for entry in entries), *(search.until for search in searches)]
    return Page(
        address=every[page - 1].address,
        title=f"{title} · {survey.settings.short_title}",
        description=t("queue.description", n=len(entries)),
        template="queue.html",
        language=lookup.language,
        updated=max(days, default=survey.settings.released),
        context=QueueView(
            waiting=len(entries),
            first=start + 1,
            last=start + len(shown),
            current=page,
            pages=every,
            rows=tuple(_row(lookup, entry, place) for place, entry in enumerate(shown, start + 1)),
            searches=searches,
            recall=recall(survey),
        ),
        prefix=lookup.prefix,
        image=metadata.card(lookup, ADDRESS),
    )


def _row(lookup: Lookup, entry: Waiting, place: int) -> WaitingRow:
    papers, key_of = lookup.survey.papers, lookup.survey.key_of
    like = (papers[key_of[key]] for key in entry.reasons.like if key in key_of)
    return WaitingRow(
        place=place,
        title=entry.title,
        url=entry.identifiers.page,
        issued=entry.issued or "",
        source=entry.source,
        ranked=entry.score is not None,
        like=tuple((to_text(paper.short_title or paper.title), f"papers/{paper.key}/") for paper in like),
        words=entry.reasons.words,
    )
