"""Rules over the whole survey: identity, references, consistency and loss; waivers are applied here."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, get_args

from vlasurvey import rules
from vlasurvey.problems import Location, Problem, did_you_mean, in_order
from vlasurvey.records import Paper
from vlasurvey.survey import BENCHMARKS, SCREENING, SETTINGS, TAXONOMY, Survey, load, paper_path
from vlasurvey.values import KEY, Record, Text

Check = Callable[[Survey], Iterator[Problem]]
_Place: TypeAlias = tuple[str | int, ...]
_CHECKS: list[Check] = []


def _check(function: Check) -> Check:
    _CHECKS.append(function)
    return function


@dataclass(frozen=True)
class Report:
    """What a check of a folder found; `survey` is None where a vocabulary is unusable."""

    survey: Survey | None
    problems: list[Problem]
    waived: list[Problem]
    files: frozenset[str]
    """Paths of the files read and of those with a problem, relative to the folder."""


def report(root: Path) -> Report:
    """Load and check the survey in a folder. Raises FileNotFoundError if it has no survey.yaml."""
    survey, problems = load(root)
    found, waived = check(survey) if survey else ([], [])
    files = {problem.location.path for problem in problems} | set(survey.sources if survey else ())
    return Report(survey, in_order(problems + found), waived, frozenset(files))


def check(survey: Survey) -> tuple[list[Problem], list[Problem]]:
    """Return the problems of a survey as a whole, in reading order, and those that records waive."""
    found = [problem for function in _CHECKS for problem in function(survey)]
    waived_codes = {
        paper_path(paper.key): {waiver.code for waiver in paper.curation.waived}
        for paper in survey.papers.values()
        if paper.curation.waived
    }
    waived = [p for p in found if p.code in waived_codes.get(p.location.path, ())]
    left = [p for p in found if p.code not in waived_codes.get(p.location.path, ())]
    left += _unused_waivers(survey, {(p.location.path, p.code) for p in waived})
    return in_order(left), in_order(waived)


def _unused_waivers(survey: Survey, used: set[tuple[str, str]]) -> Iterator[Problem]:
    for paper in survey.papers.values():
        for index, waiver in enumerate(paper.curation.waived):
            if (paper_path(paper.key), waiver.code) not in used:
                where = survey.place(paper.key, "curation", "waived", index)
                yield rules.UNUSED_WAIVER.at(where, f"the waiver of {waiver.code} silences nothing", "remove it")


# --- identity -----------------------------------------------------------------------------------


@_check
def keys_are_unique(survey: Survey) -> Iterator[Problem]:
    """VS303: keys and aliases, without regard to case (a key is small letters already)."""
    owner = {key: key for key in survey.papers}
    for paper in survey.papers.values():
        for index, alias in enumerate(paper.aliases):
            where = survey.place(paper.key, "aliases", index)
            if not KEY.fullmatch(alias.casefold()):
                yield rules.BAD_KEY.at(where, f"{alias!r} is not the form of a key", "write the former key")
            elif alias.casefold() in owner:
                other = paper_path(owner[alias.casefold()])
                yield rules.KEY_TAKEN.at(where, f"alias {alias!r} is taken by {other}", "remove it from one of the two")
            else:
                owner[alias.casefold()] = paper.key


@_check
def identifiers_are_unique(survey: Survey) -> Iterator[Problem]:
    """VS304 within the records, VS701 between records and screening.yaml."""
    owner: dict[tuple[str, str], str] = {}
    for paper in survey.papers.values():
        named = [("identifiers", *pair) for pair in paper.identifiers.items()]
        if paper.published and paper.published.doi:
            named.append(("published", "doi", paper.published.doi))
        for parent, scheme, value in named:
            name = (scheme, value.casefold())
            if name in owner and owner[name] == paper.key:
                message = f"{scheme} {value!r} stands twice in this record"
                hint = "a publisher's DOI belongs to published alone"
                yield rules.SAME_IDENTIFIER.at(survey.place(paper.key, parent, scheme), message, hint)
            elif name in owner:
                message = f"{scheme} {value!r} is already in {paper_path(owner[name])}"
                hint = "keep one record; give it the other's key as alias"
                yield rules.SAME_IDENTIFIER.at(survey.place(paper.key, parent, scheme), message, hint)
            else:
                owner[name] = paper.key
    left_out: set[tuple[str, str]] = set()
    for index, screened in enumerate(survey.screened):
        for scheme, value in screened.identifiers.items():
            key = owner.get((scheme, value.casefold()))
            if key:
                where = survey.sources[SCREENING].place("excluded", index, "identifiers", scheme)
                message = f"{scheme} {value!r} is also the record {paper_path(key)}"
                yield rules.KEPT_AND_SCREENED_OUT.at(where, message, "remove one of the two")
            if (scheme, value.casefold()) in left_out:
                where = survey.sources[SCREENING].place("excluded", index, "identifiers", scheme)
                message = f"{scheme} {value!r} stands twice in {SCREENING}"
                yield rules.SAME_IDENTIFIER.at(where, message, "keep one of the two")
            left_out.add((scheme, value.casefold()))


# --- references ---------------------------------------------------------------------------------


@_check
def references_resolve(survey: Survey) -> Iterator[Problem]:
    """VS402 to VS405: concepts, facets, mechanisms and venues that records name."""
    taxonomy = survey.taxonomy
    values = {name: [value.notation for value in facet.values] for name, facet in taxonomy.facets.items()}
    for paper in (*survey.papers.values(), *survey.drafts.values()):
        for index, concept in enumerate(paper.concepts):
            if concept not in taxonomy.concepts:
                hint = did_you_mean(concept, taxonomy.concepts) or "see taxonomy.yaml"
                where = survey.place(paper.key, "concepts", index)
                yield rules.UNKNOWN_CONCEPT.at(where, f"unknown concept {concept!r}", hint)
        for facet, chosen in paper.facets.items():
            if facet not in values:
                hint = did_you_mean(facet, values) or f"the facets are {', '.join(values)}"
                where = survey.place(paper.key, "facets", facet, of_key=True)
                yield rules.UNKNOWN_FACET.at(where, f"unknown facet {facet!r}", hint)
                continue
            for index, value in enumerate(chosen):
                if value not in values[facet]:
                    hint = did_you_mean(value, values[facet]) or f"write one of {', '.join(values[facet])}"
                    where = survey.place(paper.key, "facets", facet, index)
                    yield rules.UNKNOWN_FACET.at(where, f"unknown {facet} {value!r}", hint)
        for index, mechanism in enumerate(paper.motor_learning):
            if mechanism not in taxonomy.mechanisms:
                hint = did_you_mean(mechanism, taxonomy.mechanisms) or "see the mechanisms in taxonomy.yaml"
                where = survey.place(paper.key, "motor_learning", index)
                yield rules.UNKNOWN_MECHANISM.at(where, f"unknown mechanism {mechanism!r}", hint)
        if paper.published and paper.published.venue not in survey.venues:
            venue = paper.published.venue
            hint = did_you_mean(venue, survey.venues) or "add it to venues.yaml"
            where = survey.place(paper.key, "published", "venue")
            yield rules.UNKNOWN_VENUE.at(where, f"unknown venue {venue!r}", hint)


@_check
def languages_are_known(survey: Survey) -> Iterator[Problem]:
    """VS406: languages of the texts in records."""
    known = survey.settings.languages
    for paper in (*survey.papers.values(), *survey.drafts.values()):
        texts = [(("takeaway",), paper.takeaway), *((("notes", name), text) for name, text in paper.notes)]
        for where, text in texts:
            for language in text or ():
                if language not in known:
                    yield _unknown_language(language, known, survey.place(paper.key, *where, language, of_key=True))


@_check
def vocabularies_speak_the_languages(survey: Survey) -> Iterator[Problem]:
    """VS406 for a language that survey.yaml does not name, VS201 for a text without the survey's first one."""
    first, *_ = known = survey.settings.languages
    records: list[tuple[str, Record, _Place]] = [(SETTINGS, survey.settings, ()), (TAXONOMY, survey.taxonomy.file, ())]
    records += [(BENCHMARKS, record, ("benchmarks", i)) for i, record in enumerate(survey.benchmarks.values())]
    for path, record, above in records:
        source = survey.sources[path]
        for where, text in _texts(record, above):
            if first not in text:
                message = f"{where[-1]!r} lacks the survey's first language, {first!r}"
                yield rules.MISSING_FIELD.at(source.place(*where, key=True), message, f"add '{first}: ...'")
            for language in text:
                if language not in known:
                    yield _unknown_language(language, known, source.place(*where, language, key=True))


