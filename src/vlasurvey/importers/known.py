"""Papers that are there already, found by identifier, or by title where an author is shared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vlasurvey.checks.likeness import folded, folded_name, likeness, numbers
from vlasurvey.names import Name
from vlasurvey.records import Paper
from vlasurvey.survey import SCREENING, Survey

Identifier = tuple[str, str]

_SAME, _SIMILAR = 90.0, 85.0  # from the first on, rule VS306 would complain of the new record


@dataclass(frozen=True, slots=True)
class Match:
    """A paper that is there: how to call it, why it is the same, and whether it only may be."""

    label: str
    reason: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class _Title:
    label: str
    folded: str
    arxiv: str | None


class Known:
    """The papers of a survey and those of an import so far."""

    def __init__(self, survey: Survey) -> None:
        self._by_identifier: dict[Identifier, str] = {}
        self._by_author: dict[tuple[str, tuple[str, ...]], list[_Title]] = {}  # and by the numbers of the title
        self._screened: dict[str, str] = {}
        for paper in (*survey.papers.values(), *survey.drafts.values()):
            self._add_paper(paper)
        for screened in survey.screened:
            label = f"{SCREENING} ({screened.reason}: {screened.note})"
            for scheme, value in screened.identifiers.items():
                self._by_identifier.setdefault((scheme, value.casefold()), label)
            self._screened.setdefault(folded(screened.title), label)

    def _add_paper(self, paper: Paper) -> None:
        # A draft is a record with a fault: any of its fields may be missing.
        named = paper.identifiers.items() if "identifiers" in paper.model_fields_set else []
        if getattr(paper, "published", None) and paper.published and paper.published.doi:
            named.append(("doi", paper.published.doi))
        title, authors = getattr(paper, "title", ""), getattr(paper, "authors", ())
        self.add(f"papers/{paper.key}", named, title, authors)

    def add(self, label: str, identifiers: Iterable[Identifier], title: str, authors: Iterable[Name]) -> None:
        """Remember a paper under a label."""
        named = {scheme: value.casefold() for scheme, value in identifiers}
        for pair in identifiers:
            self._by_identifier.setdefault((pair[0], pair[1].casefold()), label)
        entry = _title(label, title, named.get("arxiv"))
        for family in _families(authors):
            self._by_author.setdefault((family, numbers(entry.folded)), []).append(entry)

    def by_identifier(self, identifiers: Iterable[Identifier]) -> Match | None:
        """Return the paper that has one of the identifiers."""
        for scheme, value in identifiers:
            label = self._by_identifier.get((scheme, value.casefold()))
            if label:
                return Match(label, f"same {scheme} {value!r}")
        return None

    def by_title(self, title: str, authors: Iterable[Name], arxiv: str | None) -> Match | None:
        """Return a paper by one of the authors with a title that differs in accents, signs or a letter at most."""
        sought = _title("", title, arxiv)
        if sought.folded in self._screened:
            return Match(self._screened[sought.folded], "same title")
        similar = None
        for family in _families(authors):
            for other in self._by_author.get((family, numbers(sought.folded)), ()):
                alike = likeness(sought.folded, other.folded, _SIMILAR)
                # Two arXiv ids are two papers, unless the titles are the same to the letter.
                two = alike < 100 and arxiv and other.arxiv and arxiv.casefold() != other.arxiv
                if not alike or not sought.folded or (two and alike < _SAME):
                    continue
                if alike >= _SAME and not two:
                    reason = "same title" if alike == 100 else "nearly the same title"
                    return Match(other.label, f"{reason}, author in common")
                similar = similar or Match(other.label, "similar title, author in common", certain=False)
        return similar


def _title(label: str, title: str, arxiv: str | None) -> _Title:
    return _Title(label, folded(title)[:500], arxiv)


def _families(authors: Iterable[Name]) -> set[str]:
    return {family for name in authors if (family := folded_name(name.literal or name.family or ""))}
