"""The knowledge base: all records and vocabularies of one survey, read from its folder, with indices."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path, PurePosixPath
from typing import TypeVar

from vlasurvey import drafts, files, rules, source, taxonomy
from vlasurvey.files import printable
from vlasurvey.problems import Location, Problem, failed
from vlasurvey.records import Paper
from vlasurvey.results import reading as tables
from vlasurvey.results.tables import Results
from vlasurvey.running.processes import in_parts
from vlasurvey.source import Source
from vlasurvey.taxonomy import Taxonomy
from vlasurvey.values import KEY, Record
from vlasurvey.vocabularies import (
    Benchmark,
    BenchmarksFile,
    QueueFile,
    Rereading,
    Screened,
    ScreeningFile,
    Settings,
    TaxonomyFile,
    Venue,
    VenuesFile,
)

SETTINGS, TAXONOMY, VENUES, BENCHMARKS, SCREENING, QUEUE = (
    "survey.yaml",
    "taxonomy.yaml",
    "venues.yaml",
    "benchmarks.yaml",
    "screening.yaml",
    "queue.yaml",
)
VOCABULARY_FILES: dict[str, type[Record]] = {
    SETTINGS: Settings,
    TAXONOMY: TaxonomyFile,
    VENUES: VenuesFile,
    BENCHMARKS: BenchmarksFile,
    SCREENING: ScreeningFile,
    QUEUE: QueueFile,
}
"""File at the root of a survey -> model of its contents."""
OPTIONAL = frozenset({BENCHMARKS, SCREENING, QUEUE})
"""Of these, the files that a survey which has nothing to say in them need not have."""
PAPERS = "papers"


@dataclass(frozen=True, eq=False)  # two are the same if they are one object, so that look-ups can be kept for it
class Survey:
    """One survey. Papers are sorted by key; sources are by path relative to the root."""

    root: Path
    settings: Settings
    taxonomy: Taxonomy
    venues: Mapping[str, Venue]
    benchmarks: Mapping[str, Benchmark]
    screened: tuple[Screened, ...]
    queue: QueueFile
    papers: Mapping[str, Paper]
    drafts: Mapping[str, Paper]  # records with a fault, as far as they can be read: for checks only
    sources: Mapping[str, Source]
    rereading: Rereading | None = None  # of reported numbers
    results: Mapping[str, Results] = field(default_factory=dict)  # what each source reports, by its id
    result_drafts: Mapping[str, Results] = field(default_factory=dict)  # of files with a fault: for checks only
    sound: frozenset[str] = frozenset()  # paths of the records in which reading found nothing to report
    doubtful: frozenset[str] = frozenset()  # paths of files with a fault: what could not be read may stand in them
    lacking: Mapping[str, Collection[str]] = field(default_factory=dict)  # key of a draft -> fields that are faulty
    faulty: frozenset[str] = frozenset()  # paths of vocabularies with a fault: then the survey is for checks only
    unread: frozenset[str] = frozenset()  # paths of those of which nothing could be read

    @property
    def whole(self) -> bool:
        """Tell whether every vocabulary could be read."""
        return not self.faulty

    @property
    def complete(self) -> bool:
        """Tell whether every file could be read: else nobody can tell what nothing names."""
        return not self.doubtful

    def may_hold(self, word: str, *paths: str) -> bool:
        """Tell whether a word may stand in what could not be read: of these files, or of any file."""
        for path in self.doubtful.intersection(paths) if paths else self.doubtful:
            source = self.sources.get(path)
            content = source.content if source else b""
            if word in path or path == PAPERS or word.encode() in content:
                return True
            if path in self.unread and (paths or not content):
                return True
        return False

    def path(self, key: str) -> str:
        """Return the path of a paper's record, relative to the root."""
        return paper_path(key)

    def place(self, key: str, *where: str | int, of_key: bool = False) -> Location:
        """Return the place of a value of a paper's record (or of its field name)."""
        return self.sources[paper_path(key)].place(*where, key=of_key)

    @cached_property
    def authors(self) -> dict[str, tuple[str, ...]]:
        """Key -> names of the authors as printed, of all papers."""
        return {key: tuple([name.display for name in paper.authors]) for key, paper in self.papers.items()}

    @cached_property
    def newest(self) -> tuple[Paper, ...]:
        """All papers, newest first; equal dates in order of the keys."""
        return tuple(sorted(self.papers.values(), key=lambda paper: paper.issued, reverse=True))

    @cached_property
    def by_concept(self) -> dict[str, tuple[Paper, ...]]:
        """Notation -> its papers and those of all narrower concepts, newest first."""
        found: dict[str, list[Paper]] = {notation: [] for notation in self.taxonomy.concepts}
        for paper in self.newest:
            above = (n for notation in paper.concepts for n in (*self.taxonomy.ancestors(notation), notation))
            for notation in dict.fromkeys(above):
                found[notation].append(paper)
        return {notation: tuple(papers) for notation, papers in found.items()}

    @cached_property
    def by_year(self) -> dict[str, tuple[Paper, ...]]:
        """Year of the first public version -> papers, newest first; newest year first."""
        return _grouped((paper.year, paper) for paper in self.newest)

    @cached_property
    def by_venue(self) -> dict[str, tuple[Paper, ...]]:
        """Id of a venue -> the papers published there, newest first; in order of the ids."""
        found = _grouped((paper.published.venue, paper) for paper in self.newest if paper.published)
        return dict(sorted(found.items()))

    @cached_property
    def by_facet(self) -> dict[tuple[str, str], tuple[Paper, ...]]:
        """Facet and value -> the papers that have it, newest first; in the order of the taxonomy."""
        found = _grouped((pair, paper) for paper in self.newest for pair in paper.facet_values)
        order = ((name, value.notation) for name, facet in self.taxonomy.facets.items() for value in facet.values)
        return {pair: found[pair] for pair in order if pair in found}

    @cached_property
    def key_of(self) -> dict[str, str]:
        """Key or alias -> live key."""
        aliases = {alias: paper.key for paper in self.papers.values() for alias in paper.aliases}
        return {**aliases, **{key: key for key in self.papers}}


