"""What a search of arXiv brings that was not there at the last one, and how far the survey has looked."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from vlasurvey.acquire.answers import NoAnswer
from vlasurvey.acquire.candidates import Candidate
from vlasurvey.acquire.session import Session
from vlasurvey.acquire.sources import arxiv
from vlasurvey.names import Name
from vlasurvey.records import Identifiers
from vlasurvey.screening.queue import Identified
from vlasurvey.vocabularies import Discover, Search, Waiting

_OVERLAP = datetime.timedelta(days=7)
"""A paper can be seen days after it was submitted, so each search begins before the last one ended."""
_FIRST = datetime.timedelta(days=30)
"""How far the first search looks back."""


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a search brought: its papers, newest first, since which day, and the searches as they are to be kept.

    `silent` says why the papers are not all that there are; then the search counts as not done, and `searches` are as
    before.
    """

    papers: tuple[Candidate, ...]
    since: str
    searches: tuple[Search, ...]
    silent: NoAnswer | None = None


def discover(wanted: Discover, before: tuple[Search, ...], session: Session, since: str | None = None) -> Discovered:
    """Ask for the papers that were submitted since a day, or since a week before the last whole answer.

    `before` are the searches that queue.yaml remembers. One with another query or other categories says nothing of
    what this one covers. The day on which it is asked becomes the end of what is covered: what is submitted while it
    runs is found the next time.
    """
    day = session.day()
    last = next((one for one in before if one.source == arxiv.NAME and _same(one, wanted)), None)
    start = since or (_earlier(last.until, _OVERLAP) if last else _earlier(day, _FIRST))
    listing = arxiv.listing(session, wanted.query or "", wanted.categories, start)
    if listing.gap:
        return Discovered(listing.papers, start, before, listing.gap)
    covered = last.since if last and last.since <= start <= last.until else start
    search = Search(source=arxiv.NAME, query=wanted.query, categories=wanted.categories, since=covered, until=day)
    others = tuple(one for one in before if one.source != arxiv.NAME)
    return Discovered(listing.papers, start, (*others, search))


def identified(candidate: Candidate, day: str) -> Identified:
    """Return a paper as it may enter the queue on a day."""
    names = {**candidate.identifiers}
    if candidate.primary_class:
        names["primary_class"] = candidate.primary_class
    entry = Waiting(
        identifiers=Identifiers(**names),
        title=candidate.title,
        issued=candidate.issued,
        source=candidate.source,
        added=day,
    )
    return Identified(entry, tuple(Name.model_validate(author) for author in candidate.authors))


def _same(search: Search, wanted: Discover) -> bool:
    return (search.query, set(search.categories)) == (wanted.query, set(wanted.categories))


def _earlier(day: str, by: datetime.timedelta) -> str:
    return (datetime.date.fromisoformat(day) - by).isoformat()
