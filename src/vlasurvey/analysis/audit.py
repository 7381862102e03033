"""Compares what records say of papers with the papers' abstracts: own words, true numbers, grounds for facets."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from vlasurvey import rules
from vlasurvey.checks import waivers
from vlasurvey.problems import Problem, in_order
from vlasurvey.records import Basis, Paper
from vlasurvey.survey import Survey
from vlasurvey.text.mathtext import to_text
from vlasurvey.vocabularies import Term

RUN = 8
"""Words in a row that a text and an abstract may not share, whole names and terms left out."""
LONGEST = 10
"""Words in a row that they may not share, whatever the words are: names in the order of the abstract are its order."""

_SCHEMES = ("arxiv", "openreview", "doi", "url")
_NOTES = ("problem", "idea", "evidence")
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_SPELT = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_DIGITS = {word: str(number) for number, word in enumerate(_SPELT)}


@dataclass(frozen=True)
class Abstract:
    """Title and abstract of a paper as its authors wrote them."""

    title: str
    abstract: str

    @cached_property
    def text(self) -> str:
        """Both, mathematics as letters."""
        return to_text(f"{self.title}. {self.abstract}")

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number in it, those written as words too."""
        spelt = (word for word in re.findall(r"[a-z]+", self.text.casefold()) if word in _DIGITS)
        raw = f"{self.text} {self.title} {self.abstract}"  # a number in a formula may be set with other signs
        return frozenset({*_numbers(raw), *(_DIGITS[word] for word in spelt)})

    def says(self, term: Term) -> tuple[str, ...]:
        """Return the words in it that stand for a term: those of its labels, in singular or plural."""
        labels = dict.fromkeys([*term.pref_label.values(), *term.hidden_labels])
        return tuple(
            label
            for label in labels
            if (plain := _plain(label).strip())
            and any(f" {plain}{ending} " in self.words for ending in ("", "s", "es"))
        )

    @cached_property
    def words(self) -> str:
        """Its words in small letters, each with a space on both sides; hyphens are spaces."""
        return _plain(self.text)


def read(text: str) -> dict[tuple[str, str], Abstract]:
    """Return (scheme, identifier) -> abstract from lines of JSON: {arxiv | openreview | doi | url, title, abstract}.

    Raises ValueError, which names the line, if one is something else.
    """
    found: dict[tuple[str, str], Abstract] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ValueError(f"line {number} is not JSON: {error}") from None
        fields = row if isinstance(row, dict) else {}
        named = [(scheme, value) for scheme in _SCHEMES if isinstance(value := fields.get(scheme), str) and value]
        title, abstract = fields.get("title"), fields.get("abstract")
        if not named or not isinstance(title, str) or not isinstance(abstract, str):
            raise ValueError(f"line {number} must be {{arxiv | openreview | doi | url, title, abstract}}, each a text")
        found.update(((scheme, value.casefold()), Abstract(title, abstract)) for scheme, value in named)
    return found


def audit(survey: Survey, abstracts: dict[tuple[str, str], Abstract]) -> tuple[list[Problem], list[Problem]]:
    """Return what does not agree with the abstracts, in reading order, and what records waive of it."""
    names = _names(survey)
    problems: list[Problem] = []
    for paper in survey.papers.values():
        known = (abstracts.get((scheme, value.casefold())) for scheme, value in paper.identifiers.items())
        abstract = next(filter(None, known), None)
        if abstract:
            problems += _audited(survey, paper, abstract, names)
        elif paper.curation.basis is Basis.ABSTRACT:
            hint = "add its line to the file, or write what else the texts rest on"
            where = survey.place(paper.key, "curation", "basis")
            problems.append(rules.ABSTRACT_NOT_AT_HAND.at(where, "the file has no abstract of this paper", hint))
    left, waived = waivers.parted(survey, problems, lambda code: code in rules.AUDITED)
    return in_order(left), in_order(waived)


