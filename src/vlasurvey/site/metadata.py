"""Bibliographic metadata in a paper's page: citation_* tags for reference managers, JSON-LD for search engines."""

from __future__ import annotations

import json
from typing import Any

from vlasurvey.mathtext import to_text
from vlasurvey.records import Name, Paper
from vlasurvey.site.lookup import Lookup
from vlasurvey.vocabularies import VenueType


def citation_tags(lookup: Lookup, paper: Paper, page_url: str) -> tuple[tuple[str, str], ...]:
    """Return (name, content) pairs in the dialect that Zotero's translators and Google Scholar read."""
    ids, published = paper.identifiers, paper.published
    tags = [("citation_title", to_text(paper.title))]
    tags += [("citation_author", _inverted(name)) for name in paper.authors]
    year = published.year if published else None
    tags.append(("citation_date", year or paper.issued.replace("-", "/")))
    tags.append(("citation_online_date", paper.issued.replace("-", "/")))
    doi = (published.doi if published else None) or ids.doi
    if doi:
        tags.append(("citation_doi", doi))
    if ids.arxiv:
        tags.append(("citation_arxiv_id", ids.arxiv))
    if paper.pdf:
        tags.append(("citation_pdf_url", paper.pdf))
    if published:
        venue = lookup.survey.venues[published.venue]
        kind = "journal" if venue.type is VenueType.JOURNAL else "conference"
        tags.append((f"citation_{kind}_title", venue.title))
        tags += [
            (f"citation_{name}", value)
            for name, value in (("volume", published.volume), ("issue", published.issue))
            if value
        ]
        first, _, last = (published.page or "").partition("-")
        tags += [
            (f"citation_{name}", value.strip("- "))
            for name, value in (("firstpage", first), ("lastpage", last))
            if value
        ]
    else:
        tags.append(("DC.type", "preprint"))  # without it Zotero takes every page for a journal article
        if ids.arxiv:
            tags.append(("citation_publisher", "arXiv"))
    tags.append(("citation_public_url", page_url))
    return tuple(tags)


def _inverted(name: Name) -> str:
    # The trailing comma keeps Zotero from splitting a group, or a single name, into given and family name.
    family = " ".join(part for part in (name.particle, name.family, name.suffix) if part)
    return f"{name.literal or family}, {name.given or ''}".rstrip(" ")


def json_ld(lookup: Lookup, paper: Paper, page_url: str) -> str:
    """Return a schema.org ScholarlyArticle, safe inside a script element."""
    ids, published = paper.identifiers, paper.published
    doi = (published.doi if published else None) or ids.doi
    same = [ids.page, *([f"https://doi.org/{doi}"] if doi else [])]
    site_url = lookup.survey.settings.site_url
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ScholarlyArticle",
        "name": to_text(paper.title),
        "headline": to_text(paper.title),
        "author": [_creator(name) for name in paper.authors],
        "datePublished": paper.issued,
        "url": page_url,
        "sameAs": list(dict.fromkeys(same)),
        "identifier": [
            {"@type": "PropertyValue", "propertyID": scheme, "value": value}
            for scheme, value in (("arXiv", ids.arxiv), ("OpenReview", ids.openreview), ("DOI", doi))
            if value
        ],
    }
    if paper.short_title:
        article["alternateName"] = to_text(paper.short_title)
    if published:
        venue = lookup.survey.venues[published.venue]
        kind = "Periodical" if venue.type is VenueType.JOURNAL else "PublicationVolume"
        article["isPartOf"] = {"@type": kind, "name": venue.title, "alternateName": venue.short_title}
    if paper.concepts:
        found = [lookup.concepts[notation] for notation in paper.concepts]
        article["about"] = [
            {"@type": "DefinedTerm", "name": concept.label, "url": f"{site_url}{concept.address}"} for concept in found
        ]
    text = json.dumps(article, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _creator(name: Name) -> dict[str, str]:
    creator = {"@type": "Organization" if name.literal else "Person", "name": name.display}
    if name.orcid:
        creator["@id"] = f"https://orcid.org/{name.orcid}"
    return creator
