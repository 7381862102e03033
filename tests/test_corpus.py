"""The papers with which the survey began are all accounted for, and state the facts they came with."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vlasurvey.checks import check
from vlasurvey.problems import Severity
from vlasurvey.records import Paper
from vlasurvey.survey import Survey, load
from vlasurvey.text.mathtext import to_text

ROOT = Path(__file__).parent.parent
HERE = Path(__file__).parent / "corpus"


@pytest.fixture(scope="module")
def survey() -> Survey:
    found, problems = load(ROOT)
    assert found is not None, problems
    return found


def lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def identifiers(survey: Survey) -> Iterator[str]:
    for holder in (*survey.papers.values(), *survey.screened):
        yield from (value for _, value in holder.identifiers.items())


def test_the_real_records_have_no_error_and_no_warning() -> None:
    survey, problems = load(ROOT)
    assert survey is not None
    assert [problem for problem in problems + check(survey)[0] if problem.severity is not Severity.NOTE] == []


def test_each_imported_identifier_is_a_record_or_screened_out_and_none_stands_twice(survey: Survey) -> None:
    imported = [row["id"] for row in lines("imported.jsonl")]
    assert len(imported) == 262
    found = Counter(identifiers(survey))
    assert [identifier for identifier in imported if found[identifier] == 0] == []
    assert [identifier for identifier, times in found.items() if times > 1] == []


def test_records_state_the_facts_they_came_with_unless_an_amendment_names_its_source(survey: Survey) -> None:
    by_id = {value: paper for paper in survey.papers.values() for _, value in paper.identifiers.items()}
    amended = {(row["id"], row["field"], str(row["imported"])): row["record"] for row in lines("amendments.jsonl")}
    unexplained, used = [], set()
    for row in lines("imported.jsonl"):
        if row["id"] not in by_id:
            continue  # screened out: the test above has seen it
        for field, imported, recorded in comparisons(row, by_id[row["id"]], survey):
            reason = (row["id"], field, str(imported))
            if same(field, imported, recorded):
                continue
            if reason in amended and same(field, amended[reason], recorded):
                used.add(reason)
            else:
                unexplained.append((row["id"], field, imported, recorded))
    assert unexplained == []
    imported_ids = {row["id"] for row in lines("imported.jsonl")}
    live = {reason for reason in amended if reason[0] in by_id and reason[0] in imported_ids}
    assert live - used == set(), "amendments that amend nothing"


def test_each_gathered_paper_is_a_record_or_waits_or_was_screened_out(survey: Survey) -> None:
    gathered = [row["id"] for row in lines("gathered.jsonl")]
    assert len(gathered) == 2407
    waiting = {value for entry in survey.queue.waiting for _, value in entry.identifiers.items()}
    assert sorted(set(gathered) - waiting - set(identifiers(survey))) == []


def test_new_records_state_the_gathered_facts(survey: Survey) -> None:
    by_id = {paper.identifiers.arxiv: paper for paper in survey.papers.values()}
    amended = {(row["id"], row["field"], str(row["imported"])): row["record"] for row in lines("amendments.jsonl")}
    unexplained = []
    for row in lines("gathered.jsonl"):
        paper = by_id.get(row["id"])
        if paper is None or "authors" not in row:
            continue
        for field, gathered, recorded in comparisons(row, paper, survey):
            if field in LOOKED_AT or same(field, gathered, recorded):
                continue
            reason = (row["id"], field, str(gathered))
            if reason not in amended or not same(field, amended[reason], recorded):
                unexplained.append((row["id"], field, gathered, recorded))
    assert unexplained == []


LOOKED_AT = ("code", "project", "venue", "venue_year", "doi")
"""What a list says of these is a hint that a person looks at: a workshop is no venue, a page no repository."""


def test_every_amendment_names_its_source() -> None:
    assert [row for row in lines("amendments.jsonl") if not row.get("source")] == []


def comparisons(row: dict[str, Any], paper: Paper, survey: Survey) -> Iterator[tuple[str, Any, Any]]:
    published, links = paper.published, paper.links
    yield "title", row["title"], to_text(paper.title)
    names = [name.display for name in paper.authors]
    if len(names) == len(row["authors"]):
        yield from (("authors", imported, name) for imported, name in zip(row["authors"], names, strict=True))
    else:
        yield "authors", "; ".join(row["authors"]), "; ".join(names)
    yield "issued", row.get("issued"), paper.issued
    yield "doi", row.get("doi"), published and published.doi
    yield "venue_year", str(row["venue_year"]) if "venue_year" in row else None, published and published.year
    yield "venue", row.get("venue"), published and survey.venues[published.venue]
    yield "code", row.get("code"), links.code
    yield "project", row.get("project"), links.project


def same(field: str, imported: Any, recorded: Any) -> bool:
    """Tell whether two statements say the same, whatever their form."""
    if imported is None or recorded is None:
        return imported is recorded
    if field == "venue":
        return imported in {recorded.title, recorded.short_title, *recorded.alt_labels} or (
            recorded.type == "workshop" and recorded.short_title.startswith(imported)
        )
    if field in ("code", "project"):
        return re.sub("^http:", "https:", imported).rstrip("/") == re.sub("^http:", "https:", recorded).rstrip("/")
    if field == "title":
        return letters(to_text(imported)) == letters(recorded)
    return bool(imported == recorded)


def letters(title: str) -> str:
    """Return a title without marks, subscripts as plain digits."""
    return re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", title))
