"""JSON Schemas of a survey's files, with the survey's own vocabularies as enumerations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from vlasurvey.records import Paper
from vlasurvey.results.tables import Results
from vlasurvey.rules import RULES
from vlasurvey.survey import VOCABULARY_FILES, Survey
from vlasurvey.values import Record

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas(survey: Survey) -> dict[str, str]:
    """Return file name -> JSON Schema (2020-12) of every kind of file of a survey, and of its data file."""
    return {name: make() for name, make in makers(survey).items()}


def makers(survey: Survey) -> dict[str, Callable[[], str]]:
    """Return file name -> what makes the schema, which takes longer than to name it."""
    models: dict[str, type[Record]] = {
        "paper": Paper,
        "results": Results,
        **{name.removesuffix(".yaml"): model for name, model in VOCABULARY_FILES.items()},
    }
    own = {f"{name}.schema.json": partial(_of_file, survey, name, model) for name, model in models.items()}
    reported = {"reported.schema.json": lambda: _text(_present(_reported(survey)))} if survey.results else {}
    return {**own, "papers.schema.json": lambda: _text(_present(_data_file(survey))), **reported}


def _of_file(survey: Survey, name: str, model: type[Record]) -> str:
    schema: dict[str, Any] = {"$schema": DIALECT, **_present(model.model_json_schema())}
    _fill_in_languages(schema, survey.settings.languages)
    if name in _FILLINGS:
        _FILLINGS[name](schema, survey)
    return _text(schema)


def _data_file(survey: Survey) -> dict[str, Any]:
    """Return the schema of data/papers.json: every record with what follows from it."""
    paper = Paper.model_json_schema(mode="serialization")
    definitions = paper.pop("$defs")
    for name in survey.taxonomy.unused:
        del paper["properties"][name]
    urls = {
        "paper": "Page of the paper, from its first identifier.",
        "pdf": "Freely readable PDF.",
        "doi": "Address behind the DOI.",
        "page": "Page of the paper on the site.",
        "record": "The record in the repository.",
    }
    paper["properties"] = {
        "key": {"type": "string", "description": "Citation key; the page is papers/<key>/."},
        "title_text": {"type": "string", "description": "The title as plain text, mathematics resolved."},
        **paper["properties"],
        "urls": {
            "type": "object",
            "description": "What follows from the record; `page` is relative to the site, `record` to the repository.",
            "properties": {name: _string(about) for name, about in urls.items()},
            "required": ["paper", "page", "record"],
            "additionalProperties": False,
        },
    }
    paper["required"] = ["key", "title_text", *paper["required"], "urls"]
    properties = {
        **_head(),
        "count": {"type": "integer", "description": "Number of papers."},
        "papers": {"type": "array", "description": "All records, in order of the keys.", "items": paper},
    }
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


def _reported(survey: Survey) -> dict[str, Any]:
    """Return the schema of data/results.json: every table of every source."""
    source = Results.model_json_schema(mode="serialization")
    definitions = source.pop("$defs")
    source["properties"] = {
        "id": _string("Citation key of the paper that reports, or elsewhere/ and the name of the source."),
        "key": _string("The citation key once more, of a paper of the survey alone."),
        **source["properties"],
        "record": _string("Its file in the repository."),
    }
    source["required"] = ["id", *source["required"], "record"]
    properties = {
        **_head(),
        "count": {"type": "integer", "description": "Number of printed numbers."},
        "sources": {"type": "array", "description": "All sources, in order of their ids.", "items": source},
    }
    return {
        "$schema": DIALECT,
        "title": "results.json",
        "description": "All tables of reported numbers of a survey as one data file.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
        "$defs": definitions,
    }


def _head() -> dict[str, Any]:
    titles = {"type": "object", "additionalProperties": {"type": "string"}}
    return {
        "schema_version": _string("Changes when a reader of the old shape could fail on the new one."),
        "version": _string("Version of the survey."),
        "released": _string("Day of that version."),
        "licence": _string("SPDX identifier of the licence of the data."),
        "survey": {**titles, "description": "Name of the survey in each of its languages."},
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _string(description: str) -> dict[str, str]:
    return {"type": "string", "description": description}


def _present(node: Any) -> Any:
    """Return a schema in which a field that is there says something: what is unknown is left out, never null."""
    if isinstance(node, list):
        return [_present(part) for part in node]
    if not isinstance(node, dict):
        return node
    choices = [choice for choice in node.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == 1:
        node = {**choices[0], **{name: value for name, value in node.items() if name != "anyOf"}}
    return {
        name: _present(value)
        for name, value in node.items()
        if not (name == "default" and (not value or isinstance(value, dict)))
    }


# --- the survey's own words ---------------------------------------------------------------------


def _fill_in_languages(node: Any, languages: Sequence[str]) -> None:
    """Let an editor complete the languages of every text."""
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _fill_in_languages(part, languages)
    if isinstance(node, dict) and "minProperties" in node:
        text = node["additionalProperties"]
        node["properties"] = {
            language: {**text, "description": f"The text in the language {language!r}."} for language in languages
        }
        node["additionalProperties"] = False


def _choose(node: dict[str, Any], values: Iterable[str]) -> None:
    """Have a text be one of some; a word about its form would stand beside that in editors."""
    node.pop("pattern", None)
    node["enum"] = list(values)


def _fill_in_paper(schema: dict[str, Any], survey: Survey) -> None:
    properties, definitions = schema["properties"], schema["$defs"]
    _choose(properties["concepts"]["items"], survey.taxonomy.concepts)
    _choose(properties["mechanisms"]["items"], survey.taxonomy.mechanisms)
    facets = properties["facets"]
    items = facets.pop("additionalProperties")
    language = survey.settings.languages[0]
    facets["properties"] = {
        name: {
            **items,
            "description": (facet.definition or facet.pref_label).get(language, name),
            "items": {"type": "string", "enum": [value.notation for value in facet.values]},
        }
        for name, facet in survey.taxonomy.facets.items()
    }
    facets["additionalProperties"] = False
    for name in survey.taxonomy.unused:
        del properties[name]
    _choose(definitions["Publication"]["properties"]["venue"], survey.venues)
    _choose(definitions["Waiver"]["properties"]["code"], (code for code, rule in RULES.items() if rule.waivable))


def _fill_in_taxonomy(schema: dict[str, Any], survey: Survey) -> None:
    definitions, taxonomy = schema["$defs"], survey.taxonomy
    _choose(definitions["Concept"]["properties"]["broader"], taxonomy.concepts)
    _choose(definitions["MechanismLink"]["properties"]["mechanism"], taxonomy.mechanisms)
    for name in ("MechanismLink", "Mechanism"):
        _choose(definitions[name]["properties"]["references"]["items"], taxonomy.references)


def _fill_in_screening(schema: dict[str, Any], survey: Survey) -> None:
    _choose(schema["$defs"]["Screened"]["properties"]["reason"], survey.taxonomy.exclusion_reasons)


def _fill_in_results(schema: dict[str, Any], survey: Survey) -> None:
    benchmarks = survey.benchmarks.values()
    properties = schema["$defs"]["Table"]["properties"]
    _choose(properties["benchmark"], survey.benchmarks)
    _choose(properties["metric"], dict.fromkeys(metric.id for known in benchmarks for metric in known.metrics))
    fields = dict.fromkeys(field.id for known in benchmarks for field in known.protocol)
    properties["protocol"]["propertyNames"] = {"enum": list(fields)}
    suites = dict.fromkeys(suite.id for known in benchmarks for suite in known.suites)
    schema["$defs"]["Row"]["properties"]["values"]["propertyNames"] = {"enum": list(suites)}


_FILLINGS: dict[str, Callable[[dict[str, Any], Survey], None]] = {
    "paper": _fill_in_paper,
    "results": _fill_in_results,
    "taxonomy": _fill_in_taxonomy,
    "screening": _fill_in_screening,
}
"""Name of a schema -> what lets an editor complete the survey's own words in it."""