_K = TypeVar("_K")


def _grouped(pairs: Iterable[tuple[_K, Paper]]) -> dict[_K, tuple[Paper, ...]]:
    found: dict[_K, list[Paper]] = {}
    for name, paper in pairs:
        found.setdefault(name, []).append(paper)
    return {name: tuple(papers) for name, papers in found.items()}


def paper_path(key: str) -> str:
    """Return where the record of a key lies: papers/<year in the key>/<key>.yaml."""
    match = KEY.fullmatch(key)
    if not match:
        raise ValueError(f"{key!r} is no citation key")
    return f"{PAPERS}/{match.group(1)}/{key}.yaml"


def load(
    root: Path, records: Sequence[str] | None = None, known: Survey | None = None
) -> tuple[Survey | None, list[Problem]]:
    """Read the survey in a folder: the survey, or None if a vocabulary has a fault, and all problems found so far.

    A record with an error is left out of the survey; its problems are in the list. With `records`, only these paths
    are read, and nobody asks whether they are in canonical form. A sound record whose file has the same bytes as in
    `known` is taken from there. Raises FileNotFoundError if the folder has no survey.yaml.
    """
    survey, problems = read(root, records, known)
    return (survey if survey.whole else None), problems


def read(root: Path, records: Sequence[str] | None = None, known: Survey | None = None) -> tuple[Survey, list[Problem]]:
    """Read the survey in a folder as `load` does, with as much of faulty vocabularies as can be read: for checks."""
    if not (root / SETTINGS).exists():
        raise FileNotFoundError(f"no {SETTINGS} in {root}: this is not the folder of a survey")
    with uncollected():
        return _read(root, records, known)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Let Python not look for circles of garbage meanwhile.

    Reading and checking make millions of values and no circle; looking for them would take a fifth of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(root: Path, records: Sequence[str] | None, known: Survey | None) -> tuple[Survey, list[Problem]]:
    found = _papers(root, records, known)
    reported = _results(root, records, known)
    sources, problems = found.sources | reported.sources, found.problems + reported.problems
    vocabularies = _Vocabularies(root, sources, problems)
    settings = vocabularies.read(SETTINGS, Settings)
    concepts = vocabularies.read(TAXONOMY, TaxonomyFile)
    venues = vocabularies.read(VENUES, VenuesFile)
    benchmarks = vocabularies.read(BENCHMARKS, BenchmarksFile)
    screening = vocabularies.read(SCREENING, ScreeningFile)
    queue = vocabularies.read(QUEUE, QueueFile)
    if faults := list(taxonomy.check(concepts, sources[TAXONOMY])):
        if TAXONOMY not in vocabularies.faulty:  # what is left of a faulty file misses what could not be read of it
            problems += faults
        vocabularies.faulty.add(TAXONOMY)
        concepts = taxonomy.rooted(concepts)
    problems[:] = [_named_by_content(problem, sources, concepts) for problem in problems]
    problems += taxonomy.defined_twice("venues", [venue.id for venue in venues.venues], sources[VENUES])
    ids = [benchmark.id for benchmark in benchmarks.benchmarks]
    problems += taxonomy.defined_twice("benchmarks", ids, sources[BENCHMARKS])
    survey = Survey(
        root=root,
        settings=settings,
        taxonomy=Taxonomy(concepts),
        venues={venue.id: venue for venue in venues.venues},
        benchmarks={benchmark.id: benchmark for benchmark in benchmarks.benchmarks},
        screened=screening.excluded,
        queue=queue,
        papers=found.papers,
        drafts=found.drafts,
        sources=sources,
        rereading=benchmarks.rereading,
        results=reported.results,
        result_drafts=reported.drafts,
        sound=found.sound.union(tables.sound(reported)),
        doubtful=_doubtful(problems),
        lacking=found.lacking,
        faulty=frozenset(vocabularies.faulty),
        unread=frozenset(vocabularies.unread),
    )
    return survey, problems


