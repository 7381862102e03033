"""The data files of a site that hold all of its papers: made, written, and described for pages and programs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain

from vlasurvey.exports import dumps, parquet, results, sqlite
from vlasurvey.exports.relations import RESULTS, Relation, dictionary, names, relations
from vlasurvey.running.processes import in_parts
from vlasurvey.site.files import citations
from vlasurvey.site.pages.data import PARQUET, Download, Downloads
from vlasurvey.survey import Survey

DATABASE = "data/papers.sqlite"
_SCHEMAS = {
    "papers.json": "data/schema/papers.schema.json",
    "results.json": "data/schema/reported.schema.json",
}
"""Kind of a file -> where its schema lies."""
_CSV = "papers.csv"
"""Name of the one table of papers.csv, whose columns are described like those of the other tables."""


def make(survey: Survey, write: Callable[[str, bytes], None]) -> Downloads:
    """Make every file, hand it to `write` with its path below the site's root, and return what they are.

    Files whose library is not installed are left out, and so is what would promise them.
    """
    reported = [results.relation(survey)] if survey.results else []
    tables = {table.name: table for table in (*relations(survey), *reported)}
    jobs = tuple(_jobs(survey, lambda: tables))

    def written(numbers: Sequence[int]) -> list[Download]:
        files = []
        for job in map(jobs.__getitem__, numbers):
            content = job.make()
            if content is not None:
                write(job.path, content)
                digest = hashlib.sha256(content).hexdigest()
                files.append(Download(job.path, job.kind, job.media_type, job.tables, len(content), digest))
        return files

    files = [*chain.from_iterable(in_parts(range(len(jobs)), written, len(survey.papers), pickled=False))]
    columns = tuple((name, about) for name, (about, _) in dumps.csv_columns(survey).items())
    dumped = {name for file in files for name in file.tables}
    described = tuple(replace(table, rows=()) for table in tables.values() if table.name in dumped)
    return Downloads(tuple(files), described, columns)


def paths(survey: Survey) -> Iterator[str]:
    """Yield where each file lies below the site's root, those included whose library may be missing."""
    return (job.path for job in _jobs(survey, dict))


@dataclass(frozen=True, slots=True)
class _Job:
    """A file to make, of which `make` gives the content, or None if the library for it is not installed."""

    path: str
    kind: str
    media_type: str
    tables: tuple[str, ...]
    make: Callable[[], bytes | None]


def _jobs(survey: Survey, tables: Callable[[], Mapping[str, Relation]]) -> Iterator[_Job]:
    yield _Job("data/papers.json", "papers.json", "application/json", (), lambda: dumps.papers_json(survey).encode())
    yield _Job(f"data/{_CSV}", _CSV, "text/csv", (_CSV,), lambda: dumps.encoded(dumps.papers_csv(survey)))
    if survey.results:
        table = RESULTS  # which has the columns of results.csv

        def as_csv() -> bytes:
            return dumps.encoded(results.results_csv(tables()[table]))

        yield _Job(
            "data/results.json", "results.json", "application/json", (), lambda: results.results_json(survey).encode()
        )
        yield _Job("data/results.csv", "results.csv", "text/csv", (table,), as_csv)
    for path, form in citations.WHOLE.items():
        kind = path.removeprefix("data/")
        yield _Job(path, kind, form.media_type, (), partial(citations.whole, survey, form))
    about = _about(survey)

    def as_parquet(name: str) -> bytes | None:
        return parquet.table(tables()[name], about)

    def as_sqlite() -> bytes | None:
        return sqlite.database(tuple(tables().values()), about)

    yield _Job(DATABASE, "sqlite", "application/vnd.sqlite3", tuple(names(survey)), as_sqlite)
    for name in names(survey):
        path = f"{PARQUET}{name}.parquet"
        yield _Job(path, "parquet", "application/x-parquet", (name,), partial(as_parquet, name))


def _about(survey: Survey) -> dict[str, str]:
    settings = survey.settings
    return {
        "title": settings.title[settings.languages[0]],
        "version": settings.version,
        "released": settings.released,
        "licence": settings.licences.data,
        "url": settings.site_url,
    }


def data_dictionary(survey: Survey, made: Downloads) -> bytes:
    """Return data/dictionary.json: every file with licence, version and checksum, every table with its columns."""
    about = _about(survey)
    version, licence = about["version"], about["licence"]
    files = [
        {
            "path": file.path,
            "media_type": file.media_type,
            "bytes": file.size,
            "sha256": file.sha256,
            "version": version,
            "licence": licence,
            **({"tables": list(file.tables)} if file.tables else {}),
            **({"schema": _SCHEMAS[file.kind]} if file.kind in _SCHEMAS else {}),
        }
        for file in made.files
    ]
    csv = {
        "name": _CSV,
        "description": "One row per paper, in UTF-8 with a byte order mark; lists are joined by semicolons",
        "primary_key": ["key"],
        "columns": [
            {"name": name, "type": "text", "required": name == "key", "description": said}
            for name, said in made.columns
        ],
    }
    found = {**about, "files": files, "tables": [csv, *dictionary(made.tables)]}
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()
