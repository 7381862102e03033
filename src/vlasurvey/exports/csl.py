"""The hub of all citation formats: a paper as one CSL-JSON item, which every other format reads."""

from __future__ import annotations

from typing import Any, TypeAlias
from urllib.parse import urlsplit

from vlasurvey import mathtext
from vlasurvey.records import Name, Paper, Status
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Venue, VenueType

Item: TypeAlias = dict[str, Any]
"""A CSL-JSON item. Facts without a CSL variable are in `custom`, which CSL keeps for this; see `_custom`."""

_TYPES = {
    VenueType.JOURNAL: "article-journal",
    VenueType.CONFERENCE: "paper-conference",
    VenueType.WORKSHOP: "paper-conference",
}


def item(paper: Paper, survey: Survey) -> Item:
    """Return the CSL item of a paper: its version of record if there is one, else the preprint or page."""
    venue = survey.venues.get(paper.published.venue) if paper.published else None  # unknown ones are rule VS405
    if paper.published and paper.published.year and venue:  # without its year a publication cannot be cited
        kind = _published(paper, venue)
        issued = paper.published.year
    else:
        kind = _unpublished(paper)
        issued = paper.issued
    return {
        "id": paper.key,
        "citation-key": paper.key,
        **kind,
        "title": mathtext.to_csl(paper.title),
        **({"title-short": mathtext.to_csl(paper.short_title)} if paper.short_title else {}),
        "author": [name(author) for author in paper.authors],
        "issued": {"date-parts": [[int(part) for part in issued.split("-")]]},
        **({} if paper.status is Status.ACTIVE else {"status": paper.status.value}),
        "custom": _custom(paper),
    }


def _published(paper: Paper, venue: Venue) -> Item:
    found = paper.published
    assert found is not None
    facts: Item = {"type": _TYPES[venue.type], "container-title": venue.title}
    if venue.type is VenueType.JOURNAL:
        facts["container-title-short"] = venue.short_title
    else:
        facts["event-title"] = f"{venue.short_title} {found.year}"
    facts |= {name: value for name in ("volume", "issue", "page") if (value := getattr(found, name))}
    if found.doi:
        facts["DOI"] = found.doi
    # Where OpenReview holds the version of record and nobody gave it a DOI, its page is the better address.
    forum = paper.identifiers.openreview if not found.doi else None
    facts["URL"] = f"https://openreview.net/forum?id={forum}" if forum else paper.identifiers.page
    return facts


def _unpublished(paper: Paper) -> Item:
    names = paper.identifiers
    if names.arxiv:
        return {
            "type": "article",
            "genre": "preprint",
            "publisher": "arXiv",
            "number": f"arXiv:{names.arxiv}",
            "DOI": f"10.48550/arXiv.{names.arxiv}",
            "URL": names.page,
        }
    if names.openreview:
        return {"type": "article", "genre": "preprint", "publisher": "OpenReview", "URL": names.page}
    if names.doi:
        return {"type": "article", "genre": "preprint", "DOI": names.doi, "URL": names.page}
    host = (urlsplit(names.page).hostname or "").removeprefix("www.")
    return {"type": "webpage", "container-title": host, "URL": names.page}


def name(author: Name) -> Item:
    """Return a CSL name. The particle is non-dropping, as in van der Maaten: it belongs to the family name."""
    if author.literal:
        return {"literal": author.literal}
    parts = {
        "family": author.family,
        "given": author.given,
        "non-dropping-particle": author.particle,
        "suffix": author.suffix,
    }
    return {part: value for part, value in parts.items() if value}


def _custom(paper: Paper) -> Item:
    """Return what CSL has no variable for: the title as typed (with TeX), names in it, the eprint, former keys."""
    facts = {
        "title": paper.title,
        "names": [paper.short_title] if paper.short_title else [],
        "eprint": paper.identifiers.arxiv,
        "eprint_type": "arXiv" if paper.identifiers.arxiv else None,
        "eprint_class": paper.identifiers.primary_class,
        "aliases": list(paper.aliases),
    }
    return {name: value for name, value in facts.items() if value}