def _audited(survey: Survey, paper: Paper, abstract: Abstract, names: _Names) -> Iterator[Problem]:
    yield from _missing(survey, paper)
    runs = _runs(abstract.text, names)
    for where, text in paper.texts():
        place = survey.place(paper.key, *where)
        shared = _shared(text, runs, names)
        if shared:
            yield rules.SHARED_WORDS.at(place, f"{shared!r} stands in the abstract", "say it in other words")
        wrong = sorted(_numbers(text) - abstract.numbers)
        if wrong:
            hint = "write only numbers that the abstract states"
            yield rules.NUMBER_WITHOUT_GROUND.at(place, f"not in the abstract: {', '.join(wrong)}", hint)
    for facet, values in paper.facets.items():
        for index, value in enumerate(values):
            if not _stated(survey, facet, value, abstract):
                message = f"no words for {facet} {value!r} stand in title or abstract"
                hint = f"remove it, or waive {rules.FACET_WITHOUT_GROUND.code} with the words that state it"
                yield rules.FACET_WITHOUT_GROUND.at(survey.place(paper.key, "facets", facet, index), message, hint)


def _missing(survey: Survey, paper: Paper) -> Iterator[Problem]:
    """Yield what a record lacks of its takeaway and, where it has notes at all, of these: a brief one has none."""
    texts = {where for where, _ in paper.texts()}
    wanted: list[tuple[tuple[str, ...], str]] = [(("takeaway",), "takeaway")]
    if any(where[0] == "notes" for where in texts):
        wanted += [(("notes", name), name) for name in _NOTES]
    missing = [
        f"{name} ({language})"
        for where, name in wanted
        for language in survey.settings.languages
        if (*where, language) not in texts
    ]
    if missing:
        hint = "write it from the abstract, in your own words"
        yield rules.MISSING_NOTES.at(survey.place(paper.key), f"missing: {', '.join(missing)}", hint)


# --- words ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Names:
    """Names and terms, which are no one's own: first word -> the names that begin so, the longest first.

    Only whole ones are set aside: "of" is no name because one of them has it.
    """

    beginning: dict[str, tuple[tuple[str, ...], ...]]

    def without(self, words: list[str]) -> list[str]:
        """Return words without those that make up a name."""
        kept, start = [], 0
        while start < len(words):
            names = self.beginning.get(words[start], ())
            length = next((len(name) for name in names if tuple(words[start : start + len(name)]) == name), 0)
            kept += words[start : start + (length == 0)]
            start += length or 1
        return kept


def _names(survey: Survey) -> _Names:
    labels = [paper.short_title for paper in survey.papers.values() if paper.short_title]
    labels += [
        label for benchmark in survey.benchmarks.values() for label in (benchmark.title, *benchmark.hidden_labels)
    ]
    labels += [label for term in survey.taxonomy.terms.values() for label in term.pref_label.values()]
    beginning: dict[str, set[tuple[str, ...]]] = {}
    for label in labels:
        if name := tuple(_plain(to_text(label)).split()):
            beginning.setdefault(name[0], set()).add(name)
    return _Names({word: tuple(sorted(found, key=len, reverse=True)) for word, found in beginning.items()})


def _plain(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.casefold().replace('-', ' ').replace('/', ' ')))} "


_Runs: TypeAlias = set[tuple[str, ...]]


def _runs(text: str, names: _Names) -> _Runs:
    """Return the runs of a text that no other may have: of all its words, and of those that are its own."""
    words = _plain(text).split()
    return {*_in_a_row(words, LONGEST), *_in_a_row(names.without(words), RUN)}


def _in_a_row(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[start : start + length]) for start in range(len(words) - length + 1))


def _shared(text: str, runs: _Runs, names: _Names) -> str | None:
    words = _plain(text).split()
    found = (run for run in (*_in_a_row(words, LONGEST), *_in_a_row(names.without(words), RUN)) if run in runs)
    return " ".join(next(found, ())) or None


def _numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in _NUMBER.findall(text)}


def _stated(survey: Survey, facet: str, value: str, abstract: Abstract) -> bool:
    terms = survey.taxonomy.facets[facet].values if facet in survey.taxonomy.facets else ()
    return any(abstract.says(term) for term in terms if term.notation == value)