def _unknown_language(language: str, known: tuple[str, ...], place: Location) -> Problem:
    hint = did_you_mean(language, known) or f"the languages are {', '.join(known)}"
    return rules.UNKNOWN_LANGUAGE.at(place, f"unknown language {language!r}", hint)


def _texts(record: Record, above: _Place) -> Iterator[tuple[_Place, Mapping[str, str]]]:
    """Yield the place and the languages of every text of a vocabulary that is written once per language."""
    for name, field in type(record).model_fields.items():
        value: Any = getattr(record, name)
        if isinstance(value, Record):
            yield from _texts(value, (*above, name))
        elif isinstance(value, tuple):
            for index, inner in enumerate(value):
                if isinstance(inner, Record):
                    yield from _texts(inner, (*above, name, index))
        elif isinstance(value, dict) and (Text in get_args(field.annotation) or field.annotation == get_args(Text)[0]):
            yield (*above, name), value


@_check
def screening_reasons_are_known(survey: Survey) -> Iterator[Problem]:
    """VS407."""
    known = survey.taxonomy.exclusion_reasons
    for index, screened in enumerate(survey.screened):
        if screened.reason not in known:
            hint = did_you_mean(screened.reason, known) or f"the reasons are {', '.join(known)}"
            where = survey.sources[SCREENING].place("excluded", index, "reason")
            yield rules.UNKNOWN_REASON.at(where, f"unknown reason {screened.reason!r}", hint)


