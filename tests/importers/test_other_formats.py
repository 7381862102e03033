"""RIS, CSL-JSON and tables become the records that a .bib file of the same papers would become."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from vlasurvey.exports import csl, dumps, ris
from vlasurvey.importers import Import, bibfile, cslfile, csvfile, risfile
from vlasurvey.importers.entries import Parsed
from vlasurvey.records import Paper, validate
from vlasurvey.source import Source
from vlasurvey.survey import Survey

PARSE: dict[str, Callable[[str], Parsed]] = {"ris": risfile.parse, "csl": cslfile.parse, "csv": csvfile.parse}
HOSTILE = "ballclubcollective2024pi0"  # its title has tags, which no import takes over


def exported(survey: Survey, kind: str) -> str:
    items = [csl.item(paper, survey) for paper in survey.papers.values()]
    if kind == "csv":
        return dumps.papers_csv(survey)
    return "".join(map(ris.entry, items)) if kind == "ris" else "[\n" + ",\n".join(map(csl.entry, items)) + "\n]\n"


def imported(kind: str, text: str, survey: Survey) -> Import:
    empty = dataclasses.replace(survey, papers={}, drafts={}, screened=[])
    return bibfile.take(PARSE[kind](text), empty)


@pytest.mark.parametrize("kind", sorted(PARSE))
def test_what_is_exported_is_imported_with_its_facts(kind: str, toy: Survey) -> None:
    """RIS and CSL cannot carry the first public date of a published paper, nor its arXiv id beside another address;
    a table cannot carry that an author is a group, nor TeX in titles."""
    found = imported(kind, exported(toy, kind), toy)
    refused = [HOSTILE] if kind == "csv" else []  # whose first author is a group
    assert [report.key for report in found.refused] == refused
    assert (found.total, found.known, found.lost) == (len(toy.papers), 0, len(refused))
    assert found.records.keys() >= toy.papers.keys() - {HOSTILE}
    for key, data in found.records.items():
        paper, problems = validate(Paper, data, Source("", b""))
        assert paper is not None, problems
        if key not in toy.papers or key == HOSTILE:
            continue
        original = toy.papers[key]
        assert paper.title == original.title
        assert [name.display for name in paper.authors] == [name.display for name in original.authors]
        assert paper.identifiers.page == original.identifiers.page
        assert paper.identifiers.arxiv == original.identifiers.arxiv
        assert paper.status == original.status
        assert (paper.published is None) == (original.published is None)
        if paper.published and original.published:
            assert paper.published == original.published
        waived = any(waiver.code == "VS501" for waiver in original.curation.waived)  # a date that contradicts arXiv's
        if not waived and (kind == "csv" or not original.published):
            assert paper.issued.startswith(original.issued)  # of a year alone, arXiv's identifier tells the month


RIS = "TY  - JOUR\nTI  - A Thing\nAU  - Doe, Ann\nPY  - 2024\nUR  - https://arxiv.org/abs/2402.99999\nER  - \n"
SICK = {
    "ris no record": ("ris", "hello\n", 0, 0, "1: error: the text outside"),
    "ris cut": ("ris", RIS + "TY  - JOUR\nTI  - B\n", 2, 1, "7: error: the record has no end"),
    "ris no title": ("ris", RIS.replace("TI  - A Thing\n", ""), 1, 0, "1: error: no title; add a line 'TI"),
    "csl no JSON": ("csl", "hello", 1, 0, "1: error: this is no JSON"),
    "csl cut": ("csl", '[\n{"id": "a", "ti', 1, 0, "2: error: this is no JSON"),
    "csl deep": ("csl", "[" * 100_000, 1, 0, "1: error: this is no JSON"),
    "csl no item": ("csl", "[\n3]", 1, 0, "2: error: 3 is no item"),
    "csl no author": ("csl", '[\n\n{"title": "A Thing", "author": 3}]', 1, 0, "3: error: no author; add \"author\""),
    "csl no end": ("csl", "[\n", 0, 0, "2: error: the list has no end"),
    "csv empty": ("csv", "", 0, 0, "1: error: the table is empty"),
    "csv no header": ("csv", "a,b\nc,d\n", 1, 0, "1: error: no column is called 'title'"),
    "csv quote": ("csv", 'title,authors\n"A,Doe\nB,Roe\n', 1, 0, "2: error: the row cannot be read"),
    "csv cells": ("csv", "title,authors\nA\n", 1, 0, "2: error: the row has 1 cells"),
    "csv column": ("csv", "Title;Authors;Year;Link;Mood\nA Thing;Doe, Ann;2024;https://arxiv.org/abs/2402.99999;good\n",
                   1, 1, "2: note: the column 'Mood'"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(SICK))
def test_a_sick_file_is_reported_by_line_and_counted(name: str, toy: Survey) -> None:
    kind, text, total, new, said = SICK[name]
    found = imported(kind, text, toy)
    assert (found.total, len(found.records), found.known + found.lost) == (total, new, total - new)
    assert any(str(report).startswith(said) for report in found.reports), list(map(str, found.reports))


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("before", ["", "\n", " \n\n"])
def test_a_table_begins_with_its_first_line_that_says_something(before: str, sign: str) -> None:
    rows = [sign.join(row) for row in (("title", "authors", "arxiv"), ("A Toss", "Ann Roe", "2401.99990"))]
    parsed = csvfile.parse(before + "\n\n".join(rows) + "\n")
    assert parsed.reports == []
    (entry,) = parsed.entries
    assert (parsed.total, entry.fields["title"].value) == (1, "A Toss")


HEADS = {
    "Zotero": "Key,Item Type,Publication Year,Author,Title,Publication Title,DOI,Url,Date,Pages,Issue,Volume",
    "Scopus": "Authors,Author full names,Title,Year,Source title,Volume,Issue,Page range,DOI,Link",
    "IEEE Xplore": "Document Title,Authors,Publication Title,Publication Year,Volume,Issue,DOI,PDF Link",
    "a person": "Citation key,Paper title,Author(s),Published year,Conference,arXiv ID,Address,Code,Project,Video",
    "another person": "BibTeX key,Article title,Authors,Publication date,Journal title,Eprint,Primary class,Links",
    "a search": "PY,Article Title,Authors,Journal,Preprint DOI,Page,Number,Dataset,OpenReview,PDF,Status",
}
"""The columns that programs and people write."""


@pytest.mark.parametrize("whose", HEADS)
def test_the_columns_of_programs_and_people_are_understood(whose: str) -> None:
    head = HEADS[whose].split(",")
    parsed = csvfile.parse(",".join(head) + "\n" + ",".join(f"2024 {column}" for column in head) + "\n")
    assert parsed.reports == []
    (entry,) = parsed.entries
    taken = {field.value for name, field in entry.fields.items()} | {entry.key}
    unread = {"Item Type"} if whose == "Zotero" else {"Authors"} if whose == "Scopus" else set()
    if "Date" in head or "Publication date" in head:
        unread |= {"Publication Year"}
    assert {column for column in head if not any(column in value for value in taken)} <= unread
