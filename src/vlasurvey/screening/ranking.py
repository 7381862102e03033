"""Ranks papers by likeness to what a survey has taken in, less likeness to what it has not.

A paper is a vector of its words, weighted by term frequency and inverse document frequency, of length 1; likeness is
the product with the mean of such vectors (Rocchio, Relevance feedback in information retrieval, 1971). Among the papers
that wait are some that belong into the survey: so the ranking is made twice, and the second time only the lower half of
the first stands for what does not belong (Liu et al., Building text classifiers using positive and unlabeled examples,
2003).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest

from vlasurvey.analysis.related import words
from vlasurvey.records import Paper
from vlasurvey.survey import Survey

Vector = Mapping[str, float]

_TITLE = 2  # a word of the title counts as often as this
_LIKE, _WORDS = 3, 6  # reasons given


@dataclass(frozen=True, slots=True)
class Document:
    """What is read of a paper: its title, and its abstract or, where that is not at hand, what a survey says of it."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A score from -1 to 1, the keys of the papers that it is most like, and the words that speak for it most."""

    score: float
    like: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def included(survey: Survey, abstracts: Mapping[str, str]) -> dict[str, Document]:
    """Return key -> document of each record; `abstracts` are by arXiv id."""
    return {key: Document(paper.title, abstracts.get(paper.identifiers.arxiv or "") or _said(survey, paper))
            for key, paper in survey.papers.items()}  # fmt: skip


def excluded(survey: Survey, abstracts: Mapping[str, str]) -> list[Document]:
    """Return the document of each paper that was screened out."""
    return [Document(one.title, abstracts.get(one.identifiers.arxiv or "") or one.note) for one in survey.screened]


def _said(survey: Survey, paper: Paper) -> str:
    notes = paper.notes
    texts = (paper.takeaway, notes.problem, notes.idea, notes.evidence, notes.limits)
    return " ".join((text or {}).get(survey.settings.languages[0], "") for text in texts)


def rank(taken: Mapping[str, Document], left: Sequence[Document], pool: Sequence[Document]) -> list[Ranked]:
    """Return what is to be said of each paper of the pool, in its order.

    `taken` are the papers of the survey by key, `left` those that were screened out.
    """
    if not pool:
        return []
    counts = [_counted(document) for document in (*taken.values(), *left, *pool)]
    weights = _weights(counts)
    vectors = [_vector(count, weights) for count in counts]
    of_taken, of_left = vectors[: len(taken)], vectors[len(taken) : len(taken) + len(left)]
    of_pool = vectors[len(taken) + len(left) :]
    wanted, unwanted = _mean(of_taken), _mean([*of_left, *of_pool])
    first = [_product(vector, wanted) - _product(vector, unwanted) for vector in of_pool]
    lower = sorted(range(len(pool)), key=first.__getitem__)[: max(1, len(pool) // 2)]
    unwanted = _mean([*of_left, *(of_pool[index] for index in lower)])
    where = _postings(taken, of_taken)
    return [_ranked(vector, wanted, unwanted, where) for vector in of_pool]


def _postings(keys: Iterable[str], vectors: Iterable[Vector]) -> dict[str, list[tuple[str, float]]]:
    """Return word -> the papers that have it, with its weight in each: most papers share few words with another."""
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for key, vector in zip(keys, vectors, strict=True):
        for word, weight in vector.items():
            found[word].append((key, weight))
    return found


def _ranked(
    vector: Vector, wanted: Vector, unwanted: Vector, where: Mapping[str, Sequence[tuple[str, float]]]
) -> Ranked:
    score = _product(vector, wanted) - _product(vector, unwanted)
    alike: dict[str, float] = defaultdict(float)
    for word, weight in vector.items():
        for key, other in where.get(word, ()):
            alike[key] += weight * other
    speaks = {word: weight * (wanted.get(word, 0.0) - unwanted.get(word, 0.0)) for word, weight in vector.items()}
    return Ranked(round(score, 3), _first(alike, _LIKE), _first({w: s for w, s in speaks.items() if s > 0}, _WORDS))


def _first(scores: Mapping[str, float], number: int) -> tuple[str, ...]:
    return tuple(name for _, name in nlargest(number, sorted((score, name) for name, score in scores.items())))


def _counted(document: Document) -> Counter[str]:
    return Counter(words([*[document.title] * _TITLE, document.text]))


def _weights(counts: Sequence[Counter[str]]) -> dict[str, float]:
    frequency = Counter(word for count in counts for word in count)
    return {word: math.log(len(counts) / times) for word, times in frequency.items() if 1 < times < len(counts)}


def _vector(count: Counter[str], weights: Vector) -> Vector:
    weighted = {word: (1 + math.log(times)) * weights[word] for word, times in count.items() if word in weights}
    length = math.sqrt(sum(weight * weight for weight in weighted.values())) or 1.0
    return {word: weight / length for word, weight in weighted.items()}


def _mean(vectors: Sequence[Vector]) -> Vector:
    total: dict[str, float] = defaultdict(float)
    for vector in vectors:
        for word, weight in vector.items():
            total[word] += weight / len(vectors)
    return total


def _product(vector: Vector, other: Vector) -> float:
    get = other.get
    return sum([weight * get(word, 0.0) for word, weight in vector.items()])


def looked_at(order: Iterable[str], wanted: Collection[str], recall: float) -> int:
    """Return how many papers of a ranking are to be looked at, from the first on, to find that share of the wanted."""
    left = math.ceil(recall * len(wanted) - 1e-9)
    for number, one in enumerate(order, 1):
        left -= one in wanted
        if left <= 0:
            return number
    raise ValueError("the ranking lacks papers that are wanted")


def work_saved(order: Sequence[str], wanted: Collection[str], recall: float = 0.95) -> float:
    """Return the work saved over sampling at a recall, WSS (Cohen et al., JAMIA 13, 2006, 206-219)."""
    return 1 - looked_at(order, wanted, recall) / len(order) - (1 - recall)
