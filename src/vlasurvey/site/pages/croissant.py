"""The data files as a schema.org Dataset in the Croissant format 1.0 (MLCommons), for search engines and loaders."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from vlasurvey.exports.relations import INTEGER, NUMBER, PAPERS, RESULTS
from vlasurvey.records import Links
from vlasurvey.site.pages.data import PARQUET, Download, Downloads
from vlasurvey.site.pages.lookup import look_up
from vlasurvey.survey import Survey

CONFORMS = "http://mlcommons.org/croissant/1.0"
_CSV, _RESULTS = "papers.csv", "results.csv"
_KINDS = {INTEGER: "sc:Integer", NUMBER: "sc:Float"}
_ADDRESSES = {"url", "pdf", *Links.model_fields}

_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The context that the specification prescribes (docs.mlcommons.org/croissant/docs/croissant-spec.html)."""


def dataset(survey: Survey, made: Downloads) -> dict[str, Any]:
    """Return the description of the files as they were made."""
    settings = survey.settings
    language = settings.languages[0]
    lookup = look_up(survey, language)
    return {
        "@context": {**_CONTEXT, "@language": language},
        "@type": "sc:Dataset",
        "@id": f"{settings.site_url}data/",
        "conformsTo": CONFORMS,
        "name": settings.title[language],
        "description": settings.description[language].strip(),
        "url": f"{settings.site_url}data/",
        "license": f"https://spdx.org/licenses/{quote(settings.licences.data)}.html",
        "version": _semantic(settings.version),
        "datePublished": settings.released,
        "inLanguage": list(settings.languages),
        "isAccessibleForFree": True,
        "isLiveDataset": True,
        "keywords": [lookup.concepts[top].label for top in survey.taxonomy.top_concepts],
        "creator": [
            {"@type": "Organization" if name.literal else "Person", "name": name.display} for name in settings.authors
        ],
        "publisher": {"@type": "Organization", "name": settings.title[language], "url": settings.site_url},
        "citeAs": lookup.cite,
        "distribution": [_file(settings.site_url, file) for file in made.files],
        "recordSet": list(_record_sets(made)),
    }


def document(survey: Survey, made: Downloads) -> bytes:
    """Return data/croissant.json."""
    return (json.dumps(dataset(survey, made), ensure_ascii=False, indent=1) + "\n").encode()


def _semantic(version: str) -> str:
    """Return a version with three numbers, as the format wants it: 2026.11 is 2026.11.0."""
    parts = version.split(".")
    numbers = all(part.isdecimal() for part in parts) and len(parts) <= 3
    return ".".join([*(str(int(part)) for part in parts), "0", "0"][:3]) if numbers else version


def _file(site_url: str, file: Download) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path.removeprefix("data/"),
        "name": file.path.removeprefix("data/"),
        "contentUrl": f"{site_url}{file.path}",
        "contentSize": f"{file.size} B",
        "encodingFormat": file.media_type,
        "sha256": file.sha256,
    }


def _record_sets(made: Downloads) -> Iterable[dict[str, Any]]:
    files = {file.path: file for file in made.files}
    columns = ((name, "sc:URL" if name in _ADDRESSES else "sc:Text", about) for name, about in made.columns)
    yield _record_set(PAPERS, "One row per paper", ("key",), _CSV, columns)
    for table in made.tables:
        file = files.get(f"data/{_RESULTS}" if table.name == RESULTS else f"{PARQUET}{table.name}.parquet")
        if file and table.name != PAPERS:
            described = ((c.name, _KINDS.get(c.kind, "sc:Text"), c.about) for c in table.columns)
            yield _record_set(table.name, table.about, table.key, file.path.removeprefix("data/"), described)


def _record_set(
    name: str, about: str, key: tuple[str, ...], file: str, columns: Iterable[tuple[str, str, str]]
) -> dict[str, Any]:
    identifiers = [{"@id": f"{name}/{column}"} for column in key]
    fields = []
    for column, kind, said in columns:
        field: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{name}/{column}",
            "name": column,
            "description": said,
            "dataType": kind,
            "source": {"fileObject": {"@id": file}, "extract": {"column": column}},
        }
        if name != PAPERS and column == "key":
            field["references"] = {"field": {"@id": f"{PAPERS}/key"}}
        fields.append(field)
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": about,
        "key": identifiers if len(identifiers) > 1 else identifiers[0],
        "field": fields,
    }
