"""Machine-readable companions of the pages: Atom feed, sitemap, robots.txt, llms.txt."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from vlasurvey.mathtext import to_text
from vlasurvey.records import Paper
from vlasurvey.survey import Survey

MAX_ENTRIES = 2000
"""A feed holds the newest entries up to this number; readers of larger ones give up."""

_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "vlasurvey")


def updated(paper: Paper) -> str:
    """Return the day of a record's last change that readers should know of (YYYY-MM-DD)."""
    return max([paper.curation.added, *(change.date for change in paper.curation.history)])


class Feeds:
    """Atom feeds (RFC 4287) of one survey; an entry that several feeds hold is made once."""

    def __init__(self, survey: Survey) -> None:
        self._survey = survey
        self._entries: dict[str, bytes] = {}

    def atom(self, papers: Sequence[Paper], title: str, address: str) -> bytes:
        """Return a feed of papers, last changed first; `address` is the feed's own, below the site's root."""
        settings = self._survey.settings
        in_order = sorted(papers, key=lambda paper: (updated(paper), paper.issued, paper.key), reverse=True)
        feed = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": settings.languages[0]})
        _add(feed, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'feed:{address}')}")
        _add(feed, "title", title)
        _add(feed, "updated", f"{max(map(updated, papers), default=settings.released)}T00:00:00Z")
        _add(feed, "link", rel="self", type="application/atom+xml", href=settings.site_url + address)
        _add(feed, "link", rel="alternate", type="text/html", href=settings.site_url)
        _add(_add(feed, "author"), "name", settings.authors[0].display)
        _add(feed, "rights", settings.licences.data)
        start, end = _document(feed).rsplit(b"</feed>", 1)
        return b"".join([start, *map(self._entry, in_order[:MAX_ENTRIES]), b"</feed>", end])

    def _entry(self, paper: Paper) -> bytes:
        if paper.key not in self._entries:
            self._entries[paper.key] = _text(_entry(self._survey, paper))
        return self._entries[paper.key]


def _entry(survey: Survey, paper: Paper) -> ElementTree.Element:
    language = survey.settings.languages[0]
    entry = ElementTree.Element("entry")
    _add(entry, "id", f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'paper:{paper.key}')}")
    _add(entry, "title", to_text(paper.title))
    _add(entry, "updated", f"{updated(paper)}T00:00:00Z")
    _add(entry, "published", f"{paper.curation.added}T00:00:00Z")
    _add(entry, "link", rel="alternate", type="text/html", href=f"{survey.settings.site_url}papers/{paper.key}/")
    _add(entry, "link", rel="related", href=paper.identifiers.page)
    for name in paper.authors:
        _add(_add(entry, "author"), "name", name.display)
    for notation in paper.concepts:
        _add(entry, "category", term=notation, label=survey.taxonomy.concepts[notation].pref_label[language])
    takeaway = (paper.takeaway or {}).get(language)
    if takeaway:
        _add(entry, "summary", takeaway)
    else:  # an entry without content needs a summary (RFC 4287, section 4.1.2)
        venue = survey.venues[paper.published.venue].short_title if paper.published else ""
        _add(entry, "summary", ", ".join(part for part in (venue, paper.issued) if part))
    return entry


def sitemap(base: str, pages: Iterable[tuple[str, str]]) -> bytes:
    """Return a sitemap of (address relative to `base`, day of the last change) pairs."""
    root = ElementTree.Element("urlset", {"xmlns": _SITEMAP})
    for address, day in pages:
        url = _add(root, "url")
        _add(url, "loc", base + address)
        _add(url, "lastmod", day)
    return _document(root)


def robots(base: str) -> bytes:
    """Return robots.txt: everything is open, and the sitemap is named."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n".encode()


def llms(survey: Survey) -> bytes:
    """Return llms.txt (llmstxt.org): a map of the site for language models, in Markdown."""
    settings, base = survey.settings, survey.settings.site_url
    language = settings.languages[0]
    lines = [
        f"# {settings.title[language]}",
        "",
        f"> {settings.description[language].strip()}",
        "",
        f"{len(survey.papers)} papers; version {settings.version} of {settings.released}; "
        f"records under {settings.licences.data}.",
        "",
        "## Data",
        "",
        f"- [All records, JSON]({base}data/papers.json): every field of every record",
        f"- [All records, CSV]({base}data/papers.csv): one row per paper",
        f"- [All citations, BibTeX]({base}data/papers.bib): citation keys as in the addresses",
        f"- [All citations, biblatex]({base}data/papers.biblatex.bib): the same in UTF-8",
        f"- [All citations, CSL-JSON]({base}data/papers.csl.json) and [RIS]({base}data/papers.ris)",
        f"- [Feed, Atom]({base}feed.xml): newest records first",
        f"- [List of all papers]({base}explore/): the page of a paper is papers/KEY/, its citation papers/KEY/cite.bib",
        "",
        "## Taxonomy",
        "",
    ]
    for notation, concept in survey.taxonomy.concepts.items():
        count = len(survey.by_concept[notation])
        definition = (concept.definition or {}).get(language, "")
        lines.append(f"- [{concept.pref_label[language]}]({base}taxonomy/{notation}/): {definition} ({count} papers)")
    return ("\n".join(lines) + "\n").encode()


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def _document(root: ElementTree.Element) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + _text(root)


def _text(element: ElementTree.Element) -> bytes:
    ElementTree.indent(element, "  ")
    text: bytes = ElementTree.tostring(element, encoding="utf-8")
    return text + b"\n"
