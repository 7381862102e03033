"""The scores of the papers that wait, and how well such scores find what belongs into the survey."""

from __future__ import annotations

from collections.abc import Mapping

from vlasurvey.analysis.audit import Abstract
from vlasurvey.records import Identifiers
from vlasurvey.screening.queue import ordered
from vlasurvey.screening.ranking import Document, Ranked, excluded, included, looked_at, rank
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import QueueFile, Reasons, Recall, Waiting

Abstracts = Mapping[tuple[str, str], Abstract]
"""(scheme, identifier) -> title and abstract, of the papers whose abstracts are at hand."""

RECALLS = (50, 80, 90, 95)
"""Shares of the hidden papers, in per cent, for which the table says how many papers have to be looked at."""
_EVERY = 5
"""One in so many papers of the survey is hidden to measure the ranking."""


def scored(survey: Survey, queue: QueueFile, abstracts: Abstracts) -> QueueFile:
    """Return a queue in which every paper has a score and reasons; one that has a score keeps it."""
    new = [entry for entry in queue.waiting if entry.score is None]
    if not new or not survey.papers:
        return queue
    by_arxiv = _by_arxiv(abstracts)
    # Those that have a score come last: they count among what waits, and their ranks are not needed.
    pool = [*new, *(entry for entry in queue.waiting if entry.score is not None)]
    documents = [_document(entry, abstracts) for entry in pool]
    ranked = rank(included(survey, by_arxiv), excluded(survey, by_arxiv), documents)
    found = {id(entry): _with(entry, one) for entry, one in zip(new, ranked, strict=False)}
    return queue.model_copy(update={"waiting": ordered(found.get(id(entry), entry) for entry in queue.waiting)})


def measured(survey: Survey, queue: QueueFile, abstracts: Abstracts, day: str) -> Recall | None:
    """Hide one in five papers of the survey among those that wait, and return how far down they stand.

    None where the survey or its queue is empty. The same survey gives the same figures.
    """
    by_arxiv = _by_arxiv(abstracts)
    taken = included(survey, by_arxiv)
    entries = queue.waiting
    hidden = sorted(taken)[::_EVERY]
    if len(taken) <= len(hidden) or not entries:
        return None
    left = {key: document for key, document in taken.items() if key not in set(hidden)}
    pool = [*(taken[key] for key in hidden), *(_document(entry, abstracts) for entry in entries)]
    ranked = rank(left, excluded(survey, by_arxiv), pool)
    names = [*hidden, *(f"#{number}" for number in range(len(entries)))]
    order = [name for _, name in sorted(zip((-one.score for one in ranked), names, strict=True))]
    efforts = [{"share": str(share), "papers": str(looked_at(order, hidden, share / 100))} for share in RECALLS]
    return Recall.model_validate(
        {"measured": day, "hidden": str(len(hidden)), "among": str(len(pool)), "efforts": efforts}
    )


def abstract_of(names: Identifiers, abstracts: Abstracts) -> Abstract | None:
    """Return the abstract of a paper by any of its identifiers, or None."""
    return next((abstracts[pair] for pair in _pairs(names) if pair in abstracts), None)


def _document(entry: Waiting, abstracts: Abstracts) -> Document:
    found = abstract_of(entry.identifiers, abstracts)
    return Document(entry.title, found.abstract if found else "")


def _with(entry: Waiting, ranked: Ranked) -> Waiting:
    reasons = Reasons(like=ranked.like, words=ranked.words)
    return entry.model_copy(update={"score": ranked.score, "reasons": reasons})


def _pairs(names: Identifiers) -> list[tuple[str, str]]:
    return [(scheme, value.casefold()) for scheme, value in names.items()]


def _by_arxiv(abstracts: Abstracts) -> dict[str, str]:
    return {name: one.abstract for (scheme, name), one in abstracts.items() if scheme == "arxiv"}
