"""The records as tables that join by the citation key, each table and column described once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from vlasurvey.exports import dumps
from vlasurvey.names import Name
from vlasurvey.records import Links, Notes, Paper
from vlasurvey.survey import Survey

TEXT, INTEGER, NUMBER = "text", "integer", "number"
PAPERS = "papers"
"""The table that has a row for each paper."""
RESULTS = "results"
"""The table that has a row for each reported number."""

Value: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, TEXT, INTEGER or NUMBER, what it says, whether every row has a value."""

    name: str
    kind: str
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A table: its columns, those that tell its rows apart, and its rows in order of these."""

    name: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def relations(survey: Survey) -> tuple[Relation, ...]:
    """Return every table of the records; `papers` comes first, the others refer to it by `key`."""
    papers = [survey.papers[key] for key in sorted(survey.papers)]
    found = [_papers(survey, papers)]
    for name, about, unique, columns, rows in _PARTS:
        if name in survey.taxonomy.unused:
            continue
        read = tuple((paper.key, *row) for paper in papers for row in rows(paper))
        found.append(Relation(name, about, ("key", *unique), (_KEY, *columns), read))
    return tuple(found)


def dictionary(tables: Iterable[Relation]) -> list[dict[str, Any]]:
    """Return what the tables and their columns mean, as plain data."""
    return [
        {
            "name": table.name,
            "description": table.about,
            "primary_key": list(table.key),
            "columns": [
                {"name": column.name, "type": column.kind, "required": column.required, "description": column.about}
                for column in table.columns
            ],
        }
        for table in tables
    ]


_KEY = Column("key", TEXT, "Citation key of the paper", required=True)
_LINKS = tuple(Links.model_fields)
_ELSEWHERE = ("authors", "concepts", "mechanisms", "listed_in")
"""Columns of papers.csv that hold lists, which have tables of their own here; so have facets and links."""


def _papers(survey: Survey, papers: list[Paper]) -> Relation:
    columns, readers = [], []
    for name, (about, read) in dumps.csv_columns(survey).items():
        if name not in _ELSEWHERE and not name.startswith("facet_") and name not in _LINKS:
            columns.append(Column(name, TEXT, about, required=name in ("key", "title", "role", "issued", "url")))
            readers.append(read)
    for field in Notes.model_fields:
        for language in survey.settings.languages:
            columns.append(Column(f"note_{field}_{language}", TEXT, f"Note on the {field}, language {language}"))
            readers.append(_note(field, language))
    rows = tuple(tuple(read(paper) or None for read in readers) for paper in papers)
    return Relation(PAPERS, "One row per paper", ("key",), tuple(columns), rows)


def _note(field: str, language: str) -> Callable[[Paper], str]:
    return lambda paper: (getattr(paper.notes, field) or {}).get(language, "")


def _authors(paper: Paper) -> Iterator[tuple[Value, ...]]:
    for position, name in enumerate(paper.authors, 1):
        yield (position, name.display, *(getattr(name, part) for part in Name.model_fields))


def _facets(paper: Paper) -> Iterator[tuple[Value, ...]]:
    yield from ((facet, value) for facet in sorted(paper.facets) for value in sorted(paper.facets[facet]))


def _numbered(values: Iterable[str]) -> Iterator[tuple[Value, ...]]:
    yield from enumerate(values, 1)


_POSITION = Column("position", INTEGER, "Place in the record's list, from 1", required=True)

_PARTS: tuple[
    tuple[str, str, tuple[str, ...], tuple[Column, ...], Callable[[Paper], Iterable[tuple[Value, ...]]]], ...
] = (
    (
        "authors",
        "One row per author of a paper, in the order of the paper",
        ("position",),
        (
            _POSITION,
            Column("name", TEXT, "The name as printed", required=True),
            *(Column(part, TEXT, field.description or "") for part, field in Name.model_fields.items()),
        ),
        _authors,
    ),
    (
        "concepts",
        "One row per concept of the taxonomy that a paper is filed under",
        ("position",),
        (_POSITION, Column("concept", TEXT, "Notation of the concept; its page is taxonomy/<concept>/", required=True)),
        lambda paper: _numbered(paper.concepts),
    ),
    (
        "facets",
        "One row per value of a facet that a paper has",
        ("facet", "value"),
        (
            Column("facet", TEXT, "Notation of the facet", required=True),
            Column("value", TEXT, "Notation of the value", required=True),
        ),
        _facets,
    ),
    (
        "mechanisms",
        "One row per mechanism that a paper clearly has",
        ("position",),
        (_POSITION, Column("mechanism", TEXT, "Notation of the mechanism", required=True)),
        lambda paper: _numbered(paper.mechanisms),
    ),
    (
        "links",
        "One row per link of a paper",
        ("kind",),
        (
            Column("kind", TEXT, f"What lies there: {', '.join(_LINKS)}", required=True),
            Column("url", TEXT, "The address", required=True),
        ),
        lambda paper: sorted(paper.links.items()),
    ),
    (
        "lists",
        "One row per list that named a paper",
        ("position",),
        (_POSITION, Column("list", TEXT, "The list and its month, as list@YYYY-MM", required=True)),
        lambda paper: _numbered(paper.curation.listed_in),
    ),
    (
        "history",
        "One row per change of a record that readers should know of, oldest first",
        ("position",),
        (
            _POSITION,
            Column("date", TEXT, "Day of the change", required=True),
            Column("change", TEXT, "What changed, in one sentence", required=True),
        ),
        lambda paper: ((n, change.date, change.change) for n, change in enumerate(paper.curation.history, 1)),
    ),
)
"""Name, what a row is, what tells the rows of a paper apart, columns after the key, and the rows of a paper."""


def names(survey: Survey) -> list[str]:
    """Return the name of every table of a survey, in the order in which they are made."""
    reported = [RESULTS] if survey.results else []
    return [PAPERS, *(name for name, *_ in _PARTS if name not in survey.taxonomy.unused), *reported]