@_check
def named_papers_exist(survey: Survey) -> Iterator[Problem]:
    """VS408: papers that survey.yaml names."""
    named = [(("start_here", index), key) for index, key in enumerate(survey.settings.start_here)]
    if survey.settings.survey_paper:
        named.append((("survey_paper",), survey.settings.survey_paper))  # type: ignore[arg-type]
    for where, key in named:
        if key not in survey.papers and key not in survey.drafts:
            hint = did_you_mean(key, survey.papers) or "name a record in papers/"
            yield rules.UNKNOWN_PAPER.at(survey.sources[SETTINGS].place(*where), f"no paper {key!r}", hint)


# --- consistency --------------------------------------------------------------------------------


@_check
def date_fits_arxiv_id(survey: Survey) -> Iterator[Problem]:
    """VS501: `issued` lies in the month of the arXiv id, or up to five days before it."""
    tolerance = datetime.timedelta(days=5)
    for paper in survey.papers.values():
        arxiv = paper.identifiers.arxiv
        if arxiv is None:
            continue
        digits = arxiv.rsplit("/", 1)[-1]
        year, month = int(digits[:2]), int(digits[2:4])
        year += 1900 if year >= 91 else 2000  # arXiv began in August 1991
        first = datetime.date(year, month, 1)
        after = datetime.date(year + month // 12, month % 12 + 1, 1)
        earliest, latest = _span(paper.issued)
        if latest < first - tolerance or earliest >= after:
            message = f"issued {paper.issued!r} does not fit arXiv {arxiv!r}, submitted in {first:%Y-%m}"
            hint = f"write the day of version 1, in {first:%Y-%m}"
            yield rules.DATE_AGAINST_ARXIV.at(survey.place(paper.key, "issued"), message, hint)


def _span(date: str) -> tuple[datetime.date, datetime.date]:
    """Return first and last day of YYYY, YYYY-MM or YYYY-MM-DD."""
    first = datetime.date.fromisoformat(date + "-01-01"[len(date) - 4 :])
    if len(date) == 10:
        return first, first
    if len(date) == 4:
        return first, first.replace(month=12, day=31)
    return first, (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)


@_check
def published_after_issued(survey: Survey) -> Iterator[Problem]:
    """VS502."""
    for paper in survey.papers.values():
        if paper.published and paper.published.year and paper.published.year < paper.year:
            message = f"published in {paper.published.year}, before the first public version of {paper.issued}"
            hint = "correct one of the two"
            yield rules.PUBLISHED_BEFORE_ISSUED.at(survey.place(paper.key, "published", "year"), message, hint)


@_check
def texts_have_a_basis(survey: Survey) -> Iterator[Problem]:
    """VS503."""
    for paper in survey.papers.values():
        curation = paper.curation
        for name, value, hint in (
            ("basis", curation.basis, "add 'basis: abstract', or full-text"),
            ("drafted_by", curation.drafted_by, "add 'drafted_by: person', or model"),
        ):
            if _has_texts(paper) and value is None:
                message = f"takeaway, notes, facets or mechanisms without curation.{name}"
                yield rules.TEXT_WITHOUT_BASIS.at(survey.place(paper.key, "curation"), message, hint)
            elif value is not None and not _has_texts(paper):
                message = f"curation.{name} without takeaway, notes, facets or mechanisms"
                yield rules.TEXT_WITHOUT_BASIS.at(survey.place(paper.key, "curation", name), message, "remove it")


def _has_texts(paper: Paper) -> bool:
    return bool(paper.takeaway or paper.facets or paper.motor_learning or any(text for _, text in paper.notes))