def _named_by_content(problem: Problem, sources: Mapping[str, Source], concepts: TaxonomyFile) -> Problem:
    """Let a problem with an unknown field of a record name the field that holds such words, if no name is close.

    So a record finds its way that calls its field as an earlier version did, or as another survey does.
    """
    path = problem.location.path
    if problem.code != rules.UNKNOWN_FIELD.code or not path.startswith(f"{PAPERS}/") or "did you mean" in str(problem):
        return problem
    data, _ = source.parse(sources[path])
    for name, value in data.items() if isinstance(data, dict) else ():
        if problem.message == f"unknown field {name!r}" and isinstance(value, list) and value:
            for field_, terms in (("concepts", concepts.concepts), ("mechanisms", concepts.mechanisms)):
                if {str(word) for word in value} <= {term.notation for term in terms}:
                    return replace(problem, hint=f"did you mean {field_!r}?")
    return problem


def _doubtful(problems: Iterable[Problem]) -> frozenset[str]:
    return frozenset(p.location.path for p in problems if failed([p]) and not rules.RULES[p.code].form)


def with_records(vocabularies: Survey, records: Sequence[str]) -> tuple[Survey, list[Problem]]:
    """Return a survey with the papers at these paths in place of its own, and their problems, as `load` does."""
    found = _papers(vocabularies.root, records, None)
    sources = {**vocabularies.sources, **found.sources}
    survey = replace(
        vocabularies,
        papers=found.papers,
        drafts=found.drafts,
        sources=sources,
        sound=found.sound,
        doubtful=vocabularies.doubtful | _doubtful(found.problems),
        lacking=found.lacking,
    )
    return survey, found.problems


_R = TypeVar("_R", bound=Record)


@dataclass(slots=True)
class _Vocabularies:
    """The files beside papers/, as far as they can be read."""

    root: Path
    sources: dict[str, Source]
    problems: list[Problem]
    faulty: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    def read(self, path: str, model: type[_R]) -> _R:
        if path in OPTIONAL and not os.path.lexists(self.root / path):
            self.sources[path] = Source(path, b"")
            return model()
        record, data = files.record(self.root, path, model, self.sources, self.problems)
        if record is not None:
            return record
        self.faulty.add(path)
        if data is None:
            self.unread.add(path)
        rough, found = drafts.vocabulary(model, data)
        self.sources[path] = replace(self.sources[path], skipped=found.skipped)
        return rough


