"""What the site holds beside its HTML pages: path -> bytes, computed from the survey alone."""

from __future__ import annotations

import json
import posixpath
import re
import unicodedata
from collections.abc import Iterator

from vlasurvey import schemas
from vlasurvey.exports import dumps
from vlasurvey.mathtext import to_text
from vlasurvey.records import Paper
from vlasurvey.site import citations, feeds
from vlasurvey.site.citations import SMALL as SMALL
from vlasurvey.survey import Survey


def outputs(survey: Survey) -> Iterator[tuple[str, bytes]]:
    """Yield (path below the site's root, content) of every file that is not an HTML page."""
    settings = survey.settings
    title = settings.title[settings.languages[0]]
    yield "data/papers.json", dumps.papers_json(survey).encode()
    yield "data/papers.csv", dumps.papers_csv(survey).encode()
    for name, schema in schemas.schemas(survey).items():
        yield f"data/schema/{name}", schema.encode()
    yield from citations.files(survey)
    feed = feeds.Feeds(survey)
    yield "feed.xml", feed.atom(survey.newest, title, "feed.xml")
    for notation, papers in survey.by_concept.items():
        label = survey.taxonomy.concepts[notation].pref_label[settings.languages[0]]
        address = f"taxonomy/{notation}/feed.xml"
        yield address, feed.atom(papers, f"{title} – {label}", address)
    yield from _redirects(survey)
    yield "robots.txt", feeds.robots(settings.site_url)
    yield "llms.txt", feeds.llms(survey)
    yield ".nojekyll", b""


def _redirects(survey: Survey) -> Iterator[tuple[str, bytes]]:
    for paper in survey.papers.values():
        former = [f"papers/{alias.casefold()}" for alias in paper.aliases]
        if paper.identifiers.arxiv and len(survey.papers) <= SMALL:
            former.append(f"arxiv/{paper.identifiers.arxiv}")
        for path in former:
            yield f"{path}/index.html", _redirect(survey, paper, path)


def _redirect(survey: Survey, paper: Paper, path: str) -> bytes:
    target = posixpath.relpath(f"papers/{paper.key}", path) + "/"
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"<title>{paper.key}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={target}">\n'
        f'<link rel="canonical" href="{survey.settings.site_url}papers/{paper.key}/">\n'
        f'<meta name="robots" content="noindex">\n</head>\n'
        f'<body><p><a href="{target}">{paper.key}</a></p></body>\n</html>\n'
    ).encode()


def search_entries(survey: Survey) -> list[dict[str, str]]:
    """Return entries for Material's search index: one a concept, and one a paper up to 2,000 papers.

    More would choke the reader's browser, which builds the index.
    """
    language = survey.settings.languages[0]
    entries = [
        {
            "location": f"taxonomy/{notation}/",
            "title": concept.pref_label[language],
            "text": ". ".join([*concept.hidden_labels, (concept.definition or {}).get(language, "")]),
        }
        for notation, concept in survey.taxonomy.concepts.items()
    ]
    if len(survey.papers) <= SMALL:
        entries += [_search_entry(paper, language) for paper in survey.papers.values()]
    return entries


def _search_entry(paper: Paper, language: str) -> dict[str, str]:
    title, short = to_text(paper.title), to_text(paper.short_title or "")
    names = ", ".join(dict.fromkeys(name.sort_name for name in paper.authors))
    typed = {_typed(text) for text in (title, short)} - {title, short, ""}  # pi0.5 for π0.5
    text = ". ".join(part for part in (short, names, (paper.takeaway or {}).get(language, ""), *sorted(typed)) if part)
    return {"location": f"papers/{paper.key}/", "title": title, "text": text}


def _typed(text: str) -> str:
    """Return a text as people type it: Greek letters by name, raised and lowered signs on the line."""
    plain = unicodedata.normalize("NFKC", text)
    return re.sub("[α-ωΑ-Ω]", lambda letter: unicodedata.name(letter[0]).rsplit(" ", 1)[-1].lower(), plain)


def with_search_entries(index: bytes, survey: Survey) -> bytes:
    """Return Material's search index with concepts and papers added. Raises ValueError if it is not such an index."""
    data = json.loads(index)
    if "docs" not in data:
        raise ValueError("the search index has no 'docs'")
    # HTML in texts is shown as HTML by Material's search, so the texts are escaped as its own indexer does.
    escaped = [
        {**entry, "title": _escape(entry["title"]), "text": _escape(entry["text"])} for entry in search_entries(survey)
    ]
    data["docs"] += escaped
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
