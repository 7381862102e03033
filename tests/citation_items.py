"""Items for tests: a record made of a few fields, taken through the hub."""

from __future__ import annotations

from typing import Any

from vlasurvey.exports import csl
from vlasurvey.records import Paper, validate
from vlasurvey.source import Source
from vlasurvey.survey import Survey


def item_of(survey: Survey, **fields: Any) -> csl.Item:
    """Return the item of a minimal record with some fields set."""
    data = {
        "title": "Minimal Juggling",
        "role": "method",
        "authors": ["Ida Bare"],
        "issued": "2024",
        "identifiers": {"arxiv": "2401.99900"},
        "curation": {"added": "2025-06-01"},
        **fields,
    }
    paper, problems = validate(Paper, data, Source("x.yaml", b""), key="bare2024minimal")
    assert paper is not None, problems
    return csl.item(paper, survey)
