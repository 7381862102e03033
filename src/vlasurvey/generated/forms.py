"""GitHub issue forms, filled with the vocabularies and the fields of a record."""

from __future__ import annotations

import json
import re

from vlasurvey.importers import issueform
from vlasurvey.records import Links, Paper, Role, Status
from vlasurvey.results import form
from vlasurvey.site.render import markdown
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import Benchmark

FOLDER = ".github/ISSUE_TEMPLATE"
_FORMS = (issueform.FORM, "correct-paper.yml", "broken-link.yml", "config.yml")
_LANGUAGES = {"en": "English", "zh": "Chinese", "de": "German", "es": "Spanish", "fr": "French", "ja": "Japanese"}


def files(survey: Survey) -> dict[str, str]:
    """Return path relative to the survey's root -> text of every form; none for a survey that is not on GitHub."""
    settings = survey.settings
    if not settings.repo_url.startswith("https://github.com/"):
        return {}
    site = settings.site_url.rstrip("/") + "/"
    licence = f"I agree that this contribution is published under the licence {settings.licences.data}."
    questions = issueform.questions(survey)
    context: dict[str, object] = {
        "label": {name: _quoted(label) for name, label in questions.items()},
        "options": {name: list(map(_quoted, choices)) for name, choices in issueform.options(survey).items()},
        "described": [name for name in questions if name.startswith("facets-")] + ["mechanisms"],
        "takeaways": [(f"takeaway-{code}", _LANGUAGES.get(code, code)) for code in settings.languages],
        "other_links": [kind for kind in Links.model_fields if f"links-{kind}" not in questions],
        "fields": [
            _quoted(_described(name, field.description or ""))
            for name, field in Paper.model_fields.items()
            if name not in survey.taxonomy.unused
        ],
        "link_kinds": [_quoted(kind) for kind in (*Links.model_fields, "the paper itself", "in the text of a page")],
        "example": _example(survey),
        "agreement": _quoted(licence),
        "pages": [name for name in ("about", "contribute") if (survey.root / "docs" / f"{name}.md").is_file()],
        "contribute": _quoted(f"{site}contribute/"),
        "site_url": site,
        "results": {
            "label": {name: _quoted(label) for name, label in form.QUESTIONS.items()},
            "benchmarks": [_quoted(f"{known.id}: {known.title}") for known in _measured(survey)],
        },
    }
    forms = (*_FORMS, *([form.FORM] if _measured(survey) else []))
    return {f"{FOLDER}/{name}": markdown(survey.root, f"issue-forms/{name}.jinja", context) for name in forms}


def _measured(survey: Survey) -> list[Benchmark]:
    """Return the benchmarks that have suites and measures, so that a table of numbers can be about them."""
    return [known for known in survey.benchmarks.values() if known.suites and known.metrics]


_SHOWN_AUTHORS = 3
_DOI, _LINK = "10.5555/example.1", "weights: https://example.org/things"  # for a survey that has none to show


def _example(survey: Survey) -> dict[str, object]:
    """Return what the forms show as answers, quoted: of the newest method with code, else of the newest paper."""
    papers = [paper for paper in survey.newest if paper.status is Status.ACTIVE]
    chosen = [paper for paper in papers if paper.role is Role.METHOD and paper.links.code]
    dois = [paper.published.doi for paper in papers if paper.published and paper.published.doi]
    links = [f"{kind}: {url}" for paper in papers for kind, url in paper.links.items() if kind not in _ASKED_ALONE]
    of_all = {"doi": dois[0] if dois else _DOI, "link": links[0] if links else _LINK}
    if not papers:
        return {
            **{name: _quoted(text) for name, text in (_NOTHING_YET | of_all).items()},
            "authors": ["Jane Doe", "John Roe"],
        }
    paper = (chosen or papers)[0]
    texts = {
        "key": paper.key,
        "page": paper.identifiers.page,
        "title": paper.title,
        "issued": paper.issued,
        "year": paper.published.year or paper.year if paper.published else paper.year,
        "short_title": paper.short_title or "",
        "project": paper.links.project or "",
        "code": paper.links.code or "",
        **of_all,
    }
    return {
        **{name: _quoted(text) if text else "" for name, text in texts.items()},
        "authors": [name.display for name in paper.authors[:_SHOWN_AUTHORS]],
    }


_ASKED_ALONE = ("project", "code")
_NOTHING_YET = {
    "key": "doe2024example",
    "page": "https://arxiv.org/abs/2401.99999",
    "title": "A Study of Things",
    "issued": "2024-01-31",
    "year": "2024",
    "short_title": "",
    "project": "",
    "code": "",
}


def _quoted(text: str) -> str:
    """Return a text as a double-quoted scalar, which JSON and YAML write alike."""
    return json.dumps(text, ensure_ascii=False)


def _described(name: str, description: str) -> str:
    """Return a field's name, and the first clause of its description where that speaks of no file."""
    clause = re.split("[;.:]", description)[0]
    return name.replace("_", " ") if ".yaml" in description else f"{name.replace('_', ' ')}: {clause}"
