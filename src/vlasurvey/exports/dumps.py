"""The records as data files: papers.json with everything, papers.csv with a row for each paper."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from vlasurvey.analysis.stats import Table
from vlasurvey.records import Links, Paper, Publication
from vlasurvey.survey import Survey
from vlasurvey.text import mathtext
from vlasurvey.values import doi_address

Column: TypeAlias = tuple[str, Callable[[Paper], str]]
"""What a column of papers.csv says, and how it is read off a record."""

SCHEMA_VERSION = "2"
"""Version of the shape of papers.json: it changes when a reader of the old shape could fail on the new one."""


def papers_json(survey: Survey) -> str:
    """Return all records as one JSON object, a line for each paper, in order of the keys."""
    papers = (paper_object(paper, survey) for paper in _sorted(survey))
    return listed(survey, SCHEMA_VERSION, len(survey.papers), "papers", papers)


def listed(survey: Survey, schema_version: str, count: int, name: str, things: Iterable[dict[str, Any]]) -> str:
    """Return things of a survey as one JSON object that says whose they are, under a name, a line for each thing."""
    settings = survey.settings
    head = {
        "schema_version": schema_version,
        "survey": settings.title,
        "version": settings.version,
        "released": settings.released,
        "licence": settings.licences.data,
        "count": count,
    }
    lines = ",\n".join(map(_json, things))
    return f"{_json(head)[:-1]}, {_json(name)}: [\n{lines}\n]}}\n"


def paper_object(paper: Paper, survey: Survey) -> dict[str, Any]:
    """Return a record as plain data, with what follows from it: key, title as plain text, addresses.

    Fields that hold one value and have none are absent; lists and mappings are there even if empty. The
    addresses of the record and its page are relative to the repository and to the site.
    """
    urls = {"paper": paper.identifiers.page, "pdf": paper.pdf, "doi": _doi_url(paper), "page": f"papers/{paper.key}/"}
    return {
        "key": paper.key,
        "title_text": mathtext.to_text(paper.title),
        **paper.model_dump(mode="json", exclude_none=True, exclude=set(survey.taxonomy.unused)),
        "urls": {**{name: url for name, url in urls.items() if url}, "record": survey.path(paper.key)},
    }


def papers_csv(survey: Survey) -> str:
    """Return a table of all papers, comma-separated by RFC 4180, in order of the keys."""
    columns = csv_columns(survey)
    rows = ([defused(value(paper)) for _, value in columns.values()] for paper in _sorted(survey))
    return comma_separated(columns, rows)


def table_csv(table: Table) -> str:
    """Return a table of numbers, comma-separated by RFC 4180."""
    return comma_separated([table.of, *table.columns], ([row, *numbers] for row, numbers in table.rows))


def comma_separated(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return rows below the names of their columns by RFC 4180; cells are written as they are."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def encoded(table: str) -> bytes:
    """Return a table as a file: UTF-8 after a byte order mark, without which Excel shows ü and 中 as other letters."""
    return table.encode("utf-8-sig")


def csv_columns(survey: Survey) -> dict[str, Column]:
    """Return the columns of papers.csv by name."""
    columns: dict[str, Column] = {
        "key": ("Citation key", lambda paper: paper.key),
        "title": ("Title as plain text", lambda paper: mathtext.to_text(paper.title)),
        "short_title": ("Name of the method", lambda paper: mathtext.to_text(paper.short_title or "")),
        "role": ("What the paper contributes", lambda paper: paper.role.value),
        "authors": ("All authors, as printed", lambda paper: _list(author.display for author in paper.authors)),
        "authors_complete": (
            "Whether all authors are named",
            lambda paper: "true" if paper.authors_complete else "false",
        ),
        "issued": ("Date of the first public version", lambda paper: paper.issued),
        "arxiv": ("arXiv id, as in arXiv:2505.05800", lambda paper: _arxiv(paper.identifiers.arxiv)),
        "primary_class": ("arXiv's primary category", lambda paper: paper.identifiers.primary_class or ""),
        "openreview": ("OpenReview forum id", lambda paper: paper.identifiers.openreview or ""),
        "preprint_doi": ("DOI of a preprint elsewhere", lambda paper: paper.identifiers.doi or ""),
        "url": ("Page of the paper", lambda paper: paper.identifiers.page),
        "pdf": ("Freely readable PDF", lambda paper: paper.pdf or ""),
    }
    for field in Publication.model_fields:
        columns["venue" if field == "venue" else f"published_{field}"] = _published(field)
    for field in Links.model_fields:
        columns[field] = _link(field)
    columns["concepts"] = ("Concepts of the taxonomy", lambda paper: _list(paper.concepts))
    for notation in survey.taxonomy.facets:
        columns[f"facet_{notation}"] = _facet(notation)
    if survey.taxonomy.mechanisms:
        columns["mechanisms"] = ("Mechanisms that the paper clearly has", lambda paper: _list(paper.mechanisms))
    for language in survey.settings.languages:
        columns[f"takeaway_{language}"] = _takeaway(language)
    columns |= {
        "status": ("Whether the paper still stands", lambda paper: paper.status.value),
        "added": ("Day on which the record entered the survey", lambda paper: paper.curation.added),
        "listed_in": ("Lists that named the paper", lambda paper: _list(paper.curation.listed_in)),
        "basis": ("What the takeaway and facets rest on", lambda paper: _value(paper.curation.basis)),
        "drafted_by": ("Who drafted them", lambda paper: _value(paper.curation.drafted_by)),
        "checked_by": ("Who checked them against the paper", lambda paper: paper.curation.checked_by or ""),
    }
    return columns


def _arxiv(identifier: str | None) -> str:
    # Alone it looks like a number: pandas, R and spreadsheets make 2505.058 of 2505.05800.
    return f"arXiv:{identifier}" if identifier else ""


def _published(field: str) -> Column:
    about = "Venue of the version of record" if field == "venue" else f"The {field} of the version of record"
    return about, lambda paper: getattr(paper.published, field, None) or ""


def _link(field: str) -> Column:
    return f"Link to {field}", lambda paper: getattr(paper.links, field) or ""


def _facet(notation: str) -> Column:
    return f"Values of the facet {notation}", lambda paper: _list(paper.facets.get(notation, ()))


def _takeaway(language: str) -> Column:
    return f"The point of the paper, language {language}", lambda paper: (paper.takeaway or {}).get(language, "")


def defused(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula: one that would gets an apostrophe in front."""
    # Spreadsheets trim a cell before they look, and some read the wide forms of East Asian keyboards alike.
    return f"'{cell}" if cell.strip()[:1] in tuple("=+-@＝＋－＠") else cell


def _list(values: Iterable[str]) -> str:
    return "; ".join(values)


def _value(choice: Any) -> str:
    return str(choice.value) if choice else ""


def _doi_url(paper: Paper) -> str | None:
    doi = (paper.published.doi if paper.published else None) or paper.identifiers.doi
    return doi_address(doi) if doi else None


def _sorted(survey: Survey) -> list[Paper]:
    return sorted(survey.papers.values(), key=lambda paper: paper.key)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