@dataclass(slots=True)
class _Papers:
    """What the files below papers/, or some of them, hold."""

    papers: dict[str, Paper] = field(default_factory=dict)
    drafts: dict[str, Paper] = field(default_factory=dict)
    lacking: dict[str, Collection[str]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def unlisted(self, error: OSError) -> None:
        """Note a folder that cannot be listed: whatever it holds would be missing without a word."""
        message = f"cannot list this folder: {error.strerror or error}"
        hint = "make it a folder that everybody may read"
        self.problems.append(rules.UNREADABLE.at(Location(printable(str(error.filename))), message, hint))

    @property
    def sound(self) -> frozenset[str]:
        faulty = {problem.location.path for problem in self.problems}
        return frozenset(path for path in self.sources if path not in faulty)


def _papers(root: Path, records: Sequence[str] | None, known: Survey | None) -> _Papers:
    whole = _Papers()
    if not (root / PAPERS).resolve().is_relative_to(root.resolve()):
        message, hint = "this folder is a link to a place outside the survey", "put the records themselves there"
        whole.problems.append(rules.UNREADABLE.at(Location(PAPERS), message, hint))
        return whole
    paths, form = (records, False) if records is not None else (paper_files(root, whole.unlisted), True)
    if known:
        paths = [path for path in paths if not _unchanged(root, path, known, whole)]
    for part in in_parts(paths, partial(_some_papers, root, form)):
        whole.papers |= part.papers
        whole.drafts |= part.drafts
        whole.lacking |= part.lacking
        whole.sources |= part.sources
        whole.problems += part.problems
    whole.papers = dict(sorted(whole.papers.items()))
    return whole


def _results(root: Path, records: Sequence[str] | None, known: Survey | None) -> tables.Found:
    """Read the tables, none of them where only some records are asked for."""
    if records is not None:
        return tables.Found()
    old = {tables.results_path(name): results for name, results in known.results.items()} if known else {}
    same = {path: (known.sources[path], results) for path, results in old.items() if known and path in known.sound}
    return tables.read(root, same)


def _unchanged(root: Path, path: str, known: Survey, whole: _Papers) -> bool:
    """Add a record as it was, and tell that this was done, if reading its file would find the same."""
    if path not in known.sound or source.read(root, path)[0] != known.sources[path]:
        return False
    key = PurePosixPath(path).stem
    whole.papers[key], whole.sources[path] = known.papers[key], known.sources[path]
    return True


def _some_papers(root: Path, form: bool, paths: Sequence[str]) -> _Papers:
    part = _Papers()
    with uncollected():
        for path in paths:
            key = _key_of(path, part.problems)
            if key is None:
                if path.endswith(".yaml") and path.isprintable():  # what it says is checked all the same
                    files.record(root, path, Paper, part.sources, part.problems, form=False)
                continue
            record, data = files.record(root, path, Paper, part.sources, part.problems, form=form, key=key)
            if record is not None:
                part.papers[key] = record
            else:
                part.drafts[key], found = drafts.paper(data, key)
                part.lacking[key] = found.doubtful
                part.sources[path] = replace(part.sources[path], skipped=found.skipped)
    return part


def _key_of(path: str, problems: list[Problem]) -> str | None:
    """Return the key that the path of a record says; None, and a problem, where it says none."""
    folder, _, name = path.rpartition("/")
    key = name.removesuffix(".yaml")
    match = KEY.fullmatch(key)
    if not name.endswith(".yaml") or not match:
        hint = "name it by family name, year and first title word, as doe2024example.yaml"
        if KEY.fullmatch(meant := Path(name).stem.lower()):
            hint = f"name it {meant}.yaml"
        message = f"{name!r} is not the key of a paper plus .yaml"
        problems.append(rules.BAD_KEY.at(Location(printable(path)), message, hint))
        return None
    if folder != f"{PAPERS}/{match.group(1)}":
        message, hint = f"{name!r} lies in {printable(folder)}/", f"move it to {paper_path(key)}"
        problems.append(rules.WRONG_FOLDER.at(Location(printable(path)), message, hint))
        return None
    return key


def paper_files(root: Path, unlisted: Callable[[OSError], None] | None = None) -> list[str]:
    """Return every file below papers/, as `files.below` does."""
    return files.below(root, PAPERS, unlisted)
