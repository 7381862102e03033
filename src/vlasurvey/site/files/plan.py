"""What the site holds beside its HTML pages: path -> what makes the bytes, from the survey alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

from vlasurvey import schemas
from vlasurvey.analysis import stats
from vlasurvey.exports import dumps
from vlasurvey.site.files import downloads, explorer, feeds, llms
from vlasurvey.site.files.redirects import redirects
from vlasurvey.site.pages import croissant
from vlasurvey.site.pages import data as described
from vlasurvey.site.pages.data import Downloads
from vlasurvey.site.pages.lookup import look_up
from vlasurvey.site.pages.tombstones import departed
from vlasurvey.survey import Survey


def data(survey: Survey, made: Callable[[], Downloads]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (path below the site's root, what makes it) for every data file but those that `made` has made."""
    yield "data/dictionary.json", lambda: downloads.data_dictionary(survey, made())
    yield "data/croissant.json", lambda: croissant.document(survey, made())
    yield "data/explorer.json", partial(explorer.rows, survey)
    for language in survey.settings.languages:
        yield f"data/explorer.{language}.json", partial(explorer.texts, survey, language)
    for name, make in schemas.makers(survey).items():
        yield f"data/schema/{name}", partial(_encoded, make)
    # For 404.html: in a large survey instead of a redirect each, in all for ids with a version or in another place.
    ids = {paper.identifiers.arxiv: key for key, paper in survey.papers.items() if paper.identifiers.arxiv}
    ids |= {left.identifiers.arxiv: key for key, left in departed(survey).items() if left.identifiers.arxiv}
    yield "data/arxiv.json", json.dumps(ids, separators=(",", ":")).encode
    for table in stats.tables(survey):
        yield f"data/trends/{table.name}.csv", partial(dumps.encoded, dumps.table_csv(table))


def _encoded(make: Callable[[], str]) -> bytes:
    return make().encode()


def outputs(survey: Survey) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (path below the site's root, what makes it) for every other file that is the same in all languages."""
    yield from redirects(survey)
    yield "robots.txt", partial(feeds.robots, survey.settings.site_url)
    yield ".nojekyll", bytes


def in_language(
    survey: Survey, language: str, prefix: str, made: Callable[[], Downloads] = described.none
) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield (path below the pages of a language, what makes it) for every file that belongs to that language."""
    yield "llms.txt", lambda: llms.document(look_up(survey, language), made())
    title = feeds.in_language(survey, survey.settings.title, language)
    feed = feeds.Feeds(survey, language, prefix)
    yield "feed.xml", partial(feed.atom, survey.newest, title, "feed.xml")
    for notation, papers in survey.by_concept.items():
        label = feeds.in_language(survey, survey.taxonomy.concepts[notation].pref_label, language)
        address = f"taxonomy/{notation}/feed.xml"
        yield address, partial(feed.atom, papers, f"{title} – {label}", address)
        folder = f"taxonomy/{notation}/"
        yield f"{folder}feed.json", partial(feed.json, papers, f"{title} – {label}", folder)
    yield "feed.json", partial(feed.json, survey.newest, title, "")
    changes = look_up(survey, language).t("latest.changes")
    yield "changes.xml", partial(feed.changes, f"{title} – {changes}")
    for (facet, value), papers in survey.by_facet.items():
        known = {term.notation: term.pref_label for term in survey.taxonomy.facets[facet].values}
        label = feeds.in_language(survey, known[value], language)
        address = f"feeds/{facet}/{value}.xml"
        yield address, partial(feed.atom, papers, f"{title} – {label}", address)
