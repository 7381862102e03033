"""JSON Schemas of a survey's files, with the survey's own vocabularies as enumerations."""

from __future__ import annotations

import json
from typing import Any

from vlasurvey.records import Paper
from vlasurvey.survey import VOCABULARY_FILES, Survey
from vlasurvey.values import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(survey: Survey) -> dict[str, str]:
    """Return file name -> JSON Schema (2020-12) of every kind of file of a survey, and of its data file."""
    models: dict[str, type[Record]] = {
        "paper": Paper,
        **{name.removesuffix(".yaml"): model for name, model in VOCABULARY_FILES.items()},
    }
    found = {}
    for name, model in models.items():
        schema: dict[str, Any] = {"$schema": DIALECT, **model.model_json_schema()}
        if model is Paper:
            _fill_in_vocabularies(schema, survey)
        if name == "screening":
            schema["$defs"]["Screened"]["properties"]["reason"]["enum"] = list(survey.taxonomy.exclusion_reasons)
        found[f"{name}.schema.json"] = _text(schema)
    return {**found, "papers.schema.json": _text(_data_file())}


def _data_file() -> dict[str, Any]:
    """Return the schema of data/papers.json: every record with what follows from it."""
    paper = Paper.model_json_schema(mode="serialization")
    definitions = paper.pop("$defs")
    urls = {name: {"type": "string"} for name in ("paper", "pdf", "doi", "page", "record")}
    paper["properties"] = {
        "key": {"type": "string", "description": "Citation key; the page is papers/<key>/."},
        "title_text": {"type": "string", "description": "The title as plain text, mathematics resolved."},
        **paper["properties"],
        "urls": {
            "type": "object",
            "description": "What follows from the record; `page` is relative to the site, `record` to the repository.",
            "properties": urls,
            "required": ["paper", "page", "record"],
            "additionalProperties": False,
        },
    }
    paper["required"] = ["key", "title_text", *paper["required"], "urls"]
    head = {name: {"type": "string"} for name in ("schema_version", "version", "released", "licence")}
    titles = {"type": "object", "additionalProperties": {"type": "string"}}
    properties = {**head, "survey": titles, "count": {"type": "integer"}, "papers": {"type": "array", "items": paper}}
    return {
        "$schema": DIALECT,
        "title": "papers.json",
        "description": "All records of a survey as one data file.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": definitions,
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _fill_in_vocabularies(schema: dict[str, Any], survey: Survey) -> None:
    """Let an editor complete concepts, facet values, mechanisms, venues and languages."""
    properties = schema["properties"]
    properties["concepts"]["items"]["enum"] = list(survey.taxonomy.concepts)
    properties["motor_learning"]["items"]["enum"] = list(survey.taxonomy.mechanisms)
    facets = properties["facets"]
    items = facets.pop("additionalProperties")
    facets["properties"] = {
        name: {**items, "items": {"type": "string", "enum": [value.notation for value in facet.values]}}
        for name, facet in survey.taxonomy.facets.items()
    }
    facets["additionalProperties"] = False
    schema["$defs"]["Publication"]["properties"]["venue"]["enum"] = list(survey.venues)
