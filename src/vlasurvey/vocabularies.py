"""The vocabularies and settings of a survey as frozen, typed values."""

from __future__ import annotations

import enum
from typing import Annotated

from pydantic import AfterValidator, Field

from vlasurvey.records import Identifiers, Name
from vlasurvey.values import Day, Doi, Flag, Line, Lines, Notation, Notations, Number, Record, Text, Url, Year


class Term(Record):
    """A value of a vocabulary, in SKOS words."""

    notation: Notation
    pref_label: Text
    definition: Text | None = None
    hidden_labels: Lines = Field((), description="Words that stand for it in texts.")


class MechanismLink(Record):
    """A mechanism of human motor learning that a concept has as its parallel."""

    mechanism: Notation
    relation: Text = Field(description="How the mechanism bears on the concept.")
    drawn_by: Annotated[str, Field(pattern="^(survey|ours)$")] = Field(
        description="Who draws the link: the survey paper, or we."
    )
    references: Notations = ()


class Parallel(Record):
    """What a learner does and what a robot does."""

    learner: Text
    robot: Text
    mechanisms: tuple[MechanismLink, ...] = ()


class Concept(Term):
    """A node of the concept scheme; its notation is a path of any depth."""

    scope_note: Text | None = Field(None, description="What belongs here, what does not, and where that goes.")
    broader: Notation | None = Field(None, description="Notation of the concept above; absent at the top.")
    parallel: Parallel | None = None


class Mechanism(Term):
    """A mechanism of human motor learning."""

    references: Notations = ()


class Reference(Record):
    """A work of the motor-learning literature, in CSL words."""

    id: Notation
    type: Annotated[str, Field(pattern="^(article-journal|book|chapter|paper-conference)$")]
    authors: tuple[Name, ...] = Field(min_length=1)
    authors_complete: Flag = Field(True, description="False where the source cuts the list of authors.")
    year: Year
    title: Line
    container_title: Line | None = None
    publisher: Line | None = None
    volume: Line | None = None
    issue: Line | None = None
    page: Line | None = None
    doi: Doi | None = None
    isbn: Line | None = None


class Facet(Term):
    """A vocabulary of its own by which papers are described, e.g. the learning signal."""

    values: tuple[Term, ...] = Field(min_length=1)


class TaxonomyFile(Record):
    """The contents of taxonomy.yaml."""

    title: Text
    concepts: tuple[Concept, ...] = Field(min_length=1)
    mechanisms: tuple[Mechanism, ...] = ()
    references: tuple[Reference, ...] = ()
    facets: tuple[Facet, ...] = ()
    exclusion_reasons: tuple[Term, ...] = ()


class VenueType(enum.StrEnum):
    """What kind of thing a venue is; decides the type of the citation."""

    CONFERENCE = "conference"
    JOURNAL = "journal"
    WORKSHOP = "workshop"


class Venue(Record):
    """Where papers are published; one entry for all the names a venue goes by."""

    id: Notation
    title: Line
    short_title: Line
    type: VenueType
    alt_labels: Lines = ()


class VenuesFile(Record):
    """The contents of venues.yaml."""

    venues: tuple[Venue, ...]


class Suite(Record):
    """A part of a benchmark that is reported by itself."""

    id: Notation
    title: Line


class Metric(Record):
    """A measure of a benchmark."""

    id: Notation
    title: Line
    unit: Line | None = None
    range: tuple[Number, Number] | None = None
    higher_is_better: Flag = True


class ProtocolField(Record):
    """A circumstance that two numbers must share to be comparable."""

    id: Notation
    title: Line
    values: Lines = ()


class Benchmark(Record):
    """A benchmark by which methods are compared."""

    id: Notation
    title: Line
    definition: Text | None = None
    suites: tuple[Suite, ...] = ()
    metrics: tuple[Metric, ...] = ()
    protocol: tuple[ProtocolField, ...] = ()
    hidden_labels: Lines = ()


class BenchmarksFile(Record):
    """The contents of benchmarks.yaml."""

    benchmarks: tuple[Benchmark, ...]


class Stage(enum.StrEnum):
    """The PRISMA 2020 stage at which a paper was left out."""

    SCREENING = "screening"
    ELIGIBILITY = "eligibility"


class Screened(Record):
    """A paper that was looked at and left out."""

    identifiers: Identifiers
    title: Line
    stage: Stage
    reason: Notation = Field(description="One of the exclusion reasons in taxonomy.yaml.")
    note: Line = Field(description="The ground, in one sentence.")
    date: Day


class ScreeningFile(Record):
    """The contents of screening.yaml."""

    excluded: tuple[Screened, ...] = ()


class Licences(Record):
    """SPDX identifiers of the licences."""

    code: Line
    data: Line


SiteUrl = Annotated[Url, AfterValidator(lambda url: url.rstrip("/") + "/")]
"""Address that others are appended to: it ends in a slash, typed or not."""
RepoUrl = Annotated[Url, AfterValidator(lambda url: url.rstrip("/"))]


class Settings(Record):
    """The contents of survey.yaml: what is particular to this survey."""

    title: Text
    short_title: Line
    description: Text
    languages: tuple[Annotated[str, Field(pattern="^[a-z]{2}$")], ...] = Field(min_length=1)
    site_url: SiteUrl
    repo_url: RepoUrl
    licences: Licences
    version: Line = Field(description="Version of the knowledge base.")
    released: Day = Field(description="Day of that version.")
    authors: tuple[Name, ...] = Field(min_length=1, description="Who signs the knowledge base.")
    survey_paper: str | None = Field(None, description="Key of the survey paper that this survey continues.")
    sources: dict[str, Url] = Field(default_factory=dict, description="Lists named in curation.listed_in -> address.")
    start_here: tuple[str, ...] = Field((), description="Keys of papers to read first.")
