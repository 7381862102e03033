"""The queue of papers that were identified and wait for a decision: what enters it, and its file.

Nothing enters that is a record, was screened out or waits already; nothing leaves but by a decision.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vlasurvey import canonical, reading, writing
from vlasurvey.checks.identity import are_two, identifiers
from vlasurvey.checks.likeness import folded
from vlasurvey.importers.known import Identifier, Known, Match
from vlasurvey.names import Name
from vlasurvey.records import Identifiers
from vlasurvey.source import Data
from vlasurvey.survey import QUEUE, Survey, paper_path
from vlasurvey.vocabularies import QueueFile, Waiting

_TELLING = 3  # words of a title from which on it names one paper, where nothing is known of the authors


@dataclass(frozen=True, slots=True)
class Identified:
    """A paper that a search or a list has brought: the entry it would get, and its authors where they are known."""

    entry: Waiting
    authors: tuple[Name, ...] = ()


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of papers that were identified; each of them stands in one of `added`, `again` and `known`.

    `queue` is the whole queue as it is to be. `decided` are entries that waited before and are left out of it, because
    their papers have become records or were screened out meanwhile.
    """

    queue: QueueFile
    added: tuple[Waiting, ...] = ()
    again: tuple[Waiting, ...] = ()
    known: tuple[tuple[Identified, Match], ...] = ()
    decided: tuple[tuple[Waiting, Match], ...] = ()


def enqueue(survey: Survey, identified: Iterable[Identified]) -> Enqueued:
    """Put papers into the queue of a survey, and leave out of it what was decided on.

    A paper is known by any identifier of a record or of one that was screened out, by a nearly equal title with an
    author in common, and where no authors are known by an equal title. One that waits already keeps its entry, which
    gains identifiers, lists and day that it lacks. The survey must be whole: what cannot be read could be the paper.
    """
    known, titles = Known(survey), _titles(survey)
    waiting = _Waiting()
    decided = []
    for entry in survey.queue.waiting:
        if match := known.by_identifier(entry.identifiers.items()):
            decided.append((entry, match))
        else:
            waiting.add(entry)
    added: list[Waiting] = []
    again: list[Waiting] = []
    refused: list[tuple[Identified, Match]] = []
    for one in identified:
        if match := _match(one, known, titles):
            refused.append((one, match))
        elif waiting.holds(one.entry):
            again.append(one.entry)
        else:
            waiting.add(one.entry)
            added.append(one.entry)
    queue = survey.queue.model_copy(update={"waiting": ordered(waiting.entries)})
    return Enqueued(queue, tuple(added), tuple(again), tuple(refused), tuple(decided))


def ordered(entries: Iterable[Waiting]) -> tuple[Waiting, ...]:
    """Return entries by their scores from the highest on; then those without, the newest first."""
    newest = sorted(sorted(entries, key=lambda entry: entry.title), key=lambda entry: entry.issued or "", reverse=True)
    return tuple(sorted(newest, key=lambda entry: (entry.score is None, -(entry.score or 0.0))))


def waiting(survey: Survey) -> tuple[Waiting, ...]:
    """Return the papers that still wait, in the order of the queue: those of its entries that nobody decided on."""
    known = Known(survey)
    return tuple(entry for entry in survey.queue.waiting if not known.by_identifier(entry.identifiers.items()))


def write(root: Path, queue: QueueFile) -> str:
    """Write queue.yaml, with the comments that it has; return its path. Raises OSError, and ValueError for a fault."""
    file = root / QUEUE
    before = reading.text(file) if file.exists() else None
    data = _data(queue)
    writing.write(file, canonical.apply(before, data, QueueFile) if before else canonical.write(data, QueueFile), root)
    return QUEUE


def _data(queue: QueueFile) -> dict[str, Data]:
    """Return the plain data of the file: texts alone, and no field that says nothing."""
    plain = queue.model_dump(exclude_defaults=True)
    if recall := plain.get("recall"):
        for counts in (recall, *recall["efforts"]):
            counts |= {name: f"{value:.0f}" for name, value in counts.items() if isinstance(value, float)}
    for entry in plain.get("waiting", ()):
        if "score" in entry:
            entry["score"] = f"{round(entry['score'], 3) + 0.0:.3f}"  # never -0.000
    return _listed(plain)  # type: ignore[no-any-return]


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _listed(part) for name, part in value.items() if part not in ({}, ())}
    return [_listed(part) for part in value] if isinstance(value, tuple) else value


# --- the same paper ------------------------------------------------------------------------------


def _match(one: Identified, known: Known, titles: dict[str, tuple[str, frozenset[Identifier]]]) -> Match | None:
    pairs = one.entry.identifiers.items()
    if match := known.by_identifier(pairs):
        return match
    match = known.by_title(one.entry.title, one.authors, pairs)
    if match and match.certain and not match.another:
        return match
    title = folded(one.entry.title)
    if not one.authors and title in titles:
        label, named = titles[title]
        if not are_two(named, _named(one.entry.identifiers)):
            return Match(label, "same title")
    return None


def _titles(survey: Survey) -> dict[str, tuple[str, frozenset[Identifier]]]:
    """Return folded title -> path and identifiers of the record, for titles that tell one paper from others."""
    found = {}
    for paper in survey.papers.values():
        title = folded(paper.title)
        if len(title.split()) >= _TELLING:
            named = frozenset((scheme, value.casefold()) for _, scheme, value in identifiers(paper))
            found[title] = (paper_path(paper.key), named)
    return found


def _named(names: Identifiers) -> frozenset[Identifier]:
    return frozenset((scheme, value.casefold()) for scheme, value in names.items())


@dataclass(slots=True)
class _Waiting:
    """Entries, with what they are found by."""

    entries: list[Waiting] = field(default_factory=list)
    _by_identifier: dict[Identifier, int] = field(default_factory=dict)
    _by_title: dict[str, int] = field(default_factory=dict)

    def add(self, entry: Waiting) -> None:
        self._remember(entry, len(self.entries))
        self.entries.append(entry)

    def holds(self, entry: Waiting) -> bool:
        """Tell whether a paper is there; if so, let its entry gain what it lacks."""
        found = next(
            (self._by_identifier[pair] for pair in _named(entry.identifiers) if pair in self._by_identifier), None
        )
        if found is None:
            found = self._by_title.get(folded(entry.title))
            if found is None or are_two(_named(self.entries[found].identifiers), _named(entry.identifiers)):
                return False
        self.entries[found] = _merged(self.entries[found], entry)
        self._remember(self.entries[found], found)
        return True

    def _remember(self, entry: Waiting, index: int) -> None:
        for pair in _named(entry.identifiers):
            self._by_identifier.setdefault(pair, index)
        if len((title := folded(entry.title)).split()) >= _TELLING:
            self._by_title.setdefault(title, index)


def _merged(entry: Waiting, other: Waiting) -> Waiting:
    names = {**other.identifiers.model_dump(exclude_none=True), **entry.identifiers.model_dump(exclude_none=True)}
    listed = tuple(dict.fromkeys((*entry.listed_in, *other.listed_in)))
    changes = {"identifiers": Identifiers(**names), "listed_in": listed, "issued": entry.issued or other.issued}
    return entry.model_copy(update=changes)
