"""What the dates of a record say about each other."""

from __future__ import annotations

import datetime

from vlasurvey.records import Paper

TOLERANCE = datetime.timedelta(days=5)
"""How long before the month of its arXiv id a paper may have been submitted: the last days get the next id."""


def month_of(arxiv: str) -> datetime.date:
    """Return the first day of the month in which a paper got its arXiv id."""
    digits = arxiv.rsplit("/", 1)[-1]
    year, month = int(digits[:2]), int(digits[2:4])
    return datetime.date(year + (1900 if year >= 91 else 2000), month, 1)  # arXiv began in August 1991


def fits_arxiv_id(paper: Paper) -> bool:
    """Tell whether `issued` lies in the month of the arXiv id, or up to five days before it; True without one."""
    if paper.identifiers.arxiv is None:
        return True
    first = month_of(paper.identifiers.arxiv)
    after = datetime.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    earliest, latest = _span(paper.issued)
    return latest >= first - TOLERANCE and earliest < after


def _span(date: str) -> tuple[datetime.date, datetime.date]:
    """Return first and last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    first = datetime.date.fromisoformat(date + "-01-01"[len(date) - 4 :])
    if len(date) == 10:
        return first, first
    if len(date) == 4:
        return first, first.replace(month=12, day=31)
    return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
